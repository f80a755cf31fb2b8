"""The lead's screens of the rota: weeks, nights, and what can be changed."""

from __future__ import annotations

from bot.actions.boards import (
    Eligible,
    Name,
    NightBoard,
    RotaBoard,
    WeekBoard,
)
from bot.actions.crew_boards import LeadWeek
from bot.callbacks.hours import NightHoursCard
from bot.callbacks.people import Home
from bot.callbacks.rest import DutiesOf
from bot.callbacks.returns import OpenReturn
from bot.callbacks.rota import (
    AddExtraNight,
    AddOfficer,
    AskUnanswered,
    ChooseExtraNight,
    ChooseOfficer,
    CloseWeek,
    PatrolCard,
    PlanOf,
    ReopenWeek,
    RotaOf,
    WeekCard,
)
from bot.screens import Button, Screen
from bot.views import rest_words
from bot.views.crew_news import week_rows
from bot.views.crew_report import NAMES_FOR_LEAD, WEEK, night_report
from bot.views.plain import (
    button,
    fitting,
    home_row,
    in_rows,
    moment,
    page_of,
    page_turns,
    safe,
    short_day,
    veiled,
)
from bot.views.rota import week_heading
from bot.views.rota_words import times
from operation.area import Area


def rota(board: RotaBoard) -> Screen:
    """The weeks of an area."""
    lines = [f"<b>{safe(board.area.name)}: rota</b>"]
    if not board.has_group:
        lines += [
            "",
            "No group is linked yet. Add this bot to the team's group, make it an "
            "administrator, and send /link there.",
        ]
    elif not board.weeks:
        lines += ["", "No week is open. The next one opens by itself on its day."]
    for week in board.weeks:
        lines += ["", f"<b>Week of {short_day(week.week.monday)}</b> · {_state(week)}"]
        lines += [_summary(night) for night in week.nights]
    weeks = [
        button(f"Week of {short_day(week.week.monday)}", WeekCard(week.week.id))
        for week in board.weeks
    ]
    extra = button("Add a night", ChooseExtraNight(board.area.key))
    plan = button("Usual nights", PlanOf(board.area.key))
    rows = (*in_rows(weeks, 2), (extra, plan) if board.has_group else (plan,), home_row())
    return Screen(text="\n".join(lines), rows=rows)


def _state(week: WeekBoard) -> str:
    if week.is_over:
        return "over"
    if week.is_ahead:
        return f"opens {moment(week.week.window.opens_at, week.area.zone)}"
    return "open" if week.is_open else "closed"


def _summary(night: NightBoard) -> str:
    book = night.book
    day = short_day(book.night)
    if night.crew.cancelled is not None:
        return f"{day}: cancelled"
    if night.crew.is_published:
        text = f"{day}: {len(night.crew.crew)} on the crew"
        return f"{text}, {night.crew.short} short" if night.crew.short else text
    text = f"{day}: {len(night.inside)} of {book.places} in"
    if night.waiting:
        text += f", {len(night.waiting)} waiting"
    return f"{text}, {book.short} short" if book.short else text


def week_card(lead: LeadWeek) -> Screen:
    """One week, with what its lead can do."""
    board = lead.week

    def draw(names: int) -> str:
        lines = [week_heading(board)]
        for night in lead.nights:
            lines += ["", *night_report(night, names)]
        handed_in, wanted = lead.returns
        if wanted:
            lines += ["", f"Returns in: {handed_in} of {wanted}."]
        return "\n".join(lines)

    return Screen(text=fitting(draw, NAMES_FOR_LEAD), rows=_week_rows(lead))


def _week_rows(lead: LeadWeek) -> tuple[tuple[Button, ...], ...]:
    board = lead.week
    rows = [*week_rows(lead, WEEK), *in_rows(_hours(board), 2)]
    week = board.week.id
    if board.is_open:
        rows += [(button("Ask who has not answered", AskUnanswered(week)),)]
        rows += [(button("Close sign-up now", CloseWeek(week)),)]
    is_shut = [
        not (night.is_open or night.has_started or night.crew.cancelled) for night in board.nights
    ]
    if any(is_shut) and not board.is_ahead:
        rows += [(button("Reopen sign-up", ReopenWeek(week)),)]
    return (*rows, (button("‹ Rota", RotaOf(board.area.key)), button("Home", Home())))


def _hours(board: WeekBoard) -> list[Button]:
    """Of the nights that have begun, who is there, when they worked, and what they say of it."""
    begun = [night for night in board.nights if night.has_started and not night.crew.cancelled]
    return [
        each
        for night in begun
        for which in [short_day(night.book.night)]
        for each in (
            button(f"Hours {which}", NightHoursCard(night.book.patrol_id, 0)),
            button(f"Return {which}", OpenReturn(night.book.patrol_id)),
        )
    ]


def tell_them(area: Area, night: NightBoard, called: str, is_in: bool) -> Screen:
    """A lead is asked to tell somebody whom the bot cannot."""
    how = "in now: a place came free" if is_in else "on the waiting list now"
    text = (
        f"<b>{short_day(night.book.night)}</b> · {times(area, night)}\n"
        f"Please tell {veiled(called)}: they are {how}. The bot cannot write to them."
    )
    card = button("Open this night", PatrolCard(night.book.patrol_id))
    return Screen(text=text, rows=((card,), home_row()))


def choose_officer(found: Eligible, page: int) -> Screen:
    """Whom to put on a night's list."""
    book = found.night.book
    shown, here, pages = page_of(found.officers, page)
    text = f"<b>{short_day(book.night)}</b>\nWho is to be added?"
    if not found.officers:
        text = f"<b>{short_day(book.night)}</b>\nEvery trained officer is on the list already."
    names = [_addable(found, name) for name in shown]
    turns = page_turns(here, pages, lambda other: ChooseOfficer(book.patrol_id, other))
    back = (button("‹ Back", PatrolCard(book.patrol_id)),)
    return Screen(text=text, rows=(*in_rows(names, 2), *in_rows(turns, 2), back))


def _addable(found: Eligible, name: Name) -> Button:
    """Adds them; for somebody who is not rested, opens what stands against it."""
    patrol = found.night.book.patrol_id
    if name.member_id in found.stopped:
        return button(f"{rest_words.STOP} {name.called}", DutiesOf(patrol, name.member_id))
    return button(name.called, AddOfficer(patrol, name.member_id))


def choose_extra_night(board: RotaBoard) -> Screen:
    """Which date an extra night is on."""
    dates = [button(short_day(day), AddExtraNight(board.area.key, day)) for day in board.free_dates]
    text = (
        "<b>Add a night</b>\nWhich date? It takes the times and numbers of the nearest usual night."
    )
    back = (button("‹ Rota", RotaOf(board.area.key)),)
    return Screen(text=text, rows=(*in_rows(dates, 4), back))
