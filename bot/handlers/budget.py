"""Money: a lead's taps on pots, rates, costs, and files for the finance unit."""

from __future__ import annotations

from datetime import timedelta

from bot.actions import boards, budget
from bot.callbacks import Unreadable
from bot.callbacks.budget import (
    AddCost,
    ChangePot,
    ChooseExport,
    ChoosePot,
    CostsOf,
    DropCost,
    DropRate,
    DropRateNow,
    ExportMonth,
    ExportPot,
    MoneyOf,
    NewPot,
    NewRate,
    PotCard,
    RatesOf,
    SetPot,
)
from bot.context import Context
from bot.forms.budget import CHANGE_POT, NEW_COST, NEW_POT, NEW_RATE
from bot.forms.catalogue import FORMS
from bot.routing import Routes
from bot.views.budget_export import CSV, WORKBOOK
from bot.views.money import long_day
from operation.nights import local_date
from operation.people import Role

routes = Routes()


@routes.press(MoneyOf)
async def press_money(context: Context, button: MoneyOf) -> None:
    """An area's money."""
    _as_lead(context, button.area)
    context.show("money", button.area)


@routes.press(PotCard)
async def press_pot(context: Context, button: PotCard) -> None:
    """One pot."""
    await budget.require_lead_of_pot(context.tx, actor=context.actor, pot_id=button.pot)
    context.show("pot", str(button.pot))


@routes.press(NewPot, writes=True)
async def press_new_pot(context: Context, button: NewPot) -> None:
    """Enter a pot."""
    _as_lead(context, button.area)
    await FORMS.begin(context, NEW_POT, area=context.area(button.area), facts={})


@routes.press(ChangePot, writes=True)
async def press_change_pot(context: Context, button: ChangePot) -> None:
    """Change a pot."""
    area, pot = await budget.require_lead_of_pot(context.tx, actor=context.actor, pot_id=button.pot)
    facts = {"pot": str(pot.id), "name": pot.name}
    await FORMS.begin(context, CHANGE_POT, area=context.area(area), facts=facts)


@routes.press(AddCost, writes=True)
async def press_add_cost(context: Context, button: AddCost) -> None:
    """Enter what was bought."""
    key, pot = await budget.require_lead_of_pot(context.tx, actor=context.actor, pot_id=button.pot)
    area = context.area(key)
    today = local_date(context.now, area.zone)
    await FORMS.begin(
        context,
        NEW_COST,
        area=area,
        facts={
            "pot": str(pot.id),
            "name": pot.name,
            "today": today.isoformat(),
            "yesterday": (today - timedelta(days=1)).isoformat(),
        },
    )


@routes.press(CostsOf)
async def press_costs(context: Context, button: CostsOf) -> None:
    """What was bought from a pot."""
    await budget.require_lead_of_pot(context.tx, actor=context.actor, pot_id=button.pot)
    context.show("costs", str(button.pot), page=button.page)


@routes.press(DropCost, writes=True)
async def press_drop_cost(context: Context, button: DropCost) -> None:
    """Take a cost back."""
    pot_id = await budget.drop_cost(
        context.tx, actor=context.actor, cost_id=button.cost, now=context.now
    )
    context.answer("Taken back.")
    context.show("costs", str(pot_id), page=0)


@routes.press(RatesOf)
async def press_rates(context: Context, button: RatesOf) -> None:
    """What the ranks cost."""
    _as_lead(context, button.area)
    context.show("rates", button.area, page=button.page)


@routes.press(NewRate, writes=True)
async def press_new_rate(context: Context, button: NewRate) -> None:
    """Enter a rate."""
    _as_lead(context, button.area)
    area = context.area(button.area)
    today = local_date(context.now, area.zone)
    first = today.replace(day=1)
    following = (first + timedelta(days=31)).replace(day=1)
    facts = {
        "today": today.isoformat(), "first": first.isoformat(), "following": following.isoformat(),
    }  # fmt: skip
    await FORMS.begin(context, NEW_RATE, area=area, facts=facts)


@routes.press(DropRate)
async def press_drop_rate(context: Context, button: DropRate) -> None:
    """Delete a rate?"""
    await budget.require_lead_of_rate(context.tx, actor=context.actor, rate_id=button.rate)
    context.show("sure_to_drop_rate", str(button.rate))


@routes.press(DropRateNow, writes=True)
async def press_drop_rate_now(context: Context, button: DropRateNow) -> None:
    """Delete a rate."""
    done = await budget.drop_rate(
        context.tx, actor=context.actor, rate_id=button.rate, areas=context.areas, now=context.now
    )
    on = done.reopened
    until = f"until {long_day(on.ends)}" if on and on.ends else "until further notice"
    context.answer(f"Deleted. The one before goes on {until}." if on else "Deleted.")
    context.show("rates", done.area, page=0)


@routes.press(ChooseExport)
async def press_choose_export(context: Context, button: ChooseExport) -> None:
    """For which month."""
    _as_lead(context, button.area)
    context.show("choose_export", button.area)


@routes.press(ExportMonth, writes=True)
async def press_export_month(context: Context, button: ExportMonth) -> None:
    """A month as a file."""
    area, form = context.area(button.area), _form(button.form)
    month = button.month.replace(day=1)
    await budget.export_month(
        context.tx, actor=context.actor, area=area, month=month, form=form, now=context.now
    )
    context.show("export_month", area.key, new=True, month=month.isoformat(), form=form)


@routes.press(ExportPot, writes=True)
async def press_export_pot(context: Context, button: ExportPot) -> None:
    """A pot as a file."""
    form = _form(button.form)
    await budget.export_pot(
        context.tx, actor=context.actor, pot_id=button.pot, form=form, now=context.now
    )
    context.show("export_pot", str(button.pot), new=True, form=form)


@routes.press(ChoosePot)
async def press_choose_pot(context: Context, button: ChoosePot) -> None:
    """Which pot pays for a night."""
    await boards.require_lead_of_patrol(context.tx, actor=context.actor, patrol_id=button.patrol)
    context.show("choose_pot", str(button.patrol))


@routes.press(SetPot, writes=True)
async def press_set_pot(context: Context, button: SetPot) -> None:
    """This pot pays for it."""
    pot = await budget.choose_pot(
        context.tx, actor=context.actor, patrol_id=button.patrol, pot_id=button.pot,
        now=context.now,
    )  # fmt: skip
    context.answer(f"“{pot.name}” pays for this night.")
    context.show("night_hours", str(button.patrol), page=0)


def _as_lead(context: Context, area: str) -> None:
    """Raise RoleMissing, or NotAMember, for anybody but a lead of the area."""
    context.actor.acting(context.area(area).key, Role.LEAD)


def _form(said: str) -> str:
    """Raises Unreadable for no kind of file that we make."""
    if said not in (CSV, WORKBOOK):
        raise Unreadable
    return said
