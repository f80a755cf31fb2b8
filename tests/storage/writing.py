"""What the tests of transactions do again and again."""

from __future__ import annotations

import asyncio
import contextvars
from collections.abc import Callable, Coroutine
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.pool import AsyncAdaptedQueuePool

from storage.chats import ChatKind, chat, ensure
from storage.database import Database


async def count_chats(database: Database) -> int:
    async with database.reading() as tx:
        return int(await tx.scalar(select(func.count()).select_from(chat)))


async def write_and_fail(database: Database) -> None:
    async with database.transaction() as tx:
        await ensure(tx, 1, ChatKind.PRIVATE)
        tx.mark("outbox")
        raise ZeroDivisionError


async def apart(work: Callable[[], Coroutine[Any, Any, None]]) -> None:
    """Run in a context of its own, as another update's lane would."""
    loop = asyncio.get_running_loop()
    await loop.create_task(work(), context=contextvars.Context())


def connections_in_use(database: Database) -> int:
    pool = database._engine.pool
    assert isinstance(pool, AsyncAdaptedQueuePool)
    return pool.checkedout()
