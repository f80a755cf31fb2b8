"""What swaps add to the stage: a shift on offer, and one that waits for a lead."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any, Protocol

from sqlalchemy import insert, update

from bot.actions import swaps
from config.areas import SHIPPED_AREAS, read_areas
from operation.book import Window
from operation.crew import State
from operation.nights import PlannedNight
from operation.people import Actor
from operation.swap_rules import Approval, SwapTimes
from storage import rota
from storage.database import Transaction

NOW = datetime(2031, 3, 3, 9, tzinfo=UTC)
STARTS = datetime(2031, 3, 12, 20, tzinfo=UTC)
AREAS = {
    key: replace(area, swaps=SwapTimes(approval=Approval.LEAD))
    for key, area in read_areas([SHIPPED_AREAS]).items()
}


class Nights(Protocol):
    """The nights of the stage, as far as they matter here."""

    @property
    def published(self) -> int:
        """A night with a crew."""


async def build(
    tx: Transaction, members: Mapping[str, int], crews: Nights, cast: Mapping[str, Actor]
) -> Mapping[str, Any]:
    """Colleague offers the published night to the deputy; on another night the stand-in would
    have it from colleague, and a lead is to agree.
    """
    colleague = cast["colleague"]
    offered = await swaps.offer(
        tx, actor=colleague, patrol_id=crews.published, to=members["deputy"], areas=AREAS, now=NOW
    )
    other = await _night(tx, crews.published, members["colleague"])
    waits = await swaps.offer(
        tx, actor=colleague, patrol_id=other, to=members["stand-in"], areas=AREAS, now=NOW
    )
    taken = await swaps.take(
        tx, actor=cast["stand-in"], swap_id=waits.swap.id, areas=AREAS, now=NOW
    )
    return {"open swap": offered.swap.id, "taken swap": taken.swap.id, "taken night": other}


async def _night(tx: Transaction, beside: int, member: int) -> int:
    """A night of the same week whose crew is this member."""
    week = (await rota.get_patrol(tx, beside)).week_id
    window = Window(NOW - timedelta(days=2), NOW - timedelta(days=1))
    night = PlannedNight(date(2031, 3, 12), STARTS, STARTS + timedelta(hours=6), 1, 4)
    await rota.add_patrols(tx, week_id=week, area="lambeth", nights=[night], window=window)
    found = await rota.patrols_of_week(tx, week)
    [added] = [each.book.patrol_id for each in found if each.book.night == night.night]
    crew = {"patrol_id": added, "member_id": member, "since": NOW, "picked": True}
    await tx.execute(insert(rota.sign_up).values(**crew, state=State.CONFIRMED.value))
    published = {"published_at": NOW, "target": 1, "proposed_at": NOW}
    await tx.execute(update(rota.patrol).where(rota.patrol.c.id == added).values(**published))
    return added
