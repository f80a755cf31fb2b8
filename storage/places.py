"""Where the people of a patrol meet, and what was proposed."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
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

from operation.places import Place, Proposal
from storage.database import Transaction
from storage.schema import metadata
from storage.types import Id, Instant, Sealed

OPEN, SETTLED, SUPERSEDED = "open", "settled", "superseded"

patrol_place = Table(
    "patrol_place",
    metadata,
    Column("patrol_id", ForeignKey("patrol.id"), primary_key=True),
    Column("meeting", Sealed),
    Column("settled_by", ForeignKey("member.id"), nullable=False),
    Column("settled_at", Instant, nullable=False),
)
place_proposal = Table(
    "place_proposal",
    metadata,
    Column("id", Id, primary_key=True),
    Column("patrol_id", ForeignKey("patrol.id"), nullable=False),
    Column("ward", String(20), nullable=False),
    Column("meeting", Sealed),
    Column("reason", Sealed, nullable=False),
    Column("proposed_by", ForeignKey("member.id"), nullable=False),
    Column("proposed_at", Instant, nullable=False),
    Column("state", String(12), nullable=False),
    Column("settled_by", ForeignKey("member.id")),
    # Whoever proposes anew has one proposal, the newest.
    Index(
        "place_proposal_open",
        "patrol_id",
        "proposed_by",
        unique=True,
        sqlite_where=text("state = 'open'"),
        postgresql_where=text("state = 'open'"),
    ),
    sqlite_autoincrement=True,
)
place_agreement = Table(
    "place_agreement",
    metadata,
    Column("proposal_id", ForeignKey("place_proposal.id"), primary_key=True),
    Column("member_id", ForeignKey("member.id"), primary_key=True),
    Column("agreed_at", Instant, nullable=False),
)

_MEETING = select(patrol_place.c.meeting).where(patrol_place.c.patrol_id == bindparam("patrol"))
_PROPOSALS = (
    select(place_proposal, place_agreement.c.member_id)
    .outerjoin(place_agreement, place_agreement.c.proposal_id == place_proposal.c.id)
    .where(place_proposal.c.patrol_id == bindparam("patrol"), place_proposal.c.state == OPEN)
    .order_by(place_proposal.c.id, place_agreement.c.agreed_at, place_agreement.c.member_id)
)


async def meeting_of(tx: Transaction, patrol_id: int) -> str | None:
    """Where the people of a night meet, if that is settled."""
    found: str | None = (await tx.execute(_MEETING, {"patrol": patrol_id})).scalar()
    return found


async def meetings_of(tx: Transaction, patrol_ids: Collection[int]) -> Mapping[int, str]:
    """The same for several nights; nothing for those where it is not settled."""
    query = select(patrol_place).where(patrol_place.c.patrol_id.in_(list(patrol_ids)))
    return {row.patrol_id: row.meeting for row in await tx.all(query) if row.meeting}


async def settle(
    tx: Transaction, patrol_id: int, meeting: str | None, *, by: int, at: datetime
) -> None:
    """Write down where the people of a night meet."""
    values = {"meeting": meeting, "settled_by": by, "settled_at": at}
    made = tx.insert(patrol_place).values(patrol_id=patrol_id, **values)
    await tx.execute(
        made.on_conflict_do_update(index_elements=[patrol_place.c.patrol_id], set_=values)
    )


async def propose(
    tx: Transaction, patrol_id: int, place: Place, reason: str, *, by: int, at: datetime
) -> int:
    """Write a proposal down, in place of an earlier one of the same person; its id."""
    mine = (place_proposal.c.patrol_id == patrol_id) & (place_proposal.c.proposed_by == by)
    await _end(tx, mine, SUPERSEDED, by=by)
    made = insert(place_proposal).values(
        patrol_id=patrol_id,
        ward=place.ward,
        meeting=place.meeting,
        reason=reason,
        proposed_by=by,
        proposed_at=at,
        state=OPEN,
    )
    return int(await tx.scalar(made.returning(place_proposal.c.id)))


async def proposals_of(tx: Transaction, patrol_id: int) -> list[Proposal]:
    """What is proposed for a night and not settled, oldest first."""
    found: dict[int, Proposal] = {}
    for row in await tx.execute(_PROPOSALS, {"patrol": patrol_id}):
        one = found.setdefault(row.id, _proposal(row))
        if row.member_id is not None:
            found[row.id] = replace(one, agreed=(*one.agreed, row.member_id))
    return list(found.values())


async def agree(tx: Transaction, proposal_id: int, member_id: int, *, at: datetime) -> bool:
    """Write down that somebody agrees to a proposal; whether they had not before."""
    made = tx.insert(place_agreement).values(
        proposal_id=proposal_id, member_id=member_id, agreed_at=at
    )
    return bool((await tx.execute(made.on_conflict_do_nothing())).rowcount)


async def end_proposals(
    tx: Transaction, patrol_id: int, *, by: int, settled: int | None = None
) -> None:
    """The place is settled: by one of the proposals, if it is named; the others are over."""
    if settled is not None:
        await _end(tx, place_proposal.c.id == settled, SETTLED, by=by)
    await _end(tx, place_proposal.c.patrol_id == patrol_id, SUPERSEDED, by=by)


async def _end(tx: Transaction, which: Any, state: str, *, by: int) -> None:
    is_open = place_proposal.c.state == OPEN
    await tx.execute(
        update(place_proposal).where(which, is_open).values(state=state, settled_by=by)
    )


def _proposal(row: Any) -> Proposal:
    place = Place(row.ward, row.meeting)
    return Proposal(row.id, row.patrol_id, place, row.reason, row.proposed_by, row.proposed_at)
