"""What falls due for requests of a local officer, and for wards that are not settled."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from bot.actions import lacking, pairing, places
from bot.scheduling.job import Job, night_of
from operation.area import Area
from storage.database import Transaction
from storage.notices import Notice


def jobs(areas: Mapping[str, Area]) -> dict[str, Job]:
    """The jobs of this slice by kind of notice."""

    async def chase_pairing(tx: Transaction, notice: Notice, now: datetime) -> None:
        await pairing.chase(tx, patrol_id=int(notice.subject), areas=areas, now=now)

    async def plan_pairing(tx: Transaction, notice: Notice, now: datetime) -> None:
        await pairing.plan_anew(tx, patrol_id=int(notice.subject), areas=areas, now=now)

    async def check_pairing(tx: Transaction, notice: Notice, now: datetime) -> None:
        await pairing.check(tx, patrol_id=night_of(notice), areas=areas, now=now)

    async def agree_ward(tx: Transaction, notice: Notice, now: datetime) -> None:
        await places.ask_for_ward(tx, patrol_id=int(notice.subject), areas=areas, now=now)

    async def tell_lacking(tx: Transaction, notice: Notice, now: datetime) -> None:
        await lacking.tell_lacking(tx, patrol_id=night_of(notice), now=now)

    return {
        "chase_pairing": chase_pairing,
        "plan_pairing": plan_pairing,
        "check_pairing": check_pairing,
        "agree_ward": agree_ward,
        "tell_lacking": tell_lacking,
    }
