"""What agencies answer, for themselves or by whoever acts for the patrol."""

from __future__ import annotations

from datetime import datetime

from bot.actions.leading import acting_for_patrol
from bot.actions.partners_cards import (
    PartnerNews,
    refresh_partners,
    tell_agency,
    tell_inviter,
)
from bot.actions.partners_mine import held_mine
from bot.actions.partners_notices import unplan_chase
from bot.actions.recording import record
from operation import partners as rules
from operation.agencies import NotAContact, represents
from operation.partners import Answer, Invitation, Stand
from operation.people import Actor
from storage import agencies, partners, people
from storage.audit import AuditKind
from storage.database import Transaction
from storage.rota import Patrol


async def answer(
    tx: Transaction, *, actor: Actor, invitation_id: int, version: int, comes: bool,
    now: datetime,
) -> Invitation:  # fmt: skip
    """Somebody of an agency answers: they come themself, or nobody does.

    Raises `NotYourInvitation`, `NightCancelled`, what `operation.partners.answer` raises.
    """
    patrol, before, member = await held_mine(tx, actor=actor, invitation_id=invitation_id)
    said = Answer(comes, by=member.id, who=member.id if comes else None)
    return await _answered(tx, patrol, before, said, version, actor=actor, now=now)


async def send_somebody(
    tx: Transaction, *, actor: Actor, invitation_id: int, version: int, member_id: int,
    now: datetime,
) -> Invitation:  # fmt: skip
    """Somebody else of the agency comes, who hears of it. Raises `NotAContact` too."""
    patrol, before, member = await held_mine(tx, actor=actor, invitation_id=invitation_id)
    agency = await agencies.get(tx, before.agency_id)
    if not represents(await people.get_member(tx, member_id), agency):
        raise NotAContact
    said = Answer(True, by=member.id, who=member_id)
    return await _answered(tx, patrol, before, said, version, actor=actor, now=now)


async def send_unnamed(
    tx: Transaction, *, actor: Actor, invitation_id: int, version: int, now: datetime
) -> Invitation:
    """A colleague without Telegram comes, of whom no name is kept."""
    patrol, before, member = await held_mine(tx, actor=actor, invitation_id=invitation_id)
    said = Answer(True, by=member.id, unnamed=True)
    return await _answered(tx, patrol, before, said, version, actor=actor, now=now)


async def answer_for(
    tx: Transaction, *, actor: Actor, invitation_id: int, comes: bool, now: datetime
) -> Invitation:
    """Whoever acts for the patrol records what an agency has told them; its people hear it."""
    found = await partners.get_invitation(tx, invitation_id)
    patrol, member = await acting_for_patrol(tx, actor=actor, patrol_id=found.patrol_id)
    before = await partners.get_invitation(tx, invitation_id)
    said = Answer(comes, by=member.id)
    return await _answered(tx, patrol, before, said, None, actor=actor, now=now)


async def _answered(
    tx: Transaction,
    patrol: Patrol,
    before: Invitation,
    said: Answer,
    version: int | None,
    *,
    actor: Actor,
    now: datetime,
) -> Invitation:
    rules.require_takes_place(patrol.crew)
    after = rules.answer(before, said, version=version, now=now)
    if after is before:
        return after
    await partners.save_invitation(tx, after)
    record(
        tx, AuditKind.ALTERATION, "partner answered", f"invitation:{after.id}",
        area=patrol.book.area, actor=actor, at=now, agency=after.agency_id,
        was=before.stand.value, now=after.stand.value, member=after.comes, unnamed=after.unnamed,
        by_hand=version is None,
    )  # fmt: skip
    await unplan_chase(tx, after)
    await refresh_partners(tx, patrol, [after])
    await _tell(tx, patrol, before, after, by=said.by, is_by_hand=version is None, at=now)
    return after


async def _tell(
    tx: Transaction, patrol: Patrol, before: Invitation, after: Invitation, *, by: int,
    is_by_hand: bool, at: datetime,
) -> None:  # fmt: skip
    """Whoever is to come, or no longer is, hears it; everyone else's card shows it."""
    if is_by_hand:
        news = [(PartnerNews.RECORDED,)]
        await tell_agency(tx, patrol, after, news, at=at, but=by, is_by_hand_known=True)
        return
    if after.comes is not None and after.comes != before.comes:
        news = [(PartnerNews.NAMED,)]
        await _tell_one(tx, patrol, after, after.comes, news, by=by, at=at)
    if before.comes is not None and before.comes != after.comes:
        news = [(PartnerNews.NOT_NAMED,)]
        await _tell_one(tx, patrol, after, before.comes, news, by=by, at=at)
    if after.stand is Stand.NO:
        news_of_it = (PartnerNews.SAID_NO, after.id)
        await tell_inviter(tx, patrol, after, news_of_it, at=at, but=by)
    elif before.stand is Stand.NO:
        news_of_it = (PartnerNews.SAID_YES_AFTER_ALL, after.id)
        await tell_inviter(tx, patrol, after, news_of_it, at=at, but=by)


async def _tell_one(
    tx: Transaction, patrol: Patrol, after: Invitation, member_id: int,
    news: list[tuple[PartnerNews]], *, by: int, at: datetime,
) -> None:  # fmt: skip
    await tell_agency(
        tx, patrol, after, news, at=at, only=[member_id], but=by, is_by_hand_known=True
    )
