"""The release window: who may sign up first, and what happens when everyone may."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from bot.actions.cards import News, refresh_night, tell_card
from bot.actions.fairness import accounts, pool
from operation import release as rules
from operation.area import Area
from operation.book import Window
from storage import notices, rota
from storage.database import Transaction
from storage.rota import Patrol


async def require_released(
    tx: Transaction, *, member_id: int, patrol: Patrol, area: Area, now: datetime
) -> None:
    """Raise `NotReleasedYet` for whoever has done more, while a week is for those with least.

    Accounts are as of the opening, so that nobody's turn changes while the window lasts.
    """
    if patrol.is_extra:
        return
    window = patrol.book.window
    opens_at = rules.released_at(window, area.fairness.release_window_hours)
    if opens_at is None or now >= opens_at:
        return
    members = await pool(tx, area, also={member_id})
    found = await accounts(tx, members, area, now=window.opens_at)
    if not rules.is_less_used(found, member_id):
        raise rules.NotReleasedYet(opens_at)


async def plan_release(tx: Transaction, *, week_id: int, area: Area, window: Window) -> None:
    """Have those who wait told, and the post say so, when a week opens to everyone."""
    opens_at = rules.released_at(window, area.fairness.release_window_hours)
    if opens_at is not None:
        await notices.plan(
            tx, kind="release_ends", subject=str(week_id), due_at=opens_at, area=area.key,
            useful_until=window.closes_at,
        )  # fmt: skip


async def end_release(
    tx: Transaction, *, week_id: int, areas: Mapping[str, Area], now: datetime
) -> None:
    """A week is open to everyone: those who said maybe because it was not are asked."""
    await rota.lock_week(tx, week_id)
    patrols = await rota.patrols_of_week(tx, week_id)
    open_now = [each for each in patrols if not each.is_extra and each.book.is_open_at(now)]
    for patrol in open_now:
        await refresh_night(tx, patrol)
    for patrol in open_now:
        if patrol.crew.cancelled is None and patrol.crew.provisional:
            waits = await _waits(tx, patrol, areas[patrol.book.area])
            await tell_card(tx, patrol, waits, (News.OPEN_TO_ALL,), at=now)


async def _waits(tx: Transaction, patrol: Patrol, area: Area) -> list[int]:
    """Of those who said maybe, who could not have said in."""
    maybe = [each.member_id for each in patrol.crew.provisional]
    members = await pool(tx, area, also=maybe)
    found = await accounts(tx, members, area, now=patrol.book.window.opens_at)
    return [each for each in maybe if not rules.is_less_used(found, each)]
