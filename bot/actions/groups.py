"""The area's group: linked by a lead, moved by Telegram, left by the bot."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from bot.actions import calling
from bot.actions.recording import record
from bot.actions.telling import tell_leads
from operation.area import Area
from operation.errors import Refusal
from operation.people import Actor, Role
from storage import chats, outbox, people
from storage.audit import AuditKind
from storage.chats import ChatKind
from storage.database import Transaction


@dataclass(eq=False)
class GroupOfAnotherArea(Refusal):
    """The group is linked to another area already."""


@dataclass(frozen=True, slots=True)
class Linked:
    """A group became the area's; the weeks that opened at once."""

    area: str
    weeks: tuple[int, ...]
    was_linked: bool


async def link_group(
    tx: Transaction,
    *,
    actor: Actor,
    area: Area,
    telegram_id: int,
    title: str,
    now: datetime,
) -> Linked:
    """A lead makes this group the area's: the rota posts go there from now on.

    Another group of the area is let go, with its posts. Raises
    GroupOfAnotherArea, and RoleMissing for anybody but a lead.
    """
    actor.acting(area.key, Role.LEAD)
    chat = await chats.ensure(tx, telegram_id, ChatKind.GROUP, title)
    if chat.area is not None and chat.area != area.key:
        raise GroupOfAnotherArea
    if chat.area == area.key:
        return Linked(area.key, (), was_linked=True)
    await _let_go(tx, area.key)
    await chats.bind(tx, chat.id, area.key)
    await chats.mark_reachable(tx, chat.id)
    record(
        tx, AuditKind.ACCESS, "group linked", f"chat:{chat.id}", area=area.key, actor=actor, at=now
    )
    await calling.repost_weeks(tx, area=area, now=now)
    weeks = await calling.open_weeks(tx, area=area, now=now)
    return Linked(area.key, tuple(weeks), was_linked=False)


async def bot_left(tx: Transaction, *, telegram_id: int, now: datetime) -> None:
    """The bot was put out of a chat: nothing is sent there, and a group's leads are told."""
    chat = await chats.find(tx, telegram_id)
    if chat is None:
        return
    news = await chats.mark_unreachable(tx, [chat.id], at=now)
    if news:
        await tell_unreachable(tx, chat_id=chat.id, now=now)


async def bot_came(tx: Transaction, *, telegram_id: int) -> None:
    """The bot can write in a chat again."""
    chat = await chats.find(tx, telegram_id)
    if chat is not None and not chat.reachable:
        await chats.mark_reachable(tx, chat.id)


async def tell_unreachable(tx: Transaction, *, chat_id: int, now: datetime) -> None:
    """Leads learn once that the bot cannot write to someone of theirs, or to their group."""
    chat = await chats.get(tx, chat_id)
    if chat.area is not None:
        await tell_leads(tx, chat.area, "group_lost", str(chat_id), at=now)
        return
    person_id = await people.person_of_chat(tx, chat_id)
    if person_id is None:
        return
    actor = await people.actor_of_person(tx, person_id)
    for member in actor.active_members:
        await tell_leads(tx, member.area, "unreachable", str(member.id), at=now, but=member.id)


async def migrate(
    tx: Transaction, *, old: int, new: int, areas: Mapping[str, Area], now: datetime
) -> None:
    """A group became a supergroup: one row takes the new id, and the rota is posted there."""
    chat = await chats.migrate(tx, old, new)
    area = areas.get(chat.area or "") if chat is not None else None
    if area is not None:
        await calling.repost_weeks(tx, area=area, now=now)


async def _let_go(tx: Transaction, area: str) -> None:
    previous = await chats.group_of(tx, area)
    if previous is not None:
        await outbox.drop_posts(tx, chat_id=previous.id)
