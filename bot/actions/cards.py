"""One living message per person and night: the newest says what has changed and how they stand.

A change that concerns somebody brings their card down as a new message, the one before it giving
way; everything else only renews it where it stands. So the chat never holds two cards of one
night that differ, and each change is told once.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from enum import StrEnum

from bot.actions.telling import tell_leads
from operation.people import Role
from storage import crew as crews
from storage import outbox, people
from storage.database import Transaction
from storage.rota import Patrol

Headline = tuple[str | int, ...]
"""What is new, and what belongs to it: ids, or what was so before."""


class News(StrEnum):
    """What a card says first."""

    SELECTED = "selected"
    STANDING_BY = "standing_by"
    BACK_TO_STANDBY = "back_to_standby"
    OFFERED = "offered"
    LAPSED = "lapsed"
    ASKED = "asked"
    CONFIRMED = "confirmed"
    TAKEN_OFF = "taken_off"
    WITHDRAWN = "withdrawn"
    """By the lead, who was told that they can't make it."""
    COVERED = "covered"
    CANCELLED = "cancelled"
    ON_AGAIN = "on_again"
    TIMES = "times"
    """With the start and end that were."""
    WARD = "ward"
    PATROL_LEAD = "patrol_lead"
    NOT_PATROL_LEAD = "not_patrol_lead"
    MEETING = "meeting"
    """Where the crew meets is settled, or has changed."""
    PLACE_PROPOSED = "place_proposed"
    """To the patrol lead: somebody proposes where to go."""
    AGREE_WARD = "agree_ward"
    """To the patrol lead: no ward is settled by the deadline."""
    REMINDER = "reminder"
    NOT_RESTED = "not_rested"
    """By what they work beside it, as a lead has put it."""
    REST_OVERRIDDEN = "rest_overridden"
    CHASE = "chase"
    SWAPPED_OUT = "swapped_out"
    SWAPPED_IN = "swapped_in"
    SWAP_TAKEN = "swap_taken"
    """Somebody would have their shift, and a lead decides."""
    SWAP_REFUSED = "swap_refused"
    SWAP_ENDED = "swap_ended"
    """With the stage in which their offer ended: they keep the shift."""
    DROPPED = "dropped"
    """With the member who has left the crew at short notice."""
    DECIDE = "decide"
    """To who has said maybe, before sign-up closes."""
    OPEN_TO_ALL = "open_to_all"
    UNDECIDED = "undecided"
    # For leads
    PROPOSED = "proposed"
    WITHDREW = "withdrew"
    """With the member and the reason; a third part says that it is at short notice."""
    SWAPPED = "swapped"
    """With who gave their shift, and who has it now."""
    TOOK = "took"
    """With the member who took the place."""
    CALLED = "called"
    """With how many are asked for cover."""
    NOBODY_LEFT = "nobody_left"
    STOPPED = "stopped"
    """With the member who is to go and is not rested."""
    UNCONFIRMED = "unconfirmed"
    SHORT = "short"
    UNLED = "unled"
    """Nobody leads the patrol, or supervises it."""
    LEAD_LEFT = "lead_left"
    """With the patrol lead who is off the crew."""
    OFF_LATE = "off_late"
    """With the member whom another lead has taken off the crew at short notice."""
    LOCAL_LEFT = "local_left"
    """With the local officer who comes along no more, and why."""
    UNPAIRED = "unpaired"
    """No local officer of the ward has said that they come."""
    NO_WARD = "no_ward"
    PROPOSED_PLACE = "proposed_place"
    """With the member who proposes a ward and a meeting area."""
    AGREED_PLACE = "agreed_place"
    """With the patrol lead or sergeant who agrees to what is proposed."""
    CANCELLED_BY = "cancelled_by"
    """With the lead who called it off."""


async def tell_card(
    tx: Transaction, patrol: Patrol, member_ids: Collection[int], news: Headline, *, at: datetime
) -> int:
    """Bring members' cards of a night down with what is new; how many are told.

    For those whom the bot cannot write to, the leads are asked to tell them.
    """
    if not member_ids:
        return 0
    subject = str(patrol.book.patrol_id)
    members = await people.members_by_id(tx, member_ids)
    reached = [each.id for each in members if each.has_telegram and each.is_reachable]
    chats = await people.chats_of(tx, reached)
    for chat_id in chats.values():
        await outbox.keep_anew(
            tx,
            chat_id=chat_id,
            key=f"night:{subject}",
            screen="my_night",
            subject=subject,
            news=[news],
            retired="moved_on",
            at=at,
        )
    for member in members:
        # What a lead has answered for them, they have said themselves.
        if member.id not in chats and news[0] not in {News.CONFIRMED, News.WITHDRAWN}:
            facts = {"member": member.id, "news": list(news)}
            area = patrol.book.area
            await tell_leads(tx, area, "tell_of_crew", subject, at=at, facts=facts)
    return len(chats)


async def tell_crew_news(
    tx: Transaction,
    patrol: Patrol,
    news: Headline,
    *,
    at: datetime,
    but: int | None = None,
) -> None:
    """Bring the leads' card of a night down with what is new, except for the lead who did it."""
    chats = await lead_chats(tx, patrol.book.area, but=but)
    for chat_id in chats:
        await outbox.keep_anew(
            tx,
            chat_id=chat_id,
            key=f"crew:{patrol.book.patrol_id}",
            screen="crew_news",
            subject=str(patrol.book.patrol_id),
            news=[news],
            retired="moved_on",
            at=at,
        )


async def lead_chats(tx: Transaction, area: str, *, but: int | None = None) -> list[int]:
    """The private chats of an area's leads who can be written to."""
    leads = [
        member.id
        for member in await people.members_of(tx, area)
        if member.may(Role.LEAD) and member.id != but and member.is_reachable
    ]
    return list((await people.chats_of(tx, leads)).values())


async def refresh_night(tx: Transaction, patrol: Patrol) -> None:
    """Everything that shows this night is rendered anew, where it stands.

    In this order everywhere: two changes at once must not wait for each other in a ring.
    """
    week, night = str(patrol.week_id), str(patrol.book.patrol_id)
    for screen, subject in (
        ("rota_week", week),
        ("week_closed", week),
        ("week_card", week),
        ("crew_news", night),
        ("patrol_card", night),
        ("crew_card", night),
        ("my_night", night),
    ):
        await outbox.raise_posts(tx, screen=screen, subject=subject)
    await crews.raise_shifts(tx, patrol.book.patrol_id, screen="my_shifts")


async def refresh_offers(tx: Transaction, patrol: Patrol) -> None:
    """What shows a shift that is on offer is rendered anew; nobody else's view has changed."""
    night = str(patrol.book.patrol_id)
    for screen in ("crew_news", "patrol_card", "my_night"):
        await outbox.raise_posts(tx, screen=screen, subject=night)
    await crews.raise_shifts(tx, patrol.book.patrol_id, screen="my_shifts")
