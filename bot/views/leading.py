"""A night's lead and pairing, as its lead has them, and whom they could name."""

from __future__ import annotations

from bot.actions.beside_boards import Beside, Candidates
from bot.actions.crew_boards import LeadNight
from bot.callbacks.crew import ChooseWard
from bot.callbacks.leading import ChooseNamed, LeadingCard, Name
from bot.callbacks.pairing import ChooseNominee
from bot.callbacks.people import Home
from bot.callbacks.rota import PatrolCard
from bot.screens import Button, Screen
from bot.views.beside_words import PARTS, local_officer
from bot.views.plain import button, count, in_rows, page_of, page_turns, safe, short_day
from bot.views.rota_words import times
from operation.leading import Part

LABELS = {
    Part.PATROL_LEAD: "Patrol lead",
    Part.SUPERVISOR: "Supervisor",
    Part.FALLBACK: "Fallback",
}


def leading_card(found: Candidates) -> Screen:
    """Who leads, who supervises, and who comes from the ward."""
    night, beside = found.night, found.beside
    patrol = night.book.patrol_id
    lines = [f"<b>{short_day(night.book.night)}</b> · {times(found.area, night)}"]
    lines += [_named(beside, part) for part in Part]
    lines += ["", *_pairing(found)]
    rows: list[tuple[Button, ...]] = []
    if night.crew.cancelled is None:
        rows += _suggestion(beside, patrol, on_card=False)
        rows += in_rows([_choose(beside, patrol, part) for part in Part], 2)
        if not night.has_started:
            rows += [_ward_row(found)]
    foot = (button("‹ Night", PatrolCard(patrol)), button("Home", Home()))
    return Screen(text="\n".join(lines), rows=(*rows, foot))


def _named(beside: Beside, part: Part) -> str:
    name = beside.called(part)
    return f"{LABELS[part]}: {safe(name)}" if name else f"{LABELS[part]}: nobody yet"


def _choose(beside: Beside, patrol: int, part: Part) -> Button:
    verb = "Change" if beside.leading.of(part) is not None else "Name"
    return button(f"{verb} {PARTS[part]}", ChooseNamed(patrol, part.value, 0))


def suggestion(beside: Beside) -> str:
    """PC Sample, with most experience on this crew (7 patrols)."""
    if beside.suggested is None:
        return ""
    patrols = count(beside.patrols, "patrol")
    return f"{beside.name_of(beside.suggested)}, the most experienced of the crew ({patrols})"


def suggestion_rows(lead: LeadNight, which: str = "", *, on_card: bool) -> list[tuple[Button, ...]]:
    """One tap names the suggested patrol lead of a published crew; `which` is the night's day."""
    night = lead.night
    is_ahead = night.crew.is_published and night.crew.cancelled is None and not night.has_started
    if lead.beside is None or not is_ahead:
        return []
    return _suggestion(lead.beside, night.book.patrol_id, which, on_card=on_card)


def _suggestion(
    beside: Beside, patrol: int, which: str = "", *, on_card: bool
) -> list[tuple[Button, ...]]:
    if beside.suggested is None:
        return []
    day = f"{which}: " if which else ""
    label = f"{day}{'name' if day else 'Name'} {beside.name_of(beside.suggested)} lead"
    name = Name(patrol, Part.PATROL_LEAD.value, beside.suggested, on_card=on_card)
    return [(button(label, name),)]


def _pairing(found: Candidates) -> list[str]:
    beside = found.beside
    pairing = beside.pairing
    if found.night.ward is None:
        return ["No ward is settled yet: its local officer is asked for once it is."]
    lines = [f"Ward: {safe(found.night.ward)}"]
    if beside.meeting is not None:
        lines.append(f"Meeting area: {safe(beside.meeting)}")
    lines.append(local_officer(beside))
    if pairing.is_open and not beside.sergeants:
        lines.append("No sergeant of this ward can be asked here: nominate somebody yourself.")
    elif pairing.is_open:
        lines.append(f"{count(beside.sergeants, 'sergeant')} of the ward asked.")
    return lines


def _ward_row(found: Candidates) -> tuple[Button, ...]:
    patrol = found.night.book.patrol_id
    ward = button("Ward", ChooseWard(patrol, 0))
    if found.night.ward is None:
        return (ward,)
    return (button("Local officer", ChooseNominee(patrol, 0)), ward)


def choose_named(found: Candidates, part: Part, page: int) -> Screen:
    """Whom a lead could name: one tap does it."""
    patrol = found.night.book.patrol_id
    shown, here, pages = page_of(found.people, page)
    names = [
        button(each.called, Name(patrol, part.value, each.member_id, on_card=False))
        for each in shown
    ]
    turns = page_turns(here, pages, lambda other: ChooseNamed(patrol, part.value, other))
    now = found.beside.called(part)
    is_now = f" Now: {safe(now)}." if now else ""
    text = f"<b>{short_day(found.night.book.night)}</b>\n{_QUESTIONS[part]}{is_now}"
    if not found.people:
        text += f"\n\n{_NOBODY[part]}"
    back = (button("‹ Lead & pairing", LeadingCard(patrol)),)
    return Screen(text=text, rows=(*in_rows(names, 1), *in_rows(turns, 2), back))


_QUESTIONS = {
    Part.PATROL_LEAD: "Who leads the patrol? Those with most patrols are first.",
    Part.SUPERVISOR: "Who is the supervisor on duty?",
    Part.FALLBACK: "Who is alerted if the supervisor cannot be reached?",
}
_NOBODY_ELSE = "Nobody else can be named: leads, ward sergeants and sergeants with Telegram can."
_NOBODY = {
    Part.PATROL_LEAD: "Nobody is chosen for the crew yet.",
    Part.SUPERVISOR: _NOBODY_ELSE,
    Part.FALLBACK: _NOBODY_ELSE,
}
