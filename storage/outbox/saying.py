"""Messages: what is said once."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum
from typing import Any

from sqlalchemy import delete, func, select

from storage.chats import chat
from storage.outbox_tables import QUEUED, SENDING, UNSURE, is_pending, message, post
from storage.transaction import Transaction


class Urgency(IntEnum):
    """Between chats, and in a chat, the lower goes first."""

    ANSWER = 0
    NOTICE = 1
    BROADCAST = 2


@dataclass(frozen=True, slots=True)
class Unfinished:
    """How much is still to go out; ``unsure`` waits for a decision and nobody's machine."""

    posts: int
    queued: int
    sending: int
    unsure: int


async def say(
    tx: Transaction,
    *,
    chat_id: int,
    screen: str,
    subject: str = "",
    facts: Mapping[str, Any] | None = None,
    urgency: int = Urgency.NOTICE,
    at: datetime,
) -> int:
    """Say this once in a chat. ``facts`` are small and kept encrypted until it is sent."""
    values = _values(screen=screen, subject=subject, facts=facts, urgency=urgency, at=at)
    tx.mark("outbox")
    statement = message.insert().returning(message.c.id)
    return int((await tx.execute(statement, {"chat_id": chat_id, **values})).scalar_one())


async def say_many(
    tx: Transaction,
    chat_ids: Collection[int],
    *,
    screen: str,
    subject: str = "",
    facts: Mapping[str, Any] | None = None,
    urgency: int = Urgency.NOTICE,
    at: datetime,
) -> None:
    """Say the same once in each of these chats."""
    if not chat_ids:
        return
    values = _values(screen=screen, subject=subject, facts=facts, urgency=urgency, at=at)
    await tx.execute(message.insert(), [{"chat_id": chat_id, **values} for chat_id in chat_ids])
    tx.mark("outbox")


async def unfinished(tx: Transaction) -> Unfinished:
    """How much has not gone out yet, to chats that can be reached."""
    reachable = select(chat.c.id).where(chat.c.reachable)
    pending = select(func.count()).where(is_pending, post.c.chat_id.in_(reachable))
    states = (
        select(message.c.state, func.count().label("number"))
        .where(message.c.state.in_([QUEUED, SENDING, UNSURE]), message.c.chat_id.in_(reachable))
        .group_by(message.c.state)
    )
    posts = await tx.scalar(pending)
    counts = {row.state: int(row.number) for row in await tx.all(states)}
    return Unfinished(
        posts=int(posts),
        queued=counts.get(QUEUED, 0),
        sending=counts.get(SENDING, 0),
        unsure=counts.get(UNSURE, 0),
    )


async def purge(tx: Transaction, before: datetime) -> None:
    """Delete messages from before that have found their end."""
    ended = message.c.state.not_in([QUEUED, SENDING])
    await tx.execute(delete(message).where(ended, message.c.created_at < before))


def _values(
    *, screen: str, subject: str, facts: Mapping[str, Any] | None, urgency: int, at: datetime
) -> dict[str, Any]:
    return {
        "screen": screen,
        "subject": subject,
        "facts": dict(facts) if facts else None,
        "urgency": int(urgency),
        "created_at": at,
    }
