"""What falls due for a referral, and who hears of it: the reference, a chase, an alert, news."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime, time, timedelta

from bot.actions.cards import lead_chats
from operation import referrals as rules
from operation.area import Area
from operation.nights import local_instant
from operation.referrals import Referral, Stage
from storage import notices, outbox, people, referrals
from storage.database import Transaction

DUE = "referral_due"
FOLLOW_UP = "referral_follow_up"
FOLLOWED_AT = time(10)
"""Local time on the day of the follow-up."""
SCREENS = (
    "referral", "referral_reference", "referral_chase", "referral_alert", "referral_follow",
    "referral_outcome",
)  # fmt: skip


async def plan_chase(tx: Transaction, found: Referral, due_at: datetime) -> None:
    """Have it asked for whether it was handed over."""
    await notices.plan(tx, kind=DUE, subject=str(found.id), due_at=due_at, area=found.area)


async def plan_follow_up(tx: Transaction, found: Referral, area: Area) -> None:
    """Have its officer asked on that day what became of it."""
    if found.follow_up is None:
        await notices.cancel(tx, FOLLOW_UP, str(found.id))
        return
    due_at = local_instant(found.follow_up, FOLLOWED_AT, area.zone)
    await notices.plan(tx, kind=FOLLOW_UP, subject=str(found.id), due_at=due_at, area=area.key)


async def stop_notices(tx: Transaction, found: Referral) -> None:
    """Nothing is due for it any more."""
    for kind in (DUE, FOLLOW_UP):
        await notices.cancel(tx, kind, str(found.id))


async def chase(
    tx: Transaction, *, referral_id: int, areas: Mapping[str, Area], now: datetime
) -> None:
    """It was not handed over: its officer is asked, later the leads too, and again."""
    found = await referrals.get_for_update(tx, referral_id)
    if found.stage is not Stage.NOT_SENT:
        return
    after = replace(found, chased=found.chased + 1)
    await referrals.save(tx, found, after, by=None, at=now)
    chats = await _officer_chats(tx, found)
    if rules.leads_hear(found, after.chased) or not chats:
        chats += await lead_chats(tx, found.area)
    await _bring(tx, chats, "referral_chase", found, now)
    again = timedelta(hours=areas[found.area].referrals.again_hours)
    await plan_chase(tx, found, now + again)


async def follow_up(tx: Transaction, *, referral_id: int, now: datetime) -> None:
    """It is the day of the follow-up: what became of it?"""
    found = await referrals.get_for_update(tx, referral_id)
    # One that was not sent is chased already.
    if found.stage in (Stage.NOT_MET, Stage.HANDED_OVER, Stage.ACCEPTED):
        chats = await _officer_chats(tx, found) or await lead_chats(tx, found.area)
        await _bring(tx, chats, "referral_follow", found, now)


async def show_reference(tx: Transaction, found: Referral, *, now: datetime) -> None:
    """The reference, for the officer's pocketbook, on a message of its own."""
    await _bring(tx, await _officer_chats(tx, found), "referral_reference", found, now)


async def alert_leads(tx: Transaction, found: Referral, *, but: int | None, now: datetime) -> None:
    """One that is immediate: the leads hear at once of its reference, night and services."""
    chats = await lead_chats(tx, found.area, but=but)
    await _bring(tx, chats, "referral_alert", found, now)


async def tell_of_outcome(tx: Transaction, found: Referral, *, now: datetime) -> None:
    """The agency has said what became of it: its officer hears that it did."""
    chats = await _officer_chats(tx, found) or await lead_chats(tx, found.area)
    await _bring(tx, chats, "referral_outcome", found, now)


async def refresh_referral(tx: Transaction, found: Referral) -> None:
    """Whatever says how it stands is rendered anew, where it stands."""
    for screen in SCREENS:
        await outbox.raise_posts(tx, screen=screen, subject=str(found.id))
    for screen in ("return", "entries"):
        await outbox.raise_posts(tx, screen=screen, subject=str(found.patrol_id))


async def _officer_chats(tx: Transaction, found: Referral) -> list[int]:
    [member] = await people.members_by_id(tx, [found.recorded_by])
    if not (member.is_active and member.is_reachable):
        return []
    return list((await people.chats_of(tx, [member.id])).values())


async def _bring(
    tx: Transaction, chats: Iterable[int], screen: str, found: Referral, now: datetime
) -> None:
    for chat_id in dict.fromkeys(chats):
        await outbox.keep_anew(
            tx, chat_id=chat_id, key=f"referral:{found.id}", screen=screen,
            subject=str(found.id), news=[], retired="referral_moved_on", at=now,
        )  # fmt: skip
