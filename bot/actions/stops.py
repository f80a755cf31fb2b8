"""Stops of a patrol: noted, alerted of, their reference asked for until it is there."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from bot.actions.alerting import alert, ask_for_reference
from bot.actions.entry_lines import EntryLine
from bot.actions.recording import record
from bot.actions.return_notices import refresh_return
from bot.actions.returns import recording_on, require_recorder
from bot.callbacks.stops import OpenStop
from operation import stops as rules
from operation.area import Area
from operation.people import Actor
from operation.stops import Stop, StopKind
from storage import crew as crews
from storage import notices, outbox, rota
from storage import stops as stored
from storage.audit import AuditKind
from storage.database import Transaction

DUE = "stop_due"


async def stop(
    tx: Transaction, *, actor: Actor, patrol_id: int, kind: StopKind, areas: Mapping[str, Area],
    now: datetime,
) -> tuple[Stop, int]:  # fmt: skip
    """An entry stops. Only the fact is kept; how many are alerted of an under-18 stop.

    Of a source's stop it is not even kept who stopped. Raises what `recording_on` raises.
    """
    patrol, member = await recording_on(tx, actor=actor, patrol_id=patrol_id, now=now)
    is_source = kind is StopKind.SOURCE
    made = await stored.add(tx, patrol_id, kind, by=None if is_source else member.id, at=now)
    record(
        tx, AuditKind.COLLECTION, "entry stopped", f"patrol:{patrol_id}", area=patrol.book.area,
        actor=None if is_source else actor, at=now, why=kind.value,
    )  # fmt: skip
    told = 0
    if kind is StopKind.CHILD:
        told = await alert(tx, patrol, "stop_alert", str(made.id), but=member.id, now=now)
    if made.waits:
        await _plan(tx, made, areas[patrol.book.area], now=now)
    await refresh_return(tx, patrol_id)
    return made, told


async def consult(tx: Transaction, *, actor: Actor, stop_id: int, now: datetime) -> Stop:
    """Somebody who may looks at the card of a stop: recorded. Raises NotYourReturn."""
    found = await stored.get(tx, stop_id)
    patrol = await rota.get_patrol(tx, found.patrol_id)
    await require_recorder(tx, actor, patrol)
    record(
        tx, AuditKind.CONSULTATION, "stop looked at", f"stop:{stop_id}",
        area=patrol.book.area, actor=actor, at=now,
    )  # fmt: skip
    return found


async def refer(
    tx: Transaction, *, actor: Actor, stop_id: int, reference: str, now: datetime
) -> Stop:
    """The force has it under this reference. Raises StopReferenced."""
    patrol_id = (await stored.get(tx, stop_id)).patrol_id
    patrol, member = await recording_on(tx, actor=actor, patrol_id=patrol_id, now=now)
    found = await stored.get_for_update(tx, stop_id)
    after = rules.refer(found, reference, by=member.id, now=now)
    await stored.save(tx, after)
    await notices.cancel(tx, DUE, str(stop_id))
    record(
        tx, AuditKind.ALTERATION, "stop referred", f"stop:{stop_id}",
        area=patrol.book.area, actor=actor, at=now,
    )  # fmt: skip
    for screen in ("stop_card", "stop_alert", "stop_due"):
        await outbox.raise_posts(tx, screen=screen, subject=str(stop_id))
    await refresh_return(tx, patrol_id)
    return after


async def chase(tx: Transaction, *, stop_id: int, areas: Mapping[str, Area], now: datetime) -> None:
    """The reference is missing: whoever stopped is asked; after a day the leads are too."""
    found = await stored.get(tx, stop_id)
    patrol = await crews.held(tx, found.patrol_id)
    found = await stored.get_for_update(tx, stop_id)
    if not found.waits:
        return
    area = areas[patrol.book.area]
    a_day = timedelta(hours=area.safeguarding.daily_after_hours)
    await ask_for_reference(
        tx, patrol, found.by, "stop_due", str(stop_id), leads_too=now - found.at >= a_day, now=now
    )
    await _plan(tx, found, area, now=now)


async def children_of(tx: Transaction, patrol_id: int) -> list[EntryLine]:
    """The under-18 stops of a patrol."""
    return await _lines(tx, patrol_id, StopKind.CHILD, "Under-18 stop")


async def adults_of(tx: Transaction, patrol_id: int) -> list[EntryLine]:
    """The adults in danger, or who disclosed."""
    return await _lines(tx, patrol_id, StopKind.DANGER, "Adult in danger")


async def _lines(tx: Transaction, patrol_id: int, kind: StopKind, words: str) -> list[EntryLine]:
    return [
        EntryLine(words + (", reference missing" if each.waits else ""), OpenStop(each.id))
        for each in await stored.of_patrol(tx, patrol_id)
        if each.kind is kind
    ]


async def _plan(tx: Transaction, found: Stop, area: Area, *, now: datetime) -> None:
    due_at = rules.next_chase(found, area.safeguarding, area.zone, now=now)
    await notices.plan(tx, kind=DUE, subject=str(found.id), due_at=due_at, area=area.key)
