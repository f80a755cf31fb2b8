"""What falls due for the hours of a night: asking for them, and asking again."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from bot.actions import hours
from bot.scheduling.job import Job
from operation.area import Area
from storage.database import Transaction
from storage.notices import Notice


def jobs(areas: Mapping[str, Area]) -> dict[str, Job]:
    """The jobs of this slice by kind of notice."""

    async def ask_hours(tx: Transaction, notice: Notice, now: datetime) -> None:
        await hours.ask(tx, patrol_id=int(notice.subject), areas=areas, now=now)

    async def remind_hours(tx: Transaction, notice: Notice, now: datetime) -> None:
        await hours.remind(tx, patrol_id=int(notice.subject), now=now)

    return {"ask_hours": ask_hours, "remind_hours": remind_hours}
