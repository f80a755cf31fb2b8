"""What went wrong and whom it concerns: recorded, and told to a lead where they can help."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from bot.actions.recording import record
from bot.actions.telling import tell_leads
from operation.area import Area
from storage import chats, outbox, people
from storage.audit import AuditKind
from storage.database import Transaction
from storage.notices import Notice


async def tell_pin_refused(tx: Transaction, *, chat_id: int, now: datetime) -> None:
    """The rota post could not be pinned: leads are told what to do."""
    chat = await chats.get(tx, chat_id)
    if chat.area is not None:
        await tell_leads(tx, chat.area, "pin_refused", str(chat_id), at=now)


async def tell_set_aside(
    tx: Transaction, *, areas: Mapping[str, Area], update_id: int, lane: str, now: datetime
) -> None:
    """An update was tried three times and set aside: the person and their leads are told.

    A lane is named by the same keyed hash as the person's chat.
    """
    actor = await people.actor_by_lane(tx, lane)
    area = next((member.area for member in actor.members if member.area in areas), None)
    record(
        tx,
        AuditKind.ACCESS,
        "update set aside",
        f"update:{update_id}",
        area=area,
        actor=actor,
        at=now,
    )
    if actor.chat_id is not None:
        await outbox.say(tx, chat_id=actor.chat_id, screen="gave_up", at=now)
    if area is not None:
        member = next(member for member in actor.members if member.area == area)
        await tell_leads(tx, area, "set_aside", str(member.id), at=now)


async def tell_notice_failed(tx: Transaction, *, notice: Notice, now: datetime) -> None:
    """Something the bot does by itself keeps failing: the leads can do it by hand meanwhile."""
    if notice.area is not None:
        facts = {"area": notice.area}
        await tell_leads(tx, notice.area, "notice_failed", notice.kind, at=now, facts=facts)


async def note_unsure(tx: Transaction, *, chat_id: int, screen: str, now: datetime) -> None:
    """Nobody knows whether something reached a group."""
    await _note(tx, chat_id, "delivery unsure", screen, now)


async def note_failed(
    tx: Transaction, *, chat_id: int, screen: str, error: str, now: datetime
) -> None:
    """Something was given up: the reason is outside text, and goes under seal."""
    await _note(tx, chat_id, "delivery failed", screen, now, reason=error[:80])


async def _note(
    tx: Transaction, chat_id: int, verb: str, screen: str, now: datetime, **detail: str
) -> None:
    chat = await chats.get(tx, chat_id)
    record(
        tx,
        AuditKind.DISCLOSURE,
        verb,
        f"chat:{chat_id}",
        area=chat.area,
        actor=None,
        at=now,
        screen=screen,
        **detail,
    )
