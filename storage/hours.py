"""The hours of nights: how people turned out, what times they state, and what was confirmed.

A row is one person's sheet of one night; who has none has said nothing yet. A correction of what
was confirmed keeps what was confirmed before.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import (
    Column,
    ColumnElement,
    ForeignKey,
    Integer,
    String,
    Table,
    UniqueConstraint,
    bindparam,
    exists,
    func,
    insert,
    select,
)

from operation.attendance import ABSENT, Attended
from operation.hours import Correction, Sheet, Span, Why
from operation.overtime import Kind, Wants
from storage.crew import left_under_way
from storage.database import Transaction
from storage.rota import Patrol
from storage.schema import metadata
from storage.types import Id, Instant, Sealed

night_sheet = Table(
    "night_sheet",
    metadata,
    Column("id", Id, primary_key=True),
    Column("patrol_id", ForeignKey("patrol.id"), nullable=False),
    Column("member_id", ForeignKey("member.id"), nullable=False, index=True),
    Column("attended", String(12)),
    Column("proposed_starts", Instant),
    Column("proposed_ends", Instant),
    Column("why", String(12)),
    Column("confirmed_starts", Instant),
    Column("confirmed_ends", Instant),
    Column("confirmed_by", ForeignKey("member.id")),
    Column("kind", String(12), nullable=False),
    Column("wants", String(12), nullable=False),
    Column("rank", String(60)),
    Column("surname", Sealed),
    Column("warrant_number", Sealed),
    Column("version", Integer, nullable=False),
    UniqueConstraint("patrol_id", "member_id"),
)

hours_correction = Table(
    "hours_correction",
    metadata,
    Column("id", Id, primary_key=True),
    Column("patrol_id", ForeignKey("patrol.id"), nullable=False, index=True),
    Column("member_id", ForeignKey("member.id"), nullable=False),
    Column("was_starts", Instant, nullable=False),
    Column("was_ends", Instant, nullable=False),
    Column("now_starts", Instant),
    Column("now_ends", Instant),
    Column("corrected_by", ForeignKey("member.id"), nullable=False),
    Column("corrected_at", Instant, nullable=False),
    Column("reason", Sealed, nullable=False),
    sqlite_autoincrement=True,
)

_SHEETS = select(night_sheet).where(night_sheet.c.patrol_id == bindparam("patrol"))

WAS_NOT_ABSENT = night_sheet.c.attended.is_(None) | night_sheet.c.attended.not_in(sorted(ABSENT))
"""Of whoever was not noted as excused or missing; for an outer join with the sheets."""


def confirmed_or(confirmed: ColumnElement[Any], *planned: ColumnElement[Any]) -> ColumnElement[Any]:
    """The times that a lead confirmed, where there are any, in place of the planned ones."""
    return func.coalesce(confirmed, *planned, type_=Instant)


def absent(patrol_id: ColumnElement[Any], member_id: ColumnElement[Any]) -> ColumnElement[bool]:
    """Whether somebody was noted as excused or missing on a night."""
    this = (night_sheet.c.patrol_id == patrol_id) & (night_sheet.c.member_id == member_id)
    return exists().where(this, night_sheet.c.attended.in_(sorted(ABSENT)))


async def sheets_of(tx: Transaction, patrol: Patrol) -> dict[int, Sheet]:
    """A night's sheets by member, in the order of its crew; blank for who has said nothing.

    Whoever was on the crew at the start and left during the patrol has one too, after the others.
    """
    patrol_id = patrol.book.patrol_id
    rows = (await tx.execute(_SHEETS, {"patrol": patrol_id})).all()
    left = await left_under_way(tx, [patrol_id])
    return _with_blanks(patrol, rows, left.get(patrol_id, {}))


async def sheet_beside(tx: Transaction, patrol: Patrol, member_id: int) -> Sheet:
    """The sheet of somebody who comes along without being on the crew: attendance, no hours."""
    book = patrol.book
    this = _SHEETS.where(night_sheet.c.member_id == member_id)
    row = (await tx.execute(this, {"patrol": book.patrol_id})).one_or_none()
    planned = Span(book.starts, book.ends)
    return _sheet(row, planned) if row else Sheet(book.patrol_id, member_id, planned)


async def sheets_of_several(
    tx: Transaction, patrols: Sequence[Patrol]
) -> dict[int, dict[int, Sheet]]:
    """The same of several nights, by patrol."""
    if not patrols:
        return {}
    ids = [each.book.patrol_id for each in patrols]
    grouped: dict[int, list[Any]] = {}
    for row in await tx.all(select(night_sheet).where(night_sheet.c.patrol_id.in_(ids))):
        grouped.setdefault(row.patrol_id, []).append(row)
    left = await left_under_way(tx, ids)
    return {
        patrol_id: _with_blanks(each, grouped.get(patrol_id, ()), left.get(patrol_id, {}))
        for patrol_id, each in zip(ids, patrols, strict=True)
    }


async def save(tx: Transaction, sheet: Sheet) -> None:
    """Write a sheet as it is now; whoever saves it holds the patrol."""
    values = _columns(sheet)
    statement = tx.insert(night_sheet).values(
        patrol_id=sheet.patrol_id, member_id=sheet.member_id, **values
    )
    await tx.execute(
        statement.on_conflict_do_update(
            index_elements=[night_sheet.c.patrol_id, night_sheet.c.member_id], set_=values
        )
    )


async def add_correction(
    tx: Transaction, before: Sheet, after: Sheet, *, by: int, reason: str, at: datetime
) -> None:
    """Keep what was confirmed before, beside what is now."""
    was, now = before.confirmed, after.confirmed
    if was is None:
        raise ValueError("nothing was confirmed that could be corrected")
    await tx.execute(
        insert(hours_correction).values(
            patrol_id=before.patrol_id,
            member_id=before.member_id,
            was_starts=was.starts,
            was_ends=was.ends,
            now_starts=now.starts if now else None,
            now_ends=now.ends if now else None,
            corrected_by=by,
            corrected_at=at,
            reason=reason,
        )
    )


async def corrections_of(tx: Transaction, patrol_id: int) -> list[Correction]:
    """What was corrected about a night, oldest first."""
    query = select(hours_correction).where(hours_correction.c.patrol_id == patrol_id)
    return [
        Correction(
            row.member_id,
            Span(row.was_starts, row.was_ends),
            _span(row.now_starts, row.now_ends),
            row.corrected_by,
            row.corrected_at,
            row.reason,
        )
        for row in await tx.all(query.order_by(hours_correction.c.id))
    ]


def _with_blanks(
    patrol: Patrol, rows: Iterable[Any], left: Mapping[int, datetime]
) -> dict[int, Sheet]:
    crew = patrol.crew
    planned = Span(patrol.book.starts, patrol.book.ends)
    found = {row.member_id: _sheet(row, planned, left.get(row.member_id)) for row in rows}
    went = [each.member_id for each in crew.assignments if crew.goes(each.member_id)]
    sheets = {
        each: found.get(each) or Sheet(patrol.book.patrol_id, each, planned, left=left.get(each))
        for each in (*went, *left)
    }
    # Whoever has hours keeps them, whatever became of their place.
    return sheets | {
        each: sheet
        for each, sheet in found.items()
        if each not in sheets and sheet.confirmed is not None
    }


def _columns(sheet: Sheet) -> dict[str, Any]:
    return {
        "attended": sheet.attended.value if sheet.attended else None,
        "proposed_starts": sheet.proposed.starts if sheet.proposed else None,
        "proposed_ends": sheet.proposed.ends if sheet.proposed else None,
        "why": sheet.why.value if sheet.why else None,
        "confirmed_starts": sheet.confirmed.starts if sheet.confirmed else None,
        "confirmed_ends": sheet.confirmed.ends if sheet.confirmed else None,
        "confirmed_by": sheet.confirmed_by,
        "kind": sheet.kind.value,
        "wants": sheet.wants.value,
        "rank": sheet.rank,
        "surname": sheet.surname,
        "warrant_number": sheet.warrant_number,
        "version": sheet.version,
    }


def _sheet(row: Any, planned: Span, left: datetime | None = None) -> Sheet:
    return Sheet(
        patrol_id=row.patrol_id,
        member_id=row.member_id,
        planned=planned,
        attended=Attended(row.attended) if row.attended else None,
        proposed=_span(row.proposed_starts, row.proposed_ends),
        why=Why(row.why) if row.why else None,
        confirmed=_span(row.confirmed_starts, row.confirmed_ends),
        confirmed_by=row.confirmed_by,
        kind=Kind(row.kind),
        wants=Wants(row.wants),
        rank=row.rank,
        surname=row.surname,
        warrant_number=row.warrant_number,
        left=left,
        version=row.version,
    )


def _span(starts: datetime | None, ends: datetime | None) -> Span | None:
    return Span(starts, ends) if starts is not None and ends is not None else None
