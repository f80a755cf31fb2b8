"""What the screens of training show: read in one go, as plain data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from bot.actions.recording import record
from operation import pool, qualification
from operation.area import Area, NightPattern
from operation.nights import local_date
from operation.people import Actor, Member, Role
from operation.pool import Forecast
from operation.qualification import Qualification, Standing
from operation.training import (
    WAITING,
    Application,
    ApplicationState,
    Mindset,
    Session,
    asks_for_role,
)
from storage import areas as area_plans
from storage import people
from storage import qualification as qualifications
from storage import training as trainings
from storage.audit import AuditKind
from storage.database import Transaction

SHOWN_AFTER = timedelta(days=28)
"""A session stays on the lead's list so long after it, for marking and signing off."""


@dataclass(frozen=True, slots=True)
class Pool:
    """The officers of an area by how they stand, and what they can carry."""

    size: int
    in_training: int
    lapsed: int
    active: int
    lapsing: tuple[tuple[Member, date], ...]
    """Whose training runs out within 60 days, and when, the soonest first."""
    nights: tuple[NightPattern, ...]
    forecast: Forecast


@dataclass(frozen=True, slots=True)
class SessionLine:
    """A session in a list."""

    session: Session
    waiting: int
    selected: int


@dataclass(frozen=True, slots=True)
class LeadTraining:
    """The pool, and the sessions that are ahead or just over."""

    area: Area
    pool: Pool
    sessions: tuple[SessionLine, ...]
    now: datetime


@dataclass(frozen=True, slots=True)
class Applicant:
    """Somebody's application, and who they are."""

    application: Application
    member: Member


@dataclass(frozen=True, slots=True)
class SessionBoard:
    """One session with everybody who has applied."""

    area: Area
    session: Session
    applicants: tuple[Applicant, ...]
    has_group: bool
    now: datetime

    def standing(self, *states: ApplicationState) -> tuple[Applicant, ...]:
        """Those who stand so, in the order in which they applied."""
        return tuple(each for each in self.applicants if each.application.state in states)

    @property
    def selected(self) -> tuple[Applicant, ...]:
        return self.standing(ApplicationState.SELECTED)

    @property
    def has_begun(self) -> bool:
        return self.now >= self.session.starts


@dataclass(frozen=True, slots=True)
class ApplicationBoard:
    """One application, as its lead or its applicant sees it."""

    area: Area
    session: Session
    application: Application
    member: Member
    seats_left: int
    reserve: int
    next_id: int | None
    """Whom to look at next: the first who waits after this one, or else before."""
    now: datetime


@dataclass(frozen=True, slots=True)
class Entering:
    """Whom a lead could enter for a session."""

    area: Area
    session: Session
    members: tuple[Member, ...]


@dataclass(frozen=True, slots=True)
class MyTraining:
    """Where somebody stands, and the sessions that they could apply for or have applied for."""

    area: Area
    member: Member
    standing: Standing
    live: Qualification | None
    last: Qualification | None
    may_apply: bool
    sessions: tuple[tuple[Session, Application | None], ...]
    now: datetime


@dataclass(frozen=True, slots=True)
class BehindLink:
    """The session to which somebody's link leads.

    An officer (`is_officer`) has it among their own. Who has asked to join as one (`is_asking`)
    applies by opening the link. Everybody else is asked who they are first.
    """

    session_id: int
    area: str
    on: date
    is_officer: bool
    is_asking: bool


@dataclass(frozen=True, slots=True)
class QualificationBoard:
    """A member's training: how they stand now, and all that there was."""

    area: Area
    member: Member
    standing: Standing
    history: tuple[Qualification, ...]
    called: Mapping[int, str]
    """Who signed off, by member id."""

    @property
    def live(self) -> Qualification | None:
        return next((each for each in self.history if each.is_live), None)


async def require_lead_of_session(tx: Transaction, *, actor: Actor, session_id: int) -> Session:
    """The session, for a lead of its area."""
    session = await trainings.get_session(tx, session_id)
    actor.acting(session.area, Role.LEAD)
    return session


async def consult_session(
    tx: Transaction, *, actor: Actor, session_id: int, now: datetime
) -> Session:
    """A lead opens who has applied for a session: a consultation that is recorded."""
    session = await require_lead_of_session(tx, actor=actor, session_id=session_id)
    record(
        tx, AuditKind.CONSULTATION, "training applicants listed", f"training:{session_id}",
        area=session.area, actor=actor, at=now,
    )  # fmt: skip
    return session


