"""Who may lead a patrol, who may supervise it, and who is suggested."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from operation.crew import Cancelled, NightCancelled, Reason
from operation.leading import (
    ComesAlong,
    Experience,
    Leading,
    NamedAlready,
    NotOnTheCrew,
    NotSupervisor,
    OnTheCrew,
    Part,
    PatrolOver,
    may_supervise,
    name_patrol_lead,
    name_supervisor,
    standing,
    suggested,
    without,
)
from operation.people import MemberState, Role
from operation.turnout import withdraw
from tests.unit.crew_examples import LATER, proposed, published
from tests.unit.operation_examples import ENDS, STARTS, member

RANKS = ("PS", "Insp")
NOBODY = Leading()


def sergeant(number: int, *roles: Role):  # type: ignore[no-untyped-def]  # a member
    return replace(member(number, *roles), rank="PS")


def test_the_patrol_lead_is_one_of_those_who_go_out() -> None:
    crew = published(1, 2, 3, 4, 5)

    assert name_patrol_lead(NOBODY, crew, 2, now=LATER).patrol_lead == 2
    for number in (5, 9):
        with pytest.raises(NotOnTheCrew):
            name_patrol_lead(NOBODY, crew, number, now=LATER)


def test_before_publication_it_is_one_of_those_who_are_chosen() -> None:
    crew = proposed(1, 2, 3, 4, 5)

    assert name_patrol_lead(NOBODY, crew, 4, now=LATER).patrol_lead == 4
    with pytest.raises(NotOnTheCrew):
        name_patrol_lead(NOBODY, crew, 5, now=LATER)


def test_a_patrol_lead_can_be_changed_until_the_night_is_over() -> None:
    crew = published(1, 2, 3, 4)
    first = name_patrol_lead(NOBODY, crew, 1, now=LATER)

    assert name_patrol_lead(first, crew, 2, now=STARTS).patrol_lead == 2
    with pytest.raises(NamedAlready):
        name_patrol_lead(first, crew, 1, now=LATER)
    with pytest.raises(PatrolOver):
        name_patrol_lead(first, crew, 2, now=ENDS)
    with pytest.raises(NightCancelled):
        name_patrol_lead(first, replace(crew, cancelled=Cancelled.WEATHER), 2, now=LATER)


def test_who_leaves_the_crew_leads_it_no_longer() -> None:
    crew = published(1, 2, 3, 4)
    named = name_patrol_lead(NOBODY, crew, 1, now=LATER)
    without_them, _ = withdraw(crew, 1, by=1, reason=Reason.UNSAID, now=LATER)

    assert standing(named, crew).patrol_lead == 1
    assert standing(named, without_them).missing == (
        Part.PATROL_LEAD,
        Part.SUPERVISOR,
        Part.FALLBACK,
    )


def test_who_supervises_is_not_out_with_the_crew() -> None:
    crew = published(1, 2, 3, 4)
    with pytest.raises(OnTheCrew):
        name_supervisor(
            NOBODY, crew, sergeant(3, Role.OFFICER), Part.SUPERVISOR, ranks=RANKS, now=LATER
        )

    named = Leading(supervisor=3)
    assert standing(named, crew).supervisor is None
    assert name_patrol_lead(named, crew, 3, now=LATER) == Leading(patrol_lead=3)


@pytest.mark.parametrize(
    ("who", "may"),
    [
        (member(9, Role.LEAD), True),
        (member(9, Role.WARD_SERGEANT), True),
        (sergeant(9, Role.OFFICER), True),
        (sergeant(9, Role.LOCAL_OFFICER), True),
        (member(9, Role.OFFICER), False),
        (sergeant(9, Role.VISITOR), False),
        (sergeant(9, Role.PARTNER), False),
        (member(9, Role.LEAD, state=MemberState.SUSPENDED), False),
        (member(9, Role.LEAD, has_telegram=False), False),
    ],
)
def test_leads_sergeants_of_wards_and_sergeants_by_rank_supervise(who, may: bool) -> None:  # type: ignore[no-untyped-def]  # a member
    crew = published(1, 2)

    assert may_supervise(who, RANKS) is may
    if may:
        named = name_supervisor(NOBODY, crew, who, Part.FALLBACK, ranks=RANKS, now=LATER)
        assert named == Leading(fallback=9)
    else:
        with pytest.raises(NotSupervisor):
            name_supervisor(NOBODY, crew, who, Part.FALLBACK, ranks=RANKS, now=LATER)


def test_the_fallback_is_another_person_and_changes_places_with_the_supervisor() -> None:
    crew = published(1, 2)
    both = Leading(supervisor=8, fallback=9)

    swapped = name_supervisor(
        both, crew, member(9, Role.LEAD), Part.SUPERVISOR, ranks=RANKS, now=LATER
    )

    assert swapped == Leading(supervisor=9, fallback=8)
    moved = name_supervisor(
        Leading(supervisor=8), crew, member(8, Role.LEAD), Part.FALLBACK, ranks=RANKS, now=LATER
    )
    assert moved == Leading(fallback=8)
    with pytest.raises(NamedAlready):
        name_supervisor(both, crew, member(9, Role.LEAD), Part.FALLBACK, ranks=RANKS, now=LATER)


def test_who_comes_along_does_not_supervise() -> None:
    crew, lead = published(1, 2), member(9, Role.LEAD)
    for local_officer in (None, 8):
        named = name_supervisor(
            NOBODY, crew, lead, Part.SUPERVISOR, ranks=RANKS, now=LATER,
            local_officer=local_officer,
        )  # fmt: skip
        assert named == Leading(supervisor=9)
    with pytest.raises(ComesAlong):
        name_supervisor(
            NOBODY, crew, lead, Part.FALLBACK, ranks=RANKS, now=LATER, local_officer=9
        )  # fmt: skip


def test_the_most_experienced_is_suggested_and_of_equals_who_was_trained_first() -> None:
    old, new = date(2026, 1, 1), date(2026, 6, 1)

    assert suggested([Experience(1, 3, new), Experience(2, 5, new)]) == 2
    assert suggested([Experience(1, 5, new), Experience(2, 5, old)]) == 2
    assert suggested([Experience(1, 5, None), Experience(2, 5, new)]) == 2
    assert suggested([Experience(2, 5, old), Experience(1, 5, old)]) == 1
    assert suggested([]) is None


@given(
    st.builds(
        Leading,
        patrol_lead=st.none() | st.integers(1, 4),
        supervisor=st.none() | st.integers(1, 9),
        fallback=st.none() | st.integers(1, 9),
    ),
    st.integers(1, 9),
)
def test_whoever_is_taken_out_is_named_for_nothing_and_nobody_else_is_touched(
    leading: Leading, member_id: int
) -> None:
    rest = without(leading, member_id)

    assert rest.parts_of(member_id) == ()
    for part in Part:
        assert rest.of(part) == (None if leading.of(part) == member_id else leading.of(part))
