"""How the screens of partner agencies are looked up and drawn."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.actions import agencies
from bot.screenplays.access import for_lead
from bot.screens import Screenplay, Showing
from bot.views import agencies as views
from operation.area import Area
from storage.database import Transaction


def screens(areas: Mapping[str, Area]) -> dict[str, Screenplay[Any]]:
    """How the screens of this slice are looked up and drawn."""

    async def everyone(tx: Transaction, showing: Showing) -> tuple[agencies.AgenciesBoard, int]:
        board = await agencies.agencies_board(tx, area=areas[showing.subject])
        return board, int(showing.facts["page"])

    async def one(tx: Transaction, showing: Showing) -> agencies.AgencyBoard:
        return await agencies.agency_board(tx, agency_id=int(showing.subject), areas=areas)

    return {
        "agencies": for_lead(Screenplay(everyone, lambda found: views.agencies(*found))),
        "agency": for_lead(Screenplay(one, views.agency)),
    }
