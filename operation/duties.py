"""The duties that somebody works around a night: said once, and remembered week by week.

An officer says what they work before a patrol and after it, by a duty's name or by its times.
What was said for one Friday holds for the Fridays after it, until something else is said. Said
times are instants; what is remembered is the time on the wall.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from operation.book import Book
from operation.crew import Crew, NightCancelled, require_assigned
from operation.errors import Refusal
from operation.nights import elapsed_hours, local_date, local_instant, span_of
from operation.rest import Work
from operation.rest_rules import LONGEST_DUTY_HOURS, RestRules, UsualDuty

REMEMBERED = timedelta(weeks=26)
"""For how long what was said for one night is taken to hold for the next of its weekday."""
REST_DAY = ""
"""The name of no duty at all."""


class Side(StrEnum):
    """Before the patrol, or after it."""

    BEFORE = "before"
    AFTER = "after"


@dataclass(frozen=True, slots=True)
class Duty:
    """What somebody works beside a patrol; without times it is a rest day.

    `name` is the usual duty's, or empty for other times. `is_remembered` says that it was said
    for an earlier night.
    """

    name: str
    starts: datetime | None = None
    ends: datetime | None = None
    is_remembered: bool = False

    @property
    def is_rest_day(self) -> bool:
        return self.starts is None

    @property
    def work(self) -> Work | None:
        if self.starts is None or self.ends is None:
            return None
        return Work(self.starts, self.ends)


@dataclass(frozen=True, slots=True)
class Stated:
    """What was said: for which night, which side of it, and the duty."""

    patrol_id: int
    night: date
    side: Side
    duty: Duty


@dataclass(frozen=True, slots=True)
class Around:
    """What is known of somebody's duties around one night; None where nothing is."""

    before: Duty | None = None
    after: Duty | None = None

    @property
    def is_known(self) -> bool:
        return self.before is not None and self.after is not None

    @property
    def first_unknown(self) -> Side | None:
        """What is to be asked first."""
        if self.before is None:
            return Side.BEFORE
        return Side.AFTER if self.after is None else None

    def of(self, side: Side) -> Duty | None:
        return self.before if side is Side.BEFORE else self.after


@dataclass(eq=False)
class DutyUnknown(Refusal):
    """The area has no duty of this name any more."""


@dataclass(eq=False)
class DutyTooLong(Refusal):
    """Its end is before its start, or it is longer than a duty can be."""

    hours: int


@dataclass(eq=False)
class DutiesOverlap(Refusal):
    """They have said already that they work something else at that time."""

    starts: datetime
    ends: datetime


@dataclass(eq=False)
class NightOver(Refusal):
    """The patrol has ended: what was worked around it is history."""

    ends: datetime


def usual(rules: RestRules, name: str) -> UsualDuty:
    """The area's duty of this name; raises `DutyUnknown`."""
    found = next((each for each in rules.duties if each.name == name), None)
    if found is None:
        raise DutyUnknown
    return found


def duty_beside(book: Book, side: Side, starts: time, ends: time, *, name: str, zone: str) -> Duty:
    """The duty with these local times that is next to the patrol on this side.

    Before: the last that starts before the patrol does. After: the first that starts once the
    patrol has ended. Raises `DutyTooLong`.
    """
    spans = [
        span_of(book.night + timedelta(days=days), starts, ends, zone)
        for days in ((0, -1) if side is Side.BEFORE else (0, 1, 2))
    ]
    begins, finishes = next(
        span
        for span in spans
        if (span[0] < book.starts if side is Side.BEFORE else span[0] >= book.ends)
    )
    if not 0 < elapsed_hours(begins, finishes) <= LONGEST_DUTY_HOURS:
        raise DutyTooLong(LONGEST_DUTY_HOURS)
    return Duty(name, begins, finishes)


def around(book: Book, stated: Collection[Stated], zone: str) -> Around:
    """What somebody works around a night, by all that they have said.

    What was said for this night counts, else what was said last for an earlier night of this
    weekday.
    """
    return Around(*(_on_side(book, side, stated, zone) for side in Side))


def works_said(stated: Collection[Stated]) -> tuple[Work, ...]:
    """All duties that somebody has said, for whichever night; nothing that is only remembered."""
    said = dict.fromkeys(each.duty.work for each in stated)
    return tuple(each for each in said if each is not None)


def works_around(book: Book, stated: Collection[Stated], zone: str) -> tuple[Work, ...]:
    """All duties of somebody that are known about a night: said for it or for another.

    What is only remembered gives way to what was said.
    """
    works = list(works_said(stated))
    near = around(book, stated, zone)
    for duty in (near.before, near.after):
        work = duty.work if duty is not None and duty.is_remembered else None
        if work is not None and not any(_overlap(work, each) for each in works):
            works.append(work)
    return tuple(works)


def require_statable(
    crew: Crew, member_id: int, *, now: datetime, local_officer: int | None = None
) -> None:
    """Whether somebody on the night, or its local officer, can say what they work around it.

    Raises `NotOnTheNight`, `NightCancelled`, and `NightOver` from the patrol's end on.
    """
    if crew.cancelled is not None:
        raise NightCancelled(crew.cancelled)
    if now >= crew.book.ends:
        raise NightOver(crew.book.ends)
    if member_id != local_officer:
        require_assigned(crew, member_id)


def require_fits(duty: Duty, others: Iterable[Work]) -> None:
    """Whether a duty agrees with what else was said; the very same is no other.

    Raises `DutiesOverlap`.
    """
    mine = duty.work
    for other in others:
        if mine is not None and _overlap(mine, other) and mine != other:
            raise DutiesOverlap(other.starts, other.ends)


def _on_side(book: Book, side: Side, stated: Collection[Stated], zone: str) -> Duty | None:
    mine = [each for each in stated if each.side is side]
    said = next((each for each in mine if each.patrol_id == book.patrol_id), None)
    if said is not None:
        return said.duty
    earlier = [
        each
        for each in mine
        if book.night - REMEMBERED <= each.night < book.night
        and each.night.weekday() == book.night.weekday()
    ]
    if not earlier:
        return None
    last = max(earlier, key=lambda each: each.night)
    return _moved(last.duty, (book.night - last.night).days, zone)


def _moved(duty: Duty, days: int, zone: str) -> Duty:
    """The same duty so many days later, by the clock on the wall."""
    if duty.starts is None or duty.ends is None:
        return Duty(duty.name, is_remembered=True)
    starts, ends = (_later(each, days, zone) for each in (duty.starts, duty.ends))
    return Duty(duty.name, starts, ends, is_remembered=True)


def _later(instant: datetime, days: int, zone: str) -> datetime:
    day = local_date(instant, zone) + timedelta(days=days)
    wall = instant.astimezone(ZoneInfo(zone)).time()
    return local_instant(day, wall, zone)


def _overlap(one: Work, other: Work) -> bool:
    return one.starts < other.ends and other.starts < one.ends
