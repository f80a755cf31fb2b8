"""Who someone is in an area, and who may act there.

How people join is in `operation.joining`, what becomes of them afterwards in
`operation.membership`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from operation.errors import Refusal


class Role(StrEnum):
    """What a person is to an area; one person may hold several."""

    LEAD = "lead"
    OFFICER = "officer"
    LOCAL_OFFICER = "local_officer"
    WARD_SERGEANT = "ward_sergeant"
    VISITOR = "visitor"
    PARTNER = "partner"

    @property
    def needs_ward(self) -> bool:
        """A ward's own officer and its sergeant are bound to that ward."""
        return self in (Role.LOCAL_OFFICER, Role.WARD_SERGEANT)

    @property
    def needs_agency(self) -> bool:
        """A partner stands for one agency."""
        return self is Role.PARTNER

    @property
    def is_police(self) -> bool:
        """Everyone but a partner has a rank and a warrant number."""
        return self is not Role.PARTNER


class MemberState(StrEnum):
    """Where a person stands with an area; only an active member may do anything."""

    PENDING = "pending"
    ACTIVE = "active"
    SUSPENDED = "suspended"
    REMOVED = "removed"
    DECLINED = "declined"


class GrantState(StrEnum):
    """Where a single role stands; a member may hold one and ask for another."""

    PENDING = "pending"
    HELD = "held"
    DECLINED = "declined"
    ENDED = "ended"


@dataclass(frozen=True, slots=True)
class Grant:
    """A role asked for or held, with the ward code or agency key that it is bound to."""

    role: Role
    ward: str | None = None
    agency: str | None = None
    state: GrantState = GrantState.HELD

    def same_as(self, other: Grant) -> bool:
        """The same role for the same ward or agency, whatever its state."""
        return (self.role, self.ward, self.agency) == (other.role, other.ward, other.agency)


@dataclass(frozen=True, slots=True)
class Member:
    """A person as one area knows them.

    `trained_on` is the local date of the patrol training, None while not trained. `is_reachable`
    says whether the bot can write to their private chat; it means nothing without Telegram.
    """

    id: int
    area: str
    state: MemberState
    surname: str
    rank: str | None = None
    warrant_number: str | None = None
    grants: tuple[Grant, ...] = ()
    trained_on: date | None = None
    has_telegram: bool = True
    is_reachable: bool = True
    person_id: int | None = None

    @property
    def called(self) -> str:
        """Rank and surname, as people say it."""
        return f"{self.rank} {self.surname}" if self.rank else self.surname

    @property
    def is_active(self) -> bool:
        return self.state is MemberState.ACTIVE

    @property
    def roles(self) -> frozenset[Role]:
        """The roles held, whatever the member's own state."""
        return frozenset(grant.role for grant in self.grants if grant.state is GrantState.HELD)

    @property
    def is_trained(self) -> bool:
        return self.trained_on is not None

    @property
    def is_acting_lead(self) -> bool:
        """An active member who holds the lead's role."""
        return self.is_active and Role.LEAD in self.roles

    def may(self, *roles: Role) -> bool:
        """Active, and holding one of the roles (any role at all if none is named)."""
        return self.is_active and bool(self.roles & set(roles) if roles else self.roles)

    def grant(self, wanted: Grant) -> Grant | None:
        """The member's grant for the same role, ward and agency."""
        return next((grant for grant in self.grants if grant.same_as(wanted)), None)


@dataclass(frozen=True, slots=True)
class Actor:
    """Whoever tapped or wrote: a person known to the bot, or a stranger without `person_id`."""

    chat_id: int | None = None
    person_id: int | None = None
    members: tuple[Member, ...] = ()

    @property
    def active_members(self) -> tuple[Member, ...]:
        """The person in every area where they may do something now."""
        return tuple(member for member in self.members if member.is_active)

    def member(self, area: str) -> Member:
        """The person as an active member of the area.

        Raises `AwaitingApproval` or `Suspended`, and `NotAMember` for everybody else: a stranger,
        someone removed or declined, a member of another area.
        """
        for member in self.members:
            if member.area == area:
                return require_active(member)
        raise NotAMember(area)

    def acting(self, area: str, *roles: Role) -> Member:
        """The active member, holding one of the roles; raises `RoleMissing` too.

        A lead does not stand in for other roles: name `Role.LEAD` where leads may act.
        """
        member = self.member(area)
        if not member.may(*roles):
            raise RoleMissing(area, roles)
        return member


# Refusals


@dataclass(eq=False)
class NotAMember(Refusal):
    """A stranger to this area; the answer must not tell them anything about it."""

    area: str


@dataclass(eq=False)
class NobodyLeads(Refusal):
    """An area has no lead whom the bot could ask."""

    area: str


@dataclass(eq=False)
class AwaitingApproval(Refusal):
    """They have asked to join and no lead has decided yet."""

    area: str


@dataclass(eq=False)
class Suspended(Refusal):
    """Their access is suspended."""

    area: str


@dataclass(eq=False)
class NotActive(Refusal):
    """The person whom a lead's wish is about is no active member, but in this state."""

    state: MemberState


@dataclass(eq=False)
class RoleMissing(Refusal):
    """They are a member, but hold none of the roles needed."""

    area: str
    needed: tuple[Role, ...]


@dataclass(eq=False)
class RoleAlreadyHeld(Refusal):
    """They hold this role already."""

    role: Role


def require_active(member: Member) -> Member:
    """The member, if active; otherwise the refusal that says how they stand."""
    match member.state:
        case MemberState.ACTIVE:
            return member
        case MemberState.SUSPENDED:
            raise Suspended(member.area)
        case MemberState.PENDING:
            raise AwaitingApproval(member.area)
        case _:
            raise NotAMember(member.area)
