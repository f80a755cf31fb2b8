"""What a repository is handed: one open transaction and what is to happen when it commits."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any, TypeVar

from sqlalchemy import Connection, CursorResult, Executable, FromClause, Row, TableClause
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.errors import ReadingOnly
from storage.keys import Keys

if TYPE_CHECKING:
    from storage.audit import AuditEvent

Parameters = dict[str, Any] | Sequence[dict[str, Any]]
AnyRow = Row[*tuple[Any, ...]]
AnyResult = CursorResult[*tuple[Any, ...]]
AnyInsert = sqlite.Insert | postgresql.Insert
Built = TypeVar("Built")


def for_both(build: Callable[[Callable[[Any], AnyInsert]], Built]) -> dict[bool, Built]:
    """A statement with this database's own INSERT, built once: by whether it is PostgreSQL."""
    return {False: build(sqlite.insert), True: build(postgresql.insert)}


class Transaction:
    """One transaction of one task. ``Database`` begins and ends it; nobody else commits.

    With a ``spot``, statements run on it and in this thread, without a hop to the connection's:
    see ``sqlite_driver``.
    """

    def __init__(
        self,
        conn: AsyncConnection,
        keys: Keys,
        *,
        is_postgres: bool,
        writes: bool,
        spot: Connection | None = None,
    ) -> None:
        self.conn = conn
        self.keys = keys
        self.is_postgres = is_postgres
        self.is_open = True
        self.committed = False
        self.events: list[AuditEvent] = []
        self.marks: list[str] = []
        self.calls: list[Callable[[], None]] = []
        self._writes = writes
        self.spot = spot

    def record(self, event: AuditEvent) -> None:
        """Keep an audit event; the chain gets it last, just before the commit."""
        if not self._writes:
            raise ReadingOnly
        self.events.append(event)

    def mark(self, name: str) -> None:
        """Wake whoever listens for this name, after the commit."""
        self.marks.append(name)

    def after_commit(self, call: Callable[[], None]) -> None:
        """Call this after the commit, and not at all if there is none."""
        self.calls.append(call)

    @asynccontextmanager
    async def savepoint(self) -> AsyncIterator[None]:
        """A part that can fail by itself: an exception undoes it, what it recorded included."""
        kept = (len(self.events), len(self.marks), len(self.calls))
        try:
            if self.spot:
                with self.spot.begin_nested():
                    yield
            else:
                async with self.conn.begin_nested():
                    yield
        except BaseException:
            events, marks, calls = kept
            del self.events[events:], self.marks[marks:], self.calls[calls:]
            raise

    async def execute(
        self, statement: Executable, parameters: Parameters | None = None
    ) -> AnyResult:
        """Run a statement. Raises ReadingOnly if it writes and the transaction only reads."""
        if not self._writes and getattr(statement, "is_dml", False):
            raise ReadingOnly
        if self.spot:
            return self.spot.execute(statement, parameters)
        return await self.conn.execute(statement, parameters)

    async def all(
        self, statement: Executable, parameters: Parameters | None = None
    ) -> Sequence[AnyRow]:
        """All rows."""
        return (await self.execute(statement, parameters)).all()

    async def first(
        self, statement: Executable, parameters: Parameters | None = None
    ) -> AnyRow | None:
        """The first row, or None."""
        return (await self.execute(statement, parameters)).first()

    async def scalar(self, statement: Executable, parameters: Parameters | None = None) -> Any:
        """The first column of the first row, or None."""
        return (await self.execute(statement, parameters)).scalar()

    def insert(self, table: TableClause | FromClause) -> AnyInsert:
        """This database's INSERT, which knows ON CONFLICT."""
        return postgresql.insert(table) if self.is_postgres else sqlite.insert(table)  # type: ignore[arg-type]
