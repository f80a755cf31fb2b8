"""What the screens of the rota show: read in one go, as plain data."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from bot.actions.rest import Standing as Rest
from bot.actions.rest import stopped
from operation.area import Area, Plan
from operation.crew import Assignment, Crew
from operation.nights import elapsed_hours, local_date, monday_of, night_of
from operation.people import Actor, Member, MemberState, Role
from operation.release import released_at
from operation.rota import Book, Standing
from operation.swaps import Swap
from storage import areas as area_plans
from storage import people, rota
from storage import swaps as swaps_kept
from storage.database import Transaction
from storage.rota import Patrol, Week

EVERY_STATE = tuple(MemberState)
WEEKS_SHOWN = 5
"""A lead sees this week and those open ahead."""
EXTRA_NIGHT_DAYS = 28


@dataclass(frozen=True, slots=True)
class Name:
    """Someone on a list, as the crew calls them."""

    member_id: int
    called: str
    has_telegram: bool


@dataclass(frozen=True, slots=True)
class OnOffer:
    """A shift of a night that is on offer, and who would have it, where a lead is to agree."""

    swap: Swap
    taker: Name | None = None


@dataclass(frozen=True, slots=True)
class NightBoard:
    """One night with its list."""

    week_id: int
    book: Book
    names: tuple[Name, ...]
    ward: str | None
    is_extra: bool
    is_open: bool
    has_started: bool
    hours: float
    usual_hours: float
    crew: Crew
    called: Mapping[int, Name]
    """Everyone on the night, those asked for cover included, by member."""
    cancel_note: str | None = None
    short_reason: str | None = None
    released_at: datetime | None = None
    """When it opens to everyone, while it is only for those who have done least."""
    closes_alone: bool = False
    """Within a week: whether its list closes at another time than the week's."""
    on_offer: Mapping[int, OnOffer] = field(default_factory=dict)
    """The shifts that somebody would give away, by whose they are; looked up for cards only."""
    is_near: bool = False
    """Whether who leaves the crew now does so at short notice."""
    is_too_near: bool = False
    """Whether it is too late to offer a shift."""
    has_ended: bool = False

    @property
    def inside(self) -> tuple[Name, ...]:
        """Who is in."""
        return self.names[: self.book.places]

    @property
    def waiting(self) -> tuple[Name, ...]:
        """Who waits, in order."""
        return self.names[self.book.places :]

    @property
    def is_to_be_chosen(self) -> bool:
        """Whether sign-up has closed and no crew is published yet."""
        is_settled = self.crew.is_published or self.crew.cancelled is not None
        return not (is_settled or self.is_open or self.has_started)

    @property
    def perhaps(self) -> tuple[Name, ...]:
        """Who has said maybe."""
        return tuple(self.called[each.member_id] for each in self.crew.provisional)

    def name_of(self, member_id: int) -> Name:
        """Someone of this night, as the crew calls them."""
        return self.called[member_id]


@dataclass(frozen=True, slots=True)
class WeekBoard:
    """One week with its nights."""

    area: Area
    week: Week
    nights: tuple[NightBoard, ...]
    is_over: bool
    is_ahead: bool
    """Whether its opening day is still to come: it holds no more than an extra night."""

    @property
    def is_open(self) -> bool:
        """Whether any night still takes names."""
        return any(night.is_open for night in self.nights)


@dataclass(frozen=True, slots=True)
class MyNight:
    """A night that someone is on the list of."""

    night: NightBoard
    member_id: int
    area: Area
    rest: Rest | None = None
    """What they work around it; None where it was not looked up."""

    @property
    def standing(self) -> Standing | None:
        """Their place on the list, while no crew is chosen from it."""
        return self.night.book.standing_of(self.member_id)

    @property
    def assignment(self) -> Assignment:
        """Where they stand with the night."""
        found = self.night.crew.of(self.member_id)
        if found is None:
            raise LookupError(self.member_id)
        return found


@dataclass(frozen=True, slots=True)
class RotaBoard:
    """The weeks of an area, and the dates an extra night could be on."""

    area: Area
    weeks: tuple[WeekBoard, ...]
    free_dates: tuple[date, ...]
    has_group: bool


@dataclass(frozen=True, slots=True)
class Eligible:
    """Whom a lead could still put on a night's list."""

    area: Area
    night: NightBoard
    officers: tuple[Name, ...]
    stopped: frozenset[int] = frozenset()
    """Those of them who are not rested, by what else they work."""


