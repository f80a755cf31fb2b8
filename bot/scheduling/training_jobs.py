"""What falls due for training: reminders, sessions that are over, trainings that run out."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from bot.actions import qualification, training
from bot.scheduling.job import Job
from operation.area import Area
from storage.database import Transaction
from storage.notices import Notice


def jobs(areas: Mapping[str, Area]) -> dict[str, Job]:
    """The jobs of this slice by kind of notice."""

    async def remind(tx: Transaction, notice: Notice, now: datetime) -> None:
        await training.remind(tx, session_id=int(notice.subject), areas=areas, now=now)

    async def over(tx: Transaction, notice: Notice, now: datetime) -> None:
        await training.end_session(tx, session_id=int(notice.subject), areas=areas, now=now)

    async def expiring(tx: Transaction, notice: Notice, now: datetime) -> None:
        which = int(notice.subject.partition(":")[0])
        await qualification.remind(tx, qualification_id=which, areas=areas, now=now)

    async def lapses(tx: Transaction, notice: Notice, now: datetime) -> None:
        which = int(notice.subject)
        await qualification.lapse(tx, qualification_id=which, areas=areas, now=now)

    return {
        training.REMIND: remind,
        training.OVER: over,
        qualification.EXPIRING: expiring,
        qualification.LAPSES: lapses,
    }
