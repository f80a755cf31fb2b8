"""Fair shares: accounts reckoned by hand, hours on the wall and hours that pass."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from operation.fairness import (
    Account,
    Worked,
    account,
    rank_of,
)
from operation.nights import night_span
from tests.unit.fairness_examples import PLAIN, WEIGHTS, friday, on, saturday, weighed
from tests.unit.operation_examples import LONDON, SATURDAY


def test_hours_after_eleven_weigh_a_quarter_more() -> None:
    assert weighed(friday()) == 3 + 3 * 1.25
    assert weighed(friday(), weights=PLAIN) == 6


@pytest.mark.parametrize(
    ("starts", "ends", "expected"),
    [(20, 23, 3.0), (22, 23, 1.0), (23, 0, 1.25), (0, 6, 7.5), (5, 8, 3.25), (18, 8, 14 + 7 / 4)],
)
def test_only_eleven_to_six_is_night(starts: int, ends: int, expected: float) -> None:
    assert weighed(on(date(2026, 11, 17), starts, ends)) == expected


@pytest.mark.parametrize(
    ("day", "hours", "at_night"),
    [(date(2026, 10, 24), 7, 4), (date(2027, 3, 27), 5, 2), (date(2026, 11, 14), 6, 3)],
)
def test_a_saturday_on_which_the_clocks_change_counts_the_hours_that_pass(
    day: date, hours: int, at_night: int
) -> None:
    night = Worked(*night_span(day, SATURDAY, LONDON))
    assert weighed(night) == hours + 0.25 * at_night
    mine = account(1, [night], WEIGHTS, LONDON, until=night.ends)
    assert (mine.hours, mine.weighed) == (hours, hours + 0.25 * at_night)


def test_each_further_weekend_in_a_row_weighs_a_tenth_more() -> None:
    assert weighed(friday(0), friday(1)) == pytest.approx(6.75 * (1 + 1.1))
    assert weighed(friday(0), friday(1), friday(2)) == pytest.approx(6.75 * (1 + 1.1 + 1.2))
    assert weighed(friday(0), friday(2)) == pytest.approx(6.75 * 2)


def test_both_nights_of_a_weekend_are_one_weekend() -> None:
    assert weighed(friday(0), saturday(0)) == pytest.approx(6.75 * 2)
    assert weighed(saturday(0), friday(1), saturday(1)) == pytest.approx(6.75 * (1 + 1.1 + 1.1))


def test_sunday_is_of_the_weekend_and_other_evenings_are_not() -> None:
    sunday, thursday = on(date(2026, 11, 15), 20, 2), on(date(2026, 11, 19), 20, 2)
    assert weighed(sunday, friday()) == pytest.approx(6.75 * 2.1)
    assert weighed(friday(-1), thursday) == pytest.approx(6.75 * 2)
    assert weighed(thursday, friday(0), friday(1)) == pytest.approx(6.75 * 3.1)


def test_missing_a_patrol_weighs_what_going_would_have_weighed() -> None:
    stayed_away = replace(friday(1), is_missed=True)
    until = friday(2).starts
    went = account(1, [friday(0), friday(1)], WEIGHTS, LONDON, until=until)
    missed = account(2, [friday(0), stayed_away], WEIGHTS, LONDON, until=until)

    assert (missed.weighed, missed.last, missed.weekends) == (
        went.weighed,
        went.last,
        went.weekends,
    )
    assert (missed.hours, missed.patrols, missed.missed) == (6, 1, 1)
    assert rank_of({1: went, 2: missed}, 2) == (1, 2)
    # Whoever was excused has no such night at all.
    assert account(3, [friday(0)], WEIGHTS, LONDON, until=until).weighed < missed.weighed


def test_the_period_is_eight_weeks_before_a_moment() -> None:
    until = friday().starts
    assert weighed(friday(-9), friday(-8), friday(0), until=until) == 6.75
    assert weighed(friday(-9), until=until) == 0
    twelve = replace(WEIGHTS, period_weeks=12)
    assert weighed(friday(-9), friday(-8), weights=twelve, until=until) == pytest.approx(6.75 * 2.1)


def test_a_clock_change_takes_no_night_into_the_period_or_out_of_it() -> None:
    """Eight weeks before a winter Friday at eight is a summer Friday at eight."""
    assert friday(-8).starts.hour == 19
    assert friday(0).starts.hour == 20
    assert weighed(friday(-8), until=friday(0).starts) == 6.75
    assert weighed(friday(-8), until=friday(0).starts + timedelta(minutes=1)) == 0


def test_a_weekend_before_the_period_begins_no_row() -> None:
    assert weighed(friday(-9), friday(-8), until=friday().starts) == 6.75


def test_an_account_says_what_was_carried_and_when_last() -> None:
    patrols = [saturday(-1), friday(-1), friday(-20), friday(1)]
    mine = account(7, patrols, WEIGHTS, LONDON, until=friday().starts)
    assert mine == Account(7, 13.5, 12.0, 2, saturday(-1).starts, frozenset({date(2026, 11, 9)}))


def test_an_account_knows_a_last_patrol_before_the_period() -> None:
    mine = account(7, [friday(-20)], WEIGHTS, LONDON, until=friday().starts)
    assert mine == Account(7, last=friday(-20).starts)
    assert account(7, [friday(1)], WEIGHTS, LONDON, until=friday().starts) == Account(7)


def test_who_is_level_shares_the_better_place() -> None:
    accounts = {n: Account(n, hours) for n, hours in enumerate([6.75, 0.0, 6.75, 6.7500001, 20.0])}
    assert [rank_of(accounts, n) for n in accounts] == [(2, 5), (1, 5), (2, 5), (2, 5), (5, 5)]


def test_who_has_no_account_has_no_place() -> None:
    with pytest.raises(KeyError):
        rank_of({1: Account(1)}, 2)
