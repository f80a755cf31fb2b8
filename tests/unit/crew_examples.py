"""Invented crews, and the table of moves as docs/crew.md tells it, for the tests of the rules."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import NamedTuple

from operation.crew import ENDED, LIVE, Assignment, Crew, Move, Moved, Reason, State
from operation.fairness_rules import Weights
from operation.proposing import Facts, propose
from operation.selection import pick, publish
from operation.turnout import call_for_cover, fill, withdraw
from tests.unit.operation_examples import CLOSES, LONDON, NOW, book

LEAD, OTHER_LEAD = 98, 99
CHOSEN = CLOSES + timedelta(hours=1)
"""Sign-up is closed, and the night nine days ahead."""
LATER = CHOSEN + timedelta(hours=1)
HOURS = 12
MOST = 3
DOCUMENT = Path(__file__).parents[2] / "docs" / "crew.md"


def listed(*numbers: int, places: int = 4, minimum: int = 2) -> Crew:
    """People who have signed up a minute apart; nothing is proposed yet."""
    signed_up = (
        Assignment(number, State.IN, NOW + timedelta(minutes=index))
        for index, number in enumerate(numbers)
    )
    return Crew(book(places=places, minimum=minimum), tuple(signed_up))


def suggested(crew: Crew, *, now: datetime, facts: Facts | None = None) -> Crew:
    """The night with what the rules propose; nobody has been on patrol before."""
    facts = facts or Facts(Weights(), LONDON)
    (after,) = propose([crew], facts, now=now, fills={crew.book.patrol_id})
    return after


def proposed(*numbers: int, places: int = 4, minimum: int = 2) -> Crew:
    """A choice that nobody has published; the first names have the places."""
    return suggested(listed(*numbers, places=places, minimum=minimum), now=CLOSES)


def published(*numbers: int, places: int = 4, minimum: int = 2) -> Crew:
    """A published crew of the first names; everyone else stands by in this order."""
    crew = proposed(*numbers, places=places, minimum=minimum)
    reason = "as it is" if len(crew.picked) < minimum else None
    crew, _ = publish(crew, version=crew.version, by=LEAD, now=CHOSEN, reason=reason)
    return crew


def vacated(*numbers: int, places: int = 2, gone: int = 1) -> Crew:
    """A published crew whose first so many cannot make it; nothing is offered yet."""
    crew = published(*numbers, places=places, minimum=1)
    for number in numbers[:gone]:
        crew, _ = withdraw(crew, number, by=number, reason=Reason.UNSAID, now=LATER)
    return crew


def chosen(crew: Crew, *, taken: Iterable[int] = (), out: Iterable[int] = ()) -> Crew:
    """The lead's choice changed, not published."""
    for number in out:
        crew = pick(crew, number, wanted=False, now=LATER)
    for number in taken:
        crew = pick(crew, number, wanted=True, now=LATER)
    return crew


def filled(crew: Crew, now: datetime = LATER) -> Crew:
    """Vacant places offered on."""
    return fill(crew, now=now, hours=HOURS, zone=LONDON)[0]


def called(crew: Crew, *numbers: int, now: datetime = LATER) -> Crew:
    """These asked for cover by the bot."""
    return call_for_cover(crew, numbers, by=None, most=len(numbers), now=now)[0]


def under_way(crew: Crew) -> datetime:
    """A moment at which the patrol has just started."""
    return crew.book.starts


def with_state(state: State | None, number: int = 1) -> Crew:
    """A night ahead with one person in this state, or on it no longer."""
    crew = replace(published(7, places=4, minimum=1), target=3, version=40)
    if state is None:
        return crew
    if state in ENDED:
        return replace(crew, past={number: state})
    until = LATER + timedelta(hours=1) if state is State.OFFERED else None
    mine = Assignment(number, state, NOW, offered_until=until)
    return replace(crew, assignments=(*crew.assignments, mine))


def ids(assignments: Sequence[Assignment]) -> list[int]:
    return [each.member_id for each in assignments]


def states(crew: Crew) -> dict[int, State]:
    """Where everyone stands, those included who are on the night no longer."""
    return dict(crew.past) | {each.member_id: each.state for each in crew.assignments}


def state_of(crew: Crew, number: int) -> State | None:
    return states(crew).get(number)


def what_happened(events: Sequence[Moved]) -> list[tuple[int, Move]]:
    return [(event.member_id, event.move) for event in events]


class Row(NamedTuple):
    """Where a move leads, and who may make it."""

    to: State
    who: frozenset[str]


def table_of_moves() -> dict[tuple[State | None, Move], Row]:
    """The moves as docs/crew.md tells them."""
    found: dict[tuple[State | None, Move], Row] = {}
    for line in DOCUMENT.read_text(encoding="utf-8").splitlines():
        cells = [cell.strip() for cell in line.strip("| ").split(" | ")]
        if not line.startswith("| ") or len(cells) != 5 or cells[0] == "from":
            continue
        start = None if cells[0] == "–" else _state(cells[0])
        key = (start, Move(cells[1]))
        assert key not in found, f"{key} stands in the table twice"
        found[key] = Row(_state(cells[2]), frozenset(cells[3].split(", ")))
    return found


def _state(words: str) -> State:
    return State(words.replace(" ", "_"))


EVERY_START = (None, *sorted(LIVE))
