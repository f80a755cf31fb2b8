"""The audit chain: what was done to whose data, appended only, each entry signed over the last.

The kinds are those that section 62 of the Data Protection Act 2018 asks a competent authority to
log, and access decisions. A changed, removed or swapped entry breaks the chain. Cutting entries
off its end does not, so keep a copy of ``head`` elsewhere and hand it to ``verify``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum

from sqlalchemy import Column, Index, String, Table, func, select

from storage.schema import metadata
from storage.transaction import AnyRow, Transaction
from storage.types import Id, Instant, SealedJson, compact

Scalar = str | int | float | bool | None

_BEGINNING = "0" * 64
_PAGE = 500
# An arbitrary number of our own; PostgreSQL's advisory locks are told apart by it.
_CHAIN_LOCK = 7_221_001


class AuditKind(StrEnum):
    """What sort of processing an event was (DPA 2018 s.62), or an access decision."""

    COLLECTION = "collection"
    ALTERATION = "alteration"
    CONSULTATION = "consultation"
    DISCLOSURE = "disclosure"
    COMBINATION = "combination"
    ERASURE = "erasure"
    ACCESS = "access"


@dataclass(frozen=True, slots=True)
class AuditEvent:
    """Something that happened; ``actor`` is a person's id, or None for the system itself."""

    kind: AuditKind
    verb: str
    area: str | None
    actor: int | None
    subject: str
    at: datetime
    detail: Mapping[str, Scalar] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """An event in its place in the chain."""

    seq: int
    event: AuditEvent


@dataclass(frozen=True, slots=True)
class Head:
    """The end of the chain, as far as somebody has seen it."""

    seq: int
    hash: str


@dataclass(frozen=True, slots=True)
class ChainBroken:
    """The first entry that does not fit, and why."""

    seq: int
    reason: str


audit = Table(
    "audit",
    metadata,
    Column("seq", Id, primary_key=True, autoincrement=False),
    Column("at", Instant, nullable=False),
    Column("area", String),
    Column("kind", String, nullable=False),
    Column("verb", String, nullable=False),
    Column("actor", Id),
    Column("subject", String, nullable=False),
    Column("detail", SealedJson, nullable=False),
    Column("previous", String(64), nullable=False),
    Column("hash", String(64), nullable=False),
    Index("ix_audit_area_seq", "area", "seq"),
    Index("ix_audit_subject", "subject"),
    Index("ix_audit_actor", "actor"),
)

_APPEND = audit.insert()
_HEAD = select(audit.c.seq, audit.c.hash).order_by(audit.c.seq.desc()).limit(1)


async def append(tx: Transaction, events: Sequence[AuditEvent]) -> None:
    """Append events in order. ``Database`` calls this last: a chain locked early deadlocks."""
    if not events:
        return
    if tx.is_postgres:
        await tx.execute(select(func.pg_advisory_xact_lock(_CHAIN_LOCK)))
    link = await head(tx)
    rows = []
    for event in events:
        signature = tx.keys.chain(link.hash, _spelled(link.seq + 1, event))
        rows.append(_row(link.seq + 1, event, previous=link.hash, signature=signature))
        link = Head(link.seq + 1, signature)
    await tx.execute(_APPEND, rows)


async def head(tx: Transaction) -> Head:
    """The last entry's place and hash."""
    row = await tx.first(_HEAD)
    return Head(row.seq, row.hash) if row else Head(0, _BEGINNING)


async def verify(tx: Transaction, anchor: Head | None = None) -> ChainBroken | None:
    """Walk the whole chain and find the first entry that was changed, removed or moved.

    ``anchor`` is a head noted earlier and kept elsewhere; with it, a cut-off end is found too.
    """
    link = Head(0, _BEGINNING)
    while rows := await tx.all(
        select(audit).where(audit.c.seq > link.seq).order_by(audit.c.seq).limit(_PAGE)
    ):
        for row in rows:
            if reason := _fault(tx, link, row):
                return ChainBroken(link.seq + 1, reason)
            link = Head(row.seq, row.hash)
            if anchor and anchor.seq == link.seq and anchor.hash != link.hash:
                return ChainBroken(link.seq, "not the entry that was noted")
    if anchor and anchor.seq > link.seq:
        return ChainBroken(link.seq + 1, "removed")
    return None


async def recent(
    tx: Transaction,
    area: str | None,
    *,
    subject: str | None = None,
    actor: int | None = None,
    before: int | None = None,
    limit: int = 50,
) -> list[AuditEntry]:
    """The latest entries of an area (None: of all), newest first; ``before`` pages by seq."""
    query = select(audit).order_by(audit.c.seq.desc()).limit(limit)
    for column, value in ((audit.c.area, area), (audit.c.subject, subject), (audit.c.actor, actor)):
        if value is not None:
            query = query.where(column == value)
    if before is not None:
        query = query.where(audit.c.seq < before)
    return [AuditEntry(row.seq, _event(row)) for row in await tx.all(query)]


def _fault(tx: Transaction, link: Head, row: AnyRow) -> str | None:
    if row.seq != link.seq + 1:
        return "removed"
    if row.previous != link.hash:
        return "does not follow the entry before it"
    if row.hash != tx.keys.chain(link.hash, _spelled(row.seq, _event(row))):
        return "changed"
    return None


def _spelled(seq: int, event: AuditEvent) -> str:
    """The event as it is signed: in plain text, so that sealing it anew breaks nothing."""
    return compact(
        {
            "seq": seq,
            "at": event.at.astimezone(UTC).isoformat(),
            "area": event.area,
            "kind": event.kind.value,
            "verb": event.verb,
            "actor": event.actor,
            "subject": event.subject,
            "detail": dict(event.detail),
        }
    )


def _row(seq: int, event: AuditEvent, *, previous: str, signature: str) -> dict[str, object]:
    return {
        "seq": seq,
        "at": event.at,
        "area": event.area,
        "kind": event.kind.value,
        "verb": event.verb,
        "actor": event.actor,
        "subject": event.subject,
        "detail": dict(event.detail),
        "previous": previous,
        "hash": signature,
    }


def _event(row: AnyRow) -> AuditEvent:
    return AuditEvent(
        kind=AuditKind(row.kind),
        verb=row.verb,
        area=row.area,
        actor=row.actor,
        subject=row.subject,
        at=row.at,
        detail=row.detail,
    )
