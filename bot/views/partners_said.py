"""What is answered under a button about partner agencies."""

from __future__ import annotations

from bot.actions.partners import Sent
from bot.views.plain import count

_MOST = 190


def what_was_sent(sent: Sent, done: str) -> str:
    """Whether everyone concerned knows, and whom one has to tell oneself."""
    said = f"{done}."
    if sent.told:
        said += f" {count(len(sent.told), 'agency', 'agencies')} told."
    if sent.by_hand:
        names = ", ".join(sent.by_hand)
        tell = f" Call {names}: the bot cannot write to them."
        if len(said + tell) > _MOST:
            tell = f" Call {count(len(sent.by_hand), 'agency', 'agencies')} yourself: see the list."
        said += tell
    return said
