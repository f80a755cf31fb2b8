"""Training sessions: a lead sets one, moves it, calls it off, tells the group, makes links."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.actions.joining import TOKEN_BYTES
from bot.actions.recording import record
from bot.actions.telling import tell, tell_leads
from operation import training as rules
from operation.area import Area
from operation.joining import MOST_PEOPLE, InviteMade
from operation.people import Actor, Role
from operation.training import Application, Session
from storage import areas as area_plans
from storage import invites, notices, outbox, people
from storage import training as trainings
from storage.audit import AuditKind
from storage.database import Transaction

REMIND, OVER = "training_reminder", "training_over"
OVER_USEFUL = timedelta(days=14)


@dataclass(frozen=True, slots=True)
class SessionChanged:
    """A session as it is now, and how many were told in private."""

    session: Session
    told: int
    untold: tuple[str, ...] = ()
    """Whom the bot cannot write to, as the crew calls them: the lead tells them."""


async def set_session(
    tx: Transaction, *, actor: Actor, area: Area, starts: datetime, ends: datetime, seats: int,
    place: str, now: datetime,
) -> Session:  # fmt: skip
    """A lead sets a session. Raises what `operation.training.require_session` raises."""
    lead = (await people.held(tx, actor)).acting(area.key, Role.LEAD)
    place = rules.require_session(starts, ends, seats, place, now=now)
    session_id = await trainings.add_session(
        tx, area=area.key, starts=starts, ends=ends, seats=seats, place=place, by=lead.id, at=now
    )
    session = await trainings.get_session(tx, session_id)
    record_session(tx, session, "training set", actor=actor, at=now, places=seats)
    await _plan(tx, session, now=now)
    await refresh(tx, session)
    return session


async def move_session(
    tx: Transaction, *, actor: Actor, session_id: int, starts: datetime, ends: datetime,
    place: str, now: datetime,
) -> SessionChanged:  # fmt: skip
    """A lead changes when or where a session is; everybody who has applied is told once.

    Raises what `operation.training.require_session` raises, `SessionBegun`, `SessionCalledOff`.
    """
    session = await _held(tx, actor, session_id)
    rules.require_ahead(session, now)
    applications = await trainings.applications_of(tx, session_id)
    selected = sum(each.is_selected for each in applications)
    place = rules.require_session(starts, ends, session.seats, place, selected=selected, now=now)
    if (starts, ends, place) == (session.starts, session.ends, session.place):
        return SessionChanged(session, 0)
    await trainings.change_session(tx, session_id, starts_at=starts, ends_at=ends, place=place)
    for invite_id in await trainings.links_of(tx, session_id):
        await _end_link_at(tx, invite_id, was=session.starts, at=starts)
    moved = await trainings.get_session(tx, session_id)
    record_session(tx, moved, "training moved", actor=actor, at=now)
    await _plan(tx, moved, now=now)
    await refresh(tx, moved)
    return await _tell_applicants(tx, moved, applications, "training_moved", at=now)


async def step_seats(
    tx: Transaction, *, actor: Actor, session_id: int, step: int, now: datetime
) -> Session:
    """A lead changes how many places there are. Raises `SeatsTaken`, `SeatsImpossible`."""
    session = await _held(tx, actor, session_id)
    rules.require_ahead(session, now)
    applications = await trainings.applications_of(tx, session_id)
    seats = rules.require_seats(
        session.seats + step, sum(each.is_selected for each in applications)
    )
    # Whoever holds a seat above the new number moves down to one that is free.
    taken = {each.seat for each in applications}
    free = iter([seat for seat in range(1, seats + 1) if seat not in taken])
    for each in applications:
        if each.seat is not None and each.seat > seats:
            await trainings.change_application(tx, each.id, seat=next(free))
    await trainings.change_session(tx, session_id, seats=seats)
    changed = await trainings.get_session(tx, session_id)
    record_session(tx, changed, "training places changed", actor=actor, at=now, places=seats)
    await refresh(tx, changed)
    return changed


async def call_off(
    tx: Transaction, *, actor: Actor, session_id: int, now: datetime
) -> SessionChanged:
    """A lead calls a session off; everybody who has applied is told once, the group's post says so.

    Raises `SessionBegun`, `SessionCalledOff`.
    """
    session = await _held(tx, actor, session_id)
    rules.require_ahead(session, now)
    await trainings.change_session(tx, session_id, called_off_at=now)
    for invite_id in await trainings.links_of(tx, session_id):
        await _end_link_at(tx, invite_id, was=session.starts, at=now)
    for kind in (REMIND, OVER):
        await notices.cancel(tx, kind, str(session_id))
    off = await trainings.get_session(tx, session_id)
    record_session(tx, off, "training called off", actor=actor, at=now)
    await refresh(tx, off)
    applications = await trainings.applications_of(tx, session_id)
    return await _tell_applicants(tx, off, applications, "training_called_off", at=now)


async def announce(
    tx: Transaction, *, actor: Actor, session_id: int, url: str, now: datetime
) -> Session:
    """A lead tells the group of a session: when, how many places, and where to apply.

    One post, which keeps itself up to date. Raises `SessionTold`, `NoGroupToTell`,
    `SessionBegun`, `SessionCalledOff`.
    """
    session = await _held(tx, actor, session_id)
    rules.require_ahead(session, now)
    if session.announced_at is not None:
        raise rules.SessionTold(session.announced_at)
    settings = await area_plans.get(tx, session.area)
    if settings.group_chat_id is None:
        raise rules.NoGroupToTell
    await outbox.keep_post(
        tx, chat_id=settings.group_chat_id, key=f"training:{session_id}", screen="training_post",
        subject=str(session_id), facts={"url": url}, at=now,
    )  # fmt: skip
    await trainings.change_session(tx, session_id, announced_at=now)
    record_session(tx, session, "group told of training", actor=actor, at=now)
    await refresh(tx, session)
    return session


async def make_session_link(
    tx: Transaction, *, actor: Actor, session_id: int, now: datetime
) -> tuple[str, InviteMade]:
    """A lead makes a link by which newcomers apply for a session; its token, shown once.

    It runs out when the session starts. Raises `SessionBegun`, `SessionCalledOff`.
    """
    session = await _held(tx, actor, session_id)
    rules.require_ahead(session, now)
    lead = actor.acting(session.area, Role.LEAD)
    made = InviteMade(session.area, Role.OFFICER, MOST_PEOPLE, session.starts, by=lead.id)
    token = secrets.token_urlsafe(TOKEN_BYTES)
    invite_id = await invites.add_invite(tx, made, token=token, at=now)
    await trainings.add_link(tx, invite_id=invite_id, session_id=session_id)
    record(
        tx, AuditKind.ACCESS, "link made", f"invite:{invite_id}", area=session.area, actor=actor,
        at=now, role=made.role, people=made.people, training=session_id,
    )  # fmt: skip
    return token, made


async def remind(
    tx: Transaction, *, session_id: int, areas: Mapping[str, Area], now: datetime
) -> None:
    """A day before: those who are selected are reminded, and nobody else."""
    session = await trainings.get_session(tx, session_id)
    if session.area not in areas or not session.is_ahead(now):
        return
    selected = [
        each for each in await trainings.applications_of(tx, session_id) if each.is_selected
    ]
    await _tell_each(tx, session, selected, "training_reminder", at=now)


async def end_session(
    tx: Transaction, *, session_id: int, areas: Mapping[str, Area], now: datetime
) -> None:
    """A session is over: the leads are asked who was there. Nobody was selected: nothing to ask."""
    session = await trainings.get_session(tx, session_id)
    if session.area not in areas or session.called_off_at is not None:
        return
    applications = await trainings.applications_of(tx, session_id)
    waits = [each for each in applications if each.is_selected and each.signed_off_at is None]
    if waits:
        await tell_leads(tx, session.area, "training_to_mark", str(session_id), at=now)
    await refresh(tx, session)


async def refresh(tx: Transaction, session: Session) -> None:
    """What shows a session is rendered anew, where it stands."""
    subject = str(session.id)
    for screen, of in (
        ("training_lead", session.area),
        ("training_session", subject),
        ("training_attendance", subject),
        ("my_training", session.area),
        ("training_post", subject),
    ):
        await outbox.raise_posts(tx, screen=screen, subject=of)


def record_session(
    tx: Transaction, session: Session, verb: str, *, actor: Actor | None, at: datetime,
    **detail: str | int | bool | None,
) -> None:  # fmt: skip
    """The audit's line for what was done with a session."""
    record(
        tx, AuditKind.ALTERATION, verb, f"training:{session.id}", area=session.area, actor=actor,
        at=at, **detail,
    )  # fmt: skip


