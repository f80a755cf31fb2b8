"""What else is recorded of a patrol besides its return: each kind is a slice of its own.

A kind says how it is called, which button begins one, and what of a patrol there is of it.
Whoever may record on a patrol (`bot.actions.returns.recording_on`) may begin one and see them.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from bot.callbacks import Payload
from storage.database import Transaction


@dataclass(frozen=True, slots=True)
class EntryLine:
    """One entry in a few plain words that name nobody, and the button that opens it."""

    words: str
    opens: Payload


@dataclass(frozen=True, slots=True)
class EntryKind:
    """A kind of entry: `label` stands on the button that begins one."""

    label: str
    add: Callable[[int], Payload]
    of_patrol: Callable[[Transaction, int], Awaitable[list[EntryLine]]]


KINDS: tuple[EntryKind, ...] = ()
"""In the order of their buttons."""


async def entries_of(tx: Transaction, patrol_id: int) -> tuple[EntryLine, ...]:
    """Everything recorded of a patrol besides its return."""
    found: list[EntryLine] = []
    for kind in KINDS:
        found += await kind.of_patrol(tx, patrol_id)
    return tuple(found)
