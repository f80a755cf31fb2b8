"""What may not stay in a chat is removed after a while."""

from __future__ import annotations

from datetime import datetime

from bot.actions.referral_notices import SCREENS as REFERRAL_SCREENS
from storage import outbox
from storage.database import Transaction

PROTECTED = frozenset({
    "form", "return", "struck_values", "entries", "intelligence", "incident", "stop_card",
    *REFERRAL_SCREENS, "referral_seen", "referrals_waiting", "sure_to_withdraw_consent",
    "sure_to_strike", "agency_referral",
})  # fmt: skip
"""The screens that may show what happened on a patrol."""
CLOSED = "screen_closed"


async def close_screen(tx: Transaction, *, chat_id: int, message_id: int, now: datetime) -> None:
    """Remove a message, unless it has long since turned into something else."""
    found = await outbox.find_post_at(tx, chat_id=chat_id, message_id=message_id)
    if found is not None and found.screen not in PROTECTED:
        return
    # One that was left behind is nobody's: it is numbered like a card, and forgotten like one.
    key = found.key if found is not None else f"closed:{chat_id}:{message_id}"
    await outbox.keep_post(
        tx, chat_id=chat_id, key=key, screen=CLOSED, message_id=message_id, at=now
    )
