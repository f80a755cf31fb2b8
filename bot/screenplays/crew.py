"""How the screens of a crew are looked up and drawn."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from bot.actions import boards, crew_boards
from bot.screenplays.access import for_lead, or_gone
from bot.screens import Screen, Screenplay, Showing
from bot.views import crew as views
from bot.views import crew_lead, crew_news, night_changes, rota_lead
from operation.area import Area
from storage import people
from storage.database import Transaction


def screens(areas: Mapping[str, Area]) -> dict[str, Screenplay[Any]]:
    """How the screens of this slice are looked up and drawn."""

    async def night(tx: Transaction, showing: Showing) -> crew_boards.LeadNight:
        return await crew_boards.lead_night(
            tx,
            patrol_id=int(showing.subject),
            areas=areas,
            now=showing.now,
            news=showing.facts.get("news", ()),
        )

    async def week(tx: Transaction, showing: Showing) -> crew_boards.LeadWeek:
        return await crew_boards.lead_week(
            tx, week_id=int(showing.subject), areas=areas, now=showing.now
        )

    async def mine(tx: Transaction, showing: Showing) -> crew_boards.MyCard | None:
        return await crew_boards.my_card(
            tx,
            patrol_id=int(showing.subject),
            chat_id=showing.chat_id,
            areas=areas,
            now=showing.now,
            news=showing.facts.get("news", ()),
        )

    async def gone_by(tx: Transaction, showing: Showing) -> boards.NightBoard:
        _, board = await boards.night_board(
            tx, patrol_id=int(showing.subject), areas=areas, now=showing.now
        )
        return board

    async def nothing(_tx: Transaction, _showing: Showing) -> bool:
        return True

    async def duties(
        tx: Transaction, showing: Showing
    ) -> tuple[tuple[crew_boards.DutyTimes, ...], datetime]:
        actor = await people.actor_of_chat(tx, showing.chat_id)
        found = await crew_boards.duties(tx, actor=actor, areas=areas, now=showing.now)
        return found, showing.now

    async def to_tell(tx: Transaction, showing: Showing) -> crew_boards.TellThem | None:
        return await crew_boards.tell_them(
            tx,
            patrol_id=int(showing.subject),
            member_id=int(showing.facts["member"]),
            news=showing.facts["news"],
            areas=areas,
            now=showing.now,
        )

    def with_fact(
        view: Callable[..., Screen], *names: str
    ) -> Screenplay[tuple[crew_boards.LeadNight, tuple[int, ...]]]:
        """A view of a night that takes numbers besides it."""

        async def load(
            tx: Transaction, showing: Showing
        ) -> tuple[crew_boards.LeadNight, tuple[int, ...]]:
            return await night(tx, showing), tuple(int(showing.facts[name]) for name in names)

        return Screenplay(load, lambda found: view(found[0], *found[1]))

    for_leads: dict[str, Screenplay[Any]] = {
        "week_card": Screenplay(week, rota_lead.week_card),
        "week_closed": Screenplay(week, crew_news.week_closed),
        "crew_news": Screenplay(night, crew_news.crew_news),
        "patrol_card": Screenplay(night, crew_lead.patrol_card),
        "change_night": Screenplay(night, crew_lead.change_night),
        "crew_card": Screenplay(night, crew_lead.crew_card),
        "person_card": with_fact(crew_lead.person_card, "member"),
        "choose_times": with_fact(night_changes.choose_times, "starts", "ends"),
        "choose_ward": with_fact(night_changes.choose_ward, "page"),
        "cancel_night": Screenplay(night, night_changes.cancel_night),
        "tell_of_crew": Screenplay(to_tell, crew_news.tell_of_crew),
    }
    plays = {name: for_lead(play) for name, play in for_leads.items()}
    return {
        **plays,
        "week_closed": or_gone(plays["week_closed"]),
        "crew_news": or_gone(plays["crew_news"]),
        "my_night": or_gone(Screenplay(mine, views.my_night)),
        "my_shift": Screenplay(mine, views.my_shift),
        "sure_to_withdraw": Screenplay(mine, views.sure_to_withdraw),
        "moved_on": Screenplay(gone_by, views.moved_on),
        "week_moved_on": Screenplay(nothing, lambda _found: crew_news.week_moved_on()),
        "calendar_file": Screenplay(duties, lambda found: views.duties(*found)),
    }
