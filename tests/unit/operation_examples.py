"""An invented area and invented people, for the tests of the rules."""

from __future__ import annotations

from datetime import UTC, date, datetime, time

from operation.area import (
    Agency,
    Area,
    Moment,
    NightPattern,
    Plan,
    Rhythm,
    SupportLine,
    Ward,
)
from operation.people import Grant, Member, MemberState, Role
from operation.rota import Book, Window

LONDON = "Europe/London"
TODAY = date(2026, 11, 2)
OPENS = datetime(2026, 10, 26, 10, tzinfo=UTC)
NOW = datetime(2026, 11, 2, 12, tzinfo=UTC)
CLOSES = datetime(2026, 11, 11, 18, tzinfo=UTC)
STARTS = datetime(2026, 11, 20, 20, tzinfo=UTC)
ENDS = datetime(2026, 11, 21, 2, tzinfo=UTC)

FRIDAY = NightPattern(weekday=4, starts=time(20), ends=time(2), minimum=4, places=6)
SATURDAY = NightPattern(weekday=5, starts=time(20), ends=time(2), minimum=4, places=6)
RHYTHM = Rhythm(
    opens=Moment(3, 0, time(10)),
    closes=Moment(1, 2, time(18)),
    ward_agreed=Moment(0, 0, time(12)),
    risk_assessment=Moment(0, 2, time(18)),
    brief=Moment(0, 3, time(18)),
)
PLAN = Plan((FRIDAY, SATURDAY), RHYTHM)
AREA = Area(
    key="riverside",
    name="Riverside",
    zone=LONDON,
    wards=(Ward("E00000001", "Mill Lane"), Ward("E00000002", "Old Quay")),
    agencies=(Agency("lantern", "Lantern"),),
    ranks=("PC", "PS"),
    asks_warrant_number=True,
    labels={},
    support=(SupportLine("Invented line", "000"),),
    privacy="What is kept.",
    plan=PLAN,
)


def member(
    number: int = 1,
    *roles: Role,
    state: MemberState = MemberState.ACTIVE,
    area: str = AREA.key,
    trained_on: date | None = date(2026, 9, 1),
    has_telegram: bool = True,
    is_reachable: bool = True,
) -> Member:
    """Someone who holds these roles; an officer who is trained unless told otherwise."""
    return Member(
        id=number,
        area=area,
        state=state,
        surname=f"Fable{number}",
        rank="PC",
        grants=tuple(Grant(role) for role in roles or (Role.OFFICER,)),
        trained_on=trained_on,
        has_telegram=has_telegram,
        is_reachable=is_reachable,
    )


def book(*, places: int = 4, minimum: int = 2) -> Book:
    """An empty list, open at NOW."""
    return Book(
        patrol_id=7,
        area=AREA.key,
        night=date(2026, 11, 20),
        starts=STARTS,
        ends=ENDS,
        minimum=minimum,
        places=places,
        window=Window(OPENS, CLOSES),
    )
