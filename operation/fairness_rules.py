"""How an area weighs hours and whom its lists open to first: the settings of fairness."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Weights:
    """How hours weigh.

    `period_weeks`: how far back an account goes, in weeks.
    `night`: what an hour between 23:00 and 06:00 on the area's clock weighs; others weigh 1.
    `weekend_running`: the part of its weight that a Friday, Saturday or Sunday patrol weighs more
        for each weekend in a row just before it; at 0.1 the third weekend weighs 1.2 times.
    """

    period_weeks: int = 8
    night: float = 1.25
    weekend_running: float = 0.1


@dataclass(frozen=True, slots=True)
class Fairness:
    """`[fairness]` of an area file; the first three are `Weights`.

    `release_window_hours`: for so long after a week opens only the less used half may sign up;
        0 for no such window.
    `ask_provisional_hours`: so long before sign-up closes, whoever said "maybe" is asked once.
    """

    period_weeks: int = 8
    night_weight: float = 1.25
    weekend_weight: float = 0.1
    release_window_hours: int = 0
    ask_provisional_hours: int = 24

    @property
    def weights(self) -> Weights:
        return Weights(self.period_weeks, self.night_weight, self.weekend_weight)
