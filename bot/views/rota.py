"""The screens of the rota: the week's post, toasts, my shifts, and the lead's cards."""

from __future__ import annotations

from bot.actions.boards import (
    Eligible,
    MyNight,
    Name,
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
    MyShifts,
    PatrolCard,
    PlanOf,
    ReopenWeek,
    RotaOf,
    SignUp,
    StepBack,
    TakeOff,
    WeekCard,
)
from bot.screens import Button, Screen
from bot.views.plain import (
    button,
    clock,
    count,
    fitting,
    home_row,
    in_rows,
    moment,
    ordinal,
    page_of,
    safe,
    short_day,
)
from operation.area import Area
from operation.rota import Standing

NAMES_IN_GROUP = (12, 6, 3, 1, 0)
"""Names shown of a list in the group's post: the first number with which it fits a message."""
NAMES_FOR_LEAD = (60, 40, 24, *NAMES_IN_GROUP)
"""The same for a lead, who needs to see everyone."""
NIGHTS_OF_MINE = (40, 20, 10)
MOST_NAME_BUTTONS = 80
"""A message carries at most a hundred buttons."""


# The group's post


def week_post(board: WeekBoard) -> Screen:
    """The whole truth about a week, as the group sees it."""
    rows = [_night_buttons(night) for night in board.nights if night.is_open]
    text = fitting(lambda names: _week_text(board, names), NAMES_IN_GROUP)
    return Screen(text=text, rows=tuple(rows))


def _week_text(board: WeekBoard, names: int) -> str:
    """A week with so many names of each list; the rest is counted."""
    lines = [f"<b>Rota · week of {short_day(board.week.monday)}</b>", _window_line(board)]
    for night in board.nights:
        lines += ["", *_night_lines(board.area, night, names)]
    return "\n".join(lines)


def _window_line(board: WeekBoard) -> str:
    zone = board.area.zone
    closes = board.week.window.closes_at
    if board.is_over:
        return "This week is over."
    if any(night.is_open and not night.is_extra for night in board.nights):
        return f"Sign-up closes {moment(closes, zone)}"
    return f"Sign-up closed on {moment(closes, zone)}"


def _night_lines(area: Area, night: NightBoard, names: int) -> list[str]:
    book = night.book
    inside = len(night.inside)
    title = f"<b>{short_day(book.night)}</b> · {times(area, night)}"
    where = safe(night.ward) if night.ward else "ward to be agreed"
    lines = [title, f"{where} · {inside} of {count(book.places, 'place')}"]
    if night.is_extra:
        lines[1] += " · extra night"
        if night.is_open:
            lines.append(f"Sign-up closes {moment(book.closes_at, area.zone)}")
    if night.inside:
        lines.append("In: " + _names(night.inside, names))
    if night.waiting:
        lines.append("Waiting: " + _names(night.waiting, names))
    if book.short and not night.has_started:
        lines.append(f"<b>{count(book.short, 'more officer')} needed</b>")
    return lines


def times(area: Area, night: NightBoard) -> str:
    """20:00–02:00, with the hours where the clocks change on the way."""
    text = f"{clock(night.book.starts, area.zone)}–{clock(night.book.ends, area.zone)}"
    if night.hours != night.usual_hours:
        turn = "back" if night.hours > night.usual_hours else "forward"
        text += f" ({night.hours:g} hours: the clocks go {turn})"
    return text


def _names(names: tuple[Name, ...], most: int) -> str:
    shown = [f"{n}. {safe(name.called)}" for n, name in enumerate(names[:most], 1)]
    if not shown:
        return str(len(names))
    if len(names) > most:
        shown.append(f"and {len(names) - most} more")
    return ", ".join(shown)


def _night_buttons(night: NightBoard) -> tuple[Button, ...]:
    book = night.book
    label = short_day(book.night)
    return (
        button(f"✅ {label}: in", SignUp(night.week_id, book.patrol_id)),
        button(f"{label}: out", _out_of(night)),
    )


# Toasts


def stands(standing: Standing) -> str:
    """in as 3rd of 4; 2nd on the waiting list."""
    if standing.waiting_position is not None:
        return f"{ordinal(standing.waiting_position)} on the waiting list"
    return f"in as {ordinal(standing.rank)} of {standing.places}"


# For one officer


def my_shifts(nights: tuple[MyNight, ...]) -> Screen:
    """What I am in for."""
    if not nights:
        text = (
            "<b>My shifts</b>\n\nYou are not on any list yet. "
            "Sign up with the buttons under the rota post in your group."
        )
        return Screen(text=text, rows=(home_row(),))
    rows = [
        (button(f"{short_day(mine.night.book.night)}: out", _out_of(mine.night)),)
        for mine in nights
        if mine.night.is_open
    ]
    text = fitting(lambda most: _my_nights(nights, most), NIGHTS_OF_MINE)
    return Screen(text=text, rows=(*rows[:MOST_NAME_BUTTONS], home_row()))


