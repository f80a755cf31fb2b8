"""Two transactions that wait for each other: PostgreSQL undoes one, and says so by name."""

from __future__ import annotations

import asyncio

from sqlalchemy import select

from storage import chats
from storage.chats import ChatKind, chat
from storage.database import Database
from storage.errors import Deadlocked
from storage.transaction import Transaction


async def _hold(tx: Transaction, chat_id: int) -> None:
    await tx.execute(select(chat.c.id).where(chat.c.id == chat_id).with_for_update())


async def test_of_two_who_wait_for_each_other_one_is_undone_and_may_try_again(
    database: Database,
) -> None:
    if not database.is_postgres:
        # SQLite has one writer at a time: nobody can wait in a ring.
        return
    async with database.transaction() as tx:
        one = (await chats.ensure(tx, 1, ChatKind.PRIVATE)).id
        other = (await chats.ensure(tx, 2, ChatKind.PRIVATE)).id
    both_hold = asyncio.Barrier(2)

    async def takes(first: int, second: int) -> str:
        try:
            async with database.transaction() as tx:
                await _hold(tx, first)
                await both_hold.wait()
                await _hold(tx, second)
        except Deadlocked:
            return "undone"
        return "through"

    ends = await asyncio.gather(takes(one, other), takes(other, one))

    assert sorted(ends) == ["through", "undone"]
    async with database.transaction() as tx:
        await _hold(tx, one)
