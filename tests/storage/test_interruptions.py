from __future__ import annotations

import asyncio

import pytest
from sqlalchemy import event, update

from storage.chats import ChatKind, chat, ensure, find
from storage.database import Database
from tests.storage.writing import apart, connections_in_use, count_chats, write_and_fail


async def test_connections_come_back_after_failures(database: Database) -> None:
    failing = (write_and_fail(database) for _ in range(30))
    results = await asyncio.gather(*failing, return_exceptions=True)
    assert all(isinstance(result, ZeroDivisionError) for result in results)
    assert connections_in_use(database) == 0
    assert await count_chats(database) == 0


@pytest.mark.parametrize("steps", range(14))
async def test_cancelled_anywhere_it_is_done_whole_or_not_at_all(
    database: Database, steps: int
) -> None:
    heard: list[frozenset[str]] = []
    database.on_commit(heard.append)

    async def write() -> None:
        async with database.transaction() as tx:
            await ensure(tx, 1, ChatKind.PRIVATE)
            await ensure(tx, 2, ChatKind.PRIVATE)
            tx.mark("outbox")

    task = asyncio.create_task(write())
    for _ in range(steps):
        await asyncio.sleep(0)
    task.cancel()
    await asyncio.wait({task})
    assert connections_in_use(database) == 0
    assert await count_chats(database) in {0, 2}
    assert len(heard) == await count_chats(database) / 2
    async with database.transaction() as tx:
        await ensure(tx, 3, ChatKind.PRIVATE)


async def test_cancelled_during_the_commit_it_is_committed_and_announced(
    database: Database,
) -> None:
    heard: list[frozenset[str]] = []
    database.on_commit(heard.append)

    async def write() -> None:
        async with database.transaction() as tx:
            await ensure(tx, 1, ChatKind.PRIVATE)
            tx.mark("outbox")

    task = asyncio.create_task(write())
    event.listen(database._engine.sync_engine, "commit", lambda connection: task.cancel())
    await asyncio.wait({task})
    assert task.cancelled()
    assert heard == [frozenset({"outbox"})]
    assert await count_chats(database) == 1
    assert connections_in_use(database) == 0


async def test_cancelled_during_the_rollback_the_connection_comes_back_clean(
    database: Database,
) -> None:
    broken: list[BaseException | None] = []
    engine = database._engine.sync_engine
    task = asyncio.create_task(write_and_fail(database))
    event.listen(engine, "rollback", lambda connection: task.cancel())
    event.listen(engine, "invalidate", lambda *arguments: broken.append(arguments[-1]))
    await asyncio.wait({task})
    # On SQLite the rollback is over before anything can break in.
    assert task.cancelled() or isinstance(task.exception(), ZeroDivisionError)
    assert connections_in_use(database) == 0
    assert broken == []
    assert await count_chats(database) == 0


async def test_cancelled_while_a_statement_waits_for_another_writer(
    database: Database, replica: Database
) -> None:
    """BEGIN IMMEDIATE, or the row lock, is interrupted; the next one still gets through."""

    async def write(through: Database) -> None:
        async with through.transaction() as tx:
            await tx.execute(update(chat).values(title="changed"))

    async with database.transaction() as tx:
        await ensure(tx, 1, ChatKind.GROUP, "before")
    async with database.transaction() as tx:
        await tx.execute(update(chat).values(title="held"))
        waiting = asyncio.create_task(apart(lambda: write(replica)))
        done, _ = await asyncio.wait({waiting}, timeout=0.05)
        assert not done
        waiting.cancel()
    await asyncio.wait({waiting})
    await write(replica)
    async with replica.reading() as tx:
        found = await find(tx, 1)
    assert found is not None
    assert found.title == "changed"
