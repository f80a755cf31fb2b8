"""What becomes of a member: approved, given roles, trained, suspended, restored, removed.

Every rule takes the member as they are and returns the member as they will be, with the event
that happened, or raises a refusal. That a lead asks is the caller's to check, with
`Actor.acting(area, Role.LEAD)`; `by` is that lead's member id.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from operation.errors import Refusal
from operation.people import (
    Grant,
    GrantState,
    Member,
    MemberState,
    NotActive,
    Role,
    RoleAlreadyHeld,
)


@dataclass(eq=False)
class LastLead(Refusal):
    """An area is never left without a lead."""

    area: str


@dataclass(eq=False)
class OnlyRole(Refusal):
    """It is their only role: give another first, or remove the person."""

    role: Role


@dataclass(eq=False)
class RoleNotHeld(Refusal):
    """They do not hold this role."""

    role: Role


@dataclass(eq=False)
class AlreadyDecided(Refusal):
    """Someone decided before, or the request is gone; `state` is how the role stands now."""

    role: Role
    state: GrantState | None


@dataclass(eq=False)
class AlreadyInState(Refusal):
    """Nothing to do: the member is in this state, or in one that this does not apply to."""

    state: MemberState


@dataclass(eq=False)
class TrainingInFuture(Refusal):
    """A training that has not happened yet does not count."""

    trained_on: date


@dataclass(eq=False)
class TrainingNotForRole(Refusal):
    """Only officers of the operation are trained for patrols."""

    roles: frozenset[Role]


# Events


@dataclass(frozen=True, slots=True)
class Approved:
    """A lead said yes to a role."""

    member_id: int
    grant: Grant
    trained_on: date | None
    by: int


@dataclass(frozen=True, slots=True)
class Declined:
    """A lead said no to a role."""

    member_id: int
    grant: Grant
    by: int


@dataclass(frozen=True, slots=True)
class RoleGiven:
    """A lead gave a role without being asked."""

    member_id: int
    grant: Grant
    by: int


@dataclass(frozen=True, slots=True)
class RoleEnded:
    """A lead ended a role."""

    member_id: int
    grant: Grant
    by: int


@dataclass(frozen=True, slots=True)
class TrainingRecorded:
    """A lead recorded when the member was trained, or that they are not (None)."""

    member_id: int
    was: date | None
    trained_on: date | None
    by: int


@dataclass(frozen=True, slots=True)
class StateChanged:
    """Suspended, restored or removed; `by` is None when leaving the group did it."""

    member_id: int
    was: MemberState
    state: MemberState
    by: int | None


# Rules


def approve(
    member: Member, wanted: Grant, *, trained_on: date | None, today: date, by: int
) -> tuple[Member, Approved]:
    """A lead says yes to a role asked for; a first yes makes the member active.

    `trained_on` is for officers and None while not trained; a date known before is kept.
    Raises `AlreadyDecided`, `NotActive` for someone suspended meanwhile, `TrainingInFuture`.
    """
    asked = _require_asked(member, wanted)
    if member.state is MemberState.SUSPENDED:
        raise NotActive(member.state)
    held = replace(asked, state=GrantState.HELD)
    trained = member.trained_on
    if asked.role is Role.OFFICER and trained_on is not None:
        trained = _require_past(trained_on, today)
    approved = replace(
        member,
        state=MemberState.ACTIVE,
        grants=_with_grant(member.grants, held),
        trained_on=trained,
    )
    return approved, Approved(member.id, held, trained, by)


def decline(member: Member, wanted: Grant, *, by: int) -> tuple[Member, Declined]:
    """A lead says no; someone with another role keeps that. Raises `AlreadyDecided`."""
    asked = _require_asked(member, wanted)
    refused = replace(asked, state=GrantState.DECLINED)
    grants = _with_grant(member.grants, refused)
    still_asking = any(grant.state is GrantState.PENDING for grant in grants)
    is_over = member.state is MemberState.PENDING and not still_asking
    state = MemberState.DECLINED if is_over else member.state
    return replace(member, state=state, grants=grants), Declined(member.id, refused, by)


def give_role(member: Member, grant: Grant, *, by: int) -> tuple[Member, RoleGiven]:
    """A lead gives an active member another role.

    The ward or agency comes checked by `operation.details`. Raises `RoleAlreadyHeld`, and
    `NotActive` for a member who is not active.
    """
    if not member.is_active:
        raise NotActive(member.state)
    known = member.grant(grant)
    if known is not None and known.state is GrantState.HELD:
        raise RoleAlreadyHeld(grant.role)
    held = replace(grant, state=GrantState.HELD)
    return replace(member, grants=_with_grant(member.grants, held)), RoleGiven(member.id, held, by)


def end_role(member: Member, grant: Grant, *, leads: int, by: int) -> tuple[Member, RoleEnded]:
    """A lead ends one of several roles; `leads` counts the area's active leads.

    Raises `RoleNotHeld`, `LastLead`, and `OnlyRole`, since a member without a role would be
    someone whom nobody sees in a list.
    """
    known = member.grant(grant)
    if known is None or known.state is not GrantState.HELD:
        raise RoleNotHeld(grant.role)
    if grant.role is Role.LEAD:
        _require_another_lead(member, leads)
    if sum(held.state is GrantState.HELD for held in member.grants) == 1:
        raise OnlyRole(grant.role)
    ended = replace(known, state=GrantState.ENDED)
    return replace(member, grants=_with_grant(member.grants, ended)), RoleEnded(
        member.id, ended, by
    )


def record_training(
    member: Member, trained_on: date | None, *, today: date, by: int
) -> tuple[Member, TrainingRecorded]:
    """A lead records the day of the training, or None for not (or no longer) trained.

    Raises `TrainingInFuture`, `TrainingNotForRole`.
    """
    if Role.OFFICER not in member.roles:
        raise TrainingNotForRole(member.roles)
    if trained_on is not None:
        _require_past(trained_on, today)
    event = TrainingRecorded(member.id, member.trained_on, trained_on, by)
    return replace(member, trained_on=trained_on), event


def suspend(member: Member, *, leads: int, by: int) -> tuple[Member, StateChanged]:
    """A lead suspends a member's access. Raises `LastLead`, `AlreadyInState`."""
    if not member.is_active:
        raise AlreadyInState(member.state)
    _require_another_lead(member, leads)
    return _moved(member, MemberState.SUSPENDED, by)


