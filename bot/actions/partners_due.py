"""What is done about partner agencies when it falls due; nobody taps for it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from bot.actions import agencies as lists
from bot.actions.partners import standing_of
from bot.actions.partners_cards import (
    PartnerNews,
    is_written_to,
    refresh_partners,
    tell_agency,
    tell_inviter,
)
from operation.area import Area
from operation.partners import Invitation, Stand
from operation.partners_afterwards import may_have_taken_part
from storage import agencies, partners
from storage import crew as crews
from storage.database import Transaction
from storage.rota import Patrol

Areas = Mapping[str, Area]


async def remind(tx: Transaction, *, invitation_id: int, now: datetime) -> None:
    """Whoever comes is reminded; an agency that has not answered is asked again."""
    patrol, found = await _held(tx, invitation_id)
    if patrol.crew.cancelled is not None or now >= found.window.starts:
        return
    if found.stand is Stand.YES:
        only = [found.comes] if found.comes is not None else None
        await tell_agency(tx, patrol, found, [(PartnerNews.REMINDER,)], at=now, only=only)
    elif found.stand is Stand.ASKED:
        await tell_agency(tx, patrol, found, [(PartnerNews.CHASE,)], at=now)


async def chase(tx: Transaction, *, invitation_id: int, now: datetime) -> None:
    """An agency that has not answered is asked again."""
    patrol, found = await _held(tx, invitation_id)
    if _waits(patrol, found, now):
        await tell_agency(tx, patrol, found, [(PartnerNews.CHASE,)], at=now, is_by_hand_known=True)


async def show_unanswered(tx: Transaction, *, invitation_id: int, now: datetime) -> None:
    """Whoever invited is shown that an agency has not answered."""
    patrol, found = await _held(tx, invitation_id)
    if _waits(patrol, found, now):
        await tell_inviter(tx, patrol, found, (PartnerNews.NO_ANSWER, found.id), at=now)


async def start(tx: Transaction, *, patrol_id: int) -> None:
    """The night has begun: what stands in a chat shows who came instead of whom to invite."""
    patrol = await crews.held(tx, patrol_id)
    await refresh_partners(tx, patrol, await standing_of(tx, patrol_id))


async def morning_after(tx: Transaction, *, patrol_id: int, now: datetime) -> None:
    """Agencies are asked how it went; whoever invited, who came, if nobody has noted it."""
    patrol = await crews.held(tx, patrol_id)
    if patrol.crew.cancelled is not None:
        return
    standing = await standing_of(tx, patrol_id)
    given = await partners.feedback_of(tx, [each.id for each in standing])
    for each in standing:
        if each.id not in given and may_have_taken_part(each):
            only = await _whom_to_ask(tx, each)
            await tell_agency(
                tx, patrol, each, [(PartnerNews.HOW,)], at=now, only=only, is_by_hand_known=True
            )
    await refresh_partners(tx, patrol, standing)
    kitchen = await partners.soup_kitchen_of(tx, patrol_id)
    open_ones = [e for e in standing if e.attendance is None and e.stand is not Stand.NO]
    if open_ones or (kitchen is not None and kitchen.served is None):
        first = next(iter(open_ones or standing), None)
        await tell_inviter(tx, patrol, first, (PartnerNews.WHO_CAME,), at=now)


async def _whom_to_ask(tx: Transaction, invitation: Invitation) -> list[int]:
    """One person of the agency: who came, else who answered, else the main contact."""
    agency = await agencies.get(tx, invitation.agency_id)
    reached = [e.id for e in await lists.contacts_of(tx, agency) if is_written_to(e)]
    wanted = [invitation.comes, invitation.answered_by]
    return [each for each in (*wanted, *reached) if each in reached][:1]


def _waits(patrol: Patrol, invitation: Invitation, now: datetime) -> bool:
    is_on = patrol.crew.cancelled is None and now < invitation.window.starts
    return is_on and invitation.stand is Stand.ASKED


async def _held(tx: Transaction, invitation_id: int) -> tuple[Patrol, Invitation]:
    found = await partners.get_invitation(tx, invitation_id)
    patrol = await crews.held(tx, found.patrol_id)
    return patrol, await partners.get_invitation(tx, invitation_id)
