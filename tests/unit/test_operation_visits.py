"""Who may visit, and what becomes of a visit."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from operation import visits as rules
from operation.book import Book, Window
from operation.crew import Assignment, Cancelled, Crew, NightCancelled, NotOnTheNight, NotPublished
from operation.crew import State as On
from operation.errors import Refusal
from operation.people import (
    Actor,
    AwaitingApproval,
    Grant,
    Member,
    MemberState,
    NotAMember,
    Role,
    RoleMissing,
    Suspended,
)
from operation.rota import PatrolStarted
from operation.visits import Visit, VisitLink, VisitState

NOW = datetime(2031, 3, 10, 9, tzinfo=UTC)
STARTS = datetime(2031, 3, 14, 20, tzinfo=UTC)
BOOK = Book(
    1, "lambeth", date(2031, 3, 14), STARTS, STARTS + timedelta(hours=6), 4, 6, Window(NOW, NOW)
)
CREW = Crew(
    BOOK,
    (Assignment(7, On.CONFIRMED, NOW), Assignment(8, On.STANDING_BY, NOW)),
    published_at=NOW,
)
MOST = 2


def a_member(
    role: Role = Role.WARD_SERGEANT,
    area: str = "southwark",
    state: MemberState = MemberState.ACTIVE,
    n: int = 20,
) -> Member:
    return Member(n, area, state, "Sample", "PS", grants=(Grant(role),))


def a_visit(n: int = 1, state: VisitState = VisitState.ASKED) -> Visit:
    return Visit(n, 1, "lambeth", 100 + n, "PS", "Sample", "southwark", state)


def actor(*members: Member) -> Actor:
    return Actor(chat_id=1, person_id=1, members=members)


@pytest.mark.parametrize("role", rules.SERGEANTS)
def test_sergeants_and_leads_of_other_areas_may_ask(role: Role) -> None:
    mine = a_member(role)

    rules.require_from_elsewhere(actor(mine), "lambeth")

    assert rules.sergeant_of(actor(mine)) == mine


@pytest.mark.parametrize(
    ("who", "told"),
    [
        (actor(a_member(area="lambeth")), rules.OwnArea),
        (actor(a_member(area="lambeth", state=MemberState.PENDING)), AwaitingApproval),
        (actor(a_member(area="lambeth", state=MemberState.SUSPENDED)), Suspended),
        (actor(a_member(state=MemberState.SUSPENDED)), Suspended),
        (actor(a_member(Role.PARTNER)), rules.NotFromThePolice),
    ],
)
def test_whoever_belongs_to_the_area_is_suspended_or_no_officer_does_not_visit(
    who: Actor, told: type[Refusal]
) -> None:
    with pytest.raises(told):
        rules.require_from_elsewhere(who, "lambeth")


@pytest.mark.parametrize(
    ("who", "told"), [(actor(a_member(Role.OFFICER)), RoleMissing), (Actor(), NotAMember)]
)
def test_officers_and_strangers_need_a_link(who: Actor, told: type[Refusal]) -> None:
    rules.require_from_elsewhere(who, "lambeth")
    with pytest.raises(told):
        rules.sergeant_of(who)


def ask(visits: list[Visit], *, is_invited: bool = False, crew: Crew = CREW) -> None:
    rules.ask(visits, crew, person_id=101, most=MOST, is_invited=is_invited, now=NOW)


def test_one_asks_once_and_after_a_no_only_with_an_invitation() -> None:
    ask([])
    for state in rules.LIVE:
        with pytest.raises(rules.VisitAskedAlready):
            ask([a_visit(1, state)], is_invited=True)
    for state in (VisitState.DECLINED, VisitState.TAKEN_BACK):
        with pytest.raises(rules.VisitDeclined):
            ask([a_visit(1, state)])
        ask([a_visit(1, state)], is_invited=True)
    ask([a_visit(1, VisitState.WITHDRAWN)])


def test_a_night_takes_so_many_visitors_and_no_more() -> None:
    full = [a_visit(n, VisitState.ACCEPTED) for n in (2, 3)]

    with pytest.raises(rules.VisitorsFull):
        ask(full)
    with pytest.raises(rules.VisitorsFull):
        rules.accept(a_visit(), [a_visit(), *full], CREW, most=MOST, by=9, now=NOW)
    ask([full[0], a_visit(3, VisitState.DECLINED)])


def test_a_night_is_visited_once_its_crew_is_published_and_before_it_starts() -> None:
    with pytest.raises(NotPublished):
        ask([], crew=replace(CREW, published_at=None))
    with pytest.raises(NightCancelled):
        ask([], crew=replace(CREW, cancelled=Cancelled.WEATHER))
    with pytest.raises(PatrolStarted):
        rules.require_visitable(CREW, STARTS)


def test_the_crew_and_leads_invite_and_nobody_else() -> None:
    rules.require_inviter(CREW, a_member(Role.OFFICER, "lambeth", n=7))
    rules.require_inviter(CREW, a_member(Role.LEAD, "lambeth"))
    for n in (8, 9):
        with pytest.raises(NotOnTheNight):
            rules.require_inviter(CREW, a_member(Role.OFFICER, "lambeth", n=n))


def test_a_link_is_for_one_person_until_the_night_begins() -> None:
    link = VisitLink(1, 1, made_by=7)
    maker = a_member(Role.OFFICER, "lambeth", n=7)

    assert rules.open_link(link, CREW, maker, NOW) == link
    for wrong, told in (
        (None, rules.VisitLinkUnknown),
        (replace(link, is_ended=True), rules.VisitLinkUnknown),
        (replace(link, used_by=5), rules.VisitLinkUsed),
    ):
        with pytest.raises(told):
            rules.open_link(wrong, CREW, maker, NOW)
    with pytest.raises(rules.VisitLinkOver):
        rules.open_link(link, CREW, maker, STARTS)
    with pytest.raises(rules.VisitLinkOver):
        rules.open_link(link, replace(CREW, cancelled=Cancelled.WEATHER), maker, NOW)
    gone = a_member(Role.OFFICER, "lambeth", n=8)
    for left in (gone, replace(maker, state=MemberState.REMOVED), None):
        with pytest.raises(rules.VisitLinkLeft):
            rules.open_link(link, CREW, left, NOW)


STEPS = st.lists(
    st.sampled_from(["accept", "decline", "take back", "withdraw", "begin", "end"]), max_size=8
)


@given(STEPS)
def test_whatever_happens_an_ended_visit_never_comes_back_by_itself(steps: list[str]) -> None:
    visit = a_visit()
    for step in steps:
        before = visit
        try:
            match step:
                case "accept":
                    visit = rules.accept(visit, [visit], CREW, most=MOST, by=9, now=NOW)
                case "decline":
                    visit = rules.decline(visit, by=9)
                case "take back":
                    visit = rules.take_back(visit, by=9)
                case "withdraw":
                    visit = rules.withdraw(visit)
                case "begin":
                    visit = rules.begin(visit) or visit
                case _:
                    visit = rules.end(visit) or visit
        except Refusal:
            assert visit == before
        if not before.is_live:
            assert visit == before
