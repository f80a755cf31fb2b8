"""What falls due for returns: asking for one that is missing."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from bot.actions import return_notices
from bot.scheduling.job import Job
from operation.area import Area
from storage.database import Transaction
from storage.notices import Notice


def jobs(areas: Mapping[str, Area]) -> dict[str, Job]:
    """The jobs of this slice by kind of notice."""

    async def return_due(tx: Transaction, notice: Notice, now: datetime) -> None:
        await return_notices.chase(tx, patrol_id=int(notice.subject), areas=areas, now=now)

    return {return_notices.DUE: return_due}
