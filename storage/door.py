"""When Telegram was last heard: everything that was sent until then has come in.

A tap carries no time of its own. One that waited while the bot was away was made between
this moment and its receipt.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from sqlalchemy import Column, Integer, Table, select

from storage.schema import metadata
from storage.transaction import AnyInsert, Transaction, for_both
from storage.types import Instant

door = Table(
    "door",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("heard_at", Instant, nullable=False),
)


async def heard_at(tx: Transaction) -> datetime | None:
    """Business time at which Telegram was last heard; None if it never was."""
    found: datetime | None = await tx.scalar(_HEARD)
    return found


async def note_heard(tx: Transaction, at: datetime) -> None:
    """Telegram was heard now, and nothing is left waiting there."""
    await tx.execute(_NOTE[tx.is_postgres], {"id": 1, "heard_at": at})


def _noting(insert: Callable[[Any], AnyInsert]) -> AnyInsert:
    row = insert(door)
    return row.on_conflict_do_update(
        index_elements=["id"], set_={"heard_at": row.excluded.heard_at}
    )


_NOTE = for_both(_noting)
_HEARD = select(door.c.heard_at)
