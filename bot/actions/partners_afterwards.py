"""What follows an engagement: who came, how it went, and how many a soup kitchen served."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from bot.actions.crew import record_night
from bot.actions.leading import acting_for_patrol
from bot.actions.partners import span_of, standing_of
from bot.actions.partners_cards import PartnerNews, refresh_partners, tell_agency, tell_inviter
from bot.actions.partners_mine import held_mine, require_mine
from bot.actions.partners_notices import plan_morning
from bot.actions.recording import record
from operation import partners as rules
from operation import partners_afterwards as rules_after
from operation.area import AgencyUnknown, Area
from operation.crew import require_on
from operation.partners import Attendance, Invitation
from operation.partners_afterwards import Feedback, SoupKitchen, Went
from operation.people import Actor
from operation.selection import NothingChanged
from storage import agencies, partners
from storage.audit import AuditKind
from storage.database import Transaction
from storage.rota import Patrol

Areas = Mapping[str, Area]


async def mark(
    tx: Transaction, *, actor: Actor, invitation_id: int, attendance: Attendance, now: datetime
) -> Invitation:
    """Whoever acts for the patrol notes whether an agency took part.

    Raises `EngagementAhead`, `InvitationWithdrawn`, `NightCancelled`.
    """
    found = await partners.get_invitation(tx, invitation_id)
    patrol, _ = await acting_for_patrol(tx, actor=actor, patrol_id=found.patrol_id)
    before = await partners.get_invitation(tx, invitation_id)
    rules.require_takes_place(patrol.crew)
    after = rules.mark(before, attendance, now=now)
    if after != before:
        await partners.save_invitation(tx, after)
        record(
            tx, AuditKind.ALTERATION, "partner attendance noted", f"invitation:{after.id}",
            area=patrol.book.area, actor=actor, at=now, agency=after.agency_id,
            was=before.attendance.value if before.attendance else "", now=attendance.value,
        )  # fmt: skip
        await refresh_partners(tx, patrol, [after])
    return after


async def require_feedback(
    tx: Transaction, *, actor: Actor, invitation_id: int, now: datetime
) -> Invitation:
    """An invitation on which somebody of the agency may say how it went.

    Raises `NotYourInvitation` and what `operation.partners_afterwards.require_feedback` raises.
    """
    found, _ = await require_mine(tx, actor=actor, invitation_id=invitation_id)
    given = (await partners.feedback_of(tx, [found.id])).get(found.id)
    rules_after.require_feedback(found, given, now=now)
    return found


async def give_feedback(
    tx: Transaction, *, actor: Actor, invitation_id: int, went: Went, kept_to_engagement: bool,
    may_quote: bool, words: str | None, areas: Areas, now: datetime,
) -> Feedback:  # fmt: skip
    """Somebody of an agency says how it went. The leads read it; at once, if it was no engagement.

    Raises what `require_feedback` and `operation.partners_afterwards.check_words` raise.
    """
    patrol, found, member = await held_mine(tx, actor=actor, invitation_id=invitation_id)
    rules.require_takes_place(patrol.crew)
    given = (await partners.feedback_of(tx, [found.id])).get(found.id)
    rules_after.require_feedback(found, given, now=now)
    area = areas[patrol.book.area]
    tidy = rules_after.check_words(words, is_asked=area.free_text.takes(rules_after.FEEDBACK_FORM))
    made = Feedback(found.id, went, kept_to_engagement, may_quote, tidy, member.id, now)
    await partners.add_feedback(tx, made)
    record(
        tx, AuditKind.COLLECTION, "feedback given", f"invitation:{found.id}",
        area=patrol.book.area, actor=actor, at=now, agency=found.agency_id, may_quote=may_quote,
    )  # fmt: skip
    await refresh_partners(tx, patrol, [found])
    if not kept_to_engagement:
        await tell_inviter(tx, patrol, None, (PartnerNews.NOT_KEPT, found.id), at=now)
    return made


async def stop_quoting(tx: Transaction, *, actor: Actor, invitation_id: int, now: datetime) -> None:
    """Somebody of an agency takes the consent to be quoted back. Raises `NothingChanged`."""
    patrol, found, _ = await held_mine(tx, actor=actor, invitation_id=invitation_id)
    rules_after.stop_quoting((await partners.feedback_of(tx, [found.id])).get(found.id))
    await partners.stop_quoting(tx, found.id)
    record(
        tx, AuditKind.ALTERATION, "consent to quote taken back", f"invitation:{found.id}",
        area=patrol.book.area, actor=actor, at=now, agency=found.agency_id,
    )  # fmt: skip
    await refresh_partners(tx, patrol, [found])


# Soup kitchens


async def set_soup_kitchen(
    tx: Transaction, *, actor: Actor, patrol_id: int, agency_id: int, areas: Areas, now: datetime
) -> SoupKitchen:
    """Whoever acts for a patrol says that it is a soup kitchen and who supplies it.

    An agency that is invited hears that it supplies, or no longer does. Raises `EnforcementOnly`,
    `AgencyPaused`, `AgencyUnknown`, `NothingChanged`, `NightCancelled`, `PatrolStarted`.
    """
    patrol, member = await acting_for_patrol(tx, actor=actor, patrol_id=patrol_id)
    require_on(patrol.crew, now)
    agency = await agencies.get(tx, agency_id)
    if agency.area != patrol.book.area:
        raise AgencyUnknown(patrol.book.area, agency.key)
    before = await partners.soup_kitchen_of(tx, patrol_id)
    purpose = (await partners.engagement_of(tx, patrol_id)).purpose
    kept = rules_after.supplied_by(before, agency, patrol_id=patrol_id, purpose=purpose)
    await partners.save_soup_kitchen(tx, kept, at=now)
    record_night(tx, patrol, "soup kitchen set", actor=actor, at=now, agency=agency_id)
    await plan_morning(tx, patrol, areas[patrol.book.area])
    await _tell_suppliers(tx, patrol, before, kept, by=member.id, at=now)
    return kept


async def drop_soup_kitchen(
    tx: Transaction, *, actor: Actor, patrol_id: int, now: datetime
) -> None:
    """The night is no soup kitchen after all. Raises `NothingChanged`, `PatrolStarted`."""
    patrol, member = await acting_for_patrol(tx, actor=actor, patrol_id=patrol_id)
    require_on(patrol.crew, now)
    before = await partners.soup_kitchen_of(tx, patrol_id)
    if before is None:
        raise NothingChanged
    await partners.drop_soup_kitchen(tx, patrol_id)
    record_night(tx, patrol, "soup kitchen dropped", actor=actor, at=now)
    await _tell_suppliers(tx, patrol, before, None, by=member.id, at=now)


async def record_served(
    tx: Transaction, *, actor: Actor, patrol_id: int, served: int, now: datetime
) -> SoupKitchen:
    """Whoever acts for a patrol notes how many were served.

    Raises what `operation.partners_afterwards.record_served` raises, and `NightCancelled`.
    """
    patrol, _ = await acting_for_patrol(tx, actor=actor, patrol_id=patrol_id)
    rules.require_takes_place(patrol.crew)
    before = await partners.soup_kitchen_of(tx, patrol_id)
    kept = rules_after.record_served(before, served, patrol=span_of(patrol), now=now)
    await partners.save_soup_kitchen(tx, kept, at=now)
    record_night(tx, patrol, "served noted", actor=actor, at=now, served=served)
    await refresh_partners(tx, patrol, ())
    return kept


async def _tell_suppliers(
    tx: Transaction, patrol: Patrol, before: SoupKitchen | None, after: SoupKitchen | None, *,
    by: int, at: datetime,
) -> None:  # fmt: skip
    standing = await standing_of(tx, patrol.book.patrol_id)
    for kitchen, news in (
        (before, PartnerNews.NOT_SUPPLIES),
        (after, PartnerNews.SUPPLIES),
    ):
        for each in standing:
            if kitchen is not None and each.agency_id == kitchen.agency_id:
                await tell_agency(tx, patrol, each, [(news,)], at=at, but=by, is_by_hand_known=True)
    await refresh_partners(tx, patrol, standing)
