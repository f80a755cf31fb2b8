"""Visits: a sergeant or officer from elsewhere comes along for one night, and sees no more of it.

A visit makes nobody a member of an area. A sergeant asks, or comes by a link that somebody of the
crew has made; an area's lead accepts. It ends with the night.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from operation.crew import CREW, Crew, NotOnTheNight, NotPublished, require_on
from operation.errors import Refusal
from operation.people import (
    Actor,
    Member,
    MemberState,
    NotAMember,
    Role,
    Suspended,
    require_active,
)


class VisitState(StrEnum):
    """How a visit stands."""

    ASKED = "asked"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
    """The visitor cannot come, or has lost access where they serve."""
    TAKEN_BACK = "taken_back"
    """A lead had accepted, and cannot take them after all."""
    LAPSED = "lapsed"
    """No lead decided before the night began."""
    OVER = "over"


LIVE = frozenset({VisitState.ASKED, VisitState.ACCEPTED})
SERGEANTS = (Role.WARD_SERGEANT, Role.LEAD)


@dataclass(frozen=True, slots=True)
class Visit:
    """One person's visit to one night.

    `home` is the area where they serve, None for somebody whom no area here knows. `rank` and
    `surname` are what they gave, and are forgotten some weeks after the night.
    """

    id: int
    patrol_id: int
    area: str
    person_id: int
    rank: str | None
    surname: str
    home: str | None
    state: VisitState
    decided_by: int | None = None
    is_invited: bool = False

    @property
    def called(self) -> str:
        """Rank and surname, as people say it."""
        return f"{self.rank} {self.surname}".strip() if self.rank else self.surname

    @property
    def is_live(self) -> bool:
        return self.state in LIVE


@dataclass(frozen=True, slots=True)
class VisitLink:
    """A link for one visitor to one night. `is_ended`: another has taken its place."""

    id: int
    patrol_id: int
    made_by: int
    used_by: int | None = None
    is_ended: bool = False


# Refusals


@dataclass(eq=False)
class OwnArea(Refusal):
    """They belong to the area: one visits others."""

    area: str


@dataclass(eq=False)
class VisitAskedAlready(Refusal):
    """They have a visit to this night already, in this state."""

    state: VisitState


@dataclass(eq=False)
class VisitDeclined(Refusal):
    """A lead has said no to a visit of theirs to this night."""


@dataclass(eq=False)
class VisitorsFull(Refusal):
    """The night has as many visitors as the area takes."""

    most: int


@dataclass(eq=False)
class VisitDecided(Refusal):
    """The visit is not waiting for a decision, but in this state."""

    state: VisitState


@dataclass(eq=False)
class NoVisit(Refusal):
    """There is no such visit of theirs, or it has ended."""


@dataclass(eq=False)
class VisitLinkUnknown(Refusal):
    """No such link, or another has taken its place."""


@dataclass(eq=False)
class VisitLinkUsed(Refusal):
    """Somebody has come by this link: it was for one person."""


@dataclass(eq=False)
class VisitLinkOver(Refusal):
    """The night of this link has begun, or is cancelled."""


@dataclass(eq=False)
class VisitLinkLeft(Refusal):
    """Whoever made the link is not on that night any more, so it invites nobody."""


@dataclass(eq=False)
class NotFromThePolice(Refusal):
    """Visits are for sergeants and officers; a partner is invited to a patrol."""


@dataclass(eq=False)
class BusyThatNight(Refusal):
    """They are on the crew of a patrol at that time."""


# Who may ask


def require_from_elsewhere(actor: Actor, area: str) -> None:
    """Whoever visits an area does not belong to it, and is suspended nowhere.

    Raises `Suspended`, `NotFromThePolice`, `OwnArea`, and for somebody whom the area has not let
    in yet `AwaitingApproval`.
    """
    for member in actor.members:
        if member.area == area:
            require_active(member)
            raise OwnArea(area)
    for member in actor.members:
        if member.state is MemberState.SUSPENDED:
            raise Suspended(member.area)
    serving = actor.active_members
    if serving and not any(role.is_police for member in serving for role in member.roles):
        raise NotFromThePolice


def sergeant_of(actor: Actor) -> Member:
    """The person as a sergeant or lead, of whatever area.

    Raises `RoleMissing`, `NotAMember`, `AwaitingApproval`, `Suspended`.
    """
    for member in actor.members:
        if member.may(*SERGEANTS):
            return member
    if not actor.members:
        raise NotAMember("")
    return actor.acting(actor.members[0].area, *SERGEANTS)


def require_inviter(crew: Crew, member: Member) -> None:
    """Who may make a link for a night: somebody on its published crew, or a lead of its area.

    Raises `NotPublished`, `NotOnTheNight`.
    """
    if not crew.is_published:
        raise NotPublished
    if member.may(Role.LEAD):
        return
    if not invites(crew, member):
        mine = crew.of(member.id)
        raise NotOnTheNight(crew.past.get(member.id) if mine is None else mine.state)


def invites(crew: Crew, member: Member) -> bool:
    """Whether somebody's links for a night hold: they lead the area, or go on that night."""
    mine = crew.of(member.id)
    goes = mine is not None and mine.state in CREW
    return member.may(Role.LEAD) or (member.is_active and goes)


