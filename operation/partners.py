"""Partner agencies on a night: what the night is for, who is invited to what, what they answer.

Partners take part in engagement only, never in enforcement: being seen with police can cost them
trust. So an invitation needs a window of engagement, and lies within it. Source: domain of the
operation, sections 1 and 3.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from operation.agencies import AgencyPaused, PartnerAgency
from operation.crew import Crew, NightCancelled
from operation.errors import Refusal
from operation.nights import local_instant
from operation.selection import NothingChanged

LONGEST_MEETING_POINT = 80
SHORTEST_WINDOW = timedelta(minutes=15)
MOST_INVITED = 20
"""Agencies on one night: more than anybody ever met, and as many as a screen holds."""


class Purpose(StrEnum):
    """What a night is for."""

    BOTH = "both"
    ENGAGEMENT = "engagement"
    ENFORCEMENT = "enforcement"


class Stand(StrEnum):
    """Where an invitation stands."""

    ASKED = "asked"
    YES = "yes"
    NO = "no"
    WITHDRAWN = "withdrawn"


class Attendance(StrEnum):
    """Whether an agency that was invited took part."""

    CAME = "came"
    LATE = "late"
    MISSED = "missed"
    EXCUSED = "excused"


TOOK_PART = frozenset({Attendance.CAME, Attendance.LATE})


@dataclass(frozen=True, slots=True)
class Span:
    """From one instant to a later one."""

    starts: datetime
    ends: datetime

    def holds(self, other: Span) -> bool:
        """Whether the other lies within, from end to end."""
        return self.starts <= other.starts and other.ends <= self.ends


@dataclass(frozen=True, slots=True)
class Engagement:
    """What a night is for, and when partners may take part; None while that is not stated."""

    purpose: Purpose = Purpose.BOTH
    window: Span | None = None


@dataclass(frozen=True, slots=True)
class Invitation:
    """What an agency is invited to, and what it has answered.

    `version` counts what was changed for them, so that an answer is to what they have read.
    `comes` is the member who comes, None if that is not said; `unnamed` says that it is somebody
    without Telegram, of whom no name is kept.
    """

    id: int
    patrol_id: int
    agency_id: int
    window: Span
    meeting: str
    invited_by: int
    invited_at: datetime
    stand: Stand = Stand.ASKED
    version: int = 1
    comes: int | None = None
    unnamed: bool = False
    answered_by: int | None = None
    answered_at: datetime | None = None
    attendance: Attendance | None = None

    @property
    def is_standing(self) -> bool:
        return self.stand is not Stand.WITHDRAWN


@dataclass(frozen=True, slots=True)
class Answer:
    """What is answered for an agency, by the member `by`."""

    comes: bool
    by: int
    who: int | None = None
    unnamed: bool = False


# Refusals


@dataclass(eq=False)
class EnforcementOnly(Refusal):
    """The night is for enforcement: no partner takes part."""


@dataclass(eq=False)
class WindowNotStated(Refusal):
    """When partners may take part has not been said yet."""


@dataclass(eq=False)
class WindowImpossible(Refusal):
    """It ends before it starts, or lasts less than a quarter of an hour."""


@dataclass(eq=False)
class WindowOutside(Refusal):
    """It does not lie within this time: the patrol's, or that of the engagement."""

    starts: datetime
    ends: datetime


@dataclass(eq=False)
class WindowPassed(Refusal):
    """The engagement has begun by now."""

    starts: datetime


@dataclass(eq=False)
class PartnersInvited(Refusal):
    """So many agencies are invited, or supply a soup kitchen, whom enforcement only turns away."""

    count: int


@dataclass(eq=False)
class NoAgencyChosen(Refusal):
    """Nobody was chosen to be invited."""


@dataclass(eq=False)
class TooManyInvited(Refusal):
    """More than `most` agencies would be on one night."""

    most: int = MOST_INVITED


@dataclass(eq=False)
class AlreadyInvited(Refusal):
    """The agency is invited to this night."""

    name: str


@dataclass(eq=False)
class MeetingPointMissing(Refusal):
    """No meeting point that could be read was given."""


@dataclass(eq=False)
class MeetingPointTooLong(Refusal):
    """Longer than `limit` characters."""

    limit: int


@dataclass(eq=False)
class InvitationWithdrawn(Refusal):
    """The invitation does not stand any more."""


