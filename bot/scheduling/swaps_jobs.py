"""What falls due for swaps."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from bot.actions import swaps
from bot.scheduling.job import Job
from operation.area import Area
from storage.database import Transaction
from storage.notices import Notice


def jobs(_areas: Mapping[str, Area]) -> dict[str, Job]:
    """The jobs of this slice by kind of notice."""

    async def swap_ends(tx: Transaction, notice: Notice, now: datetime) -> None:
        await swaps.run_out(tx, swap_id=int(notice.subject), now=now)

    async def swap_waits(tx: Transaction, notice: Notice, now: datetime) -> None:
        await swaps.remind_leads(tx, swap_id=int(notice.subject), now=now)

    async def swap_not_rested(tx: Transaction, notice: Notice, now: datetime) -> None:
        await swaps.tell_giver(tx, swap_id=int(notice.subject), now=now)

    return {
        "swap_ends": swap_ends,
        "swap_waits": swap_waits,
        "swap_not_rested": swap_not_rested,
    }
