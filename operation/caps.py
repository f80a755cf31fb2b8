"""How often somebody goes out: nights in four weeks, and weekends one after the other.

A weekend is the nights of a Friday, Saturday and Sunday, by the Monday of their week.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Collection, Sequence
from datetime import date, timedelta

from operation.nights import monday_of
from operation.rest_rules import RestRules

FOUR_WEEKS = 28
"""Days; the first and the last night may be 27 days apart."""
_FRIDAY = 4
_WEEK = timedelta(weeks=1)
_FOUR_WEEKS = timedelta(days=FOUR_WEEKS)
_SATURDAY = timedelta(days=5)


def most_in_four_weeks(night: date, others: Collection[date]) -> tuple[date, ...]:
    """The most nights, this one included, in any 28 days that contain this night; in order."""
    days = sorted({night, *others})
    firsts = [night - timedelta(days=n) for n in reversed(range(FOUR_WEEKS))]
    spans = [_within(first, days) for first in firsts]
    start, end = max(spans, key=lambda span: span[1] - span[0])
    return tuple(days[start:end])


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
    ours, theirs = sorted(wanted), sorted(others)
    for first in {night - timedelta(days=n) for night in wanted for n in range(FOUR_WEEKS)}:
        start, end = _within(first, ours)
        taken, until = _within(first, theirs)
        allowed = most - (until - taken)
        if end - start > allowed:
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


def _within(first: date, nights: Sequence[date]) -> tuple[int, int]:
    """Where the four weeks from this day begin and end among nights in order."""
    start = bisect_left(nights, first)
    return start, bisect_left(nights, first + _FOUR_WEEKS, start)
