"""What the screens of rest show: duties around a night, and rest that is owed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from bot.actions import boards
from bot.actions.boards import MyNight, NightBoard
from bot.actions.rest import Standing, standings_of, standings_on
from operation.area import Area
from operation.crew import State
from operation.nights import local_date
from operation.people import Actor, Member
from storage import pairing, people, rest, rota
from storage.database import Transaction
from storage.rest import Owed


@dataclass(frozen=True, slots=True)
class DutiesBoard:
    """One person and one night: what they work around it, and what stands against it.

    `state` is None for somebody who is not on the night; `comes_along` says that they are its
    local officer, or asked to be. `next_unknown` is a later night of
    theirs whose duties are not known; for oneself only.
    """

    area: Area
    night: NightBoard
    member: Member
    state: State | None
    standing: Standing
    overridden_by: str = ""
    next_unknown: NightBoard | None = None
    comes_along: bool = False


@dataclass(frozen=True, slots=True)
class OwedEntry:
    """One entry of rest that is owed, with the name of whom it is owed to."""

    owed: Owed
    called: str


@dataclass(frozen=True, slots=True)
class OwedBoard:
    """The rest that is owed in an area."""

    area: Area
    entries: tuple[OwedEntry, ...]


@dataclass(frozen=True, slots=True)
class OwedCard:
    """One entry, and the day that it is today."""

    area: Area
    entry: OwedEntry
    member: Member
    today: date


async def duties_of(
    tx: Transaction, *, patrol_id: int, member_id: int, areas: Mapping[str, Area], now: datetime
) -> DutiesBoard | None:
    """One person's duties around a night, for a lead; None for somebody of another area."""
    area, night = await boards.night_board(tx, patrol_id=patrol_id, areas=areas, now=now)
    found = await people.members_by_id(tx, [member_id])
    if not found or found[0].area != area.key:
        return None
    standings = await standings_of(tx, member_ids=[member_id], book=night.book, area=area)
    mine = night.crew.of(member_id)
    override = standings[member_id].override
    by = "" if override is None else (await people.get_member(tx, override.by)).called
    state = mine.state if mine is not None else None
    return DutiesBoard(
        area, night, found[0], state, standings[member_id], by,
        comes_along=await pairing.nominee_of(tx, patrol_id) == member_id,
    )  # fmt: skip


async def my_duties(
    tx: Transaction, *, patrol_id: int, chat_id: int, areas: Mapping[str, Area], now: datetime
) -> DutiesBoard | None:
    """One's own duties around a night; None for somebody who is not on it."""
    area, night = await boards.night_board(tx, patrol_id=patrol_id, areas=areas, now=now)
    actor = await people.actor_of_chat(tx, chat_id)
    mine = next((each for each in actor.active_members if each.area == area.key), None)
    if mine is None:
        return None
    on = night.crew.of(mine.id)
    if on is None:
        return await _beside(tx, area, night, mine)
    nights = await my_nights(tx, actor=actor, areas=areas, now=now)
    this = next((each for each in nights if each.night.book.patrol_id == patrol_id), None)
    if this is None or this.rest is None:
        return None
    unknown = (each.night for each in nights if _is_to_be_asked(each) and each is not this)
    return DutiesBoard(area, night, mine, on.state, this.rest, next_unknown=next(unknown, None))


async def _beside(
    tx: Transaction, area: Area, night: NightBoard, mine: Member
) -> DutiesBoard | None:
    """One's own duties around a night that one comes along for, or is asked to."""
    if await pairing.nominee_of(tx, night.book.patrol_id) != mine.id:
        return None
    standings = await standings_of(tx, member_ids=[mine.id], book=night.book, area=area)
    return DutiesBoard(area, night, mine, None, standings[mine.id], comes_along=True)


async def my_nights(
    tx: Transaction, *, actor: Actor, areas: Mapping[str, Area], now: datetime
) -> tuple[MyNight, ...]:
    """What someone is on the list for, with how rested they are for each."""
    nights = await boards.my_nights(tx, actor=actor, areas=areas, now=now)
    patrols = (
        await rota.patrols_of_member(tx, {each.member_id for each in nights}, after=now)
        if nights
        else []
    )
    on = {each.book.patrol_id: (each, areas[each.book.area]) for each in patrols}
    who = {each.night.book.patrol_id: each.member_id for each in nights}
    found = await standings_on(tx, on={i: on[i] for i in who if i in on}, member_ids=who)
    return tuple(replace(each, rest=found.get(each.night.book.patrol_id)) for each in nights)


async def my_owed(
    tx: Transaction, *, actor: Actor, areas: Mapping[str, Area]
) -> tuple[tuple[Area, Owed], ...]:
    """The rest that somebody is owed."""
    mine = [each.id for each in actor.active_members if each.area in areas]
    found = await rest.owed_to(tx, mine) if mine else []
    return tuple((areas[each.area], each) for each in found)


async def owed_board(tx: Transaction, *, area: Area, only: int | None = None) -> OwedBoard:
    """The rest that is owed in an area, or to one member, whose opening is recorded."""
    found = await rest.owed_in(tx, area.key)
    found = [each for each in found if only in (None, each.member_id)]
    return OwedBoard(area, await _entries(tx, found))


async def owed_card(
    tx: Transaction, *, owed_id: int, areas: Mapping[str, Area], now: datetime
) -> OwedCard:
    """One entry of rest that is owed. Raises NotFound."""
    owed = await rest.get_owed(tx, owed_id)
    area = areas[owed.area]
    member = await people.get_member(tx, owed.member_id)
    entry = OwedEntry(owed, member.called)
    return OwedCard(area, entry, member, local_date(now, area.zone))


async def _entries(tx: Transaction, found: Sequence[Owed]) -> tuple[OwedEntry, ...]:
    ids = {each.member_id for each in found}
    members = await people.members_by_id(tx, ids) if ids else []
    called = {each.id: each.called for each in members}
    return tuple(OwedEntry(each, called[each.member_id]) for each in found)


def _is_to_be_asked(mine: MyNight) -> bool:
    is_ahead = not mine.night.has_started and mine.night.crew.cancelled is None
    asks = bool(mine.area.rest.duties)
    return asks and is_ahead and mine.rest is not None and not mine.rest.around.is_known
