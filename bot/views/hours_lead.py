"""A lead's screens of a night's hours: the whole night, one person, and who is there."""

from __future__ import annotations

from collections.abc import Sequence

from bot.actions.hours_boards import NightHours, SheetRow
from bot.actions.hours_cards import HoursNews
from bot.callbacks.budget import ChoosePot
from bot.callbacks.hours import (
    ConfirmAsPlanned,
    ConfirmTimes,
    CorrectTimes,
    MarkAll,
    MarkOne,
    MusterCard,
    MusterOne,
    NightHoursCard,
    NotThere,
    SetKind,
    SheetCard,
    StepTheirs,
    WantTheirs,
    times_of,
)
from bot.callbacks.rota import MyShifts, PatrolCard
from bot.screens import Button, Screen
from bot.views.hours_words import (
    AS_PLANNED,
    FROM_STEPS,
    KINDS,
    TURNED_OUT,
    WANTS,
    WHYS,
    exact,
    length,
    reason_of,
    short_times,
    times_said,
)
from bot.views.money import pounds
from bot.views.plain import (
    PAGE,
    button,
    count,
    hidden,
    in_rows,
    page_of,
    page_turns,
    safe,
    short_day,
)
from bot.views.rota_words import latest
from operation.attendance import Attended
from operation.hours import Correction, Sheet, Span, Why
from operation.nights import local_date
from operation.overtime import Kind, clear_days


def night_hours(found: NightHours, page: int = 0) -> Screen:
    """All hours of a night: what is stated, what is confirmed, what is left to do."""
    night = found.night
    patrol = night.book.patrol_id
    shown, here, pages = page_of(found.rows, page)
    first = here * PAGE
    listed = [f"{n}. {_row(found, each)}" for n, each in enumerate(shown, first + 1)]
    lines = [_title(found), *_news(found), _stand(found)]
    lines += [hidden(listed)] if found.is_veiled and listed else listed
    turns = page_turns(here, pages, lambda other: NightHoursCard(patrol, other))
    rows = [*_confirm_rows(found), *in_rows(_people(shown, first), 2), *in_rows(turns, 2)]
    pot = found.pot.name if found.pot else "none"
    words = "Who was there" if found.is_over else "Who is there"
    rows.append((button(words, MusterCard(patrol, 0)), button(f"Pot: {pot}", ChoosePot(patrol))))
    if not found.is_veiled:
        rows.append((button("‹ Night", PatrolCard(patrol)),))
    return Screen(text="\n".join(lines), rows=tuple(rows))


def hours_news(found: NightHours) -> Screen:
    """The same as a card of its own, which renews itself."""
    return night_hours(found)


def _title(found: NightHours) -> str:
    book = found.night.book
    planned = short_times(Span(book.starts, book.ends), found.area.zone)
    return f"<b>Hours · {short_day(book.night)}</b> · {planned}"


def _news(found: NightHours) -> list[str]:
    if found.is_settled:
        return []
    return [f"<b>{_SAID[HoursNews(str(each[0]))]}</b>" for each in latest(found.news)[-1:]]


_SAID = {
    HoursNews.DUE: "Please look through these hours.",
    HoursNews.COMPLETE: "Everybody has answered: please confirm.",
}


def _stand(found: NightHours) -> str:
    if not found.rows:
        return "Nobody was on the crew of this night."
    if found.is_settled:
        return "✅ All settled."
    if not found.is_over:
        return "Everyone is asked for their hours when the night is over."
    left = [each.sheet for each in found.rows if not each.sheet.is_settled]
    silent = sum(each.is_unanswered for each in left)
    confirmed = sum(each.sheet.confirmed is not None for each in found.rows)
    said = f"{confirmed} of {len(found.rows)} confirmed"
    return f"{said}, {silent} not answered yet." if silent else f"{said}."


def _row(found: NightHours, each: SheetRow) -> str:
    sheet, zone = each.sheet, found.area.zone
    name = safe(each.called)
    if sheet.attended is not None and sheet.is_absent:
        return f"{name} · {TURNED_OUT[sheet.attended]}"
    late = " · was late" if sheet.attended is Attended.LATE else ""
    extra = f" · {WANTS[sheet.wants]}" if found.area.budget.is_full else ""
    if sheet.confirmed is not None:
        said = f"{times_said(sheet.confirmed, zone)}{reason_of(sheet)}"
        return f"{name} ✓ {said}{late}{_worth(found, each)}"
    if sheet.proposed is None and not found.is_over:
        return f"{name} · {TURNED_OUT[sheet.attended] if sheet.attended else '–'}"
    if sheet.proposed is None:
        by_hand = "" if each.has_telegram else " (no Telegram: you enter it)"
        return f"{name} · not answered{by_hand}{late}{_left(found, sheet)}"
    if sheet.is_as_planned:
        return f"{name} · as planned{late}{extra}"
    said = f"<b>{times_said(sheet.proposed, zone)}{reason_of(sheet)}</b>"
    return f"{name} · {said}{late}{_left(found, sheet)}{extra}"


