"""How the screens of hours and attendance are looked up and drawn."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace
from typing import Any

from bot.actions import hours_boards, leading
from bot.screenplays.access import for_lead, or_gone
from bot.screens import Screenplay, Showing
from bot.views import hours as views
from bot.views import hours_lead
from operation.area import Area
from operation.errors import Refusal
from operation.people import Role
from storage import people
from storage.database import Transaction


def screens(areas: Mapping[str, Area]) -> dict[str, Screenplay[Any]]:
    """How the screens of this slice are looked up and drawn."""

    async def mine(tx: Transaction, showing: Showing) -> hours_boards.MySheet | None:
        return await hours_boards.my_sheet(
            tx,
            patrol_id=int(showing.subject),
            chat_id=showing.chat_id,
            areas=areas,
            now=showing.now,
            news=showing.facts.get("news", ()),
        )

    async def stepping(
        tx: Transaction, showing: Showing
    ) -> tuple[hours_boards.MySheet, int, int] | None:
        found = await mine(tx, showing)
        if found is None:
            return None
        return found, int(showing.facts["starts"]), int(showing.facts["ends"])

    async def my_list(tx: Transaction, showing: Showing) -> hours_boards.MySheets:
        actor = await people.actor_of_chat(tx, showing.chat_id)
        return await hours_boards.my_sheets(tx, actor=actor, areas=areas, now=showing.now)

    async def night(tx: Transaction, showing: Showing) -> hours_boards.NightHours:
        return await hours_boards.night_hours(
            tx,
            patrol_id=int(showing.subject),
            areas=areas,
            now=showing.now,
            news=showing.facts.get("news", ()),
        )

    async def veiled(tx: Transaction, showing: Showing) -> hours_boards.NightHours:
        return replace(await night(tx, showing), is_veiled=True)

    async def paged(tx: Transaction, showing: Showing) -> tuple[hours_boards.NightHours, int]:
        return await night(tx, showing), int(showing.facts.get("page", 0))

    async def who_is_there(
        tx: Transaction, showing: Showing
    ) -> tuple[hours_boards.NightHours, int, int | None] | None:
        actor = await people.actor_of_chat(tx, showing.chat_id)
        with suppress(Refusal):
            _, member = await leading.require_acting(
                tx, actor=actor, patrol_id=int(showing.subject)
            )
            found, page = await paged(tx, showing)
            found = replace(found, is_for_lead=member.may(Role.LEAD))
            return found, page, showing.facts.get("member")
        return None

    async def one(
        tx: Transaction, showing: Showing
    ) -> tuple[hours_boards.NightHours, int, int, int]:
        facts = showing.facts
        found = await night(tx, showing)
        return found, int(facts["member"]), int(facts["starts"]), int(facts["ends"])

    return {
        "my_hours": or_gone(Screenplay(mine, views.my_hours)),
        "step_mine": Screenplay(stepping, lambda found: views.step_mine(*found)),
        "my_hours_list": Screenplay(my_list, views.my_hours_list),
        "hours_news": or_gone(for_lead(Screenplay(veiled, hours_lead.hours_news))),
        "night_hours": for_lead(Screenplay(paged, lambda found: hours_lead.night_hours(*found))),
        "sheet_card": for_lead(Screenplay(one, lambda found: hours_lead.sheet_card(*found))),
        "muster": Screenplay(who_is_there, lambda found: hours_lead.muster(*found)),
    }
