"""Support that is asked for after a visit or a patrol: who may ask whom, and how it is closed.

It is no support card: that has the lines for somebody who needs help now.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from statistics import median

from operation.errors import Refusal
from operation.people import Actor, NotAMember, Role, RoleMissing, require_active
from operation.visits import SERGEANTS

LONGEST_TEXT = 200
WORKS_PATROLS = (Role.OFFICER, Role.LOCAL_OFFICER, Role.WARD_SERGEANT)
"""Who may ask the leads of their own area."""


class Topic(StrEnum):
    """What is asked about."""

    TRAINING = "training"
    SETUP = "setup"
    WARD = "ward"
    WELLBEING = "wellbeing"
    OTHER = "other"


class RequestState(StrEnum):
    """How a request stands."""

    OPEN = "open"
    ANSWERED = "answered"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class SupportRequest:
    """One request to the leads of an area.

    `home` is the asker's own area, None for somebody whom no area knows. `answer` is what a lead
    has written, None for “I'll call you”.
    """

    id: int
    area: str
    person_id: int
    topic: Topic
    state: RequestState
    asked_at: datetime
    rank: str | None
    surname: str
    home: str | None
    note: str | None = None
    answered_at: datetime | None = None
    answered_by: int | None = None
    answer: str | None = None

    @property
    def called(self) -> str:
        """Rank and surname, as people say it."""
        return f"{self.rank} {self.surname}".strip() if self.rank else self.surname

    @property
    def is_closed(self) -> bool:
        return self.state is RequestState.CLOSED


@dataclass(frozen=True, slots=True)
class Counts:
    """What has been asked of an area so far. `median_hours` from asking to the answer."""

    asked: int
    answered: int
    closed: int
    median_hours: float | None


# Refusals


@dataclass(eq=False)
class LeadsThere(Refusal):
    """They lead the area: what is asked of it comes to them."""

    area: str


@dataclass(eq=False)
class RequestOpen(Refusal):
    """They have asked this area about the same thing, and it is not closed."""

    topic: Topic


@dataclass(eq=False)
class RequestAnswered(Refusal):
    """Another lead has answered meanwhile."""


@dataclass(eq=False)
class RequestNotAnswered(Refusal):
    """It is answered before it is closed."""


@dataclass(eq=False)
class RequestClosed(Refusal):
    """It is closed already."""


@dataclass(eq=False)
class TextTooLong(Refusal):
    """A note or an answer has at most `limit` characters."""

    limit: int


# Who may ask whom


def require_asker(actor: Actor, area: str, visited: Collection[str]) -> None:
    """Whether somebody may ask the leads of this area.

    Officers and sergeants ask their own; sergeants and leads ask any other; whoever has visited
    asks where they were (`visited`, areas by key). Raises `LeadsThere`, `RoleMissing`,
    `NotAMember`, `AwaitingApproval`, `Suspended`.
    """
    mine = next((member for member in actor.members if member.area == area), None)
    if mine is not None:
        require_active(mine)
        if mine.may(Role.LEAD):
            raise LeadsThere(area)
        if not mine.may(*WORKS_PATROLS) and area not in visited:
            raise RoleMissing(area, WORKS_PATROLS)
        return
    for member in actor.members:
        require_active(member)
    if area in visited or any(member.may(*SERGEANTS) for member in actor.members):
        return
    if actor.members:
        raise RoleMissing(area, SERGEANTS)
    raise NotAMember(area)


def may_ask(actor: Actor, area: str, visited: Collection[str]) -> bool:
    """The same as a question."""
    try:
        require_asker(actor, area, visited)
    except Refusal:
        return False
    return True


# What becomes of a request


def check_text(text: str | None) -> str | None:
    """A note or an answer on one line, None for none. Raises `TextTooLong`."""
    tidy = " ".join((text or "").split())
    if len(tidy) > LONGEST_TEXT:
        raise TextTooLong(LONGEST_TEXT)
    return tidy or None


def require_first(requests: Iterable[SupportRequest], topic: Topic) -> None:
    """`requests` are the asker's own to this area. Raises `RequestOpen`."""
    if any(each.topic is topic and not each.is_closed for each in requests):
        raise RequestOpen(topic)


def answer(request: SupportRequest, *, by: int, text: str | None, now: datetime) -> SupportRequest:
    """A lead answers: in a few words, or that they will call (no `text`).

    Raises `RequestAnswered`, `RequestClosed`, `TextTooLong`.
    """
    if request.is_closed:
        raise RequestClosed
    if request.state is RequestState.ANSWERED:
        raise RequestAnswered
    said = check_text(text)
    return replace(
        request, state=RequestState.ANSWERED, answered_at=now, answered_by=by, answer=said
    )


def close(request: SupportRequest) -> SupportRequest:
    """A lead closes what was answered. Raises `RequestNotAnswered`, `RequestClosed`."""
    if request.is_closed:
        raise RequestClosed
    if request.state is RequestState.OPEN:
        raise RequestNotAnswered
    return replace(request, state=RequestState.CLOSED)


def counts(requests: Collection[SupportRequest]) -> Counts:
    """What has been asked, answered and closed, and how long answers took: half took less."""
    waits = [each.answered_at - each.asked_at for each in requests if each.answered_at]
    hours = [wait / timedelta(hours=1) for wait in waits]
    return Counts(
        asked=len(requests),
        answered=len(waits),
        closed=sum(each.is_closed for each in requests),
        median_hours=median(hours) if hours else None,
    )
