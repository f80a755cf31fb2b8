"""Support that is asked for, with what was written about it sealed."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import (
    Column,
    ForeignKey,
    Index,
    Select,
    String,
    Table,
    func,
    insert,
    select,
    text,
    update,
)

from operation.support_requests import RequestState, SupportRequest, Topic
from operation.visits import VisitState
from storage.database import Transaction
from storage.errors import NotFound
from storage.rota import patrol
from storage.schema import metadata
from storage.types import Id, Instant, Sealed
from storage.visits import visit

support_request = Table(
    "support_request",
    metadata,
    Column("id", Id, primary_key=True),
    Column("area", String(40), nullable=False, index=True),
    Column("person_id", ForeignKey("person.id"), nullable=False),
    Column("home", String(40)),
    Column("rank", String(60)),
    Column("surname", Sealed, nullable=False),
    Column("topic", String(12), nullable=False),
    Column("note", Sealed),
    Column("state", String(12), nullable=False),
    Column("asked_at", Instant, nullable=False),
    Column("answered_at", Instant),
    Column("answered_by", ForeignKey("member.id")),
    Column("answer", Sealed),
    Column("closed_at", Instant),
    # Whoever asks twice at once has asked once.
    Index(
        "support_request_once",
        "person_id",
        "area",
        "topic",
        unique=True,
        sqlite_where=text("state <> 'closed'"),
        postgresql_where=text("state <> 'closed'"),
    ),
)


async def add(
    tx: Transaction,
    *,
    area: str,
    person_id: int,
    home: str | None,
    rank: str | None,
    surname: str,
    topic: Topic,
    note: str | None,
    at: datetime,
) -> int:
    """Somebody asks; the request's id."""
    made = insert(support_request).values(
        area=area, person_id=person_id, home=home, rank=rank, surname=surname, topic=topic,
        note=note, state=RequestState.OPEN, asked_at=at,
    )  # fmt: skip
    return int(await tx.scalar(made.returning(support_request.c.id)))


async def get(tx: Transaction, request_id: int) -> SupportRequest:
    """A request. Raises NotFound."""
    return await _one(tx, select(support_request), request_id)


async def get_for_update(tx: Transaction, request_id: int) -> SupportRequest:
    """A request, locked until the transaction ends. Raises NotFound."""
    return await _one(tx, select(support_request).with_for_update(), request_id)


async def of_area(tx: Transaction, area: str) -> list[SupportRequest]:
    """Everything that was ever asked of an area, the oldest first."""
    query = select(support_request).where(support_request.c.area == area)
    return [_request(row) for row in await tx.all(query.order_by(support_request.c.id))]


async def of_person(tx: Transaction, person_id: int, area: str) -> list[SupportRequest]:
    """What somebody has asked of an area, the oldest first."""
    mine = (support_request.c.person_id == person_id) & (support_request.c.area == area)
    query = select(support_request).where(mine).order_by(support_request.c.id)
    return [_request(row) for row in await tx.all(query)]


async def save(tx: Transaction, changed: SupportRequest, *, at: datetime) -> None:
    """Write down how a request stands now."""
    values: dict[str, Any] = {
        "state": changed.state,
        "answered_at": changed.answered_at,
        "answered_by": changed.answered_by,
        "answer": changed.answer,
    }
    if changed.is_closed:
        values["closed_at"] = at
    this = support_request.c.id == changed.id
    await tx.execute(update(support_request).where(this).values(**values))


async def forget(tx: Transaction, request_id: int) -> None:
    """Who asked and what was written is forgotten; that it was asked and answered is not."""
    values = {"rank": None, "surname": "", "note": None, "answer": None}
    this = support_request.c.id == request_id
    await tx.execute(update(support_request).where(this).values(**values))


async def count_open(tx: Transaction, area: str) -> int:
    """How many requests of an area are not closed."""
    waiting = support_request.c.state != RequestState.CLOSED
    query = select(func.count()).select_from(support_request)
    return int(await tx.scalar(query.where(support_request.c.area == area, waiting)) or 0)


async def count_visits(tx: Transaction, area: str) -> int:
    """How many visits an area has had."""
    query = (
        select(func.count())
        .select_from(visit)
        .join(patrol, patrol.c.id == visit.c.patrol_id)
        .where(patrol.c.area == area, visit.c.state == VisitState.OVER)
        .where(visit.c.decided_by.is_not(None))
    )
    return int(await tx.scalar(query) or 0)


async def visited(
    tx: Transaction, person_id: int, *, since: datetime
) -> list[tuple[str, datetime]]:
    """Where somebody has visited, and when that night ended, if it was after `since`."""
    was_there = (visit.c.person_id == person_id) & (visit.c.state == VisitState.OVER)
    rows = await tx.all(
        select(patrol.c.area, patrol.c.ends_at)
        .join(visit, visit.c.patrol_id == patrol.c.id)
        .where(was_there, visit.c.decided_by.is_not(None), patrol.c.ends_at > since)
        .order_by(patrol.c.ends_at)
    )
    return [(row.area, row.ends_at) for row in rows]


async def latest_name(tx: Transaction, person_id: int) -> tuple[str | None, str]:
    """Rank and surname that somebody has last given for a visit."""
    row = await tx.first(
        select(visit.c.rank, visit.c.surname)
        .where(visit.c.person_id == person_id)
        .order_by(visit.c.id.desc())
        .limit(1)
    )
    return (row.rank, row.surname) if row is not None else (None, "")


async def _one(tx: Transaction, query: Select[Any], request_id: int) -> SupportRequest:
    row = (await tx.execute(query.where(support_request.c.id == request_id))).one_or_none()
    if row is None:
        raise NotFound(f"request:{request_id}")
    return _request(row)


def _request(row: Any) -> SupportRequest:
    return SupportRequest(
        id=row.id,
        area=row.area,
        person_id=row.person_id,
        topic=Topic(row.topic),
        state=RequestState(row.state),
        asked_at=row.asked_at,
        rank=row.rank,
        surname=row.surname,
        home=row.home,
        note=row.note,
        answered_at=row.answered_at,
        answered_by=row.answered_by,
        answer=row.answer,
    )
