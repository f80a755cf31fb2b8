"""What becomes of invitations when their night changes, or somebody who was to come cannot."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from bot.actions.partners import change_invitations, disclose, span_of, standing_of
from bot.actions.partners_cards import PartnerNews, refresh_partners, tell_agency, tell_inviter
from bot.actions.partners_notices import (
    plan_invitation,
    plan_morning,
    unplan_invitation,
    unplan_morning,
)
from bot.actions.recording import record
from operation import partners as rules
from operation.area import Area
from operation.partners import Stand
from operation.people import Actor, Member
from storage import crew as crews
from storage import partners
from storage.audit import AuditKind
from storage.database import Transaction
from storage.rota import Patrol


async def night_moved(
    tx: Transaction, before: Patrol, after: Patrol, *, by: Actor, area: Area, now: datetime
) -> None:
    """The patrol has other times: the engagement and what lies in it are fitted, and told once."""
    engagement = await partners.engagement_of(tx, after.book.patrol_id)
    if engagement.window is None:
        return
    old, new = span_of(before), span_of(after)
    moved = new.starts - old.starts
    window = new if engagement.window == old else rules.fitted(engagement.window, new, moved=moved)
    if window != engagement.window:
        kept = replace(engagement, window=window)
        await partners.save_engagement(tx, after.book.patrol_id, kept, at=now)
    standing = await standing_of(tx, after.book.patrol_id)
    changes = [
        (
            each,
            # Whoever was invited to all of it still is.
            window
            if each.window == engagement.window
            else rules.fitted(each.window, window, moved=moved),
            each.meeting,
        )
        for each in standing
    ]
    await change_invitations(tx, after, changes, by=by, but=None, area=area, now=now, is_seen=False)
    if standing:
        await plan_morning(tx, after, area)


async def night_cancelled(tx: Transaction, patrol: Patrol, *, by: Actor, now: datetime) -> None:
    """The night is called off: whoever is invited and has not said no hears it once."""
    standing = await standing_of(tx, patrol.book.patrol_id)
    for each in standing:
        await unplan_invitation(tx, each)
        if each.stand is not Stand.NO:
            disclose(tx, patrol, each, "invitation cancelled", actor=by, now=now)
            await tell_agency(tx, patrol, each, [(PartnerNews.CANCELLED,)], at=now)
    await unplan_morning(tx, patrol)
    await refresh_partners(tx, patrol, standing)


async def night_put_back(
    tx: Transaction, patrol: Patrol, *, by: Actor, area: Area, now: datetime
) -> None:
    """The night is on again: whoever had not said no is asked anew."""
    standing = []
    for before in await standing_of(tx, patrol.book.patrol_id):
        after = replace(rules.asked_anew(before), version=before.version + 1)
        await partners.save_invitation(tx, after)
        await plan_invitation(tx, after, area, now=now)
        standing.append(after)
        if after.stand is not Stand.NO:
            disclose(tx, patrol, after, "invitation renewed", actor=by, now=now)
            await tell_agency(tx, patrol, after, [(PartnerNews.ON_AGAIN,)], at=now)
    if standing or await partners.soup_kitchen_of(tx, patrol.book.patrol_id):
        await plan_morning(tx, patrol, area)
    await refresh_partners(tx, patrol, standing)


async def leave_invitations(tx: Transaction, member: Member, *, now: datetime) -> None:
    """Somebody does not represent their agency any more: where they were to come, it is asked."""
    for found in await partners.ahead_of_member(tx, member.id, after=now):
        patrol = await crews.held(tx, found.patrol_id)
        before = await partners.get_invitation(tx, found.id)
        if before.comes != member.id or not before.is_standing:
            continue
        after = replace(rules.asked_anew(before), comes=None)
        await partners.save_invitation(tx, after)
        record(
            tx, AuditKind.ALTERATION, "invitation open again", f"invitation:{after.id}",
            area=patrol.book.area, actor=None, at=now, member=member.id,
        )  # fmt: skip
        await refresh_partners(tx, patrol, [after])
        if patrol.crew.cancelled is None:
            await tell_agency(tx, patrol, after, [(PartnerNews.WHO_COMES,)], at=now)
            await tell_inviter(tx, patrol, after, (PartnerNews.LOST, after.id), at=now)
