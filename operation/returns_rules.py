"""What an area settles about patrol returns."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ReturnRules:
    """When a missing return is asked for.

    `due_hour`: the local hour, on the day after the night, from which it is missing.
    `lead_after_days`: from the how manieth day after that the leads are told too.
    `chase_days`: for how many days it is asked for.
    """

    due_hour: int = 14
    lead_after_days: int = 1
    chase_days: int = 7
