"""How the screens of rest are looked up and drawn."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.actions import crew_boards, rest_boards
from bot.screenplays.access import for_lead, for_oneself
from bot.screens import Screenplay, Showing
from bot.views import rest as views
from bot.views import rest_lead
from operation.area import Area
from operation.duties import Side
from storage import people
from storage.database import Transaction
from storage.rest import Owed


def screens(areas: Mapping[str, Area]) -> dict[str, Screenplay[Any]]:
    """How the screens of this slice are looked up and drawn."""

    async def my_duties(
        tx: Transaction, showing: Showing
    ) -> tuple[rest_boards.DutiesBoard, Side | None] | None:
        found = await rest_boards.my_duties(
            tx,
            patrol_id=int(showing.subject),
            chat_id=showing.chat_id,
            areas=areas,
            now=showing.now,
        )
        return None if found is None else (found, _side(showing))

    async def duties_of(
        tx: Transaction, showing: Showing
    ) -> tuple[rest_boards.DutiesBoard, Side | None] | None:
        found = await rest_boards.duties_of(
            tx,
            patrol_id=int(showing.subject),
            member_id=int(showing.facts["member"]),
            areas=areas,
            now=showing.now,
        )
        return None if found is None else (found, _side(showing))

    async def night(tx: Transaction, showing: Showing) -> crew_boards.LeadNight:
        return await crew_boards.lead_night(
            tx, patrol_id=int(showing.subject), areas=areas, now=showing.now
        )

    async def owed(tx: Transaction, showing: Showing) -> rest_boards.OwedBoard:
        return await rest_boards.owed_board(tx, area=areas[showing.subject])

    async def owed_to(tx: Transaction, showing: Showing) -> rest_boards.OwedBoard:
        member = int(showing.facts["member"])
        return await rest_boards.owed_board(tx, area=areas[showing.subject], only=member)

    async def card(tx: Transaction, showing: Showing) -> rest_boards.OwedCard:
        return await rest_boards.owed_card(
            tx, owed_id=int(showing.subject), areas=areas, now=showing.now
        )

    async def mine(tx: Transaction, showing: Showing) -> tuple[tuple[Area, Owed], ...]:
        actor = await people.actor_of_chat(tx, showing.chat_id)
        return await rest_boards.my_owed(tx, actor=actor, areas=areas)

    return {
        "my_duties": Screenplay(my_duties, lambda found: views.my_duties(*found)),
        "duties_asked": Screenplay(my_duties, lambda found: views.duties_asked(found[0])),
        "my_rest_owed": Screenplay(mine, views.my_rest_owed),
        "rest_owed_told": for_oneself(Screenplay(card, views.rest_owed_told)),
        "rest_given_told": for_oneself(Screenplay(card, views.rest_given_told)),
        "rest_void_told": for_oneself(Screenplay(card, views.rest_void_told)),
        "duties_of": for_lead(Screenplay(duties_of, lambda found: rest_lead.duties_of(*found))),
        "night_rest": for_lead(Screenplay(night, rest_lead.night_rest)),
        "rest_owed": for_lead(Screenplay(owed, rest_lead.rest_owed)),
        "rest_owed_to": for_lead(Screenplay(owed_to, rest_lead.rest_owed_to)),
        "give_rest": for_lead(Screenplay(card, rest_lead.give_rest)),
    }


def _side(showing: Showing) -> Side | None:
    """Which question is asked anew, if one is."""
    side = showing.facts.get("side")
    return Side(side) if side else None
