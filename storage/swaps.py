"""Swaps: shifts on offer, who was asked, and what became of each."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import (
    Boolean,
    Column,
    ColumnElement,
    ForeignKey,
    Index,
    Select,
    String,
    Table,
    UniqueConstraint,
    bindparam,
    false,
    insert,
    select,
    text,
    update,
)

from operation.swaps import LIVE, Stage, Swap
from storage.database import Transaction
from storage.errors import NotFound
from storage.rota import Patrol, patrol, patrols_where
from storage.schema import metadata
from storage.types import Id, Instant

swap = Table(
    "swap",
    metadata,
    Column("id", Id, primary_key=True),
    Column("patrol_id", ForeignKey("patrol.id"), nullable=False),
    Column("giver_id", ForeignKey("member.id"), nullable=False),
    Column("in_return", ForeignKey("patrol.id"), index=True),
    Column("to_all", Boolean, nullable=False, server_default=false()),
    Column("until", Instant, nullable=False),
    Column("stage", String(12), nullable=False),
    Column("taker_id", ForeignKey("member.id")),
    Column("offered_at", Instant, nullable=False),
    Column("changed_at", Instant, nullable=False),
    # Two taps that race past each other can still make only one open offer of a shift.
    Index(
        "swap_once",
        "patrol_id",
        "giver_id",
        unique=True,
        sqlite_where=text("stage in ('open', 'taken')"),
        postgresql_where=text("stage in ('open', 'taken')"),
    ),
    sqlite_autoincrement=True,
)
swap_asked = Table(
    "swap_asked",
    metadata,
    Column("id", Id, primary_key=True),
    Column("swap_id", ForeignKey("swap.id"), nullable=False),
    Column("member_id", ForeignKey("member.id"), nullable=False),
    Column("said_no_at", Instant),
    UniqueConstraint("swap_id", "member_id"),
)
_IS_LIVE = swap.c.stage.in_(sorted(LIVE))
_SWAPS = (
    select(swap, swap_asked.c.member_id, swap_asked.c.said_no_at)
    .join(swap_asked, swap_asked.c.swap_id == swap.c.id)
    .order_by(swap.c.id, swap_asked.c.id)
)
# Building a statement costs more than running it.
_LIVE_OF = _SWAPS.where(_IS_LIVE, swap.c.patrol_id.in_(bindparam("these", expanding=True)))


async def add(tx: Transaction, found: Swap, *, at: datetime) -> Swap:
    """Keep a new offer; the same with its id."""
    made = insert(swap).values(
        patrol_id=found.patrol_id,
        giver_id=found.giver,
        in_return=found.in_return,
        to_all=found.is_to_all,
        until=found.until,
        stage=found.stage.value,
        taker_id=found.taker,
        offered_at=at,
        changed_at=at,
    )
    kept = replace(found, id=int(await tx.scalar(made.returning(swap.c.id))))
    rows = [{"swap_id": kept.id, "member_id": each} for each in kept.asked]
    await tx.execute(insert(swap_asked), rows)
    return kept


async def save(tx: Transaction, before: Swap, after: Swap, *, at: datetime) -> bool:
    """Write down what has changed; False if somebody else has changed it since it was read."""
    if after == before:
        return True
    same = (swap.c.id == before.id) & (swap.c.stage == before.stage.value)
    values = {"stage": after.stage.value, "taker_id": after.taker, "until": after.until}
    done = await tx.execute(update(swap).where(same).values(**values, changed_at=at))
    if done.rowcount == 0:
        return False
    for who in before.said_no ^ after.said_no:
        mine = (swap_asked.c.swap_id == before.id) & (swap_asked.c.member_id == who)
        said_no_at = at if who in after.said_no else None
        await tx.execute(update(swap_asked).where(mine).values(said_no_at=said_no_at))
    return True


async def get(tx: Transaction, swap_id: int) -> Swap:
    """A swap. Raises NotFound."""
    found = await _swaps(tx, swap.c.id == swap_id)
    if not found:
        raise NotFound(f"swap:{swap_id}")
    return found[0]


async def live_of(tx: Transaction, patrol_ids: Collection[int]) -> list[Swap]:
    """The shifts of these nights that are on offer, or wait for a lead."""
    return await _read(tx, _LIVE_OF, {"these": list(patrol_ids)})


async def live_about(tx: Transaction, patrol_id: int) -> list[Swap]:
    """The same of one night, with those for which a place on it is asked in return."""
    about = (swap.c.patrol_id == patrol_id) | (swap.c.in_return == patrol_id)
    return await _swaps(tx, _IS_LIVE & about)


async def live_asked(tx: Transaction, member_id: int) -> list[Swap]:
    """The same of which somebody was asked whether they take them."""
    asked = select(swap_asked.c.swap_id).where(swap_asked.c.member_id == member_id)
    return await _swaps(tx, _IS_LIVE & swap.c.id.in_(asked))


async def crews_ahead(tx: Transaction, area: str, *, after: datetime) -> list[Patrol]:
    """The nights of an area with a published crew that have not begun by then, in order."""
    has_crew = patrol.c.published_at.is_not(None) & patrol.c.cancelled_at.is_(None)
    return await patrols_where(
        tx, (patrol.c.area == area) & has_crew & (patrol.c.starts_at > after)
    )


async def _swaps(tx: Transaction, condition: ColumnElement[bool]) -> list[Swap]:
    return await _read(tx, _SWAPS.where(condition))


async def _read(
    tx: Transaction, query: Select[Any], parameters: dict[str, Any] | None = None
) -> list[Swap]:
    found: dict[int, Swap] = {}
    for row in await tx.all(query, parameters):
        each = found.get(row.id) or Swap(
            id=row.id,
            patrol_id=row.patrol_id,
            giver=row.giver_id,
            asked=(),
            until=row.until,
            is_to_all=row.to_all,
            in_return=row.in_return,
            stage=Stage(row.stage),
            taker=row.taker_id,
        )
        no = {row.member_id} if row.said_no_at is not None else set()
        found[row.id] = replace(each, asked=(*each.asked, row.member_id), said_no=each.said_no | no)
    return list(found.values())
