"""Waiting until another transaction waits, for tests in which two of them meet."""

from __future__ import annotations

import asyncio

from sqlalchemy import text

from storage.database import Transaction

_WAITING = text("SELECT count(*) FROM pg_locks WHERE NOT granted")


async def somebody_waits(tx: Transaction) -> None:
    """Return once another transaction waits for a lock; on SQLite all of them wait for this one."""
    async with asyncio.timeout(5):
        while tx.is_postgres and not await tx.scalar(_WAITING):
            pass
