"""The screens of the rota: the week's post, toasts, my shifts, and the lead's cards."""

from __future__ import annotations

from bot.actions.boards import (
    MyNight,
    Name,
    NightBoard,
    WeekBoard,
)
from bot.callbacks.people import Home
from bot.callbacks.rota import (
    MyShifts,
    SignUp,
    StepBack,
)
from bot.screens import Button, Screen
from bot.views.plain import (
    button,
    clock,
    count,
    fitting,
    home_row,
    moment,
    ordinal,
    safe,
    short_day,
)
from operation.area import Area
from operation.rota import Standing

NAMES_IN_GROUP = (12, 6, 3, 1, 0)
"""Names shown of a list in the group's post: the first number with which it fits a message."""
"""The same for a lead, who needs to see everyone."""
MOST_NAME_BUTTONS = 80
NIGHTS_OF_MINE = (40, 20, 10)
"""A message carries at most a hundred buttons."""


# The group's post


def week_post(board: WeekBoard) -> Screen:
    """The whole truth about a week, as the group sees it."""
    rows = [_night_buttons(night) for night in board.nights if night.is_open]
    text = fitting(lambda names: week_text(board, names), NAMES_IN_GROUP)
    return Screen(text=text, rows=tuple(rows))


def week_text(board: WeekBoard, names: int) -> str:
    """A week with so many names of each list; the rest is counted."""
    lines = [f"<b>Rota · week of {short_day(board.week.monday)}</b>", _window_line(board)]
    for night in board.nights:
        lines += ["", *night_lines(board.area, night, names)]
    return "\n".join(lines)


def _window_line(board: WeekBoard) -> str:
    zone = board.area.zone
    closes = board.week.window.closes_at
    if board.is_over:
        return "This week is over."
    if board.is_ahead:
        return f"Sign-up opens {moment(board.week.window.opens_at, zone)}"
    if any(night.is_open and not night.is_extra for night in board.nights):
        return f"Sign-up closes {moment(closes, zone)}"
    return f"Sign-up closed on {moment(closes, zone)}"


def night_lines(area: Area, night: NightBoard, names: int) -> list[str]:
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
        lines.append("In: " + listed(night.inside, names))
    if night.waiting:
        lines.append("Waiting: " + listed(night.waiting, names))
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


def listed(names: tuple[Name, ...], most: int) -> str:
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
