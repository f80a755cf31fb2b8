"""Who could take a shift: trained, reachable, free, rested; alone, or in exchange for theirs.

The night's local officer, or who is asked to be, is not free for its crew: a pair needs two.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from bot.actions.rest import findings_of
from operation.area import Area
from operation.people import Member, Role
from operation.rest import Finding
from storage import pairing, people
from storage import swaps as kept
from storage.database import Transaction
from storage.rota import Patrol


@dataclass(frozen=True, slots=True)
class Option:
    """Somebody who could take a shift: for nothing, or for one of these nights of theirs."""

    member: Member
    is_free: bool
    nights: tuple[Patrol, ...] = ()

    @property
    def returns(self) -> tuple[int | None, ...]:
        """What they could be asked for in return, as patrols; None for nothing."""
        nights = tuple(each.book.patrol_id for each in self.nights)
        return (None, *nights) if self.is_free else nights


@dataclass(frozen=True, slots=True)
class StandIn:
    """Somebody whom a lead could put in a place, and what warns about it."""

    member: Member
    findings: tuple[Finding, ...]


async def options(
    tx: Transaction, *, patrol: Patrol, giver: int, area: Area, now: datetime
) -> tuple[Option, ...]:
    """Who could be asked to take somebody's shift, those who stand by first, then by name."""
    able = {each.id: each for each in await _able(tx, patrol, giver) if _can_be_asked(each)}
    free = await _rested(tx, able, patrol, area, now)
    nights = await _exchanges(tx, able, patrol, giver, area=area, now=now)
    found = [
        Option(each, each.id in free, tuple(nights.get(each.id, ())))
        for each in able.values()
        if each.id in free or each.id in nights
    ]
    return tuple(sorted(found, key=lambda each: _in_order(patrol, each.member)))


async def stand_ins(
    tx: Transaction, *, patrol: Patrol, giver: int, area: Area, now: datetime
) -> tuple[StandIn, ...]:
    """Whom a lead could put in somebody's place, those included whom the bot cannot write to."""
    able = {each.id: each for each in await _able(tx, patrol, giver)}
    free = await _rested(tx, able, patrol, area, now)
    found = [StandIn(able[who], findings) for who, findings in free.items()]
    return tuple(sorted(found, key=lambda each: _in_order(patrol, each.member)))


async def _able(tx: Transaction, patrol: Patrol, giver: int) -> list[Member]:
    out = {giver, *(each.member_id for each in patrol.crew.crew)}
    out.add(await pairing.nominee_of(tx, patrol.book.patrol_id) or giver)
    return [
        each
        for each in await people.members_of(tx, patrol.book.area)
        if each.may(Role.OFFICER) and each.is_trained and each.id not in out
    ]


def _can_be_asked(member: Member) -> bool:
    return member.has_telegram and member.is_reachable


async def _rested(
    tx: Transaction, able: Mapping[int, Member], patrol: Patrol, area: Area, now: datetime,
    *leaving: int,
) -> dict[int, tuple[Finding, ...]]:  # fmt: skip
    """Those of them whom nothing stops from going on this night, and what warns."""
    if not able:
        return {}
    found = await findings_of(
        tx, member_ids=list(able), patrol=patrol, area=area, now=now, leaving=leaving
    )
    return {who: each for who, each in found.items() if not any(one.is_stop for one in each)}


async def _exchanges(
    tx: Transaction,
    able: Mapping[int, Member],
    patrol: Patrol,
    giver: int,
    *,
    area: Area,
    now: datetime,
) -> dict[int, list[Patrol]]:
    """For each of them, the nights of theirs that the giver could have for this one."""
    mine = {giver: await people.get_member(tx, giver)}
    found: dict[int, list[Patrol]] = {}
    for other in await kept.crews_ahead(tx, patrol.book.area, after=now):
        going = {each.member_id for each in other.crew.crew}
        theirs = {who: able[who] for who in going & able.keys()}
        if giver in going or not theirs or other.book.patrol_id == patrol.book.patrol_id:
            continue
        if not await _rested(tx, mine, other, area, now, patrol.book.patrol_id):
            continue
        for who in await _rested(tx, theirs, patrol, area, now, other.book.patrol_id):
            found.setdefault(who, []).append(other)
    return found


def _in_order(patrol: Patrol, member: Member) -> tuple[bool, int, str]:
    turn = patrol.crew.turn_of(member.id)
    return (turn is None, turn or 0, member.called)
