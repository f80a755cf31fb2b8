"""How the screens of money are looked up and drawn: all of them for leads."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from bot.actions import budget_boards as boards
from bot.screenplays.access import for_lead
from bot.screens import Screenplay, Showing
from bot.views import budget as views
from bot.views.budget_export import export_file
from operation.area import Area
from operation.budget import Rate
from storage import budget
from storage.database import Transaction


def screens(areas: Mapping[str, Area]) -> dict[str, Screenplay[Any]]:
    """How the screens of this slice are looked up and drawn."""

    async def money(tx: Transaction, showing: Showing) -> boards.MoneyBoard:
        return await boards.money_board(tx, area=areas[showing.subject], now=showing.now)

    async def pot(tx: Transaction, showing: Showing) -> boards.PotBoard:
        return await boards.pot_board(tx, pot_id=int(showing.subject), areas=areas, now=showing.now)

    async def rates(tx: Transaction, showing: Showing) -> tuple[boards.RatesBoard, int]:
        found = await boards.rates_board(tx, area=areas[showing.subject], now=showing.now)
        return found, int(showing.facts.get("page", 0))

    async def one_rate(tx: Transaction, showing: Showing) -> tuple[Area, int, Rate]:
        key, rate = await budget.get_rate(tx, int(showing.subject))
        return areas[key], int(showing.subject), rate

    async def costs(tx: Transaction, showing: Showing) -> tuple[boards.CostsBoard, int]:
        found = await boards.costs_board(tx, pot_id=int(showing.subject), areas=areas)
        return found, int(showing.facts.get("page", 0))

    async def months(_tx: Transaction, showing: Showing) -> boards.MonthsBoard:
        return boards.months_board(area=areas[showing.subject], now=showing.now)

    async def month(tx: Transaction, showing: Showing) -> tuple[boards.Export, str]:
        which = date.fromisoformat(showing.facts["month"])
        found = await boards.export_of_month(tx, area=areas[showing.subject], month=which)
        return found, str(showing.facts["form"])

    async def whole_pot(tx: Transaction, showing: Showing) -> tuple[boards.Export, str]:
        found = await boards.export_of_pot(tx, pot_id=int(showing.subject), areas=areas)
        return found, str(showing.facts["form"])

    async def choice(tx: Transaction, showing: Showing) -> boards.PotChoice:
        return await boards.pot_choice(
            tx, patrol_id=int(showing.subject), areas=areas, now=showing.now
        )

    async def overspend(
        tx: Transaction, showing: Showing
    ) -> tuple[boards.OverspendBoard, int, str]:
        found = await boards.overspend_board(
            tx, patrol_id=int(showing.subject), areas=areas, now=showing.now
        )
        return found, int(showing.facts["version"]), str(showing.facts["under"])

    plays: dict[str, Screenplay[Any]] = {
        "money": Screenplay(money, views.money),
        "pot": Screenplay(pot, views.pot),
        "pot_overspent": Screenplay(pot, views.pot_overspent),
        "rates": Screenplay(rates, lambda found: views.rates(*found)),
        "costs": Screenplay(costs, lambda found: views.costs(*found)),
        "sure_to_drop_rate": Screenplay(one_rate, lambda found: views.sure_to_drop_rate(*found)),
        "choose_export": Screenplay(months, views.choose_export),
        "export_month": Screenplay(month, lambda found: export_file(*found)),
        "export_pot": Screenplay(whole_pot, lambda found: export_file(*found)),
        "choose_pot": Screenplay(choice, views.choose_pot),
        "sure_to_overspend": Screenplay(overspend, lambda found: views.sure_to_overspend(*found)),
    }
    return {name: for_lead(play) for name, play in plays.items()}
