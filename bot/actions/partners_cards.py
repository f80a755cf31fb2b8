"""What partner agencies are told, and what whoever invites them is told.

An agency's people each have one card for an invitation, as a crew has for a night: the newest
says what has changed and how it stands. They never see who is on the crew, nor the ward.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from enum import StrEnum

from bot.actions import agencies as lists
from bot.actions.cards import Headline, lead_chats
from operation import leading as leading_rules
from operation.agencies import PartnerAgency
from operation.partners import Invitation
from operation.people import Member, Role
from storage import agencies, leading, outbox, people
from storage.database import Transaction
from storage.rota import Patrol


class PartnerNews(StrEnum):
    """What a card about an invitation says first."""

    INVITED = "invited"
    NAMED = "named"
    """Somebody of the agency has named them as the one who comes."""
    NOT_NAMED = "not_named"
    RECORDED = "recorded"
    """Their contact has noted what the agency answered."""
    MOVED = "moved"
    """With the start and end that were."""
    PLACE = "place"
    """With the meeting point that was."""
    WITHDRAWN = "withdrawn"
    CANCELLED = "cancelled"
    ON_AGAIN = "on_again"
    WHO_COMES = "who_comes"
    """Whoever was to come has no access any more."""
    SUPPLIES = "supplies"
    NOT_SUPPLIES = "not_supplies"
    REMINDER = "reminder"
    CHASE = "chase"
    HOW = "how"
    # For whoever invites
    SAID_NO = "said_no"
    """With the invitation, as with the next four."""
    SAID_YES_AFTER_ALL = "said_yes_after_all"
    NO_ANSWER = "no_answer"
    LOST = "lost"
    NOT_KEPT = "not_kept"
    WHO_CAME = "who_came"


async def tell_agency(
    tx: Transaction,
    patrol: Patrol,
    invitation: Invitation,
    news: Sequence[Headline],
    *,
    at: datetime,
    only: Collection[int] | None = None,
    but: int | None = None,
    is_by_hand_known: bool = False,
) -> bool:
    """Bring the cards of an agency's people down with what is new; False if nobody is reached.

    With `only`, of these members alone; never of `but`, who did it. Where nobody at all can be
    written to, whoever invited is asked to tell the agency, unless they know already.
    """
    agency = await agencies.get(tx, invitation.agency_id)
    contacts = [e for e in await lists.contacts_of(tx, agency) if is_written_to(e)]
    wanted = [e.id for e in contacts if (only is None or e.id in only) and e.id != but]
    for chat_id in (await people.chats_of(tx, wanted)).values():
        await outbox.keep_anew(
            tx,
            chat_id=chat_id,
            key=f"invited:{invitation.id}",
            screen="my_invitation",
            subject=str(invitation.id),
            news=[list(each) for each in news],
            retired="invitation_moved_on",
            at=at,
        )
    if not contacts and not is_by_hand_known:
        await _ask_to_tell(tx, patrol, invitation, news, at=at)
    return bool(wanted)


def is_written_to(member: Member) -> bool:
    """Whether the bot can write to somebody."""
    return member.has_telegram and member.is_reachable


async def _ask_to_tell(
    tx: Transaction,
    patrol: Patrol,
    invitation: Invitation,
    news: Sequence[Headline],
    *,
    at: datetime,
) -> None:
    await outbox.say_many(
        tx,
        await _chats_of_inviter(tx, patrol, invitation),
        screen="tell_partner",
        subject=str(invitation.id),
        facts={"news": [list(each) for each in news]},
        at=at,
    )


async def tell_inviter(
    tx: Transaction, patrol: Patrol, invitation: Invitation | None, news: Headline, *,
    at: datetime, but: int | None = None,
) -> None:  # fmt: skip
    """Bring the card of whoever invited down with what is new, unless they did it themself.

    Where they may not act for the patrol any more, or nobody was invited: the leads' cards.
    """
    for chat_id in await _chats_of_inviter(tx, patrol, invitation, but=but):
        await outbox.keep_anew(
            tx,
            chat_id=chat_id,
            key=f"partners:{patrol.book.patrol_id}",
            screen="partner_news",
            subject=str(patrol.book.patrol_id),
            news=[list(news)],
            retired="moved_on",
            at=at,
        )


async def _chats_of_inviter(
    tx: Transaction, patrol: Patrol, invitation: Invitation | None, *, but: int | None = None
) -> list[int]:
    if invitation is not None:
        inviter = await people.get_member(tx, invitation.invited_by)
        if inviter.id == but:
            return []
        if is_written_to(inviter) and await _acts_for(tx, patrol, inviter):
            return list((await people.chats_of(tx, [inviter.id])).values())
    return await lead_chats(tx, patrol.book.area, but=but)


async def _acts_for(tx: Transaction, patrol: Patrol, member: Member) -> bool:
    if member.may(Role.LEAD):
        return True
    return member.is_active and await patrol_lead_of(tx, patrol) == member.id


async def patrol_lead_of(tx: Transaction, patrol: Patrol) -> int | None:
    """The patrol lead of a crew that is published."""
    if not patrol.crew.is_published:
        return None
    named = await leading.find(tx, patrol.book.patrol_id)
    return leading_rules.standing(named, patrol.crew).patrol_lead


async def contact_called(tx: Transaction, patrol: Patrol, invitation: Invitation) -> str | None:
    """Whom the agency turns to: the patrol lead, else the lead who invited, else any lead."""
    lead = await patrol_lead_of(tx, patrol)
    ids = [each for each in (lead, invitation.invited_by) if each is not None]
    for member in sorted(await people.members_by_id(tx, ids), key=lambda e: ids.index(e.id)):
        if member.id == lead or member.is_acting_lead:
            return member.called
    leads = [e for e in await people.members_of(tx, patrol.book.area) if e.is_acting_lead]
    return leads[0].called if leads else None


async def refresh_partners(
    tx: Transaction, patrol: Patrol, invitations: Collection[Invitation]
) -> None:
    """Everything that shows these invitations is rendered anew, where it stands.

    In this order everywhere, as with a night's other screens.
    """
    night = str(patrol.book.patrol_id)
    for screen in ("night_partners", "partner_news"):
        await outbox.raise_posts(tx, screen=screen, subject=night)
    for each in sorted(invitations, key=lambda e: e.id):
        for screen in ("invitation_card", "my_invitation"):
            await outbox.raise_posts(tx, screen=screen, subject=str(each.id))
    if invitations:
        await outbox.raise_posts(tx, screen="my_invitations", subject=patrol.book.area)


def names_of(found: Collection[PartnerAgency]) -> list[str]:
    """What agencies are called, in order of the alphabet."""
    return sorted(each.name for each in found)
