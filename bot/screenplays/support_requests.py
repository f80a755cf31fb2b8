"""How the screens of support that is asked for are looked up and drawn."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.actions import support_requests
from bot.screenplays.access import for_lead, or_gone
from bot.screens import Screenplay, Showing
from bot.views import support_requests as views
from operation.area import Area
from storage import people
from storage.database import Transaction


def screens(areas: Mapping[str, Area]) -> dict[str, Screenplay[Any]]:
    """How the screens of this slice are looked up and drawn."""

    async def board(tx: Transaction, showing: Showing) -> support_requests.RequestBoard | None:
        return await support_requests.request_board(
            tx,
            request_id=int(showing.subject),
            areas=areas,
            now=showing.now,
            news=showing.facts.get("news", ()),
        )

    async def own(tx: Transaction, showing: Showing) -> support_requests.RequestBoard | None:
        found = await board(tx, showing)
        person_id = await people.person_of_chat(tx, showing.chat_id)
        return found if found is not None and found.request.person_id == person_id else None

    async def whom(tx: Transaction, showing: Showing) -> tuple[Area, ...] | None:
        actor = await people.actor_of_chat(tx, showing.chat_id)
        if actor.person_id is None:
            return None
        return await support_requests.areas_to_ask(tx, actor=actor, areas=areas, now=showing.now)

    async def everything(tx: Transaction, showing: Showing) -> support_requests.SupportBoard:
        return await support_requests.support_board(
            tx, area=areas[showing.subject], now=showing.now
        )

    return {
        "choose_support": Screenplay(whom, views.choose_support),
        "my_request": or_gone(Screenplay(own, views.my_request)),
        "support_request": or_gone(for_lead(Screenplay(board, views.support_request))),
        "support_list": for_lead(Screenplay(everything, views.support_list)),
        "request_moved_on": Screenplay(board, views.request_moved_on),
    }
