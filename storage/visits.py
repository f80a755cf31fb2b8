"""Visits to nights, and the links by which somebody is invited to one."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import (
    Boolean,
    Column,
    ForeignKey,
    Index,
    Select,
    String,
    Table,
    UniqueConstraint,
    func,
    insert,
    select,
    update,
)

from operation.visits import LIVE, Visit, VisitLink, VisitState
from storage.chats import chat
from storage.database import Transaction
from storage.errors import NotFound
from storage.people import person
from storage.rota import patrol
from storage.schema import metadata
from storage.types import Id, Instant, Sealed

visit = Table(
    "visit",
    metadata,
    Column("id", Id, primary_key=True),
    Column("patrol_id", ForeignKey("patrol.id"), nullable=False),
    Column("person_id", ForeignKey("person.id"), nullable=False, index=True),
    Column("home", String(40)),
    Column("rank", String(60)),
    Column("surname", Sealed, nullable=False),
    Column("is_invited", Boolean, nullable=False),
    Column("state", String(12), nullable=False),
    Column("asked_at", Instant, nullable=False),
    Column("decided_at", Instant),
    Column("decided_by", ForeignKey("member.id")),
    Column("forgotten_at", Instant),
    # Whoever asks twice at once has asked once.
    UniqueConstraint("patrol_id", "person_id"),
)

visit_link = Table(
    "visit_link",
    metadata,
    Column("id", Id, primary_key=True),
    Column("patrol_id", ForeignKey("patrol.id"), nullable=False),
    Column("token_hash", String(64), nullable=False, unique=True),
    Column("made_by", ForeignKey("member.id"), nullable=False),
    Column("made_at", Instant, nullable=False),
    Column("used_by", ForeignKey("person.id")),
    Column("used_at", Instant),
    Column("ended_at", Instant),
    Index("ix_visit_link_night", "patrol_id", "made_by"),
)

_VISITS = select(visit, patrol.c.area).join(patrol, patrol.c.id == visit.c.patrol_id)


async def of_patrol(tx: Transaction, patrol_id: int) -> list[Visit]:
    """Every visit to a night that was ever asked for, in order; who changes one holds the night."""
    return await _all(tx, _VISITS.where(visit.c.patrol_id == patrol_id).order_by(visit.c.id))


async def of_person(tx: Transaction, person_id: int, *, after: datetime) -> list[Visit]:
    """Someone's visits to nights that were not over by then, the next first."""
    mine = (visit.c.person_id == person_id) & (patrol.c.ends_at > after)
    return await _all(tx, _VISITS.where(mine).order_by(patrol.c.starts_at, visit.c.id))


async def live_of_person(tx: Transaction, person_id: int) -> list[Visit]:
    """What someone has asked for or been accepted to, in the order in which nights are held."""
    mine = (visit.c.person_id == person_id) & visit.c.state.in_(sorted(LIVE))
    return await _all(tx, _VISITS.where(mine).order_by(patrol.c.starts_at, patrol.c.id))


async def get(tx: Transaction, visit_id: int) -> Visit:
    """A visit. Raises NotFound."""
    found = await _all(tx, _VISITS.where(visit.c.id == visit_id))
    if not found:
        raise NotFound(f"visit:{visit_id}")
    return found[0]


async def count_accepted(tx: Transaction, patrol_id: int) -> int:
    """How many visitors a night has."""
    accepted = (visit.c.patrol_id == patrol_id) & (visit.c.state == VisitState.ACCEPTED)
    return int(await tx.scalar(select(func.count()).select_from(visit).where(accepted)) or 0)


async def add(
    tx: Transaction,
    *,
    patrol_id: int,
    person_id: int,
    home: str | None,
    rank: str | None,
    surname: str,
    is_invited: bool,
    at: datetime,
) -> int:
    """Somebody asks to visit a night, for the first time or anew; the visit's id."""
    values = {
        "home": home,
        "rank": rank,
        "surname": surname,
        "is_invited": is_invited,
        "state": VisitState.ASKED,
        "asked_at": at,
        "decided_at": None,
        "decided_by": None,
        "forgotten_at": None,
    }
    made = tx.insert(visit).values(patrol_id=patrol_id, person_id=person_id, **values)
    again = made.on_conflict_do_update(
        index_elements=[visit.c.patrol_id, visit.c.person_id], set_=values
    )
    return int(await tx.scalar(again.returning(visit.c.id)))


