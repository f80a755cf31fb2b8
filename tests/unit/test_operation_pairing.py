"""Who may nominate whom, who answers, and what the record makes of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from operation.crew import Cancelled, NightCancelled
from operation.leading import Leading
from operation.pairing import (
    Answer,
    NobodyNominated,
    NominatedAlready,
    Nomination,
    NotLocalOfficer,
    NotNominated,
    NotYourWard,
    NoWardYet,
    OnTheCrewAlready,
    Pairing,
    SupervisesAlready,
    Together,
    can_be_vouched_for,
    can_come_again,
    nominate,
    pairs,
    reached,
    require_nominated,
    require_nominator,
    take_back,
)
from operation.people import Grant, GrantState, Member, MemberState, Role, RoleMissing
from operation.rota import PatrolStarted
from tests.unit.crew_examples import LATER, published
from tests.unit.operation_examples import AREA, NOW, STARTS, member

MILL, QUAY = (each.code for each in AREA.wards)
CREW = published(1, 2, 3, 4)
ASKED = Pairing(MILL, NOW)


def of_ward(number: int, role: Role, ward: str = MILL, **more: object) -> Member:
    """Somebody with a role for a ward."""
    grant = Grant(role, ward=ward)
    return replace(member(number), grants=(grant,), **more)  # type: ignore[arg-type]  # as given


def nominated(number: int, state: Answer = Answer.ASKED, ward: str = MILL) -> Pairing:
    """The request with one nomination."""
    return Pairing(MILL, NOW, (Nomination(1, 7, ward, number, state, 20, NOW),))


def test_a_sergeant_nominates_for_their_own_ward_only() -> None:
    sergeant = of_ward(20, Role.WARD_SERGEANT)

    assert require_nominator(sergeant, MILL) is sergeant
    with pytest.raises(NotYourWard):
        require_nominator(of_ward(21, Role.WARD_SERGEANT, QUAY), MILL)
    with pytest.raises(RoleMissing):
        require_nominator(of_ward(22, Role.LOCAL_OFFICER), MILL)
    lead = member(23, Role.LEAD)
    assert require_nominator(lead, MILL) is lead


def test_a_role_that_has_ended_or_is_only_asked_for_gives_no_ward() -> None:
    for state in (GrantState.PENDING, GrantState.ENDED):
        grant = Grant(Role.WARD_SERGEANT, ward=MILL, state=state)
        with pytest.raises(RoleMissing):
            require_nominator(replace(member(20), grants=(grant,)), MILL)


@pytest.mark.parametrize(
    "who",
    [
        of_ward(9, Role.LOCAL_OFFICER, QUAY),
        of_ward(9, Role.WARD_SERGEANT),
        member(9, Role.OFFICER),
        of_ward(9, Role.LOCAL_OFFICER, state=MemberState.SUSPENDED),
    ],
)
def test_only_an_active_local_officer_of_that_very_ward_is_nominated(who: Member) -> None:
    with pytest.raises(NotLocalOfficer):
        nominate(ASKED, CREW, who, now=LATER)


def test_one_at_a_time_and_nobody_from_the_crew_or_who_supervises() -> None:
    local = of_ward(9, Role.LOCAL_OFFICER)

    assert nominate(ASKED, CREW, local, now=LATER) == MILL
    for number, is_same in ((9, True), (8, False)):
        with pytest.raises(NominatedAlready) as refused:
            nominate(nominated(number), CREW, local, now=LATER)
        assert refused.value.is_same is is_same
    with pytest.raises(OnTheCrewAlready):
        nominate(ASKED, CREW, of_ward(1, Role.LOCAL_OFFICER), now=LATER)
    for over in (Leading(supervisor=9), Leading(fallback=9)):
        with pytest.raises(SupervisesAlready):
            nominate(ASKED, CREW, local, named=over, now=LATER)
        assert not can_come_again(CREW, over, local, MILL)
    assert nominate(ASKED, CREW, local, named=Leading(1, supervisor=8), now=LATER) == MILL
    assert can_come_again(CREW, Leading(1, supervisor=8), local, MILL)
    assert not can_come_again(CREW, Leading(), of_ward(1, Role.LOCAL_OFFICER), MILL)
    # Who has declined leaves the place to another, or thinks better of it.
    assert nominate(nominated(9, Answer.DECLINED), CREW, local, now=LATER) == MILL


def test_nobody_is_nominated_without_a_ward_or_for_a_night_that_is_off_or_has_started() -> None:
    local = of_ward(9, Role.LOCAL_OFFICER)

    with pytest.raises(NoWardYet):
        nominate(Pairing(), CREW, local, now=LATER)
    with pytest.raises(NightCancelled):
        nominate(ASKED, replace(CREW, cancelled=Cancelled.WEATHER), local, now=LATER)
    with pytest.raises(PatrolStarted):
        nominate(ASKED, CREW, local, now=STARTS)


def test_only_who_is_nominated_answers_and_only_before_the_start() -> None:
    assert require_nominated(nominated(9), CREW, 9, now=LATER).member_id == 9
    # Somebody who has confirmed may still have to say that they can't.
    sure = require_nominated(nominated(9, Answer.CONFIRMED), CREW, 9, now=LATER)
    assert sure.state is Answer.CONFIRMED
    for pairing in (ASKED, nominated(8), nominated(9, Answer.DECLINED)):
        with pytest.raises(NotNominated):
            require_nominated(pairing, CREW, 9, now=LATER)
    with pytest.raises(PatrolStarted):
        require_nominated(nominated(9), CREW, 9, now=STARTS)


def test_a_nomination_that_nobody_made_cannot_be_taken_back() -> None:
    assert take_back(nominated(9), CREW, now=LATER).member_id == 9
    with pytest.raises(NobodyNominated):
        take_back(nominated(9, Answer.WITHDRAWN), CREW, now=LATER)


def test_who_joins_by_a_link_is_nominated_while_the_night_still_wants_them() -> None:
    new = of_ward(9, Role.LOCAL_OFFICER, state=MemberState.PENDING)

    assert can_be_vouched_for(ASKED, CREW, new, MILL, now=LATER)
    assert not can_be_vouched_for(ASKED, CREW, new, QUAY, now=LATER), "another ward by now"
    supervising = Leading(fallback=new.id)
    assert not can_be_vouched_for(ASKED, CREW, new, MILL, named=supervising, now=LATER)
    assert not can_be_vouched_for(nominated(8), CREW, new, MILL, now=LATER), "taken"
    assert not can_be_vouched_for(ASKED, CREW, new, MILL, now=STARTS), "too late"
    off = replace(CREW, cancelled=Cancelled.DEMAND)
    assert not can_be_vouched_for(ASKED, off, new, MILL, now=LATER), "called off"


def test_a_no_counts_for_the_ward_that_it_was_said_for() -> None:
    assert nominated(9, Answer.DECLINED).said_no == {9}
    assert nominated(9, Answer.DECLINED, ward=QUAY).said_no == frozenset()
    assert nominated(9, Answer.DECLINED).is_open
    assert not nominated(9).is_open


NIGHTS = st.lists(
    st.builds(
        Together,
        starts=st.integers(0, 400).map(lambda days: NOW - timedelta(days=days)),
        ward=st.sampled_from([MILL, QUAY]),
        local_officer=st.integers(50, 55),
        crew=st.lists(st.integers(1, 8), unique=True, max_size=6).map(tuple),
    ),
    max_size=30,
)


@given(NIGHTS)
def test_the_record_counts_every_night_once_and_every_pair_of_it_once(
    nights: list[Together],
) -> None:
    found = reached(nights)

    assert sum(each.nights for each in found.values()) == len(nights)
    for ward, each in found.items():
        theirs = [night for night in nights if night.ward == ward]
        assert each.officers == len({night.local_officer for night in theirs})
        assert each.last == max(night.starts for night in theirs)
    together = pairs(nights)
    assert sum(each.nights for each in together) == sum(len(night.crew) for night in nights)
    assert len({(each.member_id, each.local_officer) for each in together}) == len(together)
    assert [each.nights for each in together] == sorted(
        (each.nights for each in together), reverse=True
    )
