"""Fair shares: what an officer has carried, weighed.

An account holds somebody's hours over the area's period: hours at night weigh more, and so do
patrols of weekends in a row. Crews are chosen by it in `operation.solving`. Instants are aware
UTC datetimes; nothing here reads a clock.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from math import fsum
from zoneinfo import ZoneInfo

from operation.fairness_rules import Weights
from operation.nights import elapsed_hours, local_date, monday_of, night_of, span_of

NIGHT_BEGINS, NIGHT_ENDS = time(23), time(6)
"""On the area's clock, the hours that weigh more."""

_DAY = timedelta(days=1)
_WEEK = timedelta(weeks=1)
_FRIDAY = 4


@dataclass(frozen=True, slots=True)
class Worked:
    """A patrol that somebody was on, or that they missed: it weighs the same, so nobody gains."""

    starts: datetime
    ends: datetime
    is_missed: bool = False


@dataclass(frozen=True, slots=True)
class Account:
    """What somebody has carried in the period, and when they were last on patrol.

    `weighed` and `hours` are hours, weighed and as they passed; `last` is the start of the last
    patrol, however long ago, None for never; `weekends` are the Mondays of the weeks in the
    period with a weekend patrol, so that a next one can be weighed. A patrol that they `missed` is
    in all but `hours` and `patrols`: whoever stays away does not come sooner to their turn.
    """

    member_id: int
    weighed: float = 0.0
    hours: float = 0.0
    patrols: int = 0
    last: datetime | None = None
    weekends: frozenset[date] = frozenset()
    missed: int = 0


def weighed_hours(
    patrols: Sequence[Worked], weights: Weights, zone: str, *, until: datetime
) -> float:
    """What the patrols of the period before `until` weigh, in hours.

    Hours are those that pass, also when the clocks change. The period is reckoned on the area's
    clock, so that a night of every week is in it or not whatever the clocks did; patrols that
    start before it count for nothing, nor for weekends in a row. Raises nothing.
    """
    counted = _counted(patrols, weights, zone, until)
    weekends = _weekends(counted, zone)
    return fsum(_weight(each, weekends, weights, zone) for each in counted)


def account(
    member_id: int, patrols: Sequence[Worked], weights: Weights, zone: str, *, until: datetime
) -> Account:
    """An officer's account over the period before `until`, from all patrols that they were on.

    Those that start at `until` or later are left out. Raises nothing.
    """
    counted = _counted(patrols, weights, zone, until)
    went = [each for each in counted if not each.is_missed]
    return Account(
        member_id,
        weighed=weighed_hours(patrols, weights, zone, until=until),
        hours=fsum(elapsed_hours(each.starts, each.ends) for each in went),
        patrols=len(went),
        last=max((each.starts for each in patrols if each.starts < until), default=None),
        weekends=_weekends(counted, zone),
        missed=len(counted) - len(went),
    )


def late_nights(patrols: Sequence[Worked], weights: Weights, zone: str, *, until: datetime) -> int:
    """How many patrols of the period before `until` went on after eleven at night."""
    counted = _counted(patrols, weights, zone, until)
    return sum(_night_hours(each.starts, each.ends, zone) > 0 for each in counted)


def weekends_running(weekends: Collection[date], now: datetime, zone: str) -> int:
    """How many weekends in a row somebody was on patrol, up to this one or the last.

    `weekends` as in an `Account`. A weekend that is still to come breaks no row.
    """
    monday = monday_of(night_of(now, zone))
    if monday not in weekends:
        monday -= _WEEK
    run = 0
    while monday - run * _WEEK in weekends:
        run += 1
    return run


def rank_of(accounts: Mapping[int, Account], member_id: int) -> tuple[int, int]:
    """Someone's place from the least used, and of how many; who is level shares the better place.

    It is what an officer may see of themself without seeing others' hours. Hours are level to
    the thousandth. Raises `KeyError` for somebody without an account.
    """
    mine = thousandths(accounts[member_id].weighed)
    fewer = sum(thousandths(each.weighed) < mine for each in accounts.values())
    return fewer + 1, len(accounts)


# Weighing


def _counted(
    patrols: Sequence[Worked], weights: Weights, zone: str, until: datetime
) -> list[Worked]:
    # Weeks are taken off the local time, which leaves the hour on the wall as it is.
    local = until.astimezone(ZoneInfo(zone)) - weights.period_weeks * _WEEK
    begins = local.astimezone(UTC)
    return [each for each in patrols if begins <= each.starts < until]


def _weekends(patrols: Sequence[Worked], zone: str) -> frozenset[date]:
    mondays = (weekend_of(each.starts, zone) for each in patrols)
    return frozenset(monday for monday in mondays if monday is not None)


def weekend_of(starts: datetime, zone: str) -> date | None:
    """The Monday of the week whose weekend a night belongs to, None on other evenings."""
    night = night_of(starts, zone)
    return monday_of(night) if night.weekday() >= _FRIDAY else None


def _weight(each: Worked, weekends: Collection[date], weights: Weights, zone: str) -> float:
    alone = weight_alone(each.starts, each.ends, weights, zone)
    return alone * growth(weekend_of(each.starts, zone), weekends, weights)


def weight_alone(starts: datetime, ends: datetime, weights: Weights, zone: str) -> float:
    at_night = _night_hours(starts, ends, zone)
    return elapsed_hours(starts, ends) + (weights.night - 1) * at_night


def growth(monday: date | None, weekends: Collection[date], weights: Weights) -> float:
    """How many times its own weight a patrol weighs for the weekends just before it."""
    if monday is None:
        return 1.0
    run = 0
    while monday - (run + 1) * _WEEK in weekends:
        run += 1
    return 1 + weights.weekend_running * run


def _night_hours(starts: datetime, ends: datetime, zone: str) -> float:
    """Hours that pass between 23:00 and 06:00 on the area's clock."""
    day, last = local_date(starts, zone) - _DAY, local_date(ends, zone)
    hours = 0.0
    while day <= last:
        begin, end = span_of(day, NIGHT_BEGINS, NIGHT_ENDS, zone)
        hours += max(0.0, elapsed_hours(max(starts, begin), min(ends, end)))
        day += _DAY
    return hours


def thousandths(hours: float) -> int:
    return round(hours * 1000)