@dataclass(frozen=True, slots=True)
class PlanBoard:
    """The plan as it stands."""

    area: Area
    plan: Plan


async def week_board(
    tx: Transaction, *, week_id: int, areas: Mapping[str, Area], now: datetime
) -> WeekBoard:
    """A week whole."""
    week = await rota.get_week(tx, week_id)
    patrols = await rota.patrols_of_week(tx, week_id)
    return _week_board(areas[week.area], week, patrols, await _names(tx, patrols), now)


async def night_board(
    tx: Transaction, *, patrol_id: int, areas: Mapping[str, Area], now: datetime
) -> tuple[Area, NightBoard]:
    """A night whole, with its area."""
    patrol = await rota.get_patrol(tx, patrol_id)
    area = areas[patrol.book.area]
    board = _night_board(area, patrol, await _names(tx, [patrol]), now)
    return area, replace(board, on_offer=(await _on_offer(tx, [patrol])).get(patrol_id, {}))


async def night_boards(
    tx: Transaction, *, area: Area, patrols: Sequence[Patrol], now: datetime
) -> list[NightBoard]:
    """Several nights of an area whole, in their order."""
    names = await _names(tx, patrols)
    return [_night_board(area, each, names, now) for each in patrols]


async def require_lead_of_week(tx: Transaction, *, actor: Actor, week_id: int) -> None:
    """Raise RoleMissing, or NotAMember, for anybody but a lead of the week's area."""
    actor.acting((await rota.get_week(tx, week_id)).area, Role.LEAD)


async def require_lead_of_patrol(tx: Transaction, *, actor: Actor, patrol_id: int) -> None:
    """Raise RoleMissing, or NotAMember, for anybody but a lead of the patrol's area."""
    await lead_patrol(tx, actor=actor, patrol_id=patrol_id)


async def lead_patrol(tx: Transaction, *, actor: Actor, patrol_id: int) -> Patrol:
    """A patrol, for a lead of its area and nobody else. Raises RoleMissing, or NotAMember."""
    patrol = await rota.get_patrol(tx, patrol_id)
    actor.acting(patrol.book.area, Role.LEAD)
    return patrol


async def told_night(
    tx: Transaction,
    *,
    patrol_id: int,
    chat_id: int,
    areas: Mapping[str, Area],
    is_in: bool | None,
    now: datetime,
) -> tuple[Area, NightBoard] | None:
    """A night that someone is to be told about, if it still is as they are told.

    `is_in` is how they are said to stand: in, waiting, or (None) not on the list.
    """
    area, night = await night_board(tx, patrol_id=patrol_id, areas=areas, now=now)
    actor = await people.actor_of_chat(tx, chat_id)
    found = [night.book.standing_of(member.id) for member in actor.members]
    standing = next((each for each in found if each is not None), None)
    actual = standing.is_in if standing is not None else None
    return (area, night) if actual is is_in and not night.has_started else None


async def my_nights(
    tx: Transaction, *, actor: Actor, areas: Mapping[str, Area], now: datetime
) -> tuple[MyNight, ...]:
    """What someone is on the list for, from tonight on."""
    mine = {member.id for member in actor.active_members if member.area in areas}
    patrols = await rota.patrols_of_member(tx, mine, after=now) if mine else []
    names = await _names(tx, patrols)
    offers = await _on_offer(tx, patrols)

    def board(patrol: Patrol) -> NightBoard:
        found = _night_board(areas[patrol.book.area], patrol, names, now)
        return replace(found, on_offer=offers.get(patrol.book.patrol_id, {}))

    return tuple(
        MyNight(board(each), member_id, areas[each.book.area])
        for each in patrols
        for member_id in mine
        if each.crew.of(member_id) is not None
    )


async def rota_board(tx: Transaction, *, area: Area, now: datetime) -> RotaBoard:
    """The weeks of an area that are not over."""
    tonight = night_of(now, area.zone)
    boards = []
    for week in (await rota.weeks_from(tx, area.key, monday_of(tonight)))[:WEEKS_SHOWN]:
        patrols = await rota.patrols_of_week(tx, week.id)
        boards.append(_week_board(area, week, patrols, await _names(tx, patrols), now))
    settings = await area_plans.get(tx, area.key)
    today = local_date(now, area.zone)
    last = today + timedelta(days=EXTRA_NIGHT_DAYS - 1)
    taken = await rota.nights_taken(tx, area.key, today, last)
    days = (today + timedelta(days=n) for n in range(EXTRA_NIGHT_DAYS))
    free = tuple(day for day in days if day not in taken)
    return RotaBoard(area, tuple(boards), free, settings.group_chat_id is not None)


