"""Who may give a shift away, who has it in the end, and when that is over."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from operation.crew import SWAPPED, Cancelled, Crew, Move, NightCancelled, NotPublished, State
from operation.people import Grant, Role, RoleMissing, Suspended
from operation.rota import NotTrained, PatrolStarted
from operation.swap_rules import Approval, SwapTimes
from operation.swaps import (
    AlreadyOffered,
    AlreadyOnCrew,
    CannotTakeIt,
    NobodyCouldTakeIt,
    NotOnThisCrew,
    Stage,
    Swap,
    SwapGone,
    SwapLapsed,
    SwapTaken,
    SwapWithOneself,
    TooNear,
    after_change,
    decide,
    decline,
    hand_over,
    lapse,
    offer,
    require_may_take,
    take,
    take_back,
)
from tests.unit.crew_examples import LATER, LEAD, called, chosen, filled, ids, published, vacated
from tests.unit.crew_examples import proposed as unpublished
from tests.unit.operation_examples import LONDON, member

AGREED = SwapTimes(approval=Approval.LEAD)
FREE = SwapTimes()
CREW = published(1, 2, 3, 4, places=2)
STARTS = CREW.book.starts


def offered(
    crew: Crew = CREW, *, to: int | None = None, in_return: int | None = None, **more: object
) -> Swap:
    able = {3: (None,), 4: (None, 77), 5: (77,)}
    facts = {
        "able": able, "is_on_offer": False, "times": FREE, "zone": LONDON, "now": LATER, **more,
    }  # fmt: skip
    return offer(crew, 1, to=to, in_return=in_return, **facts)  # type: ignore[arg-type]  # as given


def taken(swap: Swap, who: int, times: SwapTimes = FREE, **more: object) -> Swap:
    facts = {"starts": STARTS, "times": times, "now": LATER, "tapped": LATER, **more}
    return take(swap, who, **facts)  # type: ignore[arg-type]  # as given


# Offering


def test_a_shift_goes_to_all_who_could_take_it_or_to_one_of_them() -> None:
    swap = offered()
    assert (swap.giver, swap.asked, swap.is_to_all) == (1, (3, 4), True)
    assert offered(to=4).asked == (4,)
    assert not offered(to=4).is_to_all
    back = offered(to=5, in_return=77)
    assert (back.asked, back.in_return) == ((5,), 77)


def test_an_offer_stands_for_some_hours_and_ends_some_hours_before_the_start() -> None:
    near = STARTS - timedelta(hours=3)
    assert LATER < offered().until <= LATER + timedelta(hours=49)
    assert offered(now=near).until <= STARTS - timedelta(hours=2)
    with pytest.raises(TooNear) as refused:
        offered(now=STARTS - timedelta(hours=2))
    assert refused.value.hours == 2


def test_whoever_has_left_the_night_is_asked_by_name_only() -> None:
    crew = replace(CREW, past={3: State.WITHDRAWN, 4: State.STOOD_DOWN}, released=frozenset({4}))
    assert offered(crew).asked == (4,)
    assert offered(crew, to=3).asked == (3,)


@pytest.mark.parametrize(
    ("crew", "facts", "refusal"),
    [
        (CREW, {"to": 1}, SwapWithOneself),
        (CREW, {"to": 9}, CannotTakeIt),
        (CREW, {"to": 5}, CannotTakeIt),
        (CREW, {"to": 3, "in_return": 77}, CannotTakeIt),
        (CREW, {"able": {}}, NobodyCouldTakeIt),
        (CREW, {"able": {5: (77,)}}, NobodyCouldTakeIt),
        (CREW, {"is_on_offer": True}, AlreadyOffered),
        (CREW, {"now": STARTS}, PatrolStarted),
        (replace(CREW, cancelled=Cancelled.WEATHER), {}, NightCancelled),
        (unpublished(1, 2), {}, NotPublished),
        (published(2, 1, places=1, minimum=1), {}, NotOnThisCrew),
        (published(2, 3, places=2), {}, NotOnThisCrew),
    ],
)
def test_a_shift_that_cannot_be_given_is_refused_with_the_reason(
    crew: Crew, facts: dict[str, object], refusal: type[Exception]
) -> None:
    with pytest.raises(refusal):
        offered(crew, **facts)  # type: ignore[arg-type]  # as given


# Answers


def test_the_first_to_take_it_has_it_and_tapping_again_is_harmless() -> None:
    done = taken(offered(), 4)
    assert (done.stage, done.taker) == (Stage.DONE, 4)
    assert taken(done, 4) is done
    for who in (3, 9):
        with pytest.raises(SwapGone):
            taken(done, who)


def test_a_tap_in_time_counts_though_it_arrives_late() -> None:
    swap = offered()
    late = swap.until + timedelta(hours=1)
    assert taken(swap, 3, now=late, tapped=swap.until - timedelta(seconds=1)).taker == 3
    with pytest.raises(SwapLapsed):
        taken(swap, 3, now=late, tapped=swap.until)
    with pytest.raises(SwapLapsed):
        taken(lapse(swap, now=swap.until), 3)
    with pytest.raises(SwapGone):
        taken(lapse(swap, now=swap.until), 9)


def test_where_a_lead_has_to_agree_it_waits_for_them() -> None:
    waits = taken(offered(), 3, AGREED)
    assert (waits.stage, waits.taker) == (Stage.TAKEN, 3)
    assert waits.until == STARTS - timedelta(hours=1)
    with pytest.raises(SwapGone):
        taken(waits, 4, AGREED)
    with pytest.raises(SwapGone):
        decline(waits, 4, offer_ends=STARTS)
    assert decide(waits, agrees=True).stage is Stage.DONE
    assert decide(waits, agrees=False).stage is Stage.REFUSED
    assert lapse(waits, now=waits.until).stage is Stage.LAPSED
    for over in (offered(), decide(waits, agrees=True)):
        with pytest.raises(SwapGone):
            decide(over, agrees=True)


def test_it_is_over_once_everyone_asked_has_said_no_and_until_then_one_can_think_better() -> None:
    one = decline(offered(), 3, offer_ends=STARTS)
    assert (one.stage, one.unanswered) == (Stage.OPEN, (4,))
    assert taken(one, 3).said_no == frozenset()
    both = decline(one, 4, offer_ends=STARTS)
    assert both.stage is Stage.DECLINED
    for who in (3, 9):
        with pytest.raises(SwapGone):
            decline(both, who, offer_ends=STARTS)


def test_whoever_took_it_can_step_back_before_a_lead_agrees() -> None:
    waits = taken(offered(), 3, AGREED)
    ends = STARTS - timedelta(hours=2)
    again = decline(waits, 3, offer_ends=ends)
    assert (again.stage, again.taker, again.until) == (Stage.OPEN, None, ends)
    alone = taken(offered(to=3), 3, AGREED)
    assert decline(alone, 3, offer_ends=ends).stage is Stage.DECLINED


def test_the_giver_keeps_the_shift_while_nobody_has_it() -> None:
    swap = offered()
    kept = take_back(swap, 1)
    assert kept.stage is Stage.TAKEN_BACK
    with pytest.raises(SwapGone):
        take_back(swap, 3)
    with pytest.raises(SwapGone):
        take_back(kept, 1)
    for gone in (taken(swap, 3), taken(swap, 3, AGREED)):
        with pytest.raises(SwapTaken):
            take_back(gone, 1)


def test_only_a_trained_officer_of_the_area_who_is_not_on_it_takes_a_place() -> None:
    require_may_take(CREW, member(3), now=LATER)
    with pytest.raises(AlreadyOnCrew):
        require_may_take(CREW, member(2), now=LATER)
    with pytest.raises(NotTrained):
        require_may_take(CREW, replace(member(3), trained_on=None), now=LATER)
    with pytest.raises(RoleMissing):
        require_may_take(CREW, replace(member(3), area="elsewhere"), now=LATER)
    with pytest.raises(RoleMissing):
        require_may_take(CREW, replace(member(3), grants=(Grant(Role.LEAD),)), now=LATER)
    with pytest.raises(Suspended):
        require_may_take(CREW, replace(member(3), state=type(member(3).state).SUSPENDED), now=LATER)
    with pytest.raises(PatrolStarted):
        require_may_take(CREW, member(3), now=STARTS)


# The place


@pytest.mark.parametrize(
    ("crew", "taker"),
    [
        (CREW, 9),
        (CREW, 3),
        (filled(vacated(7, 1, 3, 4, places=2)), 3),
        (called(vacated(7, 1, places=2), 3, 4), 4),
    ],
    ids=["from outside", "standing by", "offered another place", "asked for cover"],
)
def test_the_place_changes_hands_in_one_stroke_and_who_comes_is_confirmed(
    crew: Crew, taker: int
) -> None:
    after, events = hand_over(crew, 1, taker, by=(1, taker), now=LATER)

    assert len(after.crew) == len(crew.crew)
    assert set(ids(after.crew)) == {*ids(crew.crew), taker} - {1}
    mine = after.of(taker)
    assert mine is not None
    assert (mine.state, mine.picked, mine.offered_until) == (State.CONFIRMED, True, None)
    assert after.past[1] is State.WITHDRAWN
    out, came = events
    assert (out.move, out.reason, out.by) == (Move.SWAP_OUT, SWAPPED, 1)
    assert (came.move, came.now, came.by) == (Move.SWAP_IN, State.CONFIRMED, taker)
    assert after.version > crew.version
    assert after.target == crew.target


def test_a_choice_that_is_not_published_gives_way_to_a_swap() -> None:
    crew = chosen(published(1, 2, 3, places=2), out=[1], taken=[3])
    after, _ = hand_over(crew, 1, 4, by=(1, 4), now=LATER)
    assert set(ids(after.picked)) == {2, 4}
    assert not after.has_changes


@pytest.mark.parametrize(
    ("giver", "taker", "refusal"),
    [(1, 1, SwapWithOneself), (1, 2, AlreadyOnCrew), (3, 4, NotOnThisCrew)],
)
def test_no_place_is_made_or_lost(giver: int, taker: int, refusal: type[Exception]) -> None:
    with pytest.raises(refusal):
        hand_over(CREW, giver, taker, by=(LEAD, LEAD), now=LATER)


# What overtakes an offer


def without(crew: Crew, *gone: int, also: tuple[int, ...] = ()) -> Crew:
    for who in gone:
        crew, _ = hand_over(crew, who, 90 + who, by=(LEAD, LEAD), now=LATER)
    for who in also:
        crew, _ = hand_over(crew, ids(crew.crew)[-1], who, by=(LEAD, LEAD), now=LATER)
    return crew


def test_an_offer_is_over_when_the_night_moves_or_is_off_or_the_giver_leaves() -> None:
    swap = offered()
    moved = replace(CREW, book=replace(CREW.book, ends=CREW.book.ends + timedelta(hours=1)))
    for after in (moved, replace(CREW, cancelled=Cancelled.DEMAND), without(CREW, 1)):
        assert after_change(swap, CREW, after).stage is Stage.OVER
        waits = taken(swap, 3, AGREED)
        assert after_change(waits, CREW, after).stage is Stage.OVER
    done = taken(swap, 3)
    assert after_change(done, CREW, without(CREW, 1)) is done
    assert after_change(swap, CREW, without(CREW, 2)) is swap


def test_whoever_comes_to_the_crew_otherwise_cannot_take_it_any_more() -> None:
    swap, after = offered(), without(CREW, also=(3,))
    left = after_change(swap, CREW, after)
    assert (left.stage, left.unanswered) == (Stage.OPEN, (4,))
    assert after_change(offered(to=3), CREW, after).stage is Stage.DECLINED
    assert after_change(taken(swap, 3, AGREED), CREW, after).stage is Stage.OVER


def test_an_exchange_is_over_when_either_side_cannot_be_given_any_more() -> None:
    there = published(4, 6, 8, places=2)
    there = replace(there, book=replace(there.book, patrol_id=77))
    swap = offered(to=4, in_return=77)
    assert after_change(swap, there, without(there, 6)) is swap
    assert after_change(swap, there, without(there, 4)).stage is Stage.OVER
    came = without(there, also=(1,))
    assert after_change(swap, there, came).stage is Stage.OVER
