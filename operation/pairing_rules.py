"""When a request for a local officer is asked again."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class PairingTimes:
    """`chase_after` and again every so many hours, whoever has not answered is asked again.

    `lead_checks`: hours before the patrol when the lead is told of a night that has no local
    officer; may be empty.
    """

    chase_after: int = 24
    lead_checks: tuple[int, ...] = (72, 24)
