"""What makes a plan workable, and looking things up in an area."""

from __future__ import annotations

from dataclasses import replace
from datetime import time

import pytest

from operation.area import (
    AgencyUnknown,
    CrewTimes,
    Moment,
    NightPattern,
    Plan,
    PlanFault,
    PlanProblem,
    PlanUnworkable,
    Rhythm,
    WardUnknown,
    faults_of,
    numbers_are_possible,
    require_workable,
)
from tests.unit.operation_examples import AREA, FRIDAY, PLAN, RHYTHM, SATURDAY


def with_rhythm(**moments: Moment) -> Plan:
    changed: Rhythm = replace(RHYTHM, **moments)
    return replace(PLAN, rhythm=changed)


def with_night(night: NightPattern) -> Plan:
    return replace(PLAN, nights=(FRIDAY, night))


def test_a_workable_plan_is_handed_back() -> None:
    assert require_workable(PLAN) is PLAN


@pytest.mark.parametrize(
    ("plan", "fault"),
    [
        (replace(PLAN, nights=()), PlanFault(PlanProblem.NO_NIGHTS)),
        (with_night(replace(SATURDAY, weekday=4)), PlanFault(PlanProblem.NIGHT_TWICE, night=1)),
        (
            with_night(replace(SATURDAY, ends=time(20))),
            PlanFault(PlanProblem.NIGHT_TOO_LONG, night=1),
        ),
        (
            with_night(replace(SATURDAY, minimum=7)),
            PlanFault(PlanProblem.NUMBERS_IMPOSSIBLE, night=1),
        ),
        (
            with_rhythm(closes=RHYTHM.opens),
            PlanFault(PlanProblem.CLOSES_BEFORE_OPENS, moment="closes"),
        ),
        (
            with_rhythm(brief=Moment(0, 4, time(20))),
            PlanFault(PlanProblem.AFTER_FIRST_NIGHT, moment="brief"),
        ),
        (
            with_rhythm(opens=Moment(13, 0, time(10))),
            PlanFault(PlanProblem.TOO_FAR_AHEAD, moment="opens"),
        ),
    ],
)
def test_a_plan_that_cannot_be_worked_says_where(plan: Plan, fault: PlanFault) -> None:
    assert faults_of(plan) == (fault,)
    with pytest.raises(PlanUnworkable) as refused:
        require_workable(plan)
    assert refused.value.faults == (fault,)


def test_all_faults_of_a_plan_are_named_at_once() -> None:
    plan = Plan(
        (replace(FRIDAY, minimum=9), replace(FRIDAY, minimum=9)),
        replace(RHYTHM, brief=Moment(0, 6, time(9)), ward_agreed=Moment(0, 6, time(9))),
    )
    assert [fault.problem for fault in faults_of(plan)] == [
        PlanProblem.NUMBERS_IMPOSSIBLE,
        PlanProblem.NIGHT_TWICE,
        PlanProblem.NUMBERS_IMPOSSIBLE,
        PlanProblem.AFTER_FIRST_NIGHT,
        PlanProblem.AFTER_FIRST_NIGHT,
    ]


def test_a_crew_needs_someone_and_no_more_than_its_places() -> None:
    assert numbers_are_possible(1, 1)
    assert not numbers_are_possible(0, 1)
    assert not numbers_are_possible(3, 2)


def test_an_area_that_says_nothing_of_its_crew_times_has_the_usual_ones() -> None:
    assert AREA.crew == CrewTimes(
        chase_after=24,
        show_lead_after=48,
        offer_for=12,
        cover_call_to=6,
        reminders=(48, 4),
        lead_checks=(72, 24),
    )


def test_wards_and_agencies_are_found_by_what_never_changes() -> None:
    assert AREA.ward("E00000002").name == "Old Quay"
    assert AREA.agency("lantern").name == "Lantern"


def test_an_unknown_ward_or_agency_is_refused() -> None:
    with pytest.raises(WardUnknown):
        AREA.ward("E00000009")
    with pytest.raises(AgencyUnknown):
        AREA.agency("nobody")
