"""Incidents of a patrol: recorded, the lead alerted where one is needed, looked at, corrected."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from bot.actions.alerting import alert, is_alerted
from bot.actions.entry_lines import EntryLine
from bot.actions.recording import record
from bot.actions.return_notices import refresh_return
from bot.actions.returns import recording_on, require_recorder
from bot.callbacks.incidents import OpenIncident
from operation import incidents as rules
from operation.incidents import Degree, Happened, Incident
from operation.people import Actor
from operation.returns import NothingToCorrect, Slip, Value
from storage import crew as crews
from storage import incidents as stored
from storage import outbox, people, rota
from storage.audit import AuditKind
from storage.database import Transaction
from storage.rota import Patrol

DEGREES = {
    Degree.NONE: "no harm",
    Degree.MINOR: "minor",
    Degree.MODERATE: "moderate",
    Degree.SERIOUS: "serious",
}


async def add(
    tx: Transaction, *, actor: Actor, patrol_id: int, happened: Happened, needs_lead: bool,
    now: datetime,
) -> tuple[Incident, int]:  # fmt: skip
    """One incident; where a lead is needed now, how many are alerted of it.

    Raises what `recording_on` raises.
    """
    patrol, member = await recording_on(tx, actor=actor, patrol_id=patrol_id, now=now)
    incident = await stored.add(
        tx, patrol_id, happened, needs_lead=needs_lead, by=member.id, at=now
    )
    told = 0
    if needs_lead:
        told = await alert(tx, patrol, "incident_alert", str(incident.id), but=member.id, now=now)
    record(
        tx, AuditKind.COLLECTION, "incident recorded", f"incident:{incident.id}",
        area=patrol.book.area, actor=actor, at=now, patrol=patrol_id, alerted=told,
    )  # fmt: skip
    await refresh_return(tx, patrol_id)
    return incident, told


async def consult(tx: Transaction, *, actor: Actor, incident_id: int, now: datetime) -> Incident:
    """Somebody who may looks at an incident: recorded. Raises NotYourReturn."""
    incident = await stored.get(tx, incident_id)
    patrol = await rota.get_patrol(tx, incident.patrol_id)
    await require_recorder(tx, actor, patrol)
    record(
        tx, AuditKind.CONSULTATION, "incident looked at", f"incident:{incident_id}",
        area=patrol.book.area, actor=actor, at=now,
    )  # fmt: skip
    return incident


async def take(tx: Transaction, *, actor: Actor, incident_id: int, now: datetime) -> Incident:
    """One of those alerted has it. Raises IncidentTaken for the second, NotAlerted for others."""
    patrol_id = (await stored.get(tx, incident_id)).patrol_id
    actor = await people.held(tx, actor)
    patrol = await crews.held(tx, patrol_id)
    actor.member(patrol.book.area)
    member = await is_alerted(tx, patrol, actor)
    if member is None:
        raise rules.NotAlerted
    incident = await stored.get_for_update(tx, incident_id)
    if incident.taken_by is not None:
        raise rules.IncidentTaken((await people.get_member(tx, incident.taken_by)).called)
    after = rules.take(incident, by=member.id, now=now)
    await stored.save(tx, after)
    _record(tx, patrol, "incident taken", actor, incident_id, at=now)
    await _refresh(tx, after)
    return after


async def correct(
    tx: Transaction, *, actor: Actor, incident_id: int, happened: Happened, slip: Slip,
    now: datetime,
) -> int:  # fmt: skip
    """Strike what is different and put this in its place; how many values that was.

    Raises NothingToCorrect, and what `recording_on` raises.
    """
    patrol_id = (await stored.get(tx, incident_id)).patrol_id
    patrol, member = await recording_on(tx, actor=actor, patrol_id=patrol_id, now=now)
    before = await stored.get_for_update(tx, incident_id)
    after = replace(before, happened=happened)
    was, is_now = rules.answers_of(before), rules.answers_of(after)
    changed = [step for step, value in was.items() if is_now[step] != value]
    if not changed:
        raise NothingToCorrect
    for step in changed:
        value = Value(step, was[step], before.by, before.recorded_at)
        await stored.STRUCK.strike(tx, incident_id, value, by=member.id, at=now, slip=slip)
        _record(
            tx, patrol, "incident corrected", actor, incident_id, at=now, step=step, why=slip.value
        )
    await stored.save(tx, after)
    await _refresh(tx, after)
    return len(changed)


async def lines_of(tx: Transaction, patrol_id: int) -> list[EntryLine]:
    """All of a patrol, each in a line."""
    return [
        EntryLine(_line(each), OpenIncident(each.id))
        for each in await stored.of_patrol(tx, patrol_id)
    ]


def _line(incident: Incident) -> str:
    injury = ", injury" if incident.happened.is_injury else ""
    waits = ", lead asked for" if incident.waits else ""
    return f"Incident, {DEGREES[incident.happened.degree]}{injury}{waits}"


async def _refresh(tx: Transaction, incident: Incident) -> None:
    for screen in ("incident", "incident_alert"):
        await outbox.raise_posts(tx, screen=screen, subject=str(incident.id))
    await refresh_return(tx, incident.patrol_id)


def _record(
    tx: Transaction, patrol: Patrol, verb: str, actor: Actor, incident_id: int, *, at: datetime,
    **detail: str,
) -> None:  # fmt: skip
    record(
        tx, AuditKind.ALTERATION, verb, f"incident:{incident_id}",
        area=patrol.book.area, actor=actor, at=at, **detail,
    )  # fmt: skip