@dataclass(eq=False)
class InvitationChanged(Refusal):
    """It was changed since this was read."""


@dataclass(eq=False)
class InvitationOver(Refusal):
    """The engagement has ended."""

    ended: datetime


@dataclass(eq=False)
class EngagementAhead(Refusal):
    """It has not begun yet."""

    starts: datetime


# The night


def set_purpose(
    engagement: Engagement, purpose: Purpose, *, patrol: Span, invited: int, is_sure: bool,
    has_kitchen: bool = False,
) -> Engagement:  # fmt: skip
    """What the night is for from now on.

    Engagement only is open to partners from start to end unless a window was stated; enforcement
    only has none. Raises `NothingChanged`, and `PartnersInvited` for enforcement only while
    agencies are invited or supply a soup kitchen, and nobody has said that they are to be turned
    away.
    """
    if purpose is engagement.purpose:
        raise NothingChanged
    if purpose is Purpose.ENFORCEMENT:
        if (invited or has_kitchen) and not is_sure:
            raise PartnersInvited(invited)
        return Engagement(purpose, None)
    window = engagement.window
    if purpose is Purpose.ENGAGEMENT and window is None:
        window = patrol
    return Engagement(purpose, window)


def set_window(engagement: Engagement, window: Span, *, patrol: Span) -> Engagement:
    """State when partners may take part.

    Raises `EnforcementOnly`, `NothingChanged`, `WindowImpossible`, `WindowOutside`.
    """
    if engagement.purpose is Purpose.ENFORCEMENT:
        raise EnforcementOnly
    _require_within(window, patrol)
    if window == engagement.window:
        raise NothingChanged
    return replace(engagement, window=window)


def first_hours(patrol: Span, hours: int) -> Span:
    """When partners are invited where nobody has said when they may take part."""
    return Span(patrol.starts, min(patrol.starts + timedelta(hours=hours), patrol.ends))


def stated(engagement: Engagement, window: Span, *, patrol: Span) -> Engagement:
    """The engagement once somebody is invited for a window: that states it, if nobody has.

    Raises what `set_window` raises.
    """
    if engagement.purpose is Purpose.ENFORCEMENT or engagement.window is not None:
        return engagement
    return set_window(engagement, window, patrol=patrol)


def require_engagement(engagement: Engagement) -> None:
    """Whether partners can be invited at all. Raises `EnforcementOnly`."""
    if engagement.purpose is Purpose.ENFORCEMENT:
        raise EnforcementOnly


def require_open(engagement: Engagement) -> Span:
    """When partners may take part. Raises `EnforcementOnly`, `WindowNotStated`."""
    require_engagement(engagement)
    if engagement.window is None:
        raise WindowNotStated
    return engagement.window


def fitted(window: Span, within: Span, *, moved: timedelta = timedelta()) -> Span:
    """A window as it is once the time that it lies in has changed.

    It stays if it still fits; else it is cut to fit; and if next to nothing would be left, it
    moves along by as much as the night has moved, or, where even that does not fit, it is all of
    the new time.
    """
    for each in (window, _cut(window, within), _cut(_moved(window, moved), within)):
        if within.holds(each) and each.ends - each.starts >= SHORTEST_WINDOW:
            return each
    return within


def _cut(window: Span, within: Span) -> Span:
    return Span(max(window.starts, within.starts), min(window.ends, within.ends))


def _moved(window: Span, by: timedelta) -> Span:
    return Span(window.starts + by, window.ends + by)


def _require_within(window: Span, within: Span) -> None:
    if window.ends - window.starts < SHORTEST_WINDOW:
        raise WindowImpossible
    if not within.holds(window):
        raise WindowOutside(within.starts, within.ends)


def require_takes_place(crew: Crew) -> None:
    """Raises `NightCancelled`."""
    if crew.cancelled is not None:
        raise NightCancelled(crew.cancelled)


# Invitations


def tidy_meeting_point(text: str) -> str:
    """A place on one line. Raises `MeetingPointMissing`, `MeetingPointTooLong`."""
    seen = "".join(
        sign for sign in text if sign.isspace() or unicodedata.category(sign) not in {"Cc", "Cf"}
    )
    place = " ".join(unicodedata.normalize("NFC", seen).split())
    if not any(sign.isalnum() for sign in place):
        raise MeetingPointMissing
    if len(place) > LONGEST_MEETING_POINT:
        raise MeetingPointTooLong(LONGEST_MEETING_POINT)
    return place


