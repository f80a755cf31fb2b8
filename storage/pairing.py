"""Requests for a local officer, who was nominated for each, and the links that bring one in."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import (
    Column,
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

from operation.pairing import LIVE, Answer, Nomination, Pairing, Together, Why
from storage.crew import ON_CREW
from storage.database import Transaction
from storage.hours import absent
from storage.rota import patrol, sign_up
from storage.schema import metadata
from storage.types import Id, Instant

pairing_request = Table(
    "pairing_request",
    metadata,
    Column("patrol_id", ForeignKey("patrol.id"), primary_key=True),
    Column("ward", String(20), nullable=False),
    Column("asked_at", Instant, nullable=False),
    Column("closed_at", Instant),
)
nomination = Table(
    "nomination",
    metadata,
    Column("id", Id, primary_key=True),
    Column("patrol_id", ForeignKey("patrol.id"), nullable=False, index=True),
    Column("ward", String(20), nullable=False),
    Column("member_id", ForeignKey("member.id"), nullable=False, index=True),
    Column("nominated_by", ForeignKey("member.id")),
    Column("nominated_at", Instant, nullable=False),
    Column("state", String(12), nullable=False),
    Column("answered_by", ForeignKey("member.id")),
    Column("answered_at", Instant),
    Column("why", String(12)),
    # Two sergeants who nominate at once can still make only one live nomination.
    Index(
        "nomination_live",
        "patrol_id",
        unique=True,
        sqlite_where=text("state in ('asked', 'confirmed')"),
        postgresql_where=text("state in ('asked', 'confirmed')"),
    ),
    sqlite_autoincrement=True,
)
nomination_link = Table(
    "nomination_link",
    metadata,
    Column("invite_id", ForeignKey("invite.id"), primary_key=True),
    Column("patrol_id", ForeignKey("patrol.id"), nullable=False, index=True),
    Column("ward", String(20), nullable=False),
    Column("made_by", ForeignKey("member.id"), nullable=False),
)

_IS_LIVE = nomination.c.state.in_(sorted(LIVE))
_OF_PATROL = (
    select(nomination)
    .where(nomination.c.patrol_id == bindparam("patrol"))
    .order_by(nomination.c.id)
)
_REQUEST = select(pairing_request).where(
    pairing_request.c.patrol_id == bindparam("patrol"), pairing_request.c.closed_at.is_(None)
)


async def find(tx: Transaction, patrol_id: int) -> Pairing:
    """How a night stands; without a ward where none is asked for."""
    row = (await tx.execute(_REQUEST, {"patrol": patrol_id})).one_or_none()
    rows = await tx.execute(_OF_PATROL, {"patrol": patrol_id})
    nominations = tuple(map(_nomination, rows))
    if row is None:
        return Pairing(nominations=nominations)
    return Pairing(row.ward, row.asked_at, nominations)


async def local_officer_of(tx: Transaction, patrol_id: int) -> int | None:
    """Who has said that they come along, or, of a night that is over, came."""
    query = select(nomination.c.member_id).where(
        nomination.c.patrol_id == patrol_id, nomination.c.state == Answer.CONFIRMED
    )
    found: int | None = await tx.scalar(query)
    return found


async def nominee_of(tx: Transaction, patrol_id: int) -> int | None:
    """Who is asked to come along, or has said that they do."""
    query = select(nomination.c.member_id).where(nomination.c.patrol_id == patrol_id, _IS_LIVE)
    found: int | None = await tx.scalar(query)
    return found


async def of_patrols(tx: Transaction, patrol_ids: Collection[int]) -> Mapping[int, Pairing]:
    """The same for several nights."""
    ids = list(patrol_ids)
    requests = select(pairing_request).where(
        pairing_request.c.patrol_id.in_(ids), pairing_request.c.closed_at.is_(None)
    )
    rows = await tx.all(
        select(nomination).where(nomination.c.patrol_id.in_(ids)).order_by(nomination.c.id)
    )
    names: dict[int, list[Nomination]] = {each: [] for each in ids}
    for row in rows:
        names[row.patrol_id].append(_nomination(row))
    asked = {row.patrol_id: row for row in await tx.all(requests)}
    return {
        each: Pairing(
            asked[each].ward if each in asked else None,
            asked[each].asked_at if each in asked else None,
            tuple(names[each]),
        )
        for each in ids
    }


async def ask(tx: Transaction, patrol_id: int, ward: str, *, at: datetime) -> None:
    """A request begins, or begins anew for another ward."""
    values = {"ward": ward, "asked_at": at, "closed_at": None}
    made = tx.insert(pairing_request).values(patrol_id=patrol_id, **values)
    await tx.execute(
        made.on_conflict_do_update(index_elements=[pairing_request.c.patrol_id], set_=values)
    )


async def close(tx: Transaction, patrol_id: int, *, at: datetime) -> None:
    """Nobody is asked for any more."""
    this = pairing_request.c.patrol_id == patrol_id
    await tx.execute(update(pairing_request).where(this).values(closed_at=at))


async def nominate(
    tx: Transaction,
    patrol_id: int,
    ward: str,
    member_id: int,
    *,
    by: int | None,
    at: datetime,
    state: Answer = Answer.ASKED,
) -> int:
    """Write a nomination down; its id."""
    made = insert(nomination).values(
        patrol_id=patrol_id,
        ward=ward,
        member_id=member_id,
        nominated_by=by,
        nominated_at=at,
        state=state.value,
        answered_at=at if state is not Answer.ASKED else None,
        answered_by=by if state is not Answer.ASKED else None,
    )
    return int(await tx.scalar(made.returning(nomination.c.id)))


async def answer(
    tx: Transaction,
    nomination_id: int,
    state: Answer,
    *,
    by: int | None,
    at: datetime,
    why: Why | None = None,
) -> None:
    """What has become of a nomination; `why` it was withdrawn."""
    values = {"state": state.value, "answered_by": by, "answered_at": at, "why": why}
    await tx.execute(update(nomination).where(nomination.c.id == nomination_id).values(**values))


async def live_of(tx: Transaction, member_id: int, *, after: datetime) -> list[int]:
    """The patrols that start after then for which somebody is nominated, in order."""
    query = (
        select(patrol.c.id)
        .join_from(patrol, nomination, nomination.c.patrol_id == patrol.c.id)
        .where(nomination.c.member_id == member_id, _IS_LIVE, patrol.c.starts_at > after)
        .order_by(patrol.c.starts_at, patrol.c.id)
    )
    return [row.id for row in await tx.all(query)]


async def add_link(tx: Transaction, *, invite_id: int, patrol_id: int, ward: str, by: int) -> None:
    """A link that brings in a local officer for a night."""
    made = insert(nomination_link)
    await tx.execute(made.values(invite_id=invite_id, patrol_id=patrol_id, ward=ward, made_by=by))


async def find_link(tx: Transaction, invite_id: int) -> tuple[int, str, int] | None:
    """The night that a link is for, its ward, and who made it; None for any other link."""
    query = select(nomination_link).where(nomination_link.c.invite_id == invite_id)
    row = await tx.first(query)
    return (row.patrol_id, row.ward, row.made_by) if row else None


async def together(tx: Transaction, area: str, *, until: datetime) -> list[Together]:
    """Every night of an area, over by then, on which a local officer came along.

    Whoever was noted as excused or missing was not there: of the crew, or the local officer.
    """
    nights = (
        select(patrol.c.id, patrol.c.starts_at, nomination.c.ward, nomination.c.member_id)
        .join_from(patrol, nomination, nomination.c.patrol_id == patrol.c.id)
        .where(patrol.c.area == area, patrol.c.ends_at <= until, patrol.c.cancelled_at.is_(None))
        .where(nomination.c.state == Answer.CONFIRMED)
        .where(~absent(nomination.c.patrol_id, nomination.c.member_id))
        .order_by(patrol.c.starts_at, patrol.c.id)
    )
    rows = await tx.all(nights)
    crews = await _crews(tx, [row.id for row in rows])
    return [Together(row.starts_at, row.ward, row.member_id, crews.get(row.id, ())) for row in rows]


async def _crews(tx: Transaction, patrol_ids: Collection[int]) -> dict[int, tuple[int, ...]]:
    query = (
        select(sign_up.c.patrol_id, sign_up.c.member_id)
        .join(patrol, patrol.c.id == sign_up.c.patrol_id)
        .where(sign_up.c.patrol_id.in_(list(patrol_ids)), ON_CREW)
        .where(~absent(sign_up.c.patrol_id, sign_up.c.member_id))
        .order_by(sign_up.c.id)
    )
    found: dict[int, tuple[int, ...]] = {}
    for row in await tx.all(query):
        found[row.patrol_id] = (*found.get(row.patrol_id, ()), row.member_id)
    return found


def _nomination(row: Any) -> Nomination:
    return Nomination(
        id=row.id,
        patrol_id=row.patrol_id,
        ward=row.ward,
        member_id=row.member_id,
        state=Answer(row.state),
        by=row.nominated_by,
        at=row.nominated_at,
        why=Why(row.why) if row.why else None,
    )
