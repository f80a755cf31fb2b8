"""An officer's own screens of rest: what they work around a night, and what rest they are owed."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from bot.actions.boards import MyNight, NightBoard
from bot.actions.rest import Standing
from bot.actions.rest_boards import DutiesBoard, OwedCard
from bot.actions.rest_stating import REST_DAY
from bot.callbacks import Payload
from bot.callbacks.people import Home
from bot.callbacks.rest import AskDuty, MyDuties, MyRestOwed, SayDuty, SayTimes
from bot.callbacks.rota import MyShifts
from bot.screens import Button, Screen
from bot.views import rest_words
from bot.views.plain import button, hidden, home_row, in_rows, safe, short_day
from bot.views.rota_words import times
from operation.area import Area
from operation.duties import Side
from operation.rest import Finding, FindingKind
from storage.rest import Owed

_FOOT = (button("My shifts", MyShifts()), button("Home", Home()))


def my_duties(board: DutiesBoard, wanted: Side | None = None) -> Screen:
    """What I work around a night: the next question, or all that is known."""
    night = board.night
    patrol = night.book.patrol_id
    side = wanted or board.standing.around.first_unknown
    head = f"<b>Duties around {short_day(night.book.night)}</b> · {times(board.area, night)}"
    known = rest_words.around(board.standing.around, board.area.zone)
    against = rest_words.lines(stated(board.standing))
    if night.has_started and side is None:
        return Screen(text="\n".join([head, *known]), rows=(_FOOT,))
    if side is not None and board.area.rest.duties:
        text = "\n".join([head, *known, *_gap(against), "", f"<b>{question(side, night)}</b>"])
        return Screen(text=text, rows=(*_own_choices(board.area, patrol, side), _FOOT))
    lines = [head, *known, *_gap(against)]
    if any(each.is_stop for each in board.standing.open):
        lines.append("You stay on the list, but cannot go like this: speak to your lead.")
    rows: list[tuple[Button, ...]] = [
        (
            button("Change before", AskDuty(patrol, Side.BEFORE)),
            button("Change after", AskDuty(patrol, Side.AFTER)),
        )
    ]
    after = board.next_unknown
    if after is not None:
        label = f"Next: {short_day(after.book.night)} ›"
        rows.append((button(label, MyDuties(after.book.patrol_id, on_list=True)),))
    return Screen(text="\n".join(lines), rows=(*rows, _FOOT))


def duties_asked(board: DutiesBoard) -> Screen | None:
    """The first question, unasked: nothing to say once it is answered.

    What is known already is nothing for a lock screen.
    """
    night, standing = board.night, board.standing
    side = standing.around.first_unknown
    if side is None or night.has_started:
        return None
    known = rest_words.around(standing.around, board.area.zone)
    against = rest_words.lines(stated(standing))
    lines = [
        "So that everyone who goes is rested, please say:",
        "",
        f"<b>Duties around {short_day(night.book.night)}</b> · {times(board.area, night)}",
        hidden([*known, *_gap(against)]),
        "",
        f"<b>{question(side, night)}</b>",
    ]
    rows = _own_choices(board.area, night.book.patrol_id, side)
    return Screen(text="\n".join(lines), rows=(*rows, _FOOT))


def question(side: Side, night: NightBoard, whose: str = "Your") -> str:
    """Your duty before Friday's patrol?"""
    day = f"{night.book.night:%A}’s"
    if side is Side.BEFORE:
        return f"{whose} duty before {day} patrol?"
    return f"And {whose.lower()} next duty after it?"


def choices(
    area: Area, say: Callable[[str], Payload], other: Payload
) -> tuple[tuple[Button, ...], ...]:
    """The area's duties, a rest day, and other times."""
    named = [button(rest_words.usual_label(each), say(each.name)) for each in area.rest.duties]
    return in_rows([*named, button("Rest day", say(REST_DAY)), button("Other times…", other)], 2)


def _own_choices(area: Area, patrol: int, side: Side) -> tuple[tuple[Button, ...], ...]:
    return choices(area, lambda name: SayDuty(patrol, side, name), SayTimes(patrol, side))


def stated(standing: Standing) -> tuple[Finding, ...]:
    """What stands against it by what is known: that duties are not stated is asked instead."""
    return tuple(each for each in standing.open if each.kind is not FindingKind.NOT_STATED)


