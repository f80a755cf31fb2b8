"""The audit's line for what an action did."""

from __future__ import annotations

from datetime import datetime

from operation.people import Actor
from storage.audit import AuditEvent, AuditKind
from storage.database import Transaction


def record(
    tx: Transaction,
    kind: AuditKind,
    verb: str,
    subject: str,
    *,
    area: str | None,
    actor: Actor | int | None,
    at: datetime,
    **detail: str | int | bool | None,
) -> None:
    """Record an event; `actor` is who acted, their person id, or None for the system."""
    who = actor.person_id if isinstance(actor, Actor) else actor
    tx.record(
        AuditEvent(
            kind=kind, verb=verb, area=area, actor=who, subject=subject, at=at, detail=detail
        )
    )
