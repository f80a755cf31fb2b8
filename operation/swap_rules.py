"""What an area settles about swaps, and about leaving a crew at short notice."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Approval(StrEnum):
    """Who has to agree to a swap besides the two."""

    NONE = "none"
    LEAD = "lead"


@dataclass(frozen=True, slots=True)
class SwapTimes:
    """How shifts change hands, in whole hours.

    `offer_for`: for how long a shift is on offer at most.
    `closes_before`: before the patrol, until when a shift can be offered and taken.
    `late_drop`: before the patrol; from then on a withdrawal is at short notice, and everyone
        whom it matters to is told at once.
    `late_offer_for`: for how long a place that comes free at short notice is held at most.
    """

    approval: Approval = Approval.NONE
    offer_for: int = 48
    closes_before: int = 2
    late_drop: int = 24
    late_offer_for: int = 1