# What becomes of a visit


def require_visitable(crew: Crew, now: datetime) -> None:
    """A night can be visited once its crew is published, until it starts.

    Raises `NotPublished`, `NightCancelled`, `PatrolStarted`.
    """
    require_on(crew, now)
    if not crew.is_published:
        raise NotPublished


def ask(
    visits: Sequence[Visit], crew: Crew, *, person_id: int, most: int, is_invited: bool,
    now: datetime,
) -> None:  # fmt: skip
    """Somebody from elsewhere asks to visit a night; `visits` are all that were asked for it.

    Who was declined may come back with an invitation only. Raises `VisitAskedAlready`,
    `VisitDeclined`, `VisitorsFull` and what `require_visitable` raises.
    """
    require_visitable(crew, now)
    mine = next((each for each in visits if each.person_id == person_id), None)
    if mine is not None and mine.is_live:
        raise VisitAskedAlready(mine.state)
    said_no = (VisitState.DECLINED, VisitState.TAKEN_BACK)
    if mine is not None and mine.state in said_no and not is_invited:
        raise VisitDeclined
    require_room(visits, most)


def require_room(visits: Sequence[Visit], most: int) -> None:
    """Raises `VisitorsFull` where a night has as many as the area takes."""
    if sum(each.state is VisitState.ACCEPTED for each in visits) >= most:
        raise VisitorsFull(most)


def accept(
    visit: Visit, visits: Sequence[Visit], crew: Crew, *, most: int, by: int, now: datetime
) -> Visit:
    """A lead says yes. Raises `VisitDecided`, `VisitorsFull`, and what `require_on` raises."""
    _require_waiting(visit)
    require_on(crew, now)
    require_room(visits, most)
    return replace(visit, state=VisitState.ACCEPTED, decided_by=by)


def decline(visit: Visit, *, by: int) -> Visit:
    """A lead says no. Raises `VisitDecided`."""
    _require_waiting(visit)
    return replace(visit, state=VisitState.DECLINED, decided_by=by)


def take_back(visit: Visit, *, by: int) -> Visit:
    """A lead who had said yes cannot take them after all. Raises `VisitDecided`."""
    if visit.state is not VisitState.ACCEPTED:
        raise VisitDecided(visit.state)
    return replace(visit, state=VisitState.TAKEN_BACK, decided_by=by)


def withdraw(visit: Visit) -> Visit:
    """The visitor cannot come, or may not any more. Raises `NoVisit`."""
    if not visit.is_live:
        raise NoVisit
    return replace(visit, state=VisitState.WITHDRAWN)


def begin(visit: Visit) -> Visit | None:
    """The night begins: what nobody has decided lapses. None where nothing changes."""
    return replace(visit, state=VisitState.LAPSED) if visit.state is VisitState.ASKED else None


def end(visit: Visit) -> Visit | None:
    """The night is over, and so is every visit to it. None where nothing changes."""
    return replace(visit, state=VisitState.OVER) if visit.is_live else None


# Links


def open_link(
    link: VisitLink | None, crew: Crew | None, maker: Member | None, now: datetime
) -> VisitLink:
    """Whether a link still leads to its night; asked on opening and again on sending.

    `maker` is who made it, as they are now. Raises `VisitLinkUnknown`, `VisitLinkUsed`,
    `VisitLinkOver`, `VisitLinkLeft`.
    """
    if link is None or crew is None or link.is_ended:
        raise VisitLinkUnknown
    if link.used_by is not None:
        raise VisitLinkUsed
    if now >= crew.book.starts or crew.cancelled is not None:
        raise VisitLinkOver
    if maker is None or not invites(crew, maker):
        raise VisitLinkLeft
    return link


def _require_waiting(visit: Visit) -> None:
    if visit.state is not VisitState.ASKED:
        raise VisitDecided(visit.state)
