"""Who applies for a training session, and whom the lead selects.

What a lead answers for somebody's mindset, and why, is told to nobody: not to the applicant, not
to the group, and the audit holds only that it was answered. Members are held before the session,
and the session before its seats are given, so two leads who select at once do so in turn.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from bot.actions import joining
from bot.actions.recording import record
from bot.actions.telling import tell, tell_leads
from bot.actions.training import refresh
from operation import qualification
from operation import training as rules
from operation.area import Area
from operation.details import Details
from operation.joining import Enrolled
from operation.nights import local_date
from operation.people import (
    Actor,
    Grant,
    GrantState,
    Member,
    MemberState,
    NotActive,
    NotAMember,
    Role,
)
from operation.training import Application, ApplicationState, Mindset, Session
from storage import grants, people
from storage import qualification as qualifications
from storage import training as trainings
from storage.audit import AuditKind
from storage.database import Transaction


@dataclass(frozen=True, slots=True)
class Decided:
    """What has become of an application, whose it is, and whether they were told."""

    session: Session
    application: Application
    member: Member
    is_told: bool
    is_forgotten: bool = False
    """They were not on the team yet, and are not now."""


async def apply(
    tx: Transaction,
    *,
    actor: Actor,
    session_id: int,
    areas: Mapping[str, Area],
    now: datetime,
    member_id: int | None = None,
) -> Decided:
    """Somebody applies for a session, or a lead enters them (`member_id`).

    Who is no officer yet asks for that role with it. Raises `TrainingForPolice`,
    `TrainedAlready`, `AppliedAlready`, `SessionBegun`, `SessionCalledOff`.
    """
    actor = await people.held(tx, actor)
    area = areas[(await trainings.get_session(tx, session_id)).area]
    member = await _applicant(tx, actor, area.key, member_id)
    session = await trainings.get_session_for_update(tx, session_id)
    await _require_may_train(tx, member, area, now=now)
    by = actor.acting(area.key, Role.LEAD).id if member_id is not None else None
    grant_id = await _ask_for_role(tx, member, by=by, now=now)
    found = await _enter(tx, session, member, by=by, grant_id=grant_id, now=now)
    _record(tx, session, found, "applied for training", actor, at=now)
    await _tell_leads_of(tx, found, session, but=by, at=now)
    is_told = True
    if by is not None:
        is_told = await _tell_applicant(tx, found, member, "training_entered", at=now)
    await refresh(tx, session)
    return Decided(session, found, member, is_told)


async def join_and_apply(
    tx: Transaction,
    *,
    actor: Actor,
    person_id: int,
    invite_id: int,
    area: Area,
    details: Details,
    now: datetime,
) -> tuple[Enrolled, Session]:
    """A newcomer sends their details by a session's link: they apply, and wait to be selected.

    Raises what `joining.join` raises, and what `apply` does.
    """
    session_id = await trainings.session_of_invite(tx, invite_id)
    if session_id is None:
        raise NotAMember(area.key)
    event = await joining.join(
        tx, actor=actor, person_id=person_id, invite_id=invite_id, area=area, details=details,
        now=now, asks_leads=False,
    )  # fmt: skip
    me = next(
        member
        for member in (await people.actor_of_person(tx, person_id)).members
        if member.area == area.key
    )
    session = await trainings.get_session_for_update(tx, session_id)
    asked = [
        each.id
        for each in await grants.grants_of(tx, member_id=me.id)
        if each.grant.same_as(event.grant) and each.grant.state is GrantState.PENDING
    ]
    grant_id = asked[0] if asked else None
    found = await _enter(tx, session, me, by=None, grant_id=grant_id, now=now)
    _record(tx, session, found, "applied for training", person_id, at=now)
    await _tell_leads_of(tx, found, session, but=None, at=now)
    await refresh(tx, session)
    return event, session


async def withdraw(
    tx: Transaction,
    *,
    actor: Actor,
    session_id: int,
    now: datetime,
    member_id: int | None = None,
) -> Decided:
    """Somebody takes their application back, or a lead does it for them (`member_id`).

    Who had asked for the officer's role with it no longer does. Raises `NoApplication`,
    `SessionBegun`, `SessionCalledOff`.
    """
    area = (await trainings.get_session(tx, session_id)).area
    if member_id is None:
        member = _myself(actor, area)
    else:
        actor.acting(area, Role.LEAD)
        member = await _of_area(tx, area, member_id)
    found = await trainings.find_application(tx, session_id, member.id)
    if found is not None and found.grant_id is not None:
        await grants.get_grant_for_update(tx, found.grant_id)
    member = await people.get_member_for_update(tx, member.id)
    session = await trainings.get_session_for_update(tx, session_id)
    found = await trainings.find_application(tx, session_id, member.id)
    gone = rules.withdraw(session, found, now=now)
    was_selected = found is not None and found.is_selected
    await _save(tx, gone, by=None, at=now)
    _record(tx, session, gone, "training application withdrawn", actor, at=now)
    is_forgotten = await _no_longer_asks(tx, gone, member, by=actor.person_id, now=now)
    is_told = True
    if member_id is not None:
        is_told = await _tell_applicant(tx, gone, member, "training_withdrawn", at=now)
    else:
        screen = "training_place_free" if was_selected else "training_withdrew"
        await tell_leads(tx, area, screen, str(gone.id), at=now, but=member.id)
    await refresh(tx, session)
    return Decided(session, gone, member, is_told, is_forgotten)


async def consult_application(
    tx: Transaction, *, actor: Actor, application_id: int, now: datetime
) -> Application:
    """A lead opens what somebody applied with: a consultation that is recorded."""
    found = await trainings.get_application(tx, application_id)
    session = await trainings.get_session(tx, found.session_id)
    actor.acting(session.area, Role.LEAD)
    record(
        tx, AuditKind.CONSULTATION, "training application looked at",
        f"application:{application_id}", area=session.area, actor=actor, at=now,
    )  # fmt: skip
    return found


async def assess(
    tx: Transaction, *, actor: Actor, application_id: int, mindset: Mindset, now: datetime
) -> Application:
    """A lead answers whether the mindset was seen. Raises what `operation.training.assess` does."""
    session, found, _ = await _held(tx, actor, application_id)
    changed = rules.assess(session, found, mindset, now=now)
    await trainings.change_application(tx, found.id, mindset=mindset.value, mindset_reason=None)
    _record(tx, session, changed, "mindset answered for", actor, at=now)
    return changed


async def select(
    tx: Transaction,
    *,
    actor: Actor,
    application_id: int,
    areas: Mapping[str, Area],
    now: datetime,
    reason: str | None = None,
) -> Decided:
    """A lead gives somebody a place; who is no officer yet becomes one, not trained.

    Raises what `operation.training.select` raises, and what `joining.approve` does.
    """
    session, found, member = await _held(tx, actor, application_id)
    by = actor.acting(session.area, Role.LEAD)
    await _require_may_train(tx, member, areas[session.area], now=now)
    others = await trainings.applications_of(tx, session.id)
    chosen = rules.select(session, found, others, now=now, reason=reason)
    if await _still_asks(tx, found):
        await joining.approve(
            tx, actor=actor, grant_id=found.grant_id or 0, trained=False,
            area=areas[session.area], now=now, tells_them=False,
        )  # fmt: skip
    elif not member.is_active:
        raise NotActive(member.state)
    await _save(tx, chosen, by=by.id, at=now)
    _record(tx, session, chosen, "selected for training", actor, at=now)
    is_told = await _tell_applicant(tx, chosen, member, "training_selected", at=now)
    await refresh(tx, session)
    return Decided(session, chosen, member, is_told)


async def keep_waiting(
    tx: Transaction, *, actor: Actor, application_id: int, now: datetime
) -> Decided:
    """A lead puts somebody on the reserve list. Raises `ApplicationDecided`, `SessionBegun`."""
    session, found, member = await _held(tx, actor, application_id)
    by = actor.acting(session.area, Role.LEAD)
    waits = rules.keep_waiting(session, found, now=now)
    await _save(tx, waits, by=by.id, at=now)
    _record(tx, session, waits, "on reserve for training", actor, at=now)
    is_told = await _tell_applicant(tx, waits, member, "training_reserve", at=now)
    await refresh(tx, session)
    return Decided(session, waits, member, is_told)


async def decline(tx: Transaction, *, actor: Actor, application_id: int, now: datetime) -> Decided:
    """A lead says no, kindly; who is no officer yet is not let in with it.

    Raises `ApplicationDecided`, `SessionBegun`, `SessionCalledOff`.
    """
    session, found, member = await _held(tx, actor, application_id)
    by = actor.acting(session.area, Role.LEAD)
    gone = rules.decline(session, found, now=now)
    await _save(tx, gone, by=by.id, at=now)
    _record(tx, session, gone, "declined for training", actor, at=now)
    if await _still_asks(tx, found):
        await joining.decline(
            tx, actor=actor, grant_id=found.grant_id or 0, now=now, tells_them=False
        )
    is_told = await _tell_applicant(tx, gone, member, "training_declined", at=now)
    await refresh(tx, session)
    return Decided(session, gone, member, is_told)


# What they share


def _myself(actor: Actor, area: str) -> Member:
    """The person who acts; somebody who is still to be let in as an officer may apply too."""
    for member in actor.members:
        if member.area == area and rules.asks_for_role(member):
            return member
    return actor.member(area)


async def _of_area(tx: Transaction, area: str, member_id: int) -> Member:
    member = await people.get_member(tx, member_id)
    if member.area != area:
        raise NotAMember(area)
    return member


async def _applicant(tx: Transaction, actor: Actor, area: str, member_id: int | None) -> Member:
    if member_id is None:
        return _myself(actor, area)
    actor.acting(area, Role.LEAD)
    member = await _of_area(tx, area, member_id)
    if not (member.is_active or rules.asks_for_role(member)):
        raise NotActive(member.state)
    return member


async def _require_may_train(tx: Transaction, member: Member, area: Area, *, now: datetime) -> None:
    """The training is for them, and they do not have it for long enough already."""
    live = await qualifications.live_of(tx, member.id)
    is_for_renewal = qualification.is_for_renewal(
        live.expires_on if live else None,
        area.training.reminder_days,
        today=local_date(now, area.zone),
    )
    has_asked = member.grant(Grant(Role.OFFICER)) is not None
    rules.require_may_train(member, is_for_renewal=is_for_renewal, is_asking=has_asked)


async def _ask_for_role(
    tx: Transaction, member: Member, *, by: int | None, now: datetime
) -> int | None:
    """The officer's role asked for by somebody active who lacks it; None where it is theirs."""
    asked = Grant(Role.OFFICER, state=GrantState.PENDING)
    known = member.grant(asked)
    if not member.is_active or (known is not None and known.state is GrantState.HELD):
        return None
    return await grants.add_grant(tx, member.id, asked, at=now)


