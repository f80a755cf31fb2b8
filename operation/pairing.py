"""A patrol is paired with an officer of the ward's own team, whom the ward's sergeant nominates.

A request is open from when the ward is settled. A nomination is asked, then confirmed or
declined by the local officer, or withdrawn; one at a time.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from operation.crew import Crew, require_on
from operation.errors import Refusal
from operation.leading import SUPERVISORS, Leading, goers
from operation.people import GrantState, Member, MemberState, Role, RoleMissing


class Answer(StrEnum):
    """What has become of a nomination."""

    ASKED = "asked"
    CONFIRMED = "confirmed"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"


LIVE = frozenset({Answer.ASKED, Answer.CONFIRMED})


class Why(StrEnum):
    """Why a nomination was withdrawn."""

    REPLACED = "replaced"
    WARD = "ward"
    CANCELLED = "cancelled"
    ACCESS = "access"
    """They lost access or the role, or were not let in."""
    CREW = "crew"
    """They go out with the crew now."""


@dataclass(frozen=True, slots=True)
class Nomination:
    """A local officer nominated for a night, by the member id of a sergeant or lead."""

    id: int
    patrol_id: int
    ward: str
    member_id: int
    state: Answer
    by: int | None
    at: datetime
    why: Why | None = None

    @property
    def is_live(self) -> bool:
        return self.state in LIVE


@dataclass(frozen=True, slots=True)
class Pairing:
    """How a night stands: the ward asked, and every nomination for it, oldest first."""

    ward: str | None = None
    asked_at: datetime | None = None
    nominations: tuple[Nomination, ...] = ()

    @property
    def live(self) -> Nomination | None:
        """Who is asked or comes."""
        return next((each for each in self.nominations if each.is_live), None)

    @property
    def is_open(self) -> bool:
        """Whether somebody is still to be nominated."""
        return self.ward is not None and self.live is None

    @property
    def is_filled(self) -> bool:
        """Whether a local officer has said that they come."""
        return self.live is not None and self.live.state is Answer.CONFIRMED

    @property
    def said_no(self) -> frozenset[int]:
        """Who has declined for this ward."""
        return frozenset(
            each.member_id
            for each in self.nominations
            if each.state is Answer.DECLINED and each.ward == self.ward
        )


# Refusals


@dataclass(eq=False)
class NotYourWard(Refusal):
    """A sergeant nominates, and proposes, for their own ward only."""

    ward: str


@dataclass(eq=False)
class NoWardYet(Refusal):
    """The ward of the night is not settled: nobody knows whose officer is needed."""


@dataclass(eq=False)
class NotLocalOfficer(Refusal):
    """Only an active local officer of that very ward can be nominated."""

    ward: str


@dataclass(eq=False)
class NominatedAlready(Refusal):
    """Somebody is nominated for this night already: they, or another."""

    member_id: int
    is_same: bool


@dataclass(eq=False)
class OnTheCrewAlready(Refusal):
    """They go out with the crew, and a pair needs two."""

    member_id: int


@dataclass(eq=False)
class SupervisesAlready(Refusal):
    """They supervise the night from outside, and cannot be out with its crew."""

    member_id: int


@dataclass(eq=False)
class NotNominated(Refusal):
    """They are not nominated for this night, or not any more."""


@dataclass(eq=False)
class NobodyNominated(Refusal):
    """There is no nomination to take back."""


# Rules


def wards_of(member: Member, *roles: Role) -> frozenset[str]:
    """The wards for which an active member holds one of these roles."""
    if not member.is_active:
        return frozenset()
    return frozenset(
        grant.ward
        for grant in member.grants
        if grant.role in roles and grant.state is GrantState.HELD and grant.ward
    )


def sergeants_of(members: Iterable[Member], ward: str) -> list[Member]:
    """The sergeants of a ward."""
    return [each for each in members if ward in wards_of(each, Role.WARD_SERGEANT)]


def officers_of(members: Iterable[Member], ward: str) -> list[Member]:
    """The local officers of a ward."""
    return [each for each in members if ward in wards_of(each, Role.LOCAL_OFFICER)]


def require_nominator(member: Member, ward: str | None) -> Member:
    """A lead, or the ward's own sergeant.

    Raises `NotYourWard` for another ward's sergeant, `RoleMissing` for everybody else.
    """
    if member.may(Role.LEAD):
        return member
    wards = wards_of(member, Role.WARD_SERGEANT)
    if not wards:
        raise RoleMissing(member.area, (Role.LEAD, Role.WARD_SERGEANT))
    if ward is not None and ward not in wards:
        raise NotYourWard(ward)
    return member


NOBODY = Leading()


def nominate(
    pairing: Pairing, crew: Crew, member: Member, *, now: datetime, named: Leading = NOBODY
) -> str:
    """A local officer is nominated; the ward it is for.

    Raises `NoWardYet`, `NotLocalOfficer`, `NominatedAlready`, `OnTheCrewAlready`,
    `SupervisesAlready`, `NightCancelled`, `PatrolStarted`.
    """
    ward = require_open(pairing, crew, now=now)
    if ward not in wards_of(member, Role.LOCAL_OFFICER):
        raise NotLocalOfficer(ward)
    live = pairing.live
    if live is not None:
        raise NominatedAlready(live.member_id, live.member_id == member.id)
    if is_on_crew(crew, member.id):
        raise OnTheCrewAlready(member.id)
    if supervises(named, member.id):
        raise SupervisesAlready(member.id)
    return ward


def is_on_crew(crew: Crew, member_id: int) -> bool:
    """Whether somebody goes out with the crew as things stand."""
    return member_id in {each.member_id for each in goers(crew)}


def supervises(named: Leading, member_id: int) -> bool:
    """Whether somebody is the supervisor, or the fallback."""
    return any(part in SUPERVISORS for part in named.parts_of(member_id))


def can_come_again(crew: Crew, named: Leading, member: Member, ward: str) -> bool:
    """Whether who was nominated before a night was called off can be asked again."""
    is_local = ward in wards_of(member, Role.LOCAL_OFFICER)
    is_free = not is_on_crew(crew, member.id) and not supervises(named, member.id)
    return is_local and is_free


def require_open(pairing: Pairing, crew: Crew, *, now: datetime) -> str:
    """The ward that somebody can still be nominated for, or invited to.

    Raises `NoWardYet`, `NightCancelled`, `PatrolStarted`.
    """
    require_on(crew, now)
    if pairing.ward is None:
        raise NoWardYet
    return pairing.ward


def can_be_vouched_for(
    pairing: Pairing, crew: Crew, member: Member, ward: str, *, now: datetime,
    named: Leading = NOBODY,
) -> bool:  # fmt: skip
    """Whether somebody who joins by a sergeant's link is nominated at once.

    They need not be let in yet, but the night must still want an officer of that ward.
    """
    is_ahead = crew.cancelled is None and now < crew.book.starts
    is_free = not is_on_crew(crew, member.id) and not supervises(named, member.id)
    may_come = is_free and member.state in (MemberState.PENDING, MemberState.ACTIVE)
    return is_ahead and pairing.ward == ward and pairing.live is None and may_come


def require_nominated(pairing: Pairing, crew: Crew, member_id: int, *, now: datetime) -> Nomination:
    """Somebody's own nomination, to be answered before the patrol starts.

    Raises `NotNominated`, `NightCancelled`, `PatrolStarted`.
    """
    require_on(crew, now)
    live = pairing.live
    if live is None or live.member_id != member_id:
        raise NotNominated
    return live


def take_back(pairing: Pairing, crew: Crew, *, now: datetime) -> Nomination:
    """The nomination that a sergeant or lead takes back, to nominate another.

    Raises `NobodyNominated`, `NightCancelled`, `PatrolStarted`.
    """
    require_on(crew, now)
    if pairing.live is None:
        raise NobodyNominated
    return pairing.live


# The record


@dataclass(frozen=True, slots=True)
class Together:
    """A night on which a local officer was out, and who was on its crew."""

    starts: datetime
    ward: str
    local_officer: int
    crew: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Reached:
    """Of a ward: how many different local officers were out, on how many nights, and when last."""

    ward: str
    officers: int
    nights: int
    last: datetime


@dataclass(frozen=True, slots=True)
class Pair:
    """How often two people were out together, and when last."""

    member_id: int
    local_officer: int
    nights: int
    last: datetime


def reached(nights: Collection[Together]) -> Mapping[str, Reached]:
    """Local officers reached, by ward; wards where nobody was are left out."""
    found: dict[str, Reached] = {}
    for ward in {each.ward for each in nights}:
        theirs = [each for each in nights if each.ward == ward]
        people = {each.local_officer for each in theirs}
        last = max(each.starts for each in theirs)
        found[ward] = Reached(ward, len(people), len(theirs), last)
    return found


def pairs(nights: Collection[Together]) -> list[Pair]:
    """Who has been out with whom: the most often first, of equals the latest."""
    found: dict[tuple[int, int], list[datetime]] = {}
    for each in nights:
        for member_id in each.crew:
            found.setdefault((member_id, each.local_officer), []).append(each.starts)
    every = [Pair(*who, len(when), max(when)) for who, when in found.items()]
    return sorted(every, key=lambda each: (-each.nights, -each.last.timestamp(), each.member_id))
