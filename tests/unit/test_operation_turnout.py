"""Who comes, who cannot, and who answers an offer."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from operation.crew import (
    Cancelled,
    Move,
    MoveImpossible,
    NightCancelled,
    NotOnTheNight,
    NotPublished,
    Reason,
    State,
)
from operation.rota import NotEligible, NotTrained, PatrolStarted, SignUpClosed
from operation.swap_rules import SwapTimes
from operation.swaps import hand_over
from operation.turnout import (
    AlreadyWithdrawn,
    NotSelected,
    OfferGone,
    OfferLapsed,
    accept,
    confirm,
    decline,
    drop,
    dropped,
    fill,
    is_short_notice,
    join,
    lapse,
    needs_cover,
    offer_hours,
    put_in,
    stand_by_again,
    stand_down,
    withdraw,
)
from tests.unit.crew_examples import (
    HOURS,
    LATER,
    LEAD,
    called,
    chosen,
    filled,
    ids,
    proposed,
    published,
    state_of,
    vacated,
    what_happened,
    with_state,
)
from tests.unit.operation_examples import NOW, STARTS, member

# Confirming


def test_the_selected_confirm_and_a_second_time_is_harmless() -> None:
    crew, events = confirm(published(1, 2), 1, by=1, now=LATER)
    assert what_happened(events) == [(1, Move.CONFIRM)]
    assert state_of(crew, 1) is State.CONFIRMED
    assert confirm(crew, 1, by=1, now=LATER) == (crew, ())


def test_a_lead_confirms_for_somebody_and_the_event_says_so() -> None:
    _, (event,) = confirm(published(1, 2), 1, by=LEAD, now=LATER)
    assert (event.member_id, event.by) == (1, LEAD)


@pytest.mark.parametrize("state", [State.STANDING_BY, State.OFFERED, State.ASKED])
def test_whoever_is_not_on_the_crew_has_nothing_to_confirm(state: State) -> None:
    with pytest.raises(NotSelected):
        confirm(with_state(state), 1, by=1, now=LATER)


def test_whoever_is_off_the_night_does_not_confirm_it() -> None:
    with pytest.raises(NotOnTheNight) as refused:
        confirm(with_state(State.WITHDRAWN), 1, by=1, now=LATER)
    assert refused.value.was is State.WITHDRAWN


def test_someone_still_to_be_chosen_says_that_they_stay_in() -> None:
    crew = proposed(1, 2)
    unsure = replace(
        crew, assignments=tuple(replace(e, must_answer=True) for e in crew.assignments)
    )
    after, events = confirm(unsure, 1, by=1, now=LATER)
    assert [each.must_answer for each in after.assignments] == [False, True]
    assert (events, after.version, state_of(after, 1)) == ((), crew.version, State.IN)


def test_nobody_answers_for_a_night_that_is_off_or_under_way() -> None:
    for state in (State.SELECTED, State.OFFERED, State.ASKED):
        crew = with_state(state)
        off = replace(crew, cancelled=Cancelled.WEATHER)
        for rule in (confirm, decline):
            with pytest.raises(NightCancelled):
                rule(off, 1, by=1, now=LATER)
            with pytest.raises(PatrolStarted):
                rule(crew, 1, by=1, now=STARTS)
        with pytest.raises(NightCancelled):
            accept(off, 1, by=1, now=LATER, tapped=LATER)
        with pytest.raises(PatrolStarted):
            accept(crew, 1, by=1, now=STARTS, tapped=LATER)
        with pytest.raises(NightCancelled):
            withdraw(off, 1, by=1, reason=Reason.DUTY, now=LATER)
        # Whoever is out may fall ill on the way.
        over = crew.book.ends if state is State.SELECTED else STARTS
        with pytest.raises(PatrolStarted):
            withdraw(crew, 1, by=1, reason=Reason.DUTY, now=over)


def test_whoever_is_out_can_leave_until_the_end_and_nobody_is_asked_for_it() -> None:
    crew = published(1, 2, 3, places=2)
    just_before = crew.book.ends - timedelta(seconds=1)
    for now in (STARTS, just_before):
        after, (event,) = withdraw(crew, 1, by=1, reason=Reason.UNFIT, now=now)
        assert (event.move, ids(after.crew)) == (Move.WITHDRAW, [2])
        assert fill(after, now=now, hours=12) == (after, ())
        assert not needs_cover(after, now=now)
    with pytest.raises(PatrolStarted):
        withdraw(crew, 3, by=3, reason=Reason.UNFIT, now=STARTS)


def test_short_notice_begins_so_many_hours_before_and_is_for_the_crew_alone() -> None:
    crew = published(1, 2, 3, places=2)
    late = STARTS - timedelta(hours=24)
    assert is_short_notice(crew, 1, hours=24, now=late)
    assert not is_short_notice(crew, 1, hours=24, now=late - timedelta(seconds=1))
    assert not is_short_notice(crew, 3, hours=24, now=late)
    assert not is_short_notice(proposed(1, 2), 1, hours=24, now=late)


def test_whoever_leaves_a_crew_when_the_night_is_near_has_dropped_but_not_by_a_swap() -> None:
    crew = published(1, 2, 3, places=2)
    late, early = STARTS - timedelta(hours=24), STARTS - timedelta(hours=25)
    taken_off, moves = stand_down(crew, 1, by=9, now=LATER)
    swapped, swaps = hand_over(crew, 1, 4, by=(1, 4), now=LATER)
    off = replace(taken_off, cancelled=Cancelled.WEATHER)

    assert dropped(crew, taken_off, moves, hours=24, now=late) == (1,)
    assert dropped(crew, taken_off, moves, hours=24, now=early) == ()
    assert dropped(crew, swapped, swaps, hours=24, now=late) == ()
    assert dropped(crew, off, moves, hours=24, now=late) == (), "the whole night is off"
    waiting, moves = stand_down(crew, 3, by=9, now=LATER)
    assert dropped(crew, waiting, moves, hours=24, now=late) == ()


def test_at_short_notice_a_place_is_held_for_a_shorter_time() -> None:
    crew, times = published(1, 2, places=1), SwapTimes(late_drop=24, late_offer_for=1)
    late = STARTS - timedelta(hours=24)
    assert offer_hours(crew, 12, times, now=late - timedelta(seconds=1)) == 12
    assert offer_hours(crew, 12, times, now=late) == 1
    assert offer_hours(crew, 1, SwapTimes(late_offer_for=5), now=late) == 1


# Withdrawing


def test_withdrawing_from_a_published_crew_leaves_a_vacant_place() -> None:
    crew, (event,) = withdraw(published(1, 2, 3, places=2), 1, by=1, reason=Reason.HOME, now=LATER)
    assert (event.move, event.by, event.reason) == (Move.WITHDRAW, 1, "home")
    assert (crew.vacant, ids(crew.picked), state_of(crew, 1)) == (1, [2], State.WITHDRAWN)


def test_withdrawing_twice_says_so() -> None:
    crew = vacated(1, 2, 3)
    with pytest.raises(AlreadyWithdrawn):
        withdraw(crew, 1, by=1, reason=Reason.UNSAID, now=LATER)


@pytest.mark.parametrize("state", [None, State.DECLINED, State.STOOD_DOWN, State.ASKED])
def test_whoever_has_no_place_has_none_to_give_up(state: State | None) -> None:
    with pytest.raises(NotOnTheNight):
        withdraw(with_state(state), 1, by=1, reason=Reason.UNSAID, now=LATER)


def test_before_publication_the_next_in_line_is_picked() -> None:
    crew = proposed(1, 2, 3, 4, places=2)
    after, events = withdraw(crew, 1, by=1, reason=Reason.UNSAID, now=LATER)
    assert what_happened(events) == [(1, Move.WITHDRAW)]
    assert ids(after.picked) == [2, 3]
    assert after.version > crew.version


def test_before_publication_nobody_is_picked_for_one_who_was_not() -> None:
    crew = chosen(proposed(1, 2, 3, places=2), out=[1])
    after, _ = withdraw(crew, 3, by=3, reason=Reason.UNSAID, now=LATER)
    assert ids(after.picked) == [2]
    alone, _ = withdraw(proposed(1), 1, by=1, reason=Reason.UNSAID, now=LATER)
    assert alone.assignments == ()


def test_a_lead_takes_someone_off_a_list_and_the_next_is_picked() -> None:
    after, (event,) = stand_down(proposed(1, 2, 3, places=2), 1, by=LEAD, now=LATER)
    assert (event.move, event.by) == (Move.STAND_DOWN, LEAD)
    assert ids(after.picked) == [2, 3]


def test_a_lead_takes_someone_off_a_published_crew_and_the_place_is_offered_on() -> None:
    after, _ = stand_down(published(1, 2, 3, places=2), 1, by=LEAD, now=LATER)
    assert ids(filled(after).offered) == [3]
    with pytest.raises(NotOnTheNight):
        stand_down(after, 1, by=LEAD, now=LATER)


def test_a_loss_of_access_is_nobodys_doing_and_whoever_was_asked_is_let_go() -> None:
    _, (event,) = withdraw(published(1, 2), 1, by=None, reason=Reason.ACCESS, now=LATER)
    assert (event.by, event.reason) == (None, "access")
    after, (let_go,) = drop(with_state(State.ASKED), 1)
    assert (let_go.now, let_go.reason) == (State.STOOD_DOWN, "access")
    assert after.of(1) is None


# Joining later


def test_whoever_signs_up_after_publication_stands_by_last() -> None:
    reopened = published(1, 2, 3, places=2)
    window = replace(reopened.book.window, closes_at=LATER + timedelta(days=1))
    crew = replace(reopened, book=replace(reopened.book, window=window))
    after, (event,) = join(crew, member(4), now=LATER, tapped=None)
    assert (event.move, event.by) == (Move.JOIN_STANDBY, 4)
    assert (ids(after.standing_by), after.assignments[-1].since) == ([3, 4], LATER)
    assert join(after, member(4), now=LATER, tapped=None) == (after, ())
    with pytest.raises(NotTrained):
        join(crew, member(5, trained_on=None), now=LATER, tapped=None)


def test_a_closed_list_takes_nobody_but_whoever_tapped_in_time() -> None:
    crew = published(1, 2)
    with pytest.raises(SignUpClosed):
        join(crew, member(4), now=LATER, tapped=None)
    assert join(crew, member(4), now=LATER, tapped=NOW)[0].turn_of(4) == 1


def test_whoever_said_no_may_stand_by_again_last_in_line() -> None:
    crew, _ = decline(filled(vacated(1, 2, 3, 4)), 3, by=3, now=LATER)
    after, (event,) = stand_by_again(crew, member(3), now=LATER)
    assert (event.was, event.move, event.by) == (None, Move.JOIN_STANDBY, 3)
    assert ids(after.standing_by) == [4, 3]
    assert stand_by_again(after, member(3), now=LATER) == (after, ())


@pytest.mark.parametrize("state", [None, State.WITHDRAWN, State.STOOD_DOWN])
def test_whoever_did_not_say_no_to_a_place_has_nothing_to_take_back(state: State | None) -> None:
    with pytest.raises(NotOnTheNight):
        stand_by_again(with_state(state), member(1), now=LATER)


def test_standing_by_again_takes_a_published_night_ahead_and_a_trained_officer() -> None:
    crew = with_state(State.DECLINED)
    with pytest.raises(NotEligible):
        stand_by_again(crew, member(1, trained_on=None), now=LATER)
    with pytest.raises(PatrolStarted):
        stand_by_again(crew, member(1), now=STARTS)
    with pytest.raises(NightCancelled):
        stand_by_again(replace(crew, cancelled=Cancelled.OTHER), member(1), now=LATER)
    with pytest.raises(NotPublished):
        stand_by_again(replace(proposed(2), past={1: State.DECLINED}), member(1), now=LATER)


def test_a_lead_puts_someone_on_the_crew_while_there_is_room() -> None:
    after, (event,) = put_in(published(1, 2), 5, by=LEAD, now=LATER)
    assert (event.move, event.by) == (Move.PUT_IN, LEAD)
    assert (ids(after.crew), ids(after.picked), after.target) == ([1, 2, 5], [1, 2, 5], 3)
    assert after.assignments[-1].added_by == LEAD


def test_whoever_is_put_in_takes_the_vacant_place_but_not_one_on_offer() -> None:
    vacant = vacated(1, 2, places=3)
    assert put_in(vacant, 5, by=LEAD, now=LATER)[0].target == 2
    on_offer = filled(vacated(1, 2, 3, 4, places=3))
    after, _ = put_in(on_offer, 5, by=LEAD, now=LATER)
    assert (state_of(after, 5), ids(after.offered)) == (State.STANDING_BY, [4])


def test_where_there_is_no_room_whoever_is_put_in_stands_by() -> None:
    after, (event,) = put_in(published(1, 2, 3, places=2), 5, by=LEAD, now=LATER)
    assert event.move is Move.JOIN_STANDBY
    assert (after.turn_of(5), after.target) == (2, 2)


def test_nobody_is_put_in_twice_or_into_a_night_that_is_off() -> None:
    crew = published(1, 2)
    with pytest.raises(MoveImpossible):
        put_in(crew, 1, by=LEAD, now=LATER)
    with pytest.raises(NightCancelled):
        put_in(replace(crew, cancelled=Cancelled.OTHER), 5, by=LEAD, now=LATER)
    with pytest.raises(PatrolStarted):
        put_in(crew, 5, by=LEAD, now=STARTS)


# Answering an offer


def test_the_holder_of_an_offer_takes_the_place_and_has_confirmed_with_that() -> None:
    crew = filled(vacated(1, 2, 3))
    after, events = accept(crew, 3, by=3, now=LATER, tapped=LATER)
    assert what_happened(events) == [(3, Move.ACCEPT)]
    assert (state_of(after, 3), after.vacant, ids(after.picked)) == (State.CONFIRMED, 0, [2, 3])
    assert accept(after, 3, by=3, now=LATER, tapped=LATER) == (after, ())


def test_a_place_that_is_taken_goes_before_a_choice_that_is_not_published() -> None:
    crew = filled(vacated(1, 2, 3, 4))
    crew = chosen(crew, taken=[4])
    after, _ = accept(crew, 3, by=3, now=LATER, tapped=LATER)
    assert ids(after.picked) == [2, 3]


def test_an_offer_that_ran_out_is_not_taken_any_more() -> None:
    crew = filled(vacated(1, 2, 3))
    until = crew.offered[0].offered_until
    assert until is not None
    with pytest.raises(OfferLapsed) as refused:
        accept(crew, 3, by=3, now=until, tapped=until)
    assert refused.value.until == until
    lapsed, _ = lapse(crew, now=until)
    with pytest.raises(OfferGone):
        accept(lapsed, 3, by=3, now=until, tapped=until)


def test_whoever_may_have_tapped_in_time_was_in_time() -> None:
    crew = filled(vacated(1, 2, 3))
    until = crew.offered[0].offered_until
    assert until is not None
    late, early = until + timedelta(seconds=40), until - timedelta(seconds=1)
    assert state_of(accept(crew, 3, by=3, now=late, tapped=early)[0], 3) is State.CONFIRMED


@pytest.mark.parametrize("state", [None, State.STANDING_BY, State.DECLINED, State.STOOD_DOWN])
def test_a_place_that_was_not_offered_or_went_to_another_is_nobodys_to_answer(
    state: State | None,
) -> None:
    with pytest.raises(OfferGone):
        accept(with_state(state), 1, by=1, now=LATER, tapped=LATER)
    with pytest.raises(OfferGone):
        decline(with_state(state), 1, by=1, now=LATER)


def test_of_those_asked_for_cover_the_first_has_the_place() -> None:
    crew = called(vacated(1, 2), 7, 8, 9)
    taken, _ = accept(crew, 8, by=8, now=LATER, tapped=LATER)
    with pytest.raises(OfferGone):
        accept(taken, 7, by=7, now=LATER, tapped=LATER)
    after, events = fill(taken, now=LATER, hours=HOURS)
    assert what_happened(events) == [(7, Move.STAND_DOWN), (9, Move.STAND_DOWN)]
    assert {event.by for event in events} == {None}
    assert after.covered_at is None


def test_whoever_declines_is_off_the_night_and_the_next_is_asked() -> None:
    crew, events = decline(filled(vacated(1, 2, 3, 4)), 3, by=3, now=LATER)
    assert what_happened(events) == [(3, Move.DECLINE)]
    assert ids(filled(crew).offered) == [4]
    with pytest.raises(OfferGone):
        decline(crew, 3, by=3, now=LATER)
    assert state_of(decline(with_state(State.ASKED), 1, by=1, now=LATER)[0], 1) is State.DECLINED


def test_offers_lapse_at_their_moment_and_not_before() -> None:
    crew = filled(vacated(1, 2, 3, 4, gone=1))
    until = crew.offered[0].offered_until
    assert until is not None
    assert lapse(crew, now=until - timedelta(seconds=1)) == (crew, ())
    after, (event,) = lapse(crew, now=until)
    assert (event.move, event.by, event.now) == (Move.LAPSE, None, State.DECLINED)
    assert ids(filled(after, until).offered) == [4]
