"""Where a patrol goes: a ward, which the group sees, and a meeting area, which only its people do.

The patrol lead and the ward's sergeant propose and agree, a lead settles.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from operation.area import Area
from operation.crew import Crew, require_on
from operation.errors import Refusal
from operation.pairing import NotYourWard, wards_of
from operation.people import Member, Role, RoleMissing
from operation.selection import LONGEST_REASON, NothingChanged, ReasonTooLong
from operation.turnout import when_awake

LONGEST_MEETING = 80
"""A corner and a time, not a story."""


@dataclass(frozen=True, slots=True)
class Place:
    """A ward by its code, and where its people meet."""

    ward: str | None = None
    meeting: str | None = None


@dataclass(frozen=True, slots=True)
class Proposal:
    """What somebody proposes, and why; `agreed` are those who have agreed to it."""

    id: int
    patrol_id: int
    place: Place
    reason: str
    by: int
    at: datetime
    agreed: tuple[int, ...] = ()


@dataclass(eq=False)
class MeetingTooLong(Refusal):
    """A meeting area is a few words."""

    most: int


@dataclass(eq=False)
class ReasonMissing(Refusal):
    """A proposal says why."""


@dataclass(eq=False)
class ProposalGone(Refusal):
    """It was settled or replaced meanwhile."""


@dataclass(eq=False)
class OwnProposal(Refusal):
    """They have proposed it themself: it is for others to agree."""


def require_proposer(member: Member, ward: str, *, patrol_lead: int | None) -> Member:
    """The night's patrol lead, a sergeant for their own ward, or a lead.

    Raises `NotYourWard`, `RoleMissing`.
    """
    if member.may(Role.LEAD) or member.id == patrol_lead:
        return member
    wards = wards_of(member, Role.WARD_SERGEANT)
    if not wards:
        raise RoleMissing(member.area, (Role.LEAD, Role.WARD_SERGEANT))
    if ward not in wards:
        raise NotYourWard(ward)
    return member


def propose(area: Area, crew: Crew, place: Place, reason: str, *, now: datetime) -> Place:
    """What is proposed, in order. The lead settles.

    Raises `WardUnknown`, `MeetingTooLong`, `ReasonMissing`, `ReasonTooLong`, `NightCancelled`,
    `PatrolStarted`.
    """
    require_on(crew, now)
    if not reason.strip():
        raise ReasonMissing
    if len(reason) > LONGEST_REASON:
        raise ReasonTooLong(LONGEST_REASON)
    return checked(area, place)


def agree(
    proposals: Sequence[Proposal], proposal_id: int, crew: Crew, member: Member, *,
    patrol_lead: int | None, now: datetime,
) -> Proposal:  # fmt: skip
    """What the night's patrol lead, or a sergeant of the proposed ward, agrees to.

    Raises `ProposalGone`, `OwnProposal`, `NotYourWard`, `RoleMissing`, `NightCancelled`,
    `PatrolStarted`.
    """
    proposal = next((each for each in proposals if each.id == proposal_id), None)
    if proposal is None:
        raise ProposalGone
    wards = wards_of(member, Role.WARD_SERGEANT)
    if member.id != patrol_lead and not wards:
        raise RoleMissing(member.area, (Role.WARD_SERGEANT,))
    if member.id != patrol_lead and proposal.place.ward not in wards:
        raise NotYourWard(proposal.place.ward or "")
    if member.id == proposal.by:
        raise OwnProposal
    require_on(crew, now)
    return proposal


def settle(area: Area, crew: Crew, before: Place, after: Place, *, now: datetime) -> Place:
    """The place of a night as a lead settles it.

    Raises `NothingChanged`, and what `propose` raises but for the reason.
    """
    require_on(crew, now)
    place = checked(area, after)
    if place == before:
        raise NothingChanged
    return place


def checked(area: Area, place: Place) -> Place:
    """The place with its meeting area tidied. Raises `WardUnknown`, `MeetingTooLong`."""
    if place.ward is not None:
        area.ward(place.ward)
    meeting = " ".join((place.meeting or "").split()) or None
    if meeting is not None and len(meeting) > LONGEST_MEETING:
        raise MeetingTooLong(LONGEST_MEETING)
    return Place(place.ward, meeting)


def ask_at(agreed_by: datetime, starts: datetime, *, now: datetime, zone: str) -> datetime:
    """When to ask for a ward that is not settled: at the deadline of the week.

    For a night that came on the rota later than that, after a third of what is left.
    """
    if now < agreed_by < starts:
        return agreed_by
    at = now + max((starts - now) / 3, timedelta())
    awake = when_awake(at, zone)
    return awake if awake < starts else at
