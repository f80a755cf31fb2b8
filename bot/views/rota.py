"""The screens of the rota: the week's post, toasts, my shifts, and the lead's cards."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bot.actions.boards import MyNight, NightBoard, WeekBoard
from bot.actions.rota import Placed
from bot.callbacks.crew import MyShift
from bot.callbacks.fairness import SayMaybe
from bot.callbacks.people import Home
from bot.callbacks.returns import PractiseReturn
from bot.callbacks.rota import MyShifts, SignUp, StepBack
from bot.callbacks.stops import PractiseEntries
from bot.screens import Button, Screen
from bot.views.crew import standing, waits_for
from bot.views.feed import calendar_button
from bot.views.plain import (
    button,
    count,
    fitting,
    home_row,
    in_rows,
    moment,
    ordinal,
    safe,
    short_day,
)
from bot.views.rest import first_question, owed_button, worst_line
from bot.views.rota_words import CANCELLED, listed, times
from bot.views.swaps import on_offer
from operation.area import Area
from operation.crew import CREW, Assignment, State
from operation.rota import AlreadyIn, SignedUp, Standing

NAMES_IN_GROUP = (12, 6, 3, 1, 0)
"""Names shown of a list in the group's post: the first number with which it fits a message."""
MOST_NAME_BUTTONS = 80
NIGHTS_OF_MINE = (40, 20, 10, 5)
"""A message carries at most a hundred buttons."""


# The group's post


def week_post(board: WeekBoard) -> Screen:
    """The whole truth about a week, as the group sees it."""
    text = fitting(lambda names: week_text(board, names), NAMES_IN_GROUP)
    return Screen(text=text, rows=_sign_up_rows(board.nights))


def week_text(board: WeekBoard, names: int) -> str:
    """A week with so many names of each list; the rest is counted."""
    lines = [week_heading(board)]
    for night in board.nights:
        lines += ["", *night_lines(board.area, night, names)]
    return "\n".join(lines)


def week_heading(board: WeekBoard) -> str:
    """Which week it is, and until when one can sign up."""
    return f"<b>Rota · week of {short_day(board.week.monday)}</b>\n{_window_line(board)}"


def _window_line(board: WeekBoard) -> str:
    zone = board.area.zone
    closes = board.week.window.closes_at
    if board.is_over:
        return "This week is over."
    if board.is_ahead:
        return f"Sign-up opens {moment(board.week.window.opens_at, zone)}"
    if any(night.is_open and not night.is_extra for night in board.nights):
        return "\n".join([f"Sign-up closes {moment(closes, zone)}", *_release_line(board)])
    return f"Sign-up closed on {moment(closes, zone)}"


def _release_line(board: WeekBoard) -> list[str]:
    """Until when a week is for those who have done least."""
    until = next((night.released_at for night in board.nights if night.released_at), None)
    if until is None:
        return []
    return [
        f"Until {moment(until, board.area.zone)}: for those who have done least. "
        "Everyone else: tap maybe."
    ]


def night_lines(area: Area, night: NightBoard, names: int) -> list[str]:
    """One night as everyone may know it."""
    title = f"<b>{short_day(night.book.night)}</b> · {times(area, night)}"
    if night.crew.cancelled is not None:
        return [title, f"<b>Cancelled: {CANCELLED[night.crew.cancelled]}</b>"]
    if night.crew.is_published:
        return [title, *_crew_lines(area, night, names)]
    return [title, *_list_lines(area, night, names)]


def _list_lines(area: Area, night: NightBoard, names: int) -> list[str]:
    book = night.book
    lines = [f"{_where(night)} · {len(night.inside)} of {count(book.places, 'place')}"]
    lines += _window_of_its_own(area, night, lines)
    if night.inside:
        lines.append("In: " + listed(night.inside, names))
    if night.waiting:
        lines.append("Waiting: " + listed(night.waiting, names))
    if night.perhaps:
        lines.append("Perhaps: " + listed(night.perhaps, names))
    if book.short and not night.has_started:
        lines.append(f"<b>{count(book.short, 'more officer')} needed</b>")
    return lines


def _crew_lines(area: Area, night: NightBoard, names: int) -> list[str]:
    crew = night.crew
    sure = {each.member_id for each in crew.crew if each.state is State.CONFIRMED}
    lines = [f"{_where(night)} · {len(crew.crew)} on the crew, {len(sure)} confirmed"]
    lines += _window_of_its_own(area, night, lines)
    if crew.crew:
        lines.append("Crew: " + _ticked(night, crew.crew, names))
    by = tuple(night.name_of(each.member_id) for each in (*crew.offered, *crew.standing_by))
    if by:
        lines.append("Standing by: " + listed(by, names))
    if crew.short and not night.has_started:
        lines.append(f"<b>{count(crew.short, 'more officer')} needed</b>")
    return lines


def _where(night: NightBoard) -> str:
    return safe(night.ward) if night.ward else "ward to be agreed"


def _window_of_its_own(area: Area, night: NightBoard, lines: list[str]) -> list[str]:
    """An extra night does not close with its week."""
    if not night.is_extra:
        return []
    lines[0] += " · extra night"
    return [f"Sign-up closes {moment(night.book.closes_at, area.zone)}"] if night.is_open else []


