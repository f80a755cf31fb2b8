"""What an officer sees of their hours: the card after a night, stepping other times, the weeks."""

from __future__ import annotations

from datetime import datetime

from bot.actions.cards import Headline
from bot.actions.hours_boards import MySheet, MySheets
from bot.actions.hours_cards import HoursNews
from bot.callbacks.hours import AsPlanned, OtherTimes, SayTimes, StepMine, WantMine, times_of
from bot.callbacks.hours import MyHours as MyHoursButton
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
from bot.views.plain import button, home_row, in_rows, line, safe, short_day, veiled
from bot.views.returns_words import return_buttons
from bot.views.rota_words import latest
from operation.attendance import Attended
from operation.hours import Span, Why
from operation.overtime import Wants

MOST_NIGHTS = 16


def my_hours(mine: MySheet) -> Screen:
    """One's hours of one night, and what is asked."""
    night = mine.night
    lines = [f"<b>{short_day(night.book.night)}</b> · your hours"]
    lines += [f"<b>{said}</b>" for each in latest(mine.news) if (said := _headline(mine, each))]
    lines.append(_how(mine))
    if mine.sheet.attended not in (None, Attended.TURNED_UP) and not mine.sheet.is_absent:
        lines.append(veiled("Noted at muster: late."))
    if mine.area.budget.is_full and not mine.sheet.is_absent:
        lines.append(f"{KINDS[mine.sheet.kind].capitalize()}, for {WANTS[mine.sheet.wants]}.")
    return Screen(text="\n".join(lines), rows=_rows(mine))


def _how(mine: MySheet) -> str:
    sheet, zone = mine.sheet, mine.area.zone
    if sheet.attended is not None and sheet.is_absent:
        words = TURNED_OUT[sheet.attended]
        return f"{veiled(f'You are noted as {words}')}: no hours. If that is wrong, tell your lead."
    if sheet.confirmed is not None:
        by = f" by {safe(mine.confirmed_by)}" if mine.confirmed_by else ""
        return f"✅ Confirmed{by}: {times_said(sheet.confirmed, zone)}{reason_of(sheet)}."
    if sheet.proposed is not None:
        said = f"{times_said(sheet.proposed, zone)}{reason_of(sheet)}"
        return f"You have said {said}. Your lead will confirm it."
    if not mine.night.has_ended:
        return "You are asked for your times when the night is over."
    left = f"You left at {exact(sheet.left, zone)}. " if sheet.left else ""
    return f"{left}Your times: {times_said(sheet.expected, zone)}. Right?"


def _rows(mine: MySheet) -> tuple[tuple[Button, ...], ...]:
    if mine.sheet.is_absent:
        return _asked(mine)
    return (*_asked(mine), tuple(return_buttons(mine.sheet.patrol_id)))


def _asked(mine: MySheet) -> tuple[tuple[Button, ...], ...]:
    sheet = mine.sheet
    patrol = sheet.patrol_id
    if sheet.is_settled or not mine.night.has_ended:
        return ((button("My hours", MyHoursButton()),),)
    other = (button("Other times…", OtherTimes(patrol)),)
    if sheet.proposed is not None:
        return (other,)
    if mine.area.budget.is_full:
        right = (
            button("✅ Right: pay", AsPlanned(patrol, Wants.PAY.value)),
            button("✅ Right: time off", AsPlanned(patrol, Wants.TIME_OFF.value)),
        )
        return (right, other)
    return ((button("✅ Right", AsPlanned(patrol, Wants.PAY.value)),), other)


def _headline(mine: MySheet, news: Headline) -> str:
    """What is new, as long as it is."""
    kind = HoursNews(str(news[0]))
    if kind in (HoursNews.ASK, HoursNews.REMIND):
        if not mine.sheet.is_unanswered:
            return ""
        return _ASKED[kind]
    if kind in (HoursNews.ABSENT, HoursNews.PRESENT):
        return _NEWS[kind] if mine.sheet.is_absent is (kind is HoursNews.ABSENT) else ""
    return _NEWS[kind].format(was=_was(mine, news))


