"""Every kind of button of swaps, by who may press it."""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.callbacks import Payload, swaps
from operation.swaps import Swap
from storage import swaps as kept
from storage.database import Database

OF_ANY_MEMBER: list[Payload] = [
    swaps.GiveAway(1, 0), swaps.GiveTo(1, 1), swaps.OfferToAll(1), swaps.OfferTo(1, 1, 0),
    swaps.TakeBack(1, on_list=False), swaps.TakeShift(1), swaps.DeclineShift(1),
]  # fmt: skip


def of_a_lead(member: int) -> list[Payload]:
    """Every button that only a lead may press, about a night and a swap that are there."""
    return [
        swaps.SwapFor(1, member, 0), swaps.SwapNow(1, member, member),
        swaps.SwapApproval(1), swaps.ApproveSwap(1), swaps.RefuseSwap(1),
    ]  # fmt: skip


async def offered(db: Database, *, at: datetime) -> None:
    """The first swap is there: of the first night, by the first member, asked of them alone."""
    async with db.transaction() as tx:
        await kept.add(tx, Swap(1, 1, (1,), until=at + timedelta(days=1)), at=at)
