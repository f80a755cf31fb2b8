"""Whether a crew can be afforded, which pot pays for a night, and word of one that is overspent.

A crew is asked about before it is published. Whatever else makes a pot pay more has it looked at
by the next tick, once everything is written down: so two changes at once are both in the sum.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.actions.ledger import ledger, remaining_of, stand_of
from bot.actions.telling import tell_leads
from operation.area import Area
from operation.budget import Accepted, Pot, PricesMissing, WouldOverspend, pot_of, total
from operation.crew import Crew
from operation.nights import local_date
from storage import budget, notices
from storage.database import Transaction
from storage.rota import Patrol, get_patrol

WATCH_NIGHT, WATCH_POTS = "watch_night_money", "watch_pots"
LOOKS_BACK = timedelta(weeks=8)
"""A pot that ended longer ago is nobody's news."""


@dataclass(frozen=True, slots=True)
class Overspend:
    """What is to be asked about a crew's money before it is published.

    `costs` are its pence, `over` by how many it would overspend its pot, zero if it does not;
    `unpriced` are the ranks of those who are in no sum since no rate says what they cost, None
    for who has no rank.
    """

    pot: Pot
    costs: int
    over: int
    unpriced: tuple[str | None, ...] = ()

    @property
    def accepted(self) -> Accepted:
        """What a lead accepts who says yes to this."""
        return Accepted(self.over, len(self.unpriced))


async def overspend_of(
    tx: Transaction, *, patrol: Patrol, crew: Crew, area: Area, now: datetime
) -> Overspend | None:
    """What publishing this choice does to the pot of its night; None if there is nothing to ask.

    A night that no pot covers raises no question.
    """
    night, patrol_id = patrol.book.night, patrol.book.patrol_id
    going = [each.member_id for each in crew.picked]
    book = await ledger(tx, area=area, first=night, last=night, as_crew={patrol_id: going})
    found = book.night(patrol_id)
    if found is None or found.pot is None:
        return None
    mine = [each for each in book.lines if each.night == found]
    costs = total(each.spent for each in mine)
    stand, _ = await stand_of(tx, pot=found.pot, area=area, now=now, without=patrol_id)
    over = max(costs - stand.remaining, 0) if costs else 0
    unpriced = tuple(each.rank for each in mine if each.worth is None)
    return Overspend(found.pot, costs, over, unpriced) if over or unpriced else None


async def require_money(
    tx: Transaction, *, patrol: Patrol, crew: Crew, area: Area, now: datetime,
    accepts: Accepted | None,
) -> Overspend | None:  # fmt: skip
    """What a lead has accepted of a choice, None if there was nothing to ask.

    Raises `WouldOverspend` and `PricesMissing` for more than they have accepted.
    """
    found = await overspend_of(tx, patrol=patrol, crew=crew, area=area, now=now)
    if found is None:
        return None
    known = accepts or Accepted()
    if found.over > known.over:
        raise WouldOverspend(found.pot.name, found.over)
    if len(found.unpriced) > known.unpriced:
        raise PricesMissing(found.unpriced)
    return found


# Which pot pays


async def settle_pot(tx: Transaction, patrol: Patrol) -> None:
    """Hours of a night are confirmed: its pot is written down, and no other takes them."""
    pots = await budget.pots_held(tx, patrol.book.area)
    patrol_id = patrol.book.patrol_id
    chosen = (await budget.chosen_pots(tx, [patrol_id])).get(patrol_id)
    pays = pot_of(pots, patrol.book.night, chosen)
    if pays is not None and pays.id != chosen:
        await budget.choose_pot(tx, patrol_id, pays.id)


async def settle_pots(tx: Transaction, area: str) -> None:
    """The same for every night with confirmed hours of which no pot is written down."""
    pots = await budget.pots_held(tx, area, to_change=True)
    for patrol_id, night in await budget.nights_to_settle(tx, area):
        pays = pot_of(pots, night)
        if pays is not None:
            await budget.choose_pot(tx, patrol_id, pays.id)


# Word of a pot that is overspent


async def watch_night(tx: Transaction, patrol: Patrol, *, now: datetime) -> None:
    """A night costs otherwise than before: the pots of its date are looked at by the next tick."""
    if await budget.has_pots(tx, patrol.book.area):
        await notices.plan(
            tx, kind=WATCH_NIGHT, subject=str(patrol.book.patrol_id), due_at=now,
            area=patrol.book.area,
        )  # fmt: skip


async def watch_pots(tx: Transaction, area: str, *, now: datetime) -> None:
    """Rates, pots or costs of an area have changed; whoever calls this holds its plan."""
    await notices.plan(tx, kind=WATCH_POTS, subject=area, due_at=now, area=area)


async def look_at_night(tx: Transaction, *, patrol_id: int, area: Area, now: datetime) -> None:
    """What `watch_night` had planned."""
    night = (await get_patrol(tx, patrol_id)).book.night
    pots = await budget.pots_held(tx, area.key, to_change=True)
    await _look(tx, [each for each in pots if each.covers(night)], area, now=now)


async def look_at_pots(tx: Transaction, *, area: Area, now: datetime) -> None:
    """What `watch_pots` had planned."""
    since = local_date(now, area.zone) - LOOKS_BACK
    pots = await budget.pots_held(tx, area.key, to_change=True)
    await _look(tx, [each for each in pots if each.ends >= since], area, now=now)


async def _look(tx: Transaction, pots: list[Pot], area: Area, *, now: datetime) -> None:
    """The leads hear of each pot that is overspent by now and was not before."""
    for pot in pots:
        if await remaining_of(tx, pot=pot, area=area) >= 0:
            await budget.note_not_overspent(tx, pot.id)
        elif await budget.note_overspent(tx, pot.id, at=now):
            await tell_leads(tx, area.key, "pot_overspent", str(pot.id), at=now)


async def overspent_knowingly(
    tx: Transaction, pot: Pot, *, area: str, by: int, now: datetime
) -> None:
    """A lead has published beyond a pot: the others hear of it, unless they know."""
    if await budget.note_overspent(tx, pot.id, at=now):
        await tell_leads(tx, area, "pot_overspent", str(pot.id), at=now, but=by)