def _left(found: NightHours, sheet: Sheet) -> str:
    return f" · left at {exact(sheet.left, found.area.zone)}" if sheet.left else ""


def _worth(found: NightHours, each: SheetRow) -> str:
    worth = each.line.worth if each.line else None
    if worth is None:
        return " · no rate" if found.has_rates else ""
    return f" · {length(worth.time_off)} off" if worth.time_off else f" · {pounds(worth.pence)}"


def _confirm_rows(found: NightHours) -> list[tuple[Button, ...]]:
    ready = sum(each.sheet.is_as_planned for each in found.rows)
    if not ready:
        return []
    words = f"✅ Confirm {count(ready, 'person', 'people')} as planned"
    return [(button(words, ConfirmAsPlanned(found.night.book.patrol_id)),)]


def _people(shown: Sequence[SheetRow], first: int) -> list[Button]:
    return [
        button(f"{n}. {each.called} ›", SheetCard(each.sheet.patrol_id, each.sheet.member_id))
        for n, each in enumerate(shown, first + 1)
    ]


# One person


def sheet_card(found: NightHours, member_id: int, starts: int, ends: int) -> Screen:
    """One person's hours: to confirm, to put right, or to correct with a reason."""
    row = found.row(member_id)
    patrol = found.night.book.patrol_id
    back = (button("‹ Hours", NightHoursCard(patrol, 0)),)
    head = f"<b>Hours · {short_day(found.night.book.night)}</b>"
    if row is None:
        return Screen(text=f"{head}\nThey are not on this night any more.", rows=(back,))
    lines = [f"{head} · {safe(row.called)}", *_said_of(found, row, starts, ends)]
    if row.sheet.is_absent:
        return Screen(text="\n".join(lines), rows=(back,))
    steps = [
        tuple(
            button(f"From {words}", StepTheirs(patrol, member_id, size, 0))
            for size, words in FROM_STEPS
        ),
        tuple(
            button(f"To {words}", StepTheirs(patrol, member_id, 0, size))
            for size, words in FROM_STEPS
        ),
    ]
    rows = (*steps, *_settle_rows(row, starts, ends), *_overtime_rows(found, row), back)
    return Screen(text="\n".join(lines), rows=rows)


def _said_of(found: NightHours, row: SheetRow, starts: int, ends: int) -> list[str]:
    sheet, zone = row.sheet, found.area.zone
    lines = [f"Planned {times_said(sheet.planned, zone)}."]
    if sheet.left is not None:
        lines.append(f"Left at {exact(sheet.left, zone)}: they couldn't go on.")
    if sheet.turned_out is not None:
        lines.append(f"{TURNED_OUT[sheet.turned_out].capitalize()}.")
    if sheet.is_absent:
        return [*lines, "No hours. If that is wrong, take it back under “Who was there”."]
    if sheet.proposed is not None:
        lines.append(f"Stated: {times_said(sheet.proposed, zone)}{reason_of(sheet)}.")
    if sheet.confirmed is not None:
        by = found.names.get(sheet.confirmed_by or 0, "a lead")
        said = f"{times_said(sheet.confirmed, zone)}{reason_of(sheet)}"
        lines.append(f"✅ Confirmed by {safe(by)}: {said}{_worth(found, row)}.")
    lines += [_corrected(found, each) for each in found.corrections if _is_of(row, each)]
    if found.area.budget.is_full:
        lines.append(f"{KINDS[sheet.kind].capitalize()}, for {WANTS[sheet.wants]}.")
        lines += _notice_of(found)
    looked_at = sheet.planned.moved(starts, ends)
    if looked_at != sheet.stated:
        good = looked_at.ends > looked_at.starts
        said = times_said(looked_at, zone) if good else "impossible"
        lines.append(f"New: <b>{said}</b>. Why?")
    return lines


def _is_of(row: SheetRow, correction: Correction) -> bool:
    return correction.member_id == row.sheet.member_id


def _corrected(found: NightHours, each: Correction) -> str:
    by = safe(found.names.get(each.by, "a lead"))
    was = short_times(each.was, found.area.zone)
    return f"Corrected by {by}, from {was}: {safe(each.reason)}"


def _notice_of(found: NightHours) -> list[str]:
    published = found.night.crew.published_at
    if published is None:
        return []
    told = local_date(published, found.area.zone)
    days = clear_days(told, found.night.book.night)
    return [f"Crew published {short_day(told)}: {count(days, 'clear day')} before."]


