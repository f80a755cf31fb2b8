"""Who leads a patrol, and which supervisor is on duty for it.

The patrol lead is one of the crew: location, invitations, risk assessment and brief are theirs.
The supervisor, and the fallback if the supervisor cannot be reached, are not out with the crew:
they are alerted first.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum

from operation.crew import Assignment, Crew, NightCancelled
from operation.errors import Refusal
from operation.people import Member, Role


class Part(StrEnum):
    """What somebody can be named for."""

    PATROL_LEAD = "patrol_lead"
    SUPERVISOR = "supervisor"
    FALLBACK = "fallback"


SUPERVISORS = (Part.SUPERVISOR, Part.FALLBACK)


@dataclass(frozen=True, slots=True)
class Leading:
    """Who is named for a patrol, by member id; None where nobody is."""

    patrol_lead: int | None = None
    supervisor: int | None = None
    fallback: int | None = None

    def of(self, part: Part) -> int | None:
        """Who is named for this part."""
        found: int | None = getattr(self, part.value)
        return found

    def parts_of(self, member_id: int) -> tuple[Part, ...]:
        """What a member is named for."""
        return tuple(part for part in Part if self.of(part) == member_id)

    @property
    def missing(self) -> tuple[Part, ...]:
        """What nobody is named for."""
        return tuple(part for part in Part if self.of(part) is None)


@dataclass(frozen=True, slots=True)
class Experience:
    """What a suggestion goes by: patrols worked so far, and the day of the training."""

    member_id: int
    patrols: int
    trained_on: date | None


# Refusals


@dataclass(eq=False)
class NotOnTheCrew(Refusal):
    """The patrol lead is one of those who go out."""

    member_id: int


@dataclass(eq=False)
class OnTheCrew(Refusal):
    """Who goes out with the crew cannot supervise it from outside."""

    member_id: int


@dataclass(eq=False)
class ComesAlong(Refusal):
    """The ward's local officer, or who is asked to be, is out with the crew too."""

    member_id: int


@dataclass(eq=False)
class NotSupervisor(Refusal):
    """Only a lead, a ward sergeant, or an officer of sergeant's rank and above supervises."""

    member_id: int


@dataclass(eq=False)
class NamedAlready(Refusal):
    """They are named for this part already."""

    part: Part


@dataclass(eq=False)
class PatrolOver(Refusal):
    """The patrol has ended: who led it is history."""

    ended: datetime


# Rules


def goers(crew: Crew) -> tuple[Assignment, ...]:
    """Who goes out as things stand: the crew, or before publication those who are chosen."""
    return crew.crew if crew.is_published else crew.picked


def standing(leading: Leading, crew: Crew) -> Leading:
    """Those named who can still do it: a patrol lead who goes out, supervisors who do not."""
    out = {each.member_id for each in goers(crew)}
    lead = leading.patrol_lead
    return Leading(
        lead if lead in out else None,
        None if leading.supervisor in out else leading.supervisor,
        None if leading.fallback in out else leading.fallback,
    )


def without(leading: Leading, member_id: int) -> Leading:
    """The same without somebody, whatever they were named for."""
    return replace(leading, **{part.value: None for part in leading.parts_of(member_id)})


def suggested(among: Collection[Experience]) -> int | None:
    """The most experienced: most patrols so far; of equals, who was trained first."""

    def turn(each: Experience) -> tuple[int, date, int]:
        return (-each.patrols, each.trained_on or date.max, each.member_id)

    return min(among, key=turn).member_id if among else None


def name_patrol_lead(leading: Leading, crew: Crew, member_id: int, *, now: datetime) -> Leading:
    """A lead names one of the crew, before the night or during it.

    Raises `NotOnTheCrew`, `NamedAlready`, `NightCancelled`, `PatrolOver`.
    """
    _require_not_over(crew, now)
    if member_id not in {each.member_id for each in goers(crew)}:
        raise NotOnTheCrew(member_id)
    if leading.patrol_lead == member_id:
        raise NamedAlready(Part.PATROL_LEAD)
    # Whoever goes out is no supervisor of the same night.
    return replace(without(leading, member_id), patrol_lead=member_id)


def name_supervisor(
    leading: Leading, crew: Crew, member: Member, part: Part, *, ranks: Sequence[str],
    now: datetime, local_officer: int | None = None,
) -> Leading:  # fmt: skip
    """A lead names the supervisor on duty, or the fallback; who was the other changes places.

    `local_officer` comes along, or is asked to. Raises `NotSupervisor`, `OnTheCrew`,
    `ComesAlong`, `NamedAlready`, `NightCancelled`, `PatrolOver`.
    """
    _require_not_over(crew, now)
    if not may_supervise(member, ranks):
        raise NotSupervisor(member.id)
    if member.id in {each.member_id for each in goers(crew)}:
        raise OnTheCrew(member.id)
    if member.id == local_officer:
        raise ComesAlong(member.id)
    before = leading.of(part)
    if before == member.id:
        raise NamedAlready(part)
    [other] = [each for each in SUPERVISORS if each is not part]
    named = {part.value: member.id}
    if leading.of(other) == member.id:
        named[other.value] = before  # type: ignore[assignment]  # nobody may have been there
    return replace(leading, **named)


def may_supervise(member: Member, ranks: Sequence[str]) -> bool:
    """Whether the bot can alert them, and their role or rank lets them supervise."""
    if not member.has_telegram:
        return False
    by_rank = member.rank in ranks and member.may(Role.OFFICER, Role.LOCAL_OFFICER)
    return by_rank or member.may(Role.LEAD, Role.WARD_SERGEANT)


def _require_not_over(crew: Crew, now: datetime) -> None:
    if crew.cancelled is not None:
        raise NightCancelled(crew.cancelled)
    if now >= crew.book.ends:
        raise PatrolOver(crew.book.ends)