def _gap(lines: Sequence[str]) -> list[str]:
    return ["", *lines] if lines else []


# Under “My shifts” and on a card


def first_question(nights: Sequence[MyNight]) -> tuple[list[str], tuple[tuple[Button, ...], ...]]:
    """Of the first night whose duties are not known: the question, and what can be answered."""
    for mine in nights:
        asks = mine.area.rest.duties and not (mine.night.has_started or mine.night.crew.cancelled)
        side = mine.rest.around.first_unknown if asks and mine.rest is not None else None
        if side is not None:
            patrol = mine.night.book.patrol_id
            which = f"{short_day(mine.night.book.night)}: {question(side, mine.night)}"
            return ["", f"<b>{which}</b>"], _own_choices(mine.area, patrol, side)
    return [], ()


def worst_line(standing: Standing | None) -> list[str]:
    """The worst of what stands against a night, where anything does."""
    return rest_words.lines(stated(standing))[:1] if standing is not None else []


def known_lines(area: Area, standing: Standing | None) -> list[str]:
    """What is worked around a night, and what stands against it, the worst first."""
    if standing is None:
        return []
    against = rest_words.lines(stated(standing))
    if not standing.around.is_known:
        return against
    before, after = rest_words.around(standing.around, area.zone)
    return [f"{before}. {after}.", *against]


def duties_lines(area: Area, standing: Standing | None) -> list[str]:
    """The same on a card, which arrives unasked: duties are nothing for a lock screen."""
    if standing is None or not area.rest.duties:
        return []
    if not standing.around.is_known:
        return ["Your duties before and after are not noted yet: tap “Your duties”."]
    return [hidden(known_lines(area, standing))]


def duties_button(night: NightBoard, *, on_list: bool) -> Button:
    """Where duties are said and changed."""
    return button("Your duties", MyDuties(night.book.patrol_id, on_list))


def owed_button(owed: Sequence[object]) -> tuple[tuple[Button, ...], ...]:
    """Under “My shifts”, for somebody to whom rest is owed."""
    return ((button("Rest owed to you", MyRestOwed()),),) if owed else ()


# Rest that is owed


def my_rest_owed(owed: Sequence[tuple[Area, Owed]]) -> Screen:
    """The rest that I am owed."""
    if not owed:
        return Screen(text="No rest is owed to you.", rows=(_FOOT,))
    lines = ["<b>Rest owed to you</b>", ""]
    lines += [owed_line(each) for _, each in owed]
    lines += [
        "",
        "Agree with your lead when you take it. They note the day, and it goes from here.",
    ]
    return Screen(text="\n".join(lines), rows=(_FOOT,))


def owed_line(owed: Owed) -> str:
    """4 h · Fri 14 Mar: only 7 h of rest."""
    lacked = rest_words.hours(owed.minutes / 60)
    had = rest_words.hours((owed.until - owed.since).total_seconds() / 3600)
    return f"{lacked} · {short_day(owed.night)}: only {had} of rest"


def rest_owed_told(card: OwedCard) -> Screen | None:
    """Rest is owed to somebody."""
    if not card.entry.owed.is_open:
        return None
    text = (
        f"<b>Rest is owed to you</b>\n{hidden([owed_line(card.entry.owed)])}\n\n"
        "Agree with your lead when you take it."
    )
    return Screen(text=text, rows=((button("Rest owed to you", MyRestOwed()),), home_row()))


def rest_void_told(card: OwedCard) -> Screen | None:
    """Rest is not owed to somebody after all."""
    owed = card.entry.owed
    if owed.voided_at is None:
        return None
    why = owed.void_reason or "by the times and the attendance that are noted by now"
    text = (
        "Rest that was noted as owed to you is not owed: "
        f"{hidden([f'{owed_line(owed)}. Why: {safe(why)}'])}\n\nIf that is wrong, tell your lead."
    )
    return Screen(text=text, rows=(home_row(),))


def rest_given_told(card: OwedCard) -> Screen | None:
    """A lead has noted when it was given."""
    owed = card.entry.owed
    if owed.given_on is None:
        return None
    what = f"{rest_words.hours(owed.minutes / 60)}, on {short_day(owed.given_on)}"
    text = (
        f"Your lead has noted rest owed to you as given: {hidden([what])}. If that is wrong, tell "
        "them."
    )
    return Screen(text=text, rows=(home_row(),))
