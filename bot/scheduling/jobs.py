"""Which action a due notice calls for."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime

from bot.actions import calling
from operation.area import Area
from storage.database import Transaction
from storage.notices import Notice

Job = Callable[[Transaction, Notice, datetime], Awaitable[None]]


def jobs(areas: Mapping[str, Area]) -> dict[str, Job]:
    """The jobs by kind of notice."""

    async def open_weeks(tx: Transaction, notice: Notice, now: datetime) -> None:
        # An area whose file was taken away opens nothing until it is back.
        if notice.subject in areas:
            await calling.open_weeks(tx, area=areas[notice.subject], now=now)

    async def end_sign_up(tx: Transaction, notice: Notice, now: datetime) -> None:
        await calling.end_sign_up(tx, week_id=int(notice.subject), now=now)

    async def end_extra_night(tx: Transaction, notice: Notice, now: datetime) -> None:
        await calling.end_extra_night(tx, patrol_id=int(notice.subject), now=now)

    async def week_over(tx: Transaction, notice: Notice, now: datetime) -> None:
        await calling.end_week(tx, week_id=int(notice.subject), now=now)

    return {
        "open_weeks": open_weeks,
        "end_sign_up": end_sign_up,
        "end_extra_night": end_extra_night,
        "week_over": week_over,
    }
