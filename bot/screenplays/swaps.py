"""How the screens of swaps are looked up and drawn."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.actions import boards, swap_boards
from bot.screenplays.access import for_lead, for_roles, or_gone
from bot.screens import Screenplay, Showing
from bot.views import swaps as views
from operation.area import Area
from operation.people import Role
from storage import swaps as kept
from storage.database import Transaction


def screens(areas: Mapping[str, Area]) -> dict[str, Screenplay[Any]]:
    """How the screens of this slice are looked up and drawn."""

    async def giving(
        tx: Transaction, showing: Showing
    ) -> tuple[swap_boards.GivingBoard, int] | None:
        found = await swap_boards.giving(
            tx,
            patrol_id=int(showing.subject),
            chat_id=showing.chat_id,
            areas=areas,
            now=showing.now,
        )
        number = showing.facts.get("page", showing.facts.get("member", 0))
        return None if found is None else (found, int(number))

    async def standing_in(
        tx: Transaction, showing: Showing
    ) -> tuple[swap_boards.StandInBoard, int]:
        found = await swap_boards.standing_in(
            tx,
            patrol_id=int(showing.subject),
            member_id=int(showing.facts["member"]),
            areas=areas,
            now=showing.now,
        )
        return found, int(showing.facts["page"])

    async def asked(tx: Transaction, showing: Showing) -> swap_boards.SwapBoard | None:
        return await swap_boards.asked_board(
            tx,
            swap_id=int(showing.subject),
            chat_id=showing.chat_id,
            areas=areas,
            now=showing.now,
        )

    async def offered(tx: Transaction, showing: Showing) -> swap_boards.SwapBoard | None:
        return await swap_boards.giver_board(
            tx,
            swap_id=int(showing.subject),
            chat_id=showing.chat_id,
            areas=areas,
            now=showing.now,
        )

    async def to_decide(tx: Transaction, showing: Showing) -> swap_boards.SwapBoard | None:
        return await swap_boards.swap_board(
            tx,
            swap_id=int(showing.subject),
            chat_id=showing.chat_id,
            areas=areas,
            now=showing.now,
        )

    async def supervised(
        tx: Transaction, showing: Showing
    ) -> tuple[Area, boards.NightBoard] | None:
        return await swap_boards.supervised(
            tx,
            patrol_id=int(showing.subject),
            chat_id=showing.chat_id,
            areas=areas,
            now=showing.now,
        )

    async def gone_by(tx: Transaction, showing: Showing) -> boards.NightBoard:
        swap = await kept.get(tx, int(showing.subject))
        _, board = await boards.night_board(
            tx, patrol_id=swap.patrol_id, areas=areas, now=showing.now
        )
        return board

    choose = Screenplay(giving, lambda found: views.give_away(*found))
    choose_one = Screenplay(giving, lambda found: views.give_to(*found))
    return {
        "give_away": for_roles(choose, Role.OFFICER),
        "give_to": for_roles(choose_one, Role.OFFICER),
        "swap_card": or_gone(Screenplay(asked, views.swap_card)),
        "swap_not_rested": Screenplay(offered, views.swap_not_rested),
        "swap_approval": or_gone(for_lead(Screenplay(to_decide, views.swap_approval))),
        "swap_for": for_lead(Screenplay(standing_in, lambda found: views.swap_for(*found))),
        "short_notice": Screenplay(supervised, lambda found: views.short_notice(*found)),
        "swap_moved_on": Screenplay(gone_by, views.swap_moved_on),
    }
