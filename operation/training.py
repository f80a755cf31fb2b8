"""Training sessions: who applies, whom the lead selects, who came and is signed off.

Applied and selected are different things. What the lead looks for is the operation's own
criterion, a vulnerability- and victim-focused mindset: nobody is selected before a lead has
answered for it. Rules return the changed value or raise a refusal; they read no clock.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum

from operation.errors import Refusal
from operation.nights import elapsed_hours
from operation.people import GrantState, Member, MemberState, NotActive, Role

MOST_SEATS = 60
LONGEST_HOURS = 12
LONGEST_PLACE = 80
LONGEST_REASON = 200
POLICE_WHO_APPLY = (Role.OFFICER, Role.LOCAL_OFFICER, Role.WARD_SERGEANT, Role.LEAD)


class ApplicationState(StrEnum):
    """Where an applicant stands with a session."""

    APPLIED = "applied"
    RESERVE = "reserve"
    SELECTED = "selected"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"


class Mindset(StrEnum):
    """What a lead answers: was a vulnerability- and victim-focused mindset seen?"""

    SEEN = "seen"
    UNSURE = "unsure"
    NO = "no"


class Attendance(StrEnum):
    """Whether somebody who was selected came."""

    ATTENDED = "attended"
    ABSENT = "absent"


WAITING = frozenset({ApplicationState.APPLIED, ApplicationState.RESERVE})
OPEN = WAITING | {ApplicationState.SELECTED}


@dataclass(frozen=True, slots=True)
class Session:
    """A training day: instants in UTC, seats, and where it is, for those selected to read."""

    id: int
    area: str
    starts: datetime
    ends: datetime
    seats: int
    place: str
    called_off_at: datetime | None = None
    announced_at: datetime | None = None

    def is_ahead(self, now: datetime) -> bool:
        return self.called_off_at is None and now < self.starts


@dataclass(frozen=True, slots=True)
class Application:
    """One person and one session. `seat` is set while selected, 1 to the session's seats.

    `mindset` and `mindset_reason` are for leads alone. `grant_id` is the role that was asked for
    together with the training, by somebody who is no officer yet.
    """

    id: int
    session_id: int
    member_id: int
    state: ApplicationState
    applied_at: datetime
    seat: int | None = None
    mindset: Mindset | None = None
    mindset_reason: str | None = None
    attendance: Attendance | None = None
    signed_off_at: datetime | None = None
    grant_id: int | None = None

    @property
    def is_selected(self) -> bool:
        return self.state is ApplicationState.SELECTED

    @property
    def is_to_sign_off(self) -> bool:
        """Came, and waits for the lead's word."""
        is_there = self.is_selected and self.attendance is Attendance.ATTENDED
        return is_there and self.signed_off_at is None


# Refusals


@dataclass(eq=False)
class SessionPast(Refusal):
    """A session is set for a time that is ahead."""

    starts: datetime


@dataclass(eq=False)
class SessionEndsFirst(Refusal):
    """It would end before it starts."""

    starts: datetime
    ends: datetime


@dataclass(eq=False)
class SessionTooLong(Refusal):
    """No training day is longer than `hours`."""

    hours: int


@dataclass(eq=False)
class SeatsImpossible(Refusal):
    """A session has 1 to `most` places."""

    seats: int
    most: int


@dataclass(eq=False)
class PlaceUnclear(Refusal):
    """Where it is has to be said, on one line of at most `limit` characters."""

    limit: int


@dataclass(eq=False)
class SeatsTaken(Refusal):
    """More are selected than there would be places."""

    selected: int
    seats: int


@dataclass(eq=False)
class SessionBegun(Refusal):
    """It has begun: nobody applies, withdraws or is selected any more."""

    starts: datetime


@dataclass(eq=False)
class SessionCalledOff(Refusal):
    """It does not take place."""

    starts: datetime


@dataclass(eq=False)
class SessionAhead(Refusal):
    """It has not taken place yet, so nobody was there."""

    starts: datetime


@dataclass(eq=False)
class SessionTold(Refusal):
    """The group was told of it, and the message there keeps itself up to date."""

    told_at: datetime


@dataclass(eq=False)
class NoGroupToTell(Refusal):
    """The area has no group."""


