"""What falls due for fairness: proposals, whoever said maybe, the end of a release window."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from bot.actions import proposing, provisional, release
from bot.scheduling.job import Job, member_of, night_of
from operation.area import Area
from storage.database import Transaction
from storage.notices import Notice


def jobs(areas: Mapping[str, Area]) -> dict[str, Job]:
    """The jobs of this slice by kind of notice."""

    async def propose_week(tx: Transaction, notice: Notice, now: datetime) -> None:
        await proposing.propose_anew(tx, patrol_id=int(notice.subject), areas=areas, now=now)

    async def ask_provisional(tx: Transaction, notice: Notice, now: datetime) -> None:
        night, member = night_of(notice), member_of(notice)
        await provisional.ask(tx, patrol_id=night, member_id=member, now=now)

    async def release_ends(tx: Transaction, notice: Notice, now: datetime) -> None:
        await release.end_release(tx, week_id=int(notice.subject), areas=areas, now=now)

    return {
        "propose_week": propose_week,
        "ask_provisional": ask_provisional,
        "release_ends": release_ends,
    }
