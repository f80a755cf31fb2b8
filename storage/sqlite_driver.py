"""aiosqlite without the hops between threads that cost more than the statements.

SQLAlchemy's adapter makes four calls to the connection's thread for each statement: for the
cursor, the statement, its rows and the closing of the cursor. Here they are one call. Outside
SQLAlchemy's greenlets, which is where ``Transaction`` runs the short statements of a tap, there
is none: the statement runs where it stands, in some 20 microseconds. What may wait, connecting,
BEGIN, COMMIT and long reads, stays with the thread.
"""

from __future__ import annotations

import sqlite3
from collections import deque
from collections.abc import Sequence
from functools import partial
from typing import Any, NamedTuple

import aiosqlite
from sqlalchemy import Connection
from sqlalchemy.connectors.asyncio import AsyncAdapt_dbapi_connection
from sqlalchemy.dialects.sqlite.aiosqlite import (
    AsyncAdapt_aiosqlite_connection,
    AsyncAdapt_aiosqlite_cursor,
    AsyncAdapt_aiosqlite_dbapi,
)
from sqlalchemy.exc import OperationalError
from sqlalchemy.util import await_
from sqlalchemy.util.concurrency import in_greenlet

WAIT_FOR_OTHERS = "PRAGMA busy_timeout=5000"
"""How long a statement waits while another process writes: 5 seconds."""


class _Outcome(NamedTuple):
    description: Any
    rowcount: int
    lastrowid: int | None
    rows: Sequence[Any]


_NOTHING_YET = _Outcome(None, -1, None, ())


def _run(connection: sqlite3.Connection, many: bool, sql: str, parameters: Any) -> _Outcome:
    """Everything a statement needs of its connection, in one go."""
    cursor = connection.cursor()
    try:
        (cursor.executemany if many else cursor.execute)(sql, parameters)
        rows = cursor.fetchall() if cursor.description else ()
        return _Outcome(cursor.description, cursor.rowcount, cursor.lastrowid, rows)
    finally:
        cursor.close()


class ShortCursor(AsyncAdapt_aiosqlite_cursor):
    """A cursor that exists only while its statement runs."""

    __slots__ = ("_outcome", "arraysize")

    def __init__(self, adapt_connection: AsyncAdapt_dbapi_connection) -> None:
        self._adapt_connection = adapt_connection
        self._connection = adapt_connection._connection
        self._rows = deque()
        self._outcome = _NOTHING_YET
        self.arraysize = 1

    @property
    def description(self) -> Any:
        return self._outcome.description

    @property
    def rowcount(self) -> int:
        return self._outcome.rowcount

    @property
    def lastrowid(self) -> Any:
        return self._outcome.lastrowid

    def execute(self, operation: Any, parameters: Any = None) -> None:
        self._perform(False, operation, () if parameters is None else parameters)

    def executemany(self, operation: Any, seq_of_parameters: Any) -> None:
        self._perform(True, operation, seq_of_parameters)

    def _perform(self, many: bool, operation: str, parameters: Any) -> None:
        driver = self._connection
        try:
            call = partial(_run, driver._conn, many, operation, parameters)
            self._outcome = await_(driver._execute(call)) if in_greenlet() else call()
        except Exception as error:
            self._adapt_connection._handle_exception(error)
        self._rows = deque(self._outcome.rows)

    async def _async_soft_close(self) -> None:
        """Nothing is left open."""

    def close(self) -> None:
        self._rows.clear()


class ShortConnection(AsyncAdapt_aiosqlite_connection):
    """A connection with such cursors, whose reading transactions end on the spot too."""

    __slots__ = ()
    _cursor_cls = ShortCursor

    def rollback(self) -> None:
        if in_greenlet():
            super().rollback()
        else:
            self._connection._conn.rollback()


class _Driver(AsyncAdapt_aiosqlite_dbapi):
    """The aiosqlite module as SQLAlchemy wants to see it, handing out our connections."""

    def connect(self, *args: Any, **kwargs: Any) -> ShortConnection:
        # SQLAlchemy asks for check_same_thread=False, and we do need it: statements run on two
        # threads, though never at the same time.
        connection: Any = aiosqlite.connect(*args, **kwargs)
        connection._thread.daemon = True  # a process that dies must not hang on it
        return ShortConnection(self, await_(connection))


def begins_at_once(connection: Connection) -> bool:
    """Begin to write, here and now; False where another process is writing: then wait elsewhere."""
    raw = connection.connection.driver_connection._conn  # type: ignore[union-attr] # aiosqlite's
    raw.execute("PRAGMA busy_timeout=0")
    try:
        connection.exec_driver_sql("BEGIN IMMEDIATE")
    except OperationalError as error:
        if getattr(error.orig, "sqlite_errorcode", 0) & 0xFF != sqlite3.SQLITE_BUSY:
            raise
        return False
    finally:
        raw.execute(WAIT_FOR_OTHERS)
    return True


def driver() -> Any:
    """The driver module to hand to ``create_async_engine(module=...)``."""
    return _Driver(aiosqlite, sqlite3)
