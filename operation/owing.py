"""Rest that is owed, and the day on which it was given."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from operation.errors import Refusal

NEAR = timedelta(days=3)
"""How far about a night other work can shorten the rest beside it."""


@dataclass(eq=False)
class GivenAlready(Refusal):
    """A lead has said already when it was given."""

    on: date | None


@dataclass(eq=False)
class GivenInFuture(Refusal):
    """Rest that is still ahead has not been given."""


@dataclass(eq=False)
class GivenTooEarly(Refusal):
    """It cannot have been given before the night for which it is owed."""

    night: date


@dataclass(eq=False)
class NotOwedAnyMore(Refusal):
    """It has turned out not to be owed."""


def require_given(night: date, on: date, *, today: date) -> None:
    """Whether rest owed for a night can have been given on a day.

    Raises `GivenInFuture`, `GivenTooEarly`.
    """
    if on > today:
        raise GivenInFuture
    if on < night:
        raise GivenTooEarly(night)
