"""A Friday that is over, with its crew, a pot and rates: the scene of the tests of hours."""

from __future__ import annotations

from datetime import date, timedelta

from bot.actions import attendance, budget, budget_boards, hours
from bot.actions.hours import Stated
from bot.actions.ledger import stand_of
from operation.attendance import Attended
from operation.budget import Basis, Statement
from operation.hours import Sheet, Why
from operation.overtime import Wants
from storage import areas as area_plans
from storage import budget as money
from storage import crew as crews
from storage import hours as sheets
from storage.database import Database
from tests.storage.crew_scene import AREAS, LEADS, NOW, STARTS, Scene, published

AREA = AREAS["lambeth"]
ENDS = STARTS + timedelta(hours=6)
MORNING = ENDS + timedelta(hours=8)
MARCH = (date(2031, 3, 1), date(2031, 3, 31))


async def over(database: Database, *, officers: int = 4, places: int | None = None) -> Scene:
    """Friday's crew has gone out and come back; nobody has said anything yet."""
    on = await published(database, officers=officers, signed_up=officers, places=places or officers)
    async with database.transaction() as tx:
        await area_plans.seed(tx, AREA.key, AREA.plan, at=NOW)
    return on


async def with_money(on: Scene, *, pence: int = 20_00, amount: int = 5_000_00) -> int:
    """A pot for March and what a PC costs; the pot's id."""
    starts, ends = MARCH
    await on.does(
        LEADS[0], budget.add_rate, at=NOW, area=AREA, rank="PC", basis=Basis.HOURLY, pence=pence,
        starts=starts, ends=None,
    )  # fmt: skip
    return await on.does(
        LEADS[0], budget.add_pot, at=NOW, area=AREA, name="March", code="X1", pence=amount,
        starts=starts, ends=ends,
    )  # fmt: skip


async def says(on: Scene, who: int, ends: int = 0, why: Why | None = None) -> Stated:
    return await on.does(
        who, hours.propose, at=MORNING, patrol_id=on.friday, starts=0, ends=ends, why=why,
        wants=Wants.PAY,
    )  # fmt: skip


async def confirms(
    on: Scene,
    who: int,
    ends: int = 0,
    why: Why | None = None,
    *,
    version: int,
    lead: int = LEADS[0],
) -> Stated:  # fmt: skip
    return await on.does(
        lead, hours.confirm, at=MORNING, patrol_id=on.friday, member_id=on.ids[who],
        version=version, starts=0, ends=ends, why=why,
    )  # fmt: skip


async def corrects(
    on: Scene, who: int, times: tuple[int, int] | None, *, version: int, why: Why | None = None
) -> Stated:
    return await on.does(
        LEADS[0], hours.correct, at=MORNING, patrol_id=on.friday, member_id=on.ids[who],
        version=version, times=times, why=why, reason="By the custody log",
    )  # fmt: skip


async def marks(on: Scene, who: int, attended: Attended) -> Sheet:
    return await on.does(
        LEADS[0], attendance.mark, at=MORNING, patrol_id=on.friday, member_id=on.ids[who],
        attended=attended,
    )  # fmt: skip


async def sheet(on: Scene, who: int) -> Sheet:
    """Somebody's sheet of Friday as it is stored."""
    async with on.db.transaction() as tx:
        return (await sheets.sheets_of(tx, await crews.held(tx, on.friday)))[on.ids[who]]


async def pot_stands(on: Scene, pot_id: int) -> tuple[Statement, int]:
    """How the pot stands, and the sum of the rows that the finance unit would be sent."""
    async with on.db.reading() as tx:
        _, pot = await money.get_pot(tx, pot_id)
        stand, _ = await stand_of(tx, pot=pot, area=AREA, now=MORNING)
        export = await budget_boards.export_of_pot(tx, pot_id=pot_id, areas=AREAS)
    rows = [each.spent.pence or 0 for each in export.lines]
    return stand, sum(rows) + sum(each.pence for each in export.costs)
