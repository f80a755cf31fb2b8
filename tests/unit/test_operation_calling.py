"""What a lead changes by hand in the call for volunteers."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from operation.calling import (
    AlreadyClosed,
    Closed,
    ClosingAfterStart,
    ClosingNotAhead,
    NightAdded,
    NightTaken,
    Reopened,
    StillOpen,
    add_night,
    close,
    late_closing,
    reopen,
)
from operation.nights import elapsed_hours
from operation.rota import NumbersImpossible, PatrolStarted, SignUpNotOpen, Window, change_numbers
from tests.unit.operation_examples import CLOSES, LONDON, NOW, OPENS, STARTS, book

LEAD = 99
WINDOW = Window(OPENS, CLOSES)
SATURDAY_START = STARTS + timedelta(days=1)


def test_a_lead_closes_by_hand_and_the_moment_is_kept() -> None:
    window, event = close(WINDOW, by=LEAD, now=NOW)
    assert window == Window(OPENS, NOW)
    assert event == Closed(was=CLOSES, closed_at=NOW, by=LEAD)


def test_closing_twice_says_since_when() -> None:
    with pytest.raises(AlreadyClosed) as refused:
        close(WINDOW, by=LEAD, now=CLOSES)
    assert refused.value.closed_at == CLOSES


def test_what_has_not_opened_is_neither_closed_nor_reopened() -> None:
    early = OPENS - timedelta(hours=1)
    with pytest.raises(SignUpNotOpen):
        close(WINDOW, by=LEAD, now=early)
    with pytest.raises(SignUpNotOpen):
        reopen(WINDOW, [STARTS], by=LEAD, now=early)


def test_a_reopened_week_closes_six_hours_before_its_first_patrol() -> None:
    now = CLOSES + timedelta(days=1)
    window, event = reopen(WINDOW, [SATURDAY_START, STARTS], by=LEAD, now=now)
    assert window.closes_at == STARTS - timedelta(hours=6)
    assert event == Reopened(was=CLOSES, closes_at=window.closes_at, by=LEAD)


def test_a_week_reopened_after_its_friday_closes_before_its_saturday() -> None:
    window, _ = reopen(WINDOW, [STARTS, SATURDAY_START], by=LEAD, now=STARTS)
    assert window.closes_at == SATURDAY_START - timedelta(hours=6)


def test_what_is_reopened_in_the_last_hours_closes_when_the_patrol_starts() -> None:
    now = STARTS - timedelta(hours=2)
    window, _ = reopen(WINDOW, [STARTS], by=LEAD, now=now)
    assert window.closes_at == STARTS


def test_nothing_reopens_once_every_patrol_has_started() -> None:
    with pytest.raises(PatrolStarted):
        reopen(WINDOW, [STARTS, SATURDAY_START], by=LEAD, now=SATURDAY_START)


def test_an_open_week_is_not_reopened_but_its_deadline_can_be_moved() -> None:
    with pytest.raises(StillOpen) as refused:
        reopen(WINDOW, [STARTS], by=LEAD, now=NOW)
    assert refused.value.closes_at == CLOSES
    later = CLOSES + timedelta(days=1)
    assert reopen(WINDOW, [STARTS], by=LEAD, now=NOW, until=later)[0].closes_at == later


def test_a_closing_moment_lies_ahead_and_not_after_the_start() -> None:
    with pytest.raises(ClosingNotAhead):
        reopen(WINDOW, [STARTS], by=LEAD, now=CLOSES, until=CLOSES)
    with pytest.raises(ClosingAfterStart):
        reopen(WINDOW, [STARTS], by=LEAD, now=CLOSES, until=STARTS + timedelta(seconds=1))


@given(st.integers(1, 60 * 24 * 30))
def test_a_late_closing_is_always_ahead_and_never_after_the_start(minutes: int) -> None:
    now = STARTS - timedelta(minutes=minutes)
    assert now < late_closing(STARTS, now=now) <= STARTS


def extra(night: date, now: datetime, **changes: Any) -> NightAdded:
    wishes: dict[str, Any] = {
        "starts": time(20),
        "ends": time(2),
        "minimum": 2,
        "places": 4,
        "zone": LONDON,
        "taken": (),
        "week": WINDOW,
        "by": LEAD,
    }
    return add_night(night, now=now, **(wishes | changes))


def test_an_extra_night_of_a_week_that_is_open_closes_with_it() -> None:
    event = extra(date(2026, 11, 18), NOW)
    assert event.window == Window(NOW, CLOSES)
    assert event.planned.night == date(2026, 11, 18)
    assert (event.planned.minimum, event.planned.places) == (2, 4)


def test_an_extra_night_of_a_week_past_its_deadline_closes_six_hours_before() -> None:
    now = CLOSES + timedelta(days=2)
    event = extra(date(2026, 11, 18), now)
    assert event.window == Window(now, event.planned.starts - timedelta(hours=6))


def test_an_extra_night_of_a_week_to_come_opens_with_it() -> None:
    event = extra(date(2026, 11, 18), OPENS - timedelta(days=2))
    assert event.window == Window(OPENS, CLOSES)


def test_an_extra_night_may_have_a_closing_moment_of_its_own() -> None:
    until = datetime(2026, 11, 18, 12, tzinfo=UTC)
    assert extra(date(2026, 11, 18), NOW, until=until).window == Window(NOW, until)
    with pytest.raises(ClosingAfterStart):
        extra(date(2026, 11, 18), NOW, until=datetime(2026, 11, 18, 21, tzinfo=UTC))
    with pytest.raises(ClosingNotAhead):
        extra(date(2026, 11, 18), NOW, until=NOW)


def test_an_extra_night_across_a_clock_change_counts_elapsed_hours() -> None:
    event = extra(date(2026, 10, 24), datetime(2026, 10, 20, tzinfo=UTC))
    assert elapsed_hours(event.planned.starts, event.planned.ends) == 7


def test_a_night_holds_one_patrol() -> None:
    with pytest.raises(NightTaken):
        extra(date(2026, 11, 20), NOW, taken={date(2026, 11, 20)})


def test_a_night_that_has_begun_cannot_be_added() -> None:
    with pytest.raises(PatrolStarted):
        extra(date(2026, 11, 1), NOW)


@pytest.mark.parametrize(("minimum", "places"), [(0, 4), (5, 4), (1, 0), (1, 41)])
def test_impossible_numbers_are_refused_for_new_and_for_known_nights(
    minimum: int, places: int
) -> None:
    with pytest.raises(NumbersImpossible):
        extra(date(2026, 11, 18), NOW, minimum=minimum, places=places)
    with pytest.raises(NumbersImpossible):
        change_numbers(book(), minimum=minimum, places=places, by=LEAD, now=NOW)


def test_numbers_stand_once_the_patrol_has_started() -> None:
    with pytest.raises(PatrolStarted):
        change_numbers(book(), minimum=1, places=2, by=LEAD, now=STARTS)
