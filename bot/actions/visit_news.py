"""What visitors and leads are told about visits: one living card each, and every change once."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from bot.actions.cards import Headline, lead_chats
from bot.actions.telling import tell_leads
from operation.visits import LIVE, Visit, VisitState
from storage import notices, outbox, visits
from storage.database import Transaction
from storage.rota import Patrol


class VisitNews(StrEnum):
    """What a card of a visit says first."""

    ACCEPTED = "accepted"
    DECLINED = "declined"
    TAKEN_BACK = "taken_back"
    LAPSED = "lapsed"
    TIMES = "times"
    """With the start and end that were."""
    CANCELLED = "cancelled"
    ON_AGAIN = "on_again"
    PLACE = "place"
    OVER = "over"
    # For leads
    ASKED = "asked"
    WITHDREW = "withdrew"


async def tell_visitor(tx: Transaction, visit: Visit, news: Headline, *, at: datetime) -> None:
    """Bring a visitor's card down with what is new; the leads tell who cannot be written to."""
    chats = await visits.chats_of(tx, [visit.person_id])
    if not chats:
        facts = {"news": list(news)}
        await tell_leads(tx, visit.area, "tell_visitor", str(visit.id), at=at, facts=facts)
    for chat_id in chats.values():
        await outbox.keep_anew(
            tx, chat_id=chat_id, key=f"visit:{visit.id}", screen="my_visit",
            subject=str(visit.id), news=[news], retired="visit_moved_on", at=at,
        )  # fmt: skip


async def tell_leads_of_visit(
    tx: Transaction, visit: Visit, news: Headline, *, at: datetime
) -> None:
    """Bring the leads' card of a visit down with what is new."""
    for chat_id in await lead_chats(tx, visit.area):
        await outbox.keep_anew(
            tx, chat_id=chat_id, key=f"visitor:{visit.id}", screen="visitor",
            subject=str(visit.id), news=[news], retired="visit_moved_on", at=at,
        )  # fmt: skip


async def tell_visitors(
    tx: Transaction, patrol: Patrol, news: Headline, *, at: datetime, but_asked: bool = False
) -> None:
    """Everyone who visits a night, or has asked to, hears what has become of it.

    `patrol` is as it is now, and held. `but_asked` leaves out whom no lead has accepted yet.
    """
    wanted = {VisitState.ACCEPTED} if but_asked else LIVE
    everyone = await visits.of_patrol(tx, patrol.book.patrol_id)
    found = [each for each in everyone if each.state in wanted]
    if found:
        await plan_visits(tx, patrol)
    for each in found:
        await tell_visitor(tx, each, news, at=at)
        await refresh_visit(tx, each)


async def refresh_visitors(tx: Transaction, patrol: Patrol) -> None:
    """Whom a visitor asks for has changed: the cards of visits are rendered anew."""
    for each in await visits.of_patrol(tx, patrol.book.patrol_id):
        await outbox.raise_posts(tx, screen="my_visit", subject=str(each.id))


async def plan_visits(tx: Transaction, patrol: Patrol) -> None:
    """Have what is undecided lapse when the night begins, and every visit end with it."""
    book = patrol.book
    for kind, due_at in (("visits_begin", book.starts), ("visits_end", book.ends)):
        subject = str(book.patrol_id)
        await notices.plan(tx, kind=kind, subject=subject, due_at=due_at, area=book.area)


async def refresh_visit(tx: Transaction, visit: Visit) -> None:
    """Everything that shows a visit is rendered anew, where it stands."""
    one, night = str(visit.id), str(visit.patrol_id)
    for screen, subject in (
        ("my_night", night),
        ("visitors", night),
        ("my_visit", one),
        ("visitor", one),
        ("my_visits", str(visit.person_id)),
    ):
        await outbox.raise_posts(tx, screen=screen, subject=subject)
