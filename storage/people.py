"""People: who they are, where they serve and in which roles, and the links that let them in."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import (
    Column,
    Date,
    ForeignKey,
    Index,
    String,
    Table,
    UniqueConstraint,
    bindparam,
    insert,
    select,
    text,
    update,
)

from operation.people import Actor, Grant, GrantState, Member, MemberState, Role
from storage.chats import chat
from storage.database import Transaction
from storage.errors import NotFound
from storage.schema import metadata
from storage.types import Id, Instant, Sealed

person = Table(
    "person",
    metadata,
    Column("id", Id, primary_key=True),
    Column("chat_id", ForeignKey("chat.id"), unique=True),
    Column("created_at", Instant, nullable=False),
)

member = Table(
    "member",
    metadata,
    Column("id", Id, primary_key=True),
    Column("person_id", ForeignKey("person.id"), nullable=False),
    Column("area", String(40), nullable=False),
    Column("state", String(12), nullable=False),
    Column("rank", String(60)),
    Column("surname", Sealed, nullable=False),
    Column("warrant", Sealed),
    Column("trained_on", Date),
    Column("left_group", Instant),
    Column("safe_until", Instant),
    Column("created_at", Instant, nullable=False),
    UniqueConstraint("person_id", "area"),
    Index("member_area", "area", "state"),
)

role_grant = Table(
    "role_grant",
    metadata,
    Column("id", Id, primary_key=True),
    Column("member_id", ForeignKey("member.id"), nullable=False),
    Column("role", String(20), nullable=False),
    Column("ward", String(20), nullable=False),
    Column("agency", String(40), nullable=False),
    Column("state", String(12), nullable=False),
    Column("asked_at", Instant, nullable=False),
    Column("decided_at", Instant),
    Column("decided_by", ForeignKey("person.id")),
    Index(
        "role_grant_open",
        "member_id",
        "role",
        "ward",
        "agency",
        unique=True,
        sqlite_where=text("state in ('pending', 'held')"),
        postgresql_where=text("state in ('pending', 'held')"),
    ),
)


_MEMBER = (
    member.c.id,
    member.c.person_id,
    member.c.area,
    member.c.state,
    member.c.rank,
    member.c.surname,
    member.c.warrant,
    member.c.trained_on,
    person.c.chat_id,
    chat.c.reachable,
    role_grant.c.id.label("grant_id"),
    role_grant.c.role,
    role_grant.c.ward,
    role_grant.c.agency,
    role_grant.c.state.label("grant_state"),
)

KEPT = role_grant.c.state.in_([GrantState.PENDING, GrantState.HELD])

_IS_THERE = member.c.state.not_in([MemberState.REMOVED, MemberState.DECLINED])

_MEMBERS = (
    select(*_MEMBER)
    .select_from(member)
    .join(person, person.c.id == member.c.person_id)
    .join(chat, chat.c.id == person.c.chat_id, isouter=True)
    .join(role_grant, (role_grant.c.member_id == member.c.id) & KEPT, isouter=True)
    .order_by(member.c.id, role_grant.c.id)
)

# Not against what only refers to a member, such as a sign-up that is being written.
_HELD = select(member.c.id).order_by(member.c.id).with_for_update(key_share=True)

# What every tap runs is built once: building a statement costs more than running it.
_MEMBERS_BY_ID = _MEMBERS.where(member.c.id.in_(bindparam("these", expanding=True)))
_MEMBER_BY_ID = _MEMBERS.where(member.c.id == bindparam("this"))
_MEMBERS_OF = _MEMBERS.where(
    member.c.area == bindparam("in_area"),
    member.c.state.in_(bindparam("states", expanding=True)),
)
_MEMBERS_OF_PERSON = _MEMBERS.where(person.c.id == bindparam("of_person"), _IS_THERE)
_HELD_BY_ID = _HELD.where(member.c.id == bindparam("this"))
_CHAT_OF_PERSON = select(person.c.chat_id).where(person.c.id == bindparam("of_person"))
_PERSON_OF_CHAT = select(person.c.id).where(person.c.chat_id == bindparam("of_chat"))
_CHATS = (
    select(member.c.id, person.c.chat_id)
    .join(person, person.c.id == member.c.person_id)
    .where(member.c.id.in_(bindparam("these", expanding=True)), person.c.chat_id.is_not(None))
)
_ADD_PERSON = insert(person).returning(person.c.id)
_FIND_MEMBER = select(member.c.id).where(
    member.c.person_id == bindparam("of_person"), member.c.area == bindparam("in_area")
)
_ADD_MEMBER = insert(member).returning(member.c.id)
_CHANGE_MEMBER = update(member).where(member.c.id == bindparam("this"))

_ACTOR = (
    select(chat.c.id.label("the_chat"), person.c.id.label("the_person"), *_MEMBER)
    .select_from(chat)
    .join(person, person.c.chat_id == chat.c.id, isouter=True)
    .join(member, (member.c.person_id == person.c.id) & _IS_THERE, isouter=True)
    .join(role_grant, (role_grant.c.member_id == member.c.id) & KEPT, isouter=True)
    .where(chat.c.telegram_hash == bindparam("lane"))
    .order_by(member.c.id, role_grant.c.id)
)


async def actor_by_telegram(tx: Transaction, telegram_id: int) -> Actor:
    """Whoever acts under this Telegram id; a stranger's actor is empty.

    Someone who was removed or declined is a stranger again.
    """
    return await actor_by_lane(tx, tx.keys.hash(telegram_id))


async def actor_by_lane(tx: Transaction, telegram_hash: str) -> Actor:
    """The same actor, by the keyed hash of the Telegram id, which also names their lane."""
    rows = (await tx.execute(_ACTOR, {"lane": telegram_hash})).all()
    if not rows:
        return Actor()
    members = _members(row for row in rows if row.id is not None)
    return Actor(chat_id=rows[0].the_chat, person_id=rows[0].the_person, members=tuple(members))


async def actor_of_person(tx: Transaction, person_id: int) -> Actor:
    """The same actor, by person."""
    whose = {"of_person": person_id}
    rows = await tx.all(_MEMBERS_OF_PERSON, whose)
    chat_id = await tx.scalar(_CHAT_OF_PERSON, whose)
    return Actor(chat_id=chat_id, person_id=person_id, members=tuple(_members(rows)))


async def actor_of_chat(tx: Transaction, chat_id: int) -> Actor:
    """Whoever a private chat, by our own id, belongs to."""
    person_id = await person_of_chat(tx, chat_id)
    return Actor(chat_id=chat_id) if person_id is None else await actor_of_person(tx, person_id)


async def held(tx: Transaction, actor: Actor) -> Actor:
    """The same actor as they stand now; no lead changes that before the transaction ends.

    Members are held before patrols, everywhere, so that nobody waits for each other in a ring;
    and persons, where places are given (`hold_alone`), before members.
    """
    if not tx.is_postgres or actor.person_id is None:
        return actor
    mine = member.c.person_id == actor.person_id
    await tx.execute(select(member.c.id).where(mine).with_for_update(read=True))
    return await actor_of_person(tx, actor.person_id)


async def hold(tx: Transaction, member_ids: Iterable[int]) -> None:
    """Members stay as they are until the transaction ends; others may hold them like this too."""
    if tx.is_postgres:
        those = select(member.c.id).where(member.c.id.in_(list(member_ids)))
        await tx.execute(those.order_by(member.c.id).with_for_update(read=True))


async def hold_alone(tx: Transaction, member_ids: Iterable[int]) -> None:
    """Nobody else gives these people a place, in any area, until the transaction ends.

    Whether somebody is free for a night is true only as long as no other place of theirs is being
    given at that moment. Persons are held before members, and members before patrols, everywhere.
    """
    if tx.is_postgres:
        theirs = select(member.c.person_id).where(member.c.id.in_(list(member_ids)))
        those = select(person.c.id).where(person.c.id.in_(theirs)).order_by(person.c.id)
        await tx.execute(those.with_for_update(key_share=True))


async def ensure_person(tx: Transaction, chat_id: int | None, *, at: datetime) -> int:
    """The person behind a private chat; None makes someone who has no Telegram."""
    if chat_id is not None:
        found = await person_of_chat(tx, chat_id)
        if found is not None:
            return found
    return int(await tx.scalar(_ADD_PERSON, {"chat_id": chat_id, "created_at": at}))


async def get_member(tx: Transaction, member_id: int) -> Member:
    """A member by id. Raises NotFound."""
    rows = await tx.all(_MEMBER_BY_ID, {"this": member_id})
    if not rows:
        raise NotFound(f"member:{member_id}")
    return _members(rows)[0]


async def get_member_for_update(tx: Transaction, member_id: int) -> Member:
    """A member, locked until the transaction ends. Raises NotFound."""
    await tx.execute(_HELD_BY_ID, {"this": member_id})
    return await get_member(tx, member_id)


async def members_of(
    tx: Transaction, area: str, *, states: Iterable[MemberState] = (MemberState.ACTIVE,)
) -> list[Member]:
    """Everyone of an area in these states, in order of joining."""
    return _members(await tx.all(_MEMBERS_OF, {"in_area": area, "states": list(states)}))


async def members_by_id(tx: Transaction, member_ids: Iterable[int]) -> list[Member]:
    """These members, in whatever state."""
    return _members((await tx.execute(_MEMBERS_BY_ID, {"these": list(member_ids)})).all())


async def lock_members(tx: Transaction, area: str) -> None:
    """Hold every member row of an area, for rules about the whole (the last lead)."""
    await tx.execute(_HELD.where(member.c.area == area))


async def chats_of(tx: Transaction, member_ids: Sequence[int]) -> dict[int, int]:
    """The private chat of each of these members who has one, whether reachable or not."""
    rows = await tx.all(_CHATS, {"these": list(member_ids)})
    return {row.id: row.chat_id for row in rows}


async def person_of_chat(tx: Transaction, chat_id: int) -> int | None:
    """The person whose private chat this is."""
    found: int | None = await tx.scalar(_PERSON_OF_CHAT, {"of_chat": chat_id})
    return found


async def save_member(
    tx: Transaction,
    *,
    person_id: int,
    area: str,
    state: MemberState,
    rank: str | None,
    surname: str,
    warrant: str | None,
    at: datetime,
) -> int:
    """Enter someone in an area, or enter them anew after they were removed; the member's id."""
    values: dict[str, Any] = {
        "state": state,
        "rank": rank,
        "surname": surname,
        "warrant": warrant,
    }
    found = await tx.scalar(_FIND_MEMBER, {"of_person": person_id, "in_area": area})
    if found is not None:
        await tx.execute(_CHANGE_MEMBER, {"this": found, **values})
        return int(found)
    values |= {"person_id": person_id, "area": area, "created_at": at}
    return int(await tx.scalar(_ADD_MEMBER, values))


