"""Whether these keys are the ones that this database was made with."""

from __future__ import annotations

from sqlalchemy import Column, Integer, String, Table, select

from storage.errors import WrongKeys
from storage.schema import metadata
from storage.transaction import Transaction
from storage.types import Sealed

_WORDS = "the keys fit"

key_check = Table(
    "key_check",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("sealed", Sealed, nullable=False),
    Column("hash", String(64), nullable=False),
)


async def confirm(tx: Transaction) -> None:
    """Leave a mark in a new database; in an old one, raise WrongKeys if ours does not fit."""
    hashed = tx.keys.hash(_WORDS)
    mark = {"id": 1, "sealed": _WORDS, "hash": hashed}
    await tx.execute(tx.insert(key_check).values(mark).on_conflict_do_nothing())
    row = await tx.first(select(key_check))
    if row is None or row.sealed != _WORDS or row.hash != hashed:
        raise WrongKeys
