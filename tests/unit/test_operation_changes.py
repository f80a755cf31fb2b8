"""What a lead changes about a night: its times, its numbers, whether it takes place."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from operation.area import MOST_PLACES
from operation.changes import (
    CrewLarger,
    NotCancelled,
    StartNotAhead,
    TimesImpossible,
    cancel,
    change_numbers,
    minutes_of,
    move_times,
    put_back,
    times_of,
)
from operation.crew import Assignment, Cancelled, Crew, Move, NightCancelled, State, moved
from operation.nights import elapsed_hours
from operation.rota import NumbersImpossible, PatrolStarted
from operation.selection import LONGEST_REASON, NothingChanged, ReasonTooLong, publish
from tests.unit.crew_examples import (
    CHOSEN,
    LATER,
    LEAD,
    chosen,
    filled,
    ids,
    listed,
    proposed,
    published,
    state_of,
    under_way,
    vacated,
    what_happened,
    with_state,
)
from tests.unit.operation_examples import ENDS, LONDON, NOW, STARTS

FRIDAY = date(2031, 3, 14)
FORWARD = date(2031, 3, 29)
"""The night in which the clocks go forward."""
BACK = date(2031, 10, 25)
HOUR = timedelta(hours=1)


def at(hours: int, minutes: int = 0) -> int:
    """Minutes of the wall clock since the night's midnight; 26 is two in the morning."""
    return hours * 60 + minutes


def utc(day: date, hours: int, minutes: int = 0) -> datetime:
    midnight = datetime.combine(day, datetime.min.time(), UTC)
    return midnight + timedelta(hours=hours, minutes=minutes)


# Times on the wall and instants


def test_the_times_of_a_night_are_instants_of_the_areas_clock() -> None:
    assert times_of(FRIDAY, at(20), at(26), LONDON) == (utc(FRIDAY, 20), utc(FRIDAY, 26))
    summer = date(2031, 7, 4)
    assert times_of(summer, at(20), at(26), LONDON) == (utc(summer, 19), utc(summer, 25))


def test_a_night_starts_between_noon_and_midnight_of_its_date() -> None:
    for starts in (at(12), at(23, 59)):
        assert times_of(FRIDAY, starts, at(26), LONDON)[0] == utc(FRIDAY, 0, starts)
    for starts in (-1, at(11, 59), at(24), at(36)):
        with pytest.raises(TimesImpossible):
            times_of(FRIDAY, starts, at(40), LONDON)


def test_a_night_ends_after_its_start_and_not_beyond_the_next_day() -> None:
    assert times_of(FRIDAY, at(20), at(48), LONDON)[1] == utc(FRIDAY, 48)
    for ends in (at(19), at(20), at(48) + 1):
        with pytest.raises(TimesImpossible):
            times_of(FRIDAY, at(20), ends, LONDON)


def test_the_night_the_clocks_go_forward_is_an_hour_shorter() -> None:
    starts, ends = times_of(FORWARD, at(20), at(26), LONDON)
    assert (starts, ends) == (utc(FORWARD, 20), utc(FORWARD, 25))
    assert elapsed_hours(starts, ends) == 5


def test_an_end_that_the_clock_leaves_out_is_moved_on() -> None:
    _, ends = times_of(FORWARD, at(20), at(25, 30), LONDON)
    assert ends == utc(FORWARD, 25, 30)
    assert minutes_of(FORWARD, ends, LONDON) == at(26, 30)


def test_the_night_the_clocks_go_back_is_an_hour_longer() -> None:
    starts, ends = times_of(BACK, at(20), at(26), LONDON)
    assert (starts, ends) == (utc(BACK, 19), utc(BACK, 26))
    assert elapsed_hours(starts, ends) == 7


def test_an_end_that_comes_twice_is_the_first() -> None:
    assert times_of(BACK, at(20), at(25, 30), LONDON)[1] == utc(BACK, 24, 30)
    for twice in (utc(BACK, 24, 30), utc(BACK, 25, 30)):
        assert minutes_of(BACK, twice, LONDON) == at(25, 30)


@given(
    night=st.dates(date(2031, 1, 1), date(2031, 12, 31)),
    starts=st.integers(at(12), at(24) - 1),
    length=st.integers(1, at(16)),
)
def test_minutes_come_back_unless_the_clock_leaves_them_out(
    night: date, starts: int, length: int
) -> None:
    begins, ends = times_of(night, starts, starts + length, LONDON)
    assert begins < ends
    assert minutes_of(night, begins, LONDON) == starts
    left_out = night == FORWARD and at(25) <= starts + length < at(26)
    assert minutes_of(night, ends, LONDON) == starts + length + 60 * left_out


# Moving a night


def moved_to(crew: Crew, starts: datetime, ends: datetime) -> Crew:
    return move_times(crew, starts=starts, ends=ends, by=LEAD, now=LATER)[0]


