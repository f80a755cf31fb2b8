"""What a lead changes about a night: its times, its numbers, whether it takes place."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from operation.area import LONGEST_NIGHT_HOURS, numbers_are_possible
from operation.crew import (
    UNDECIDED,
    Assignment,
    Cancelled,
    Crew,
    Move,
    Moved,
    NotPublished,
    Outcome,
    State,
    all_moved,
    moved,
    require_on,
)
from operation.errors import Refusal
from operation.nights import local_instant
from operation.rota import NumbersImpossible, PatrolStarted
from operation.selection import LONGEST_REASON, NothingChanged, ReasonTooLong
from operation.turnout import SHORTEST_OFFER

EARLIEST_HOUR = 12
"""A night starts on its own date, from noon on."""


@dataclass(eq=False)
class StartNotAhead(Refusal):
    """The start asked for has passed."""

    starts: datetime


@dataclass(eq=False)
class TimesImpossible(Refusal):
    """A night starts between noon and midnight of its date, and lasts at most 16 hours."""

    hours: int = LONGEST_NIGHT_HOURS


@dataclass(eq=False)
class NotCancelled(Refusal):
    """The night takes place."""


@dataclass(eq=False)
class CrewLarger(Refusal):
    """More people are on the crew, or wanted, than there would be places."""

    crew: int
    places: int


def times_of(night: date, starts: int, ends: int, zone: str) -> tuple[datetime, datetime]:
    """The instants of two times of a night, in minutes of the wall clock since its midnight.

    Raises `TimesImpossible`.
    """
    # The clock on the wall may be put back or forward on the way: the instants decide.
    is_on_its_date = EARLIEST_HOUR * 60 <= starts < 24 * 60
    if not is_on_its_date or not starts < ends <= 48 * 60:
        raise TimesImpossible
    return _instant(night, starts, zone), _instant(night, ends, zone)


def minutes_of(night: date, instant: datetime, zone: str) -> int:
    """An instant in minutes of the wall clock since the night's midnight."""
    local = instant.astimezone(ZoneInfo(zone))
    return (local.date() - night).days * 24 * 60 + local.hour * 60 + local.minute


def move_times(crew: Crew, *, starts: datetime, ends: datetime, by: int, now: datetime) -> Outcome:
    """A lead moves the night. Sign-ups survive; whoever had confirmed is asked again.

    Raises `StartNotAhead`, `TimesImpossible`, `NothingChanged`, `NightCancelled`,
    `PatrolStarted`.
    """
    require_on(crew, now)
    if (starts, ends) == (crew.book.starts, crew.book.ends):
        raise NothingChanged
    if starts <= now:
        raise StartNotAhead(starts)
    if not timedelta() < ends - starts <= timedelta(hours=LONGEST_NIGHT_HOURS):
        raise TimesImpossible
    crew = replace(crew, book=replace(crew.book, starts=starts, ends=ends))
    confirmed = [e.member_id for e in crew.assignments if e.state is State.CONFIRMED]
    crew, events = all_moved(crew, confirmed, Move.ASK_AGAIN, by=by)
    people = tuple(
        replace(
            each,
            must_answer=each.state is State.IN,
            offered_until=_sooner(each.offered_until, starts, now),
        )
        for each in crew.assignments
    )
    return replace(crew, assignments=people), events


def _sooner(until: datetime | None, starts: datetime, now: datetime) -> datetime | None:
    """An offer of a night that comes sooner ends sooner, so that the next still has some time."""
    if until is None:
        return None
    return min(until, now + max((starts - now) / 4, SHORTEST_OFFER), starts)


def change_numbers(crew: Crew, *, minimum: int, places: int, now: datetime) -> Crew:
    """A lead changes the numbers of a published night; places that are new go to the standby.

    Raises `CrewLarger`, `NumbersImpossible`, `NightCancelled`, `PatrolStarted`.
    """
    require_on(crew, now)
    if not crew.is_published:
        raise NotPublished
    if not numbers_are_possible(minimum, places):
        raise NumbersImpossible(minimum, places)
    added = min(max(0, places - crew.book.places), len(crew.standing_by))
    target = (crew.target or 0) + added
    taken = len(crew.crew) + len(crew.offered)
    if taken > places:
        raise CrewLarger(taken, places)
    book = replace(crew.book, minimum=minimum, places=places)
    return replace(crew, book=book, target=min(target, places))


def cancel(crew: Crew, *, reason: Cancelled, note: str | None, by: int, now: datetime) -> Outcome:
    """A lead calls the night off; everyone on it is stood down.

    Raises `ReasonTooLong`, `NightCancelled` when it was called off before, `PatrolStarted`.
    """
    require_on(crew, now)
    if note is not None and len(note) > LONGEST_REASON:
        raise ReasonTooLong(LONGEST_REASON)
    # Who had only said maybe is not put on it again if this is taken back.
    maybe = [each.member_id for each in crew.provisional]
    crew, unsure = all_moved(crew, maybe, Move.STAND_DOWN, by=by, reason=UNDECIDED)
    everyone = [each.member_id for each in crew.assignments]
    crew, events = all_moved(crew, everyone, Move.STAND_DOWN, by=by, reason=reason.value)
    return replace(crew, cancelled=reason), (*unsure, *events)


def put_back(crew: Crew, returning: Sequence[Assignment], *, by: int, now: datetime) -> Outcome:
    """A lead takes a cancellation back: those who were on the night are on it again, and asked.

    `returning` are they, as they stood, in their order: the crew confirms anew, who was only
    signed up says whether they stay in. Raises `NotCancelled`, `PatrolStarted`.
    """
    if crew.cancelled is None:
        raise NotCancelled
    if now >= crew.book.starts:
        raise PatrolStarted(crew.book.starts)
    crew = replace(crew, cancelled=None, covered_at=None, is_by_hand=False)
    events: list[Moved] = []
    for each in returning:
        move = Move.SIGN_UP
        if crew.is_published:
            move = Move.PUT_IN if each.picked else Move.JOIN_STANDBY
        crew, happened = moved(
            crew, each.member_id, move, by=by,
            since=each.since, picked=each.picked, must_answer=not crew.is_published,
        )  # fmt: skip
        events += happened
    return crew, tuple(events)


def _instant(night: date, minutes: int, zone: str) -> datetime:
    day, rest = divmod(minutes, 24 * 60)
    return local_instant(night + timedelta(days=day), time(rest // 60, rest % 60), zone)