async def _held(tx: Transaction, actor: Actor, session_id: int) -> Session:
    """The session, locked, for a lead of its area."""
    actor = await people.held(tx, actor)
    session = await trainings.get_session(tx, session_id)
    actor.acting(session.area, Role.LEAD)
    return await trainings.get_session_for_update(tx, session_id)


async def _plan(tx: Transaction, session: Session, *, now: datetime) -> None:
    subject = str(session.id)
    due = session.starts - rules.DAY_BEFORE
    if due > now:
        await notices.plan(
            tx, kind=REMIND, subject=subject, due_at=due, useful_until=session.starts,
            area=session.area,
        )  # fmt: skip
    else:
        await notices.cancel(tx, REMIND, subject)
    await notices.plan(
        tx, kind=OVER, subject=subject, due_at=session.ends,
        useful_until=session.ends + OVER_USEFUL, area=session.area,
    )  # fmt: skip


async def _end_link_at(tx: Transaction, invite_id: int, *, was: datetime, at: datetime) -> None:
    """A link that was to run out with its session does so still; one withdrawn stays so."""
    found = await invites.find_invite_for_update(tx, invite_id=invite_id)
    if found is not None and found.expires_at == was:
        await invites.end_invite(tx, invite_id, at=at)


async def _tell_applicants(
    tx: Transaction, session: Session, applications: list[Application], screen: str, *, at: datetime
) -> SessionChanged:
    concerned = [each for each in applications if each.state in rules.OPEN]
    told, untold = await _told(tx, concerned, screen, at=at)
    return SessionChanged(session, told, untold)


async def _told(
    tx: Transaction, applications: list[Application], screen: str, *, at: datetime
) -> tuple[int, tuple[str, ...]]:
    """Each hears it about their own application; who cannot, by name."""
    members = await people.members_by_id(tx, [each.member_id for each in applications])
    by_id = {member.id: member for member in members}
    told, untold = 0, []
    for each in applications:
        member = by_id[each.member_id]
        if not (member.is_active or rules.asks_for_role(member)):
            continue
        if member.has_telegram and member.is_reachable:
            told += await tell(tx, [member.id], screen, str(each.id), at=at)
        else:
            untold.append(member.called)
    return told, tuple(untold)


async def _tell_each(
    tx: Transaction, session: Session, applications: list[Application], screen: str, *, at: datetime
) -> None:
    """The same when nobody's tap did it: the leads are asked to tell whom the bot cannot."""
    _, untold = await _told(tx, applications, screen, at=at)
    if untold:
        facts = {"what": screen, "names": list(untold)}
        await tell_leads(tx, session.area, "training_tell", str(session.id), at=at, facts=facts)
