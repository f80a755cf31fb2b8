"""Who was there: noted at muster by whoever leads, from an hour before until hours are settled."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.actions.beside import Word, tell_beside
from bot.actions.crew import record_night
from bot.actions.hours_cards import HoursNews, reckon_rest_again, refresh_hours, tell_hours
from bot.actions.leading import acting_for_patrol
from bot.actions.spending import watch_night
from operation import hours as rules
from operation.attendance import Attended, NotOfTheCrew, require_muster
from operation.crew import NightCancelled
from operation.hours import Sheet
from operation.people import Actor, Member
from storage import hours as sheets
from storage import pairing
from storage.database import Transaction
from storage.rota import Patrol


@dataclass(frozen=True, slots=True)
class Mustered:
    """A night whose people somebody notes, locked: its crew's sheets, and its local officer's."""

    patrol: Patrol
    by: Member
    sheets: dict[int, Sheet]
    beside: dict[int, Sheet]

    @property
    def everyone(self) -> dict[int, Sheet]:
        return self.beside | self.sheets


async def open_muster(tx: Transaction, *, actor: Actor, patrol_id: int, now: datetime) -> Mustered:
    """The night, for a lead or its own patrol lead.

    Raises `MusterNotYet`, `MusterClosed`, `NightCancelled`.
    """
    patrol, by = await acting_for_patrol(tx, actor=actor, patrol_id=patrol_id)
    if patrol.crew.cancelled is not None:
        raise NightCancelled(patrol.crew.cancelled)
    require_muster(patrol.book, now=now, is_lead=by.is_acting_lead)
    crew = await sheets.sheets_of(tx, patrol)
    return Mustered(patrol, by, crew, await sheets_beside(tx, patrol))


async def sheets_beside(tx: Transaction, patrol: Patrol) -> dict[int, Sheet]:
    """The sheet of the local officer who comes along: how they turned out, and never any hours."""
    found = await pairing.local_officer_of(tx, patrol.book.patrol_id)
    if found is None or patrol.crew.goes(found):
        return {}
    return {found: await sheets.sheet_beside(tx, patrol, found)}


async def mark(
    tx: Transaction,
    *,
    actor: Actor,
    patrol_id: int,
    member_id: int,
    attended: Attended,
    now: datetime,
) -> Sheet:
    """Note how one of the crew, or the local officer, turned out.

    Raises what `open_muster` raises, `NotOfTheCrew`, `NightSettled`, `HoursConfirmed`.
    """
    muster = await open_muster(tx, actor=actor, patrol_id=patrol_id, now=now)
    found = muster.everyone.get(member_id)
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
    blank = [each for each in muster.everyone.values() if each.attended is None]
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
    # The hours that are settled with the night are the crew's.
    is_crew = before.member_id in muster.sheets
    settled = is_crew and rules.are_settled(muster.sheets.values())
    after = rules.mark(before, attended, settled=settled)
    if after is not before:
        await sheets.save(tx, after)
        await watch_night(tx, muster.patrol, now=now)
        was = before.attended.value if before.attended else ""
        record_night(
            tx, muster.patrol, "attendance noted", actor=actor, at=now,
            member=before.member_id, was=was, now=attended.value,
        )  # fmt: skip
        await _follow(tx, muster, before, after, now=now)
    return after


async def _follow(
    tx: Transaction, muster: Mustered, before: Sheet, after: Sheet, *, now: datetime
) -> None:
    """An absence that is noted, or taken back, is told, and changes what rest is owed."""
    if after.is_absent == before.is_absent and not after.is_absent:
        return
    patrol, who = muster.patrol, after.member_id
    if who != muster.by.id:
        if who in muster.sheets:
            news = HoursNews.ABSENT if after.is_absent else HoursNews.PRESENT
            await tell_hours(tx, patrol, [who], (news,), at=now)
        else:
            word = Word.ABSENT if after.is_absent else Word.PRESENT
            await tell_beside(tx, patrol, [who], (word,), at=now)
    await reckon_rest_again(tx, patrol, now=now)