_ASKED = {
    HoursNews.ASK: "The night is over. Thank you.",
    HoursNews.REMIND: "You have not said when you worked.",
}
_NEWS = {
    HoursNews.ENTERED: "Your lead has entered your times.",
    HoursNews.CHANGED: "Your lead has changed your times. You had said {was}.",
    HoursNews.CORRECTED: "Your confirmed times are corrected. They were {was}.",
    HoursNews.NOT_THERE: "Your confirmed times are taken back. They were {was}.",
    HoursNews.ABSENT: "Who was there is noted.",
    HoursNews.PRESENT: "Who was there is put right: you were.",
    HoursNews.KIND: "Your lead has settled what overtime this was.",
}


def _was(mine: MySheet, news: Headline) -> str:
    if len(news) < 3:
        return ""
    was = Span(*(datetime.fromisoformat(str(each)) for each in news[1:3]))
    return short_times(was, mine.area.zone)


def step_mine(mine: MySheet, starts: int, ends: int) -> Screen:
    """Other times than planned; nothing is stated before one of the reasons is tapped."""
    sheet, zone = mine.sheet, mine.area.zone
    patrol = sheet.patrol_id
    if sheet.is_settled:
        return line("Your lead has settled these hours. Open “My hours” to see them.")
    span = sheet.planned.moved(starts, ends)
    rows = [
        tuple(button(f"From {words}", StepMine(patrol, size, 0)) for size, words in FROM_STEPS),
        tuple(button(f"To {words}", StepMine(patrol, 0, size)) for size, words in FROM_STEPS),
    ]
    if mine.area.budget.is_full:
        rows.append(
            tuple(
                button(f"{'● ' if sheet.wants is each else ''}{words.capitalize()}",
                       WantMine(patrol, each.value))
                for each, words in WANTS.items()
            )
        )  # fmt: skip
    rows += _answers(patrol, starts, ends)
    asks = "Tap “Right” to send." if (starts, ends) == (0, 0) else "Why? One tap sends it."
    text = (
        f"<b>{short_day(mine.night.book.night)}</b> · planned {short_times(sheet.planned, zone)}\n"
        f"Your times: <b>{times_said(span, zone) if span.ends > span.starts else 'impossible'}</b>"
        f"\n{asks}"
    )
    return Screen(text=text, rows=tuple(rows))


def _answers(patrol: int, starts: int, ends: int) -> list[tuple[Button, ...]]:
    times = times_of(starts, ends)
    if (starts, ends) == (0, 0):
        return [(button("✅ Right: as planned", SayTimes(patrol, times, AS_PLANNED)),)]
    whys = [each for each in Why if (each is Why.EARLY) <= (ends < 0)]
    buttons = [
        button(WHYS[each].capitalize(), SayTimes(patrol, times, each.value)) for each in whys
    ]
    return list(in_rows(buttons, 3))


def my_hours_list(mine: MySheets) -> Screen:
    """One's hours of the last eight weeks, the newest first."""
    if not mine.nights:
        return Screen(
            text="No hours yet. After a night you are asked here for your times.",
            rows=(home_row(),),
        )
    shown = mine.nights[:MOST_NIGHTS]
    lines = ["<b>My hours</b> · eight weeks", *map(_listed, shown)]
    total = [each.sheet.confirmed for each in mine.nights if each.sheet.confirmed]
    if total:
        elapsed = sum((each.elapsed for each in total[1:]), total[0].elapsed)
        lines.append(f"Confirmed: {length(elapsed)}.")
    to_do = [each for each in shown if each.sheet.is_unanswered]
    rows = [
        (
            button(
                f"{short_day(each.night.book.night)}: my times…", OtherTimes(each.sheet.patrol_id)
            ),
        )
        for each in to_do
    ]
    return Screen(text="\n".join(lines), rows=(*rows, home_row()))


def _listed(each: MySheet) -> str:
    sheet = each.sheet
    day = short_day(each.night.book.night)
    if sheet.attended is not None and sheet.is_absent:
        return f"{day} · {TURNED_OUT[sheet.attended]}"
    said = short_times(sheet.stated, each.area.zone)
    if sheet.confirmed is None:
        return (
            f"{day} · {said} · {'not answered yet' if sheet.is_unanswered else 'not confirmed yet'}"
        )
    late = " · late" if sheet.attended is Attended.LATE else ""
    worth = each.line.worth if each.line else None
    if worth is None:
        paid = ""
    elif worth.time_off:
        paid = f" · {length(worth.time_off)} off"
    else:
        paid = f" · {pounds(worth.pence)}"
    return f"{day} · {said} ✓{late}{paid}"
