"""Choosing a crew: the lead's choice, and publication."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from operation.crew import Cancelled, Move, NightCancelled, NotOnTheNight, State, moved
from operation.rota import PatrolStarted
from operation.selection import (
    LONGEST_REASON,
    BelowMinimum,
    CrewChanged,
    CrewFull,
    NobodyPicked,
    NothingChanged,
    ReasonTooLong,
    SignUpStillOpen,
    pick,
    publish,
)
from tests.unit.crew_examples import (
    CHOSEN,
    LATER,
    LEAD,
    OTHER_LEAD,
    called,
    chosen,
    filled,
    ids,
    proposed,
    published,
    state_of,
    under_way,
    what_happened,
)
from tests.unit.operation_examples import CLOSES

# The lead's choice


def test_a_swap_is_two_picks_and_each_makes_a_new_version() -> None:
    crew = proposed(1, 2, 3, places=2)
    without = pick(crew, 1, wanted=False, now=CHOSEN)
    swapped = pick(without, 3, wanted=True, now=CHOSEN)
    assert ids(swapped.picked) == [2, 3]
    assert [without.version, swapped.version] == [crew.version + 1, crew.version + 2]
    assert {each.state for each in swapped.assignments} == {State.IN}


def test_picking_twice_is_harmless() -> None:
    crew = proposed(1, 2, 3, places=2)
    assert pick(crew, 1, wanted=True, now=CHOSEN) is crew
    assert pick(crew, 3, wanted=False, now=CHOSEN) is crew


def test_nobody_is_picked_beyond_the_places() -> None:
    with pytest.raises(CrewFull) as refused:
        pick(proposed(1, 2, 3, places=2), 3, wanted=True, now=CHOSEN)
    assert refused.value.places == 2


def test_only_those_on_the_night_are_picked_and_only_before_it() -> None:
    crew = proposed(1, 2)
    with pytest.raises(NotOnTheNight):
        pick(crew, 9, wanted=True, now=CHOSEN)
    with pytest.raises(NightCancelled):
        pick(replace(crew, cancelled=Cancelled.OTHER), 1, wanted=False, now=CHOSEN)
    with pytest.raises(PatrolStarted):
        pick(crew, 1, wanted=False, now=under_way(crew))


# Publication


def test_publishing_selects_the_chosen_and_has_everyone_else_stand_by() -> None:
    crew = proposed(1, 2, 3, places=2)
    after, events = publish(crew, version=crew.version, by=LEAD, now=CHOSEN)
    assert what_happened(events) == [(1, Move.SELECT), (2, Move.SELECT), (3, Move.STAND_BY)]
    assert {event.by for event in events} == {LEAD}
    assert ids(after.unconfirmed) == [1, 2]
    assert ids(after.standing_by) == [3]
    assert (after.target, after.published_at) == (2, CHOSEN)
    assert not after.has_changes


def test_nothing_is_published_while_people_may_still_sign_up() -> None:
    crew = proposed(1, 2)
    with pytest.raises(SignUpStillOpen) as refused:
        publish(crew, version=crew.version, by=LEAD, now=CLOSES - timedelta(seconds=1))
    assert refused.value.closes_at == CLOSES
    assert publish(crew, version=crew.version, by=LEAD, now=CLOSES)[0].is_published


def test_of_two_leads_who_publish_different_crews_one_is_told() -> None:
    crew = proposed(1, 2, 3, places=2)
    seen = crew.version
    mine = chosen(crew, out=[1], taken=[3])
    after, _ = publish(mine, version=mine.version, by=LEAD, now=LATER)
    for stale in (mine, after):
        with pytest.raises(CrewChanged):
            publish(stale, version=seen, by=OTHER_LEAD, now=LATER)
    assert ids(after.crew) == [2, 3]


def test_two_leads_who_publish_the_same_crew_publish_it_once() -> None:
    crew = proposed(1, 2)
    after, _ = publish(crew, version=crew.version, by=LEAD, now=CHOSEN)
    with pytest.raises(CrewChanged):
        publish(after, version=crew.version, by=OTHER_LEAD, now=CHOSEN)
    with pytest.raises(NothingChanged):
        publish(after, version=after.version, by=OTHER_LEAD, now=CHOSEN)


def test_a_crew_of_nobody_is_not_published() -> None:
    for crew in (proposed(), chosen(proposed(1), out=[1])):
        with pytest.raises(NobodyPicked):
            publish(crew, version=crew.version, by=LEAD, now=LATER, reason="none")


def test_below_the_minimum_it_takes_a_reason() -> None:
    crew = proposed(1, 2, minimum=3)
    for empty in (None, "", "  \n"):
        with pytest.raises(BelowMinimum) as refused:
            publish(crew, version=crew.version, by=LEAD, now=CHOSEN, reason=empty)
        assert (refused.value.minimum, refused.value.picked) == (3, 2)
    after, _ = publish(crew, version=crew.version, by=LEAD, now=CHOSEN, reason="A short route.")
    assert (len(after.crew), after.target, after.short) == (2, 2, 1)


def test_a_reason_is_a_line_and_not_a_letter() -> None:
    crew = proposed(1, minimum=2)
    for length in (LONGEST_REASON + 1, 4000):
        with pytest.raises(ReasonTooLong) as refused:
            publish(crew, version=crew.version, by=LEAD, now=CHOSEN, reason="x" * length)
        assert refused.value.limit == 200
    after, _ = publish(crew, version=crew.version, by=LEAD, now=CHOSEN, reason="x" * LONGEST_REASON)
    assert after.is_published


def test_a_cancelled_night_or_one_under_way_is_not_published() -> None:
    crew = proposed(1, 2)
    with pytest.raises(NightCancelled):
        publish(
            replace(crew, cancelled=Cancelled.DEMAND), version=crew.version, by=LEAD, now=CHOSEN
        )
    with pytest.raises(PatrolStarted):
        publish(crew, version=crew.version, by=LEAD, now=under_way(crew))


def test_a_choice_for_which_the_places_are_gone_is_not_published() -> None:
    crew = proposed(1, 2, 3, places=3)
    fewer = replace(crew, book=replace(crew.book, places=2))
    with pytest.raises(CrewFull):
        publish(fewer, version=crew.version, by=LEAD, now=CHOSEN)
    fits = chosen(fewer, out=[1])
    assert len(publish(fits, version=fits.version, by=LEAD, now=LATER)[0].crew) == 2


# Changes after publication


def test_a_published_swap_moves_those_two_alone() -> None:
    crew = chosen(published(1, 2, 3, places=2), out=[1], taken=[3])
    after, events = publish(crew, version=crew.version, by=LEAD, now=LATER)
    assert what_happened(events) == [(1, Move.STAND_BY), (3, Move.SELECT)]
    assert ids(after.crew) == [2, 3]
    assert (after.target, after.published_at) == (2, CHOSEN)
    assert filled(after) == after


def test_a_confirmation_meanwhile_does_not_change_what_the_lead_publishes() -> None:
    crew = chosen(published(1, 2, 3, places=2), out=[1], taken=[3])
    confirmed, _ = moved(crew, 1, Move.CONFIRM, by=1)
    after, _ = publish(confirmed, version=crew.version, by=LEAD, now=LATER)
    assert ids(after.crew) == [2, 3]


def test_a_lead_lowers_a_crew_and_the_place_is_not_offered_on() -> None:
    crew = chosen(published(1, 2, 3, 4, places=3), out=[3])
    after, _ = publish(crew, version=crew.version, by=LEAD, now=LATER)
    assert (ids(after.crew), after.target, after.vacant) == ([1, 2], 2, 0)
    assert ids(filled(after).offered) == []


def test_a_lead_who_lowers_a_crew_below_the_minimum_says_why_but_not_for_a_swap() -> None:
    crew = chosen(published(1, 2, 3, places=2, minimum=2), out=[1])
    with pytest.raises(BelowMinimum):
        publish(crew, version=crew.version, by=LEAD, now=LATER)
    lower, _ = publish(crew, version=crew.version, by=LEAD, now=LATER, reason="A short route.")
    swapped = chosen(lower, out=[2], taken=[1])
    assert publish(swapped, version=swapped.version, by=LEAD, now=LATER)[0].target == 1


def test_a_lead_who_fills_the_vacant_place_recalls_the_offer_of_it() -> None:
    crew, _ = moved(published(1, 2, 3, 4, places=2), 1, Move.WITHDRAW)
    offered = filled(crew)
    assert ids(offered.offered) == [3]
    own = chosen(offered, taken=[4])
    after, events = publish(own, version=own.version, by=LEAD, now=LATER)
    assert what_happened(events) == [(4, Move.SELECT), (3, Move.STAND_BY)]
    assert (ids(after.crew), ids(after.offered), after.target) == ([2, 4], [], 2)


def test_a_lead_who_fills_one_of_two_places_recalls_the_last_offer_alone() -> None:
    crew = published(1, 2, 3, 4, 5, places=2)
    for number in (1, 2):
        crew, _ = moved(crew, number, Move.WITHDRAW)
    own = chosen(filled(crew), taken=[5])
    after, _ = publish(own, version=own.version, by=LEAD, now=LATER, reason="One short.")
    assert (ids(after.crew), ids(after.offered), ids(after.standing_by)) == ([5], [3], [4])
    assert after.target == 2


def test_a_lead_may_choose_the_holder_of_the_offer_or_whoever_is_asked() -> None:
    crew, _ = moved(published(1, 2, 3, places=2), 1, Move.WITHDRAW)
    holder = chosen(filled(crew), taken=[3])
    after, events = publish(holder, version=holder.version, by=LEAD, now=LATER)
    assert what_happened(events) == [(3, Move.SELECT)]
    assert (ids(after.crew), ids(after.offered), after.vacant) == ([2, 3], [], 0)
    vacant, _ = moved(published(1, 2, places=2), 1, Move.WITHDRAW)
    asked = chosen(called(vacant, 8, 9), taken=[8])
    covered, _ = publish(asked, version=asked.version, by=LEAD, now=LATER)
    assert ids(filled(covered).crew) == [2, 8]
    assert state_of(filled(covered), 9) is State.STOOD_DOWN


def test_lowering_a_crew_leaves_the_place_that_was_vacant_before_on_offer() -> None:
    crew, _ = moved(published(1, 2, 3, 4, places=3), 1, Move.WITHDRAW)
    own = chosen(filled(crew), out=[2])
    after, _ = publish(own, version=own.version, by=LEAD, now=LATER, reason="A short route.")
    assert (ids(after.crew), ids(after.offered), after.target) == ([3], [4], 2)
    assert after.vacant == 0


def test_whom_a_lead_has_moved_out_is_the_last_to_be_offered_a_place() -> None:
    crew = chosen(published(1, 2, 3, 4, places=2), out=[1], taken=[3])
    after, _ = publish(crew, version=crew.version, by=LEAD, now=LATER)
    assert ids(after.standing_by) == [4, 1]


def test_a_lead_adds_to_a_crew_where_there_are_more_places() -> None:
    crew = proposed(1, 2, 3, places=3)
    crew = chosen(crew, out=[3])
    after, _ = publish(crew, version=crew.version, by=LEAD, now=LATER)
    more = chosen(after, taken=[3])
    assert publish(more, version=more.version, by=LEAD, now=LATER)[0].target == 3
