"""What the screens of money show: an area's pots, one pot, rates, costs, and files for finance."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from bot.actions import boards
from bot.actions.boards import NightBoard
from bot.actions.ledger import Ledger, ledger, stand_of
from bot.actions.spending import Overspend, overspend_of
from operation import hours as rules
from operation.area import Area
from operation.budget import Cost, Pot, Rate, Statement, pot_of, rate_on
from operation.ledger import Line
from operation.nights import local_date
from operation.people import Member, Role
from storage import budget, people, rota
from storage import hours as sheets
from storage.database import Transaction

LOOKS_BACK = timedelta(weeks=8)
LOOKS_AHEAD = timedelta(weeks=4)
MONTHS = 6


@dataclass(frozen=True, slots=True)
class ToSettle:
    """A night that is over, and of how many the hours are not settled."""

    patrol_id: int
    night: date
    left: int


@dataclass(frozen=True, slots=True)
class MoneyBoard:
    """An area's money.

    `uncovered` are nights of the next weeks that no pot covers, `unpriced` the ranks of trained
    officers that have no rate today or on one of these nights, each with the first such day.
    """

    area: Area
    pots: tuple[Statement, ...]
    to_settle: tuple[ToSettle, ...]
    uncovered: tuple[date, ...]
    unpriced: tuple[tuple[str, date], ...]


@dataclass(frozen=True, slots=True)
class PotBoard:
    """One pot."""

    area: Area
    stand: Statement


@dataclass(frozen=True, slots=True)
class RatesBoard:
    """What the ranks cost, day for day."""

    area: Area
    rates: tuple[Rate, ...]
    today: date


@dataclass(frozen=True, slots=True)
class CostsBoard:
    """What was bought from a pot."""

    area: Area
    pot: Pot
    costs: tuple[Cost, ...]


@dataclass(frozen=True, slots=True)
class MonthsBoard:
    """The months for which a file can be made, the newest first."""

    area: Area
    months: tuple[date, ...]


@dataclass(frozen=True, slots=True)
class PotChoice:
    """Which pots could pay for a night, and which does."""

    area: Area
    night: NightBoard
    pots: tuple[Pot, ...]
    pot: Pot | None


@dataclass(frozen=True, slots=True)
class OverspendBoard:
    """A crew that is about to be published, and what it would do to its pot by now."""

    area: Area
    night: NightBoard
    over: Overspend | None


@dataclass(frozen=True, slots=True)
class Export:
    """Hours and costs as the finance unit is sent them: confirmed hours only.

    `title` is a pot's name, or None for a `month`. `unconfirmed` counts what is left out since no
    lead has confirmed it.
    """

    area: Area
    title: str | None
    month: date | None
    lines: tuple[Line, ...]
    costs: tuple[Cost, ...]
    pots: Mapping[int, Pot]
    members: Mapping[int, Member]
    unconfirmed: int


async def money_board(tx: Transaction, *, area: Area, now: datetime) -> MoneyBoard:
    """An area's money as it stands."""
    today = local_date(now, area.zone)
    pots = await budget.pots_of(tx, area.key)
    rates = await budget.rates_of(tx, area.key)
    stands = [
        (await stand_of(tx, pot=each, area=area, now=now))[0]
        for each in pots
        if each.ends >= today - LOOKS_BACK
    ]
    ahead = await budget.patrols_between(tx, area.key, today, today + LOOKS_AHEAD)
    dates = [each.book.night for each in ahead]
    uncovered = [night for night in dates if pot_of(pots, night) is None]
    ranks = {
        member.rank
        for member in await people.members_of(tx, area.key)
        if member.may(Role.OFFICER) and member.is_trained and member.rank
    }
    days = sorted({today, *dates})
    unpriced = tuple(
        (rank, lacking[0])
        for rank in sorted(ranks)
        if (lacking := [day for day in days if rate_on(rates, rank, day) is None])
    )
    left = await to_settle(tx, area, today, now)
    return MoneyBoard(area, tuple(stands), left, tuple(uncovered), unpriced)


async def to_settle(
    tx: Transaction, area: Area, today: date, now: datetime
) -> tuple[ToSettle, ...]:
    """The nights of the last weeks whose hours are not settled, the oldest first."""
    lately = await budget.patrols_between(tx, area.key, today - LOOKS_BACK, today)
    over = [each for each in lately if each.book.ends <= now]
    by_night = await sheets.sheets_of_several(tx, over)
    found = []
    for patrol in over:
        mine = by_night[patrol.book.patrol_id].values()
        if not rules.are_settled(mine):
            left = sum(not each.is_settled for each in mine)
            found.append(ToSettle(patrol.book.patrol_id, patrol.book.night, left))
    return tuple(found)


