"""The engine: what is set on each connection of SQLite and of PostgreSQL."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from sqlalchemy import event
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from storage import sqlite_driver
from storage.errors import MigrationFailed
from storage.keys import Keys
from storage.types import lend_keys

# One writer at a time, so the rest are readers.
_SQLITE_CONNECTIONS = 5
_POSTGRES_CONNECTIONS = 10
_PRAGMAS = (
    "PRAGMA journal_mode=WAL",
    "PRAGMA synchronous=NORMAL",
    "PRAGMA foreign_keys=ON",
    sqlite_driver.WAIT_FOR_OTHERS,
)


def sqlite_file(url: URL) -> Path:
    """The file of an SQLite database; a relative path is relative to the working folder."""
    return Path(url.database or "")


def build(url: str, keys: Keys) -> AsyncEngine:
    """An engine for ``sqlite+aiosqlite:///path`` or ``postgresql+asyncpg://…``.

    Raises:
        MigrationFailed: the address has an option that the driver cannot make sense of.
    """
    make = _sqlite if make_url(url).get_backend_name() == "sqlite" else _postgres
    try:
        engine = make(url)
    except (SQLAlchemyError, TypeError, ValueError) as error:
        raise MigrationFailed(str(error)) from error
    lend_keys(engine.dialect, keys)
    return engine


def _sqlite(url: str) -> AsyncEngine:
    engine = create_async_engine(
        url,
        module=sqlite_driver.driver(),
        pool_size=_SQLITE_CONNECTIONS,
        max_overflow=0,
        # Transactions end themselves; a rollback on return would be one hop more each time.
        pool_reset_on_return=None,
        # The driver must not begin by itself: BEGIN IMMEDIATE and BEGIN are ours.
        connect_args={"isolation_level": None},
        hide_parameters=True,
    )
    event.listen(engine.sync_engine, "connect", _set_pragmas)
    return engine


def _set_pragmas(connection: Any, record: Any) -> None:
    cursor = connection.cursor()
    for pragma in _PRAGMAS:
        cursor.execute(pragma)
    cursor.close()


def _postgres(url: str) -> AsyncEngine:
    return create_async_engine(
        url, pool_size=_POSTGRES_CONNECTIONS, max_overflow=0, hide_parameters=True
    )
