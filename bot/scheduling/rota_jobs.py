"""What falls due for weeks, nights and crews."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from bot.actions import calling, turnout
from bot.actions import late_drop as dropping
from bot.scheduling.job import Job, member_of, night_of
from operation.area import Area
from storage.database import Transaction
from storage.notices import Notice


def jobs(areas: Mapping[str, Area]) -> dict[str, Job]:
    """The jobs of this slice by kind of notice."""

    async def open_weeks(tx: Transaction, notice: Notice, now: datetime) -> None:
        # An area whose file was taken away opens nothing until it is back.
        if notice.subject in areas:
            await calling.open_weeks(tx, area=areas[notice.subject], now=now)

    async def end_sign_up(tx: Transaction, notice: Notice, now: datetime) -> None:
        await calling.end_sign_up(tx, week_id=int(notice.subject), areas=areas, now=now)

    async def end_extra_night(tx: Transaction, notice: Notice, now: datetime) -> None:
        await calling.end_extra_night(tx, patrol_id=int(notice.subject), areas=areas, now=now)

    async def week_over(tx: Transaction, notice: Notice, now: datetime) -> None:
        await calling.end_week(tx, week_id=int(notice.subject), now=now)

    async def offer_ends(tx: Transaction, notice: Notice, now: datetime) -> None:
        await turnout.end_offers(tx, patrol_id=int(notice.subject), areas=areas, now=now)

    async def fill_crew(tx: Transaction, notice: Notice, now: datetime) -> None:
        await turnout.refill(tx, patrol_id=int(notice.subject), areas=areas, now=now)

    async def late_drop(tx: Transaction, notice: Notice, now: datetime) -> None:
        await dropping.drop(
            tx, patrol_id=night_of(notice), member_id=member_of(notice), areas=areas, now=now
        )

    async def crew_starts(tx: Transaction, notice: Notice, now: datetime) -> None:
        await turnout.begin(tx, patrol_id=int(notice.subject), areas=areas, now=now)

    async def remind_crew(tx: Transaction, notice: Notice, now: datetime) -> None:
        await turnout.remind(tx, patrol_id=night_of(notice), now=now)

    async def check_crew(tx: Transaction, notice: Notice, now: datetime) -> None:
        await turnout.check(tx, patrol_id=night_of(notice), areas=areas, now=now)

    async def chase_crew(tx: Transaction, notice: Notice, now: datetime) -> None:
        night, member = night_of(notice), member_of(notice)
        await turnout.chase(tx, patrol_id=night, member_id=member, now=now)

    async def show_unconfirmed(tx: Transaction, notice: Notice, now: datetime) -> None:
        night, member = night_of(notice), member_of(notice)
        await turnout.show_unconfirmed(tx, patrol_id=night, member_id=member, now=now)

    return {
        "open_weeks": open_weeks,
        "end_sign_up": end_sign_up,
        "end_extra_night": end_extra_night,
        "week_over": week_over,
        "offer_ends": offer_ends,
        "fill_crew": fill_crew,
        "late_drop": late_drop,
        "crew_starts": crew_starts,
        "remind_crew": remind_crew,
        "check_crew": check_crew,
        "chase_crew": chase_crew,
        "show_unconfirmed": show_unconfirmed,
    }