async def save(tx: Transaction, changed: Visit, *, at: datetime) -> None:
    """Write down how a visit stands now."""
    values = {"state": changed.state, "decided_at": at, "decided_by": changed.decided_by}
    await tx.execute(update(visit).where(visit.c.id == changed.id).values(**values))


async def forget(tx: Transaction, patrol_id: int, *, at: datetime) -> int:
    """Who visited a night is forgotten, that there was a visit is not; how many."""
    known = (visit.c.patrol_id == patrol_id) & visit.c.forgotten_at.is_(None)
    forgotten = update(visit).where(known).values(rank=None, surname="", forgotten_at=at)
    return int((await tx.execute(forgotten)).rowcount)


async def chats_of(tx: Transaction, person_ids: Collection[int]) -> Mapping[int, int]:
    """The private chats of these people where the bot can write, by person."""
    rows = await tx.execute(
        select(person.c.id, person.c.chat_id)
        .join(chat, chat.c.id == person.c.chat_id)
        .where(person.c.id.in_(list(person_ids)), chat.c.reachable)
    )
    return {row.id: row.chat_id for row in rows}


async def nights_to_visit(tx: Transaction, area: str, *, now: datetime) -> list[int]:
    """The nights of an area that are ahead with their crew published, in order; their ids."""
    ahead = (patrol.c.area == area) & (patrol.c.starts_at > now)
    is_on = patrol.c.published_at.is_not(None) & patrol.c.cancelled_at.is_(None)
    query = select(patrol.c.id).where(ahead, is_on).order_by(patrol.c.starts_at, patrol.c.id)
    return [row.id for row in await tx.all(query)]


# Links


async def add_link(
    tx: Transaction, patrol_id: int, *, token: str, made_by: int, at: datetime
) -> int:
    """Keep a link by the keyed hash of its token, in place of their last one for this night."""
    theirs = (visit_link.c.patrol_id == patrol_id) & (visit_link.c.made_by == made_by)
    unused = visit_link.c.used_by.is_(None) & visit_link.c.ended_at.is_(None)
    await tx.execute(update(visit_link).where(theirs, unused).values(ended_at=at))
    made = insert(visit_link).values(
        patrol_id=patrol_id, token_hash=tx.keys.hash(token), made_by=made_by, made_at=at
    )
    return int(await tx.scalar(made.returning(visit_link.c.id)))


async def find_link(
    tx: Transaction, *, token: str | None = None, link_id: int | None = None
) -> VisitLink | None:
    """A link by its token or id; who uses it holds its night."""
    query = select(visit_link)
    if token is not None:
        query = query.where(visit_link.c.token_hash == tx.keys.hash(token))
    else:
        query = query.where(visit_link.c.id == link_id)
    row = (await tx.execute(query)).one_or_none()
    if row is None:
        return None
    return VisitLink(row.id, row.patrol_id, row.made_by, row.used_by, row.ended_at is not None)


async def use_link(tx: Transaction, link_id: int, *, by: int, at: datetime) -> bool:
    """Somebody comes by a link; False if somebody else has done so meanwhile."""
    free = (visit_link.c.id == link_id) & visit_link.c.used_by.is_(None)
    used = await tx.execute(update(visit_link).where(free).values(used_by=by, used_at=at))
    return bool(used.rowcount)


async def _all(tx: Transaction, query: Select[Any]) -> list[Visit]:
    return [
        Visit(
            id=row.id,
            patrol_id=row.patrol_id,
            area=row.area,
            person_id=row.person_id,
            rank=row.rank,
            surname=row.surname,
            home=row.home,
            state=VisitState(row.state),
            decided_by=row.decided_by,
            is_invited=row.is_invited,
        )
        for row in await tx.all(query)
    ]
