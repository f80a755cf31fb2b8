"""Items of intelligence, and what was struck in them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, Column, ForeignKey, String, Table, select, update

from operation.intelligence import Item, Told, Topic
from storage.database import Transaction
from storage.errors import NotFound
from storage.schema import metadata
from storage.struck import struck_of
from storage.transaction import AnyRow
from storage.types import Id, Instant, Sealed

IS_GRADE = (
    "length(grade) = 3 and substr(grade, 1, 1) in ('1', '2', '3')"
    " and substr(grade, 2, 1) in ('A', 'B', 'C', 'D', 'E')"
    " and substr(grade, 3, 1) in ('P', 'C')"
)
HAS_CONDITIONS = "substr(grade, 3, 1) = 'P' or conditions is not null"

item = Table(
    "intelligence",
    metadata,
    Column("id", Id, primary_key=True),
    Column("patrol_id", ForeignKey("patrol.id"), nullable=False, index=True),
    Column("topic", String(16), nullable=False),
    Column("ward", String(12), nullable=False),
    Column("grade", String(3), nullable=False),
    Column("conditions", Sealed),
    Column("condition_text", Sealed),
    Column("line", Sealed),
    Column("by", ForeignKey("member.id"), nullable=False),
    Column("at", Instant, nullable=False),
    Column("reference", Sealed),
    Column("reference_by", ForeignKey("member.id")),
    Column("reference_at", Instant),
    CheckConstraint(IS_GRADE, name="grade"),
    CheckConstraint(HAS_CONDITIONS, name="conditions"),
)
STRUCK = struck_of("intelligence")


async def add(
    tx: Transaction, patrol_id: int, told: Told, *, reference: str | None, by: int, at: datetime
) -> Item:
    """One more item of a patrol."""
    values = {**_columns(told), **_referred(reference, by if reference else None, at)}
    made = item.insert().values(patrol_id=patrol_id, by=by, at=at, **values).returning(item)
    return _item((await tx.execute(made)).one())


async def get(tx: Transaction, item_id: int) -> Item:
    """The item. Raises NotFound."""
    return _found(await tx.first(select(item).where(item.c.id == item_id)), item_id)


async def get_for_update(tx: Transaction, item_id: int) -> Item:
    """The same, locked until the transaction ends. Raises NotFound."""
    query = select(item).where(item.c.id == item_id).with_for_update()
    return _found(await tx.first(query), item_id)


async def save(tx: Transaction, changed: Item) -> None:
    """What it says now, and its reference."""
    referred = _referred(changed.reference, changed.reference_by, changed.reference_at)
    values = {**_columns(changed.told), **referred}
    await tx.execute(update(item).where(item.c.id == changed.id).values(values))


async def of_patrol(tx: Transaction, patrol_id: int) -> list[Item]:
    """All of a patrol, the oldest first."""
    query = select(item).where(item.c.patrol_id == patrol_id).order_by(item.c.id)
    return [_item(row) for row in await tx.all(query)]


def _columns(told: Told) -> dict[str, Any]:
    is_conditional = told.grade.endswith("C")
    return {
        "topic": told.topic,
        "ward": told.ward,
        "grade": told.grade,
        "conditions": ",".join(told.conditions) if is_conditional else None,
        "condition_text": told.condition_text or None,
        "line": told.line or None,
    }


def _referred(reference: str | None, by: int | None, at: datetime | None) -> dict[str, Any]:
    if reference is None:
        by, at = None, None
    return {"reference": reference, "reference_by": by, "reference_at": at}


def _found(row: AnyRow | None, item_id: int) -> Item:
    if row is None:
        raise NotFound(f"intelligence {item_id}")
    return _item(row)


def _item(row: AnyRow) -> Item:
    return Item(
        id=row.id,
        patrol_id=row.patrol_id,
        told=Told(
            topic=Topic(row.topic),
            ward=row.ward,
            grade=row.grade,
            conditions=tuple(each for each in (row.conditions or "").split(",") if each),
            condition_text=row.condition_text or "",
            line=row.line or "",
        ),
        by=row.by,
        at=row.at,
        reference=row.reference,
        reference_by=row.reference_by,
        reference_at=row.reference_at,
    )
