"""The address to which an officer's calendar subscribes: made, revoked, read."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.actions.crew_boards import DutyTimes, duties
from bot.actions.recording import record
from operation import feed as rules
from operation.area import Area
from operation.people import Actor, Member, NotAMember, Role
from storage import feed, outbox, people
from storage.audit import AuditKind
from storage.database import Transaction

TOKEN_BYTES = 24
"""Of randomness in an address, 192 bits."""
KEPT_FOR = timedelta(weeks=4)
"""For how long a duty that is over stays in a calendar that subscribes."""


@dataclass(frozen=True, slots=True)
class CalendarBoard:
    """What someone can do about their calendar. `made_at`: of the address that works now."""

    area: Area
    made_at: datetime | None


@dataclass(frozen=True, slots=True)
class Feed:
    """One officer's duties, as their calendar reads them."""

    area: Area
    duties: tuple[DutyTimes, ...]


async def make_address(
    tx: Transaction, *, actor: Actor, areas: Mapping[str, Area], now: datetime
) -> None:
    """An officer makes an address; it is said to them once, and never kept.

    Raises `FeedOff`, `AddressMade`.
    """
    mine = await _held(tx, actor)
    base = rules.require_served(areas[mine.area])
    rules.require_none(await feed.made_at(tx, mine.id))
    token = secrets.token_urlsafe(TOKEN_BYTES)
    await feed.add_address(tx, mine.id, token=token, at=now)
    _record(tx, actor, mine, "calendar address made", now)
    # A message that is said once forgets what it says; a screen would keep it to be drawn again.
    for chat_id in (await people.chats_of(tx, [mine.id])).values():
        await outbox.say(
            tx, chat_id=chat_id, screen="calendar_address", subject=mine.area,
            facts={"url": f"{base}{path_of(token)}"}, urgency=outbox.ANSWER, at=now,
        )  # fmt: skip


async def revoke_address(tx: Transaction, *, actor: Actor, now: datetime) -> None:
    """An officer's address works no longer. Raises `NoAddress`."""
    mine = await _held(tx, actor)
    rules.require_address(await feed.made_at(tx, mine.id))
    await feed.revoke_address(tx, mine.id, at=now)
    _record(tx, actor, mine, "calendar address revoked", now)


async def calendar_board(
    tx: Transaction, *, actor: Actor, areas: Mapping[str, Area]
) -> CalendarBoard:
    """What an officer can do about their calendar."""
    mine = _officer(actor)
    return CalendarBoard(areas[mine.area], await feed.made_at(tx, mine.id))


async def feed_of(
    tx: Transaction, *, token: str, areas: Mapping[str, Area], now: datetime
) -> Feed | None:
    """What stands at an address; None for one that does not work, whatever the reason."""
    served = [area.key for area in areas.values() if area.feed.is_served]
    mine = await feed.member_by_token(tx, token, areas=served)
    if mine is None:
        return None
    alone = Actor(person_id=mine.person_id, members=(mine,))
    found = await duties(tx, actor=alone, areas=areas, now=now - KEPT_FOR)
    return Feed(areas[mine.area], found)


async def forget_address(tx: Transaction, member: Member, *, now: datetime) -> None:
    """Whoever loses access loses the address too, and makes a new one if they come back."""
    if await feed.revoke_address(tx, member.id, at=now):
        _record(tx, None, member, "calendar address revoked", now)


def path_of(token: str) -> str:
    """Where on this server an address is."""
    return f"/calendar/{token}.ics"


async def _held(tx: Transaction, actor: Actor) -> Member:
    """The officer, who does one thing at a time."""
    mine = _officer(actor)
    await people.get_member_for_update(tx, mine.id)
    return mine


def _officer(actor: Actor) -> Member:
    """The person as an officer; raises as `Actor.acting` does."""
    for member in actor.members:
        if member.may(Role.OFFICER):
            return member
    if not actor.members:
        raise NotAMember("")
    return actor.acting(actor.members[0].area, Role.OFFICER)


def _record(tx: Transaction, actor: Actor | None, member: Member, verb: str, at: datetime) -> None:
    record(tx, AuditKind.ACCESS, verb, f"member:{member.id}", area=member.area, actor=actor, at=at)
