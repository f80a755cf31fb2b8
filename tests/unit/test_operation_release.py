"""The release window: how long it lasts, and who is in the half that may sign up first."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from operation.book import Window
from operation.fairness import Account
from operation.release import is_less_used, released_at
from tests.unit.operation_examples import CLOSES, OPENS

WINDOW = Window(OPENS, CLOSES)


def accounts(*weighed: float) -> dict[int, Account]:
    return {n: Account(n, hours) for n, hours in enumerate(weighed, start=1)}


def those_first(*weighed: float) -> list[int]:
    found = accounts(*weighed)
    return [each for each in found if is_less_used(found, each)]


def test_a_week_is_released_so_many_hours_after_it_opens_and_off_means_at_once() -> None:
    assert released_at(WINDOW, 48) == OPENS + timedelta(hours=48)
    assert released_at(WINDOW, 0) is None


def test_everyone_has_half_of_the_time_at_least() -> None:
    half = (CLOSES - OPENS) / 2
    assert released_at(WINDOW, 336) == OPENS + min(timedelta(hours=336), half)
    short = Window(OPENS, OPENS + timedelta(hours=10))
    assert released_at(short, 48) == OPENS + timedelta(hours=5)


def test_the_half_that_has_done_least_is_first_and_of_an_odd_number_the_larger_half() -> None:
    assert those_first(0, 6, 12, 18) == [1, 2]
    assert those_first(18, 0, 12, 6, 24) == [2, 3, 4]
    assert those_first(30) == [1]


def test_who_is_level_with_the_half_is_first_too_and_so_is_a_newcomer() -> None:
    assert those_first(0, 6, 6, 6) == [1, 2, 3, 4]
    assert those_first(6, 6, 12, 0) == [1, 2, 4]
    assert those_first(0, 0, 0, 0) == [1, 2, 3, 4]


def test_who_has_no_account_is_in_no_half() -> None:
    with pytest.raises(KeyError):
        is_less_used(accounts(1), 2)


@given(st.lists(st.sampled_from([0.0, 6.75, 13.5, 20.25]), min_size=1, max_size=12))
def test_at_least_half_may_and_nobody_who_has_done_more_than_one_who_may_not(
    weighed: list[float],
) -> None:
    first = set(those_first(*weighed))
    assert 2 * len(first) >= len(weighed)
    found = accounts(*weighed)
    last = found.keys() - first
    assert all(found[one].weighed < found[other].weighed for one in first for other in last)
