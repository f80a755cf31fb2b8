"""What becomes of an invitation afterwards: feedback, soup kitchens, and what it adds up to.

Feedback is the agency's; whether it may be quoted is asked each time and has no default.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from operation.agencies import AgencyPaused, PartnerAgency
from operation.errors import Refusal
from operation.free_text import LONGEST
from operation.partners import (
    TOOK_PART,
    Attendance,
    EnforcementOnly,
    EngagementAhead,
    Invitation,
    InvitationWithdrawn,
    Purpose,
    Span,
    Stand,
)
from operation.selection import NothingChanged

FEEDBACK_FORM = "howitwent"
"""The form in which an area may let agencies add a sentence of their own."""
LONGEST_FEEDBACK = LONGEST
FEEDBACK_OPEN = timedelta(days=14)
"""For so long after an engagement feedback is taken."""
MOST_SERVED = 500


class Went(StrEnum):
    """How the joint work went."""

    WELL = "well"
    MIXED = "mixed"
    BADLY = "badly"


@dataclass(frozen=True, slots=True)
class Feedback:
    """What an agency says of one night; `words` only where the area asks for them."""

    invitation_id: int
    went: Went
    kept_to_engagement: bool
    may_quote: bool
    words: str | None
    by: int
    at: datetime


@dataclass(frozen=True, slots=True)
class SoupKitchen:
    """A night with hot drinks and snacks: which agency supplies, and how many were served."""

    patrol_id: int
    agency_id: int
    served: int | None = None


@dataclass(eq=False)
class FeedbackGiven(Refusal):
    """The agency has said how that night went."""


@dataclass(eq=False)
class FeedbackClosed(Refusal):
    """It is too long ago."""

    days: int = FEEDBACK_OPEN.days


@dataclass(eq=False)
class DidNotTakePart(Refusal):
    """The agency was not there."""


@dataclass(eq=False)
class WordsTooLong(Refusal):
    """Longer than `limit` characters."""

    limit: int


@dataclass(eq=False)
class WordsNotAsked(Refusal):
    """The area does not ask for words."""


@dataclass(eq=False)
class NotASoupKitchen(Refusal):
    """Nobody supplies a soup kitchen on this night."""


@dataclass(eq=False)
class ServedImpossible(Refusal):
    """It is 0 to `most`."""

    most: int = MOST_SERVED


def require_feedback(invitation: Invitation, given: Feedback | None, *, now: datetime) -> None:
    """Whether an agency can say how it went.

    Raises `InvitationWithdrawn`, `EngagementAhead`, `DidNotTakePart`, `FeedbackGiven`,
    `FeedbackClosed`.
    """
    if not invitation.is_standing:
        raise InvitationWithdrawn
    if now < invitation.window.ends:
        raise EngagementAhead(invitation.window.starts)
    if not may_have_taken_part(invitation):
        raise DidNotTakePart
    if given is not None:
        raise FeedbackGiven
    if now >= invitation.window.ends + FEEDBACK_OPEN:
        raise FeedbackClosed


def may_have_taken_part(invitation: Invitation) -> bool:
    """Recorded as there; or, while nothing is recorded, had said yes."""
    if invitation.attendance is not None:
        return invitation.attendance in TOOK_PART
    return invitation.stand is Stand.YES


def check_words(words: str | None, *, is_asked: bool) -> str | None:
    """The words on one line, None for none. Raises `WordsNotAsked`, `WordsTooLong`."""
    tidy = " ".join((words or "").split())
    if not tidy:
        return None
    if not is_asked:
        raise WordsNotAsked
    if len(tidy) > LONGEST_FEEDBACK:
        raise WordsTooLong(LONGEST_FEEDBACK)
    return tidy


def stop_quoting(given: Feedback | None) -> Feedback:
    """Consent is as easily taken back as given. Raises `NothingChanged`."""
    if given is None or not given.may_quote:
        raise NothingChanged
    return replace(given, may_quote=False)


# Soup kitchens


def supplied_by(
    before: SoupKitchen | None, agency: PartnerAgency, *, patrol_id: int, purpose: Purpose
) -> SoupKitchen:
    """The night is a soup kitchen that this agency supplies.

    Raises `EnforcementOnly`, `AgencyPaused`, `NothingChanged`.
    """
    if purpose is Purpose.ENFORCEMENT:
        raise EnforcementOnly
    if before is not None and before.agency_id == agency.id:
        raise NothingChanged
    if agency.is_paused:
        raise AgencyPaused(agency.name)
    return SoupKitchen(patrol_id, agency.id, before.served if before else None)


def record_served(
    kitchen: SoupKitchen | None, served: int, *, patrol: Span, now: datetime
) -> SoupKitchen:
    """How many were served, once the night has begun.

    Raises `NotASoupKitchen`, `ServedImpossible`, `EngagementAhead`.
    """
    if kitchen is None:
        raise NotASoupKitchen
    if not 0 <= served <= MOST_SERVED:
        raise ServedImpossible
    if now < patrol.starts:
        raise EngagementAhead(patrol.starts)
    return replace(kitchen, served=served)


# What it adds up to


@dataclass(frozen=True, slots=True)
class Past:
    """One invitation of a night that is over or called off."""

    invitation: Invitation
    is_cancelled: bool
    feedback: Feedback | None


@dataclass(frozen=True, slots=True)
class Tally:
    """An agency over a period.

    Nights that were called off and invitations that were withdrawn count nowhere. What is not
    recorded is not guessed: `unrecorded` are nights that it had said yes to, or not answered,
    and nobody wrote down whether it came.
    """

    invited: int
    said_no: int
    attendance: Mapping[Attendance, int]
    unrecorded: int
    went: Mapping[Went, int]
    not_kept: int
    served: int
    soup_kitchens: int

    @property
    def took_part(self) -> int:
        """Came, in time or late."""
        return sum(self.attendance.get(each, 0) for each in TOOK_PART)

    @property
    def feedback(self) -> int:
        """How often it said how it went."""
        return sum(self.went.values())


def tally(past: Iterable[Past], kitchens: Iterable[SoupKitchen]) -> Tally:
    """What an agency's nights add up to."""
    counted = [e for e in past if e.invitation.is_standing and not e.is_cancelled]
    recorded = [e.invitation.attendance for e in counted if e.invitation.attendance is not None]
    said_no = [
        e for e in counted if e.invitation.stand is Stand.NO and e.invitation.attendance is None
    ]
    given = [e.feedback for e in counted if e.feedback is not None]
    supplied = list(kitchens)
    return Tally(
        invited=len(counted),
        said_no=len(said_no),
        attendance=Counter(recorded),
        unrecorded=len(counted) - len(recorded) - len(said_no),
        went=Counter(each.went for each in given),
        not_kept=sum(not each.kept_to_engagement for each in given),
        served=sum(each.served or 0 for each in supplied),
        soup_kitchens=len(supplied),
    )