def _ticked(night: NightBoard, crew: Sequence[Assignment], most: int) -> str:
    """1. PC Sample ✓, 2. PC Tester: a tick for each who has confirmed."""
    names = tuple(
        replace(name, called=f"{name.called} ✓") if each.state is State.CONFIRMED else name
        for each in crew
        for name in [night.name_of(each.member_id)]
    )
    return listed(names, most)


def _sign_up_rows(nights: Sequence[NightBoard]) -> tuple[tuple[Button, ...], ...]:
    """In and out, a row for each night; below them the maybes, so that all words can be read."""
    ahead = [night for night in nights if night.is_open]
    maybes = [
        button(
            f"{short_day(night.book.night)}: maybe", SayMaybe(night.week_id, night.book.patrol_id)
        )
        for night in ahead
        if not night.crew.is_published
    ]
    return (*(_night_buttons(night) for night in ahead), *in_rows(maybes, 2))


def _night_buttons(night: NightBoard) -> tuple[Button, ...]:
    book = night.book
    label = short_day(book.night)
    sign_up = button(f"✅ {label}: in", SignUp(night.week_id, book.patrol_id))
    if night.crew.is_published:
        # Whoever is on a crew does not just step back from it.
        return (sign_up,)
    return (sign_up, button(f"{label}: out", StepBack(night.week_id, book.patrol_id)))


# Toasts


def stands(standing: Standing) -> str:
    """in as 3rd of 4; 2nd on the waiting list."""
    if standing.waiting_position is not None:
        return f"{ordinal(standing.waiting_position)} on the waiting list"
    return f"in as {ordinal(standing.rank)} of {standing.places}"


def signed_up(event: SignedUp | AlreadyIn | Placed) -> str:
    """What became of one's own tap."""
    if isinstance(event, AlreadyIn):
        return f"You were already {stands(event.standing)}."
    if isinstance(event, SignedUp):
        return f"You are {stands(event.standing)}."
    if event.state is State.STANDING_BY:
        return f"You are standing by, {ordinal(event.turn or 1)} in line."
    if event.state is State.OFFERED:
        return "A place is free: see your private chat with the bot, and take it there."
    return _ON_IT.get(event.state, "You are on the crew.")


_ON_IT = {State.ASKED: "You are asked for cover: answer in your private chat with the bot."}


def added_as(event: SignedUp | AlreadyIn | Placed) -> str:
    """What became of somebody whom the lead added."""
    if not isinstance(event, Placed):
        return f"{stands(event.standing)}."
    if event.state is State.STANDING_BY:
        return f"standing by, {ordinal(event.turn or 1)} in line."
    if event.state is State.OFFERED:
        return "a place is offered to them already."
    return "asked for cover already." if event.state is State.ASKED else "on the crew."


# For one officer


_PRACTISE = (
    button("Practise a return", PractiseReturn()),
    button("Practise entries", PractiseEntries()),
)


def my_shifts(nights: tuple[MyNight, ...], owed: Sequence[object] = ()) -> Screen:
    """What I am in for; the first duties that are not known are asked for here."""
    if not nights:
        text = (
            "<b>My shifts</b>\n\nYou are not on any list yet. "
            "Sign up with the buttons under the rota post in your group."
        )
        return Screen(text=text, rows=(*owed_button(owed), _PRACTISE, home_row()))
    waiting = [
        each
        for mine in nights
        for each in waits_for(mine.night, mine.member_id, mine.assignment.state)
    ]
    rows = [*in_rows(waiting, 1), *in_rows([_opens(mine) for mine in nights], 2)]
    rows = rows[: MOST_NAME_BUTTONS // 2]
    if any(mine.assignment.state in CREW for mine in nights):
        rows += [(calendar_button(nights[0].area),), _PRACTISE]
    question, choices = first_question(nights)
    asks = "\n".join(question)
    text = fitting(lambda most: _my_nights(nights, most) + asks, NIGHTS_OF_MINE)
    return Screen(text=text, rows=(*choices, *rows, *owed_button(owed), home_row()))


def _opens(mine: MyNight) -> Button:
    return button(f"{short_day(mine.night.book.night)} ›", MyShift(mine.night.book.patrol_id))


def _my_nights(nights: tuple[MyNight, ...], most: int) -> str:
    """So many nights, the next first; the rest is counted."""
    lines = ["<b>My shifts</b>"]
    for mine in nights[:most]:
        lines += [
            "",
            f"<b>{short_day(mine.night.book.night)}</b> · {times(mine.area, mine.night)}",
            how_i_stand(mine),
            *worst_line(mine.rest),
        ]
    if len(nights) > most:
        lines += ["", f"And {count(len(nights) - most, 'later night')}."]
    return "\n".join(lines)


def how_i_stand(mine: MyNight) -> str:
    """How somebody stands with a night of theirs, in a sentence or two."""
    night, state = mine.night, mine.assignment.state
    if night.has_started:
        return "Under way."
    offer = night.on_offer.get(mine.member_id)
    if offer is not None:
        return on_offer(mine.area, offer)
    if state is not State.IN or mine.standing is None or mine.assignment.must_answer:
        return standing(mine.area, night, mine.member_id, state)
    if night.is_open:
        closes = moment(night.book.closes_at, mine.area.zone)
        return f"You are {stands(mine.standing)}. Sign-up closes {closes}."
    return "You are on the list. Sign-up is closed: your lead chooses the crew now."


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
    rows = _sign_up_rows(open_nights)
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
