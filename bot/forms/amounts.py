"""Money and short names as people type them."""

from __future__ import annotations

import re
from collections.abc import Callable

from bot.forms.steps import NotAnAnswer
from bot.views.money import pounds
from operation.budget import MOST_PENCE

_AMOUNT = re.compile(r"(\d{1,3}(?:,\d{3})+|\d+)(?:\.(\d{1,2}))?")
_EXAMPLE = "Type it like 1200 or £1,200.50."


def read_pounds(text: str) -> str:
    """Pounds as people type them, £1,200.50 or 1200.5, in pence. Raises NotAnAnswer."""
    tidy = "".join(text.split()).removeprefix("£").removesuffix("£")
    if not tidy.isascii():
        raise NotAnAnswer(f"That is no amount of money. {_EXAMPLE}")
    if tidy.startswith(("-", "(")):
        raise NotAnAnswer(f"An amount cannot be below zero. {_EXAMPLE}")
    found = _AMOUNT.fullmatch(tidy)
    if found is None:
        if re.fullmatch(r"[\d,]+\.\d{3,}", tidy):
            raise NotAnAnswer(f"That is finer than a penny. {_EXAMPLE}")
        raise NotAnAnswer(f"That is no amount of money. {_EXAMPLE}")
    whole, part = found[1].replace(",", ""), (found[2] or "").ljust(2, "0")
    if len(whole) > 12 or (pence := int(whole) * 100 + int(part)) > MOST_PENCE:
        raise NotAnAnswer(f"{pounds(MOST_PENCE)} is the most. {_EXAMPLE}")
    if pence == 0:
        raise NotAnAnswer(f"Nothing is no amount. {_EXAMPLE}")
    return str(pence)


def shown_as_pounds(pence: str) -> str:
    """£1,200.50, for the review."""
    return pounds(int(pence))


def short_text(most: int) -> Callable[[str], str]:
    """A reader of one line of at most so many characters. It raises NotAnAnswer."""

    def read(text: str) -> str:
        tidy = " ".join(text.split())
        if not tidy:
            raise NotAnAnswer("Type a few letters.")
        if len(tidy) > most:
            raise NotAnAnswer(f"That has {len(tidy)} characters, and {most} is the most.")
        return tidy

    return read
