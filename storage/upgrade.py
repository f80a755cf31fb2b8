"""Migrations, run by the program itself, under a lock, all or nothing."""

from __future__ import annotations

import asyncio
import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.util import CommandError
from sqlalchemy import Connection
from sqlalchemy.engine import URL
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection

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
        raise MigrationFailed(str(error)) from error


async def _upgrade(url: URL, keys: Keys, revision: str) -> None:
    built = engine.build(url.render_as_string(hide_password=False), keys)
    try:
        if url.get_backend_name() == "sqlite":
            await _upgrade_sqlite(built.connect(), engine.sqlite_file(url), revision)
        else:
            await _upgrade_postgres(built.connect(), revision)
    finally:
        await built.dispose()


async def _upgrade_sqlite(connecting: AsyncConnection, file: Path, revision: str) -> None:
    """Foreign keys are off meanwhile: alembic rebuilds tables; dropping one deletes children."""
    with _file_lock(file.with_name(file.name + ".lock")):
        async with connecting as conn:
            await conn.exec_driver_sql("PRAGMA foreign_keys=OFF")
            await conn.exec_driver_sql("BEGIN IMMEDIATE")
            await conn.run_sync(_run_alembic, revision)
            orphans = (await conn.exec_driver_sql("PRAGMA foreign_key_check")).all()
            if orphans:
                raise MigrationFailed(f"{len(orphans)} rows would refer to nothing")
            await conn.commit()


async def _upgrade_postgres(connecting: AsyncConnection, revision: str) -> None:
    async with connecting as conn:
        await conn.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_UPGRADE_LOCK})")
        await conn.run_sync(_run_alembic, revision)
        await conn.commit()


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
