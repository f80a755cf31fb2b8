"""Whether a crew can be afforded: asked before it is published."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.actions.ledger import ledger, stand_of
from operation.area import Area
from operation.budget import Pot, WouldOverspend, total
from operation.crew import Crew
from storage.database import Transaction
from storage.rota import Patrol


@dataclass(frozen=True, slots=True)
class Overspend:
    """What a crew costs, and by how much it would overspend its pot, in pence."""

    pot: Pot
    costs: int
    over: int


async def overspend_of(
    tx: Transaction, *, patrol: Patrol, crew: Crew, area: Area, now: datetime
) -> Overspend | None:
    """By how much publishing this choice overspends the pot of its night; None if it does not.

    A night that no pot covers overspends none, and neither does a crew that has no price.
    """
    night, patrol_id = patrol.book.night, patrol.book.patrol_id
    going = [each.member_id for each in crew.picked]
    book = await ledger(tx, area=area, first=night, last=night, as_crew={patrol_id: going})
    found = book.night(patrol_id)
    if found is None or found.pot is None:
        return None
    costs = total(each.spent for each in book.lines if each.night == found)
    stand, _ = await stand_of(tx, pot=found.pot, area=area, now=now, without=patrol_id)
    over = costs - stand.remaining
    return Overspend(found.pot, costs, over) if costs and over > 0 else None


async def require_money(
    tx: Transaction, *, patrol: Patrol, crew: Crew, area: Area, now: datetime
) -> None:
    """Raise `WouldOverspend` for a choice that costs more than its pot has left."""
    found = await overspend_of(tx, patrol=patrol, crew=crew, area=area, now=now)
    if found is not None:
        raise WouldOverspend(found.pot.name, found.over)