@dataclass(eq=False)
class SessionFull(Refusal):
    """Every place is somebody's."""

    seats: int


@dataclass(eq=False)
class AppliedAlready(Refusal):
    """They have applied, and nobody applies twice."""

    state: ApplicationState


@dataclass(eq=False)
class TrainedAlready(Refusal):
    """They are trained, and it does not run out soon."""

    trained_on: date | None


@dataclass(eq=False)
class TrainingForPolice(Refusal):
    """The training is for police officers."""


@dataclass(eq=False)
class NoApplication(Refusal):
    """They have not applied, or have withdrawn."""


@dataclass(eq=False)
class ApplicationDecided(Refusal):
    """Somebody decided before; this is how it stands."""

    state: ApplicationState


@dataclass(eq=False)
class MindsetUnanswered(Refusal):
    """No lead has answered for the mindset yet."""


@dataclass(eq=False)
class MindsetNotSeen(Refusal):
    """The mindset was not seen: selecting all the same takes a reason."""

    mindset: Mindset


@dataclass(eq=False)
class NotAttended(Refusal):
    """Whoever was not there is not signed off."""


@dataclass(eq=False)
class SignedOffAlready(Refusal):
    """The training is recorded."""


@dataclass(eq=False)
class NobodyToSignOff(Refusal):
    """Nobody is marked as attended who is not signed off."""


# The session


def require_session(
    starts: datetime, ends: datetime, seats: int, place: str, *, selected: int = 0, now: datetime
) -> str:
    """The place on one line, if a session may be so.

    `selected` people hold a place already. Raises `SessionPast`, `SessionEndsFirst`,
    `SessionTooLong`, `SeatsImpossible`, `SeatsTaken`, `PlaceUnclear`.
    """
    if starts <= now:
        raise SessionPast(starts)
    if ends <= starts:
        raise SessionEndsFirst(starts, ends)
    if elapsed_hours(starts, ends) > LONGEST_HOURS:
        raise SessionTooLong(LONGEST_HOURS)
    require_seats(seats, selected)
    return tidy_place(place)


def require_seats(seats: int, selected: int) -> int:
    """The number, if it is possible and everybody selected keeps a place."""
    if not 1 <= seats <= MOST_SEATS:
        raise SeatsImpossible(seats, MOST_SEATS)
    if seats < selected:
        raise SeatsTaken(selected, seats)
    return seats


def tidy_place(text: str) -> str:
    """Where a session is, on one line. Raises `PlaceUnclear`."""
    tidy = " ".join(text.split())
    if not tidy or len(tidy) > LONGEST_PLACE:
        raise PlaceUnclear(LONGEST_PLACE)
    return tidy


def require_ahead(session: Session, now: datetime) -> Session:
    """The session, if it takes place and has not begun."""
    require_on(session)
    if now >= session.starts:
        raise SessionBegun(session.starts)
    return session


def require_on(session: Session) -> Session:
    """The session, if it was not called off."""
    if session.called_off_at is not None:
        raise SessionCalledOff(session.starts)
    return session


# Applying


def require_may_train(member: Member, *, is_for_renewal: bool, is_asking: bool = False) -> Member:
    """The member, if a training is for them.

    Police of the area who are not trained or whose training runs out soon, and somebody who is
    joining as an officer (`is_asking`). Raises `TrainingForPolice`, `TrainedAlready`.
    """
    if not (is_asking or member.roles & set(POLICE_WHO_APPLY)):
        raise TrainingForPolice
    if member.is_trained and not is_for_renewal:
        raise TrainedAlready(member.trained_on)
    return member


def require_new(session: Session, found: Application | None, *, now: datetime) -> None:
    """Nobody applies twice; whoever has withdrawn may apply again.

    Raises `SessionBegun`, `SessionCalledOff`, `AppliedAlready`.
    """
    require_ahead(session, now)
    if found is not None and found.state is not ApplicationState.WITHDRAWN:
        raise AppliedAlready(found.state)


def withdraw(session: Session, found: Application | None, *, now: datetime) -> Application:
    """Somebody takes their application back; their place is free again.

    Raises `SessionBegun`, `SessionCalledOff`, `NoApplication`.
    """
    require_ahead(session, now)
    if found is None or found.state not in OPEN:
        raise NoApplication
    return replace(found, state=ApplicationState.WITHDRAWN, seat=None)


