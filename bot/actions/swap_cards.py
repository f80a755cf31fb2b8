"""The living messages of a swap: one for each who was asked, one for each lead who decides."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from bot.actions.cards import lead_chats
from operation.swaps import Swap
from storage import outbox, people
from storage.database import Transaction


async def ask(tx: Transaction, swap: Swap, member_ids: Collection[int], *, at: datetime) -> None:
    """Bring the card of a swap down to these of whom it was asked; how it stands is on it."""
    chats = await people.chats_of(tx, list(member_ids))
    await _bring_down(tx, swap, chats.values(), "swap", "swap_card", at=at)


async def ask_leads(tx: Transaction, swap: Swap, area: str, *, at: datetime) -> None:
    """Bring the question to every lead of the area, whether the swap may go ahead."""
    chats = await lead_chats(tx, area)
    await _bring_down(tx, swap, chats, "swapyes", "swap_approval", at=at)


async def renew(tx: Transaction, swap: Swap) -> None:
    """Every message of a swap is rendered anew, where it stands."""
    for screen in ("swap_card", "swap_approval"):
        await outbox.raise_posts(tx, screen=screen, subject=str(swap.id))


async def _bring_down(
    tx: Transaction, swap: Swap, chats: Collection[int], key: str, screen: str, *, at: datetime
) -> None:
    for chat_id in chats:
        await outbox.keep_anew(
            tx,
            chat_id=chat_id,
            key=f"{key}:{swap.id}",
            screen=screen,
            subject=str(swap.id),
            news=[],
            retired="swap_moved_on",
            at=at,
        )
