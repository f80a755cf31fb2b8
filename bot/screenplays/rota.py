"""How the screens of the rota are looked up and drawn."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from bot.actions import boards, rest_boards
from bot.screenplays.access import for_lead, for_roles
from bot.screens import Screen, Screenplay, Showing
from bot.views import plan as plan_views
from bot.views import rota as views
from bot.views import rota_lead
from operation.area import Area
from operation.people import Role
from storage import people
from storage.database import Transaction
from storage.rest import Owed


def screens(areas: Mapping[str, Area]) -> dict[str, Screenplay[Any]]:
    """How the screens of this slice are looked up and drawn."""

    async def week(tx: Transaction, showing: Showing) -> boards.WeekBoard:
        return await boards.week_board(
            tx, week_id=int(showing.subject), areas=areas, now=showing.now
        )

    async def night(tx: Transaction, showing: Showing) -> tuple[Area, boards.NightBoard]:
        return await boards.night_board(
            tx, patrol_id=int(showing.subject), areas=areas, now=showing.now
        )

    def told(
        view: Callable[[Area, boards.NightBoard], Screen], *, is_in: bool | None
    ) -> Screenplay[Any]:
        async def load(tx: Transaction, showing: Showing) -> tuple[Area, boards.NightBoard] | None:
            return await boards.told_night(
                tx,
                patrol_id=int(showing.subject),
                chat_id=showing.chat_id,
                areas=areas,
                is_in=is_in,
                now=showing.now,
            )

        return Screenplay(load, lambda found: view(*found))

    async def mine(
        tx: Transaction, showing: Showing
    ) -> tuple[tuple[boards.MyNight, ...], tuple[tuple[Area, Owed], ...]]:
        actor = await people.actor_of_chat(tx, showing.chat_id)
        nights = await rest_boards.my_nights(tx, actor=actor, areas=areas, now=showing.now)
        return nights, await rest_boards.my_owed(tx, actor=actor, areas=areas)

    async def rota(tx: Transaction, showing: Showing) -> boards.RotaBoard:
        return await boards.rota_board(tx, area=areas[showing.subject], now=showing.now)

    async def eligible(tx: Transaction, showing: Showing) -> tuple[boards.Eligible, int]:
        found = await boards.eligible(
            tx, patrol_id=int(showing.subject), areas=areas, now=showing.now
        )
        return found, int(showing.facts["page"])

    async def the_plan(tx: Transaction, showing: Showing) -> boards.PlanBoard:
        return await boards.plan_board(tx, area=areas[showing.subject])

    async def plan_night(tx: Transaction, showing: Showing) -> tuple[boards.PlanBoard, int]:
        return await the_plan(tx, showing), int(showing.facts["weekday"])

    async def plan_moment(tx: Transaction, showing: Showing) -> tuple[boards.PlanBoard, str]:
        return await the_plan(tx, showing), str(showing.facts["name"])

    async def about(
        tx: Transaction, showing: Showing
    ) -> tuple[Area, boards.NightBoard, str, bool] | None:
        """Somebody whom the bot cannot tell how they stand, if they still stand so."""
        area, board = await night(tx, showing)
        member = await people.get_member(tx, int(showing.facts["member"]))
        standing = board.book.standing_of(member.id)
        is_in = bool(showing.facts["is_in"])
        still = standing is not None and standing.is_in is is_in and not board.has_started
        return (area, board, member.called, is_in) if still else None

    for_leads: dict[str, Screenplay[Any]] = {
        "tell_them": Screenplay(about, lambda found: rota_lead.tell_them(*found)),
        "rota": Screenplay(rota, rota_lead.rota),
        "choose_extra_night": Screenplay(rota, rota_lead.choose_extra_night),
        "choose_officer": Screenplay(eligible, lambda found: rota_lead.choose_officer(*found)),
        "plan": Screenplay(the_plan, plan_views.plan),
        "plan_night": Screenplay(plan_night, lambda found: plan_views.plan_night(*found)),
        "plan_moment": Screenplay(plan_moment, lambda found: plan_views.plan_moment(*found)),
    }
    return {
        **{name: for_lead(play) for name, play in for_leads.items()},
        "rota_week": Screenplay(week, views.week_post),
        "week_asked": for_roles(Screenplay(week, views.week_asked), Role.OFFICER),
        "moved_in": told(views.moved_in, is_in=True),
        "moved_out": told(views.moved_out, is_in=False),
        "added": told(views.added, is_in=True),
        "added_waiting": told(views.added_waiting, is_in=False),
        "taken_off": told(views.taken_off, is_in=None),
        "my_shifts": Screenplay(mine, lambda found: views.my_shifts(*found)),
    }
