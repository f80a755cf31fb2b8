"""What an area asks of rest around a patrol, and the duties that its officers usually work."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import time
from enum import StrEnum

LONGEST_DUTY_HOURS = 16
"""No single duty is longer."""


class Severity(StrEnum):
    """A warning informs; a stop stops, unless a lead overrides it."""

    WARNING = "warning"
    STOP = "stop"


@dataclass(frozen=True, slots=True)
class UsualDuty:
    """A duty by name, in local time; an end that is not after the start is the next morning."""

    name: str
    starts: time
    ends: time


USUAL_DUTIES = (
    UsualDuty("Early", time(7), time(15)),
    UsualDuty("Day", time(9), time(17)),
    UsualDuty("Middle", time(12), time(20)),
    UsualDuty("Late", time(14), time(22)),
    UsualDuty("Night", time(22), time(7)),
)


@dataclass(frozen=True, slots=True)
class RestRules:
    """What an area wants, in whole hours, nights and weekends.

    `long_shift`: a duty and the patrol that extends it, in all: a warning above it.
    `longest_shift`: a stop above it; exactly as long is allowed.
    `rest`: before the first of them and after the patrol (Working Time Regulations 1998 reg. 10).
    `short_rest`: whether less than that is a warning or a stop.
    `nights_per_four_weeks`, `weekends_running`: the most that one person goes out; 0 for no cap.
    `duties`: what officers choose from to say what they work around a patrol; where there are
        none, nobody is asked.
    """

    long_shift: int = 12
    longest_shift: int = 16
    rest: int = 11
    short_rest: Severity = Severity.WARNING
    nights_per_four_weeks: int = 6
    weekends_running: int = 3
    duties: tuple[UsualDuty, ...] = USUAL_DUTIES


USUAL_REST = RestRules()
"""What holds for an area that says nothing else."""
