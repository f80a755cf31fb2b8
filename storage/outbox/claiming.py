"""Taking parcels out of the outbox.

One message of a chat is in flight at a time, the most urgent first and then the oldest; a post
has one delivery at a time. Chats do not wait for each other.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Integer,
    Select,
    and_,
    bindparam,
    case,
    exists,
    func,
    select,
    true,
    update,
)
from sqlalchemy.sql.dml import ReturningUpdate

from storage.chats import ChatKind, chat
from storage.machine import is_past, later_of, machine_now
from storage.outbox.parcels import Parcel, ParcelKind
from storage.outbox.saying import Urgency
from storage.outbox_tables import (
    ADOPTION_SECONDS,
    LEASE_SECONDS,
    QUEUED,
    SENDING,
    UNSURE,
    is_open,
    is_pending,
    message,
    post,
)
from storage.transaction import AnyRow, Transaction

# An arbitrary number of our own; PostgreSQL's advisory locks are told apart by it.
_CLAIM_LOCK = 7_221_003

AnySelect = Select[*tuple[Any, ...]]

_CLAIMANT: BindParameter[str] = bindparam("claimant")
_AT_MOST = bindparam("at_most", type_=Integer)


async def claim(tx: Transaction, *, owner: str, limit: int) -> list[Parcel]:
    """Lease up to ``limit`` parcels, the most urgent first; each is then `sending`.

    Posts take at most half of the places while messages want the rest. On PostgreSQL claims wait
    for each other: rows can be locked one by one, the order within a chat cannot.
    """
    if tx.is_postgres:
        await tx.execute(select(func.pg_advisory_xact_lock(_CLAIM_LOCK)))
    half = {"claimant": owner, "at_most": (limit + 1) // 2}
    posts = (await tx.execute(_LEASE_POSTS, half)).all()
    rest = {"claimant": owner, "at_most": limit - len(posts)}
    leased = (await tx.execute(_LEASE_MESSAGES, rest)).all()
    messages = [row for row in leased if row.state == SENDING]
    if not posts and not messages:
        return []
    chats = await _chats(tx, {row.chat_id for row in (*posts, *messages)})
    parcels = [_post_parcel(row, chats[row.chat_id]) for row in posts]
    parcels += [_message_parcel(row, chats[row.chat_id]) for row in messages]
    return sorted(parcels, key=lambda parcel: (parcel.urgency, parcel.kind == "post", parcel.id))


async def release_owned_by_others(tx: Transaction, *, owner: str) -> None:
    """At the start of the only process: whoever else held a lease is gone.

    What they were sending is unsure, and treated as the package says.
    """
    theirs = (post.c.owner != owner) & post.c.leased_until.is_not(None)
    await tx.execute(
        update(post)
        .where(theirs)
        .values(unsure_since=case((post.c.message_id.is_(None), machine_now())))
        .values(owner=None, leased_until=None)
    )
    lapsed = (message.c.state == SENDING) & (message.c.owner != owner)
    await tx.execute(update(message).where(lapsed).values(leased_until=machine_now()))
    tx.mark("outbox")


async def next_due(tx: Transaction) -> float | None:
    """Seconds until a parcel can be claimed, 0 if one can be now, None if there is none."""
    row = await tx.first(_NEXT_DUE)
    waits = [float(wait) for wait in row or () if wait is not None]
    return max(0.0, min(waits)) if waits else None


def _next_due() -> AnySelect:
    in_flight = message.alias()
    busy_until = (
        select(func.max(in_flight.c.leased_until))
        .where(in_flight.c.chat_id == message.c.chat_id, in_flight.c.state == SENDING)
        .scalar_subquery()
    )
    ready = later_of(func.coalesce(message.c.not_before, 0.0), func.coalesce(busy_until, 0.0))
    messages = _from_reachable(select(func.min(ready)), message.c.chat_id)
    messages = messages.where(is_open, _is_first_of_its_chat())
    free = later_of(func.coalesce(post.c.not_before, 0.0), _post_is_free_at())
    posts = _from_reachable(select(func.min(free)), post.c.chat_id).where(is_pending)
    return select(
        (messages.scalar_subquery() - machine_now()).label("message"),
        (posts.scalar_subquery() - machine_now()).label("post"),
    )


def _lease_posts() -> ReturningUpdate[*tuple[Any, ...]]:
    due = (
        _from_reachable(select(post.c.id), post.c.chat_id)
        .where(is_pending, is_past(post.c.not_before), _post_is_free_at() <= machine_now())
        .order_by(post.c.id)
        .limit(_AT_MOST)
        .cte("due")
    )
    lapsed = post.c.leased_until.is_not(None) & post.c.message_id.is_(None)
    return (
        update(post)
        .where(post.c.id.in_(select(due.c.id)))
        .values(owner=_CLAIMANT, leased_until=machine_now() + LEASE_SECONDS, tries=post.c.tries + 1)
        .values(unsure_since=case((lapsed, post.c.leased_until), else_=post.c.unsure_since))
        .returning(post)
    )


def _lease_messages() -> ReturningUpdate[*tuple[Any, ...]]:
    """Lapsed ones too: from a private chat they are taken again, from a group set down."""
    due = (
        _from_reachable(select(message.c.id), message.c.chat_id)
        .where(is_open, is_past(message.c.not_before), is_past(message.c.leased_until))
        .where(_is_first_of_its_chat(), ~_chat_is_busy())
        .order_by(message.c.urgency, message.c.id)
        .limit(_AT_MOST)
        .cte("due")
    )
    lapsed = message.c.state == SENDING
    set_down = lapsed & ~_is_private(message.c.chat_id)
    return (
        update(message)
        .where(message.c.id.in_(select(due.c.id)))
        .values(
            state=case((set_down, UNSURE), else_=SENDING),
            doubtful=case((lapsed, true()), else_=message.c.doubtful),
            leased_until=case((~set_down, machine_now() + LEASE_SECONDS)),
            owner=_CLAIMANT,
            tries=message.c.tries + 1,
        )
        .returning(message)
    )


def _from_reachable(query: AnySelect, chat_id: ColumnElement[int]) -> AnySelect:
    return query.join(chat, chat.c.id == chat_id).where(chat.c.reachable)


def _is_private(chat_id: ColumnElement[int]) -> ColumnElement[bool]:
    where = chat.alias()
    private = where.c.kind == ChatKind.PRIVATE.value
    return exists().where(where.c.id == chat_id, private)


def _post_is_free_at() -> ColumnElement[float]:
    """When nobody delivers it; after a lapsed or unsure send to a group, the wait for a tap."""
    may_stand_twice = post.c.message_id.is_(None) & ~_is_private(post.c.chat_id)
    wait = case((may_stand_twice, ADOPTION_SECONDS), else_=0.0)
    since = later_of(
        func.coalesce(post.c.leased_until, 0.0), func.coalesce(post.c.unsure_since, 0.0)
    )
    return case((since > 0.0, since + wait), else_=0.0)


def _is_first_of_its_chat() -> ColumnElement[bool]:
    other = message.alias()
    goes_first = (other.c.urgency < message.c.urgency) | and_(
        other.c.urgency == message.c.urgency, other.c.id < message.c.id
    )
    still_open = other.c.state.in_([QUEUED, SENDING])
    return ~exists().where(other.c.chat_id == message.c.chat_id, still_open, goes_first)


def _chat_is_busy() -> ColumnElement[bool]:
    other = message.alias()
    in_flight = (other.c.state == SENDING) & (other.c.leased_until > machine_now())
    return exists().where(other.c.chat_id == message.c.chat_id, in_flight)


async def _chats(tx: Transaction, ids: set[int]) -> dict[int, tuple[int, ChatKind]]:
    rows = await tx.execute(_WHERE, {"these": sorted(ids)})
    return {row.id: (int(row.telegram_id), ChatKind(row.kind)) for row in rows}


def _post_parcel(row: AnyRow, where: tuple[int, ChatKind]) -> Parcel:
    telegram_id, kind = where
    return Parcel(
        kind=ParcelKind.POST,
        id=row.id,
        chat_id=row.chat_id,
        telegram_id=telegram_id,
        chat_kind=kind,
        key=row.key,
        screen=row.screen,
        subject=row.subject,
        facts=row.facts or {},
        message_id=row.message_id,
        epoch=row.epoch,
        wanted=row.wanted,
        shown=row.shown,
        pin=row.pin and (row.message_id is None or row.message_id != row.pinned_message_id),
        pinned_message_id=row.pinned_message_id,
        unpin=not row.pin and row.pinned_message_id is not None,
        tries=row.tries,
        unsure=row.unsure_since is not None,
        urgency=Urgency.ANSWER,
    )


def _message_parcel(row: AnyRow, where: tuple[int, ChatKind]) -> Parcel:
    telegram_id, kind = where
    return Parcel(
        kind=ParcelKind.MESSAGE,
        id=row.id,
        chat_id=row.chat_id,
        telegram_id=telegram_id,
        chat_kind=kind,
        key="",
        screen=row.screen,
        subject=row.subject,
        facts=row.facts or {},
        message_id=None,
        epoch=0,
        wanted=1,
        shown=0,
        pin=False,
        pinned_message_id=None,
        unpin=False,
        tries=row.tries,
        unsure=row.doubtful,
        urgency=row.urgency,
    )


# Built once: building these costs more than running them.
_NEXT_DUE = _next_due()
_LEASE_POSTS = _lease_posts()
_LEASE_MESSAGES = _lease_messages()
_WHERE = select(chat.c.id, chat.c.telegram_id, chat.c.kind).where(
    chat.c.id.in_(bindparam("these", expanding=True))
)
