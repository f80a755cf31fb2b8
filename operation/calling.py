"""What a lead changes by hand in the call for volunteers: open, closed, extra nights.

A week's patrols share one window; an extra night has its own. What a lead does by hand stands
until the next moment that the window names.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from operation.area import numbers_are_possible
from operation.book import Window
from operation.errors import Refusal
from operation.nights import PlannedNight, span_of
from operation.rota import NumbersImpossible, PatrolStarted, SignUpNotOpen

LATE_NOTICE = timedelta(hours=6)
"""A list opened outside the rhythm closes this long before the patrol, unless said otherwise."""


@dataclass(eq=False)
class AlreadyClosed(Refusal):
    """It is closed already, since then."""

    closed_at: datetime


@dataclass(eq=False)
class StillOpen(Refusal):
    """It is open anyway, until then."""

    closes_at: datetime


@dataclass(eq=False)
class ClosingNotAhead(Refusal):
    """The closing moment asked for has passed."""

    closes_at: datetime


@dataclass(eq=False)
class ClosingAfterStart(Refusal):
    """The closing moment asked for is after the patrol starts."""

    closes_at: datetime
    starts: datetime


@dataclass(eq=False)
class NightTaken(Refusal):
    """That night has a patrol already."""

    night: date


@dataclass(frozen=True, slots=True)
class Closed:
    """A lead closed the list before its time."""

    was: datetime
    closed_at: datetime
    by: int


@dataclass(frozen=True, slots=True)
class Reopened:
    """A lead opened the list again, or moved its closing moment."""

    was: datetime
    closes_at: datetime
    by: int


@dataclass(frozen=True, slots=True)
class NightAdded:
    """A lead added a night that the plan does not have."""

    planned: PlannedNight
    window: Window
    by: int


def close(window: Window, *, by: int, now: datetime) -> tuple[Window, Closed]:
    """A lead closes the list now. Raises `SignUpNotOpen`, `AlreadyClosed`."""
    if now < window.opens_at:
        raise SignUpNotOpen(window.opens_at)
    if now >= window.closes_at:
        raise AlreadyClosed(window.closes_at)
    return replace(window, closes_at=now), Closed(window.closes_at, now, by)


def reopen(
    window: Window,
    starts: Sequence[datetime],
    *,
    by: int,
    now: datetime,
    until: datetime | None = None,
) -> tuple[Window, Reopened]:
    """A lead opens the list again; `starts` are the starts of the patrols that share it.

    Without `until` it closes six hours before the first of them that is still ahead, or at its
    start when that is nearer. With `until` an open list only gets that closing moment. Raises
    `SignUpNotOpen`, `StillOpen`, `PatrolStarted` when all have started, `ClosingNotAhead`,
    `ClosingAfterStart`.
    """
    if now < window.opens_at:
        raise SignUpNotOpen(window.opens_at)
    if until is None and now < window.closes_at:
        raise StillOpen(window.closes_at)
    ahead = [start for start in starts if start > now]
    if not ahead:
        raise PatrolStarted(max(starts))
    closes_at = late_closing(min(ahead), now=now) if until is None else until
    _require_between(closes_at, now, max(ahead))
    return replace(window, closes_at=closes_at), Reopened(window.closes_at, closes_at, by)


def late_closing(starts: datetime, *, now: datetime) -> datetime:
    """When a list opened outside the rhythm closes by default: before the start, never after."""
    early = starts - LATE_NOTICE
    return early if early > now else starts


def add_night(
    night: date,
    starts: time,
    ends: time,
    *,
    minimum: int,
    places: int,
    zone: str,
    taken: Collection[date],
    week: Window,
    by: int,
    now: datetime,
    until: datetime | None = None,
) -> NightAdded:
    """A lead adds a night outside the plan; `taken` are the area's nights that have a patrol.

    `starts` and `ends` are local times of the zone. It opens at once, or with its week if that
    opens later. It closes `until`, or with its week while that deadline is ahead, or six hours
    before the start. Raises `NightTaken`, `NumbersImpossible`, `PatrolStarted`,
    `ClosingNotAhead`, `ClosingAfterStart`.
    """
    if night in taken:
        raise NightTaken(night)
    if not numbers_are_possible(minimum, places):
        raise NumbersImpossible(minimum, places)
    starts_at, ends_at = span_of(night, starts, ends, zone)
    if now >= starts_at:
        raise PatrolStarted(starts_at)
    if until is None:
        is_in_time = now < week.closes_at <= starts_at
        until = week.closes_at if is_in_time else late_closing(starts_at, now=now)
    _require_between(until, now, starts_at)
    opens_at = week.opens_at if now < week.opens_at < until else now
    planned = PlannedNight(night, starts_at, ends_at, minimum, places)
    return NightAdded(planned, Window(opens_at, until), by)


def _require_between(closes_at: datetime, now: datetime, starts: datetime) -> None:
    if closes_at <= now:
        raise ClosingNotAhead(closes_at)
    if closes_at > starts:
        raise ClosingAfterStart(closes_at, starts)