def _my_nights(nights: tuple[MyNight, ...], most: int) -> str:
    """So many nights, the next first; the rest is counted."""
    lines = ["<b>My shifts</b>"]
    for mine in nights[:most]:
        lines += [
            "",
            f"<b>{short_day(mine.night.book.night)}</b> · {times(mine.area, mine.night)}",
            f"You are {stands(mine.standing)}. {_next_for_me(mine)}",
        ]
    if len(nights) > most:
        lines += ["", f"And {count(len(nights) - most, 'later night')}."]
    return "\n".join(lines)


def _out_of(night: NightBoard) -> StepBack:
    return StepBack(night.week_id, night.book.patrol_id)


def _next_for_me(mine: MyNight) -> str:
    if mine.night.has_started:
        return "Under way."
    if mine.night.is_open:
        return f"Sign-up closes {moment(mine.night.book.closes_at, mine.area.zone)}."
    return "Sign-up is closed: if you cannot come, tell your lead."


def week_asked(board: WeekBoard) -> Screen | None:
    """A lead asks those who have not answered; nothing to say once the lists are closed."""
    open_nights = [night for night in board.nights if night.is_open]
    if not open_nights:
        return None
    lines = ["<b>Can you help?</b>", "The rota still has places:"]
    lines += [
        f"{short_day(night.book.night)} · {times(board.area, night)} · "
        f"{len(night.inside)} of {count(night.book.places, 'place')}"
        for night in open_nights
    ]
    rows = [_night_buttons(night) for night in open_nights]
    return Screen(text="\n".join(lines), rows=(*rows, (button("My shifts", MyShifts()),)))


def moved_in(area: Area, night: NightBoard) -> Screen:
    """A place came free for someone who waited."""
    return _notice(area, night, "A place came free: you are in.")


def moved_out(area: Area, night: NightBoard) -> Screen:
    """Fewer places: someone who was in waits now."""
    return _notice(area, night, "There are fewer places now: you are on the waiting list.")


def added(area: Area, night: NightBoard) -> Screen:
    """The lead signed someone up."""
    return _notice(area, night, "Your lead has put you on the list.")


def added_waiting(area: Area, night: NightBoard) -> Screen:
    """The lead put someone on the waiting list."""
    return _notice(area, night, "Your lead has put you on the waiting list.")


def taken_off(area: Area, night: NightBoard) -> Screen:
    """The lead took someone off."""
    return _notice(area, night, "Your lead has taken you off the list.")


def _notice(area: Area, night: NightBoard, what: str) -> Screen:
    text = f"<b>{short_day(night.book.night)}</b> · {times(area, night)}\n{what}"
    return Screen(text=text, rows=((button("My shifts", MyShifts()), button("Home", Home())),))


# For the lead


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
    return "open" if week.is_open else "closed"


def _summary(night: NightBoard) -> str:
    book = night.book
    text = f"{short_day(book.night)}: {len(night.inside)} of {book.places} in"
    if night.waiting:
        text += f", {len(night.waiting)} waiting"
    return f"{text}, {book.short} short" if book.short else text


def week_card(board: WeekBoard) -> Screen:
    """One week, with what its lead can do."""
    text = fitting(lambda names: _week_text(board, names), NAMES_FOR_LEAD)
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
    elif not all(night.has_started for night in board.nights):
        rows += [(button("Reopen sign-up", ReopenWeek(week)),)]
    return (*rows, (button("‹ Rota", RotaOf(board.area.key)), button("Home", Home())))


def week_closed(board: WeekBoard) -> Screen:
    """The lists of a week go to its lead."""
    head = "<b>Sign-up has closed.</b> Here is who is in and who waits."
    text = fitting(lambda names: f"{head}\n\n{_week_text(board, names)}", NAMES_FOR_LEAD)
    return Screen(text=text, rows=_week_rows(board))


def night_closed(area: Area, night: NightBoard) -> Screen:
    """The list of an extra night goes to its lead."""

    def draw(names: int) -> str:
        return "\n".join(["<b>Sign-up has closed.</b>", "", *_night_lines(area, night, names)])

    card = button("Open this night", PatrolCard(night.book.patrol_id))
    return Screen(text=fitting(draw, NAMES_FOR_LEAD), rows=((card,), home_row()))


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
    lines = [*_night_lines(area, night, names), ""]
    lines.append(f"Minimum {book.minimum}, places {book.places}.")
    by_hand = tuple(name for name in night.names if not name.has_telegram)
    if by_hand:
        lines.append("Without Telegram, you answer for: " + _names(by_hand, names))
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
