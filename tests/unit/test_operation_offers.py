"""How long an offer stands, how places are filled, cover calls, and the start of the patrol."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from operation.crew import Cancelled, Move, NotPublished, Reason, State, moved
from operation.rota import PatrolStarted
from operation.turnout import (
    SHORTEST_OFFER,
    NobodyToAsk,
    NoPlaceFree,
    OfferGone,
    accept,
    begin,
    call_for_cover,
    decline,
    fill,
    needs_cover,
    offer_until,
    withdraw,
)
from tests.unit.crew_examples import (
    HOURS,
    LATER,
    LEAD,
    called,
    filled,
    ids,
    listed,
    proposed,
    published,
    state_of,
    under_way,
    vacated,
    what_happened,
)
from tests.unit.operation_examples import LONDON, STARTS

# How long an offer stands

HOURS_BEFORE = st.floats(min_value=0.01, max_value=24 * 30, allow_nan=False)


def test_an_offer_stands_its_hours_while_the_night_is_far() -> None:
    assert offer_until(STARTS, now=STARTS - timedelta(days=5), hours=12) == STARTS - timedelta(
        days=4, hours=12
    )


def test_near_the_night_an_offer_takes_a_quarter_of_what_is_left() -> None:
    now = STARTS - timedelta(hours=8)
    assert offer_until(STARTS, now=now, hours=12) == now + timedelta(hours=2)


def test_a_quarter_of_an_hour_is_the_least_and_the_start_is_the_end() -> None:
    now = STARTS - timedelta(minutes=40)
    assert offer_until(STARTS, now=now, hours=12) == now + SHORTEST_OFFER
    assert offer_until(STARTS, now=STARTS - timedelta(minutes=5), hours=12) == STARTS


def test_an_offer_does_not_run_out_at_night_but_at_nine() -> None:
    evening = datetime(2026, 11, 13, 15, tzinfo=UTC)
    assert offer_until(STARTS, now=evening, hours=12, zone=LONDON) == datetime(
        2026, 11, 14, 9, tzinfo=UTC
    )
    at_ten = datetime(2026, 11, 13, 10, tzinfo=UTC)
    assert offer_until(STARTS, now=at_ten, hours=12, zone=LONDON) == at_ten + timedelta(hours=23)


def test_an_offer_does_run_out_at_night_when_the_morning_would_be_too_late() -> None:
    now = STARTS - timedelta(hours=26)
    until = datetime(2026, 11, 20, 0, 30, tzinfo=UTC)
    assert offer_until(STARTS, now=now, hours=12, zone=LONDON) == until


@given(before=HOURS_BEFORE, hours=st.integers(1, 72))
def test_an_offer_stands_at_least_a_moment_and_never_beyond_the_start(
    before: float, hours: int
) -> None:
    now = STARTS - timedelta(hours=before)
    until = offer_until(STARTS, now=now, hours=hours)
    assert now < until <= STARTS
    assert until == STARTS or until - now >= SHORTEST_OFFER
    assert until - now <= max(min((STARTS - now) / 4, timedelta(hours=hours)), SHORTEST_OFFER)
    rested = offer_until(STARTS, now=now, hours=hours, zone=LONDON)
    assert until <= rested <= max(until, now + (STARTS - now) / 2)


# Filling


def test_vacant_places_are_offered_in_order_each_to_one() -> None:
    crew, events = fill(vacated(1, 2, 3, 4, 5, gone=2), now=LATER, hours=HOURS)
    assert what_happened(events) == [(3, Move.OFFER), (4, Move.OFFER)]
    assert (ids(crew.offered), ids(crew.standing_by), crew.vacant) == ([3, 4], [5], 0)
    assert {event.by for event in events} == {None}
    assert fill(crew, now=LATER, hours=HOURS) == (crew, ())


def test_nothing_is_offered_for_a_night_unpublished_cancelled_or_under_way() -> None:
    vacant = vacated(1, 2, 3)
    for crew, now in (
        (proposed(1, 2, 3, places=2), LATER),
        (replace(vacant, cancelled=Cancelled.NUMBERS), LATER),
        (vacant, under_way(vacant)),
    ):
        assert fill(crew, now=now, hours=HOURS) == (crew, ())


def test_those_asked_stay_asked_while_a_place_is_on_offer() -> None:
    asked = called(vacated(1, 2), 7, 8)
    joined, _ = moved(asked, 5, Move.JOIN_STANDBY, since=LATER)
    on_offer, events = fill(joined, now=LATER, hours=HOURS)
    assert what_happened(events) == [(5, Move.OFFER)]
    assert ids(on_offer.asked) == [7, 8]
    with pytest.raises(OfferGone):
        accept(on_offer, 7, by=7, now=LATER, tapped=LATER)
    declined, _ = decline(on_offer, 5, by=5, now=LATER)
    assert state_of(accept(declined, 7, by=7, now=LATER, tapped=LATER)[0], 7) is State.CONFIRMED


# Cover


def test_cover_is_needed_once_nobody_stands_by_and_nobody_was_asked() -> None:
    vacant = vacated(1, 2)
    assert needs_cover(vacant, now=LATER)
    assert not needs_cover(vacated(1, 2, 3), now=LATER)
    assert not needs_cover(published(1, 2), now=LATER)
    assert not needs_cover(called(vacant, 7), now=LATER)
    assert not needs_cover(called(vacant), now=LATER)
    assert not needs_cover(replace(vacant, cancelled=Cancelled.OTHER), now=LATER)
    assert not needs_cover(vacant, now=STARTS)
    assert not needs_cover(listed(1), now=LATER)


def test_a_cover_call_asks_the_first_who_have_not_been_on_the_night() -> None:
    crew = vacated(1, 2)
    after, events = call_for_cover(crew, [1, 2, 9, 8, 7], by=None, most=2, now=LATER)
    assert what_happened(events) == [(9, Move.CALL), (8, Move.CALL)]
    assert (ids(after.asked), after.covered_at, after.vacant) == ([9, 8], LATER, 1)


def test_a_cover_call_to_nobody_is_remembered_but_a_lead_hears_of_it() -> None:
    crew = vacated(1, 2)
    after, events = call_for_cover(crew, [1], by=None, most=2, now=LATER)
    assert (after.covered_at, events) == (LATER, ())
    with pytest.raises(NobodyToAsk):
        call_for_cover(crew, [1, 2], by=LEAD, most=2, now=LATER)


def test_a_lead_asks_more_people() -> None:
    crew = called(vacated(1, 2), 7)
    after, (event,) = call_for_cover(crew, [7, 8], by=LEAD, most=2, now=LATER)
    assert (event.member_id, event.by) == (8, LEAD)
    assert ids(after.asked) == [7, 8]


def test_whoever_was_not_needed_may_be_asked_again_but_not_who_said_no() -> None:
    crew, _ = decline(called(vacated(1, 2, 3, places=3), 7, 8, 9), 7, by=7, now=LATER)
    covered, _ = accept(crew, 8, by=8, now=LATER, tapped=LATER)
    full = filled(covered)
    assert full.released == {9}
    vacant, _ = withdraw(full, 8, by=8, reason=Reason.UNSAID, now=LATER)
    assert ids(called(vacant, 7, 8, 9).asked) == [9]


def test_a_lead_who_asks_wants_the_minimum_at_least() -> None:
    crew = published(1, 2, places=4, minimum=3)
    assert crew.vacant == 0
    after, _ = call_for_cover(crew, [8], by=LEAD, most=2, now=LATER)
    assert (after.target, ids(after.asked)) == (3, [8])
    with pytest.raises(NoPlaceFree):
        call_for_cover(crew, [8], by=None, most=2, now=LATER)


def test_there_is_nothing_to_cover_in_a_full_crew_or_before_publication() -> None:
    with pytest.raises(NoPlaceFree):
        call_for_cover(published(1, 2), [9], by=LEAD, most=2, now=LATER)
    with pytest.raises(NotPublished):
        call_for_cover(proposed(1), [9], by=LEAD, most=2, now=LATER)
    with pytest.raises(PatrolStarted):
        call_for_cover(vacated(1, 2), [9], by=LEAD, most=2, now=STARTS)


def test_another_place_that_comes_free_is_covered_anew_unless_a_call_is_open() -> None:
    open_call = called(vacated(1, 2, 3, places=3), 7, 8)
    still, _ = withdraw(open_call, 2, by=2, reason=Reason.UNSAID, now=LATER)
    assert (still.vacant, needs_cover(still, now=LATER)) == (2, False)
    answered = called(vacated(1, 2, 3, places=3), 7)
    answered, _ = decline(answered, 7, by=7, now=LATER)
    assert not needs_cover(answered, now=LATER)
    anew, _ = withdraw(answered, 2, by=2, reason=Reason.UNSAID, now=LATER)
    assert needs_cover(anew, now=LATER)


# The start


def test_when_the_patrol_starts_everyone_who_does_not_go_is_released() -> None:
    crew = filled(vacated(1, 2, 3, 4, 5))
    after, events = begin(crew)
    assert what_happened(events) == [(n, Move.STAND_DOWN) for n in (3, 4, 5)]
    assert (ids(after.crew), ids(after.assignments)) == ([2], [2])
    assert begin(after) == (after, ())


def test_where_no_crew_was_published_the_list_stays() -> None:
    crew = proposed(1, 2)
    assert begin(crew) == (crew, ())
