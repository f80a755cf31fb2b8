"""What screens are shown with in their tests: ordinary values, and the worst that can come."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from bot.actions.boards import Eligible, MyNight, Name, NightBoard, PlanBoard, RotaBoard, WeekBoard
from bot.actions.crew_boards import LeadNight, LeadWeek
from bot.actions.people_boards import GrantBoard, HomeBoard, MemberBoard, PeopleBoard, Standing
from operation.area import Area
from operation.book import Book, Volunteer, Window
from operation.crew import Assignment, Crew, State
from operation.joining import Invite
from operation.people import Grant, GrantState, Member, MemberState, Role
from operation.proposing import Facts, rank
from storage.grants import StoredGrant
from storage.rota import Week
from tests.unit.operation_examples import AREA

MONDAY = date(2031, 3, 10)
NOW = datetime(2031, 3, 3, 9, tzinfo=UTC)
WINDOW = Window(NOW - timedelta(days=14), NOW + timedelta(days=2))
WORST_NAME = ('<i>"Ng\N{LATIN SMALL LETTER U WITH GRAVE}&yen' * 8)[:60]
"""As long as a surname may be, and full of what HTML would take for its own."""
WORST_RANK = ("<b>Insp & Co" * 6)[:60]
WORST_PLACE = ("<u>Quay & Mill" * 6)[:60]
WARRANT = "778899XY"
WORST_AREA: Area = replace(
    AREA,
    key="a" * 20,
    name=WORST_PLACE,
    privacy="<p>& kept\n\n" * 270,
    wards=tuple(replace(AREA.wards[0], code=f"E{n:08}", name=WORST_PLACE) for n in range(40)),
    agencies=tuple(replace(AREA.agencies[0], key=f"a{n}", name=WORST_PLACE) for n in range(30)),
)


def person(
    number: int = 1,
    *grants: Grant,
    state: MemberState = MemberState.ACTIVE,
    worst: bool = False,
    trained: bool = True,
    has_telegram: bool = True,
) -> Member:
    """Someone of the area, an officer unless told otherwise."""
    return Member(
        id=10**12 + number if worst else number,
        area=(WORST_AREA if worst else AREA).key,
        state=state,
        surname=WORST_NAME if worst else f"Fable{number}",
        rank=WORST_RANK if worst else "PC",
        warrant_number=WARRANT,
        grants=grants or (Grant(Role.OFFICER),),
        trained_on=date(2031, 2, 1) if trained else None,
        has_telegram=has_telegram,
    )


def standing(
    member: Member, *, area: Area = AREA, pending: int = 0, safe_until: datetime | None = None
) -> Standing:
    """Someone as their home screen has them."""
    return Standing(area, member, pending, safe_until)


def home_of(*standings: Standing, draft_id: int | None = None) -> HomeBoard:
    """A home screen."""
    return HomeBoard(standings, draft_id)


def member_board(member: Member, *, area: Area = AREA) -> MemberBoard:
    """A member's card."""
    stored = tuple(
        StoredGrant(10**12 + n, member.id, grant) for n, grant in enumerate(member.grants)
    )
    return MemberBoard(area, member, stored)


def grant_board(
    member: Member, state: GrantState = GrantState.PENDING, *, area: Area = AREA
) -> GrantBoard:
    """A role that the member asks for, or asked for."""
    return GrantBoard(
        area, member, StoredGrant(10**12, member.id, replace(member.grants[0], state=state))
    )


def crowd(size: int, *, area: Area = WORST_AREA, page: int = 0) -> PeopleBoard:
    """An area with so many members, as many who ask to join, and as many open links."""
    members = tuple(person(n, worst=True) for n in range(size))
    asking = tuple(
        StoredGrant(n, member.id, Grant(Role.OFFICER)) for n, member in enumerate(members)
    )
    links = tuple(Invite(n, area.key, Role.WARD_SERGEANT, NOW, people=20) for n in range(size))
    names = {member.id: member for member in members}
    return PeopleBoard(area, members, asking, names, links, page)


def night_board(
    day: int = 4,
    *,
    officers: int = 3,
    places: int = 6,
    worst: bool = False,
    open_now: bool = True,
    extra: bool = False,
    started: bool = False,
    without_telegram: bool = False,
) -> NightBoard:
    """A night of the week with so many names on its list."""
    night = MONDAY + timedelta(days=day)
    starts = datetime(night.year, night.month, night.day, 20, tzinfo=UTC)
    first = 10**12 if worst else 1
    book = Book(
        patrol_id=first + day,
        area=AREA.key,
        night=night,
        starts=starts,
        ends=starts + timedelta(hours=6),
        minimum=places if worst else 4,
        places=places,
        window=WINDOW,
        volunteers=tuple(Volunteer(first + n, NOW) for n in range(officers)),
    )
    people = [person(n, worst=worst, has_telegram=not without_telegram) for n in range(officers)]
    names = tuple(Name(first + n, each.called, each.has_telegram) for n, each in enumerate(people))
    return NightBoard(
        week_id=first,
        book=book,
        names=names,
        ward=WORST_PLACE if worst else None,
        is_extra=extra,
        is_open=open_now,
        has_started=started,
        hours=7.0 if worst else 6.0,
        usual_hours=6.0,
        crew=Crew(
            book,
            tuple(Assignment(each.member_id, State.IN, NOW) for each in book.volunteers),
        ),
        called={name.member_id: name for name in names},
    )


def week_board(*nights: NightBoard, area: Area = AREA, is_over: bool = False) -> WeekBoard:
    """A week with these nights."""
    week = Week(nights[0].week_id if nights else 1, area.key, MONDAY, WINDOW, NOW, None, None)
    return WeekBoard(area, week, nights, is_over, is_ahead=False)


def worst_week(officers: int = 40, places: int = 20) -> WeekBoard:
    """Seven nights, each with so many officers of the longest names."""
    nights = (night_board(day, officers=officers, places=places, worst=True, extra=True)
              for day in range(7))  # fmt: skip
    return week_board(*nights, area=WORST_AREA)


def lead_night(night: NightBoard, *, area: Area = AREA) -> LeadNight:
    """A night as its lead has it."""
    facts = Facts(area.fairness.weights, area.zone)
    ranked = rank(night.crew, [night.crew], facts) if night.is_to_be_chosen else ()
    return LeadNight(area, night, ranked, (), night.called)


def lead_week(board: WeekBoard) -> LeadWeek:
    """A week as its lead has it."""
    nights = tuple(lead_night(night, area=board.area) for night in board.nights)
    return LeadWeek(board.area, board, nights)


def rota_board(*weeks: WeekBoard, area: Area = AREA, has_group: bool = True) -> RotaBoard:
    """The weeks of an area, with a month of dates for an extra night."""
    free = tuple(MONDAY + timedelta(days=n) for n in range(28))
    return RotaBoard(area, weeks, free, has_group)


def mine(night: NightBoard, rank: int = 1, *, area: Area = AREA) -> MyNight:
    """A night that someone is on the list of."""
    return MyNight(night, night.names[rank - 1].member_id, area)


def eligible(night: NightBoard, officers: int, *, area: Area = AREA) -> Eligible:
    """So many officers whom a lead could still add."""
    names = (Name(10**12 + n, f"{WORST_RANK} {WORST_NAME}", True) for n in range(officers))
    return Eligible(area, night, tuple(names))


def plan_board(area: Area = AREA) -> PlanBoard:
    """The plan as it was seeded."""
    return PlanBoard(area, area.plan)
