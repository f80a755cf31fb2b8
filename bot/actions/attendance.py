"""Who was there: noted at muster by whoever leads, from an hour before until hours are settled."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.actions.crew import record_night
from bot.actions.hours_cards import refresh_hours
from bot.actions.leading import acting_for_patrol
from operation import hours as rules
from operation.attendance import Attended, NotOfTheCrew, require_muster
from operation.crew import NightCancelled
from operation.hours import Sheet
from operation.people import Actor, Member
from storage import hours as sheets
from storage.database import Transaction
from storage.rota import Patrol


@dataclass(frozen=True, slots=True)
class Mustered:
    """A night whose crew somebody notes, locked, with its sheets."""

    patrol: Patrol
    by: Member
    sheets: dict[int, Sheet]


async def open_muster(tx: Transaction, *, actor: Actor, patrol_id: int, now: datetime) -> Mustered:
    """The night, for a lead or its own patrol lead. Raises `MusterNotYet`, `NightCancelled`."""
    patrol, by = await acting_for_patrol(tx, actor=actor, patrol_id=patrol_id)
    if patrol.crew.cancelled is not None:
        raise NightCancelled(patrol.crew.cancelled)
    require_muster(patrol.book, now=now)
    return Mustered(patrol, by, await sheets.sheets_of(tx, patrol))


async def mark(
    tx: Transaction,
    *,
    actor: Actor,
    patrol_id: int,
    member_id: int,
    attended: Attended,
    now: datetime,
) -> Sheet:
    """Note how one of the crew turned out.

    Raises what `open_muster` raises, `NotOfTheCrew`, `NightSettled`, `HoursConfirmed`.
    """
    muster = await open_muster(tx, actor=actor, patrol_id=patrol_id, now=now)
    found = muster.sheets.get(member_id)
    if found is None:
        raise NotOfTheCrew(member_id)
    after = await _mark(tx, muster, actor, found, attended, now=now)
    await refresh_hours(tx, patrol_id)
    return after


async def mark_all(tx: Transaction, *, actor: Actor, patrol_id: int, now: datetime) -> int:
    """Note that everyone turned up of whom nothing is noted yet; how many.

    Raises what `open_muster` raises, and `NightSettled`.
    """
    muster = await open_muster(tx, actor=actor, patrol_id=patrol_id, now=now)
    blank = [each for each in muster.sheets.values() if each.attended is None]
    for each in blank:
        await _mark(tx, muster, actor, each, Attended.TURNED_UP, now=now)
    await refresh_hours(tx, patrol_id)
    return len(blank)


async def _mark(
    tx: Transaction,
    muster: Mustered,
    actor: Actor,
    before: Sheet,
    attended: Attended,
    *,
    now: datetime,
) -> Sheet:
    settled = rules.are_settled(muster.sheets.values())
    after = rules.mark(before, attended, settled=settled)
    if after is not before:
        await sheets.save(tx, after)
        was = before.attended.value if before.attended else ""
        record_night(
            tx, muster.patrol, "attendance noted", actor=actor, at=now,
            member=before.member_id, was=was, now=attended.value,
        )  # fmt: skip
    return after
