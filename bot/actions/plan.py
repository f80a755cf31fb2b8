"""What a lead changes week to week: the usual nights, their times and numbers, the rhythm.

A change counts for weeks that open from now on; weeks on the rota stay as they are.
"""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from datetime import datetime, time
from enum import StrEnum

from bot.actions import calling
from bot.actions.recording import record
from operation.area import Area, Moment, NightPattern, Plan, Rhythm, require_workable
from operation.errors import Refusal
from operation.people import Actor, Role
from storage import areas
from storage.audit import AuditKind
from storage.database import Transaction


class Figure(StrEnum):
    """What of a usual night can be stepped: times by minutes, numbers by people."""

    STARTS = "starts"
    ENDS = "ends"
    MINIMUM = "minimum"
    PLACES = "places"


_WEEK = 7 * 24 * 60
_DAY = 24 * 60


@dataclass(eq=False)
class NightNotPlanned(Refusal):
    """The area has no such usual night any more."""

    weekday: int


async def step_night(
    tx: Transaction,
    *,
    actor: Actor,
    area: Area,
    weekday: int,
    figure: Figure,
    step: int,
    now: datetime,
) -> Plan:
    """A lead changes one figure of a usual night: times by minutes, numbers by people.

    Raises PlanUnworkable, NightNotPlanned.
    """
    plan = await _plan_of(tx, actor, area)
    night = next((each for each in plan.nights if each.weekday == weekday), None)
    if night is None:
        raise NightNotPlanned(weekday)
    changed = _stepped(night, figure, step)
    nights = tuple(changed if each is night else each for each in plan.nights)
    return await _save(
        tx, actor, area, replace(plan, nights=nights), change=f"{figure} {step:+d}", now=now
    )


async def toggle_night(
    tx: Transaction, *, actor: Actor, area: Area, weekday: int, now: datetime
) -> Plan:
    """A lead adds a weekday to the usual nights, with the times of another, or takes it out.

    Raises PlanUnworkable when no night would be left, NightNotPlanned for no day of the week.
    """
    plan = await _plan_of(tx, actor, area)
    if weekday not in range(7):
        raise NightNotPlanned(weekday)
    others = tuple(each for each in plan.nights if each.weekday != weekday)
    if len(others) == len(plan.nights):
        model = min(others, key=lambda each: abs(each.weekday - weekday))
        others = (*others, replace(model, weekday=weekday))
    nights = tuple(sorted(others, key=lambda each: each.weekday))
    return await _save(
        tx, actor, area, replace(plan, nights=nights), change=f"nights {weekday}", now=now
    )


async def step_moment(
    tx: Transaction, *, actor: Actor, area: Area, name: str, minutes: int, now: datetime
) -> Plan:
    """A lead moves a moment of the rhythm, within the weeks before the patrols.

    Raises PlanUnworkable.
    """
    plan = await _plan_of(tx, actor, area)
    if name not in {each.name for each in fields(Rhythm)}:
        raise NightNotPlanned(0)
    moved = _moved(getattr(plan.rhythm, name), minutes)
    rhythm: Rhythm = replace(plan.rhythm, **{name: moved})
    return await _save(
        tx, actor, area, replace(plan, rhythm=rhythm), change=f"{name} {minutes:+d}", now=now
    )


async def _plan_of(tx: Transaction, actor: Actor, area: Area) -> Plan:
    """The plan as it stands, locked, for its lead alone."""
    actor.acting(area.key, Role.LEAD)
    return (await areas.get_for_update(tx, area.key)).plan


async def _save(
    tx: Transaction, actor: Actor, area: Area, plan: Plan, *, change: str, now: datetime
) -> Plan:
    require_workable(plan)
    await areas.save_plan(tx, area.key, plan, at=now)
    await calling.open_weeks(tx, area=area, now=now)
    record(
        tx,
        AuditKind.ALTERATION,
        "plan changed",
        f"area:{area.key}",
        area=area.key,
        actor=actor,
        at=now,
        change=change,
    )
    return plan


def _stepped(night: NightPattern, figure: Figure, step: int) -> NightPattern:
    if figure is Figure.STARTS:
        return replace(night, starts=_later(night.starts, step))
    if figure is Figure.ENDS:
        return replace(night, ends=_later(night.ends, step))
    if figure is Figure.MINIMUM:
        return replace(night, minimum=night.minimum + step)
    return replace(night, places=night.places + step)


def _later(at: time, minutes: int) -> time:
    total = (at.hour * 60 + at.minute + minutes) % _DAY
    return time(total // 60, total % 60)


def _moved(moment: Moment, minutes: int) -> Moment:
    """The moment so many minutes later, counted through days and weeks on the wall clock."""
    since = moment.weekday * _DAY + moment.at.hour * 60 + moment.at.minute
    total = since - moment.weeks_before * _WEEK + minutes
    weeks, rest = divmod(total, _WEEK)
    days, minute = divmod(rest, _DAY)
    return Moment(weeks_before=-weeks, weekday=days, at=time(minute // 60, minute % 60))
