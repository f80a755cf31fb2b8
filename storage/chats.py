"""Chats: where the bot can speak. Everything else refers to a chat by the id it has here.

Telegram's own id lives in one row only, so a group that becomes a supergroup is one change.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    Boolean,
    Column,
    String,
    Table,
    Update,
    bindparam,
    delete,
    false,
    select,
    true,
    update,
)
from sqlalchemy.sql.dml import ReturningInsert

from storage.errors import NotFound
from storage.outbox_tables import QUEUED, UNREACHABLE, message, post
from storage.schema import metadata
from storage.transaction import AnyInsert, AnyRow, Transaction, for_both
from storage.types import Id, Instant, Sealed


class ChatKind(StrEnum):
    PRIVATE = "private"
    GROUP = "group"


@dataclass(frozen=True, slots=True)
class Chat:
    """A chat; ``telegram_id`` is None once it is forgotten, ``area`` is set for an area's group."""

    id: int
    kind: ChatKind
    telegram_id: int | None
    title: str | None
    area: str | None
    reachable: bool
    unreachable_since: datetime | None
    forgotten: bool


chat = Table(
    "chat",
    metadata,
    Column("id", Id, primary_key=True),
    Column("kind", String, nullable=False),
    Column("telegram_id", Sealed),
    Column("telegram_hash", String(64), unique=True),
    Column("title", Sealed),
    Column("area", String, unique=True),
    Column("reachable", Boolean, nullable=False, server_default=true()),
    Column("unreachable_since", Instant),
    Column("forgotten", Boolean, nullable=False, server_default=false()),
    sqlite_autoincrement=True,
)


async def find(tx: Transaction, telegram_id: int) -> Chat | None:
    """The chat with this Telegram id, if the bot knows it."""
    row = await tx.first(_BY_HASH, {"hash": tx.keys.hash(telegram_id)})
    return _chat(row) if row else None


async def get(tx: Transaction, chat_id: int) -> Chat:
    """The chat with our id. Raises NotFound."""
    row = await tx.first(_BY_ID, {"this": chat_id})
    if row is None:
        raise NotFound(f"chat {chat_id}")
    return _chat(row)


async def ensure(
    tx: Transaction, telegram_id: int, kind: ChatKind, title: str | None = None
) -> Chat:
    """The chat with this Telegram id, made if need be, with its title brought up to date."""
    known = await find(tx, telegram_id)
    if known is None:
        return await _made(tx, telegram_id, kind, title)
    if title is not None and title != known.title:
        statement = update(chat).where(chat.c.id == known.id).values(title=title).returning(chat)
        return _chat((await tx.execute(statement)).one())
    return known


async def group_of(tx: Transaction, area: str) -> Chat | None:
    """The group that an area is bound to."""
    row = await tx.first(_GROUP_OF, {"of_area": area})
    return _chat(row) if row else None


async def bind(tx: Transaction, chat_id: int, area: str | None) -> None:
    """Make this chat the area's group, in place of another; None unbinds it."""
    if area is not None:
        await tx.execute(update(chat).where(chat.c.area == area).values(area=None))
    await tx.execute(update(chat).where(chat.c.id == chat_id).values(area=area))


async def telegram_id(tx: Transaction, chat_id: int) -> int:
    """Telegram's id of the chat. Raises NotFound for one that is unknown or forgotten."""
    text = await tx.scalar(select(chat.c.telegram_id).where(chat.c.id == chat_id))
    if text is None:
        raise NotFound(f"chat {chat_id}")
    return int(text)


async def mark_reachable(tx: Transaction, chat_id: int) -> None:
    """The bot can write here again. What had waited meanwhile is stale and is not sent."""
    await tx.execute(_give_up_queued([chat_id]))
    await tx.execute(
        update(chat)
        .where(chat.c.id == chat_id, ~chat.c.forgotten)
        .values(reachable=True, unreachable_since=None)
    )
    tx.mark("outbox")


