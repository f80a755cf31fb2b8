"""What a night still lacks as it comes near, the gravest first."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from operation.crew import Crew
from operation.leading import Leading
from operation.pairing import Pairing


class Lack(StrEnum):
    """In the order in which a lead should see to them."""

    SHORT = "short"
    """No crew is published, or it is under strength."""
    NO_WARD = "no_ward"
    UNLED = "unled"
    """No patrol lead, or no supervisor."""
    UNPAIRED = "unpaired"
    """No local officer of the ward has said that they come."""


def lacks(
    crew: Crew, ward: str | None, named: Leading, pairing: Pairing, *, now: datetime
) -> tuple[Lack, ...]:
    """What is missing; nothing of its crew while people can still sign up for it."""
    if crew.cancelled is not None or now >= crew.book.starts:
        return ()
    is_due = crew.is_published or not crew.book.is_open_at(now)
    missing = {
        Lack.SHORT: is_due and (crew.short > 0 or not crew.is_published),
        Lack.NO_WARD: ward is None,
        Lack.UNLED: is_due and None in (named.patrol_lead, named.supervisor),
        Lack.UNPAIRED: pairing.ward is not None and not pairing.is_filled,
    }
    return tuple(each for each in Lack if missing[each])
