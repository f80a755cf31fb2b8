"""A lead's screens of rest: who is rested for a night, overriding, and rest that is owed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from bot.actions.crew_boards import LeadNight
from bot.actions.rest import Standing, can_be_overridden
from bot.actions.rest_boards import DutiesBoard, OwedBoard, OwedCard, OwedEntry
from bot.callbacks.rest import (
    AskDutyOf,
    DutiesOf,
    GivenOn,
    GivenOnAnother,
    GiveRest,
    NightRest,
    NotOwed,
    OverrideRest,
    OwedIn,
    OwedTo,
    SayDutyFor,
    SayTimesFor,
)
from bot.callbacks.rota import AddOfficer, ChooseOfficer, PatrolCard
from bot.callbacks.training import QualificationCard
from bot.screens import Button, Screen
from bot.views import rest_words
from bot.views.plain import button, fitting, home_row, in_rows, safe, short_day
from bot.views.rest import choices, owed_line, question, stated
from bot.views.rota_words import times
from operation.area import Area
from operation.duties import Side
from operation.rest import FindingKind, worst

_NAMES = (60, 40, 24, 12, 6)
MOST_NAME_BUTTONS = 60
MOST_OWED = 30
_OWED_NAMES = (MOST_OWED, 15, 8)
_MOST_NIGHTS = 4


def night_rest(lead: LeadNight) -> Screen:
    """Everyone on a night, each with what stands against them."""
    night = lead.night
    patrol = night.book.patrol_id
    on = [each.member_id for each in night.crew.assignments]
    on += [each for each in lead.comes_along if each not in on]

    def draw(names: int) -> str:
        lines = [f"<b>{short_day(night.book.night)}</b> · rest"]
        lines += [_who(lead, each) for each in on[:names]]
        more = len(on) - names
        lines += [f"and {more} more"] if more > 0 else []
        foot = "Tap a name for their duties, or to override." if on else "Nobody is on it yet."
        return "\n".join([*lines, "", foot])

    buttons = [
        button(f"{_sign(lead.rest.get(each))}{lead.name_of(each)}", DutiesOf(patrol, each))
        for each in on[:MOST_NAME_BUTTONS]
    ]
    back = (button("‹ Night", PatrolCard(patrol)),)
    return Screen(text=fitting(draw, _NAMES), rows=(*in_rows(buttons, 2), back))


def _who(lead: LeadNight, member_id: int) -> str:
    said = rest_words.beside(lead.rest.get(member_id)) or "rested"
    part = " (local officer)" if member_id in lead.comes_along else ""
    return f"{safe(lead.name_of(member_id))}{part} · {said}"


def _sign(standing: Standing | None) -> str:
    first = worst(standing.open) if standing is not None else None
    return f"{rest_words.sign(first)} " if first is not None else ""


def duties_of(board: DutiesBoard, wanted: Side | None = None) -> Screen:
    """One person's duties around a night, what stands against them, and what a lead can do."""
    night, standing = board.night, board.standing
    patrol, member = night.book.patrol_id, board.member.id
    lines = [
        f"<b>{short_day(night.book.night)}</b> · {times(board.area, night)}",
        f"<b>{safe(board.member.called)}</b>",
        *rest_words.around(standing.around, board.area.zone),
    ]
    against = rest_words.lines(stated(standing))
    lines += ["", *against] if against else []
    if standing.override is not None:
        lines += [
            "",
            f"Overridden by {safe(board.overridden_by)}: {safe(standing.override.reason)}",
        ]
    side = wanted or standing.around.first_unknown
    rows: list[tuple[Button, ...]] = []
    if any(each.kind is FindingKind.UNTRAINED for each in standing.open):
        rows.append((button("Their training ›", QualificationCard(member)),))
    if can_be_overridden(standing.open) and not night.has_started:
        rows.append((button("Override with a reason", OverrideRest(patrol, member)),))
    if board.state is None and not board.comes_along:
        return _not_on_it(board, lines, rows)
    if side is not None and board.area.rest.duties:
        lines += ["", f"<b>{question(side, night, 'Their')}</b>"]
        rows += _choices_for(board.area, patrol, member, side)
    else:
        rows.append(
            (
                button("Change before", AskDutyOf(patrol, member, Side.BEFORE)),
                button("Change after", AskDutyOf(patrol, member, Side.AFTER)),
            )
        )
    back = (button("‹ Rest", NightRest(patrol)), button("‹ Night", PatrolCard(patrol)))
    return Screen(text="\n".join(lines), rows=(*rows, back))


