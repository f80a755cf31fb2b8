"""Every kind of button about hours and money, by who may press it."""

from __future__ import annotations

from datetime import UTC, date, datetime

from bot.callbacks import Payload, budget, hours
from operation.budget import Basis, Cost, CostKind, Pot, Rate
from storage import budget as money
from storage.database import Database

STARTS, ENDS = date(2031, 3, 1), date(2031, 3, 31)


def of_a_lead(member: int) -> list[Payload]:
    """Every button that only a lead may press, about things that are there."""
    area = "lambeth"
    return [
        hours.MusterCard(1, 0), hours.MusterOne(1, member, 0), hours.MarkOne(1, member, "here", 0),
        hours.MarkAll(1),
        hours.NightHoursCard(1, 0), hours.ConfirmAsPlanned(1), hours.SheetCard(1, member),
        hours.StepTheirs(1, member, 15, 0), hours.ConfirmTimes(1, member, 0, "0.0", "planned"),
        hours.CorrectTimes(1, member, 0, "0.2", "arrest"), hours.NotThere(1, member, 0),
        hours.SetKind(1, member, "casual"), hours.WantTheirs(1, member, "time_off"),
        budget.MoneyOf(area), budget.PotCard(1), budget.NewPot(area), budget.ChangePot(1),
        budget.AddCost(1), budget.CostsOf(1, 0), budget.DropCost(1), budget.RatesOf(area, 0),
        budget.NewRate(area), budget.DropRate(1), budget.DropRateNow(1), budget.ChooseExport(area),
        budget.ExportMonth(area, STARTS, "csv"), budget.ExportPot(1, "xlsx"),
        budget.ChoosePot(1), budget.SetPot(1, 1), budget.PublishOverspent(1, 0, "p", 0, 0),
    ]  # fmt: skip


OF_ANY_MEMBER: list[Payload] = [
    hours.MyHours(), hours.AsPlanned(1, "pay"), hours.OtherTimes(1), hours.StepMine(1, 0, 15),
    hours.WantMine(1, "pay"), hours.SayTimes(1, "0.1", "arrest"),
]  # fmt: skip


async def money_is_there(db: Database) -> None:
    """The first pot of Lambeth, with its first cost, and its first rate."""
    async with db.transaction() as tx:
        pot_id = await money.add_pot(tx, "lambeth", Pot("Pot", "X1", 500_000, STARTS, ENDS))
        cost = Cost(pot_id, CostKind.FOOD, 100, STARTS)
        await money.add_cost(tx, cost, by=1, at=datetime(2031, 3, 3, 9, tzinfo=UTC))
        await money.add_rate(tx, "lambeth", Rate("PC", Basis.HOURLY, 2_000, STARTS))
