"""Saying maybe: beside in and out, without a place, and over when sign-up closes."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from operation.changes import cancel
from operation.crew import (
    UNDECIDED,
    Cancelled,
    Crew,
    CrewPublished,
    Move,
    NightCancelled,
    NotOnTheNight,
    State,
)
from operation.provisional import asked_at, come_in, release, say_maybe, stay_out
from operation.rota import NotTrained, SignUpClosed, SignUpNotOpen, SteppingBackClosed
from operation.selection import pick, publish
from operation.turnout import stand_down
from tests.unit.crew_examples import (
    CHOSEN,
    LEAD,
    ids,
    listed,
    proposed,
    published,
    state_of,
    suggested,
    what_happened,
)
from tests.unit.operation_examples import CLOSES, LONDON, NOW, OPENS, member

IN_TIME = CLOSES - timedelta(hours=1)


def maybe(crew: Crew, number: int, now: datetime = IN_TIME) -> Crew:
    return say_maybe(crew, member(number), now=now, tapped=now)[0]


def test_whoever_says_maybe_holds_no_place_and_is_no_volunteer() -> None:
    crew, events = say_maybe(listed(1, places=1), member(2), now=IN_TIME, tapped=IN_TIME)
    assert what_happened(events) == [(2, Move.SAY_MAYBE)]
    assert ids(crew.provisional) == [2]
    assert not crew.goes(2)
    closed = suggested(crew, now=CLOSES)
    assert ids(closed.picked) == [1]


def test_a_second_maybe_changes_nothing() -> None:
    crew = maybe(listed(1), 2)
    assert say_maybe(crew, member(2), now=IN_TIME, tapped=IN_TIME) == (crew, ())


def test_whoever_was_in_and_says_maybe_is_chosen_no_longer() -> None:
    reopened = proposed(1, 2, places=1)
    window = replace(reopened.book.window, closes_at=CHOSEN + timedelta(days=1))
    crew = replace(reopened, book=replace(reopened.book, window=window))
    after = maybe(crew, 1, CHOSEN)
    assert state_of(after, 1) is State.PROVISIONAL
    assert after.picked == ()


def test_becoming_in_counts_from_now() -> None:
    crew = maybe(maybe(listed(), 1), 2)
    later = IN_TIME + timedelta(minutes=5)
    after, events = come_in(crew, 2, by=2, now=later)
    assert what_happened(events) == [(2, Move.SIGN_UP)]
    mine = after.of(2)
    assert mine is not None
    assert (mine.state, mine.since, mine.added_by) == (State.IN, later, None)
    by_lead, _ = come_in(crew, 2, by=LEAD, now=later)
    mine = by_lead.of(2)
    assert mine is not None
    assert mine.added_by == LEAD


def test_a_maybe_becomes_an_out_while_sign_up_is_open() -> None:
    crew = maybe(listed(1), 2)
    after, events = stay_out(crew, member(2), now=IN_TIME, tapped=IN_TIME)
    assert what_happened(events) == [(2, Move.WITHDRAW)]
    assert state_of(after, 2) is State.WITHDRAWN
    with pytest.raises(NotOnTheNight):
        stay_out(crew, member(1), now=IN_TIME, tapped=IN_TIME)
    with pytest.raises(SteppingBackClosed):
        stay_out(crew, member(2), now=CLOSES, tapped=CLOSES)
    assert stay_out(crew, member(2), now=CLOSES, tapped=IN_TIME)[1]


def test_maybe_is_for_an_open_list_and_for_those_who_may_sign_up() -> None:
    crew = listed(1)
    with pytest.raises(SignUpNotOpen):
        maybe(crew, 2, OPENS - timedelta(seconds=1))
    with pytest.raises(SignUpClosed):
        maybe(crew, 2, CLOSES)
    with pytest.raises(NotTrained):
        say_maybe(crew, member(2, trained_on=None), now=IN_TIME, tapped=IN_TIME)
    with pytest.raises(NightCancelled):
        maybe(replace(crew, cancelled=Cancelled.OTHER), 2)
    with pytest.raises(CrewPublished):
        maybe(published(1, 3), 2, IN_TIME)


def test_at_the_deadline_the_undecided_are_released_and_may_be_asked_for_cover() -> None:
    crew = maybe(listed(1), 2)
    after, (event,) = release(crew)
    assert (event.member_id, event.reason, event.by) == (2, UNDECIDED, None)
    assert state_of(after, 2) is State.STOOD_DOWN
    assert 2 in after.released
    assert release(after) == (after, ())


def test_a_lead_can_neither_pick_them_nor_publish_around_them() -> None:
    crew = maybe(listed(1, 3), 2)
    with pytest.raises(NotOnTheNight):
        pick(crew, 2, wanted=True, now=IN_TIME)
    closed = suggested(crew, now=CLOSES)
    after, events = publish(closed, version=closed.version, by=LEAD, now=CHOSEN)
    assert (2, Move.STAND_DOWN) in what_happened(events)
    assert ids(after.crew) == [1, 3]


def test_whoever_leaves_is_not_replaced_by_a_maybe() -> None:
    crew = suggested(maybe(listed(1, 3, places=1), 2), now=CLOSES)
    after, _ = stand_down(crew, 1, by=LEAD, now=CHOSEN)
    assert ids(after.picked) == [3]
    last, _ = stand_down(after, 3, by=LEAD, now=CHOSEN)
    assert last.picked == ()


def test_a_cancelled_night_lets_go_of_the_undecided_by_another_name() -> None:
    crew = maybe(listed(1), 2)
    _, events = cancel(crew, reason=Cancelled.WEATHER, note=None, by=LEAD, now=IN_TIME)
    assert {event.member_id: event.reason for event in events} == {1: "weather", 2: UNDECIDED}


def test_they_are_asked_a_day_before_or_half_way_and_not_at_night() -> None:
    closes = datetime(2026, 11, 18, 18, tzinfo=UTC)

    def when(now: datetime) -> datetime:
        return asked_at(closes, now=now, hours=24, zone=LONDON)

    assert when(closes - timedelta(days=5)) == closes - timedelta(hours=24)
    assert when(closes - timedelta(hours=10)) == datetime(2026, 11, 18, 13, tzinfo=UTC)
    assert when(closes - timedelta(hours=20)) == datetime(2026, 11, 18, 9, tzinfo=UTC)
    early = datetime(2026, 11, 18, 7, tzinfo=UTC)
    night = asked_at(early, now=early - timedelta(hours=4), hours=24, zone=LONDON)
    assert night == early - timedelta(hours=2), "nine would be too late"
    assert NOW < CLOSES
