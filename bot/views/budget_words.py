"""Words about money that are part of other screens."""

from __future__ import annotations

from collections.abc import Iterable

from bot.actions.spending import Overspend
from bot.views.money import pounds


def in_words(over: Overspend | None) -> str:
    """What is to be asked about a crew's money; nothing if its pot can pay and all have a price."""
    if over is None:
        return ""
    said = []
    if over.over:
        said.append(
            f"This crew costs {pounds(over.costs)}: {pounds(over.over)} more than "
            f"“{over.pot.name}” has left."
        )
    if over.unpriced:
        said.append(
            f"No rate on that date for {priceless(over.unpriced)}. Enter it first under Money › "
            "Rates, or their hours are in no sum."
        )
    return " ".join(said)


def priceless(ranks: Iterable[str | None]) -> str:
    """Ranks without a rate: “PC (2), PS”."""
    each = [rank or "somebody without a rank" for rank in ranks]
    return ", ".join(
        f"{rank} ({each.count(rank)})" if each.count(rank) > 1 else rank
        for rank in dict.fromkeys(each)
    )
