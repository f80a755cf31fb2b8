"""Whom a change concerns: the leads of an area, or members by name, each in private."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from operation.people import NobodyLeads, Role
from storage import outbox, people
from storage.database import Transaction


async def require_leads(tx: Transaction, area: str) -> None:
    """Raises `NobodyLeads` where no lead of the area would hear what is asked of them."""
    if not any(
        member.may(Role.LEAD) and member.has_telegram and member.is_reachable
        for member in await people.members_of(tx, area)
    ):
        raise NobodyLeads(area)


async def tell_leads(
    tx: Transaction,
    area: str,
    screen: str,
    subject: str,
    *,
    at: datetime,
    facts: Mapping[str, Any] | None = None,
    but: int | None = None,
) -> None:
    """Say something to every lead of an area, except the member who did it themself."""
    leads = [
        member.id
        for member in await people.members_of(tx, area)
        if member.may(Role.LEAD) and member.id != but
    ]
    await tell(tx, leads, screen, subject, at=at, facts=facts)


async def tell(
    tx: Transaction,
    member_ids: Iterable[int],
    screen: str,
    subject: str,
    *,
    at: datetime,
    facts: Mapping[str, Any] | None = None,
    urgency: int = outbox.NOTICE,
) -> int:
    """Say something to members in private; how many have a chat to be told in."""
    wanted = list(member_ids)
    if not wanted:
        return 0
    chats = await people.chats_of(tx, wanted)
    if chats:
        await outbox.say_many(
            tx,
            list(chats.values()),
            screen=screen,
            subject=subject,
            facts=dict(facts or {}),
            urgency=urgency,
            at=at,
        )
    return len(chats)