def require_terms(engagement: Engagement, window: Span, meeting: str, *, now: datetime) -> str:
    """The meeting point, tidied, if an agency can be invited to this.

    Raises `EnforcementOnly`, `WindowNotStated`, `WindowImpossible`, `WindowOutside`,
    `WindowPassed`, and what `tidy_meeting_point` raises.
    """
    _require_within(window, require_open(engagement))
    if window.starts <= now:
        raise WindowPassed(window.starts)
    return tidy_meeting_point(meeting)


def require_room(standing: int, chosen: int) -> None:
    """Raises `TooManyInvited`."""
    if standing + chosen > MOST_INVITED:
        raise TooManyInvited


def require_invitable(agency: PartnerAgency, before: Invitation | None) -> None:
    """Raises `AgencyPaused`, and `AlreadyInvited` unless what was answered before was no."""
    if agency.is_paused:
        raise AgencyPaused(agency.name)
    if before is not None and before.stand in {Stand.ASKED, Stand.YES}:
        raise AlreadyInvited(agency.name)


def invited_again(before: Invitation, made: Invitation) -> Invitation:
    """An agency that had said no, or whose invitation was withdrawn, is asked anew."""
    return replace(made, id=before.id, version=before.version + 1)


def require_answerable(invitation: Invitation, version: int | None, *, now: datetime) -> None:
    """Raises `InvitationWithdrawn`, `InvitationOver`, and `InvitationChanged` for an old card.

    A lead who answers for an agency names no version.
    """
    if not invitation.is_standing:
        raise InvitationWithdrawn
    if now >= invitation.window.ends:
        raise InvitationOver(invitation.window.ends)
    if version is not None and version != invitation.version:
        raise InvitationChanged


def answer(
    invitation: Invitation, said: Answer, *, version: int | None, now: datetime
) -> Invitation:
    """The invitation with this answer; of two answers the later stands.

    The same answer again changes nothing. Raises what `require_answerable` raises.
    """
    require_answerable(invitation, version, now=now)
    stand = Stand.YES if said.comes else Stand.NO
    who = said.who if said.comes else None
    unnamed = said.comes and said.unnamed
    if (stand, who, unnamed) == (invitation.stand, invitation.comes, invitation.unnamed):
        return invitation
    return replace(
        invitation, stand=stand, comes=who, unnamed=unnamed, answered_by=said.by, answered_at=now
    )


def change_terms(invitation: Invitation, *, window: Span, meeting: str) -> Invitation:
    """Another window or meeting point; a yes has to be said again when the window moves.

    The same terms again change nothing. Raises `InvitationWithdrawn`.
    """
    if not invitation.is_standing:
        raise InvitationWithdrawn
    if (window, meeting) == (invitation.window, invitation.meeting):
        return invitation
    changed = replace(invitation, window=window, meeting=meeting, version=invitation.version + 1)
    return asked_anew(changed) if window != invitation.window else changed


def asked_anew(invitation: Invitation) -> Invitation:
    """Whoever had said yes is asked again; who was to come is not forgotten."""
    if invitation.stand is not Stand.YES:
        return invitation
    return replace(invitation, stand=Stand.ASKED, answered_by=None, answered_at=None)


def withdraw(invitation: Invitation) -> Invitation:
    """The invitation stands no more. Raises `InvitationWithdrawn` if it did not before."""
    if not invitation.is_standing:
        raise InvitationWithdrawn
    return replace(
        invitation, stand=Stand.WITHDRAWN, version=invitation.version + 1, comes=None,
        unnamed=False,
    )  # fmt: skip


def mark(invitation: Invitation, attendance: Attendance, *, now: datetime) -> Invitation:
    """Whether the agency took part, once it has begun.

    Raises `InvitationWithdrawn`, `EngagementAhead`.
    """
    if not invitation.is_standing:
        raise InvitationWithdrawn
    if now < invitation.window.starts:
        raise EngagementAhead(invitation.window.starts)
    return replace(invitation, attendance=attendance)


def morning_after(ends: datetime, at: time, zone: str) -> datetime:
    """The first moment with this local time after the end of a night."""
    local = ends.astimezone(ZoneInfo(zone))
    today = local_instant(local.date(), at, zone)
    if today > ends:
        return today
    return local_instant(local.date() + timedelta(days=1), at, zone)