def leave_group(member: Member) -> tuple[Member, StateChanged] | None:
    """Leaving or being put out of the area's group suspends an active member at once.

    None when there is nothing to suspend. Even the last lead loses access, since whoever left
    may no longer hold the phone; a first link from the command line brings a lead back.
    """
    if not member.is_active:
        return None
    return _moved(member, MemberState.SUSPENDED, None)


def restore(member: Member, *, by: int) -> tuple[Member, StateChanged]:
    """A lead gives a suspended member their access back. Raises `AlreadyInState`."""
    if member.state is not MemberState.SUSPENDED:
        raise AlreadyInState(member.state)
    return _moved(member, MemberState.ACTIVE, by)


def remove(member: Member, *, leads: int, by: int) -> tuple[Member, StateChanged]:
    """A lead removes a member for good; every role held or asked for ends.

    Raises `LastLead`, and `AlreadyInState` for someone removed or declined before.
    """
    if member.state in (MemberState.REMOVED, MemberState.DECLINED):
        raise AlreadyInState(member.state)
    _require_another_lead(member, leads)
    removed, event = _moved(member, MemberState.REMOVED, by)
    return replace(removed, grants=tuple(_ended(grant) for grant in member.grants)), event


def _moved(member: Member, state: MemberState, by: int | None) -> tuple[Member, StateChanged]:
    return replace(member, state=state), StateChanged(member.id, member.state, state, by)


def _ended(grant: Grant) -> Grant:
    is_live = grant.state in (GrantState.HELD, GrantState.PENDING)
    return replace(grant, state=GrantState.ENDED) if is_live else grant


def _with_grant(grants: tuple[Grant, ...], changed: Grant) -> tuple[Grant, ...]:
    """The grants with this one put in the place of the same role, or at the end."""
    if not any(grant.same_as(changed) for grant in grants):
        return (*grants, changed)
    return tuple(changed if grant.same_as(changed) else grant for grant in grants)


def _require_asked(member: Member, wanted: Grant) -> Grant:
    asked = member.grant(wanted)
    if asked is None or asked.state is not GrantState.PENDING:
        raise AlreadyDecided(wanted.role, asked.state if asked else None)
    return asked


def _require_past(trained_on: date, today: date) -> date:
    if trained_on > today:
        raise TrainingInFuture(trained_on)
    return trained_on


def _require_another_lead(member: Member, leads: int) -> None:
    if member.is_acting_lead and leads <= 1:
        raise LastLead(member.area)