async def _enter(
    tx: Transaction,
    session: Session,
    member: Member,
    *,
    by: int | None,
    grant_id: int | None,
    now: datetime,
) -> Application:
    found = await trainings.find_application(tx, session.id, member.id)
    rules.require_new(session, found, now=now)
    values = {
        "session_id": session.id,
        "member_id": member.id,
        "state": ApplicationState.APPLIED.value,
        "applied_at": now,
        "entered_by": by,
        "grant_id": grant_id,
        "decided_at": None,
        "decided_by": None,
    }
    made = await trainings.save_application(tx, found, values)
    return await trainings.get_application(tx, made)


async def _held(
    tx: Transaction, actor: Actor, application_id: int
) -> tuple[Session, Application, Member]:
    """An application with its session and whose it is, all locked, for a lead of the area."""
    found = await trainings.get_application(tx, application_id)
    area = (await trainings.get_session(tx, found.session_id)).area
    actor.acting(area, Role.LEAD)
    if found.grant_id is not None:
        await grants.get_grant_for_update(tx, found.grant_id)
    member = await people.get_member_for_update(tx, found.member_id)
    session = await trainings.get_session_for_update(tx, found.session_id)
    return session, await trainings.get_application(tx, application_id), member


async def _still_asks(tx: Transaction, found: Application) -> bool:
    if found.grant_id is None:
        return False
    stored = await grants.get_grant(tx, found.grant_id)
    return stored.grant.state is GrantState.PENDING


