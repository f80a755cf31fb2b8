"""Stops: an entry that must not go on. Only that there was one is kept, on which patrol and when.

Under 18 or possibly so: safeguard first. An adult who discloses rape, trafficking or danger. A
source who tells again or was asked to: that is for the source handling unit, and who stopped is
not kept either.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from operation.entry_rules import SafeguardingRules
from operation.errors import Refusal
from operation.nights import local_date, local_instant


class StopKind(StrEnum):
    """Why."""

    CHILD = "child"
    DANGER = "danger"
    SOURCE = "source"


@dataclass(frozen=True, slots=True)
class Stop:
    """One stop; people by member id."""

    id: int
    patrol_id: int
    kind: StopKind
    by: int | None
    at: datetime
    reference: str | None = None
    """Of the child-protection or crime report in the force's own system."""
    reference_by: int | None = None
    reference_at: datetime | None = None

    @property
    def waits(self) -> bool:
        """Whether the force's reference is still to come."""
        return self.kind is not StopKind.SOURCE and self.reference is None


@dataclass(eq=False)
class StopReferenced(Refusal):
    """Its reference is there already."""


def refer(stop: Stop, reference: str, *, by: int, now: datetime) -> Stop:
    """The force has it. Raises StopReferenced the second time."""
    if not stop.waits:
        raise StopReferenced
    return replace(stop, reference=reference, reference_by=by, reference_at=now)


def next_day_at(hour: int, zone: str, *, now: datetime) -> datetime:
    """That local hour on the day after today."""
    return local_instant(local_date(now, zone) + timedelta(days=1), time(hour), zone)


def next_chase(stop: Stop, rules: SafeguardingRules, zone: str, *, now: datetime) -> datetime:
    """When the reference is asked for next, always later than now."""
    daily = next_day_at(rules.daily_hour, zone, now=now)
    first = stop.at + timedelta(hours=rules.first_chase_hours)
    if stop.kind is not StopKind.CHILD or now - stop.at >= timedelta(hours=rules.daily_after_hours):
        return daily
    if now < first:
        return first
    return _by_day(now + timedelta(hours=rules.chase_hours), rules, zone)


def _by_day(at: datetime, rules: SafeguardingRules, zone: str) -> datetime:
    """The moment itself by day, the next morning for one at night."""
    local = at.astimezone(ZoneInfo(zone))
    if rules.day_from <= local.hour < rules.day_until:
        return at
    morning = local_instant(local.date(), time(rules.day_from), zone)
    return morning if morning > at else next_day_at(rules.day_from, zone, now=at)
