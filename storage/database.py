"""The database: transactions, their order, and what happens when they end.

On SQLite, writers queue in the process before BEGIN IMMEDIATE, first come first served; without
the queue a burst of taps meets "database is locked". Readers take no place in it.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import AbstractAsyncContextManager, asynccontextmanager, nullcontext
from contextvars import ContextVar
from typing import Any

from sqlalchemy import text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError

from storage import audit, engine, key_check, sqlite_driver, upgrade
from storage.errors import Deadlocked, NestedTransaction
from storage.keys import Keys
from storage.transaction import Transaction

__all__ = ["Database", "NestedTransaction", "Transaction"]

Listener = Callable[[frozenset[str]], None]

_BEGIN = text("BEGIN")
_ONE_MOMENT = {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}

_open_here: ContextVar[tuple[Database, Transaction] | None] = ContextVar("open", default=None)


class Database:
    """One database, reached by one engine. Call ``dispose`` before the event loop ends."""

    def __init__(self, url: str, *, keys: Keys) -> None:
        self.url = make_url(url)
        self.keys = keys
        self.is_postgres = self.url.get_backend_name() == "postgresql"
        self._engine = engine.build(url, keys)
        self._listeners: list[Listener] = []
        self._turn: AbstractAsyncContextManager[Any] = (
            nullcontext() if self.is_postgres else asyncio.Lock()
        )

    async def migrate(self) -> None:
        """Bring the schema up to date and see that the keys fit.

        Safe for several processes at once: one does it, the others wait.

        Raises:
            MigrationFailed: it could not be done; nothing was changed.
            WrongKeys: the database was made with other keys.
        """
        await asyncio.to_thread(upgrade.to_head, self.url, self.keys)
        async with self.transaction() as tx:
            await key_check.confirm(tx)

    @asynccontextmanager
    async def transaction(self, *, long: bool = False) -> AsyncIterator[Transaction]:
        """A writing transaction: committed when the block ends, undone if it raises.

        ``long`` keeps statements that take more than a few milliseconds off the event loop.

        Raises:
            NestedTransaction: this task has one open already.
            Deadlocked: nothing of it has happened; it may be tried again.
        """
        self._refuse_nesting()
        tx: Transaction | None = None
        try:
            async with self._turn, self._begun(writes=True, long=long) as tx:
                yield tx
                await audit.append(tx, tx.events)
                tx.is_open = False
                await _to_the_end(_commit(tx))
        except DBAPIError as error:
            if getattr(error.orig, "sqlstate", None) == _DEADLOCK:
                raise Deadlocked from error
            raise
        finally:
            if tx is not None and tx.committed:
                self._announce(tx)

    @asynccontextmanager
    async def reading(self, *, long: bool = False) -> AsyncIterator[Transaction]:
        """A transaction that sees one moment of the database, and waits for no writer.

        ``long`` is for reports and the like, as in ``transaction``.

        Raises:
            NestedTransaction: this task has a transaction open already.
        """
        self._refuse_nesting()
        async with self._begun(writes=False, long=long) as tx:
            yield tx

    def on_commit(self, listener: Listener) -> None:
        """Call this after each commit that marked something, with the names it marked."""
        self._listeners.append(listener)

    async def dispose(self) -> None:
        """Close every connection."""
        await self._engine.dispose()

    def _refuse_nesting(self) -> None:
        current = _open_here.get()
        if current and current[0] is self and current[1].is_open:
            raise NestedTransaction

    @asynccontextmanager
    async def _begun(self, *, writes: bool, long: bool) -> AsyncIterator[Transaction]:
        outer = _open_here.get()
        conn = await self._engine.connect()
        spot = None if self.is_postgres or long else conn.sync_connection
        tx = Transaction(conn, self.keys, is_postgres=self.is_postgres, writes=writes, spot=spot)
        try:
            await self._begin(tx, writes=writes)
            _open_here.set((self, tx))
            yield tx
        finally:
            tx.is_open = False
            _open_here.set(outer)
            if spot:
                spot.close()
            else:
                await _to_the_end(conn.close())

    async def _begin(self, tx: Transaction, *, writes: bool) -> None:
        if self.is_postgres:
            if not writes:
                await tx.conn.execution_options(**_ONE_MOMENT)
            await tx.conn.begin()
        elif writes:
            # Where another process is writing it has to wait, so not on the spot.
            if not (tx.spot and sqlite_driver.begins_at_once(tx.spot)):
                await tx.conn.exec_driver_sql("BEGIN IMMEDIATE")
        else:
            await tx.execute(_BEGIN)

    def _announce(self, tx: Transaction) -> None:
        for call in tx.calls:
            call()
        if tx.marks:
            names = frozenset(tx.marks)
            for listener in self._listeners:
                listener(names)


_DEADLOCK = "40P01"


async def _commit(tx: Transaction) -> None:
    await tx.conn.commit()
    tx.committed = True


async def _to_the_end(work: Coroutine[Any, Any, None]) -> None:
    """Finish this even when cancelled meanwhile, and be cancelled afterwards.

    A commit broken off half-way would leave nobody knowing whether it happened, and a connection
    would not find its way back.
    """
    task = asyncio.ensure_future(work)
    interruption: asyncio.CancelledError | None = None
    while not task.done():
        try:
            await asyncio.wait({task})
        except asyncio.CancelledError as error:
            interruption = error
    task.result()
    if interruption:
        raise interruption