async def _no_longer_asks(
    tx: Transaction, gone: Application, member: Member, *, by: int | None, now: datetime
) -> bool:
    """Whoever withdraws no longer asks for the role either, and is forgotten if it was all."""
    if not await _still_asks(tx, gone):
        return False
    await grants.decide_grant(tx, gone.grant_id or 0, GrantState.ENDED, by=by, at=now)
    if member.state is not MemberState.PENDING:
        return False
    await people.change_member(tx, member.id, state=MemberState.DECLINED)
    await people.erase_details(tx, member.id)
    return True


async def _save(tx: Transaction, found: Application, *, by: int | None, at: datetime) -> None:
    await trainings.change_application(
        tx, found.id, state=found.state.value, seat=found.seat,
        mindset_reason=found.mindset_reason, decided_at=at, decided_by=by,
    )  # fmt: skip


async def _tell_applicant(
    tx: Transaction, found: Application, member: Member, screen: str, *, at: datetime
) -> bool:
    if not (member.has_telegram and member.is_reachable):
        return False
    return bool(await tell(tx, [member.id], screen, str(found.id), at=at))


async def _tell_leads_of(
    tx: Transaction, found: Application, session: Session, *, but: int | None, at: datetime
) -> None:
    await tell_leads(tx, session.area, "training_applied", str(found.id), at=at, but=but)


def _record(
    tx: Transaction, session: Session, found: Application, verb: str, actor: Actor | int,
    *, at: datetime,
) -> None:  # fmt: skip
    kind = AuditKind.COLLECTION if verb == "applied for training" else AuditKind.ACCESS
    record(
        tx, kind, verb, f"application:{found.id}", area=session.area, actor=actor, at=at,
        member=found.member_id, training=session.id,
    )  # fmt: skip
