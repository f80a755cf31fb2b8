"""What falls due for support that was asked for."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from bot.actions import support_requests
from bot.scheduling.job import Job
from operation.area import Area
from storage.database import Transaction
from storage.notices import Notice


def jobs(areas: Mapping[str, Area]) -> dict[str, Job]:
    """The jobs of this slice by kind of notice."""

    async def chase(tx: Transaction, notice: Notice, now: datetime) -> None:
        await support_requests.chase(tx, request_id=int(notice.subject), areas=areas, now=now)

    async def forget(tx: Transaction, notice: Notice, now: datetime) -> None:
        await support_requests.forget(tx, request_id=int(notice.subject), now=now)

    return {"support_due": chase, "support_forgotten": forget}
