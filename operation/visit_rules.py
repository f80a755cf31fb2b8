"""What an area says about visitors, and about support that is asked for."""

from __future__ import annotations

from dataclasses import dataclass

MOST_VISITORS = 10
MOST_SUPPORT_DAYS = 180
MOST_CHASE_HOURS = 14 * 24


@dataclass(frozen=True, slots=True)
class VisitRules:
    """How many visitors a night takes, and for how long it is known who they were.

    `most`: visitors on one night; 0 takes none at all.
    `support_days`: after the night, for how many days a visitor may come back with a question;
        their rank and surname are forgotten then.
    `chase_hours`: until the leads are reminded of support that was asked for and is not closed.
    """

    most: int = 2
    support_days: int = 28
    chase_hours: int = 48
