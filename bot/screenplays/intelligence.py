"""How the screens of intelligence are looked up and drawn."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.actions.entry_boards import EntryBoard, item_board
from bot.forms.intelligence import CORRECT_INTELLIGENCE
from bot.forms.steps import Form, Setting
from bot.screenplays.access import or_gone
from bot.screens import Screenplay, Showing
from bot.views import intelligence as views
from operation.area import Area
from storage import people
from storage.database import Transaction


def screens(areas: Mapping[str, Area]) -> dict[str, Screenplay[Any]]:
    """How the screens of this slice are looked up and drawn."""

    async def board(tx: Transaction, showing: Showing) -> EntryBoard | None:
        actor = await people.actor_of_chat(tx, showing.chat_id)
        return await item_board(tx, item_id=int(showing.subject), actor=actor, areas=areas)

    async def shown(tx: Transaction, showing: Showing) -> views.ShownEntry | None:
        found = await board(tx, showing)
        return shown_entry(found, CORRECT_INTELLIGENCE) if found is not None else None

    async def stopped(tx: Transaction, showing: Showing) -> tuple[Area, int] | None:
        actor = await people.actor_of_chat(tx, showing.chat_id)
        area = str(showing.facts["area"])
        is_here = any(member.area == area and member.is_active for member in actor.members)
        return (areas[area], int(showing.subject)) if is_here else None

    return {
        "intelligence": Screenplay(shown, views.intelligence),
        "intelligence_due": or_gone(Screenplay(board, views.intelligence_due)),
        "source_stopped": Screenplay(stopped, views.source_stopped),
    }


def shown_entry(board: EntryBoard, form: Form) -> views.ShownEntry:
    """What was struck in an entry in the words of the form by which it is corrected."""
    steps = {step.name: step for step in form.steps}
    setting = Setting(board.area)
    return views.ShownEntry(
        board,
        tuple(
            (
                steps[each.step].label if each.step in steps else each.step,
                steps[each.step].shown(setting, {}, each.value) if each.step in steps else "–",
            )
            for each in board.struck
        ),
    )
