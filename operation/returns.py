"""The return of a patrol: what its crew says happened, as numbers and never as people.

One return belongs to one patrol. Its crew fills it in together while it is open; then it is sent,
accepted by a lead or sent back by one, and at last entered in the force's own system. Once it was
sent nothing of it is overwritten: a correction strikes the old value, which is kept.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from operation.crew import Crew, NightCancelled
from operation.errors import Refusal
from operation.nights import local_instant
from operation.returns_rules import ReturnRules

LONGEST_REFERENCE = 40


class ReturnState(StrEnum):
    """How far a return has come."""

    OPEN = "open"
    SUBMITTED = "submitted"
    SENT_BACK = "sent_back"
    ACCEPTED = "accepted"
    ENTERED = "entered"
    """In the force's own system, under its reference there."""


COMPLETE = frozenset({ReturnState.SUBMITTED, ReturnState.ACCEPTED, ReturnState.ENTERED})
"""It counts as handed in."""


class Kind(StrEnum):
    """What a patrol came to."""

    WORKED = "worked"
    NIL = "nil"
    """Nobody was met, or the crew was called away. It counts as a return like any other."""


class Fault(StrEnum):
    """Why a lead sends a return back."""

    NUMBERS = "numbers"
    MISSING = "missing"
    TIMES = "times"
    OTHER = "other"


class Slip(StrEnum):
    """Why a value is corrected: never more than this."""

    MISTAP = "mistap"
    COUNTED = "counted"
    LEARNT = "learnt"
    ASKED = "asked"
    """The lead had sent it back."""


@dataclass(frozen=True, slots=True)
class PatrolReturn:
    """The return of a patrol; people by member id."""

    patrol_id: int
    state: ReturnState
    opened_by: int
    opened_at: datetime
    kind: Kind | None = None
    submitted_by: int | None = None
    submitted_at: datetime | None = None
    decided_by: int | None = None
    """The lead who accepted it, sent it back, or says that it is entered."""
    decided_at: datetime | None = None
    fault: Fault | None = None
    reference: str | None = None

    @property
    def is_complete(self) -> bool:
        return self.state in COMPLETE

    @property
    def takes_answers(self) -> bool:
        """Whether its crew fills it in, and does not have to correct it."""
        return self.state in (ReturnState.OPEN, ReturnState.SENT_BACK)

    @property
    def was_sent(self) -> bool:
        """From then on nothing is overwritten."""
        return self.submitted_at is not None


@dataclass(frozen=True, slots=True)
class Value:
    """One answer, with who gave it and, if it was struck, who did, when and why."""

    step: str
    value: str
    by: int
    at: datetime
    struck_by: int | None = None
    struck_at: datetime | None = None
    slip: Slip | None = None


# Refusals


@dataclass(eq=False)
class ReturnNotYet(Refusal):
    """The patrol has not begun."""

    starts: datetime


@dataclass(eq=False)
class NotYourReturn(Refusal):
    """Only the crew of a patrol, its local officer and the leads of the area see its return."""


@dataclass(eq=False)
class ReturnIn(Refusal):
    """It is sent already; a value is corrected then."""


@dataclass(eq=False)
class ReturnNotIn(Refusal):
    """It is not sent yet, so nothing can be decided about it."""


@dataclass(eq=False)
class ReturnDecided(Refusal):
    """A lead has decided about it in the meantime."""


@dataclass(eq=False)
class NoReturnToFill(Refusal):
    """They have been on no patrol whose return is still to come."""


@dataclass(eq=False)
class NothingToCorrect(Refusal):
    """The value is what it was."""


# Rules


def require_recordable(crew: Crew, *, now: datetime) -> None:
    """Raise NightCancelled, or ReturnNotYet before the patrol has begun."""
    if crew.cancelled is not None:
        raise NightCancelled(crew.cancelled)
    if now < crew.book.starts:
        raise ReturnNotYet(crew.book.starts)


def may_record(member_id: int, crew: Crew, local_officer: int | None) -> bool:
    """Whether somebody goes out on the patrol, by the list."""
    return crew.goes(member_id) or member_id == local_officer


def submit(before: PatrolReturn, kind: Kind, *, by: int, now: datetime) -> PatrolReturn:
    """The crew hands it in, for the first time or again. Raises ReturnIn the second time."""
    if not before.takes_answers:
        raise ReturnIn
    return replace(
        before,
        state=ReturnState.SUBMITTED,
        kind=kind,
        submitted_by=by,
        submitted_at=now,
        fault=None,
    )


def send_back(before: PatrolReturn, fault: Fault, *, by: int, now: datetime) -> PatrolReturn:
    """A lead wants it put right. Raises ReturnNotIn, or ReturnDecided once it is entered."""
    _require_in(before)
    if before.state is ReturnState.ENTERED:
        raise ReturnDecided
    return replace(before, state=ReturnState.SENT_BACK, decided_by=by, decided_at=now, fault=fault)


def accept(before: PatrolReturn, *, by: int, now: datetime) -> PatrolReturn:
    """A lead is content. Raises ReturnNotIn, or ReturnDecided when it is accepted already."""
    _require_in(before)
    if before.state is not ReturnState.SUBMITTED:
        raise ReturnDecided
    return replace(before, state=ReturnState.ACCEPTED, decided_by=by, decided_at=now)


def enter(before: PatrolReturn, reference: str, *, by: int, now: datetime) -> PatrolReturn:
    """It is in the force's system now. Raises ReturnNotIn before it is accepted."""
    if before.state not in (ReturnState.ACCEPTED, ReturnState.ENTERED):
        raise ReturnNotIn
    return replace(
        before, state=ReturnState.ENTERED, reference=reference, decided_by=by, decided_at=now
    )


def require_correctable(found: PatrolReturn) -> None:
    """Raise ReturnNotIn while its crew still fills it in: then an answer is just changed."""
    if found.takes_answers:
        raise ReturnNotIn


def _require_in(found: PatrolReturn) -> None:
    if found.takes_answers:
        raise ReturnNotIn


def due_at(night: date, rules: ReturnRules, zone: str, *, day: int = 1) -> datetime:
    """When it is missing and asked for, on the how manieth day after the night."""
    return local_instant(night + timedelta(days=day), time(rules.due_hour), zone)


def took_place(crew: Crew) -> bool:
    """Whether anybody went out, by the list: a return is wanted of no other night."""
    return any(crew.goes(each.member_id) for each in crew.assignments)


def completeness(expected: Collection[int], returns: Iterable[PatrolReturn]) -> tuple[int, int]:
    """How many of the patrols that took place have their return in, and how many took place."""
    handed_in = {each.patrol_id for each in returns if each.is_complete}
    return len(handed_in & set(expected)), len(expected)
