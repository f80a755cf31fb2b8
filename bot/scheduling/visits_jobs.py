"""What falls due for visits."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from bot.actions import visits
from bot.scheduling.job import Job
from operation.area import Area
from storage.database import Transaction
from storage.notices import Notice


def jobs(areas: Mapping[str, Area]) -> dict[str, Job]:
    """The jobs of this slice by kind of notice."""

    async def begin(tx: Transaction, notice: Notice, now: datetime) -> None:
        await visits.begin_night(tx, patrol_id=int(notice.subject), now=now)

    async def end(tx: Transaction, notice: Notice, now: datetime) -> None:
        await visits.end_night(tx, patrol_id=int(notice.subject), areas=areas, now=now)

    async def forget(tx: Transaction, notice: Notice, now: datetime) -> None:
        await visits.forget_night(tx, patrol_id=int(notice.subject), now=now)

    return {"visits_begin": begin, "visits_end": end, "visits_forgotten": forget}