async def behind_link(
    tx: Transaction, *, actor: Actor, token: str, areas: Mapping[str, Area]
) -> BehindLink | None:
    """The session to which a link leads; None for any other link."""
    session_id = await trainings.session_of_token(tx, token)
    if session_id is None:
        return None
    session = await trainings.get_session(tx, session_id)
    if session.area not in areas:
        return None
    here = [member for member in actor.members if member.area == session.area]
    return BehindLink(
        session_id=session_id,
        area=session.area,
        on=local_date(session.starts, areas[session.area].zone),
        is_officer=any(member.may(Role.OFFICER) for member in here),
        is_asking=any(asks_for_role(member) for member in here),
    )


async def reason_needed(tx: Transaction, *, actor: Actor, application_id: int) -> Member | None:
    """The applicant, if selecting them takes a reason: their mindset was answered as not seen."""
    found = await trainings.get_application(tx, application_id)
    await require_lead_of_session(tx, actor=actor, session_id=found.session_id)
    is_waiting = found.state in WAITING
    if is_waiting and found.mindset not in (None, Mindset.SEEN):
        return await people.get_member(tx, found.member_id)
    return None


async def my_training(
    tx: Transaction, *, actor: Actor, area: Area, now: datetime
) -> MyTraining | None:
    """Where the person stands in an area; None for somebody with no part in it."""
    member = next((each for each in actor.members if each.area == area.key), None)
    if member is None or not (member.is_active or asks_for_role(member)):
        return None
    history = await qualifications.history_of(tx, member.id)
    live = next((each for each in history if each.is_live), None)
    today = local_date(now, area.zone)
    mine = {each.session_id: each for each in await trainings.applications_by_member(tx, member.id)}
    selected = await trainings.selected_since(tx, area.key, since=now - SHOWN_AFTER)
    may_apply = member.trained_on is None or qualification.is_for_renewal(
        live.expires_on if live else None, area.training.reminder_days, today=today
    )
    # Somebody whom no lead has let in yet sees what they have applied for, and no other.
    ahead = [
        (each, mine.get(each.id))
        for each in await trainings.sessions_of(tx, area.key, since=now)
        if each.called_off_at is None and (member.is_active or each.id in mine)
    ]
    return MyTraining(
        area=area,
        member=member,
        standing=qualification.standing_of(
            member.trained_on, history, is_selected=member.id in selected
        ),
        live=live,
        last=history[-1] if history else None,
        may_apply=may_apply,
        sessions=tuple(ahead),
        now=now,
    )


async def lead_training(tx: Transaction, *, area: Area, now: datetime) -> LeadTraining:
    """The pool of an area and its sessions."""
    sessions = await trainings.sessions_of(tx, area.key, since=now - SHOWN_AFTER)
    counts = await trainings.counts_of(tx, [each.id for each in sessions])

    def line(session: Session) -> SessionLine:
        def number(*states: ApplicationState) -> int:
            return sum(counts.get((session.id, state), 0) for state in states)

        waiting = number(ApplicationState.APPLIED, ApplicationState.RESERVE)
        return SessionLine(session, waiting, number(ApplicationState.SELECTED))

    return LeadTraining(
        area, await pool_of(tx, area=area, now=now), tuple(map(line, sessions)), now
    )


async def pool_of(tx: Transaction, *, area: Area, now: datetime) -> Pool:
    """The pool of an area, and its forecast."""
    officers = [
        member for member in await people.members_of(tx, area.key) if Role.OFFICER in member.roles
    ]
    trained = [member for member in officers if member.is_trained]
    last = await qualifications.last_of(tx, [member.id for member in officers])
    selected = await trainings.selected_since(tx, area.key, since=now - SHOWN_AFTER)
    today = local_date(now, area.zone)
    standings = [
        qualification.standing_of(
            member.trained_on,
            [last[member.id]] if member.id in last else [],
            is_selected=member.id in selected,
        )
        for member in officers
    ]
    expiries = {
        member.id: last[member.id].expires_on if member.id in last else None for member in trained
    }
    filled = await trainings.places_filled(
        tx, list(expiries), since=now - pool.LOOKS_BACK, until=now
    )
    nights = (await area_plans.get(tx, area.key)).plan.nights
    lapsing = [
        (member, ends)
        for member in trained
        if (ends := expiries[member.id]) is not None and pool.is_lapsing(ends, today=today)
    ]
    return Pool(
        size=len(trained),
        in_training=standings.count(Standing.IN_TRAINING),
        lapsed=standings.count(Standing.LAPSED),
        active=len(filled),
        lapsing=tuple(sorted(lapsing, key=lambda each: (each[1], each[0].called))),
        nights=nights,
        forecast=pool.forecast(
            nights,
            list(expiries.values()),
            worked=sum(filled.values()),
            cap=nights_each(area),
            today=today,
        ),
    )


