"""Those who are beside a crew: its supervisors, the ward's sergeants and its local officer.

Each has one living card of a night, as the crew has, and hears on it what concerns them.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from enum import StrEnum

from bot.actions.cards import Headline
from bot.actions.telling import tell_leads
from bot.actions.visit_news import refresh_visitors
from storage import outbox, people
from storage.database import Transaction
from storage.rota import Patrol


class Word(StrEnum):
    """What a card beside the crew says first."""

    # To the local officer
    NOMINATED = "nominated"
    REMINDED = "reminded"
    ANSWERED = "answered"
    """A lead has recorded their answer."""
    NOT_NEEDED = "not_needed"
    NOT_RESTED = "not_rested"
    """By what a lead has noted of their duties."""
    ABSENT = "absent"
    """They are noted as excused or missing."""
    PRESENT = "present"
    """That is taken back."""
    # To the ward's sergeants
    WANTED = "wanted"
    UNFILLED = "unfilled"
    SAID_NO = "said_no"
    """With the local officer."""
    COMES = "comes"
    """With the local officer."""
    ON_CREW = "on_crew"
    """With the local officer, who goes out with the crew now."""
    # To supervisors
    SUPERVISOR = "supervisor"
    FALLBACK = "fallback"
    NOT_NAMED = "not_named"
    LEAD_LEFT = "lead_left"
    # To all of them
    PLACE_PROPOSED = "place_proposed"
    """To sergeants of the ward that somebody proposes."""
    DROPPED = "dropped"
    """Somebody has left the crew at short notice."""
    REMINDER = "reminder"
    TIMES = "times"
    """With the start and end that were."""
    OTHER_WARD = "other_ward"
    WARD = "ward"
    MEETING = "meeting"
    CANCELLED = "cancelled"
    ON_AGAIN = "on_again"


async def tell_beside(
    tx: Transaction, patrol: Patrol, member_ids: Collection[int], news: Headline, *, at: datetime
) -> int:
    """Bring members' cards of a night down with what is new; how many are told.

    For those whom the bot cannot write to, the leads are asked to tell them.
    """
    if not member_ids:
        return 0
    subject = str(patrol.book.patrol_id)
    members = await people.members_by_id(tx, set(member_ids))
    reached = [each.id for each in members if each.has_telegram and each.is_reachable]
    chats = await people.chats_of(tx, reached)
    for chat_id in chats.values():
        await outbox.keep_anew(
            tx,
            chat_id=chat_id,
            key=f"beside:{subject}",
            screen="beside_night",
            subject=subject,
            news=[news],
            retired="moved_on",
            at=at,
        )
    for member in members:
        # What a lead has answered for them, they have said themselves.
        if member.id not in chats and news[0] != Word.ANSWERED:
            facts = {"member": member.id, "news": list(news)}
            await tell_leads(tx, patrol.book.area, "tell_beside", subject, at=at, facts=facts)
    return len(chats)


async def refresh_beside(tx: Transaction, patrol: Patrol) -> None:
    """Whatever shows who is beside the crew, or where it meets, is rendered anew."""
    for screen in ("week_closed", "week_card"):
        await outbox.raise_posts(tx, screen=screen, subject=str(patrol.week_id))
    night = str(patrol.book.patrol_id)
    for screen in (
        "crew_news",
        "patrol_card",
        "my_night",
        "my_shift",
        "beside_night",
        "leading_card",
    ):
        await outbox.raise_posts(tx, screen=screen, subject=night)
    await refresh_visitors(tx, patrol)
