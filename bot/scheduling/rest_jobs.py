"""What falls due for rest: when a patrol has ended, whoever had too little is owed it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from bot.actions import rest_owed
from bot.scheduling.job import Job
from operation.area import Area
from storage.database import Transaction
from storage.notices import Notice


def jobs(areas: Mapping[str, Area]) -> dict[str, Job]:
    """The jobs of this slice by kind of notice."""

    async def record_rest(tx: Transaction, notice: Notice, now: datetime) -> None:
        await rest_owed.record_owed(tx, patrol_id=int(notice.subject), areas=areas, now=now)

    return {"rest_owed": record_rest}
