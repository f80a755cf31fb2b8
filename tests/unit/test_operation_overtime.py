"""What overtime is worth: worked examples, both clock changes, and what never happens."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, time, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from operation.nights import span_of
from operation.overtime import (
    HOLIDAY,
    LOSING_OCCASIONS,
    Kind,
    Wants,
    Worth,
    clear_days,
    full,
    hourly,
    is_public_holiday,
    rounded,
    simple,
    units_of,
)

HOUR = timedelta(hours=1)
MINUTE = timedelta(minutes=1)
RATE = hourly(40_690_00)
"""£19.50 an hour, exactly: 40,690 × 6/313/40."""
ELAPSED = st.timedeltas(min_value=timedelta(), max_value=16 * HOUR)
RATES = st.fractions(min_value=0, max_value=10**5)
KINDS = st.sampled_from(Kind)


def _terms(
    rate: Fraction, kind: Kind, holiday: bool, occasion: int
) -> Callable[[timedelta], Worth]:
    return lambda elapsed: full(elapsed, rate, kind=kind, is_holiday=holiday, occasion=occasion)


def test_an_hour_is_annual_pay_times_6_by_313_by_40() -> None:
    assert RATE == 1950
    assert hourly(36_775_00) == Fraction(36_775_00 * 6, 313 * 40)


@pytest.mark.parametrize(
    ("elapsed", "rate", "pence"),
    [
        (6 * HOUR, 25_50, 153_00),
        (6 * HOUR + 15 * MINUTE, 25_50, 159_38),  # £159.375
        (5 * HOUR + 59 * MINUTE, 20_00, 119_67),
        (timedelta(), 25_50, 0),
    ],
)
def test_simple_is_hours_times_the_rate(elapsed: timedelta, rate: int, pence: int) -> None:
    assert simple(elapsed, Fraction(rate)).pence == pence


@pytest.mark.parametrize(
    ("elapsed", "kind", "occasion", "units", "pence"),
    [
        # 24 quarters at £19.50 × 4/3.
        (6 * HOUR, Kind.PLANNED, 1, 24, 156_00),
        # The 14 minutes are not completed.
        (6 * HOUR + 14 * MINUTE, Kind.PLANNED, 1, 24, 156_00),
        (6 * HOUR + 15 * MINUTE, Kind.PLANNED, 1, 25, 162_50),
        # Casual: half an hour is lost on the first four occasions of a week, not on the fifth.
        (2 * HOUR, Kind.CASUAL, 1, 6, 39_00),
        (2 * HOUR, Kind.CASUAL, 4, 6, 39_00),
        (2 * HOUR, Kind.CASUAL, 5, 8, 52_00),
        (29 * MINUTE, Kind.CASUAL, 1, 0, 0),
        (44 * MINUTE, Kind.CASUAL, 1, 0, 0),
        (45 * MINUTE, Kind.CASUAL, 1, 1, 6_50),
        # A rest day: half as much again, four hours at least.
        (6 * HOUR, Kind.REST_DAY, 1, 24, 175_50),
        (1 * HOUR, Kind.REST_DAY, 1, 16, 117_00),
        # With enough notice there is another day off, and no pay.
        (6 * HOUR, Kind.MOVED_DAY, 1, 24, 0),
    ],
)
def test_full_counts_completed_quarters_times_the_multiplier(
    elapsed: timedelta, kind: Kind, occasion: int, units: int, pence: int
) -> None:
    worth = full(elapsed, RATE, kind=kind, occasion=occasion)

    assert (worth.units, worth.pence) == (units, pence)


@pytest.mark.parametrize("kind", [Kind.PLANNED, Kind.CASUAL, Kind.REST_DAY])
def test_a_public_holiday_counts_double_and_loses_nothing(kind: Kind) -> None:
    worth = full(6 * HOUR, RATE, kind=kind, is_holiday=True)

    assert (worth.units, worth.multiplier, worth.pence) == (24, HOLIDAY, 234_00)


@pytest.mark.parametrize(
    ("day", "is_holiday"),
    [
        (date(2031, 4, 11), True),  # Good Friday
        (date(2031, 4, 14), True),  # Easter Monday
        (date(2031, 4, 12), False),
        (date(2026, 12, 28), True),  # Boxing Day falls on a Saturday and is taken on the Monday
        (date(2031, 11, 30), False),  # St Andrew's is Scotland's
    ],
)
def test_public_holidays_are_those_of_england(day: date, *, is_holiday: bool) -> None:
    assert is_public_holiday(day) is is_holiday


def test_time_off_is_time_times_the_multiplier_and_costs_nothing() -> None:
    worth = full(6 * HOUR, RATE, wants=Wants.TIME_OFF)

    assert (worth.pence, worth.time_off) == (0, 8 * HOUR)


@pytest.mark.parametrize(
    ("told", "worked", "days"),
    [
        (date(2031, 3, 1), date(2031, 3, 14), 12),
        (date(2031, 3, 1), date(2031, 3, 17), 15),
        (date(2031, 3, 13), date(2031, 3, 14), 0),
        (date(2031, 3, 14), date(2031, 3, 14), 0),
    ],
)
def test_clear_days_leave_out_both_ends(told: date, worked: date, days: int) -> None:
    assert clear_days(told, worked) == days


@pytest.mark.parametrize(
    ("night", "hours"),
    [(date(2031, 3, 29), 5), (date(2031, 10, 25), 7), (date(2031, 3, 14), 6)],
)
def test_a_night_across_a_clock_change_is_paid_by_the_time_that_passed(
    night: date, hours: int
) -> None:
    starts, ends = span_of(night, time(20), time(2), "Europe/London")

    assert ends - starts == hours * HOUR
    assert simple(ends - starts, RATE).pence == hours * 19_50
    assert full(ends - starts, RATE).pence == hours * 26_00


def test_half_a_penny_is_rounded_up() -> None:
    assert [rounded(Fraction(n, 4)) for n in range(5)] == [0, 0, 1, 1, 1]


@given(ELAPSED, ELAPSED, RATES)
def test_more_hours_are_never_worth_less(one: timedelta, other: timedelta, rate: Fraction) -> None:
    short, long = (simple(each, rate) for each in sorted((one, other)))

    assert 0 <= short.pence <= long.pence
    assert 0 <= short.units <= long.units


@given(ELAPSED, ELAPSED, st.builds(_terms, RATES, KINDS, st.booleans(), st.integers(1, 6)))
def test_more_overtime_is_never_worth_less(
    one: timedelta, other: timedelta, worth: Callable[[timedelta], Worth]
) -> None:
    short, long = (worth(each) for each in sorted((one, other)))

    assert 0 <= short.pence <= long.pence
    assert 0 <= short.units <= long.units


@given(ELAPSED, RATES, st.integers(1, 10))
def test_casual_overtime_is_never_worth_more_than_planned(
    elapsed: timedelta, rate: Fraction, occasion: int
) -> None:
    casual, planned = full(elapsed, rate, kind=Kind.CASUAL, occasion=occasion), full(elapsed, rate)

    assert casual.pence <= planned.pence
    assert occasion <= LOSING_OCCASIONS or casual == planned


@given(ELAPSED)
def test_only_completed_quarters_count(elapsed: timedelta) -> None:
    assert units_of(elapsed) * 15 * MINUTE <= elapsed < (units_of(elapsed) + 1) * 15 * MINUTE
