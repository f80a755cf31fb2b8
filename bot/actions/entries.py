"""What else is recorded of a patrol besides its return: each kind is a slice of its own.

A kind says how it is called, which button begins one, and what of a patrol there is of it.
Whoever may record on a patrol (`bot.actions.returns.recording_on`) may begin one and see them.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import partial

from bot.actions import incidents, intelligence, referral_boards, stops
from bot.actions.entry_lines import EntryLine
from bot.callbacks import Payload
from bot.callbacks.incidents import AddIncident, PractiseIncident
from bot.callbacks.intelligence import AddIntelligence, PractiseIntelligence
from bot.callbacks.referrals import NewReferral, PractiseReferral, SeenAgain
from bot.callbacks.stops import AskStop
from operation.stops import StopKind
from storage.database import Transaction

__all__ = ["KINDS", "EntryKind", "EntryLine", "entries_of"]


@dataclass(frozen=True, slots=True)
class EntryKind:
    """A kind of entry: `label` stands on the button that begins one."""

    label: str
    add: Callable[[int], Payload]
    of_patrol: Callable[[Transaction, int], Awaitable[list[EntryLine]]]
    practise: Payload | None = None
    """The button that tries its form, without anything coming of it."""


KINDS: tuple[EntryKind, ...] = (
    EntryKind("Referral", NewReferral, referral_boards.lines_of, practise=PractiseReferral()),
    EntryKind("Seen again", SeenAgain, referral_boards.no_lines),
    EntryKind(
        "Intelligence", AddIntelligence, intelligence.lines_of, practise=PractiseIntelligence()
    ),
    EntryKind("Incident", AddIncident, incidents.lines_of, practise=PractiseIncident()),
    EntryKind("Under 18?", partial(AskStop, draft=0, kind=StopKind.CHILD.value), stops.children_of),
    EntryKind("In danger", partial(AskStop, draft=0, kind=StopKind.DANGER.value), stops.adults_of),
)
"""In the order of their buttons."""


async def entries_of(tx: Transaction, patrol_id: int) -> tuple[EntryLine, ...]:
    """Everything recorded of a patrol besides its return."""
    found: list[EntryLine] = []
    for kind in KINDS:
        found += await kind.of_patrol(tx, patrol_id)
    return tuple(found)
