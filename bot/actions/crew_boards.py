"""What the screens of a crew show: the lead's view of a night, and everyone's own."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from bot.actions import boards
from bot.actions.beside_boards import Beside, beside, with_proposals
from bot.actions.boards import Name, NightBoard, WeekBoard
from bot.actions.cards import Headline, News
from bot.actions.proposing import rankings
from bot.actions.rest import Standing, standings_of
from operation.area import Area
from operation.budget import pot_of
from operation.crew import CREW, State
from operation.people import Actor
from operation.proposing import Ranked
from operation.returns import completeness, took_place
from storage import budget, people, returns, rota, visits
from storage import crew as crews
from storage.crew import Ended
from storage.database import Transaction


@dataclass(frozen=True, slots=True)
class LeadNight:
    """A night as its lead has it: the ranking while there is a choice, who is off it and why."""

    area: Area
    night: NightBoard
    ranked: tuple[Ranked, ...]
    ended: tuple[Ended, ...]
    names: Mapping[int, Name]
    news: tuple[Headline, ...] = ()
    short_reason: str | None = None
    beside: Beside | None = None
    is_uncovered: bool = False
    """Whether the area has pots, and none of them covers this night."""
    is_veiled: bool = False
    """For a message that arrives unasked: a lock screen shows neither who nor where."""
    rest: Mapping[int, Standing] = field(default_factory=dict)
    """How rested everyone on the night is, and its local officer, by member."""

    def name_of(self, member_id: int) -> str:
        """Someone on the night, or off it by now."""
        found = self.names.get(member_id)
        return found.called if found is not None else "somebody who has left"

    @property
    def comes_along(self) -> tuple[int, ...]:
        """The local officer, or who is asked to be."""
        live = self.beside.pairing.live if self.beside is not None else None
        return (live.member_id,) if live is not None else ()


@dataclass(frozen=True, slots=True)
class LeadWeek:
    """A week as its lead has it."""

    area: Area
    week: WeekBoard
    nights: tuple[LeadNight, ...]
    returns: tuple[int, int] = (0, 0)
    """How many of its patrols that are over have their return in, and how many there are."""


@dataclass(frozen=True, slots=True)
class MyCard:
    """How one person stands with one night, or stood last; `reason` is why they are off it."""

    area: Area
    night: NightBoard
    member_id: int
    state: State
    reason: str | None
    news: tuple[Headline, ...]
    beside: Beside | None = None
    """Who leads and who comes along, for the crew."""
    visitors: int = 0
    """How many come along, for whoever is on the crew."""
    rest: Standing | None = None
    """What they work around it; None for a night that they are off, or that is over or off."""


@dataclass(frozen=True, slots=True)
class TellThem:
    """Someone whom the bot cannot write to, and what a lead is to tell them."""

    area: Area
    night: NightBoard
    called: str
    state: State | None
    news: Headline
    offered_until: datetime | None = None


@dataclass(frozen=True, slots=True)
class DutyTimes:
    """One night in someone's calendar."""

    uid: str
    starts: datetime
    ends: datetime
    changed_at: datetime
    state: State
    is_cancelled: bool


async def lead_night(
    tx: Transaction,
    *,
    patrol_id: int,
    areas: Mapping[str, Area],
    now: datetime,
    news: Sequence[Sequence[Any]] = (),
) -> LeadNight:
    """A night whole, for its lead."""
    area, night = await boards.night_board(tx, patrol_id=patrol_id, areas=areas, now=now)
    ended = tuple(await crews.ended(tx, patrol_id))
    mentioned = {
        who for each in news if each[0] in _ABOUT_SOMEBODY for who in each[1:3]
        if isinstance(who, int)
    }  # fmt: skip
    gone = {each.member_id for each in ended} | mentioned
    who_else = await beside(tx, await rota.get_patrol(tx, patrol_id), whole=True)
    names = dict(night.called) | await _names(tx, gone - set(night.called))
    names = {**who_else.names, **names}
    ranked: tuple[Ranked, ...] = ()
    if night.is_to_be_chosen:
        patrols = await rota.patrols_of_week(tx, night.week_id)
        ranked = (await rankings(tx, patrols, area, now=now, of=[patrol_id])).get(patrol_id, ())
    pots = await budget.pots_of(tx, area.key)
    is_uncovered = bool(pots) and pot_of(pots, night.book.night) is None
    lead = LeadNight(
        area, night, ranked, ended, names, _headlines(news), night.short_reason, who_else,
        is_uncovered,
    )  # fmt: skip
    on = [each.member_id for each in night.crew.assignments]
    return replace(lead, rest=await _rest(tx, area, night, [*on, *lead.comes_along]))


async def _rest(
    tx: Transaction, area: Area, night: NightBoard, who: Collection[int] | None = None
) -> Mapping[int, Standing]:
    """How rested those are who are on a night; nobody is looked up for one under way or off."""
    if night.has_started or night.crew.cancelled is not None:
        return {}
    on = [each.member_id for each in night.crew.assignments] if who is None else who
    return await standings_of(tx, member_ids=on, book=night.book, area=area)


