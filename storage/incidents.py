"""Incidents of patrols, and what was struck in them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Boolean, Column, ForeignKey, String, Table, select, update

from operation.incidents import Degree, Done, Happened, Incident
from storage.database import Transaction
from storage.errors import NotFound
from storage.schema import metadata
from storage.struck import struck_of
from storage.transaction import AnyRow
from storage.types import Id, Instant, Sealed

incident = Table(
    "incident",
    metadata,
    Column("id", Id, primary_key=True),
    Column("patrol_id", ForeignKey("patrol.id"), nullable=False, index=True),
    Column("kind", String(20), nullable=False),
    Column("degree", String(12), nullable=False),
    Column("done", Sealed, nullable=False),
    Column("is_injury", Boolean, nullable=False),
    Column("at", Instant, nullable=False),
    Column("needs_lead", Boolean, nullable=False),
    Column("by", ForeignKey("member.id"), nullable=False),
    Column("recorded_at", Instant, nullable=False),
    Column("taken_by", ForeignKey("member.id")),
    Column("taken_at", Instant),
)
STRUCK = struck_of("incident")


async def add(
    tx: Transaction, patrol_id: int, happened: Happened, *, needs_lead: bool, by: int, at: datetime
) -> Incident:
    """One more incident of a patrol."""
    values = {**_columns(happened), "needs_lead": needs_lead, "by": by, "recorded_at": at}
    made = incident.insert().values(patrol_id=patrol_id, **values).returning(incident)
    return _incident((await tx.execute(made)).one())


async def get(tx: Transaction, incident_id: int) -> Incident:
    """The incident. Raises NotFound."""
    row = await tx.first(select(incident).where(incident.c.id == incident_id))
    return _found(row, incident_id)


async def get_for_update(tx: Transaction, incident_id: int) -> Incident:
    """The same, locked until the transaction ends. Raises NotFound."""
    query = select(incident).where(incident.c.id == incident_id).with_for_update()
    return _found(await tx.first(query), incident_id)


async def save(tx: Transaction, changed: Incident) -> None:
    """What it says now, and who has it."""
    taken = {"taken_by": changed.taken_by, "taken_at": changed.taken_at}
    values = {**_columns(changed.happened), **taken}
    await tx.execute(update(incident).where(incident.c.id == changed.id).values(values))


async def of_patrol(tx: Transaction, patrol_id: int) -> list[Incident]:
    """All of a patrol, the oldest first."""
    query = select(incident).where(incident.c.patrol_id == patrol_id).order_by(incident.c.id)
    return [_incident(row) for row in await tx.all(query)]


def _columns(happened: Happened) -> dict[str, Any]:
    return {
        "kind": happened.kind,
        "degree": happened.degree,
        "done": ",".join(happened.done),
        "is_injury": happened.is_injury,
        "at": happened.at,
    }


def _found(row: AnyRow | None, incident_id: int) -> Incident:
    if row is None:
        raise NotFound(f"incident {incident_id}")
    return _incident(row)


def _incident(row: AnyRow) -> Incident:
    return Incident(
        id=row.id,
        patrol_id=row.patrol_id,
        happened=Happened(
            kind=row.kind,
            degree=Degree(row.degree),
            done=tuple(Done(each) for each in row.done.split(",")),
            is_injury=row.is_injury,
            at=row.at,
        ),
        needs_lead=row.needs_lead,
        by=row.by,
        recorded_at=row.recorded_at,
        taken_by=row.taken_by,
        taken_at=row.taken_at,
    )
