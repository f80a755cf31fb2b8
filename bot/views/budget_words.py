"""Words about money that are part of other screens."""

from __future__ import annotations

from bot.actions.spending import Overspend
from bot.views.money import pounds


def in_words(over: Overspend | None) -> str:
    """What publishing a crew would do to its pot; nothing if it can pay."""
    if over is None:
        return ""
    return (
        f"This crew costs {pounds(over.costs)}: {pounds(over.over)} more than "
        f"“{over.pot.name}” has left."
    )
