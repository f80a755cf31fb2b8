"""Returns of patrols, and their answers: each with who gave it, and those that were struck."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import asdict
from datetime import datetime

from sqlalchemy import (
    Column,
    ColumnElement,
    ForeignKey,
    Index,
    String,
    Table,
    bindparam,
    delete,
    select,
    text,
    update,
)

from operation.returns import Fault, Kind, PatrolReturn, ReturnState, Slip, Value
from storage.database import Transaction
from storage.errors import NotFound
from storage.rota import patrol
from storage.schema import metadata
from storage.transaction import AnyRow
from storage.types import Id, Instant, Sealed

patrol_return = Table(
    "patrol_return",
    metadata,
    Column("patrol_id", ForeignKey("patrol.id"), primary_key=True),
    Column("state", String(12), nullable=False),
    Column("opened_by", ForeignKey("member.id"), nullable=False),
    Column("opened_at", Instant, nullable=False),
    Column("kind", String(12)),
    Column("submitted_by", ForeignKey("member.id")),
    Column("submitted_at", Instant),
    Column("decided_by", ForeignKey("member.id")),
    Column("decided_at", Instant),
    Column("fault", String(12)),
    Column("reference", Sealed),
)
return_answer = Table(
    "return_answer",
    metadata,
    Column("id", Id, primary_key=True),
    Column("patrol_id", ForeignKey("patrol_return.patrol_id"), nullable=False, index=True),
    Column("step", String(12), nullable=False),
    Column("value", Sealed, nullable=False),
    Column("by", ForeignKey("member.id"), nullable=False),
    Column("at", Instant, nullable=False),
    Column("struck_by", ForeignKey("member.id")),
    Column("struck_at", Instant),
    Column("slip", String(12)),
    # However many answer at once, one answer stands.
    Index(
        "return_answer_stands",
        "patrol_id",
        "step",
        unique=True,
        sqlite_where=text("struck_at is null"),
        postgresql_where=text("struck_at is null"),
    ),
)
_ANSWERS = (
    select(return_answer.c.step, return_answer.c.value)
    .where(return_answer.c.patrol_id == bindparam("patrol"), return_answer.c.struck_at.is_(None))
    .order_by(return_answer.c.id)
)


async def find(tx: Transaction, patrol_id: int) -> PatrolReturn | None:
    """The return of a patrol, once somebody has begun it."""
    row = await tx.first(select(patrol_return).where(patrol_return.c.patrol_id == patrol_id))
    return _return(row) if row else None


async def get_for_update(tx: Transaction, patrol_id: int) -> PatrolReturn:
    """The same, locked until the transaction ends. Raises NotFound."""
    query = select(patrol_return).where(patrol_return.c.patrol_id == patrol_id)
    row = await tx.first(query.with_for_update())
    if row is None:
        raise NotFound(f"return of patrol {patrol_id}")
    return _return(row)


async def of_patrols(tx: Transaction, patrol_ids: Collection[int]) -> Mapping[int, PatrolReturn]:
    """Those of several patrols that were begun, by patrol."""
    query = select(patrol_return).where(patrol_return.c.patrol_id.in_(list(patrol_ids)))
    return {row.patrol_id: _return(row) for row in await tx.all(query)}


async def waiting_of(tx: Transaction, area: str) -> list[int]:
    """The patrols of an area whose return is in and waits for a lead, the oldest first."""
    query = (
        select(patrol_return.c.patrol_id)
        .join(patrol, patrol.c.id == patrol_return.c.patrol_id)
        .where(patrol.c.area == area, patrol_return.c.state == ReturnState.SUBMITTED)
        .order_by(patrol.c.starts_at)
    )
    return [row.patrol_id for row in await tx.all(query)]


async def begin(tx: Transaction, patrol_id: int, *, by: int, at: datetime) -> PatrolReturn:
    """The return that somebody begins, or the one that somebody else has begun just now."""
    made = tx.insert(patrol_return).values(
        patrol_id=patrol_id, state=ReturnState.OPEN, opened_by=by, opened_at=at
    )
    await tx.execute(made.on_conflict_do_nothing(index_elements=[patrol_return.c.patrol_id]))
    return await get_for_update(tx, patrol_id)


async def save(tx: Transaction, changed: PatrolReturn) -> None:
    """How far it has come."""
    values = asdict(changed)
    where = patrol_return.c.patrol_id == values.pop("patrol_id")
    await tx.execute(update(patrol_return).where(where).values(values))


async def answers_of(tx: Transaction, patrol_id: int) -> dict[str, str]:
    """The answers that stand, by step."""
    rows = await tx.execute(_ANSWERS, {"patrol": patrol_id})
    return {row.step: row.value for row in rows}


async def values_of(tx: Transaction, patrol_id: int) -> list[Value]:
    """All answers there ever were, the oldest first."""
    query = select(return_answer).where(return_answer.c.patrol_id == patrol_id)
    return [_value(row) for row in await tx.all(query.order_by(return_answer.c.id))]


async def keep(
    tx: Transaction, patrol_id: int, step: str, value: str, *, by: int, at: datetime
) -> None:
    """The answer to a step, in place of the one before. The return is held."""
    await tx.execute(delete(return_answer).where(_stands(patrol_id, step)))
    await _add(tx, patrol_id, step, value, by=by, at=at)


async def strike(
    tx: Transaction, patrol_id: int, step: str, *, by: int, at: datetime, slip: Slip
) -> None:
    """The answer that stands does not any more, and is kept. The return is held."""
    values = {"struck_by": by, "struck_at": at, "slip": slip}
    await tx.execute(update(return_answer).where(_stands(patrol_id, step)).values(values))


async def correct(
    tx: Transaction, patrol_id: int, step: str, value: str, *, by: int, at: datetime, slip: Slip
) -> None:
    """The same, and another stands in its place."""
    await strike(tx, patrol_id, step, by=by, at=at, slip=slip)
    await _add(tx, patrol_id, step, value, by=by, at=at)


async def drop(tx: Transaction, patrol_id: int, step: str) -> None:
    """An answer that never was handed in and does not apply goes. The return is held."""
    await tx.execute(delete(return_answer).where(_stands(patrol_id, step)))


async def _add(
    tx: Transaction, patrol_id: int, step: str, value: str, *, by: int, at: datetime
) -> None:
    await tx.execute(
        return_answer.insert().values(patrol_id=patrol_id, step=step, value=value, by=by, at=at)
    )


def _stands(patrol_id: int, step: str) -> ColumnElement[bool]:
    return (
        (return_answer.c.patrol_id == patrol_id)
        & (return_answer.c.step == step)
        & return_answer.c.struck_at.is_(None)
    )


def _return(row: AnyRow) -> PatrolReturn:
    return PatrolReturn(
        patrol_id=row.patrol_id,
        state=ReturnState(row.state),
        opened_by=row.opened_by,
        opened_at=row.opened_at,
        kind=Kind(row.kind) if row.kind else None,
        submitted_by=row.submitted_by,
        submitted_at=row.submitted_at,
        decided_by=row.decided_by,
        decided_at=row.decided_at,
        fault=Fault(row.fault) if row.fault else None,
        reference=row.reference,
    )


def _value(row: AnyRow) -> Value:
    return Value(
        step=row.step,
        value=row.value,
        by=row.by,
        at=row.at,
        struck_by=row.struck_by,
        struck_at=row.struck_at,
        slip=Slip(row.slip) if row.slip else None,
    )
