"""What falls due for fairness: proposals made anew."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from bot.actions import proposing
from bot.scheduling.job import Job
from operation.area import Area
from storage.database import Transaction
from storage.notices import Notice


def jobs(areas: Mapping[str, Area]) -> dict[str, Job]:
    """The jobs of this slice by kind of notice."""

    async def propose_week(tx: Transaction, notice: Notice, now: datetime) -> None:
        await proposing.propose_anew(tx, patrol_id=int(notice.subject), areas=areas, now=now)

    return {"propose_week": propose_week}
