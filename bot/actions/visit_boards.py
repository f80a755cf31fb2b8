"""What the screens of visits show: a visitor's own, and a lead's of a night."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from bot.actions.cards import Headline
from operation import visits as rules
from operation.area import Area
from operation.book import Book
from operation.crew import Cancelled
from operation.leading import standing
from operation.people import Actor, Role
from operation.visits import Visit, VisitState
from storage import leading, people, places, rota, visits
from storage.database import Transaction
from storage.rota import Patrol

Areas = Mapping[str, Area]


@dataclass(frozen=True, slots=True)
class VisitBoard:
    """One visit. `home` names the visitor's own area, `contact` whom they ask for on the night.

    Only who may come is shown `contact` and `meeting`.
    """

    area: Area
    visit: Visit
    book: Book
    cancelled: Cancelled | None
    is_over: bool
    home: str | None
    contact: str | None
    meeting: str | None
    decided_by: str | None
    news: tuple[Headline, ...] = ()
    may_ask: bool = False
    """Whether they have been there and may ask for support."""


@dataclass(frozen=True, slots=True)
class NightVisitors:
    """The visitors of a night, for its lead. `can_invite` says whether there is room and time."""

    area: Area
    book: Book
    visits: tuple[Visit, ...]
    can_invite: bool


@dataclass(frozen=True, slots=True)
class VisitPlan:
    """Where a sergeant could visit, by date only. The next night comes first."""

    area: Area
    nights: tuple[Book, ...]


@dataclass(frozen=True, slots=True)
class MyVisits:
    """Someone's own visits, the next first."""

    visits: tuple[VisitBoard, ...]
    is_guest: bool


async def visit_board(
    tx: Transaction,
    *,
    visit_id: int,
    areas: Areas,
    now: datetime,
    news: Sequence[Sequence[Any]] = (),
) -> VisitBoard | None:
    """A visit whole; None where its area is not run here any more."""
    visit = await visits.get(tx, visit_id)
    if visit.area not in areas:
        return None
    patrol = await rota.get_patrol(tx, visit.patrol_id)
    is_met = visit.state is VisitState.ACCEPTED and patrol.crew.cancelled is None
    return VisitBoard(
        area=areas[visit.area],
        visit=visit,
        book=patrol.book,
        cancelled=patrol.crew.cancelled,
        is_over=now >= patrol.book.ends,
        home=areas[visit.home].name if visit.home and visit.home in areas else None,
        contact=await _contact(tx, patrol, visit) if is_met else None,
        meeting=await places.meeting_of(tx, visit.patrol_id) if is_met else None,
        decided_by=await _called(tx, visit.decided_by),
        news=tuple(tuple(each) for each in news),
        may_ask=visit.state is VisitState.OVER
        and visit.decided_by is not None
        and now < patrol.book.ends + timedelta(days=areas[visit.area].visits.support_days),
    )


async def night_visitors(
    tx: Transaction, *, patrol_id: int, areas: Areas, now: datetime
) -> NightVisitors:
    """The visitors of a night."""
    patrol = await rota.get_patrol(tx, patrol_id)
    area = areas[patrol.book.area]
    found = await visits.of_patrol(tx, patrol_id)
    taken = sum(each.state is VisitState.ACCEPTED for each in found)
    is_ahead = patrol.crew.is_published and now < patrol.book.starts
    can_invite = is_ahead and patrol.crew.cancelled is None and taken < area.visits.most
    return NightVisitors(area, patrol.book, tuple(found), can_invite)


async def visit_plan(tx: Transaction, *, area: Area, now: datetime) -> VisitPlan:
    """The nights of an area that could be visited: when, and nothing else."""
    found = await visits.nights_to_visit(tx, area.key, now=now)
    nights = [(await rota.get_patrol(tx, each)).book for each in found]
    return VisitPlan(area, tuple(nights) if area.visits.most else ())


def areas_to_visit(actor: Actor, areas: Areas) -> tuple[Area, ...]:
    """The areas run here that the person does not belong to."""
    own = {member.area for member in actor.members}
    return tuple(area for key, area in areas.items() if key not in own)


async def my_visits(
    tx: Transaction, *, actor: Actor, areas: Areas, now: datetime
) -> MyVisits | None:
    """Someone's own visits; None for a stranger who has none."""
    if actor.person_id is None:
        return None
    longest = max((area.visits.support_days for area in areas.values()), default=0)
    after = now - timedelta(days=longest)
    found = [
        board
        for each in await visits.of_person(tx, actor.person_id, after=after)
        for board in [await visit_board(tx, visit_id=each.id, areas=areas, now=now)]
        if board is not None
    ]
    is_guest = not actor.members
    return MyVisits(tuple(found), is_guest) if found or not is_guest else None


async def count_mine(tx: Transaction, *, actor: Actor) -> int:
    """How many visits someone has asked for or may come to."""
    return len(await visits.live_of_person(tx, actor.person_id)) if actor.person_id else 0


async def _contact(tx: Transaction, patrol: Patrol, visit: Visit) -> str | None:
    """Whom a visitor asks for: who leads the patrol, else the lead who let them come."""
    named = standing(await leading.find(tx, patrol.book.patrol_id), patrol.crew)
    wanted = [each for each in (named.patrol_lead, visit.decided_by) if each is not None]
    found = {each.id: each for each in await people.members_by_id(tx, wanted)} if wanted else {}
    known = [found[each] for each in wanted if found[each].is_active]
    known += [e for e in await people.members_of(tx, patrol.book.area) if e.may(Role.LEAD)]
    return known[0].called if known else None


async def _called(tx: Transaction, member_id: int | None) -> str | None:
    if member_id is None:
        return None
    return (await people.get_member(tx, member_id)).called


def require_own(board: VisitBoard, actor: Actor) -> VisitBoard:
    """A visitor's own visit; raises `NoVisit` for somebody else's."""
    if board.visit.person_id != actor.person_id:
        raise rules.NoVisit
    return board
