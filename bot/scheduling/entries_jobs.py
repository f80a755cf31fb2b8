"""What falls due for entries: asking for a force reference that is missing."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from bot.actions import intelligence, stops
from bot.scheduling.job import Job
from operation.area import Area
from storage.database import Transaction
from storage.notices import Notice


def jobs(areas: Mapping[str, Area]) -> dict[str, Job]:
    """The jobs of this slice by kind of notice."""

    async def intelligence_due(tx: Transaction, notice: Notice, now: datetime) -> None:
        await intelligence.chase(tx, item_id=int(notice.subject), areas=areas, now=now)

    async def stop_due(tx: Transaction, notice: Notice, now: datetime) -> None:
        await stops.chase(tx, stop_id=int(notice.subject), areas=areas, now=now)

    return {intelligence.DUE: intelligence_due, stops.DUE: stop_due}
