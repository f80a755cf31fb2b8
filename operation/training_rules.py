"""What an area says about training: how long it counts, and how much one officer can carry."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class TrainingRules:
    """The area's settings.

    `valid_months`: how long a training counts from its day on; 0 is for ever. A lead can choose
        another time for one person.
    `reminder_days`: before a training runs out, when its officer and the leads are reminded; may
        be empty.
    `nights_per_officer_month`: the most nights of four weeks that one officer is counted on for,
        in the forecast of the pool.
    """

    valid_months: int = 0
    reminder_days: tuple[int, ...] = (60, 14)
    nights_per_officer_month: int = 3