def _not_on_it(board: DutiesBoard, lines: list[str], rows: list[tuple[Button, ...]]) -> Screen:
    """Somebody whom the lead might add."""
    patrol, member = board.night.book.patrol_id, board.member.id
    if not board.standing.is_stopped:
        rows.append((button("Add them", AddOfficer(patrol, member)),))
    back = (button("‹ Back", ChooseOfficer(patrol, 0)),)
    return Screen(text="\n".join([*lines, "", "Not on this night."]), rows=(*rows, back))


def _choices_for(
    area: Area, patrol: int, member: int, side: Side
) -> tuple[tuple[Button, ...], ...]:
    return choices(
        area,
        lambda name: SayDutyFor(patrol, member, side, name),
        SayTimesFor(patrol, member, side),
    )


# Rest that is owed


def rest_owed(board: OwedBoard) -> Screen:
    """Everyone to whom rest is owed, each once with what it comes to; a tap opens theirs."""
    head = f"<b>{safe(board.area.name)}: rest owed</b>"
    if not board.entries:
        return Screen(text=f"{head}\n\nNo rest is owed to anybody.", rows=(home_row(),))
    grouped: dict[int, list[OwedEntry]] = {}
    for each in board.entries:
        grouped.setdefault(each.owed.member_id, []).append(each)
    theirs = list(grouped.values())
    buttons = [_owed_button(board.area, each) for each in theirs[:MOST_OWED]]

    def draw(names: int) -> str:
        more = len(theirs) - names
        lines = [head, "", *map(_theirs, theirs[:names])]
        lines += [f"and {more} more"] if more > 0 else []
        return "\n".join([*lines, "", "Tap a name to note what has been given."])

    return Screen(text=fitting(draw, _OWED_NAMES), rows=(*in_rows(buttons, 1), home_row()))


def _owed_button(area: Area, entries: Sequence[OwedEntry]) -> Button:
    first = entries[0]
    if len(entries) == 1:
        return button(first.called, GiveRest(first.owed.id))
    return button(first.called, OwedTo(area.key, first.owed.member_id))


def _theirs(entries: Sequence[OwedEntry]) -> str:
    """PC Sample · 10 h: Fri 14 Mar, Sat 15 Mar."""
    total = rest_words.hours(sum(each.owed.minutes for each in entries) / 60)
    nights = [short_day(each.owed.night) for each in entries[:_MOST_NIGHTS]]
    more = len(entries) - len(nights)
    nights += [f"{more} more"] if more else []
    return f"{safe(entries[0].called)} · {total}: {', '.join(nights)}"


def rest_owed_to(board: OwedBoard) -> Screen:
    """All rest that is owed to one person; a tap says when it was given."""
    back = (button("‹ Rest owed", OwedIn(board.area.key)),)
    if not board.entries:
        return Screen(text="No rest is owed to them any more.", rows=(back,))
    shown = board.entries[:MOST_OWED]
    total = rest_words.hours(sum(each.owed.minutes for each in board.entries) / 60)
    lines = [f"<b>{safe(board.entries[0].called)}</b> · {total} of rest owed"]
    lines += [owed_line(each.owed) for each in shown]
    buttons = [button(_owed_label(each), GiveRest(each.owed.id)) for each in shown]
    text = "\n".join([*lines, "", "Tap what has been given."])
    return Screen(text=text, rows=(*in_rows(buttons, 2), back))


def _owed_label(entry: OwedEntry) -> str:
    return f"{rest_words.hours(entry.owed.minutes / 60)} · {short_day(entry.owed.night)}"


def give_rest(card: OwedCard) -> Screen:
    """On which day rest that was owed was given."""
    owed = card.entry.owed
    head = f"<b>{safe(card.entry.called)}</b> · {owed_line(owed)}"
    back = (button("‹ Rest owed", OwedIn(owed.area)),)
    if owed.given_on is not None:
        return Screen(text=f"{head}\nGiven on {short_day(owed.given_on)}.", rows=(back,))
    if owed.voided_at is not None:
        why = f" {safe(owed.void_reason)}" if owed.void_reason else ""
        return Screen(text=f"{head}\nNot owed after all.{why}", rows=(back,))
    days = [card.today, card.today - timedelta(days=1)]
    buttons = [
        button(f"{words} ({short_day(day)})", GivenOn(owed.id, day))
        for words, day in zip(("Today", "Yesterday"), days, strict=True)
        if day >= owed.night
    ]
    other = (
        button("Another day…", GivenOnAnother(owed.id)),
        button("Not owed…", NotOwed(owed.id)),
    )
    text = f"{head}\nOn which day was it given? They are told."
    return Screen(text=text, rows=(*in_rows(buttons, 2), other, back))
