from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from sqlalchemy import delete, func, select, update
from sqlalchemy.exc import IntegrityError

from storage.chats import ChatKind, chat, ensure, find
from storage.database import Database, NestedTransaction, Transaction
from storage.errors import MigrationFailed, ReadingOnly, WrongKeys
from storage.keys import Keys
from tests.storage.conftest import Open
from tests.storage.writing import apart, connections_in_use, count_chats, write_and_fail


async def test_what_a_transaction_writes_is_there_afterwards(database: Database) -> None:
    async with database.transaction() as tx:
        await ensure(tx, 1, ChatKind.PRIVATE)
    assert await count_chats(database) == 1


async def test_an_exception_undoes_everything(database: Database) -> None:
    with pytest.raises(ZeroDivisionError):
        await write_and_fail(database)
    assert await count_chats(database) == 0


@pytest.mark.parametrize("outer", ["transaction", "reading"])
@pytest.mark.parametrize("inner", ["transaction", "reading"])
async def test_a_transaction_inside_another_is_refused_at_once(
    database: Database, outer: str, inner: str
) -> None:
    async with getattr(database, outer)():
        with pytest.raises(NestedTransaction):
            async with getattr(database, inner)():
                pytest.fail("it was opened")
    assert connections_in_use(database) == 0


async def test_a_task_begun_inside_a_transaction_may_open_its_own_when_that_has_ended(
    database: Database,
) -> None:
    ended = asyncio.Event()

    async def later() -> int:
        await ended.wait()
        return await count_chats(database)

    async with database.transaction() as tx:
        task = asyncio.create_task(later())
        await ensure(tx, 1, ChatKind.PRIVATE)
    ended.set()
    assert await task == 1


async def test_a_hundred_writers_at_once_all_get_their_turn(
    database: Database, replica: Database
) -> None:
    async def write(number: int) -> None:
        async with (database if number % 2 else replica).transaction() as tx:
            row = await tx.first(select(chat.c.title).where(chat.c.id == 1).with_for_update())
            assert row is not None
            await tx.execute(update(chat).where(chat.c.id == 1).values(title=f"{row.title}."))

    async with database.transaction() as tx:
        await ensure(tx, 1, ChatKind.GROUP, "")
    await asyncio.gather(*(write(number) for number in range(100)))
    async with database.reading() as tx:
        found = await find(tx, 1)
    assert found is not None
    assert found.title == "." * 100


async def test_writers_on_sqlite_take_turns_in_the_order_they_came(database: Database) -> None:
    order: list[int] = []

    async def write(number: int) -> None:
        async with database.transaction() as tx:
            order.append(number)
            await ensure(tx, number, ChatKind.PRIVATE)

    if database.is_postgres:
        return
    await asyncio.gather(*(write(number) for number in range(30)))
    assert order == list(range(30))


async def test_a_reader_does_not_wait_for_a_writer_and_sees_what_was_before(
    database: Database,
) -> None:
    written, may_commit = asyncio.Event(), asyncio.Event()

    async def write() -> None:
        async with database.transaction() as tx:
            await ensure(tx, 1, ChatKind.PRIVATE)
            written.set()
            await may_commit.wait()

    writer = asyncio.create_task(write())
    await written.wait()
    assert await count_chats(database) == 0
    may_commit.set()
    await writer
    assert await count_chats(database) == 1


async def test_a_reader_sees_one_moment_throughout(database: Database) -> None:
    async with database.reading() as reader:
        before = await reader.scalar(select(func.count()).select_from(chat))

        async def write() -> None:
            async with database.transaction() as tx:
                await ensure(tx, 1, ChatKind.PRIVATE)

        await apart(write)
        after = await reader.scalar(select(func.count()).select_from(chat))
    assert before == after == 0


async def test_a_reading_transaction_refuses_to_write(database: Database) -> None:
    with pytest.raises(ReadingOnly):
        async with database.reading() as tx:
            await tx.execute(delete(chat))