async def change_member(tx: Transaction, member_id: int, **values: Any) -> None:
    """Set columns of a member: state, trained_on, left_group, safe_until."""
    await tx.execute(_CHANGE_MEMBER, {"this": member_id, **values})


async def safe_until(tx: Transaction, member_id: int) -> datetime | None:
    """Until when someone who lost access keeps the safety functions of tonight's patrol."""
    query = select(member.c.safe_until).where(member.c.id == member_id)
    found: datetime | None = await tx.scalar(query)
    return found


async def erase_details(tx: Transaction, member_id: int) -> None:
    """Forget what only an active member needs; rank and surname stay for the record of nights.

    Whoever comes back is asked anew, and a lead says anew whether they are trained.
    """
    forgotten = {"warrant": None, "trained_on": None, "left_group": None}
    await tx.execute(update(member).where(member.c.id == member_id).values(**forgotten))


def grant_of(role: str, ward: str, agency: str, state: str) -> Grant:
    return Grant(Role(role), ward or None, agency or None, GrantState(state))


def _members(rows: Iterable[Any]) -> list[Member]:
    """Members from rows of one grant each, in the order of the rows."""
    grouped: dict[int, list[Any]] = {}
    for row in rows:
        grouped.setdefault(row.id, []).append(row)
    return [_member(rows) for rows in grouped.values()]


def _member(rows: Sequence[Any]) -> Member:
    first = rows[0]
    return Member(
        id=first.id,
        person_id=first.person_id,
        area=first.area,
        state=MemberState(first.state),
        surname=first.surname,
        rank=first.rank,
        warrant_number=first.warrant,
        grants=tuple(
            grant_of(row.role, row.ward, row.agency, row.grant_state)
            for row in rows
            if row.grant_id is not None
        ),
        trained_on=first.trained_on,
        has_telegram=first.chat_id is not None,
        is_reachable=bool(first.reachable),
    )
