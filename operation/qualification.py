"""The qualification for patrols: when it was gained, how long it counts, and how it ended.

What the rota asks is `Member.trained_on` alone; this is the history behind it. At most one
qualification of a member is live, and `trained_on` is the day it was gained.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from operation.errors import Refusal

MONTHS_OFFERED = (0, 12, 24)
"""What a lead can choose by a button; 0 is for ever."""
MOST_MONTHS = 120
RENEWAL_DAYS = 60
"""So long before a training runs out its officer may apply for another, at least."""


class Ending(StrEnum):
    """How a qualification ended."""

    UNDONE = "undone"
    """The sign-off was a mistake."""

    LAPSED = "lapsed"
    TAKEN_BACK = "taken_back"
    RENEWED = "renewed"
    LEFT = "left"
    """The member was removed."""


class Standing(StrEnum):
    """Where an officer stands with the training."""

    TRAINED = "trained"
    IN_TRAINING = "in_training"
    """Not trained, and selected for a session that is not signed off yet."""
    LAPSED = "lapsed"
    NOT_TRAINED = "not_trained"


@dataclass(frozen=True, slots=True)
class Qualification:
    """One time that a member became qualified, by a session or by a lead's hand.

    `gained_on` is the local day of the training, `expires_on` the local day from which it no
    longer counts (None for never), `ended_on` when it ended, None while it is live.
    """

    id: int
    member_id: int
    gained_on: date
    expires_on: date | None = None
    session_id: int | None = None
    signed_off_by: int | None = None
    ended_on: date | None = None
    ending: Ending | None = None

    @property
    def is_live(self) -> bool:
        return self.ended_on is None


@dataclass(eq=False)
class TrainingRunOut(Refusal):
    """A training of that day would have run out by now."""

    expired_on: date


@dataclass(eq=False)
class NotTrainedNow(Refusal):
    """They hold no training whose end could be set."""


@dataclass(eq=False)
class SignOffNotCurrent(Refusal):
    """What counts for them now is not the training of this sign-off, so it has nothing to undo."""


def undo(history: Sequence[Qualification], qualification_id: int) -> Qualification | None:
    """What counts for a member again once this sign-off is undone; None for nothing.

    `history` is theirs, oldest first. It is the one before, if that ended by this one. Raises
    `SignOffNotCurrent` unless this one is by a session, and live.
    """
    at = next((n for n, each in enumerate(history) if each.id == qualification_id), None)
    if at is None or not history[at].is_live or history[at].session_id is None:
        raise SignOffNotCurrent
    before = history[at - 1] if at else None
    return before if before is not None and before.ending is Ending.RENEWED else None


def expires_after(gained_on: date, months: int) -> date | None:
    """The day from which a training no longer counts, so many months on; None for 0 months.

    The same day of the month, or the last of a shorter month: 29 February 2032 and 12 months are
    28 February 2033.
    """
    if months == 0:
        return None
    year, month = divmod(gained_on.year * 12 + gained_on.month - 1 + months, 12)
    return date(year, month + 1, min(gained_on.day, monthrange(year, month + 1)[1]))


def require_lasting(expires_on: date | None, *, today: date) -> date | None:
    """The day itself, if it is still ahead or there is none; raises `TrainingRunOut`."""
    if expires_on is not None and expires_on <= today:
        raise TrainingRunOut(expires_on)
    return expires_on


def standing_of(
    trained_on: date | None, history: Sequence[Qualification], *, is_selected: bool
) -> Standing:
    """Where a member stands. `history` is theirs, oldest first.

    Somebody lapsed who is selected for a session is in training.
    """
    if trained_on is not None:
        return Standing.TRAINED
    if is_selected:
        return Standing.IN_TRAINING
    if history and history[-1].ending is Ending.LAPSED:
        return Standing.LAPSED
    return Standing.NOT_TRAINED


def is_for_renewal(expires_on: date | None, reminder_days: Sequence[int], *, today: date) -> bool:
    """Whether a training runs out so soon that another may be applied for: from the first
    reminder on, and in the last `RENEWAL_DAYS` days anyway."""
    if expires_on is None:
        return False
    return expires_on - timedelta(days=max(RENEWAL_DAYS, *reminder_days, 0)) <= today
