"""What the tests of posts do again and again."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime

from storage import outbox
from storage.database import Database
from storage.outbox import Outcome, Parcel

NOW = datetime(2026, 11, 6, 19, 0, tzinfo=UTC)

Keep = Callable[..., Awaitable[int]]


async def raised(database: Database) -> None:
    async with database.transaction() as tx:
        await outbox.raise_posts(tx, screen="rota", subject="week:1")


async def claim(database: Database, owner: str = "me") -> list[Parcel]:
    async with database.transaction() as tx:
        return await outbox.claim(tx, owner=owner, limit=10)


async def claim_one(database: Database, owner: str = "me") -> Parcel:
    (parcel,) = await claim(database, owner)
    return parcel


async def finish(database: Database, *outcomes: Outcome) -> outbox.Finished:
    async with database.transaction() as tx:
        return await outbox.finish(tx, outcomes, at=NOW)


async def shown(database: Database, parcel: Parcel, message_id: int = 50) -> outbox.Finished:
    return await finish(database, outbox.Shown(parcel, parcel.wanted, message_id))


async def adopt(database: Database, chat_id: int, message_id: int) -> bool:
    async with database.transaction() as tx:
        return await outbox.adopt(tx, chat_id=chat_id, key="rota", message_id=message_id)


async def place(database: Database, chat_id: int) -> int | None:
    async with database.reading() as tx:
        post = await outbox.find_post(tx, chat_id=chat_id, key="rota")
    assert post is not None
    return post.message_id


async def next_due(database: Database) -> float | None:
    async with database.reading() as tx:
        return await outbox.next_due(tx)