_ABOUT_SOMEBODY = frozenset(
    {
        News.WITHDREW, News.TOOK, News.CANCELLED_BY, News.SWAPPED, News.LEAD_LEFT,
        News.PROPOSED_PLACE, News.STOPPED, News.LOCAL_LEFT, News.OFF_LATE, News.AGREED_PLACE,
    }
)  # fmt: skip


async def lead_week(
    tx: Transaction, *, week_id: int, areas: Mapping[str, Area], now: datetime
) -> LeadWeek:
    """A week whole, for its lead."""
    week = await boards.week_board(tx, week_id=week_id, areas=areas, now=now)
    patrols = await rota.patrols_of_week(tx, week_id)
    ranked = await rankings(tx, patrols, week.area, now=now)
    nights = []
    for night, patrol in zip(week.nights, patrols, strict=True):
        patrol_id = night.book.patrol_id
        ended = tuple(await crews.ended(tx, patrol_id)) if patrol_id in ranked else ()
        names = await _names(tx, {each.member_id for each in ended} - set(night.called))
        order = ranked.get(patrol_id, ())
        rested = await _rest(tx, week.area, night)
        called = dict(night.called) | names
        lead = LeadNight(week.area, night, order, ended, called, rest=rested)
        if night.crew.is_published and night.crew.cancelled is None:
            lead = replace(lead, beside=await beside(tx, patrol, whole=True))
        nights.append(lead)
    over = [p.book.patrol_id for p in patrols if p.book.ends <= now and took_place(p.crew)]
    begun = (await returns.of_patrols(tx, over)).values() if over else ()
    return LeadWeek(week.area, week, tuple(nights), completeness(over, begun))


async def my_card(
    tx: Transaction,
    *,
    patrol_id: int,
    chat_id: int,
    areas: Mapping[str, Area],
    now: datetime,
    news: Sequence[Sequence[Any]] = (),
) -> MyCard | None:
    """Someone's own card of a night; None for a person who has nothing to do with it."""
    area, night = await boards.night_board(tx, patrol_id=patrol_id, areas=areas, now=now)
    actor = await people.actor_of_chat(tx, chat_id)
    mine = next((each for each in actor.members if each.area == area.key), None)
    if mine is None:
        return None
    standing = night.crew.of(mine.id)
    if standing is not None:
        said = _headlines(news)
        goes = standing.state in CREW
        found = await beside(tx, await rota.get_patrol(tx, patrol_id)) if goes else None
        if found is not None and found.leading.patrol_lead == mine.id:
            found = await with_proposals(tx, patrol_id, found)
        visitors = await visits.count_accepted(tx, patrol_id) if goes else 0
        rested = (await _rest(tx, area, night, [mine.id])).get(mine.id)
        return MyCard(area, night, mine.id, standing.state, None, said, found, visitors, rested)
    over = [e for e in await crews.ended(tx, patrol_id) if e.member_id == mine.id]
    if not over:
        return None
    return MyCard(area, night, mine.id, over[-1].state, over[-1].reason, _headlines(news))


async def tell_them(
    tx: Transaction,
    *,
    patrol_id: int,
    member_id: int,
    news: Sequence[Any],
    areas: Mapping[str, Area],
    now: datetime,
) -> TellThem | None:
    """What a lead is asked to tell somebody; None once the night has started."""
    area, night = await boards.night_board(tx, patrol_id=patrol_id, areas=areas, now=now)
    if night.has_started:
        return None
    member = await people.get_member(tx, member_id)
    standing = night.crew.of(member_id)
    state = standing.state if standing is not None else None
    until = standing.offered_until if standing is not None else None
    return TellThem(area, night, member.called, state, tuple(news), until)


async def duties(
    tx: Transaction, *, actor: Actor, areas: Mapping[str, Area], now: datetime
) -> tuple[DutyTimes, ...]:
    """Someone's nights ahead for their calendar, those included that are off again."""
    mine = [member.id for member in actor.active_members if member.area in areas]
    nights = await crews.nights_of(tx, mine, after=now) if mine else []
    stand = await crews.moved_at(tx, [each.book.patrol_id for each in nights], mine)
    found = []
    for (patrol_id, member_id), stood in stand.items():
        state, moved_at = stood.state, stood.at
        if state not in CREW and not stood.was_on_crew:
            # Nothing of this night can be in their calendar.
            continue
        patrol = next(each for each in nights if each.book.patrol_id == patrol_id)
        found.append(
            DutyTimes(
                uid=f"{tx.keys.hash(f'duty:{patrol_id}:{member_id}')[:32]}@ephedra",
                starts=patrol.book.starts,
                ends=patrol.book.ends,
                changed_at=max(moved_at, patrol.changed_at or moved_at),
                state=state,
                is_cancelled=patrol.crew.cancelled is not None or state not in CREW,
            )
        )
    return tuple(found)


async def _names(tx: Transaction, member_ids: Collection[int]) -> dict[int, Name]:
    if not member_ids:
        return {}
    found = await people.members_by_id(tx, member_ids)
    return {each.id: Name(each.id, each.called, each.has_telegram) for each in found}


def _headlines(news: Sequence[Sequence[Any]]) -> tuple[Headline, ...]:
    return tuple(tuple(each) for each in news)
