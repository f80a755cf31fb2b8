"""Values of entries that do not stand any more: each kept with who gave it, and who struck it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Column, ForeignKey, String, Table, select

from operation.returns import Slip, Value
from storage.database import Transaction
from storage.schema import metadata
from storage.types import Id, Instant, Sealed


@dataclass(frozen=True)
class Struck:
    """The struck values of one kind of entry."""

    table: Table

    async def strike(
        self, tx: Transaction, entry_id: int, value: Value, *, by: int, at: datetime, slip: Slip
    ) -> None:
        """This value stood, and does not any more. The entry is held."""
        earlier = [each for each in await self.of(tx, entry_id) if each.step == value.step]
        given_by, given_at = value.by, value.at
        if earlier and earlier[-1].struck_by is not None and earlier[-1].struck_at is not None:
            # It took the place of another: whoever struck that gave this one.
            given_by, given_at = earlier[-1].struck_by, earlier[-1].struck_at
        await tx.execute(
            self.table.insert().values(
                entry_id=entry_id, step=value.step, value=value.value, by=given_by, at=given_at,
                struck_by=by, struck_at=at, slip=slip,
            )
        )  # fmt: skip

    async def of(self, tx: Transaction, entry_id: int) -> tuple[Value, ...]:
        """All of an entry, the oldest first."""
        query = select(self.table).where(self.table.c.entry_id == entry_id)
        rows = await tx.all(query.order_by(self.table.c.id))
        return tuple(
            Value(row.step, row.value, row.by, row.at, row.struck_by, row.struck_at, Slip(row.slip))
            for row in rows
        )


def struck_of(parent: str) -> Struck:
    """The table of struck values beside a table of entries."""
    return Struck(
        Table(
            f"{parent}_struck",
            metadata,
            Column("id", Id, primary_key=True),
            Column("entry_id", ForeignKey(f"{parent}.id"), nullable=False, index=True),
            Column("step", String(12), nullable=False),
            Column("value", Sealed, nullable=False),
            Column("by", ForeignKey("member.id"), nullable=False),
            Column("at", Instant, nullable=False),
            Column("struck_by", ForeignKey("member.id"), nullable=False),
            Column("struck_at", Instant, nullable=False),
            Column("slip", String(12), nullable=False),
        )
    )
