"""What falls due for money: looking whether a pot is overspent by now."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from bot.actions import spending
from bot.scheduling.job import Job
from operation.area import Area
from storage.database import Transaction
from storage.notices import Notice


def jobs(areas: Mapping[str, Area]) -> dict[str, Job]:
    """The jobs of this slice by kind of notice."""

    def area_of(notice: Notice) -> Area | None:
        return areas.get(notice.area or "")

    async def night(tx: Transaction, notice: Notice, now: datetime) -> None:
        area = area_of(notice)
        if area is not None:
            await spending.look_at_night(tx, patrol_id=int(notice.subject), area=area, now=now)

    async def pots(tx: Transaction, notice: Notice, now: datetime) -> None:
        area = area_of(notice)
        if area is not None:
            await spending.look_at_pots(tx, area=area, now=now)

    return {spending.WATCH_NIGHT: night, spending.WATCH_POTS: pots}
