"""How the screens of incidents are looked up and drawn."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.actions.entry_boards import EntryBoard, incident_alerted, incident_board
from bot.forms.incidents import CORRECT_INCIDENT
from bot.screenplays.access import or_gone
from bot.screenplays.intelligence import shown_entry
from bot.screens import Screenplay, Showing
from bot.views import incidents as views
from bot.views.intelligence import ShownEntry
from operation.area import Area
from storage import people
from storage.database import Transaction


def screens(areas: Mapping[str, Area]) -> dict[str, Screenplay[Any]]:
    """How the screens of this slice are looked up and drawn."""

    async def shown(tx: Transaction, showing: Showing) -> ShownEntry | None:
        actor = await people.actor_of_chat(tx, showing.chat_id)
        found = await incident_board(tx, incident_id=int(showing.subject), actor=actor, areas=areas)
        return shown_entry(found, CORRECT_INCIDENT) if found is not None else None

    async def alerted(tx: Transaction, showing: Showing) -> EntryBoard | None:
        actor = await people.actor_of_chat(tx, showing.chat_id)
        return await incident_alerted(
            tx, incident_id=int(showing.subject), actor=actor, areas=areas
        )

    return {
        "incident": Screenplay(shown, views.incident),
        "incident_alert": or_gone(Screenplay(alerted, views.incident_alert)),
    }
