"""Links by which an agency says once what became of a referral, knowing its reference."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from datetime import datetime, timedelta

from bot.actions.recording import record
from bot.actions.referral_notices import refresh_referral, tell_of_outcome
from bot.actions.referrals import require_seer
from operation import referrals as rules
from operation.area import Area
from operation.people import Actor
from operation.referrals import OF_AGENCY, AgencyLink, Referral, Stage
from storage import people, referrals
from storage.audit import AuditKind
from storage.database import Transaction

PREFIX = "referral_"
"""What the token of an agency's link begins with."""
TOKEN_BYTES = 18


async def make_link(
    tx: Transaction, *, actor: Actor, referral_id: int, areas: Mapping[str, Area], now: datetime
) -> tuple[str, datetime]:
    """A link for the agency, in place of the one before: its token, shown once, and its end.

    Raises NotSentYet before an agency knows of the referral, NoConsent and ReferralOver.
    """
    actor = await people.held(tx, actor)
    found = await referrals.get_for_update(tx, referral_id)
    member = await require_seer(tx, actor, found)
    _require_open(found)
    token = PREFIX + secrets.token_urlsafe(TOKEN_BYTES)
    expires_at = now + timedelta(days=areas[found.area].referrals.link_days)
    link_id = await referrals.add_link(
        tx, referral_id, token=token, by=member.id, at=now, expires_at=expires_at
    )
    record(
        tx, AuditKind.ACCESS, "link for an agency made", f"referral:{referral_id}",
        area=found.area, actor=actor, at=now, link=link_id,
    )  # fmt: skip
    return token, expires_at


def _require_open(found: Referral) -> None:
    if found.stage in (Stage.DECLINED, Stage.WITHDRAWN):
        raise rules.NoConsent
    if found.stage is Stage.STRUCK:
        raise rules.ReferralOver
    if not found.was_sent:
        raise rules.NotSentYet


async def open_link(
    tx: Transaction, *, actor: Actor, token: str, chat_id: int, now: datetime
) -> AgencyLink:
    """Somebody opens one, known to the bot or not: it works in their chat only from then on.

    Raises AgencyLinkOver.
    """
    known = rules.usable(await referrals.find_link(tx, token=token), chat_id, now)
    found = await referrals.get_for_update(tx, known.referral_id)
    # Looked at again, now that nobody else can open it.
    link = rules.usable(await referrals.find_link(tx, link_id=known.id), chat_id, now)
    await referrals.claim_link(tx, link.id, chat_id=chat_id)
    record(
        tx, AuditKind.DISCLOSURE, "link for an agency opened", f"referral:{link.referral_id}",
        area=found.area, actor=actor, at=now, link=link.id,
    )  # fmt: skip
    return link


async def answer(
    tx: Transaction, *, actor: Actor, link_id: int, chat_id: int, outcome: Stage, now: datetime
) -> Referral:
    """The agency says what became of it, once; who recorded it is told.

    Raises AgencyLinkOver, and what `operation.referrals.note` raises.
    """
    known = await referrals.find_link(tx, link_id=link_id)
    if known is None or known.chat_id != chat_id or outcome not in OF_AGENCY:
        raise rules.AgencyLinkOver
    before = await referrals.get_for_update(tx, known.referral_id)
    link = rules.usable(await referrals.find_link(tx, link_id=link_id), chat_id, now)
    if before.stage is not outcome:
        after = rules.note(before, outcome)
        await referrals.save(tx, before, after, by=None, at=now)
    await referrals.use_link(tx, link.id, at=now)
    record(
        tx, AuditKind.ALTERATION, "referral outcome noted by its agency",
        f"referral:{before.id}", area=before.area, actor=actor, at=now, link=link.id,
    )  # fmt: skip
    found = await referrals.get(tx, before.id)
    await refresh_referral(tx, found)
    await tell_of_outcome(tx, found, now=now)
    return found
