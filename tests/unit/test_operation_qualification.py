"""How long a training counts, where somebody stands, and what a pool can carry."""

from __future__ import annotations

from datetime import date, time, timedelta
from fractions import Fraction
from math import ceil

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.views.training_pool import total
from operation.area import NightPattern
from operation.pool import forecast, is_lapsing
from operation.qualification import (
    Ending,
    Qualification,
    Standing,
    TrainingRunOut,
    expires_after,
    is_for_renewal,
    require_lasting,
    standing_of,
)
from tests.unit.operation_examples import FRIDAY, SATURDAY

TODAY = date(2031, 3, 3)
DAY = timedelta(days=1)


def held(number: int = 1, ending: Ending | None = None) -> Qualification:
    ended = TODAY if ending else None
    return Qualification(number, 1, date(2030, 3, 3), ended_on=ended, ending=ending)


@pytest.mark.parametrize(
    ("gained", "months", "expires"),
    [
        (date(2031, 3, 3), 0, None),
        (date(2031, 3, 3), 12, date(2032, 3, 3)),
        (date(2031, 3, 3), 24, date(2033, 3, 3)),
        (date(2032, 2, 29), 12, date(2033, 2, 28)),
        (date(2031, 10, 31), 1, date(2031, 11, 30)),
        (date(2031, 12, 31), 2, date(2032, 2, 29)),
        (date(2031, 12, 1), 1, date(2032, 1, 1)),
    ],
)
def test_a_training_runs_out_on_the_same_day_of_a_later_month(
    gained: date, months: int, expires: date | None
) -> None:
    assert expires_after(gained, months) == expires


@given(st.dates(date(2000, 1, 1), date(2100, 1, 1)), st.integers(1, 120))
def test_a_longer_time_never_ends_sooner(gained: date, months: int) -> None:
    ends, later = expires_after(gained, months), expires_after(gained, months + 1)
    assert ends is not None
    assert later is not None
    assert gained < ends < later
    assert ends.day == gained.day or (ends + DAY).day == 1


def test_a_training_that_would_have_run_out_is_refused() -> None:
    assert require_lasting(None, today=TODAY) is None
    assert require_lasting(TODAY + DAY, today=TODAY) == TODAY + DAY
    with pytest.raises(TrainingRunOut):
        require_lasting(TODAY, today=TODAY)


@pytest.mark.parametrize(
    ("trained_on", "history", "is_selected", "standing"),
    [
        (TODAY, [held()], False, Standing.TRAINED),
        (TODAY, [], True, Standing.TRAINED),
        (None, [], True, Standing.IN_TRAINING),
        (None, [held(ending=Ending.LAPSED)], True, Standing.IN_TRAINING),
        (None, [held(ending=Ending.LAPSED)], False, Standing.LAPSED),
        (None, [held(ending=Ending.TAKEN_BACK)], False, Standing.NOT_TRAINED),
        (
            None,
            [held(ending=Ending.LAPSED), held(2, Ending.TAKEN_BACK)],
            False,
            Standing.NOT_TRAINED,
        ),
        (None, [], False, Standing.NOT_TRAINED),
    ],
)
def test_everybody_is_trained_in_training_lapsed_or_not_trained(
    trained_on: date | None, history: list[Qualification], is_selected: bool, standing: Standing
) -> None:
    assert standing_of(trained_on, history, is_selected=is_selected) is standing


def test_renewal_is_applied_for_from_the_first_reminder_and_sixty_days_before_at_least() -> None:
    ends = TODAY + 90 * DAY
    assert is_for_renewal(ends, (90, 14), today=TODAY)
    assert not is_for_renewal(ends, (60, 14), today=TODAY)
    assert is_for_renewal(TODAY + 60 * DAY, (), today=TODAY)
    assert not is_for_renewal(None, (60,), today=TODAY)


# The pool

NIGHTS = (FRIDAY, SATURDAY)


