"""Who may propose where a night is worked, what a proposal has to be, and when one is asked for."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from operation.area import WardUnknown
from operation.crew import Cancelled, NightCancelled
from operation.pairing import NotYourWard
from operation.people import Grant, Role, RoleMissing
from operation.places import (
    LONGEST_MEETING,
    MeetingTooLong,
    Place,
    ReasonMissing,
    ask_at,
    propose,
    require_proposer,
    settle,
)
from operation.rota import PatrolStarted
from operation.selection import LONGEST_REASON, NothingChanged, ReasonTooLong
from tests.unit.crew_examples import LATER, published
from tests.unit.operation_examples import AREA, LONDON, NOW, STARTS, member

MILL, QUAY = (each.code for each in AREA.wards)
CREW = published(1, 2, 3, 4)
WHY = "Quiet since the lights went up"


def test_the_patrol_lead_proposes_any_ward_and_a_sergeant_their_own() -> None:
    sergeant = replace(member(20), grants=(Grant(Role.WARD_SERGEANT, ward=MILL),))

    for ward in (MILL, QUAY):
        for who in (member(1), member(30, Role.LEAD)):
            assert require_proposer(who, ward, patrol_lead=1) is who
    assert require_proposer(sergeant, MILL, patrol_lead=1) is sergeant
    with pytest.raises(NotYourWard):
        require_proposer(sergeant, QUAY, patrol_lead=1)
    for patrol_lead in (1, None):
        with pytest.raises(RoleMissing):
            require_proposer(member(2), MILL, patrol_lead=patrol_lead)


def test_a_proposal_has_a_ward_that_there_is_and_a_reason() -> None:
    place = propose(AREA, CREW, Place(MILL, "  by the\n clock "), WHY, now=LATER)

    assert place == Place(MILL, "by the clock")
    with pytest.raises(WardUnknown):
        propose(AREA, CREW, Place("E0", None), WHY, now=LATER)
    with pytest.raises(ReasonMissing):
        propose(AREA, CREW, Place(MILL), "  ", now=LATER)
    with pytest.raises(ReasonTooLong):
        propose(AREA, CREW, Place(MILL), "x" * (LONGEST_REASON + 1), now=LATER)
    with pytest.raises(MeetingTooLong):
        propose(AREA, CREW, Place(MILL, "x" * (LONGEST_MEETING + 1)), WHY, now=LATER)


def test_nothing_is_proposed_or_settled_for_a_night_that_has_started_or_is_off() -> None:
    off = replace(CREW, cancelled=Cancelled.WEATHER)
    with pytest.raises(PatrolStarted):
        propose(AREA, CREW, Place(MILL), WHY, now=STARTS)
    with pytest.raises(NightCancelled):
        propose(AREA, off, Place(MILL), WHY, now=LATER)
    with pytest.raises(PatrolStarted):
        settle(AREA, CREW, Place(), Place(MILL), now=STARTS)
    with pytest.raises(NightCancelled):
        settle(AREA, off, Place(), Place(MILL), now=LATER)


def test_settling_what_is_settled_changes_nothing() -> None:
    assert settle(AREA, CREW, Place(MILL), Place(QUAY, "a"), now=LATER) == Place(QUAY, "a")
    with pytest.raises(NothingChanged):
        settle(AREA, CREW, Place(MILL, "a"), Place(MILL, " a "), now=LATER)


def test_a_ward_is_asked_for_at_the_deadline_of_the_week() -> None:
    deadline = STARTS - timedelta(days=4)

    assert ask_at(deadline, STARTS, now=NOW, zone=LONDON) == deadline


@given(st.datetimes(NOW.replace(tzinfo=None), (STARTS - timedelta(minutes=1)).replace(tzinfo=None)))
def test_a_night_that_came_after_the_deadline_is_asked_about_before_it_starts(
    naive: datetime,
) -> None:
    now = naive.replace(tzinfo=NOW.tzinfo)

    assert now <= ask_at(NOW, STARTS, now=now, zone=LONDON) < STARTS
