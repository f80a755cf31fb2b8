"""What the screens of swaps show."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from bot.actions import boards
from bot.actions.boards import Name, NightBoard, OnOffer
from bot.actions.rest import findings_of
from bot.actions.swap_options import Option, StandIn, options, stand_ins
from operation.area import Area
from operation.crew import CREW
from operation.people import Member
from operation.rest import Finding
from operation.swaps import Swap
from storage import leading, people, rota
from storage import swaps as kept
from storage.database import Transaction


@dataclass(frozen=True, slots=True)
class GivingBoard:
    """Somebody's own shift, and who could take it; without options when it is not theirs."""

    area: Area
    night: NightBoard
    is_mine: bool
    options: tuple[Option, ...]
    offer: OnOffer | None = None
    """Where it is on offer already."""


@dataclass(frozen=True, slots=True)
class StandInBoard:
    """Somebody's place, and whom a lead could put into it."""

    area: Area
    night: NightBoard
    giver: Name
    is_on_crew: bool
    members: tuple[StandIn, ...]


@dataclass(frozen=True, slots=True)
class SwapBoard:
    """One swap as somebody sees it: `viewer` is their member id."""

    area: Area
    night: NightBoard
    other: NightBoard | None
    swap: Swap
    giver: str
    taker: str | None
    viewer: int
    findings: tuple[Finding, ...] = ()
    """What is to be known about the rest of who takes it, or would."""


async def giving(
    tx: Transaction, *, patrol_id: int, chat_id: int, areas: Mapping[str, Area], now: datetime
) -> GivingBoard | None:
    """Whom somebody could ask to take their shift; None for a person of no such area."""
    area, night = await boards.night_board(tx, patrol_id=patrol_id, areas=areas, now=now)
    mine = await _viewer(tx, chat_id, area)
    if mine is None or not mine.is_active:
        return None
    standing = night.crew.of(mine.id)
    is_mine = standing is not None and standing.state in CREW
    if not is_mine or night.has_started or night.crew.cancelled is not None:
        return GivingBoard(area, night, False, ())
    patrol = await rota.get_patrol(tx, patrol_id)
    found = await options(tx, patrol=patrol, giver=mine.id, area=area, now=now)
    return GivingBoard(area, night, True, found, night.on_offer.get(mine.id))


async def standing_in(
    tx: Transaction, *, patrol_id: int, member_id: int, areas: Mapping[str, Area], now: datetime
) -> StandInBoard:
    """Whom a lead could put in somebody's place."""
    area, night = await boards.night_board(tx, patrol_id=patrol_id, areas=areas, now=now)
    giver = await people.get_member(tx, member_id)
    name = Name(giver.id, giver.called, giver.has_telegram)
    standing = night.crew.of(member_id)
    is_on_crew = standing is not None and standing.state in CREW
    if not is_on_crew or night.has_started:
        return StandInBoard(area, night, name, False, ())
    patrol = await rota.get_patrol(tx, patrol_id)
    found = await stand_ins(tx, patrol=patrol, giver=member_id, area=area, now=now)
    return StandInBoard(area, night, name, True, found)


async def swap_board(
    tx: Transaction, *, swap_id: int, chat_id: int, areas: Mapping[str, Area], now: datetime
) -> SwapBoard | None:
    """One swap; None for a person of no such area."""
    swap = await kept.get(tx, swap_id)
    area, night = await boards.night_board(tx, patrol_id=swap.patrol_id, areas=areas, now=now)
    mine = await _viewer(tx, chat_id, area)
    if mine is None or (swap.is_live and not mine.is_active):
        # What is over names nobody.
        return None
    other = None
    if swap.in_return is not None:
        _, other = await boards.night_board(tx, patrol_id=swap.in_return, areas=areas, now=now)
    called = await _called(tx, {swap.giver, *({swap.taker} if swap.taker else ())})
    taker = called[swap.taker] if swap.taker else None
    comes = swap.taker or mine.id
    found: Mapping[int, tuple[Finding, ...]] = {}
    if swap.is_live:
        leaving = () if swap.in_return is None else (swap.in_return,)
        patrol = await rota.get_patrol(tx, swap.patrol_id)
        found = await findings_of(
            tx, member_ids=[comes], patrol=patrol, area=area, now=now, leaving=leaving
        )
    return SwapBoard(
        area, night, other, swap, called[swap.giver], taker, mine.id, found.get(comes, ())
    )


async def giver_board(
    tx: Transaction, *, swap_id: int, chat_id: int, areas: Mapping[str, Area], now: datetime
) -> SwapBoard | None:
    """An exchange on offer for whoever offers it, with how rested they are for the other night.

    None for anybody else, and once it is over.
    """
    found = await swap_board(tx, swap_id=swap_id, chat_id=chat_id, areas=areas, now=now)
    if found is None or found.other is None or not found.swap.is_live:
        return None
    if found.viewer != found.swap.giver:
        return None
    other = await rota.get_patrol(tx, found.other.book.patrol_id)
    mine = await findings_of(
        tx, member_ids=[found.viewer], patrol=other, area=found.area, now=now,
        leaving=[found.swap.patrol_id],
    )  # fmt: skip
    return replace(found, findings=mine[found.viewer])


async def asked_board(
    tx: Transaction, *, swap_id: int, chat_id: int, areas: Mapping[str, Area], now: datetime
) -> SwapBoard | None:
    """One swap for somebody of whom it was asked, and nobody else."""
    found = await swap_board(tx, swap_id=swap_id, chat_id=chat_id, areas=areas, now=now)
    return found if found is not None and found.viewer in found.swap.asked else None


async def supervised(
    tx: Transaction, *, patrol_id: int, chat_id: int, areas: Mapping[str, Area], now: datetime
) -> tuple[Area, NightBoard] | None:
    """A night for who supervises it, and nobody else; None once it is over."""
    area, night = await boards.night_board(tx, patrol_id=patrol_id, areas=areas, now=now)
    mine = await _viewer(tx, chat_id, area)
    named = await leading.find(tx, patrol_id)
    is_theirs = (
        mine is not None and mine.is_active and mine.id in (named.supervisor, named.fallback)
    )
    return (area, night) if is_theirs and not night.has_ended else None


async def _viewer(tx: Transaction, chat_id: int, area: Area) -> Member | None:
    actor = await people.actor_of_chat(tx, chat_id)
    return next((each for each in actor.members if each.area == area.key), None)


async def _called(tx: Transaction, member_ids: Collection[int]) -> dict[int, str]:
    return {each.id: each.called for each in await people.members_by_id(tx, member_ids)}
