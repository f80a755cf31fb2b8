"""How often somebody goes out: nights in four weeks, and weekends one after the other.

A weekend is the nights of a Friday, Saturday and Sunday, by the Monday of their week.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, timedelta

from operation.nights import monday_of
from operation.rest_rules import RestRules

FOUR_WEEKS = 28
"""Days; the first and the last night may be 27 days apart."""
_FRIDAY = 4
_WEEK = timedelta(weeks=1)
_SATURDAY = timedelta(days=5)


def most_in_four_weeks(night: date, others: Collection[date]) -> tuple[date, ...]:
    """The most nights, this one included, in any 28 days that contain this night; in order."""
    days = {night, *others}
    spans = [_within(night - timedelta(days=n), days) for n in reversed(range(FOUR_WEEKS))]
    return max(spans, key=len)


def weekends_in_a_row(night: date, others: Collection[date]) -> tuple[date, ...]:
    """The weekends running, each by its Saturday, on which somebody goes out who goes on this.

    In order; none within the week.
    """
    if night.weekday() < _FRIDAY:
        return ()
    weekends = weekends_of({night, *others})
    first = last = monday_of(night)
    while first - _WEEK in weekends:
        first -= _WEEK
    while last + _WEEK in weekends:
        last += _WEEK
    number = (last - first).days // 7 + 1
    return tuple(first + n * _WEEK + _SATURDAY for n in range(number))


def weekends_of(nights: Collection[date]) -> set[date]:
    """The weekends that these nights are in, each by the Monday of its week."""
    return {monday_of(night) for night in nights if night.weekday() >= _FRIDAY}


def nights_left(wanted: Collection[date], others: Collection[date], rules: RestRules) -> int:
    """How many of the wanted nights somebody may take, whichever they are, by both caps.

    `others` are the nights that they go on already.
    """
    wanted, others = set(wanted), set(others) - set(wanted)
    left = len(wanted)
    if rules.nights_per_four_weeks:
        left = min(left, _left_of_four_weeks(wanted, others, rules.nights_per_four_weeks))
    if rules.weekends_running:
        left = min(left, _left_of_weekends(wanted, others, rules.weekends_running))
    return max(left, 0)


def _left_of_four_weeks(wanted: set[date], others: set[date], most: int) -> int:
    left = len(wanted)
    for first in {night - timedelta(days=n) for night in wanted for n in range(FOUR_WEEKS)}:
        here = len(_within(first, wanted))
        allowed = most - len(_within(first, others))
        if here > allowed:
            left = min(left, allowed)
    return left


def _left_of_weekends(wanted: set[date], others: set[date], most: int) -> int:
    """One fewer than the fewest nights that would make a run too long."""
    left = len(wanted)
    have, could = weekends_of(others), weekends_of(wanted)
    firsts = {monday - n * _WEEK for monday in could for n in range(most + 1)}
    for first in firsts:
        run = {first + n * _WEEK for n in range(most + 1)}
        if run <= have | could:
            left = min(left, max(len(run - have) - 1, 0))
    return left


def _within(first: date, nights: Collection[date]) -> tuple[date, ...]:
    last = first + timedelta(days=FOUR_WEEKS - 1)
    return tuple(sorted(each for each in nights if first <= each <= last))
