"""How the screens of stops are looked up and drawn."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.actions.entry_boards import EntryBoard, patrol_board, stop_alerted, stop_board
from bot.screenplays.access import or_gone
from bot.screens import Screenplay, Showing
from bot.views import stops as views
from operation.area import Area
from operation.stops import StopKind
from storage import drafts, people
from storage.database import Transaction


def screens(areas: Mapping[str, Area]) -> dict[str, Screenplay[Any]]:
    """How the screens of this slice are looked up and drawn."""

    async def asked(tx: Transaction, showing: Showing) -> views.Asked | None:
        kind, draft_id = StopKind(showing.facts["kind"]), int(showing.facts["draft"])
        patrol_id = int(showing.subject)
        if draft_id:
            draft = await drafts.find_by_id(tx, draft_id)
            if draft is None or draft.chat_id != showing.chat_id:
                return None
            return views.Asked(areas[draft.answers["area"]], patrol_id, draft_id, kind)
        actor = await people.actor_of_chat(tx, showing.chat_id)
        board = await patrol_board(tx, patrol_id=patrol_id, actor=actor, areas=areas)
        return views.Asked(board.area, patrol_id, 0, kind) if board is not None else None

    async def practised(tx: Transaction, showing: Showing) -> views.Asked | None:
        actor = await people.actor_of_chat(tx, showing.chat_id)
        if not any(each.area == showing.subject and each.is_active for each in actor.members):
            return None
        return views.Asked(areas[showing.subject], 0, 0, StopKind(showing.facts["kind"]))

    async def board(tx: Transaction, showing: Showing) -> EntryBoard | None:
        actor = await people.actor_of_chat(tx, showing.chat_id)
        return await stop_board(tx, stop_id=int(showing.subject), actor=actor, areas=areas)

    async def alerted(tx: Transaction, showing: Showing) -> EntryBoard | None:
        actor = await people.actor_of_chat(tx, showing.chat_id)
        return await stop_alerted(tx, stop_id=int(showing.subject), actor=actor, areas=areas)

    async def nothing(_tx: Transaction, _showing: Showing) -> bool:
        return True

    async def is_member(tx: Transaction, showing: Showing) -> bool | None:
        return bool((await people.actor_of_chat(tx, showing.chat_id)).active_members) or None

    return {
        "stop_ask": Screenplay(asked, views.stop_ask),
        "stop_practised": Screenplay(practised, views.stop_practised),
        "stop_card": Screenplay(board, views.stop_card),
        "stop_alert": or_gone(Screenplay(alerted, views.stop_alert)),
        "stop_due": or_gone(Screenplay(board, views.stop_due)),
        "practise_entries": Screenplay(is_member, lambda _found: views.practise_entries()),
        "moved_on_entry": Screenplay(nothing, lambda _found: views.moved_on_entry()),
    }