def test_whoever_had_confirmed_is_asked_again_and_keeps_the_place() -> None:
    crew, _ = moved(published(1, 2, 3, places=2), 1, Move.CONFIRM, by=1)
    after, (event,) = move_times(crew, starts=STARTS + HOUR, ends=ENDS + HOUR, by=LEAD, now=LATER)
    assert (event.member_id, event.move, event.by) == (1, Move.ASK_AGAIN, LEAD)
    assert (after.book.starts, after.book.ends) == (STARTS + HOUR, ENDS + HOUR)
    assert ids(after.unconfirmed) == [1, 2]
    assert (ids(after.standing_by), after.target, after.version) == ([3], 2, crew.version)


def test_an_unpublished_choice_survives_when_the_night_is_moved() -> None:
    crew, _ = moved(published(1, 2, 3, places=2), 1, Move.CONFIRM, by=1)
    own = chosen(crew, out=[1], taken=[3])
    later = moved_to(own, STARTS + HOUR, ENDS)
    assert ids(publish(later, version=own.version, by=LEAD, now=LATER)[0].crew) == [2, 3]


def test_whoever_is_on_an_unpublished_list_has_to_answer_and_stays() -> None:
    after = moved_to(proposed(1, 2, 3, places=2), STARTS + HOUR, ENDS)
    assert [each.must_answer for each in after.assignments] == [True] * 3
    assert ids(after.picked) == [1, 2]
    out, _ = publish(after, version=after.version, by=LEAD, now=LATER)
    assert not any(each.must_answer for each in out.assignments)


def test_an_offer_of_a_night_that_comes_sooner_ends_sooner_and_never_after_the_start() -> None:
    crew = filled(vacated(1, 2, 3))
    until = crew.offered[0].offered_until
    assert until is not None
    kept = moved_to(crew, STARTS + HOUR, ENDS)
    assert kept.offered[0].offered_until == until
    for ahead, stands in ((8, 120), (0.5, 15), (0.1, 6)):
        soon = LATER + ahead * HOUR
        sooner = moved_to(crew, soon, soon + HOUR).offered[0].offered_until
        assert sooner == LATER + timedelta(minutes=stands)


def test_a_night_is_not_moved_into_the_past() -> None:
    crew = published(1, 2)
    for starts in (LATER, LATER - HOUR):
        with pytest.raises(StartNotAhead) as refused:
            moved_to(crew, starts, ENDS)
        assert refused.value.starts == starts


def test_a_night_lasts_some_time_and_at_most_sixteen_hours() -> None:
    crew = published(1, 2)
    assert moved_to(crew, STARTS, STARTS + 16 * HOUR).book.ends == STARTS + 16 * HOUR
    for ends in (STARTS, STARTS - HOUR, STARTS + 16 * HOUR + timedelta(minutes=1)):
        with pytest.raises(TimesImpossible) as refused:
            moved_to(crew, STARTS, ends)
        assert refused.value.hours == 16


def test_sixteen_hours_are_those_that_pass_not_those_on_the_wall() -> None:
    crew = published(1, 2)
    shorter = times_of(FORWARD, at(18), at(35), LONDON)
    assert elapsed_hours(*shorter) == 16
    assert moved_to(crew, *shorter).book.starts == utc(FORWARD, 18)
    longer = times_of(BACK, at(18), at(34), LONDON)
    assert elapsed_hours(*longer) == 17
    with pytest.raises(TimesImpossible):
        moved_to(crew, *longer)


def test_the_same_times_or_a_night_that_is_off_or_under_way_are_refused() -> None:
    crew = published(1, 2)
    with pytest.raises(NothingChanged):
        moved_to(crew, STARTS, ENDS)
    with pytest.raises(NightCancelled):
        moved_to(replace(crew, cancelled=Cancelled.OTHER), STARTS + HOUR, ENDS)
    with pytest.raises(PatrolStarted):
        move_times(crew, starts=STARTS + HOUR, ends=ENDS, by=LEAD, now=under_way(crew))


# Numbers


def test_places_that_are_new_are_offered_to_the_standby() -> None:
    crew = published(1, 2, 3, 4, places=2)
    after = change_numbers(crew, minimum=2, places=3, now=LATER)
    assert (after.target, ids(filled(after).offered)) == (3, [3])
    many = change_numbers(crew, minimum=2, places=9, now=LATER)
    assert (many.target, ids(filled(many).offered)) == (4, [3, 4])


def test_places_for_which_nobody_stands_by_stay_free_without_a_cover_call() -> None:
    after = change_numbers(published(1, 2, places=2), minimum=2, places=4, now=LATER)
    assert (after.target, after.vacant, after.book.places) == (2, 0, 4)


def test_fewer_places_lower_what_is_wanted_but_nobody_is_put_out() -> None:
    vacant = vacated(1, 2, 3, places=3)
    assert (vacant.target, vacant.vacant) == (3, 1)
    after = change_numbers(vacant, minimum=1, places=2, now=LATER)
    assert (after.target, after.vacant) == (2, 0)
    with pytest.raises(CrewLarger) as refused:
        change_numbers(after, minimum=1, places=1, now=LATER)
    assert (refused.value.crew, refused.value.places) == (2, 1)