def test_the_worked_example_of_the_two_usual_nights() -> None:
    found = forecast(NIGHTS, [None] * 7, worked=0, cap=3, today=TODAY)
    block, other = found.at_most

    assert (block.needed, block.covered, block.short, block.more) == (32, 21, 11, 4)
    assert block.full == 48
    assert (other.needed, other.covered) == (32, 21)
    assert other.first == TODAY + timedelta(weeks=4)
    assert total(NIGHTS, block) == (
        "Friday and Saturday for 4 weeks need 32 places. "
        "7 officers at 3 nights each cover 21: 11 short. 4 more officers would do."
    )


def test_a_pool_that_is_large_enough_is_short_of_nobody() -> None:
    block = forecast(NIGHTS, [None] * 11, worked=0, cap=3, today=TODAY).at_most[0]
    assert (block.covered, block.short, block.more) == (33, 0, 0)
    assert total(NIGHTS, block).endswith("11 officers at 3 nights each cover 33: enough.")


def test_one_officer_alone_reads_well() -> None:
    block = forecast((FRIDAY,), [None], worked=0, cap=1, today=TODAY).at_most[0]
    assert total((FRIDAY,), block) == (
        "Friday for 4 weeks needs 16 places. "
        "1 officer at 1 night each covers 1: 15 short. 15 more officers would do."
    )


def test_nobody_works_more_nights_than_there_are() -> None:
    block = forecast((FRIDAY,), [None] * 2, worked=0, cap=28, today=TODAY).at_most[0]
    assert block.each == 4
    assert block.covered == 8


def test_whose_training_runs_out_counts_only_while_it_lasts_to_the_end_of_the_block() -> None:
    first_ends = TODAY + timedelta(weeks=4)
    expiries = [None, first_ends - DAY, first_ends, first_ends + timedelta(weeks=4)]
    first, second = forecast(NIGHTS, expiries, worked=0, cap=3, today=TODAY).at_most
    assert (first.officers, second.officers) == (3, 2)


def test_the_pace_of_late_is_what_an_officer_worked_in_four_weeks_and_never_above_the_cap() -> None:
    found = forecast(NIGHTS, [None] * 7, worked=20, cap=3, today=TODAY)
    assert found.pace == Fraction(10, 7)
    assert found.lately[0].covered == 10
    assert found.lately[0].short == 22
    busy = forecast(NIGHTS, [None] * 2, worked=40, cap=3, today=TODAY)
    assert busy.pace == 10
    assert busy.lately[0].each == 3


def test_a_pool_without_officers_or_without_a_pace_covers_nothing() -> None:
    found = forecast(NIGHTS, [], worked=0, cap=3, today=TODAY)
    assert found.pace == 0
    assert (found.at_most[0].covered, found.at_most[0].more) == (0, 11)
    assert (found.lately[0].short, found.lately[0].more) == (32, None)


def test_no_usual_nights_need_nobody() -> None:
    block = forecast((), [None], worked=3, cap=3, today=TODAY).at_most[0]
    assert (block.needed, block.short, block.more) == (0, 0, 0)


patterns = st.builds(
    lambda weekday, minimum, more: NightPattern(
        weekday, time(20), time(2), minimum, minimum + more
    ),
    st.integers(0, 6),
    st.integers(1, 10),
    st.integers(0, 5),
)


@given(
    st.lists(patterns, min_size=1, max_size=7),
    st.lists(st.none() | st.dates(TODAY, TODAY + timedelta(weeks=20)), max_size=30),
    st.integers(0, 200),
    st.integers(1, 28),
)
def test_the_officers_who_would_do_close_the_gap_and_one_fewer_would_not(
    nights: list[NightPattern], expiries: list[date | None], worked: int, cap: int
) -> None:
    found = forecast(nights, expiries, worked=worked, cap=cap, today=TODAY)
    for block in (*found.at_most, *found.lately):
        if block.more is None:
            assert block.each == 0
            assert block.short > 0
            continue
        gap = Fraction(block.short)
        assert block.more * block.each >= gap
        assert block.more == 0 or (block.more - 1) * block.each < gap
        assert block.covered + ceil(gap) >= block.needed


def test_lapsing_is_within_sixty_days() -> None:
    assert is_lapsing(TODAY + 60 * DAY, today=TODAY)
    assert not is_lapsing(TODAY + 61 * DAY, today=TODAY)
    assert not is_lapsing(None, today=TODAY)
