"""Patrols of a winter's Fridays and Saturdays, and what they weigh."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from operation.fairness import Worked, weighed_hours
from operation.fairness_rules import Weights
from operation.nights import night_span, span_of
from tests.unit.operation_examples import FRIDAY, LONDON, SATURDAY

WEIGHTS = Weights()
PLAIN = Weights(night=1.0, weekend_running=0.0)
FIRST = date(2026, 11, 20)
"""A Friday in winter time; its nights weigh 3 + 3 * 1.25 = 6.75 hours."""


def friday(weeks: int = 0) -> Worked:
    """The Friday patrol, so many weeks after the first."""
    return Worked(*night_span(FIRST + timedelta(weeks=weeks), FRIDAY, LONDON))


def saturday(weeks: int = 0) -> Worked:
    return Worked(*night_span(FIRST + timedelta(weeks=weeks, days=1), SATURDAY, LONDON))


def on(day: date, starts: int, ends: int) -> Worked:
    return Worked(*span_of(day, time(starts), time(ends), LONDON))


def weighed(*patrols: Worked, weights: Weights = WEIGHTS, until: datetime | None = None) -> float:
    until = until or max(each.starts for each in patrols) + timedelta(days=1)
    return weighed_hours(patrols, weights, LONDON, until=until)
