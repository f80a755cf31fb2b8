"""Rates, pots, what pots are spent on besides hours, and which pot pays for which night."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    Column,
    Date,
    ForeignKey,
    Index,
    String,
    Table,
    UniqueConstraint,
    delete,
    insert,
    select,
    update,
)

from operation.budget import Basis, Cost, CostKind, Pot, Rate
from storage.database import Transaction
from storage.errors import NotFound
from storage.hours import night_sheet
from storage.rota import Patrol, patrol, patrols_where
from storage.schema import metadata
from storage.types import Id, Instant, Sealed

pay_rate = Table(
    "pay_rate",
    metadata,
    Column("id", Id, primary_key=True),
    Column("area", String(40), nullable=False),
    Column("rank", String(60), nullable=False),
    Column("basis", String(12), nullable=False),
    Column("pence", Id, nullable=False),
    Column("starts", Date, nullable=False),
    Column("ends", Date),
    Column("follows", Id),
    # Two that begin on one day would overlap, whatever else the rule looked at.
    UniqueConstraint("area", "rank", "starts"),
    sqlite_autoincrement=True,
)

pot = Table(
    "pot",
    metadata,
    Column("id", Id, primary_key=True),
    Column("area", String(40), nullable=False, index=True),
    Column("name", Sealed, nullable=False),
    Column("code", Sealed, nullable=False),
    Column("pence", Id, nullable=False),
    Column("starts", Date, nullable=False),
    Column("ends", Date, nullable=False),
    # Since when its leads know that it is overspent.
    Column("overspent_at", Instant),
    sqlite_autoincrement=True,
)

pot_cost = Table(
    "pot_cost",
    metadata,
    Column("id", Id, primary_key=True),
    Column("pot_id", ForeignKey("pot.id"), nullable=False),
    Column("kind", String(12), nullable=False),
    Column("pence", Id, nullable=False),
    Column("day", Date, nullable=False),
    Column("added_by", ForeignKey("member.id"), nullable=False),
    Column("added_at", Instant, nullable=False),
    Index("pot_cost_day", "pot_id", "day"),
    sqlite_autoincrement=True,
)

patrol_pot = Table(
    "patrol_pot",
    metadata,
    Column("patrol_id", ForeignKey("patrol.id"), primary_key=True, autoincrement=False),
    Column("pot_id", ForeignKey("pot.id"), nullable=False),
)


async def rates_of(tx: Transaction, area: str) -> list[Rate]:
    """An area's rates by rank, the earliest first."""
    query = select(pay_rate).where(pay_rate.c.area == area)
    rows = await tx.all(query.order_by(pay_rate.c.rank, pay_rate.c.starts))
    return [_rate(row) for row in rows]


async def get_rate(tx: Transaction, rate_id: int) -> tuple[str, Rate]:
    """A rate and its area. Raises NotFound."""
    row = await tx.first(select(pay_rate).where(pay_rate.c.id == rate_id))
    if row is None:
        raise NotFound(f"rate:{rate_id}")
    return row.area, _rate(row)


async def add_rate(tx: Transaction, area: str, rate: Rate) -> int:
    """Enter a rate; its id."""
    made = insert(pay_rate).values(
        area=area,
        rank=rate.rank,
        basis=rate.basis.value,
        pence=rate.pence,
        starts=rate.starts,
        ends=rate.ends,
        follows=rate.follows,
    )
    return int(await tx.scalar(made.returning(pay_rate.c.id)))


async def save_rate(tx: Transaction, rate: Rate) -> None:
    """Write a rate as it is now; its rank and first day stay."""
    changed = {
        "basis": rate.basis.value,
        "pence": rate.pence,
        "ends": rate.ends,
        "follows": rate.follows,
    }
    await tx.execute(update(pay_rate).where(pay_rate.c.id == rate.id).values(**changed))


async def drop_rate(tx: Transaction, rate_id: int) -> None:
    """Take a rate away that was a mistake."""
    await tx.execute(delete(pay_rate).where(pay_rate.c.id == rate_id))


async def pots_of(tx: Transaction, area: str) -> list[Pot]:
    """An area's pots, the one that ends first first."""
    query = select(pot).where(pot.c.area == area).order_by(pot.c.ends, pot.c.id)
    return [_pot(row) for row in await tx.all(query)]


async def pots_held(tx: Transaction, area: str, *, to_change: bool = False) -> list[Pot]:
    """The same; whoever is to say which of them pays keeps them from being changed meanwhile."""
    if tx.is_postgres:
        those = select(pot.c.id).where(pot.c.area == area).order_by(pot.c.id)
        await tx.execute(those.with_for_update(read=not to_change, key_share=to_change))
    return await pots_of(tx, area)


async def has_pots(tx: Transaction, area: str) -> bool:
    """Whether an area keeps account of money here."""
    return await tx.first(select(pot.c.id).where(pot.c.area == area).limit(1)) is not None


async def get_pot(tx: Transaction, pot_id: int) -> tuple[str, Pot]:
    """A pot and its area. Raises NotFound."""
    row = await tx.first(select(pot).where(pot.c.id == pot_id))
    if row is None:
        raise NotFound(f"pot:{pot_id}")
    return row.area, _pot(row)


async def add_pot(tx: Transaction, area: str, new: Pot) -> int:
    """Enter a pot; its id."""
    made = insert(pot).values(area=area, **_columns(new))
    return int(await tx.scalar(made.returning(pot.c.id)))


