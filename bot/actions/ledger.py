"""The area's ledger, read from the database: nights, lines and costs between two days."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from operation import ledger as rules
from operation.area import Area
from operation.budget import Pot, Rate, Spent, Statement, pot_of, statement
from operation.hours import Sheet, Span
from operation.ledger import Line, Night
from operation.nights import local_date, monday_of
from operation.people import Role
from storage import areas as area_plans
from storage import budget, people, rota
from storage import hours as sheets
from storage.database import Transaction
from storage.rota import Patrol


@dataclass(frozen=True, slots=True)
class Ledger:
    """All that an area's money is worked out from, for some days."""

    area: Area
    pots: Sequence[Pot]
    rates: Sequence[Rate]
    nights: Sequence[Night]
    lines: Sequence[Line]

    def night(self, patrol_id: int) -> Night | None:
        """A night of these days."""
        return next((each for each in self.nights if each.patrol_id == patrol_id), None)


async def ledger(
    tx: Transaction,
    *,
    area: Area,
    first: date,
    last: date,
    as_crew: Mapping[int, Collection[int]] | None = None,
) -> Ledger:
    """The ledger of an area between two days, both included.

    `as_crew` names, by patrol, who is to be reckoned as its crew instead of who is.
    """
    pots = await budget.pots_of(tx, area.key)
    rates = await budget.rates_of(tx, area.key)
    # Casual overtime is counted from Monday on.
    found = await budget.patrols_between(tx, area.key, monday_of(first), last)
    ids = [each.book.patrol_id for each in found]
    chosen = await budget.chosen_pots(tx, ids) if ids else {}
    nights = [
        Night(
            each.book.patrol_id,
            each.book.night,
            Span(each.book.starts, each.book.ends),
            each.book.minimum,
            is_firm(each),
            pot_of(pots, each.book.night, chosen.get(each.book.patrol_id)),
        )
        for each in found
    ]
    firm = {each.book.patrol_id for each in found if is_firm(each)}
    by_night = await sheets.sheets_of_several(tx, found)
    for patrol_id in by_night.keys() - firm:
        # Nobody is committed by a list alone; what a lead has confirmed was worked all the same.
        by_night[patrol_id] = {
            each: sheet for each, sheet in by_night[patrol_id].items() if sheet.confirmed
        }
    for patrol_id, crew in (as_crew or {}).items():
        book = next(each.book for each in found if each.book.patrol_id == patrol_id)
        planned = Span(book.starts, book.ends)
        by_night[patrol_id] = {each: Sheet(patrol_id, each, planned) for each in crew}
    who = {member_id for each in by_night.values() for member_id in each}
    ranks = {each.id: each.rank for each in await people.members_by_id(tx, who)} if who else {}
    all_lines = rules.lines(nights, by_night, ranks=ranks, rates=rates, rules=area.budget)
    return Ledger(
        area,
        pots,
        rates,
        [each for each in nights if each.night >= first],
        [each for each in all_lines if each.night.night >= first],
    )


def is_firm(patrol: Patrol) -> bool:
    """Whether people are committed: a crew is published, and the night is not called off."""
    return patrol.crew.is_published and patrol.crew.cancelled is None


async def stand_of(
    tx: Transaction, *, pot: Pot, area: Area, now: datetime, without: int | None = None
) -> tuple[Statement, Ledger]:
    """How a pot stands, and what it was worked out from; `without` leaves a night out."""
    book = await ledger(tx, area=area, first=pot.starts, last=pot.ends)
    mine = [
        each for each in book.lines if each.night.pot == pot and each.night.patrol_id != without
    ]
    return (
        statement(
            pot,
            hours=[each.spent for each in mine if each.is_confirmed],
            costs=await budget.costs_of(tx, pot.id),
            committed=[each.spent for each in mine if not each.is_confirmed],
            planned=await _wanted(tx, book, pot, now=now, without=without),
        ),
        book,
    )


async def remaining_of(tx: Transaction, *, pot: Pot, area: Area) -> int:
    """What a pot has left that is neither spent nor promised, in pence."""
    book = await ledger(tx, area=area, first=pot.starts, last=pot.ends)
    mine = [each.spent for each in book.lines if each.night.pot == pot]
    costs = await budget.costs_of(tx, pot.id)
    return statement(pot, hours=mine, costs=costs, committed=(), planned=()).remaining


async def _wanted(
    tx: Transaction, book: Ledger, pot: Pot, *, now: datetime, without: int | None
) -> list[Spent]:
    """What the nights will cost that are wanted until the pot ends and have no crew yet."""
    area = book.area
    today = local_date(now, area.zone)
    ahead = max(today, pot.starts)
    plan = (await area_plans.get(tx, area.key)).plan
    taken = await rota.nights_taken(tx, area.key, ahead, pot.ends)
    to_come = rules.nights_to_come(
        plan, first=ahead, last=pot.ends, taken=taken, zone=area.zone, now=now
    )
    on_rota = [
        each
        for each in book.nights
        if each.pot == pot
        and not each.is_firm
        and each.planned.starts > now
        and each.patrol_id != without
    ]
    officers = [
        member.rank
        for member in await people.members_of(tx, area.key)
        if member.may(Role.OFFICER) and member.is_trained
    ]
    return [
        rules.expected(each, rates=book.rates, ranks=officers, rules=area.budget)
        for each in (*on_rota, *rules.pays(book.pots, to_come, pot))
    ]
