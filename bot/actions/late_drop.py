"""Somebody leaves a published crew when the night is near: everyone whom it matters to is told.

Whatever the way on which they leave: by themself, by a lead, or because they lose access.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from bot.actions.beside import Word, tell_beside
from bot.actions.cards import News, tell_card
from bot.actions.telling import tell
from operation import turnout as rules
from operation.area import Area
from storage import crew as crews
from storage import leading, notices, pairing, people
from storage.database import Transaction
from storage.rota import Patrol


async def tell_drop(
    tx: Transaction, patrol: Patrol, gone: int, *, but: int | None, now: datetime
) -> None:
    """Everyone on the crew hears it, its local officer, and who supervises, without the reason.

    Leads have their own card of the night, and `but` is who did it.
    """
    crew = [each.member_id for each in patrol.crew.crew if each.member_id != but]
    members = await people.members_by_id(tx, crew) if crew else []
    heard = [each.id for each in members if not each.is_acting_lead]
    await tell_card(tx, patrol, heard, (News.DROPPED, gone), at=now)
    named = await leading.find(tx, patrol.book.patrol_id)
    over = {each for each in (named.supervisor, named.fallback) if each is not None}
    beside = await people.members_by_id(tx, over - {but, *crew}) if over else []
    from_afar = [each.id for each in beside if each.is_active and not each.is_acting_lead]
    await tell(tx, from_afar, "short_notice", str(patrol.book.patrol_id), at=now)
    along = await pairing.local_officer_of(tx, patrol.book.patrol_id)
    if along is not None and along not in {but, gone, *crew, *over}:
        await tell_beside(tx, patrol, [along], (Word.DROPPED,), at=now)


async def plan_drop(tx: Transaction, patrol: Patrol, gone: int, *, now: datetime) -> None:
    """The same where the area's hours are not at hand: at the next tick."""
    await notices.plan(
        tx, kind="late_drop", subject=f"{patrol.book.patrol_id}:{gone}", due_at=now,
        area=patrol.book.area, useful_until=patrol.book.ends,
    )  # fmt: skip


async def drop(
    tx: Transaction, *, patrol_id: int, member_id: int, areas: Mapping[str, Area], now: datetime
) -> None:
    """What `plan_drop` had planned: told if the night is near, and they are off its crew still."""
    patrol = await crews.held(tx, patrol_id)
    hours = areas[patrol.book.area].swaps.late_drop
    is_near = rules.is_near(patrol.crew, hours=hours, now=now) and now < patrol.book.ends
    if is_near and not patrol.crew.goes(member_id):
        await tell_drop(tx, patrol, member_id, but=None, now=now)
