"""The lead's screens of the rota: weeks, nights, and what can be changed."""

from __future__ import annotations

from bot.actions.boards import (
    Eligible,
    NightBoard,
    RotaBoard,
    WeekBoard,
)
from bot.callbacks.people import Home
from bot.callbacks.rota import (
    AddExtraNight,
    AddOfficer,
    AskUnanswered,
    ChangeNumbers,
    ChooseExtraNight,
    ChooseOfficer,
    CloseWeek,
    PatrolCard,
    PlanOf,
    ReopenWeek,
    RotaOf,
    TakeOff,
    WeekCard,
)
from bot.screens import Button, Screen
from bot.views.plain import (
    button,
    fitting,
    home_row,
    in_rows,
    moment,
    page_of,
    safe,
    short_day,
    veiled,
)
from bot.views.rota import MOST_NAME_BUTTONS, NAMES_IN_GROUP, listed, night_lines, times, week_text
from operation.area import Area

NAMES_FOR_LEAD = (60, 40, 24, *NAMES_IN_GROUP)


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
    text = f"{short_day(book.night)}: {len(night.inside)} of {book.places} in"
    if night.waiting:
        text += f", {len(night.waiting)} waiting"
    return f"{text}, {book.short} short" if book.short else text


def week_card(board: WeekBoard) -> Screen:
    """One week, with what its lead can do."""
    text = fitting(lambda names: week_text(board, names), NAMES_FOR_LEAD)
    return Screen(text=text, rows=_week_rows(board))


def _week_rows(board: WeekBoard) -> tuple[tuple[Button, ...], ...]:
    nights = [
        button(short_day(night.book.night), PatrolCard(night.book.patrol_id))
        for night in board.nights
        if not night.has_started
    ]
    rows = [*in_rows(nights, 2)]
    week = board.week.id
    if board.is_open:
        rows += [(button("Ask who has not answered", AskUnanswered(week)),)]
        rows += [(button("Close sign-up now", CloseWeek(week)),)]
    is_shut = [not (night.is_open or night.has_started) for night in board.nights]
    if any(is_shut) and not board.is_ahead:
        rows += [(button("Reopen sign-up", ReopenWeek(week)),)]
    return (*rows, (button("‹ Rota", RotaOf(board.area.key)), button("Home", Home())))


def week_closed(board: WeekBoard) -> Screen:
    """The lists of a week go to its lead."""
    head = "<b>Sign-up has closed.</b> Here is who is in and who waits."
    text = fitting(lambda names: f"{head}\n\n{week_text(board, names)}", NAMES_FOR_LEAD)
    return Screen(text=text, rows=_week_rows(board))


def night_closed(area: Area, night: NightBoard) -> Screen:
    """The list of an extra night goes to its lead."""

    def draw(names: int) -> str:
        return "\n".join(["<b>Sign-up has closed.</b>", "", *night_lines(area, night, names)])

    card = button("Open this night", PatrolCard(night.book.patrol_id))
    return Screen(text=fitting(draw, NAMES_FOR_LEAD), rows=((card,), home_row()))


def tell_them(area: Area, night: NightBoard, called: str, is_in: bool) -> Screen:
    """A lead is asked to tell somebody whom the bot cannot."""
    how = "in now: a place came free" if is_in else "on the waiting list now"
    text = (
        f"<b>{short_day(night.book.night)}</b> · {times(area, night)}\n"
        f"Please tell {veiled(called)}: they are {how}. The bot cannot write to them."
    )
    card = button("Open this night", PatrolCard(night.book.patrol_id))
    return Screen(text=text, rows=((card,), home_row()))


def patrol_card(area: Area, night: NightBoard) -> Screen:
    """One night, with what its lead can change."""
    book = night.book
    rows: list[tuple[Button, ...]] = []
    if not night.has_started:
        rows += [_steps(book.patrol_id, "Minimum", 1, 0), _steps(book.patrol_id, "Places", 0, 1)]
        rows.append((button("Add someone", ChooseOfficer(book.patrol_id, 0)),))
        off = [
            button(f"✖ {name.called}", TakeOff(book.patrol_id, name.member_id))
            for name in night.names[:MOST_NAME_BUTTONS]
        ]
        rows += in_rows(off, 2)
    rows.append((button("‹ Week", WeekCard(night.week_id)), button("Home", Home())))
    text = fitting(lambda names: _patrol_text(area, night, names), NAMES_FOR_LEAD)
    return Screen(text=text, rows=tuple(rows))


def _patrol_text(area: Area, night: NightBoard, names: int) -> str:
    book = night.book
    lines = [*night_lines(area, night, names), ""]
    lines.append(f"Minimum {book.minimum}, places {book.places}.")
    by_hand = tuple(name for name in night.names if not name.has_telegram)
    if by_hand:
        lines.append("Without Telegram, you answer for: " + listed(by_hand, names))
    return "\n".join(lines)


def _steps(patrol: int, label: str, minimum: int, places: int) -> tuple[Button, ...]:
    return (
        button(f"{label} −1", ChangeNumbers(patrol, -minimum, -places)),
        button(f"{label} +1", ChangeNumbers(patrol, minimum, places)),
    )


def choose_officer(found: Eligible, page: int) -> Screen:
    """Whom to put on a night's list."""
    book = found.night.book
    shown, here, pages = page_of(found.officers, page)
    text = f"<b>{short_day(book.night)}</b>\nWho is to be added?"
    if not found.officers:
        text = f"<b>{short_day(book.night)}</b>\nEvery trained officer is on the list already."
    names = [button(name.called, AddOfficer(book.patrol_id, name.member_id)) for name in shown]
    turns = []
    if here > 0:
        turns.append(button("‹ Earlier", ChooseOfficer(book.patrol_id, here - 1)))
    if here < pages - 1:
        turns.append(button("More ›", ChooseOfficer(book.patrol_id, here + 1)))
    back = (button("‹ Back", PatrolCard(book.patrol_id)),)
    return Screen(text=text, rows=(*in_rows(names, 2), *in_rows(turns, 2), back))


def choose_extra_night(board: RotaBoard) -> Screen:
    """Which date an extra night is on."""
    dates = [button(short_day(day), AddExtraNight(board.area.key, day)) for day in board.free_dates]
    text = (
        "<b>Add a night</b>\nWhich date? It takes the times and numbers of the nearest usual night."
    )
    back = (button("‹ Rota", RotaOf(board.area.key)),)
    return Screen(text=text, rows=(*in_rows(dates, 4), back))
