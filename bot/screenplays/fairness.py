"""How the screens of fairness are looked up and drawn."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.actions import fairness
from bot.screens import Screenplay, Showing
from bot.views import fairness as views
from operation.area import Area
from operation.errors import Refusal
from storage import people
from storage.database import Transaction


def screens(areas: Mapping[str, Area]) -> dict[str, Screenplay[Any]]:
    """How the screens of this slice are looked up and drawn."""

    async def mine(tx: Transaction, showing: Showing) -> tuple[fairness.MyAccount, ...] | None:
        actor = await people.actor_of_chat(tx, showing.chat_id)
        try:
            return await fairness.my_accounts(tx, actor=actor, areas=areas, now=showing.now)
        except Refusal:
            # They have lost access since the screen was asked for.
            return None

    return {"my_account": Screenplay(mine, views.my_account)}
