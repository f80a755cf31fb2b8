"""Nights and weeks in time: which instant a local time is, what a week holds, when it opens.

Instants are aware UTC datetimes, lengths are worked out between instants, and local times only
through the area's zone. Nothing here reads a clock.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from operation.area import Moment, NightPattern, Plan

_NOON = time(12)


@dataclass(frozen=True, slots=True)
class PlannedNight:
    """A patrol to be: the local evening it belongs to, its instants and its numbers."""

    night: date
    starts: datetime
    ends: datetime
    minimum: int
    places: int


@dataclass(frozen=True, slots=True)
class WeekPlan:
    """What a week is to hold when its rota opens; the nights in the order they start."""

    monday: date
    opens_at: datetime
    closes_at: datetime
    nights: tuple[PlannedNight, ...]


def local_instant(day: date, at: time, zone: str) -> datetime:
    """The instant of a local time.

    A time that comes twice (clocks go back) is the first; one that never comes (clocks go
    forward) is moved on by the gap.
    """
    return datetime.combine(day, at.replace(fold=0), ZoneInfo(zone)).astimezone(UTC)


def local_date(instant: datetime, zone: str) -> date:
    """The calendar date in the zone at that instant."""
    return instant.astimezone(ZoneInfo(zone)).date()


def night_span(day: date, pattern: NightPattern, zone: str) -> tuple[datetime, datetime]:
    """When the night that begins on that local day starts and ends."""
    return span_of(day, pattern.starts, pattern.ends, zone)


def span_of(day: date, starts: time, ends: time, zone: str) -> tuple[datetime, datetime]:
    """The instants of a start and an end; an end not after the start is the next morning."""
    last_day = day if ends > starts else day + timedelta(days=1)
    return local_instant(day, starts, zone), local_instant(last_day, ends, zone)


def elapsed_hours(starts: datetime, ends: datetime) -> float:
    """Hours that really pass, whatever the clocks on the wall do."""
    return (ends.astimezone(UTC) - starts.astimezone(UTC)) / timedelta(hours=1)


def monday_of(day: date) -> date:
    """The Monday of the week that a local date is in."""
    return day - timedelta(days=day.weekday())


def moment_of(monday: date, moment: Moment, zone: str) -> datetime:
    """When a moment of the rhythm falls for the week of that Monday."""
    day = monday + timedelta(days=moment.weekday, weeks=-moment.weeks_before)
    return local_instant(day, moment.at, zone)


def night_of(instant: datetime, zone: str) -> date:
    """The local date of the night an instant belongs to; before noon it is still last night."""
    local = instant.astimezone(ZoneInfo(zone))
    return local.date() - timedelta(days=1) if local.time() < _NOON else local.date()


def plan_night(monday: date, pattern: NightPattern, zone: str) -> PlannedNight:
    """The night of that week which the pattern describes."""
    night = monday + timedelta(days=pattern.weekday)
    starts, ends = night_span(night, pattern, zone)
    return PlannedNight(night, starts, ends, pattern.minimum, pattern.places)


def plan_week(monday: date, plan: Plan, zone: str) -> WeekPlan:
    """What the week of that Monday holds under the plan."""
    nights = (plan_night(monday, pattern, zone) for pattern in plan.nights)
    return WeekPlan(
        monday=monday,
        opens_at=moment_of(monday, plan.rhythm.opens, zone),
        closes_at=moment_of(monday, plan.rhythm.closes, zone),
        nights=tuple(sorted(nights, key=lambda night: night.starts)),
    )


def weeks_open_at(now: datetime, plan: Plan, zone: str) -> tuple[date, ...]:
    """The Mondays of all weeks that have opened and not yet reached their deadline.

    For a new area these are the weeks to start with: their nights can still be crewed.
    """
    first = monday_of(local_date(now, zone)) + timedelta(weeks=plan.rhythm.closes.weeks_before - 1)
    last = monday_of(local_date(now, zone)) + timedelta(weeks=plan.rhythm.opens.weeks_before + 1)
    return tuple(
        monday
        for monday in _mondays(first, last)
        if moment_of(monday, plan.rhythm.opens, zone)
        <= now
        < moment_of(monday, plan.rhythm.closes, zone)
    )


def next_opening(now: datetime, plan: Plan, zone: str) -> tuple[date, datetime]:
    """The first week that opens after now, by its Monday, and when it does."""
    monday = monday_of(local_date(now, zone)) + timedelta(weeks=plan.rhythm.opens.weeks_before - 1)
    while (opens_at := moment_of(monday, plan.rhythm.opens, zone)) <= now:
        monday += timedelta(weeks=1)
    return monday, opens_at


def _mondays(first: date, last: date) -> Iterator[date]:
    while first <= last:
        yield first
        first += timedelta(weeks=1)