async def eligible(
    tx: Transaction, *, patrol_id: int, areas: Mapping[str, Area], now: datetime
) -> Eligible:
    """The trained officers who are not on a night's list."""
    area, night = await night_board(tx, patrol_id=patrol_id, areas=areas, now=now)
    listed = set(night.called) - {each.member_id for each in night.crew.provisional}
    officers = [
        _name(member)
        for member in await people.members_of(tx, area.key)
        if member.may(Role.OFFICER) and member.is_trained and member.id not in listed
    ]
    tired = await stopped(
        tx, member_ids=[each.member_id for each in officers], book=night.book, area=area
    )
    return Eligible(area, night, tuple(sorted(officers, key=lambda name: name.called)), tired)


async def plan_board(tx: Transaction, *, area: Area) -> PlanBoard:
    """The plan as it stands."""
    return PlanBoard(area, (await area_plans.get(tx, area.key)).plan)


async def _names(tx: Transaction, patrols: Iterable[Patrol]) -> dict[int, Name]:
    ids = {each.member_id for patrol in patrols for each in patrol.crew.assignments}
    if not ids:
        return {}
    return {member.id: _name(member) for member in await people.members_by_id(tx, ids)}


async def _on_offer(tx: Transaction, patrols: Sequence[Patrol]) -> dict[int, dict[int, OnOffer]]:
    """The shifts on offer of nights that have a crew, by night and by whose they are."""
    nights = [each.book.patrol_id for each in patrols if each.crew.is_published]
    swaps = await swaps_kept.live_of(tx, nights) if nights else []
    takers = [each.taker for each in swaps if each.taker is not None]
    found = await people.members_by_id(tx, takers) if takers else []
    names = {member.id: _name(member) for member in found}
    offers: dict[int, dict[int, OnOffer]] = {}
    for each in swaps:
        taker = names.get(each.taker) if each.taker is not None else None
        offers.setdefault(each.patrol_id, {})[each.giver] = OnOffer(each, taker)
    return offers


def _name(member: Member) -> Name:
    return Name(member.id, member.called, member.has_telegram)


def _week_board(
    area: Area, week: Week, patrols: Sequence[Patrol], names: Mapping[int, Name], now: datetime
) -> WeekBoard:
    nights = tuple(
        replace(
            _night_board(area, patrol, names, now),
            closes_alone=patrol.book.window.closes_at != week.window.closes_at,
        )
        for patrol in patrols
    )
    is_over = all(night.book.ends <= now for night in nights)
    return WeekBoard(area, week, nights, is_over, is_ahead=now < week.window.opens_at)


def _night_board(
    area: Area, patrol: Patrol, names: Mapping[int, Name], now: datetime
) -> NightBoard:
    book = patrol.book
    on_the_wall = _wall_hours(book, area.zone)
    return NightBoard(
        week_id=patrol.week_id,
        book=book,
        names=tuple(names[each.member_id] for each in book.volunteers),
        ward=area.ward_name(patrol.ward) if patrol.ward else None,
        is_extra=patrol.is_extra,
        is_open=book.is_open_at(now) and patrol.crew.cancelled is None,
        has_started=now >= book.starts,
        hours=elapsed_hours(book.starts, book.ends),
        usual_hours=on_the_wall,
        crew=patrol.crew,
        called={each.member_id: names[each.member_id] for each in patrol.crew.assignments},
        cancel_note=patrol.cancel_note,
        short_reason=patrol.short_reason,
        released_at=_released_at(area, patrol, now),
        is_near=now >= book.starts - timedelta(hours=area.swaps.late_drop),
        is_too_near=now >= book.starts - timedelta(hours=area.swaps.closes_before),
        has_ended=now >= book.ends,
    )


def _released_at(area: Area, patrol: Patrol, now: datetime) -> datetime | None:
    hours = area.fairness.release_window_hours
    at = None if patrol.is_extra else released_at(patrol.book.window, hours)
    return at if at is not None and now < at and patrol.book.is_open_at(now) else None


def _wall_hours(book: Book, zone: str) -> float:
    """What the clock on the wall would make of it: differs on a night the clocks change."""
    local = ZoneInfo(zone)
    starts = book.starts.astimezone(local).replace(tzinfo=None)
    ends = book.ends.astimezone(local).replace(tzinfo=None)
    return (ends - starts) / timedelta(hours=1)
