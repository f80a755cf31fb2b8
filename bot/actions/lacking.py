"""What a night still lacks: the leads hear of all of it together, at most once a day."""

from __future__ import annotations

from datetime import datetime, time

from bot.actions.cards import News, tell_crew_news
from bot.actions.leading import named_for
from operation import lacks as rules
from operation.area import Area
from operation.lacks import Lack
from operation.nights import local_date, local_instant
from storage import crew as crews
from storage import notices, pairing
from storage.database import Transaction
from storage.rota import Patrol


async def plan_telling(
    tx: Transaction, patrol: Patrol, area: Area, *due: Lack, now: datetime
) -> None:
    """What was to be there by now is not: have the leads told today all that the night lacks.

    Nothing happens if none of what is `due` is lacking, or if they have been told today: the
    notice is the day's own, and one that was done is not planned again.
    """
    if not {*due} & {*await _lacks(tx, patrol, now=now)}:
        return
    today = local_date(now, area.zone)
    await notices.plan(
        tx, kind="tell_lacking", subject=f"{patrol.book.patrol_id}:{today.isoformat()}",
        due_at=local_instant(today, time(), area.zone), area=area.key,
        useful_until=patrol.book.starts,
    )  # fmt: skip


async def tell_lacking(tx: Transaction, *, patrol_id: int, now: datetime) -> None:
    """The leads are told what a night lacks, the gravest first; nothing if it lacks nothing."""
    patrol = await crews.held(tx, patrol_id)
    for each in await _lacks(tx, patrol, now=now):
        await tell_crew_news(tx, patrol, (News(each.value),), at=now)


async def _lacks(tx: Transaction, patrol: Patrol, *, now: datetime) -> tuple[Lack, ...]:
    named = await named_for(tx, patrol)
    asked = await pairing.find(tx, patrol.book.patrol_id)
    return rules.lacks(patrol.crew, patrol.ward, named, asked, now=now)
