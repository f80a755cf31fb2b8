"""What falls due for a return, and whom it is said to: that it is missing, in, or sent back."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from bot.actions.cards import lead_chats
from operation import returns as rules
from operation.area import Area
from storage import crew as crews
from storage import notices, outbox, pairing, people, returns
from storage.database import Transaction
from storage.rota import Patrol

DUE = "return_due"


async def plan_return(tx: Transaction, patrol: Patrol, area: Area) -> None:
    """Have the return asked for on the day after the night."""
    due_at = rules.due_at(patrol.book.night, area.returns, area.zone)
    await notices.plan(
        tx, kind=DUE, subject=str(patrol.book.patrol_id), due_at=due_at, area=area.key
    )


async def chase(
    tx: Transaction, *, patrol_id: int, areas: Mapping[str, Area], now: datetime
) -> None:
    """It is missing: its crew is asked, later the leads too, and again the next day."""
    patrol = await crews.held(tx, patrol_id)
    area = areas[patrol.book.area]
    found = await returns.find(tx, patrol_id)
    if not rules.took_place(patrol.crew) or (found is not None and found.is_complete):
        return
    first = rules.due_at(patrol.book.night, area.returns, area.zone)
    days = round((now - first) / timedelta(days=1))
    subject = str(patrol_id)
    for chat_id in await _crew_chats(tx, patrol):
        await _bring(tx, chat_id, "return_missing", subject, now)
    if days >= area.returns.lead_after_days:
        for chat_id in await lead_chats(tx, area.key):
            await _bring(tx, chat_id, "return_missing_lead", subject, now)
    if days + 1 < area.returns.chase_days:
        again = rules.due_at(patrol.book.night, area.returns, area.zone, day=days + 2)
        await notices.plan(tx, kind=DUE, subject=subject, due_at=again, area=area.key)


async def refresh_return(tx: Transaction, patrol_id: int) -> None:
    """Whatever says how a return stands is rendered anew, where it stands."""
    for screen in ("return", "return_missing", "return_missing_lead", "return_news"):
        await outbox.raise_posts(tx, screen=screen, subject=str(patrol_id))


async def tell_leads_of_return(
    tx: Transaction, patrol: Patrol, *, but: int | None, now: datetime
) -> None:
    """It is in: one card for each lead, which says no more than that."""
    mine = await people.chats_of(tx, [but]) if but is not None else {}
    for chat_id in await lead_chats(tx, patrol.book.area):
        if chat_id not in mine.values():
            await _bring(tx, chat_id, "return_news", str(patrol.book.patrol_id), now)


async def tell_crew_of_return(
    tx: Transaction, patrol: Patrol, *, but: int | None, now: datetime
) -> None:
    """A lead has sent it back: each of the crew hears it, and why."""
    mine = await people.chats_of(tx, [but]) if but is not None else {}
    for chat_id in await _crew_chats(tx, patrol):
        if chat_id not in mine.values():
            await _bring(tx, chat_id, "return_missing", str(patrol.book.patrol_id), now)


async def _crew_chats(tx: Transaction, patrol: Patrol) -> list[int]:
    went = patrol.crew.goes
    ids = [each.member_id for each in patrol.crew.assignments if went(each.member_id)]
    beside = await pairing.local_officer_of(tx, patrol.book.patrol_id)
    members = await people.members_by_id(tx, [*ids, *([beside] if beside else [])])
    reached = [each.id for each in members if each.is_active and each.is_reachable]
    return list((await people.chats_of(tx, reached)).values())


async def _bring(tx: Transaction, chat_id: int, screen: str, subject: str, now: datetime) -> None:
    await outbox.keep_anew(
        tx, chat_id=chat_id, key=f"return:{subject}", screen=screen, subject=subject,
        news=[], retired="moved_on", at=now,
    )  # fmt: skip
