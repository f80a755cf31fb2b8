"""How people join: links that expire, who may open them, and what enrolment makes of a person."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from operation.area import Area
from operation.details import Details, check_details
from operation.errors import Refusal
from operation.people import (
    Grant,
    GrantState,
    Member,
    MemberState,
    Role,
    RoleAlreadyHeld,
    Suspended,
)

SINGLE_LINK_LASTS = timedelta(hours=72)
PARADE_LINK_LASTS = timedelta(hours=24)
MOST_PEOPLE = 50


@dataclass(frozen=True, slots=True)
class Invite:
    """A link for `people` persons, of whom `used` have come.

    `made_by` is the lead's member id, None for a link printed on the server's command line.
    """

    id: int
    area: str
    role: Role
    expires_at: datetime
    people: int = 1
    used: int = 0
    made_by: int | None = None


@dataclass(eq=False)
class LinkUnknown(Refusal):
    """No such link: mistyped, forged, or long gone."""


@dataclass(eq=False)
class LinkExpired(Refusal):
    """It ran out, or was withdrawn, at that moment."""

    expired_at: datetime


@dataclass(eq=False)
class LinkUsedUp(Refusal):
    """As many people as it was made for have used it."""

    people: int


@dataclass(eq=False)
class LinkForAnotherArea(Refusal):
    """It belongs to an area that is not run here, or not the one asked for."""


@dataclass(eq=False)
class RoleAlreadyAsked(Refusal):
    """They have asked for this role and a lead is still to decide."""

    role: Role


@dataclass(eq=False)
class TooManyPeople(Refusal):
    """A link is for 1 to `most` people."""

    people: int
    most: int


@dataclass(eq=False)
class SingleUseOnly(Refusal):
    """Links for this role are for one person."""

    role: Role


@dataclass(frozen=True, slots=True)
class InviteMade:
    """A link to be printed or passed on."""

    area: str
    role: Role
    people: int
    expires_at: datetime
    by: int | None


@dataclass(frozen=True, slots=True)
class InviteWithdrawn:
    """A lead made a link useless before its time."""

    invite_id: int
    by: int


@dataclass(frozen=True, slots=True)
class Enrolled:
    """Someone used a link, or a lead wrote down someone without Telegram (`invite_id` None).

    `member_id` is None for a person new to the area. `state` is what the member is from now on,
    `grant` holds the role asked for, or held at once. `details` are complete.
    """

    area: str
    member_id: int | None
    state: MemberState
    grant: Grant
    details: Details
    invite_id: int | None

    @property
    def awaits_approval(self) -> bool:
        return self.grant.state is GrantState.PENDING


def make_invite(
    area: str, role: Role, *, by: int | None, now: datetime, people: int = 1
) -> InviteMade:
    """A link for one person (72 hours), or one for a parade room (`people`, 24 hours).

    Leads and visitors come by single-use links. Raises `TooManyPeople`, `SingleUseOnly`.
    """
    if not 1 <= people <= MOST_PEOPLE:
        raise TooManyPeople(people, MOST_PEOPLE)
    if people > 1 and role in (Role.LEAD, Role.VISITOR):
        raise SingleUseOnly(role)
    lasts = SINGLE_LINK_LASTS if people == 1 else PARADE_LINK_LASTS
    return InviteMade(area, role, people, now + lasts, by)


def withdraw_invite(invite: Invite, *, by: int, now: datetime) -> tuple[Invite, InviteWithdrawn]:
    """A lead ends a link early. Raises `LinkExpired`, `LinkUsedUp` when it is useless already."""
    _require_usable(invite, now)
    return replace(invite, expires_at=now), InviteWithdrawn(invite.id, by)


def open_invite(
    invite: Invite | None, member: Member | None, *, areas: Collection[str], now: datetime
) -> Invite:
    """Whether this person may go on with this link; asked on opening and again on sending.

    `areas` are the keys of the areas run here, `member` is the person in the link's area. Raises
    `LinkUnknown`, `LinkForAnotherArea`, `Suspended` (a link leads around no suspension, unless it
    comes from the command line), `RoleAlreadyAsked`, `RoleAlreadyHeld`, `LinkExpired`,
    `LinkUsedUp`.
    """
    if invite is None:
        raise LinkUnknown
    if invite.area not in areas or (member is not None and member.area != invite.area):
        raise LinkForAnotherArea
    if member is not None:
        _require_welcome(invite, member)
    return _require_usable(invite, now)


def enrol(
    invite: Invite, member: Member | None, area: Area, details: Details, *, now: datetime
) -> Enrolled:
    """A person sends their details: a lead will decide, or a first link decides at once.

    Raises what `open_invite` and `check_details` raise.
    """
    open_invite(invite, member, areas=(area.key,), now=now)
    kept = check_details(invite.role, area, _completed(details, member))
    is_first = _is_from_command_line(invite)
    asked = GrantState.HELD if is_first else GrantState.PENDING
    grant = Grant(invite.role, ward=kept.ward, agency=kept.agency, state=asked)
    _require_new(grant, member)
    is_known = member is not None and member.is_active
    return Enrolled(
        area=area.key,
        member_id=member.id if member else None,
        state=MemberState.ACTIVE if is_first or is_known else MemberState.PENDING,
        grant=grant,
        details=kept,
        invite_id=invite.id,
    )


def write_down(area: Area, role: Role, details: Details) -> Enrolled:
    """A lead writes down someone without Telegram; the lead's word is the approval.

    A training date follows with `operation.membership.record_training`. Raises what
    `check_details` raises.
    """
    kept = check_details(role, area, details)
    grant = Grant(role, ward=kept.ward, agency=kept.agency)
    return Enrolled(area.key, None, MemberState.ACTIVE, grant, kept, None)


def _is_from_command_line(invite: Invite) -> bool:
    """Whoever runs the server vouches; there may be no lead yet who could."""
    return invite.made_by is None


def _require_usable(invite: Invite, now: datetime) -> Invite:
    if invite.used >= invite.people:
        raise LinkUsedUp(invite.people)
    if now >= invite.expires_at:
        raise LinkExpired(invite.expires_at)
    return invite


def _require_welcome(invite: Invite, member: Member) -> None:
    if member.state is MemberState.SUSPENDED:
        if not _is_from_command_line(invite):
            raise Suspended(member.area)
        return
    bound = invite.role.needs_ward or invite.role.needs_agency
    for grant in member.grants:
        if grant.role is invite.role and grant.state is GrantState.PENDING:
            raise RoleAlreadyAsked(invite.role)
        if grant.role is invite.role and grant.state is GrantState.HELD and not bound:
            raise RoleAlreadyHeld(invite.role)


def _require_new(grant: Grant, member: Member | None) -> None:
    """Nobody asks for what they hold: the same role for the same ward or agency."""
    known = member.grant(grant) if member and member.is_active else None
    if known is not None and known.state is GrantState.HELD:
        raise RoleAlreadyHeld(grant.role)


def _completed(details: Details, member: Member | None) -> Details:
    """The details with what the area knows already; new answers win."""
    if member is None:
        return details
    return replace(
        details,
        surname=details.surname or member.surname,
        rank=details.rank or member.rank,
        warrant_number=details.warrant_number or member.warrant_number,
    )
