"""Migrations, run by the program itself, under a lock, all or nothing."""

from __future__ import annotations

import asyncio
import fcntl
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.util import CommandError
from sqlalchemy import Connection
from sqlalchemy.engine import URL
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from storage import engine
from storage.errors import MigrationFailed
from storage.keys import Keys

# An arbitrary number of our own; PostgreSQL's advisory locks are told apart by it.
_UPGRADE_LOCK = 7_221_002


def to_head(url: URL, keys: Keys, revision: str = "head") -> None:
    """Upgrade to a revision. It blocks and runs its own event loop: call it in a thread.

    Raises:
        MigrationFailed: nothing was changed.
    """
    try:
        asyncio.run(_upgrade(url, keys, revision))
    except (CommandError, SQLAlchemyError, OSError) as error:
        raise _failed(error) from error


def _failed(error: Exception) -> MigrationFailed:
    return MigrationFailed(str(error).strip() or type(error).__name__)


async def _upgrade(url: URL, keys: Keys, revision: str) -> None:
    built = engine.build(url.render_as_string(hide_password=False), keys)
    try:
        if url.get_backend_name() == "sqlite":
            await _upgrade_sqlite(built, engine.sqlite_file(url), revision)
        else:
            await _upgrade_postgres(built, revision)
    finally:
        await built.dispose()


async def _upgrade_sqlite(built: AsyncEngine, file: Path, revision: str) -> None:
    """Foreign keys are off meanwhile: alembic rebuilds tables; dropping one deletes children."""
    with _file_lock(file.with_name(file.name + ".lock")):
        async with _connected(built) as conn:
            await conn.exec_driver_sql("PRAGMA foreign_keys=OFF")
            await conn.exec_driver_sql("BEGIN IMMEDIATE")
            await conn.run_sync(_run_alembic, revision)
            orphans = (await conn.exec_driver_sql("PRAGMA foreign_key_check")).all()
            if orphans:
                raise MigrationFailed(f"{len(orphans)} rows would refer to nothing")
            await conn.commit()


async def _upgrade_postgres(built: AsyncEngine, revision: str) -> None:
    async with _connected(built) as conn:
        await conn.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_UPGRADE_LOCK})")
        await conn.run_sync(_run_alembic, revision)
        await conn.commit()


@asynccontextmanager
async def _connected(built: AsyncEngine) -> AsyncIterator[AsyncConnection]:
    """A connection. Drivers raise whatever they like when they cannot make one."""
    try:
        conn = await built.connect()
    except Exception as error:
        raise _failed(error) from error
    try:
        yield conn
    finally:
        await conn.close()


@contextmanager
def _file_lock(path: Path) -> Iterator[None]:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _run_alembic(connection: Connection, revision: str) -> None:
    config = Config()
    scripts = str(Path(__file__).parent / "migrations")
    config.set_main_option("script_location", scripts.replace("%", "%%"))
    config.attributes["connection"] = connection
    command.upgrade(config, revision)