def test_a_place_on_offer_is_not_taken_away() -> None:
    crew = filled(vacated(1, 2, 3))
    with pytest.raises(CrewLarger):
        change_numbers(crew, minimum=1, places=1, now=LATER)


def test_numbers_have_their_limits_and_their_time() -> None:
    crew = published(1, 2)
    for minimum, places in ((0, 4), (5, 4), (1, MOST_PLACES + 1)):
        with pytest.raises(NumbersImpossible):
            change_numbers(crew, minimum=minimum, places=places, now=LATER)
    with pytest.raises(NightCancelled):
        change_numbers(replace(crew, cancelled=Cancelled.OTHER), minimum=1, places=4, now=LATER)
    with pytest.raises(PatrolStarted):
        change_numbers(crew, minimum=1, places=4, now=under_way(crew))


def test_another_minimum_moves_nobody() -> None:
    crew = published(1, 2)
    after = change_numbers(crew, minimum=4, places=4, now=LATER)
    assert (after.assignments, after.target, after.short) == (crew.assignments, 2, 2)


# Cancelling


@pytest.mark.parametrize("reason", Cancelled)
def test_everyone_on_a_cancelled_night_is_stood_down(reason: Cancelled) -> None:
    crew = filled(vacated(1, 2, 3, 4))
    after, events = cancel(crew, reason=reason, note="A storm.", by=LEAD, now=LATER)
    assert what_happened(events) == [(number, Move.STAND_DOWN) for number in (2, 3, 4)]
    assert {(event.by, event.reason) for event in events} == {(LEAD, reason.value)}
    assert (after.assignments, after.cancelled) == ((), reason)
    assert filled(after) == after


@pytest.mark.parametrize("state", [State.IN, State.ASKED, State.CONFIRMED, State.OFFERED])
def test_nobody_stays_on_a_cancelled_night(state: State) -> None:
    after, _ = cancel(with_state(state), reason=Cancelled.WEATHER, note=None, by=LEAD, now=LATER)
    assert state_of(after, 1) is State.STOOD_DOWN
    assert after.assignments == ()


def test_a_night_is_cancelled_once_before_it_starts_and_in_few_words() -> None:
    crew = proposed(1, 2)
    for length in (LONGEST_REASON + 1, 4000):
        with pytest.raises(ReasonTooLong):
            cancel(crew, reason=Cancelled.OTHER, note="x" * length, by=LEAD, now=LATER)
    with pytest.raises(PatrolStarted):
        cancel(crew, reason=Cancelled.OTHER, note=None, by=LEAD, now=under_way(crew))
    note = "x" * LONGEST_REASON
    off, _ = cancel(crew, reason=Cancelled.OTHER, note=note, by=LEAD, now=LATER)
    with pytest.raises(NightCancelled) as refused:
        cancel(off, reason=Cancelled.WEATHER, note=None, by=LEAD, now=LATER)
    assert refused.value.reason is Cancelled.OTHER


def returning(*numbers: int, picked: int) -> list[Assignment]:
    return [
        Assignment(number, State.IN, NOW, picked=index < picked)
        for index, number in enumerate(numbers)
    ]


def test_a_published_crew_that_is_put_back_is_on_again_and_confirms_anew() -> None:
    crew, _ = moved(published(1, 2, 3, places=2), 1, Move.CONFIRM, by=1)
    off, _ = cancel(crew, reason=Cancelled.WEATHER, note=None, by=LEAD, now=LATER)
    after, events = put_back(off, returning(1, 2, 3, picked=2), by=LEAD, now=LATER)
    assert what_happened(events) == [
        (1, Move.PUT_IN),
        (2, Move.PUT_IN),
        (3, Move.JOIN_STANDBY),
    ]
    assert {event.by for event in events} == {LEAD}
    assert (after.cancelled, after.target, after.vacant) == (None, 2, 0)
    assert (ids(after.unconfirmed), ids(after.standing_by)) == ([1, 2], [3])
    assert [each.since for each in after.assignments] == [NOW] * 3
    assert (after.past, after.has_changes, after.version > off.version) == ({}, False, True)


def test_a_list_that_is_put_back_keeps_the_choice_and_asks_who_stays() -> None:
    crew = proposed(1, 2, 3, places=2)
    off, _ = cancel(crew, reason=Cancelled.WEATHER, note=None, by=LEAD, now=LATER)
    after, events = put_back(off, returning(1, 2, 3, picked=2), by=LEAD, now=LATER)
    assert what_happened(events) == [(number, Move.SIGN_UP) for number in (1, 2, 3)]
    assert [each.must_answer for each in after.assignments] == [True] * 3
    assert (ids(after.picked), after.is_published) == ([1, 2], False)


def test_only_a_cancelled_night_ahead_is_put_back() -> None:
    crew = listed(1)
    with pytest.raises(NotCancelled):
        put_back(crew, [], by=LEAD, now=CHOSEN)
    off, _ = cancel(crew, reason=Cancelled.NUMBERS, note=None, by=LEAD, now=LATER)
    with pytest.raises(PatrolStarted):
        put_back(off, [], by=LEAD, now=under_way(crew))
