"""Attendance: who was there when the patrol mustered, as somebody in charge has noted it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from operation.book import Book
from operation.errors import Refusal

MUSTER_OPENS = timedelta(minutes=60)
"""How long before the start somebody can be noted as there."""

MUSTER_CLOSES = timedelta(hours=12)
"""How long after the end the patrol's own lead can still put it right; leads always can."""


class Attended(StrEnum):
    """How someone of the crew turned out. What is missing is not a miss: nobody has noted it."""

    TURNED_UP = "here"
    LATE = "late"
    EXCUSED = "excused"
    MISSED = "missed"


ABSENT = frozenset({Attended.EXCUSED, Attended.MISSED})
"""They were not there: the night does not count as worked, and there are no hours."""


@dataclass(eq=False)
class MusterNotYet(Refusal):
    """It is too early to say who is there."""

    opens_at: datetime


@dataclass(eq=False)
class NotOfTheCrew(Refusal):
    """They did not go out on this night, by the list."""

    member_id: int


@dataclass(eq=False)
class MusterClosed(Refusal):
    """The patrol's own lead has no say in it any more: the leads of the area have."""


def require_muster(book: Book, *, now: datetime, is_lead: bool) -> None:
    """Whether attendance can be noted now, by a lead of the area or by the patrol's own.

    Raises `MusterNotYet` earlier than `MUSTER_OPENS` before the start, and `MusterClosed` for the
    patrol's own lead from `MUSTER_CLOSES` after its end.
    """
    opens_at = book.starts - MUSTER_OPENS
    if now < opens_at:
        raise MusterNotYet(opens_at)
    if not is_lead and now >= book.ends + MUSTER_CLOSES:
        raise MusterClosed