# Selecting


def assess(session: Session, found: Application, mindset: Mindset, *, now: datetime) -> Application:
    """A lead answers for somebody's mindset; while they wait, the answer may change.

    Raises `SessionBegun`, `SessionCalledOff`, `ApplicationDecided`.
    """
    require_ahead(session, now)
    if found.state not in WAITING:
        raise ApplicationDecided(found.state)
    return replace(found, mindset=mindset, mindset_reason=None)


def select(
    session: Session,
    found: Application,
    others: Collection[Application],
    *,
    now: datetime,
    reason: str | None = None,
) -> Application:
    """A lead gives somebody a place: the lowest seat that nobody holds.

    The mindset was answered for, and as seen, or there is a `reason`. Raises `SessionBegun`,
    `SessionCalledOff`, `ApplicationDecided`, `MindsetUnanswered`, `MindsetNotSeen`,
    `SessionFull`.
    """
    require_ahead(session, now)
    if found.state not in WAITING:
        raise ApplicationDecided(found.state)
    if found.mindset is None:
        raise MindsetUnanswered
    if found.mindset is not Mindset.SEEN and reason is None:
        raise MindsetNotSeen(found.mindset)
    taken = {each.seat for each in others}
    free = [seat for seat in range(1, session.seats + 1) if seat not in taken]
    if not free:
        raise SessionFull(session.seats)
    return replace(found, state=ApplicationState.SELECTED, seat=free[0], mindset_reason=reason)


def keep_waiting(session: Session, found: Application, *, now: datetime) -> Application:
    """A lead puts somebody on the reserve list. Raises what `decline` raises."""
    require_ahead(session, now)
    if found.state is not ApplicationState.APPLIED:
        raise ApplicationDecided(found.state)
    return replace(found, state=ApplicationState.RESERVE)


def decline(session: Session, found: Application, *, now: datetime) -> Application:
    """A lead says no, also to somebody who was selected: their place is free again.

    Raises `SessionBegun`, `SessionCalledOff`, `ApplicationDecided`.
    """
    require_ahead(session, now)
    if found.state not in OPEN:
        raise ApplicationDecided(found.state)
    return replace(found, state=ApplicationState.DECLINED, seat=None)


# Afterwards


def mark(
    session: Session, found: Application, attendance: Attendance, *, now: datetime
) -> Application:
    """Whether somebody selected was there, from the start on; may be corrected until sign-off.

    Raises `SessionCalledOff`, `SessionAhead`, `NoApplication`, `SignedOffAlready`.
    """
    require_on(session)
    if now < session.starts:
        raise SessionAhead(session.starts)
    if not found.is_selected:
        raise NoApplication
    if found.signed_off_at is not None:
        raise SignedOffAlready
    return replace(found, attendance=attendance)


def sign_off(session: Session, found: Application, member: Member, *, now: datetime) -> Application:
    """The lead's word that somebody who was there is qualified.

    Raises `SessionCalledOff`, `SessionAhead`, `NotAttended`, `SignedOffAlready`, and `NotActive`
    for somebody who has no access.
    """
    require_on(session)
    if now < session.starts:
        raise SessionAhead(session.starts)
    if found.signed_off_at is not None:
        raise SignedOffAlready
    if not found.is_to_sign_off:
        raise NotAttended
    if not member.is_active:
        raise NotActive(member.state)
    return replace(found, signed_off_at=now)


def undo_sign_off(found: Application) -> Application:
    """The sign-off was a mistake: they were there, and wait for the lead's word again."""
    return replace(found, signed_off_at=None)


def to_sign_off(applications: Sequence[Application]) -> list[Application]:
    """Everybody who was there and waits for the lead's word. Raises `NobodyToSignOff`."""
    found = [each for each in applications if each.is_to_sign_off]
    if not found:
        raise NobodyToSignOff
    return found


def asks_for_role(member: Member) -> bool:
    """Whether somebody is still to be let in, as an officer."""
    asked = (grant for grant in member.grants if grant.role is Role.OFFICER)
    is_asked = any(grant.state is GrantState.PENDING for grant in asked)
    return member.state is MemberState.PENDING and is_asked


DAY_BEFORE = timedelta(days=1)
"""When those who were selected are reminded."""
