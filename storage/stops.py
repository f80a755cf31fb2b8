"""Stops: that there was one, on which patrol and when; for two kinds, who and the reference."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping
from datetime import datetime

from sqlalchemy import Column, ForeignKey, String, Table, select, update

from operation.stops import Stop, StopKind
from storage.database import Transaction
from storage.errors import NotFound
from storage.schema import metadata
from storage.transaction import AnyRow
from storage.types import Id, Instant, Sealed

stop = Table(
    "stop",
    metadata,
    Column("id", Id, primary_key=True),
    Column("patrol_id", ForeignKey("patrol.id"), nullable=False, index=True),
    Column("kind", String(12), nullable=False),
    Column("by", ForeignKey("member.id")),
    Column("at", Instant, nullable=False),
    Column("reference", Sealed),
    Column("reference_by", ForeignKey("member.id")),
    Column("reference_at", Instant),
)


async def add(
    tx: Transaction, patrol_id: int, kind: StopKind, *, by: int | None, at: datetime
) -> Stop:
    """One more stop of a patrol."""
    made = stop.insert().values(patrol_id=patrol_id, kind=kind, by=by, at=at).returning(stop)
    return _stop((await tx.execute(made)).one())


async def get(tx: Transaction, stop_id: int) -> Stop:
    """The stop. Raises NotFound."""
    return _found(await tx.first(select(stop).where(stop.c.id == stop_id)), stop_id)


async def get_for_update(tx: Transaction, stop_id: int) -> Stop:
    """The same, locked until the transaction ends. Raises NotFound."""
    row = await tx.first(select(stop).where(stop.c.id == stop_id).with_for_update())
    return _found(row, stop_id)


async def save(tx: Transaction, changed: Stop) -> None:
    """The reference."""
    values = {
        "reference": changed.reference,
        "reference_by": changed.reference_by,
        "reference_at": changed.reference_at,
    }
    await tx.execute(update(stop).where(stop.c.id == changed.id).values(values))


async def of_patrol(tx: Transaction, patrol_id: int) -> list[Stop]:
    """All of a patrol, the oldest first."""
    query = select(stop).where(stop.c.patrol_id == patrol_id).order_by(stop.c.id)
    return [_stop(row) for row in await tx.all(query)]


async def counts(
    tx: Transaction, patrol_ids: Collection[int]
) -> Mapping[tuple[int, StopKind], int]:
    """How many there were, by patrol and kind."""
    query = select(stop.c.patrol_id, stop.c.kind).where(stop.c.patrol_id.in_(list(patrol_ids)))
    return Counter((row.patrol_id, StopKind(row.kind)) for row in await tx.all(query))


def _found(row: AnyRow | None, stop_id: int) -> Stop:
    if row is None:
        raise NotFound(f"stop {stop_id}")
    return _stop(row)


def _stop(row: AnyRow) -> Stop:
    return Stop(
        id=row.id,
        patrol_id=row.patrol_id,
        kind=StopKind(row.kind),
        by=row.by,
        at=row.at,
        reference=row.reference,
        reference_by=row.reference_by,
        reference_at=row.reference_at,
    )
