"""How the screens of visits are looked up and drawn."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.actions import visit_boards
from bot.actions.visit_boards import VisitBoard
from bot.screenplays.access import for_lead, or_gone
from bot.screens import Screenplay, Showing
from bot.views import visits as views
from operation import visits as rules
from operation.area import Area
from operation.book import Book
from operation.errors import Refusal
from storage import people, rota
from storage.database import Transaction


def screens(areas: Mapping[str, Area]) -> dict[str, Screenplay[Any]]:
    """How the screens of this slice are looked up and drawn."""

    async def board(tx: Transaction, showing: Showing) -> VisitBoard | None:
        return await visit_boards.visit_board(
            tx,
            visit_id=int(showing.subject),
            areas=areas,
            now=showing.now,
            news=_news(showing.facts),
        )

    async def own(tx: Transaction, showing: Showing) -> VisitBoard | None:
        found = await board(tx, showing)
        person_id = await people.person_of_chat(tx, showing.chat_id)
        return found if found is not None and found.visit.person_id == person_id else None

    async def mine(tx: Transaction, showing: Showing) -> visit_boards.MyVisits | None:
        actor = await people.actor_of_chat(tx, showing.chat_id)
        return await visit_boards.my_visits(tx, actor=actor, areas=areas, now=showing.now)

    async def may_visit(tx: Transaction, showing: Showing, area: str | None) -> bool:
        """Asked again: they may serve there by now, or nowhere."""
        actor = await people.actor_of_chat(tx, showing.chat_id)
        try:
            rules.sergeant_of(actor)
            if area is not None:
                rules.require_from_elsewhere(actor, area)
        except Refusal:
            return False
        return True

    async def places(tx: Transaction, showing: Showing) -> tuple[Area, ...] | None:
        actor = await people.actor_of_chat(tx, showing.chat_id)
        is_sergeant = await may_visit(tx, showing, None)
        return visit_boards.areas_to_visit(actor, areas) if is_sergeant else None

    async def nights(tx: Transaction, showing: Showing) -> visit_boards.VisitPlan | None:
        if not await may_visit(tx, showing, showing.subject):
            return None
        return await visit_boards.visit_plan(tx, area=areas[showing.subject], now=showing.now)

    async def a_night(tx: Transaction, showing: Showing) -> tuple[Area, Book] | None:
        book = (await rota.get_patrol(tx, int(showing.subject))).book
        return (areas[book.area], book) if await may_visit(tx, showing, book.area) else None

    async def visitors(tx: Transaction, showing: Showing) -> visit_boards.NightVisitors:
        return await visit_boards.night_visitors(
            tx, patrol_id=int(showing.subject), areas=areas, now=showing.now
        )

    async def an_area(_tx: Transaction, showing: Showing) -> Area | None:
        return areas.get(showing.subject)

    async def link(tx: Transaction, showing: Showing) -> tuple[Book, str] | None:
        patrol = await rota.get_patrol(tx, int(showing.subject))
        actor = await people.actor_of_chat(tx, showing.chat_id)
        try:
            rules.require_inviter(patrol.crew, actor.member(patrol.book.area))
        except Refusal:
            return None
        return patrol.book, str(showing.facts["url"])

    return {
        "choose_visit": Screenplay(places, views.choose_visit),
        "visit_nights": Screenplay(nights, views.visit_nights),
        "sure_to_visit": Screenplay(a_night, views.sure_to_visit),
        "my_visits": Screenplay(mine, views.my_visits),
        "my_visit": or_gone(Screenplay(own, views.my_visit)),
        "sure_not_to_visit": Screenplay(own, views.sure_not_to_visit),
        "visit_privacy": Screenplay(an_area, views.visit_privacy),
        "visit_moved_on": Screenplay(board, views.visit_moved_on),
        "visitor": or_gone(for_lead(Screenplay(board, views.visitor))),
        "visitors": for_lead(Screenplay(visitors, views.visitors)),
        "tell_visitor": for_lead(Screenplay(board, views.tell_visitor)),
        "visit_link": Screenplay(link, lambda found: views.visit_link(*found)),
    }


def _news(facts: Mapping[str, Any]) -> list[Any]:
    """A card has a list of news, a message that is said once has one."""
    news = facts.get("news", ())
    return [news] if news and isinstance(news[0], str) else list(news)
