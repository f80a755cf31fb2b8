"""How the screens of leading, pairing and places are looked up and drawn."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from bot.actions import beside_boards, boards
from bot.screenplays.access import for_lead, for_roles, or_gone
from bot.screens import Screenplay, Showing
from bot.views import leading, pairing, pairing_lists
from operation.area import Area
from operation.leading import Part
from operation.people import Role
from storage import people
from storage.database import Transaction


def screens(areas: Mapping[str, Area]) -> dict[str, Screenplay[Any]]:
    """How the screens of this slice are looked up and drawn."""

    async def part(tx: Transaction, showing: Showing) -> beside_boards.Candidates:
        return await beside_boards.lead_part(
            tx, patrol_id=int(showing.subject), areas=areas, now=showing.now
        )

    async def named(
        tx: Transaction, showing: Showing
    ) -> tuple[beside_boards.Candidates, Part, int]:
        wanted = Part(showing.facts["part"])
        found = await beside_boards.candidates(
            tx, patrol_id=int(showing.subject), part=wanted, areas=areas, now=showing.now
        )
        return found, wanted, int(showing.facts["page"])

    async def nominees(tx: Transaction, showing: Showing) -> tuple[beside_boards.Candidates, int]:
        found = await beside_boards.nominees(
            tx, patrol_id=int(showing.subject), areas=areas, now=showing.now
        )
        return found, int(showing.facts["page"])

    async def card(tx: Transaction, showing: Showing) -> beside_boards.BesideCard | None:
        return await beside_boards.beside_card(
            tx,
            patrol_id=int(showing.subject),
            chat_id=showing.chat_id,
            areas=areas,
            now=showing.now,
            news=showing.facts.get("news", ()),
        )

    async def to_tell(tx: Transaction, showing: Showing) -> beside_boards.TellBeside | None:
        return await beside_boards.tell_beside(
            tx,
            patrol_id=int(showing.subject),
            member_id=int(showing.facts["member"]),
            news=showing.facts["news"],
            areas=areas,
            now=showing.now,
        )

    async def link(
        tx: Transaction, showing: Showing
    ) -> tuple[Area, boards.NightBoard, datetime, str, bool]:
        area, night = await boards.night_board(
            tx, patrol_id=int(showing.subject), areas=areas, now=showing.now
        )
        actor = await people.actor_of_chat(tx, showing.chat_id)
        is_lead = any(each.area == area.key and each.may(Role.LEAD) for each in actor.members)
        expires_at = datetime.fromisoformat(showing.facts["expires_at"])
        return area, night, expires_at, str(showing.facts["url"]), is_lead

    async def ahead(tx: Transaction, showing: Showing) -> beside_boards.PairingList:
        area = areas[showing.subject]
        return await beside_boards.pairing_list(tx, area=area, now=showing.now)

    async def record(tx: Transaction, showing: Showing) -> beside_boards.Record:
        page = int(showing.facts.get("page", 0))
        area = areas[showing.subject]
        return await beside_boards.record_of(tx, area=area, now=showing.now, page=page)

    async def mine(tx: Transaction, showing: Showing) -> beside_boards.MyWard | None:
        actor = await people.actor_of_chat(tx, showing.chat_id)
        return await beside_boards.my_ward(tx, actor=actor, areas=areas, now=showing.now)

    for_leads: dict[str, Screenplay[Any]] = {
        "leading_card": Screenplay(part, leading.leading_card),
        "choose_named": Screenplay(named, lambda found: leading.choose_named(*found)),
        "choose_nominee": Screenplay(nominees, lambda found: pairing.choose_nominee(*found)),
        "tell_beside": Screenplay(to_tell, pairing.tell_beside),
        "pairing_list": Screenplay(ahead, pairing_lists.pairing_list),
        "officers_reached": Screenplay(record, pairing_lists.officers_reached),
        "together": Screenplay(record, pairing_lists.together),
    }
    sergeants_link = Screenplay(
        link, lambda found: pairing.nomination_link(*found[:-1], is_lead=found[-1])
    )
    return {
        **{name: for_lead(play) for name, play in for_leads.items()},
        "nomination_link": for_roles(sergeants_link, Role.LEAD, Role.WARD_SERGEANT),
        "beside_night": or_gone(Screenplay(card, pairing.beside_night)),
        "my_ward": for_roles(
            Screenplay(mine, pairing_lists.my_ward), Role.LOCAL_OFFICER, Role.WARD_SERGEANT
        ),
    }
