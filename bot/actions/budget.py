"""Money as leads keep it: rates, pots, other costs, and which pot pays for which night.

Whatever changes an area's money holds its plan first, so that two leads are put in order.
"""

from __future__ import annotations

from datetime import date, datetime

from bot.actions.crew import record_night
from bot.actions.recording import record
from operation import budget as rules
from operation.area import Area
from operation.budget import Basis, CostKind, OutsidePot, Pot, Rate
from operation.details import RankUnknown
from operation.people import Actor, Role
from storage import areas as area_plans
from storage import budget, outbox, people
from storage import crew as crews
from storage.audit import AuditKind
from storage.database import Transaction

# Rates


async def add_rate(
    tx: Transaction, *, actor: Actor, area: Area, rank: str, basis: Basis, pence: int,
    starts: date, ends: date | None, now: datetime,
) -> Rate | None:  # fmt: skip
    """A lead enters what a rank costs; the rate until further notice that it follows, if any.

    Raises `RankUnknown`, and what `operation.budget.add_rate` raises.
    """
    actor = await _lead(tx, actor, area.key)
    if rank not in area.ranks:
        raise RankUnknown(area.ranks)
    new = Rate(rank, basis, pence, starts, ends)
    followed = rules.add_rate(await budget.rates_of(tx, area.key), new)
    if followed is not None and followed.ends is not None:
        await budget.end_rate(tx, followed.id, followed.ends)
    rate_id = await budget.add_rate(tx, area.key, new)
    _record(
        tx, "rate entered", f"rate:{rate_id}", actor, area.key, at=now,
        rank=rank, basis=basis.value, pence=pence, starts=starts.isoformat(),
        ends=ends.isoformat() if ends else "",
        follows=f"rate:{followed.id}" if followed else "",
    )  # fmt: skip
    return followed


async def drop_rate(tx: Transaction, *, actor: Actor, rate_id: int, now: datetime) -> str:
    """A lead takes back a rate that was a mistake; the area's key."""
    area, _ = await budget.get_rate(tx, rate_id)
    actor = await _lead(tx, actor, area)
    _, rate = await budget.get_rate(tx, rate_id)
    await budget.drop_rate(tx, rate_id)
    _record(
        tx, "rate taken back", f"rate:{rate_id}", actor, area, at=now,
        rank=rate.rank, basis=rate.basis.value, pence=rate.pence,
        starts=rate.starts.isoformat(), ends=rate.ends.isoformat() if rate.ends else "",
    )  # fmt: skip
    return area


# Pots


async def add_pot(
    tx: Transaction, *, actor: Actor, area: Area, name: str, code: str, pence: int,
    starts: date, ends: date | None, now: datetime,
) -> int:  # fmt: skip
    """A lead enters a pot; its id.

    Raises `PotNameTaken`, and what `operation.budget.require_pot` raises.
    """
    actor = await _lead(tx, actor, area.key)
    pot = rules.require_pot(name, code, pence, starts, ends)
    _require_free_name(await budget.pots_of(tx, area.key), pot)
    pot_id = await budget.add_pot(tx, area.key, pot)
    _record(tx, "pot entered", f"pot:{pot_id}", actor, area.key, at=now, **_facts(pot))
    return pot_id


async def change_pot(
    tx: Transaction, *, actor: Actor, pot_id: int, now: datetime,
    name: str | None = None, code: str | None = None, pence: int | None = None,
    starts: date | None = None, ends: date | None = None,
) -> Pot:  # fmt: skip
    """A lead changes a pot: whatever is handed in.

    Raises what `add_pot` raises, and `PotHoldsCosts` for dates that leave out what was bought.
    """
    area, _ = await budget.get_pot(tx, pot_id)
    actor = await _lead(tx, actor, area)
    _, before = await budget.get_pot(tx, pot_id)
    after = rules.require_pot(
        name or before.name, code or before.code, before.pence if pence is None else pence,
        starts or before.starts, ends or before.ends, id=pot_id,
    )  # fmt: skip
    _require_free_name(await budget.pots_of(tx, area), after)
    for cost in await budget.costs_of(tx, pot_id):
        if not after.covers(cost.day):
            raise rules.PotHoldsCosts(cost.day)
    await budget.save_pot(tx, after)
    was = {f"was_{key}": value for key, value in _facts(before).items()}
    _record(tx, "pot changed", f"pot:{pot_id}", actor, area, at=now, **_facts(after), **was)
    return after


