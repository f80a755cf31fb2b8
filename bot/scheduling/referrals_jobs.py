"""What falls due for referrals: chasing what is not sent, and asking what became of one."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from bot.actions import referral_notices
from bot.scheduling.job import Job
from operation.area import Area
from storage.database import Transaction
from storage.notices import Notice


def jobs(areas: Mapping[str, Area]) -> dict[str, Job]:
    """The jobs of this slice by kind of notice."""

    async def due(tx: Transaction, notice: Notice, now: datetime) -> None:
        await referral_notices.chase(tx, referral_id=int(notice.subject), areas=areas, now=now)

    async def follow_up(tx: Transaction, notice: Notice, now: datetime) -> None:
        await referral_notices.follow_up(tx, referral_id=int(notice.subject), now=now)

    return {referral_notices.DUE: due, referral_notices.FOLLOW_UP: follow_up}
