"""After a training session: who was there, and the lead's word that makes them qualified."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from bot.actions import qualification
from bot.actions.recording import record
from bot.actions.telling import tell
from bot.actions.training import refresh
from operation import training as rules
from operation.area import Area
from operation.nights import local_date
from operation.people import Actor, Member, Role
from operation.qualification import SignOffNotCurrent, undo
from operation.selection import LONGEST_REASON, ReasonTooLong
from operation.training import Application, Attendance, Session
from storage import people
from storage import qualification as qualifications
from storage import training as trainings
from storage.audit import AuditKind
from storage.database import Transaction


@dataclass(frozen=True, slots=True)
class SignedOff:
    """Who is qualified now, until when, and whom the bot cannot tell."""

    session: Session
    members: tuple[Member, ...]
    expires_on: date | None
    untold: tuple[str, ...]


async def mark(
    tx: Transaction, *, actor: Actor, application_id: int, attendance: Attendance, now: datetime
) -> Session:
    """A lead marks whether somebody was there. Raises what `operation.training.mark` raises."""
    actor = await people.held(tx, actor)
    found = await trainings.get_application(tx, application_id)
    actor.acting((await trainings.get_session(tx, found.session_id)).area, Role.LEAD)
    session = await trainings.get_session_for_update(tx, found.session_id)
    found = await trainings.get_application(tx, application_id)
    marked = rules.mark(session, found, attendance, now=now)
    if marked != found:
        await trainings.change_application(tx, found.id, attendance=attendance.value)
        record(
            tx, AuditKind.ALTERATION, f"training {attendance.value}",
            f"application:{application_id}", area=session.area, actor=actor, at=now,
            member=found.member_id, training=session.id,
        )  # fmt: skip
        await refresh(tx, session)
    return session


async def sign_off(
    tx: Transaction,
    *,
    actor: Actor,
    application_id: int,
    months: int | None,
    areas: Mapping[str, Area],
    now: datetime,
) -> SignedOff:
    """A lead signs one person off, who was there; for so many months, None as the area says.

    Raises what `operation.training.sign_off` raises, and `TrainingRunOut`.
    """
    found = await trainings.get_application(tx, application_id)
    session, lead = await _held(tx, actor, found.session_id)
    found = await trainings.get_application(tx, application_id)
    return await _sign_off(
        tx, session, [found], actor=actor, lead=lead, months=months, area=areas[session.area],
        now=now,
    )  # fmt: skip


async def sign_off_all(
    tx: Transaction,
    *,
    actor: Actor,
    session_id: int,
    months: int | None,
    areas: Mapping[str, Area],
    now: datetime,
) -> SignedOff:
    """A lead signs everybody off who was there. Raises `NobodyToSignOff` and what `sign_off` does.

    Somebody who has no access any more stays as they are.
    """
    session, lead = await _held(tx, actor, session_id)
    rules.require_on(session)
    attended = rules.to_sign_off(await trainings.applications_of(tx, session_id))
    members = await people.members_by_id(tx, [each.member_id for each in attended])
    active = {member.id for member in members if member.is_active}
    able = [each for each in attended if each.member_id in active]
    if not able:
        raise rules.NobodyToSignOff
    return await _sign_off(
        tx, session, able, actor=actor, lead=lead, months=months, area=areas[session.area],
        now=now,
    )  # fmt: skip


async def to_undo(tx: Transaction, *, actor: Actor, qualification_id: int) -> Member:
    """For a lead: whose sign-off it is. Raises what `operation.qualification.undo` raises."""
    found = await qualifications.get(tx, qualification_id)
    member = await people.get_member(tx, found.member_id)
    actor.acting(member.area, Role.LEAD)
    undo(await qualifications.history_of(tx, member.id), qualification_id)
    return member


async def undo_sign_off(
    tx: Transaction, *, actor: Actor, qualification_id: int, reason: str,
    areas: Mapping[str, Area], now: datetime,
) -> Member:  # fmt: skip
    """A lead takes a mistaken sign-off back, with a reason; the member as they are then, told.

    Raises what `operation.qualification.undo` raises, and `ReasonTooLong`.
    """
    found = await qualifications.get(tx, qualification_id)
    actor.acting((await people.get_member(tx, found.member_id)).area, Role.LEAD)
    if len(reason) > LONGEST_REASON:
        raise ReasonTooLong(LONGEST_REASON)
    if found.session_id is None:
        raise SignOffNotCurrent
    session, _ = await _held(tx, actor, found.session_id)
    member = await people.get_member(tx, found.member_id)
    history = await qualifications.history_of(tx, member.id)
    back = undo(history, qualification_id)
    await qualification.undo_gain(tx, member, back, areas[session.area], now=now)
    mine = await trainings.find_application(tx, session.id, member.id)
    if mine is not None:
        mine = rules.undo_sign_off(mine)
        await trainings.change_application(tx, mine.id, signed_off_at=mine.signed_off_at)
    record(
        tx, AuditKind.ACCESS, "sign-off undone", f"member:{member.id}", area=session.area,
        actor=actor, at=now, training=session.id, reason=reason,
        back=back.gained_on.isoformat() if back else "",
    )  # fmt: skip
    await tell(tx, [member.id], "training", str(member.id), at=now)
    await refresh(tx, session)
    return await people.get_member(tx, member.id)


async def _held(tx: Transaction, actor: Actor, session_id: int) -> tuple[Session, Member]:
    """The session and the area's members, none of whom changes meanwhile."""
    area = (await trainings.get_session(tx, session_id)).area
    lead = actor.acting(area, Role.LEAD)
    await people.lock_members(tx, area)
    return await trainings.get_session_for_update(tx, session_id), lead


async def _sign_off(
    tx: Transaction, session: Session, found: list[Application], *, actor: Actor, lead: Member,
    months: int | None, area: Area, now: datetime,
) -> SignedOff:  # fmt: skip
    done, untold = [], []
    expires_on = None
    for each in found:
        member = await people.get_member(tx, each.member_id)
        rules.sign_off(session, each, member, now=now)
        gained = await qualification.gain(
            tx, member_id=member.id, gained_on=local_date(session.starts, area.zone),
            months=months, by=lead.id, area=area, now=now, session_id=session.id,
        )  # fmt: skip
        expires_on = gained.expires_on
        await trainings.change_application(tx, each.id, signed_off_at=now)
        record(
            tx, AuditKind.ACCESS, "training signed off", f"member:{member.id}",
            area=session.area, actor=actor, at=now, training=session.id,
            until=expires_on.isoformat() if expires_on else "never",
        )  # fmt: skip
        if member.has_telegram and member.is_reachable:
            await tell(tx, [member.id], "training", str(member.id), at=now)
        else:
            untold.append(member.called)
        done.append(member)
    await refresh(tx, session)
    return SignedOff(session, tuple(done), expires_on, tuple(untold))