async def mark_unreachable(
    tx: Transaction, chat_ids: Collection[int], *, at: datetime
) -> tuple[int, ...]:
    """The bot was blocked or removed there; what waited is not sent. Returns the newly so."""
    await tx.execute(_give_up_queued(chat_ids))
    statement = (
        update(chat)
        .where(chat.c.id.in_(list(chat_ids)), chat.c.reachable)
        .values(reachable=False, unreachable_since=at)
        .returning(chat.c.id)
    )
    return tuple(row.id for row in await tx.all(statement))


async def migrate(tx: Transaction, old: int, new: int) -> Chat | None:
    """A group became a supergroup: its row takes the new Telegram id. None: it is not known.

    Telegram says so twice, and the new group may have spoken first; then what was kept under the
    new id moves to the old row, which stays. Messages stay behind: a post is sent anew when it is
    next wanted.
    """
    known = await find(tx, old)
    newcomer = await find(tx, new)
    if known is None:
        return newcomer
    await _leave_messages_behind(tx, known.id)
    if newcomer is not None:
        await _absorb(tx, newcomer, known)
    statement = (
        update(chat)
        .where(chat.c.id == known.id)
        .values(telegram_id=str(new), telegram_hash=tx.keys.hash(new), reachable=True)
        .values(unreachable_since=None)
        .returning(chat)
    )
    tx.mark("outbox")
    return _chat((await tx.execute(statement)).one())


async def forget(tx: Transaction, chat_id: int) -> None:
    """Erase who the chat belongs to. The row stays, so that what refers to it still stands."""
    await tx.execute(
        update(chat)
        .where(chat.c.id == chat_id)
        .values(telegram_id=None, telegram_hash=None, title=None, area=None)
        .values(reachable=False, forgotten=True)
    )


def _give_up_queued(chat_ids: Collection[int]) -> Update:
    waiting = message.c.chat_id.in_(list(chat_ids)) & (message.c.state == QUEUED)
    return update(message).where(waiting).values(state=UNREACHABLE, facts=None)


async def _made(tx: Transaction, telegram_id: int, kind: ChatKind, title: str | None) -> Chat:
    values = {
        "kind": kind.value,
        "telegram_id": str(telegram_id),
        "telegram_hash": tx.keys.hash(telegram_id),
        "title": title,
    }
    return _chat((await tx.execute(_MAKE[tx.is_postgres], values)).one())


async def _leave_messages_behind(tx: Transaction, chat_id: int) -> None:
    """In the new group the same numbers are other messages, maybe other posts of ours."""
    await tx.execute(
        update(post)
        .where(post.c.chat_id == chat_id)
        .values(message_id=None, pinned_message_id=None, epoch=post.c.epoch + 1)
        .values(owner=None, leased_until=None, unsure_since=None, not_before=None, tries=0)
    )


async def _absorb(tx: Transaction, newcomer: Chat, known: Chat) -> None:
    keys = select(post.c.key).where(post.c.chat_id == known.id)
    doubles = (post.c.chat_id == newcomer.id) & post.c.key.in_(keys.scalar_subquery())
    await tx.execute(delete(post).where(doubles))
    for table in (post, message):
        moved = update(table).where(table.c.chat_id == newcomer.id)
        await tx.execute(moved.values(chat_id=known.id))
    await forget(tx, newcomer.id)


def _chat(row: AnyRow) -> Chat:
    return Chat(
        id=row.id,
        kind=ChatKind(row.kind),
        telegram_id=int(row.telegram_id) if row.telegram_id else None,
        title=row.title,
        area=row.area,
        reachable=row.reachable,
        unreachable_since=row.unreachable_since,
        forgotten=row.forgotten,
    )


def _making(insert: Callable[[Any], AnyInsert]) -> ReturningInsert[*tuple[Any, ...]]:
    made = insert(chat)
    # Two updates from a new chat may race on PostgreSQL; the second finds the first's row.
    found = made.on_conflict_do_update(
        index_elements=[chat.c.telegram_hash], set_={"kind": made.excluded.kind}
    )
    return found.returning(chat)


# Building a statement costs more than running it.
_BY_HASH = select(chat).where(chat.c.telegram_hash == bindparam("hash"))
_BY_ID = select(chat).where(chat.c.id == bindparam("this"))
_GROUP_OF = select(chat).where(chat.c.area == bindparam("of_area"))
_MAKE = for_both(_making)