async def add_cost(
    tx: Transaction, *, actor: Actor, pot_id: int, kind: CostKind, pence: int, day: date,
    now: datetime,
) -> int:  # fmt: skip
    """A lead enters what was bought from a pot; its id. Raises `OutsidePot`, `AmountImpossible`."""
    area, _ = await budget.get_pot(tx, pot_id)
    actor = await _lead(tx, actor, area)
    _, pot = await budget.get_pot(tx, pot_id)
    cost = rules.require_cost(pot, kind, pence, day)
    cost_id = await budget.add_cost(tx, cost, by=actor.member(area).id, at=now)
    _record(
        tx, "cost entered", f"pot:{pot_id}", actor, area, at=now,
        cost=cost_id, cost_kind=kind.value, pence=pence, day=day.isoformat(),
    )  # fmt: skip
    return cost_id


async def drop_cost(tx: Transaction, *, actor: Actor, cost_id: int, now: datetime) -> int:
    """A lead takes back a cost that was a mistake; the pot's id."""
    cost = await budget.get_cost(tx, cost_id)
    area, _ = await budget.get_pot(tx, cost.pot_id)
    actor = await _lead(tx, actor, area)
    cost = await budget.get_cost(tx, cost_id)
    await budget.drop_cost(tx, cost_id)
    _record(
        tx, "cost taken back", f"pot:{cost.pot_id}", actor, area, at=now,
        cost=cost_id, cost_kind=cost.kind.value, pence=cost.pence, day=cost.day.isoformat(),
    )  # fmt: skip
    return cost.pot_id


async def choose_pot(
    tx: Transaction, *, actor: Actor, patrol_id: int, pot_id: int, now: datetime
) -> Pot:
    """A lead says which pot pays for a night. Raises `OutsidePot`."""
    actor = await people.held(tx, actor)
    patrol = await crews.held(tx, patrol_id)
    actor.acting(patrol.book.area, Role.LEAD)
    area, pot = await budget.get_pot(tx, pot_id)
    if area != patrol.book.area or not pot.covers(patrol.book.night):
        raise OutsidePot(pot.starts, pot.ends)
    await budget.choose_pot(tx, patrol_id, pot_id)
    record_night(tx, patrol, "pot chosen", actor=actor, at=now, pot=pot_id)
    for screen in ("patrol_card", "crew_news"):
        await outbox.raise_posts(tx, screen=screen, subject=str(patrol_id))
    return pot


# For the finance unit


async def export_month(
    tx: Transaction, *, actor: Actor, area: Area, month: date, form: str, now: datetime
) -> None:
    """A lead takes a month's hours and costs out of the bot, which is on record."""
    actor.acting(area.key, Role.LEAD)
    _disclose(tx, f"area:{area.key}", actor, area.key, at=now, month=month.isoformat(), form=form)


async def export_pot(
    tx: Transaction, *, actor: Actor, pot_id: int, form: str, now: datetime
) -> None:
    """A lead takes a pot's hours and costs out of the bot, which is on record."""
    area, _ = await budget.get_pot(tx, pot_id)
    actor.acting(area, Role.LEAD)
    _disclose(tx, f"pot:{pot_id}", actor, area, at=now, form=form)


async def require_lead_of_pot(tx: Transaction, *, actor: Actor, pot_id: int) -> tuple[str, Pot]:
    """The area and the pot, for its lead. Raises RoleMissing, NotAMember, NotFound."""
    area, pot = await budget.get_pot(tx, pot_id)
    actor.acting(area, Role.LEAD)
    return area, pot


async def _lead(tx: Transaction, actor: Actor, area: str) -> Actor:
    """The lead as they stand now, with the area's money held."""
    actor = await people.held(tx, actor)
    actor.acting(area, Role.LEAD)
    await area_plans.get_for_update(tx, area)
    return actor


def _require_free_name(pots: list[Pot], new: Pot) -> None:
    for each in pots:
        if each.id != new.id and each.name.casefold() == new.name.casefold():
            raise rules.PotNameTaken(new.name)


def _facts(pot: Pot) -> dict[str, str | int]:
    return {
        "name": pot.name,
        "code": pot.code,
        "pence": pot.pence,
        "starts": pot.starts.isoformat(),
        "ends": pot.ends.isoformat(),
    }


def _record(
    tx: Transaction, verb: str, subject: str, actor: Actor, area: str, *, at: datetime,
    **detail: str | int,
) -> None:  # fmt: skip
    record(tx, AuditKind.ALTERATION, verb, subject, area=area, actor=actor, at=at, **detail)


def _disclose(
    tx: Transaction, subject: str, actor: Actor, area: str, *, at: datetime, **detail: str
) -> None:
    record(
        tx, AuditKind.DISCLOSURE, "hours and costs exported", subject,
        area=area, actor=actor, at=at, to="the lead who asked", **detail,
    )  # fmt: skip
