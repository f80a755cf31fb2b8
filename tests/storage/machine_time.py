"""Machine time for the tests: what waits for the database's clock is moved instead of slept."""

from __future__ import annotations

from sqlalchemy import update

from storage.database import Database
from storage.inbox import inbox
from storage.notices import notice
from storage.outbox_tables import message, post

_CLOCKED = {
    inbox: ("leased_until", "not_before"),
    notice: ("leased_until", "not_before"),
    message: ("leased_until", "not_before"),
    post: ("leased_until", "not_before", "unsure_since"),
}


async def pass_time(database: Database, seconds: float) -> None:
    """Let leases, pauses and waits be so many seconds older."""
    async with database.transaction() as tx:
        for table, columns in _CLOCKED.items():
            older = {name: table.c[name] - seconds for name in columns}
            await tx.execute(update(table).values(older))