def _settle_rows(row: SheetRow, starts: int, ends: int) -> list[tuple[Button, ...]]:
    sheet = row.sheet
    patrol, member, version = sheet.patrol_id, sheet.member_id, sheet.version
    times = times_of(starts, ends)
    looked_at = sheet.planned.moved(starts, ends)
    kind: type[ConfirmTimes] | type[CorrectTimes] = (
        ConfirmTimes if sheet.confirmed is None else CorrectTimes
    )
    verb = "✅ Confirm" if sheet.confirmed is None else "Correct to"
    away: list[tuple[Button, ...]] = (
        [(button("They were not there…", NotThere(patrol, member, version)),)]
        if sheet.confirmed
        else []
    )
    if looked_at == sheet.confirmed:
        return away
    if looked_at == sheet.planned:
        words = f"{verb} as planned" if sheet.confirmed is None else f"{verb} the plan…"
        return [(button(words, kind(patrol, member, version, times, AS_PLANNED)),), *away]
    if looked_at == sheet.proposed and sheet.why is not None:
        words = f"{verb}: {WHYS[sheet.why]}"
        return [(button(words, kind(patrol, member, version, times, sheet.why.value)),), *away]
    reasons = [
        button(WHYS[each].capitalize(), kind(patrol, member, version, times, each.value))
        for each in Why
        if (each is Why.EARLY) <= (ends < 0)
    ]
    return [*in_rows(reasons, 3), *away]


def _overtime_rows(found: NightHours, row: SheetRow) -> list[tuple[Button, ...]]:
    """What full arithmetic asks for besides the times."""
    sheet = row.sheet
    if not found.area.budget.is_full:
        return []
    patrol, member = sheet.patrol_id, sheet.member_id
    kinds = [
        button(f"{'● ' if each is sheet.kind else ''}{words}", SetKind(patrol, member, each.value))
        for each, words in _KIND_BUTTONS.items()
    ]
    wants = [
        button(f"{'● ' if each is sheet.wants else ''}{words.capitalize()}",
               WantTheirs(patrol, member, each.value))
        for each, words in WANTS.items()
    ]  # fmt: skip
    return [*in_rows(kinds, 2), *([] if sheet.confirmed else [tuple(wants)])]


_KIND_BUTTONS = {
    Kind.PLANNED: "Planned",
    Kind.CASUAL: "Casual",
    Kind.REST_DAY: "Rest day, short",
    Kind.MOVED_DAY: "Rest day, moved",
}


# Who is there


def muster(found: NightHours, page: int, wanted: int | None = None) -> Screen:
    """Who turned up: one tap for everyone, a name for each exception; the local officer last."""
    patrol = found.night.book.patrol_id
    people = (*found.rows, *found.beside)
    shown, here, pages = page_of(people, page)
    lines = [f"<b>Who is there · {short_day(found.night.book.night)}</b>"]
    lines += [_turned_out(found, each) for each in shown]
    one = next((each for each in people if each.sheet.member_id == wanted), None)
    if one is not None and _can_be_marked(found, one):
        return _one_of_muster(one, lines, here)
    if not found.rows:
        lines.append("Nobody was on the crew of this night.")
    rows: list[tuple[Button, ...]] = []
    blank = [each for each in people if each.sheet.attended is None]
    if blank and not found.is_settled:
        everyone = "Everyone" if len(blank) == len(people) else f"The other {len(blank)}"
        rows.append((button(f"✓ {everyone} turned up", MarkAll(patrol)),))
    if found.is_settled and found.rows:
        lines.append("All hours are settled, so the crew is too; an absence can be taken back.")
    rows += in_rows(
        [
            button(f"{each.called} ›", MusterOne(patrol, each.sheet.member_id, here))
            for each in shown
            if _can_be_marked(found, each)
        ],
        2,
    )
    turns = page_turns(here, pages, lambda other: MusterCard(patrol, other))
    rows += in_rows(turns, 2)
    if found.is_for_lead:
        hours = button("Hours", NightHoursCard(patrol, 0))
        rows.append((hours, button("‹ Night", PatrolCard(patrol))))
    else:
        rows.append((button("My shifts", MyShifts()),))
    return Screen(text="\n".join(lines), rows=tuple(rows))


def _can_be_marked(found: NightHours, each: SheetRow) -> bool:
    """What is settled with the night's hours is the crew's; a mistaken absence is taken back."""
    return each.sheet.is_absent or each in found.beside or not found.is_settled


def _one_of_muster(one: SheetRow, lines: list[str], page: int) -> Screen:
    """The same list, with what can be noted of one of them."""
    sheet = one.sheet
    marks = [
        button(f"{'● ' if sheet.attended is how else ''}{words.capitalize()}",
               MarkOne(sheet.patrol_id, sheet.member_id, how.value, page))
        for how, words in TURNED_OUT.items()
    ]  # fmt: skip
    text = "\n".join([*lines, "", f"<b>{safe(one.called)}</b>: how did they turn out?"])
    return Screen(
        text=text,
        rows=(*in_rows(marks, 2), (button("‹ Back", MusterCard(sheet.patrol_id, page)),)),
    )


def _turned_out(found: NightHours, each: SheetRow) -> str:
    how = each.sheet.turned_out
    part = " (local officer)" if each in found.beside else ""
    return f"{safe(each.called)}{part} · {TURNED_OUT[how] if how else '–'}"
