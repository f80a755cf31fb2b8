"""Every kind of button of rest, by who may press it."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from bot.callbacks import Payload, rest
from storage import rest as kept
from storage.database import Database

OF_ANY_MEMBER: list[Payload] = [
    rest.MyDuties(1, on_list=True), rest.AskDuty(1, "before"), rest.SayDuty(1, "before", "Day"),
    rest.SayDuty(1, "after", "-"), rest.SayTimes(1, "after"), rest.MyRestOwed(),
]  # fmt: skip


def of_a_lead(member: int) -> list[Payload]:
    """Every button that only a lead may press, about a night and an entry that are there."""
    return [
        rest.NightRest(1), rest.DutiesOf(1, member), rest.AskDutyOf(1, member, "after"),
        rest.SayDutyFor(1, member, "before", "Early"), rest.SayTimesFor(1, member, "after"),
        rest.OverrideRest(1, member), rest.OwedIn("lambeth"), rest.GiveRest(1),
        rest.OwedTo("lambeth", member), rest.NotOwed(1),
        rest.GivenOn(1, date(2031, 3, 3)), rest.GivenOnAnother(1),
    ]  # fmt: skip


async def owed(db: Database, *, at: datetime) -> None:
    """The first entry of rest that is owed is there: for the first night, to the first member."""
    async with db.transaction() as tx:
        await kept.owe(
            tx, member_id=1, patrol_id=1, since=at, until=at + timedelta(hours=7), minutes=240,
            at=at,
        )  # fmt: skip
