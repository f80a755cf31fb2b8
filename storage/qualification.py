"""Qualifications: the history behind a member's day of training."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    Column,
    ColumnElement,
    Date,
    ForeignKey,
    Index,
    String,
    Table,
    bindparam,
    insert,
    select,
    text,
    update,
)

from operation.qualification import Ending, Qualification
from storage.database import Transaction
from storage.errors import NotFound
from storage.schema import metadata
from storage.training import session
from storage.types import Id, Instant

qualification = Table(
    "qualification",
    metadata,
    Column("id", Id, primary_key=True),
    Column("member_id", ForeignKey("member.id"), nullable=False, index=True),
    Column("gained_on", Date, nullable=False),
    Column("expires_on", Date),
    Column("session_id", ForeignKey(session.c.id)),
    Column("signed_off_by", ForeignKey("member.id")),
    Column("recorded_at", Instant, nullable=False),
    Column("ended_on", Date),
    Column("ending", String(12)),
    # Two leads who record at once make one live row between them.
    Index(
        "qualification_live",
        "member_id",
        unique=True,
        sqlite_where=text("ended_on is null"),
        postgresql_where=text("ended_on is null"),
    ),
    sqlite_autoincrement=True,
)
_row = qualification.c
_LIVE = _row.ended_on.is_(None)
ENDS = _row.expires_on
"""The day from which a training no longer counts, None for never."""


def is_of(member_id: ColumnElement[int]) -> ColumnElement[bool]:
    """Whether a row is this member's live one."""
    return (_row.member_id == member_id) & _LIVE


# Building a statement costs more than running it.
_LIVE_ENDS = select(_row.member_id, _row.expires_on).where(
    _LIVE, _row.expires_on.is_not(None), _row.member_id.in_(bindparam("these", expanding=True))
)


async def add(
    tx: Transaction,
    *,
    member_id: int,
    gained_on: date,
    expires_on: date | None,
    session_id: int | None,
    signed_off_by: int | None,
    at: datetime,
) -> int:
    """Write down that somebody is qualified; the row's id. None other of theirs may be live."""
    made = insert(qualification).values(
        member_id=member_id,
        gained_on=gained_on,
        expires_on=expires_on,
        session_id=session_id,
        signed_off_by=signed_off_by,
        recorded_at=at,
    )
    return int(await tx.scalar(made.returning(_row.id)))


async def end(tx: Transaction, qualification_id: int, ending: Ending, *, on: date) -> None:
    """It counts no longer."""
    await tx.execute(
        update(qualification)
        .where(_row.id == qualification_id)
        .values(ended_on=on, ending=ending.value)
    )


async def revive(tx: Transaction, qualification_id: int) -> None:
    """It counts again, as if it had never ended."""
    this = update(qualification).where(_row.id == qualification_id)
    await tx.execute(this.values(ended_on=None, ending=None))


async def set_expiry(tx: Transaction, qualification_id: int, expires_on: date | None) -> None:
    """It runs out on another day, or never."""
    await tx.execute(
        update(qualification).where(_row.id == qualification_id).values(expires_on=expires_on)
    )


async def get(tx: Transaction, qualification_id: int) -> Qualification:
    """A qualification. Raises NotFound."""
    row = await tx.first(select(qualification).where(_row.id == qualification_id))
    if row is None:
        raise NotFound(f"qualification:{qualification_id}")
    return _qualification(row)


async def live_of(tx: Transaction, member_id: int) -> Qualification | None:
    """A member's live qualification."""
    row = await tx.first(select(qualification).where(_row.member_id == member_id, _LIVE))
    return _qualification(row) if row is not None else None


async def ends_of(tx: Transaction, member_ids: Collection[int]) -> dict[int, date]:
    """The days from which the trainings of these members no longer count, where there is one."""
    rows = await tx.all(_LIVE_ENDS, {"these": list(member_ids)})
    return {row.member_id: row.expires_on for row in rows}


async def history_of(tx: Transaction, member_id: int) -> list[Qualification]:
    """All of a member's, oldest first."""
    query = select(qualification).where(_row.member_id == member_id).order_by(_row.id)
    return [_qualification(row) for row in await tx.all(query)]


async def last_of(tx: Transaction, member_ids: Collection[int]) -> dict[int, Qualification]:
    """The newest of each of these members who have any."""
    query = select(qualification).where(_row.member_id.in_(list(member_ids))).order_by(_row.id)
    return {row.member_id: _qualification(row) for row in await tx.all(query)}


def _qualification(row: Any) -> Qualification:
    return Qualification(
        id=row.id,
        member_id=row.member_id,
        gained_on=row.gained_on,
        expires_on=row.expires_on,
        session_id=row.session_id,
        signed_off_by=row.signed_off_by,
        ended_on=row.ended_on,
        ending=Ending(row.ending) if row.ending else None,
    )
