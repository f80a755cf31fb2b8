"""Who is alerted of what cannot wait: supervisor and fallback of the patrol, and the leads."""

from __future__ import annotations

from datetime import datetime

from bot.actions.leading import supervisors_of
from operation.people import Actor, Member, Role
from storage import outbox, people
from storage.database import Transaction
from storage.rota import Patrol


async def alerted_of(tx: Transaction, patrol: Patrol) -> list[Member]:
    """Supervisor and fallback, then the leads; those without access are left out."""
    named = await people.members_by_id(tx, await supervisors_of(tx, patrol))
    leads = [each for each in await people.members_of(tx, patrol.book.area) if each.may(Role.LEAD)]
    found = {each.id: each for each in (*named, *leads) if each.is_active}
    return list(found.values())


async def is_alerted(tx: Transaction, patrol: Patrol, actor: Actor) -> Member | None:
    """Whoever looks, if they are among them."""
    mine = {each.id for each in actor.members}
    return next((each for each in await alerted_of(tx, patrol) if each.id in mine), None)


async def alert(
    tx: Transaction, patrol: Patrol, screen: str, subject: str, *, but: int, now: datetime
) -> int:
    """One card each, except for who raised it; how many chats it goes to."""
    ids = [each.id for each in await alerted_of(tx, patrol) if each.is_reachable and each.id != but]
    chats = await people.chats_of(tx, ids)
    for chat_id in chats.values():
        await bring(tx, chat_id, screen, subject, now=now)
    return len(chats)


async def bring(tx: Transaction, chat_id: int, screen: str, subject: str, *, now: datetime) -> None:
    """This card as a new message, the one before it giving way."""
    await outbox.keep_anew(
        tx, chat_id=chat_id, key=f"{screen}:{subject}", screen=screen, subject=subject,
        news=[], retired="moved_on_entry", at=now,
    )  # fmt: skip


async def ask_for_reference(
    tx: Transaction, patrol: Patrol, by: int | None, screen: str, subject: str, *,
    leads_too: bool, now: datetime,
) -> None:  # fmt: skip
    """Whoever recorded it is asked; the leads too, and in their place if nobody can write them."""
    mine = await people.members_by_id(tx, [by] if by is not None else [])
    reached = [each.id for each in mine if each.is_active and each.is_reachable]
    chats = set((await people.chats_of(tx, reached)).values())
    if leads_too or not chats:
        members = await people.members_of(tx, patrol.book.area)
        leads = [each.id for each in members if each.may(Role.LEAD) and each.is_reachable]
        chats |= set((await people.chats_of(tx, leads)).values())
    for chat_id in sorted(chats):
        await bring(tx, chat_id, screen, subject, now=now)
