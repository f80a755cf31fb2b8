"""Money as leads keep it: rates, pots, other costs, and which pot pays for which night.

Whatever changes an area's money holds its plan first, so that two leads are put in order.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime

from bot.actions.crew import record_night
from bot.actions.ledger import ledger
from bot.actions.recording import record
from bot.actions.spending import settle_pots, watch_night, watch_pots
from operation import budget as rules
from operation.area import Area
from operation.budget import Basis, CostKind, OutsidePot, Pot, Rate
from operation.details import RankUnknown
from operation.nights import local_date
from operation.people import Actor, Role
from storage import areas as area_plans
from storage import budget, outbox, people
from storage import crew as crews
from storage.audit import AuditKind
from storage.database import Transaction


@dataclass(frozen=True, slots=True)
class RateEntered:
    """What a new rate does to those that were there.

    It ends the one that it `followed`, or puts right what was said for the very same days,
    `corrected`.
    """

    followed: Rate | None = None
    corrected: Rate | None = None


@dataclass(frozen=True, slots=True)
class RateDropped:
    """A rate that was taken back, and the one that covers its days again."""

    area: str
    rate: Rate
    reopened: Rate | None = None


# Rates


async def add_rate(
    tx: Transaction, *, actor: Actor, area: Area, rank: str, basis: Basis, pence: int,
    starts: date, ends: date | None, now: datetime,
) -> RateEntered:  # fmt: skip
    """A lead enters what a rank costs, or puts the amount of a rate of the same days right.

    Raises `RankUnknown`, and what `operation.budget.add_rate` raises.
    """
    actor = await _lead(tx, actor, area.key)
    if rank not in area.ranks:
        raise RankUnknown(area.ranks)
    new = Rate(rank, basis, pence, starts, ends)
    rates = await budget.rates_of(tx, area.key)
    wrong = rules.with_days_of(rates, new)
    if wrong is not None:
        await _correct_rate(tx, actor, area.key, wrong, new, now=now)
        return RateEntered(corrected=wrong)
    followed = rules.add_rate(rates, new)
    if followed is not None:
        await budget.save_rate(tx, followed)
        new = replace(new, follows=followed.id)
    rate_id = await budget.add_rate(tx, area.key, new)
    await watch_pots(tx, area.key, now=now)
    _record(
        tx, "rate entered", f"rate:{rate_id}", actor, area.key, at=now,
        rank=rank, basis=basis.value, pence=pence, starts=starts.isoformat(),
        ends=ends.isoformat() if ends else "",
        follows=f"rate:{followed.id}" if followed else "",
    )  # fmt: skip
    return RateEntered(followed=followed)


async def _correct_rate(
    tx: Transaction, actor: Actor, area: str, wrong: Rate, new: Rate, *, now: datetime
) -> None:
    right = replace(wrong, basis=new.basis, pence=rules.require_amount(new.pence))
    await budget.save_rate(tx, right)
    await watch_pots(tx, area, now=now)
    _record(
        tx, "rate corrected", f"rate:{wrong.id}", actor, area, at=now,
        rank=right.rank, basis=right.basis.value, pence=right.pence,
        was_basis=wrong.basis.value, was_pence=wrong.pence,
    )  # fmt: skip


async def require_lead_of_rate(tx: Transaction, *, actor: Actor, rate_id: int) -> tuple[str, Rate]:
    """A rate with its area's key, for a lead of it. Raises RoleMissing, NotAMember, NotFound."""
    area, rate = await budget.get_rate(tx, rate_id)
    actor.acting(area, Role.LEAD)
    return area, rate


async def drop_rate(
    tx: Transaction, *, actor: Actor, rate_id: int, areas: Mapping[str, Area], now: datetime
) -> RateDropped:
    """A lead takes back a rate that was a mistake; the one that it had ended goes on.

    Raises `RatePaysNights` where confirmed hours would have no price any more.
    """
    area, _ = await budget.get_rate(tx, rate_id)
    actor = await _lead(tx, actor, area)
    _, rate = await budget.get_rate(tx, rate_id)
    changed = rules.drop_rate(await budget.rates_of(tx, area), rate)
    reopened = next((each for each in changed if each.id == rate.follows), None)
    if reopened is None:
        await _require_pays_nothing(tx, areas[area], rate, now=now)
    await budget.drop_rate(tx, rate_id)
    for each in changed:
        await budget.save_rate(tx, each)
    await watch_pots(tx, area, now=now)
    _record(
        tx, "rate taken back", f"rate:{rate_id}", actor, area, at=now,
        rank=rate.rank, basis=rate.basis.value, pence=rate.pence,
        starts=rate.starts.isoformat(), ends=rate.ends.isoformat() if rate.ends else "",
        reopened=f"rate:{reopened.id}" if reopened else "",
    )  # fmt: skip
    return RateDropped(area, rate, reopened)


async def _require_pays_nothing(tx: Transaction, area: Area, rate: Rate, *, now: datetime) -> None:
    today = local_date(now, area.zone)
    last = min(rate.ends or today, today)
    if rate.starts > last:
        return
    for each in (await ledger(tx, area=area, first=rate.starts, last=last)).lines:
        if each.is_confirmed and each.rank == rate.rank:
            raise rules.RatePaysNights(rate.rank, each.night.night)


# Pots


async def add_pot(
    tx: Transaction, *, actor: Actor, area: Area, name: str, code: str, pence: int,
    starts: date, ends: date | None, now: datetime,
) -> int:  # fmt: skip
    """A lead enters a pot; its id. It takes no confirmed hours from another.

    Raises `PotNameTaken`, and what `operation.budget.require_pot` raises.
    """
    actor = await _lead(tx, actor, area.key)
    pot = rules.require_pot(name, code, pence, starts, ends)
    _require_free_name(await budget.pots_of(tx, area.key), pot)
    await settle_pots(tx, area.key)
    pot_id = await budget.add_pot(tx, area.key, pot)
    await settle_pots(tx, area.key)
    await watch_pots(tx, area.key, now=now)
    _record(tx, "pot entered", f"pot:{pot_id}", actor, area.key, at=now, **_facts(pot))
    return pot_id


async def change_pot(
    tx: Transaction, *, actor: Actor, pot_id: int, now: datetime,
    name: str | None = None, code: str | None = None, pence: int | None = None,
    starts: date | None = None, ends: date | None = None,
) -> Pot:  # fmt: skip
    """A lead changes a pot: whatever is handed in.

    Raises what `add_pot` raises; for dates that leave out what was bought `PotHoldsCosts`, and
    `PotPaysNight` for those that leave out a night of which it is written down that it pays.
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
    await settle_pots(tx, area)
    for night in await budget.nights_of_pot(tx, pot_id):
        if not after.covers(night):
            raise rules.PotPaysNight(night)
    await budget.save_pot(tx, after)
    await settle_pots(tx, area)
    await watch_pots(tx, area, now=now)
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
    await watch_pots(tx, area, now=now)
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
    await watch_pots(tx, area, now=now)
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
    await budget.pots_held(tx, patrol.book.area)
    area, pot = await budget.get_pot(tx, pot_id)
    if area != patrol.book.area or not pot.covers(patrol.book.night):
        raise OutsidePot(pot.starts, pot.ends)
    await budget.choose_pot(tx, patrol_id, pot_id)
    await watch_night(tx, patrol, now=now)
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