async def save_pot(tx: Transaction, changed: Pot) -> None:
    """Write a pot as it is now."""
    await tx.execute(update(pot).where(pot.c.id == changed.id).values(**_columns(changed)))


async def note_overspent(tx: Transaction, pot_id: int, *, at: datetime) -> bool:
    """A pot is overspent; False if its leads know."""
    unknown = (pot.c.id == pot_id) & pot.c.overspent_at.is_(None)
    return bool((await tx.execute(update(pot).where(unknown).values(overspent_at=at))).rowcount)


async def note_not_overspent(tx: Transaction, pot_id: int) -> None:
    """A pot can pay again: if it is overspent once more, that is news."""
    known = (pot.c.id == pot_id) & pot.c.overspent_at.is_not(None)
    await tx.execute(update(pot).where(known).values(overspent_at=None))


async def costs_of(tx: Transaction, pot_id: int) -> list[Cost]:
    """What was bought from a pot, in the order of the days."""
    query = select(pot_cost).where(pot_cost.c.pot_id == pot_id)
    return [_cost(row) for row in await tx.all(query.order_by(pot_cost.c.day, pot_cost.c.id))]


async def costs_between(tx: Transaction, area: str, first: date, last: date) -> list[Cost]:
    """What was bought from an area's pots between two days, both included."""
    query = (
        select(pot_cost)
        .join(pot, pot.c.id == pot_cost.c.pot_id)
        .where(pot.c.area == area, pot_cost.c.day.between(first, last))
        .order_by(pot_cost.c.day, pot_cost.c.id)
    )
    return [_cost(row) for row in await tx.all(query)]


async def get_cost(tx: Transaction, cost_id: int) -> Cost:
    """A cost. Raises NotFound."""
    row = await tx.first(select(pot_cost).where(pot_cost.c.id == cost_id))
    if row is None:
        raise NotFound(f"cost:{cost_id}")
    return _cost(row)


async def add_cost(tx: Transaction, cost: Cost, *, by: int, at: datetime) -> int:
    """Enter a cost; its id."""
    made = insert(pot_cost).values(
        pot_id=cost.pot_id,
        kind=cost.kind.value,
        pence=cost.pence,
        day=cost.day,
        added_by=by,
        added_at=at,
    )
    return int(await tx.scalar(made.returning(pot_cost.c.id)))


async def drop_cost(tx: Transaction, cost_id: int) -> None:
    """Take a cost away that was a mistake."""
    await tx.execute(delete(pot_cost).where(pot_cost.c.id == cost_id))


async def choose_pot(tx: Transaction, patrol_id: int, pot_id: int) -> None:
    """Have a night paid from this pot."""
    statement = tx.insert(patrol_pot).values(patrol_id=patrol_id, pot_id=pot_id)
    await tx.execute(
        statement.on_conflict_do_update(
            index_elements=[patrol_pot.c.patrol_id], set_={"pot_id": pot_id}
        )
    )


async def nights_to_settle(tx: Transaction, area: str) -> list[tuple[int, date]]:
    """Nights with confirmed hours of which it is not written down which pot pays."""
    query = (
        select(patrol.c.id, patrol.c.night)
        .join(night_sheet, night_sheet.c.patrol_id == patrol.c.id)
        .join(patrol_pot, patrol_pot.c.patrol_id == patrol.c.id, isouter=True)
        .where(patrol.c.area == area, patrol_pot.c.pot_id.is_(None))
        .where(night_sheet.c.confirmed_starts.is_not(None))
        .distinct()
    )
    return [(row.id, row.night) for row in await tx.all(query)]


async def nights_of_pot(tx: Transaction, pot_id: int) -> list[date]:
    """The nights that a pot pays, as it is written down, unless they are called off; in order."""
    query = (
        select(patrol.c.night)
        .join(patrol_pot, patrol_pot.c.patrol_id == patrol.c.id)
        .where(patrol_pot.c.pot_id == pot_id, patrol.c.cancelled_at.is_(None))
    )
    return [row.night for row in await tx.all(query.order_by(patrol.c.night))]


async def chosen_pots(tx: Transaction, patrol_ids: Collection[int]) -> Mapping[int, int]:
    """The pots that pay for nights as it is written down, by patrol; others go by their date.

    It is written down when a lead chooses, and when the first hours of a night are confirmed.
    """
    query = select(patrol_pot).where(patrol_pot.c.patrol_id.in_(list(patrol_ids)))
    return {row.patrol_id: row.pot_id for row in await tx.all(query)}


async def patrols_between(tx: Transaction, area: str, first: date, last: date) -> list[Patrol]:
    """An area's patrols of the nights between two days that are not called off."""
    theirs = (patrol.c.area == area) & patrol.c.night.between(first, last)
    return await patrols_where(tx, theirs & patrol.c.cancelled_at.is_(None))


def _columns(of: Pot) -> dict[str, Any]:
    return {
        "name": of.name,
        "code": of.code,
        "pence": of.pence,
        "starts": of.starts,
        "ends": of.ends,
    }


def _pot(row: Any) -> Pot:
    return Pot(row.name, row.code, row.pence, row.starts, row.ends, row.id)


def _rate(row: Any) -> Rate:
    return Rate(row.rank, Basis(row.basis), row.pence, row.starts, row.ends, row.id, row.follows)


def _cost(row: Any) -> Cost:
    return Cost(row.pot_id, CostKind(row.kind), row.pence, row.day, row.id)