async def pot_board(
    tx: Transaction, *, pot_id: int, areas: Mapping[str, Area], now: datetime
) -> PotBoard:
    """One pot as it stands."""
    area, pot = await budget.get_pot(tx, pot_id)
    stand, _ = await stand_of(tx, pot=pot, area=areas[area], now=now)
    return PotBoard(areas[area], stand)


async def rates_board(tx: Transaction, *, area: Area, now: datetime) -> RatesBoard:
    """All rates of an area."""
    rates = await budget.rates_of(tx, area.key)
    order = {rank: n for n, rank in enumerate(area.ranks)}
    ranked = sorted(rates, key=lambda each: (order.get(each.rank, len(order)), each.starts))
    return RatesBoard(area, tuple(ranked), local_date(now, area.zone))


async def costs_board(tx: Transaction, *, pot_id: int, areas: Mapping[str, Area]) -> CostsBoard:
    """What was bought from a pot."""
    area, pot = await budget.get_pot(tx, pot_id)
    return CostsBoard(areas[area], pot, tuple(await budget.costs_of(tx, pot_id)))


def months_board(*, area: Area, now: datetime) -> MonthsBoard:
    """This month and those before it."""
    first = local_date(now, area.zone).replace(day=1)
    months = [first]
    for _ in range(MONTHS - 1):
        months.append((months[-1] - timedelta(days=1)).replace(day=1))
    return MonthsBoard(area, tuple(months))


async def pot_choice(
    tx: Transaction, *, patrol_id: int, areas: Mapping[str, Area], now: datetime
) -> PotChoice:
    """Which pots could pay for a night."""
    area, night = await boards.night_board(tx, patrol_id=patrol_id, areas=areas, now=now)
    pots = await budget.pots_of(tx, area.key)
    chosen = (await budget.chosen_pots(tx, [patrol_id])).get(patrol_id)
    day = night.book.night
    able = tuple(each for each in pots if each.covers(day))
    return PotChoice(area, night, able, pot_of(pots, day, chosen))


async def overspend_board(
    tx: Transaction, *, patrol_id: int, areas: Mapping[str, Area], now: datetime
) -> OverspendBoard:
    """A crew that is about to be published, against its pot."""
    area, night = await boards.night_board(tx, patrol_id=patrol_id, areas=areas, now=now)
    patrol = await rota.get_patrol(tx, patrol_id)
    over = await overspend_of(tx, patrol=patrol, crew=patrol.crew, area=area, now=now)
    return OverspendBoard(area, night, over)


async def export_of_month(tx: Transaction, *, area: Area, month: date) -> Export:
    """A calendar month, for the finance unit."""
    last = (month.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)
    book = await ledger(tx, area=area, first=month, last=last)
    costs = await budget.costs_between(tx, area.key, month, last)
    return await _export(tx, book, book.lines, costs, month=month)


async def export_of_pot(tx: Transaction, *, pot_id: int, areas: Mapping[str, Area]) -> Export:
    """All that a pot has paid, for the finance unit."""
    key, pot = await budget.get_pot(tx, pot_id)
    area = areas[key]
    book = await ledger(tx, area=area, first=pot.starts, last=pot.ends)
    mine = [each for each in book.lines if each.night.pot == pot]
    costs = await budget.costs_of(tx, pot_id)
    return await _export(tx, book, mine, costs, title=pot.name)


async def _export(
    tx: Transaction,
    book: Ledger,
    lines: Sequence[Line],
    costs: Sequence[Cost],
    *,
    title: str | None = None,
    month: date | None = None,
) -> Export:
    confirmed = [each for each in lines if each.is_confirmed]
    who = {each.sheet.member_id for each in confirmed}
    who |= {each.sheet.confirmed_by for each in confirmed if each.sheet.confirmed_by}
    members = await people.members_by_id(tx, who) if who else []
    return Export(
        area=book.area,
        title=title,
        month=month,
        lines=tuple(confirmed),
        costs=tuple(costs),
        pots={each.id: each for each in book.pots},
        members={each.id: each for each in members},
        unconfirmed=len(lines) - len(confirmed),
    )
