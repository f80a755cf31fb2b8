"""What waits for a lead in an area, counted: the first of each is what its button opens."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.actions.budget_boards import ToSettle, to_settle
from operation.area import Area
from operation.leading import Leading, standing
from operation.nights import local_date
from operation.swaps import Stage
from storage import leading, pairing, returns, support_requests, swaps
from storage.database import Transaction


@dataclass(frozen=True, slots=True)
class ToDo:
    """What waits for a lead.

    `hours` are the nights with hours to settle. Of the published nights ahead, by patrol and the
    next first, `unled` have no patrol lead and `unpaired` a ward but no local officer who comes.
    `returns` are the patrols whose return is in and waits to be accepted. `swaps` wait for a
    decision. `requests` counts the support that is asked for and not closed.
    """

    hours: tuple[ToSettle, ...] = ()
    unled: tuple[int, ...] = ()
    unpaired: tuple[int, ...] = ()
    swaps: tuple[int, ...] = ()
    returns: tuple[int, ...] = ()
    requests: int = 0


async def todo_of(tx: Transaction, *, area: Area, now: datetime) -> ToDo:
    """What waits for the leads of an area."""
    ahead = await swaps.crews_ahead(tx, area.key, after=now)
    ids = [each.book.patrol_id for each in ahead]
    named = await leading.of_patrols(tx, ids) if ids else {}
    paired = await pairing.of_patrols(tx, ids) if ids else {}
    offers = await swaps.live_of(tx, ids) if ids else []
    return ToDo(
        hours=await to_settle(tx, area, local_date(now, area.zone), now),
        unled=tuple(
            each.book.patrol_id
            for each in ahead
            if standing(named.get(each.book.patrol_id, Leading()), each.crew).patrol_lead is None
        ),
        unpaired=tuple(
            each for each in ids if paired[each].ward is not None and not paired[each].is_filled
        ),
        swaps=tuple(each.id for each in offers if each.stage is Stage.TAKEN),
        returns=tuple(await returns.waiting_of(tx, area.key)),
        requests=await support_requests.count_open(tx, area.key),
    )
