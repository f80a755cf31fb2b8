"""One entry in a line: what lists of a patrol's entries show."""

from __future__ import annotations

from dataclasses import dataclass

from bot.callbacks import Payload


@dataclass(frozen=True, slots=True)
class EntryLine:
    """One entry in a few plain words that name nobody, and the button that opens it."""

    words: str
    opens: Payload
