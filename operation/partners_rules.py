"""When partner agencies are reminded, chased and asked how it went: an area's settings."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import time


@dataclass(frozen=True, slots=True)
class PartnerTimes:
    """The settings of `[partners]`; hours are whole.

    `reminders`: before the engagement, when whoever comes is reminded; may be empty.
    `chase_after`: after an invitation, until an agency that has not answered is asked again.
    `show_lead_after`: after an invitation, until whoever sent it is shown who has not answered;
        not before `chase_after`.
    `feedback_at`: local time on the morning after, when the agencies are asked how it went.
    `engagement_hours`: the patrol's first hours, for which agencies are invited where nobody has
        said when partners may take part.
    """

    reminders: tuple[int, ...] = (24,)
    chase_after: int = 48
    show_lead_after: int = 72
    feedback_at: time = time(10)
    engagement_hours: int = 3
