"""What falls due for partner agencies."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from bot.actions import partners_due
from bot.scheduling.job import Job
from operation.area import Area
from storage.database import Transaction
from storage.notices import Notice


def jobs(_areas: Mapping[str, Area]) -> dict[str, Job]:
    """The jobs of this slice by kind of notice."""

    async def remind(tx: Transaction, notice: Notice, now: datetime) -> None:
        await partners_due.remind(tx, invitation_id=_invitation_of(notice), now=now)

    async def chase(tx: Transaction, notice: Notice, now: datetime) -> None:
        await partners_due.chase(tx, invitation_id=_invitation_of(notice), now=now)

    async def show(tx: Transaction, notice: Notice, now: datetime) -> None:
        await partners_due.show_unanswered(tx, invitation_id=_invitation_of(notice), now=now)

    async def start(tx: Transaction, notice: Notice, _now: datetime) -> None:
        await partners_due.start(tx, patrol_id=int(notice.subject))

    async def morning(tx: Transaction, notice: Notice, now: datetime) -> None:
        await partners_due.morning_after(tx, patrol_id=int(notice.subject), now=now)

    return {
        "remind_partner": remind,
        "chase_partner": chase,
        "show_partner": show,
        "partners_start": start,
        "partner_morning": morning,
    }


def _invitation_of(notice: Notice) -> int:
    """The invitation of a notice, of which there may be one for each number of hours."""
    return int(notice.subject.partition(":")[0])
