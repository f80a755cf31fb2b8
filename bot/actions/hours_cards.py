"""Cards about a night's hours: each officer's own, and the leads' one of the whole night."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, time, timedelta
from enum import StrEnum

from bot.actions.cards import Headline, lead_chats
from operation.area import Area
from operation.budget import BudgetRules
from operation.nights import local_date, local_instant
from storage import notices, outbox, people
from storage.database import Transaction
from storage.rota import Patrol


class HoursNews(StrEnum):
    """What such a card says first."""

    ASK = "ask"
    REMIND = "remind"
    ENTERED = "entered"
    """By a lead, for somebody who had not said anything."""
    CHANGED = "changed"
    """By a lead, with the start and end that they had stated."""
    CORRECTED = "corrected"
    """With the start and end that were confirmed."""
    NOT_THERE = "not_there"
    ABSENT = "absent"
    """Noted as excused or missing."""
    PRESENT = "present"
    """That is taken back."""
    KIND = "kind"
    # For leads
    DUE = "due"
    COMPLETE = "complete"


async def tell_hours(
    tx: Transaction, patrol: Patrol, member_ids: Collection[int], news: Headline, *, at: datetime
) -> None:
    """Bring members' cards of a night's hours down with what is new."""
    if not member_ids:
        return
    members = await people.members_by_id(tx, member_ids)
    reached = [each.id for each in members if each.is_active and each.is_reachable]
    for chat_id in (await people.chats_of(tx, reached)).values():
        await _keep(tx, patrol, chat_id, news, key="hours", screen="my_hours", at=at)


async def tell_leads_of_hours(
    tx: Transaction, patrol: Patrol, news: Headline, *, at: datetime
) -> None:
    """Bring the leads' card of a night's hours down: who says what, and what is to confirm."""
    for chat_id in await lead_chats(tx, patrol.book.area):
        await _keep(tx, patrol, chat_id, news, key="sheets", screen="hours_news", at=at)


async def refresh_hours(tx: Transaction, patrol_id: int) -> None:
    """Everything that shows a night's hours is rendered anew, where it stands."""
    for screen in ("hours_news", "night_hours", "my_hours", "muster"):
        await outbox.raise_posts(tx, screen=screen, subject=str(patrol_id))


async def plan_hours(tx: Transaction, patrol: Patrol) -> None:
    """Have everyone asked for their hours when the night is over."""
    await notices.plan(
        tx, kind="ask_hours", subject=str(patrol.book.patrol_id), due_at=patrol.book.ends,
        area=patrol.book.area,
    )  # fmt: skip


async def reckon_rest_again(tx: Transaction, patrol: Patrol, *, now: datetime) -> None:
    """What was noted of a night that is over may change what rest is owed for it."""
    if now >= patrol.book.ends:
        await notices.plan(
            tx, kind="rest_owed", subject=str(patrol.book.patrol_id), due_at=now,
            area=patrol.book.area,
        )  # fmt: skip


async def plan_reminder(tx: Transaction, patrol: Patrol, area: Area) -> None:
    """Have whoever has not answered asked again the day after."""
    due_at = reminder_at(patrol.book.ends, area.budget, area.zone)
    await notices.plan(
        tx, kind="remind_hours", subject=str(patrol.book.patrol_id), due_at=due_at,
        area=patrol.book.area,
    )  # fmt: skip


def reminder_at(ends: datetime, budget: BudgetRules, zone: str) -> datetime:
    """The reminder's hour on the day on which most people have slept since.

    A night that is over by six in the morning is reminded of on that day, a later one on the next.
    """
    day = local_date(ends - _BY_SIX, zone) + timedelta(days=1)
    return local_instant(day, time(budget.reminder_hour), zone)


_BY_SIX = timedelta(hours=6)


async def _keep(
    tx: Transaction,
    patrol: Patrol,
    chat_id: int,
    news: Headline,
    *,
    key: str,
    screen: str,
    at: datetime,
) -> None:
    subject = str(patrol.book.patrol_id)
    await outbox.keep_anew(
        tx,
        chat_id=chat_id,
        key=f"{key}:{subject}",
        screen=screen,
        subject=subject,
        news=[news],
        retired="moved_on",
        at=at,
    )
