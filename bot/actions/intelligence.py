"""Intelligence of a patrol: recorded, looked at, referred to the force's system, corrected."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from bot.actions.alerting import ask_for_reference
from bot.actions.entry_lines import EntryLine
from bot.actions.recording import record
from bot.actions.return_notices import refresh_return
from bot.actions.returns import recording_on, require_recorder
from bot.callbacks.intelligence import OpenIntelligence
from operation import intelligence as rules
from operation.area import Area
from operation.intelligence import Item, Told, Topic
from operation.people import Actor
from operation.returns import NothingToCorrect, Slip, Value
from operation.stops import next_day_at
from storage import crew as crews
from storage import intelligence as stored
from storage import notices, outbox, rota
from storage.audit import AuditKind
from storage.database import Transaction
from storage.rota import Patrol

DUE = "intelligence_due"
TOPICS = {
    Topic.EXPLOITER: "Suspected exploiter",
    Topic.BODYGUARD: "Suspected bodyguard",
    Topic.KERB: "Kerb crawling",
    Topic.EXPLOITATION: "Exploitation",
    Topic.VENUE: "Venue",
    Topic.OTHER: "Other",
}


async def add(
    tx: Transaction, *, actor: Actor, patrol_id: int, told: Told, reference: str | None,
    areas: Mapping[str, Area], now: datetime,
) -> Item:  # fmt: skip
    """One item, graded. Its reference is asked for each day until it is there.

    Raises GradeUnknown, ConditionsMissing, and what `recording_on` raises.
    """
    patrol, member = await recording_on(tx, actor=actor, patrol_id=patrol_id, now=now)
    rules.require_graded(told)
    item = await stored.add(tx, patrol_id, told, reference=reference, by=member.id, at=now)
    record(
        tx, AuditKind.COLLECTION, "intelligence recorded", f"intelligence:{item.id}",
        area=patrol.book.area, actor=actor, at=now, patrol=patrol_id,
    )  # fmt: skip
    if not item.is_complete:
        await _plan(tx, item, areas[patrol.book.area], now=now)
    await refresh_return(tx, patrol_id)
    return item


async def consult(tx: Transaction, *, actor: Actor, item_id: int, now: datetime) -> Item:
    """Somebody who may looks at an item: recorded. Raises NotYourReturn."""
    item = await stored.get(tx, item_id)
    patrol = await rota.get_patrol(tx, item.patrol_id)
    await require_recorder(tx, actor, patrol)
    record(
        tx, AuditKind.CONSULTATION, "intelligence looked at", f"intelligence:{item_id}",
        area=patrol.book.area, actor=actor, at=now,
    )  # fmt: skip
    return item


async def refer(
    tx: Transaction, *, actor: Actor, item_id: int, reference: str, now: datetime
) -> Item:
    """The full report is in the force's system. Raises ReferenceThere."""
    patrol_id = (await stored.get(tx, item_id)).patrol_id
    patrol, member = await recording_on(tx, actor=actor, patrol_id=patrol_id, now=now)
    item = await stored.get_for_update(tx, item_id)
    after = rules.refer(item, reference, by=member.id, now=now)
    await stored.save(tx, after)
    await notices.cancel(tx, DUE, str(item_id))
    _record(tx, patrol, "intelligence referred", actor, item_id, at=now)
    await _refresh(tx, after)
    return after


async def correct(
    tx: Transaction, *, actor: Actor, item_id: int, told: Told, reference: str | None, slip: Slip,
    now: datetime,
) -> int:  # fmt: skip
    """Strike what is different and put this in its place; how many values that was.

    A reference that is taken away is asked for no more than one that was never there: it stays.
    Raises NothingToCorrect, GradeUnknown, ConditionsMissing, and what `recording_on` raises.
    """
    patrol_id = (await stored.get(tx, item_id)).patrol_id
    patrol, member = await recording_on(tx, actor=actor, patrol_id=patrol_id, now=now)
    rules.require_graded(told)
    before = await stored.get_for_update(tx, item_id)
    after = rules.corrected(before, told, reference, by=member.id, now=now)
    changed = await _strike(tx, before, after, by=member.id, now=now, slip=slip)
    if not changed:
        raise NothingToCorrect
    await stored.save(tx, after)
    if after.is_complete:
        await notices.cancel(tx, DUE, str(item_id))
    for step in changed:
        _record(
            tx, patrol, "intelligence corrected", actor, item_id, at=now, step=step, why=slip.value
        )
    await _refresh(tx, after)
    return len(changed)


async def _strike(
    tx: Transaction, before: Item, after: Item, *, by: int, now: datetime, slip: Slip
) -> list[str]:
    was, is_now = rules.answers_of(before), rules.answers_of(after)
    changed = [step for step, value in was.items() if is_now[step] != value]
    for step in changed:
        given_by, given_at = before.by, before.at
        if step == "ref" and before.reference_by is not None and before.reference_at is not None:
            given_by, given_at = before.reference_by, before.reference_at
        value = Value(step, was[step], given_by, given_at)
        await stored.STRUCK.strike(tx, before.id, value, by=by, at=now, slip=slip)
    return changed


async def chase(tx: Transaction, *, item_id: int, areas: Mapping[str, Area], now: datetime) -> None:
    """Its reference is missing: whoever recorded it is asked, and again tomorrow."""
    item = await stored.get(tx, item_id)
    patrol = await crews.held(tx, item.patrol_id)
    item = await stored.get_for_update(tx, item_id)
    if item.is_complete:
        return
    await ask_for_reference(
        tx, patrol, item.by, "intelligence_due", str(item_id), leads_too=False, now=now
    )
    await _plan(tx, item, areas[patrol.book.area], now=now)


async def lines_of(tx: Transaction, patrol_id: int) -> list[EntryLine]:
    """All of a patrol, each in a line."""
    return [
        EntryLine(
            f"{TOPICS[each.told.topic]}, {each.told.grade}"
            f"{'' if each.is_complete else ', reference missing'}",
            OpenIntelligence(each.id),
        )
        for each in await stored.of_patrol(tx, patrol_id)
    ]


async def _plan(tx: Transaction, item: Item, area: Area, *, now: datetime) -> None:
    due_at = next_day_at(area.intelligence.chase_hour, area.zone, now=now)
    await notices.plan(tx, kind=DUE, subject=str(item.id), due_at=due_at, area=area.key)


async def _refresh(tx: Transaction, item: Item) -> None:
    for screen in ("intelligence", "intelligence_due"):
        await outbox.raise_posts(tx, screen=screen, subject=str(item.id))
    await refresh_return(tx, item.patrol_id)


def _record(
    tx: Transaction, patrol: Patrol, verb: str, actor: Actor, item_id: int, *, at: datetime,
    **detail: str,
) -> None:  # fmt: skip
    record(
        tx, AuditKind.ALTERATION, verb, f"intelligence:{item_id}",
        area=patrol.book.area, actor=actor, at=at, **detail,
    )  # fmt: skip