def nights_each(area: Area) -> int:
    """What the forecast counts on from one officer in four weeks: never more than rest allows."""
    counted_on, cap = area.training.nights_per_officer_month, area.rest.nights_per_four_weeks
    return min(counted_on, cap) if cap else counted_on


async def session_board(
    tx: Transaction, *, session_id: int, areas: Mapping[str, Area], now: datetime
) -> SessionBoard:
    """A session with everybody who has applied, for a screen whose opening was recorded."""
    session = await trainings.get_session(tx, session_id)
    found = await trainings.applications_of(tx, session_id)
    by_id = {
        member.id: member
        for member in await people.members_by_id(tx, [each.member_id for each in found])
    }
    settings = await area_plans.get(tx, session.area)
    return SessionBoard(
        areas[session.area],
        session,
        tuple(Applicant(each, by_id[each.member_id]) for each in found),
        settings.group_chat_id is not None,
        now,
    )


async def application_board(
    tx: Transaction, *, application_id: int, areas: Mapping[str, Area], now: datetime
) -> ApplicationBoard:
    """One application as it stands."""
    mine = await trainings.get_application(tx, application_id)
    board = await session_board(tx, session_id=mine.session_id, areas=areas, now=now)
    waiting = [
        each.application.id
        for each in board.standing(ApplicationState.APPLIED, ApplicationState.RESERVE)
        if each.application.id != application_id
    ]
    after = [each for each in waiting if each > application_id]
    member = next(each.member for each in board.applicants if each.application.id == mine.id)
    return ApplicationBoard(
        area=board.area,
        session=board.session,
        application=mine,
        member=member,
        seats_left=board.session.seats - len(board.selected),
        reserve=len(board.standing(ApplicationState.RESERVE)),
        next_id=next(iter(after or waiting), None),
        now=now,
    )


async def entering(
    tx: Transaction, *, session_id: int, areas: Mapping[str, Area], now: datetime
) -> Entering:
    """Whom a lead could enter: officers and ward officers, not trained, who have not applied."""
    session = await trainings.get_session(tx, session_id)
    area = areas[session.area]
    applied = {
        each.member_id
        for each in await trainings.applications_of(tx, session_id)
        if each.state is not ApplicationState.WITHDRAWN
    }
    members = await people.members_of(tx, session.area)
    last = await qualifications.last_of(tx, [member.id for member in members])
    today = local_date(now, area.zone)
    able = [
        member
        for member in members
        if member.may(Role.OFFICER, Role.LOCAL_OFFICER, Role.WARD_SERGEANT)
        and member.id not in applied
        and (
            not member.is_trained
            or qualification.is_for_renewal(
                last[member.id].expires_on if member.id in last else None,
                area.training.reminder_days,
                today=today,
            )
        )
    ]
    return Entering(area, session, tuple(sorted(able, key=lambda member: member.called)))


async def qualification_board(
    tx: Transaction, *, member_id: int, areas: Mapping[str, Area], now: datetime
) -> QualificationBoard:
    """A member's training, for a screen whose opening was recorded."""
    member = await people.get_member(tx, member_id)
    history = await qualifications.history_of(tx, member_id)
    selected = await trainings.selected_since(tx, member.area, since=now - SHOWN_AFTER)
    signers = [each.signed_off_by for each in history if each.signed_off_by is not None]
    called = {each.id: each.called for each in await people.members_by_id(tx, signers)}
    standing = qualification.standing_of(
        member.trained_on, history, is_selected=member_id in selected
    )
    return QualificationBoard(areas[member.area], member, standing, tuple(history), called)
