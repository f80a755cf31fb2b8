"""Who leads each patrol, and who supervises it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date, datetime

from sqlalchemy import Column, ForeignKey, Table, bindparam, func, or_, select

from operation.leading import Experience, Leading
from storage.crew import ON_CREW
from storage.database import Transaction
from storage.hours import absent
from storage.people import member
from storage.rota import patrol, sign_up
from storage.schema import metadata
from storage.types import Instant

patrol_leading = Table(
    "patrol_leading",
    metadata,
    Column("patrol_id", ForeignKey("patrol.id"), primary_key=True),
    Column("patrol_lead", ForeignKey("member.id"), index=True),
    Column("supervisor", ForeignKey("member.id"), index=True),
    Column("fallback", ForeignKey("member.id"), index=True),
    Column("changed_at", Instant, nullable=False),
)

_NAMED = (
    patrol_leading.c.patrol_lead,
    patrol_leading.c.supervisor,
    patrol_leading.c.fallback,
)
_LEADING = select(*_NAMED).where(patrol_leading.c.patrol_id == bindparam("patrol"))


async def find(tx: Transaction, patrol_id: int) -> Leading:
    """Who is named for a patrol, whether they can still do it or not."""
    row = (await tx.execute(_LEADING, {"patrol": patrol_id})).one_or_none()
    return Leading(row.patrol_lead, row.supervisor, row.fallback) if row else Leading()


async def of_patrols(tx: Transaction, patrol_ids: Collection[int]) -> Mapping[int, Leading]:
    """The same for several; nothing for those that nobody is named for."""
    query = select(patrol_leading).where(patrol_leading.c.patrol_id.in_(list(patrol_ids)))
    return {
        row.patrol_id: Leading(row.patrol_lead, row.supervisor, row.fallback)
        for row in await tx.all(query)
    }


async def save(tx: Transaction, patrol_id: int, leading: Leading, *, at: datetime) -> None:
    """Write down who is named; the patrol is held by then."""
    values = {
        "patrol_lead": leading.patrol_lead,
        "supervisor": leading.supervisor,
        "fallback": leading.fallback,
        "changed_at": at,
    }
    made = tx.insert(patrol_leading).values(patrol_id=patrol_id, **values)
    await tx.execute(
        made.on_conflict_do_update(index_elements=[patrol_leading.c.patrol_id], set_=values)
    )


async def ahead_of(tx: Transaction, member_id: int, *, after: datetime) -> list[int]:
    """The patrols, not ended by then, that somebody is named for, in the order they start."""
    named = or_(*(column == member_id for column in _NAMED))
    query = (
        select(patrol.c.id)
        .join_from(patrol, patrol_leading, patrol_leading.c.patrol_id == patrol.c.id)
        .where(named, patrol.c.ends_at > after)
        .order_by(patrol.c.starts_at, patrol.c.id)
    )
    return [row.id for row in await tx.all(query)]


async def last_supervisors(tx: Transaction, area: str, *, before: datetime) -> list[int]:
    """Who has supervised nights of an area that start before then, the latest first."""
    query = (
        select(patrol_leading.c.supervisor, patrol_leading.c.fallback)
        .join_from(patrol, patrol_leading, patrol_leading.c.patrol_id == patrol.c.id)
        .where(patrol.c.area == area, patrol.c.starts_at < before)
        .order_by(patrol.c.starts_at.desc())
        .limit(_LOOKS_BACK)
    )
    found = [each for row in await tx.all(query) for each in (row.supervisor, row.fallback)]
    return list(dict.fromkeys(each for each in found if each is not None))


_LOOKS_BACK = 20


async def experience(
    tx: Transaction, member_ids: Collection[int], *, before: datetime
) -> list[Experience]:
    """What members have behind them when a night starts, by id: patrols on whose crew they were.

    Those for which they were noted as excused or missing are left out.
    """
    worked = (
        select(sign_up.c.member_id, func.count().label("patrols"))
        .join_from(sign_up, patrol, patrol.c.id == sign_up.c.patrol_id)
        .where(ON_CREW, patrol.c.starts_at < before, patrol.c.cancelled_at.is_(None))
        .where(~absent(sign_up.c.patrol_id, sign_up.c.member_id))
        .group_by(sign_up.c.member_id)
        .subquery()
    )
    query = (
        select(member.c.id, member.c.trained_on, worked.c.patrols)
        .join(worked, worked.c.member_id == member.c.id, isouter=True)
        .where(member.c.id.in_(list(member_ids)))
        .order_by(member.c.id)
    )
    return [_experience(row.id, row.patrols, row.trained_on) for row in await tx.all(query)]


def _experience(member_id: int, patrols: int | None, trained_on: date | None) -> Experience:
    return Experience(member_id, patrols or 0, trained_on)
