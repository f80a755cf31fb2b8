"""How the screens of one's calendar are looked up and drawn."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.actions import feed
from bot.screens import Screenplay, Showing
from bot.views import feed as views
from operation.area import Area
from operation.errors import Refusal
from storage import people
from storage.database import Transaction


def screens(areas: Mapping[str, Area]) -> dict[str, Screenplay[Any]]:
    """How the screens of this slice are looked up and drawn."""

    async def mine(tx: Transaction, showing: Showing) -> feed.CalendarBoard | None:
        actor = await people.actor_of_chat(tx, showing.chat_id)
        try:
            return await feed.calendar_board(tx, actor=actor, areas=areas)
        except Refusal:
            # They have lost access since the screen was asked for.
            return None

    async def address(tx: Transaction, showing: Showing) -> str | None:
        return str(showing.facts["url"]) if await mine(tx, showing) is not None else None

    return {
        "calendar": Screenplay(mine, views.calendar),
        "sure_to_revoke": Screenplay(mine, views.sure_to_revoke),
        "calendar_address": Screenplay(address, views.calendar_address),
    }
