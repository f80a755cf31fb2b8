"""How often somebody goes out, and how many more nights they may take."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from operation.caps import most_in_four_weeks, nights_left, weekends_in_a_row
from operation.rest_rules import RestRules

FRIDAY = date(2031, 3, 14)
SATURDAY = date(2031, 3, 15)
WEEK = timedelta(weeks=1)
RULES = RestRules()


def test_four_weeks_are_any_28_days_that_contain_the_night() -> None:
    first, last = FRIDAY - timedelta(days=27), FRIDAY + timedelta(days=27)

    assert most_in_four_weeks(FRIDAY, []) == (FRIDAY,)
    assert most_in_four_weeks(FRIDAY, [first]) == (first, FRIDAY)
    assert most_in_four_weeks(FRIDAY, [first, last]) == (first, FRIDAY)
    assert most_in_four_weeks(FRIDAY, [first - timedelta(days=1)]) == (FRIDAY,)
    assert most_in_four_weeks(FRIDAY, [FRIDAY]) == (FRIDAY,)


def test_a_friday_and_a_saturday_are_one_weekend() -> None:
    assert weekends_in_a_row(FRIDAY, [SATURDAY]) == (SATURDAY,)
    assert weekends_in_a_row(SATURDAY, [FRIDAY - WEEK, FRIDAY + WEEK]) == (
        SATURDAY - WEEK,
        SATURDAY,
        SATURDAY + WEEK,
    )
    assert weekends_in_a_row(FRIDAY, [FRIDAY + 2 * WEEK]) == (SATURDAY,)
    assert weekends_in_a_row(FRIDAY - timedelta(days=1), [FRIDAY]) == ()


def test_how_many_of_a_weekends_nights_are_left() -> None:
    both = [FRIDAY, SATURDAY]
    five = [FRIDAY - WEEK, SATURDAY - WEEK, FRIDAY - 2 * WEEK, SATURDAY - 2 * WEEK, FRIDAY + WEEK]

    assert nights_left(both, [], RULES) == 2
    assert nights_left(both, five[:4], replace(RULES, weekends_running=0)) == 2
    assert nights_left(both, five, replace(RULES, weekends_running=0)) == 1
    assert nights_left(both, five, RULES) == 0
    assert nights_left(both, five, replace(RULES, nights_per_four_weeks=0)) == 0
    assert nights_left(both, both, RULES) == 2
    assert nights_left([], [], RULES) == 0


dates = st.sets(st.integers(-40, 40).map(lambda n: FRIDAY + timedelta(days=n)), max_size=9)
few = st.sets(st.integers(-10, 10).map(lambda n: FRIDAY + timedelta(days=n)), max_size=5)
rules = st.builds(
    lambda nights, weekends: RestRules(nights_per_four_weeks=nights, weekends_running=weekends),
    st.integers(0, 6),
    st.integers(0, 4),
)


def keeps(taken: set[date], others: set[date], of: RestRules) -> bool:
    """Whether no cap is broken for a night of these by taking them."""
    all_of_them = taken | others
    return all(
        (not of.nights_per_four_weeks
         or len(most_in_four_weeks(night, all_of_them)) <= of.nights_per_four_weeks)
        and (not of.weekends_running
             or len(weekends_in_a_row(night, all_of_them)) <= of.weekends_running)
        for night in taken
    )  # fmt: skip


@given(few, dates, rules)
def test_whichever_of_the_nights_they_take_no_cap_is_broken_up_to_that_many(
    wanted: set[date], others: set[date], of: RestRules
) -> None:
    others = others - wanted
    left = nights_left(wanted, others, of)

    for taken in combinations(sorted(wanted), left):
        assert keeps(set(taken), others, of)
    if left < len(wanted):
        one_more = combinations(sorted(wanted), left + 1)
        assert not all(keeps(set(taken), others, of) for taken in one_more)