async def test_long_work_runs_off_the_loop_and_is_the_same_otherwise(database: Database) -> None:
    async with database.transaction(long=True) as tx, tx.savepoint():
        await ensure(tx, 1, ChatKind.PRIVATE)
    async with database.reading(long=True) as tx:
        assert await find(tx, 1) is not None


async def test_listeners_hear_what_was_marked_after_the_commit(database: Database) -> None:
    heard: list[frozenset[str]] = []
    calls: list[str] = []
    database.on_commit(heard.append)
    async with database.transaction() as tx:
        tx.mark("inbox")
        tx.mark("outbox")
        tx.mark("outbox")
        tx.after_commit(lambda: calls.append("called"))
        assert not heard
    assert heard == [frozenset({"inbox", "outbox"})]
    assert calls == ["called"]


async def test_nobody_hears_of_what_was_undone(database: Database) -> None:
    heard: list[frozenset[str]] = []
    database.on_commit(heard.append)
    with pytest.raises(ZeroDivisionError):
        await write_and_fail(database)
    async with database.transaction():
        pass
    assert heard == []


async def test_a_listener_may_open_a_transaction_of_its_own(database: Database) -> None:
    tasks: list[asyncio.Task[int]] = []
    database.on_commit(lambda names: tasks.append(asyncio.create_task(count_chats(database))))
    async with database.transaction() as tx:
        await ensure(tx, 1, ChatKind.PRIVATE)
        tx.mark("outbox")
    assert await tasks[0] == 1


async def test_a_savepoint_undoes_its_part_and_what_it_recorded(database: Database) -> None:
    heard: list[frozenset[str]] = []
    database.on_commit(heard.append)

    async def fail_in_a_savepoint(tx: Transaction) -> None:
        async with tx.savepoint():
            await ensure(tx, 2, ChatKind.PRIVATE)
            tx.mark("undone")
            raise ZeroDivisionError

    async with database.transaction() as tx:
        await ensure(tx, 1, ChatKind.PRIVATE)
        tx.mark("kept")
        with pytest.raises(ZeroDivisionError):
            await fail_in_a_savepoint(tx)
        await ensure(tx, 3, ChatKind.PRIVATE)
    assert heard == [frozenset({"kept"})]
    assert await count_chats(database) == 2


async def test_a_failed_statement_leaves_the_rest_of_the_transaction_usable(
    database: Database,
) -> None:
    async with database.transaction() as tx:
        made = await ensure(tx, 1, ChatKind.PRIVATE)
        with pytest.raises(IntegrityError):
            async with tx.savepoint():
                await tx.execute(chat.insert().values(id=made.id, kind="private"))
        await ensure(tx, 2, ChatKind.PRIVATE)
    assert await count_chats(database) == 2


async def test_other_keys_are_recognised_at_the_start(url: str) -> None:
    stranger = Database(url, keys=Keys.generate())
    with pytest.raises(WrongKeys):
        await stranger.migrate()
    await stranger.dispose()


async def test_a_rotated_key_is_not_another_key(url: str, keys: Keys) -> None:
    rotated = Database(url, keys=keys.with_new_key())
    await rotated.migrate()
    await rotated.dispose()


async def test_a_folder_that_cannot_be_written_is_a_reason(
    tmp_path: Path, open_database: Open
) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(MigrationFailed):
        await open_database(f"sqlite+aiosqlite:///{tmp_path}/file/ephedra.db").migrate()


async def test_sqlite_is_set_up_for_many_readers_and_one_writer(
    database: Database,
) -> None:
    if database.is_postgres:
        return
    async with database.reading() as tx:
        settings = {
            name: (await tx.conn.exec_driver_sql(f"PRAGMA {name}")).scalar()
            for name in ("journal_mode", "foreign_keys", "busy_timeout", "synchronous")
        }
    assert settings == {
        "journal_mode": "wal",
        "foreign_keys": 1,
        "busy_timeout": 5000,
        "synchronous": 1,
    }
