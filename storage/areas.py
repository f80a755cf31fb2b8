"""What an area's leads have set: the plan of its weeks, and the group it works in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time
from typing import Any

from sqlalchemy import JSON, Column, Integer, String, Table, select, update

from operation.area import Moment, NightPattern, Plan, Rhythm
from storage.chats import chat
from storage.database import Transaction
from storage.errors import NotFound
from storage.schema import metadata
from storage.types import Instant

area_plan = Table(
    "area_plan",
    metadata,
    Column("area", String(40), primary_key=True),
    Column("plan", JSON, nullable=False),
    Column("version", Integer, nullable=False),
    Column("changed_at", Instant, nullable=False),
)


@dataclass(frozen=True, slots=True)
class AreaPlan:
    """An area's plan as it stands now, and its group's chat if one is linked."""

    area: str
    plan: Plan
    version: int
    group_chat_id: int | None


async def seed(tx: Transaction, area: str, plan: Plan, *, at: datetime) -> bool:
    """Keep an area file's plan the first time the area is seen; False if it was known."""
    row = tx.insert(area_plan).values(area=area, plan=_to_json(plan), version=1, changed_at=at)
    result = await tx.execute(row.on_conflict_do_nothing(index_elements=[area_plan.c.area]))
    return result.rowcount == 1


_AREA = select(area_plan, chat.c.id.label("group_chat_id")).join_from(
    area_plan, chat, chat.c.area == area_plan.c.area, isouter=True
)


async def find(tx: Transaction, area: str) -> AreaPlan | None:
    """An area's plan and group, if the area was ever seeded."""
    row = (await tx.execute(_AREA.where(area_plan.c.area == area))).one_or_none()
    return _area_plan(row) if row is not None else None


async def get(tx: Transaction, area: str) -> AreaPlan:
    """An area's plan and group. Raises NotFound."""
    found = await find(tx, area)
    if found is None:
        raise NotFound(f"area:{area}")
    return found


async def get_for_update(tx: Transaction, area: str) -> AreaPlan:
    """An area's plan, locked until the transaction ends. Raises NotFound."""
    query = _AREA.where(area_plan.c.area == area).with_for_update(of=area_plan)
    row = (await tx.execute(query)).one_or_none()
    if row is None:
        raise NotFound(f"area:{area}")
    return _area_plan(row)


async def save_plan(tx: Transaction, area: str, plan: Plan, *, at: datetime) -> None:
    """Replace an area's plan."""
    await tx.execute(
        update(area_plan)
        .where(area_plan.c.area == area)
        .values(plan=_to_json(plan), version=area_plan.c.version + 1, changed_at=at)
    )


async def area_of_group(tx: Transaction, telegram_id: int) -> str | None:
    """The area whose group has this Telegram id."""
    found: str | None = await tx.scalar(
        select(chat.c.area).where(chat.c.telegram_hash == tx.keys.hash(telegram_id))
    )
    return found


def _area_plan(row: Any) -> AreaPlan:
    return AreaPlan(row.area, _from_json(row.plan), row.version, row.group_chat_id)


_MOMENTS = ("opens", "closes", "ward_agreed", "risk_assessment", "brief")


def _to_json(plan: Plan) -> dict[str, Any]:
    return {
        "nights": [
            {
                "weekday": night.weekday,
                "starts": night.starts.isoformat(),
                "ends": night.ends.isoformat(),
                "minimum": night.minimum,
                "places": night.places,
            }
            for night in plan.nights
        ],
        "rhythm": {name: _moment_to_json(getattr(plan.rhythm, name)) for name in _MOMENTS},
    }


def _moment_to_json(moment: Moment) -> list[Any]:
    return [moment.weeks_before, moment.weekday, moment.at.isoformat()]


def _from_json(kept: dict[str, Any]) -> Plan:
    nights = tuple(
        NightPattern(
            weekday=night["weekday"],
            starts=time.fromisoformat(night["starts"]),
            ends=time.fromisoformat(night["ends"]),
            minimum=night["minimum"],
            places=night["places"],
        )
        for night in kept["nights"]
    )
    moments = {
        name: Moment(weeks, weekday, time.fromisoformat(at))
        for name, (weeks, weekday, at) in kept["rhythm"].items()
    }
    return Plan(nights=nights, rhythm=Rhythm(**moments))
