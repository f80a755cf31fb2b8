"""A patrol's crew as a value: who stands where, and the only moves there are.

Signing up is not being selected. Everyone whom a night concerns is in one `State`; `MOVES` is
the whole table of how they come from one to another, and `docs/crew.md` explains it. Who chooses
is in `operation.selection`, who comes and who stands in for them in `operation.turnout`, who gives
their place to whom in `operation.swaps`, and what a lead changes about the night in
`operation.changes`.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from typing import Any

from operation.book import Book
from operation.errors import Refusal
from operation.rota import PatrolStarted


class State(StrEnum):
    """How someone stands with one night."""

    IN = "in"
    """Signed up, not chosen yet; who has a place and who waits is `operation.book`'s."""
    PROVISIONAL = "provisional"
    """Said maybe: holds no place, and is asked before sign-up closes."""
    SELECTED = "selected"
    CONFIRMED = "confirmed"
    STANDING_BY = "standing_by"
    OFFERED = "offered"
    """A place is theirs to take, until a moment."""
    ASKED = "asked"
    """One of those a cover call went to; the first to answer has the place."""
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
    STOOD_DOWN = "stood_down"


CREW = frozenset({State.SELECTED, State.CONFIRMED})
ENDED = frozenset({State.DECLINED, State.WITHDRAWN, State.STOOD_DOWN})
LIVE = frozenset(State) - ENDED


class Move(StrEnum):
    """What can happen to someone; the audit's word for it."""

    SIGN_UP = "signed up"
    SAY_MAYBE = "said maybe"
    JOIN_STANDBY = "joined the standby"
    PUT_IN = "put on the crew"
    SELECT = "selected"
    STAND_BY = "put on standby"
    CONFIRM = "confirmed"
    ASK_AGAIN = "asked to confirm again"
    OFFER = "offered a place"
    CALL = "asked for cover"
    ACCEPT = "accepted"
    DECLINE = "declined"
    LAPSE = "let the offer lapse"
    WITHDRAW = "withdrew"
    STAND_DOWN = "stood down"
    SWAP_OUT = "swapped out"
    SWAP_IN = "swapped in"


S, M = State, Move
MOVES: Mapping[tuple[State | None, Move], State] = {
    (None, M.SIGN_UP): S.IN,
    (None, M.SAY_MAYBE): S.PROVISIONAL,
    (None, M.JOIN_STANDBY): S.STANDING_BY,
    (None, M.PUT_IN): S.SELECTED,
    (None, M.CALL): S.ASKED,
    (S.IN, M.SELECT): S.SELECTED,
    (S.IN, M.STAND_BY): S.STANDING_BY,
    (S.IN, M.SAY_MAYBE): S.PROVISIONAL,
    (S.PROVISIONAL, M.SIGN_UP): S.IN,
    (S.STANDING_BY, M.SELECT): S.SELECTED,
    (S.OFFERED, M.SELECT): S.SELECTED,
    (S.ASKED, M.SELECT): S.SELECTED,
    (S.SELECTED, M.STAND_BY): S.STANDING_BY,
    (S.CONFIRMED, M.STAND_BY): S.STANDING_BY,
    (S.OFFERED, M.STAND_BY): S.STANDING_BY,
    (S.SELECTED, M.CONFIRM): S.CONFIRMED,
    (S.CONFIRMED, M.ASK_AGAIN): S.SELECTED,
    (S.STANDING_BY, M.OFFER): S.OFFERED,
    (S.OFFERED, M.ACCEPT): S.CONFIRMED,
    (S.ASKED, M.ACCEPT): S.CONFIRMED,
    (S.OFFERED, M.DECLINE): S.DECLINED,
    (S.ASKED, M.DECLINE): S.DECLINED,
    (S.OFFERED, M.LAPSE): S.DECLINED,
    **{(s, M.SWAP_OUT): S.WITHDRAWN for s in CREW},
    **{(s, M.SWAP_IN): S.CONFIRMED for s in (None, S.STANDING_BY, S.OFFERED, S.ASKED)},
    **{(s, M.WITHDRAW): S.WITHDRAWN for s in LIVE - {S.ASKED}},
    **{(s, M.STAND_DOWN): S.STOOD_DOWN for s in LIVE},
}
"""Every move there is. None is where somebody begins who is not on the list, or no longer."""
_LEAVE_IT_AS_IT_IS = frozenset({M.CONFIRM, M.ASK_AGAIN})


class Reason(StrEnum):
    """Why someone cannot make it: never more than this, and never a diagnosis."""

    DUTY = "duty"
    HOME = "home"
    UNFIT = "unfit"
    UNSAID = "unsaid"
    ACCESS = "access"
    """They lost access or the training ended: not their own doing."""


class Cancelled(StrEnum):
    """Why a night does not take place."""

    WEATHER = "weather"
    NUMBERS = "numbers"
    DEMAND = "demand"
    OTHER = "other"


NOT_NEEDED = "not needed"
"""The reason of those whom a cover call was to, once the place is filled."""
SWAPPED = "swapped"
"""The reason of those who gave their place to somebody else: nothing came free by it."""
UNDECIDED = "undecided"
"""The reason of those who had said maybe, once sign-up has closed or the night is off."""
RELEASED = frozenset({NOT_NEEDED, UNDECIDED, *(each.value for each in Cancelled)})
"""Stood down for no wish of theirs or of the lead's about them: they may be asked again."""


@dataclass(frozen=True, slots=True)
class Assignment:
    """One person on one night. `picked` is the lead's choice, which only publishing carries out.

    `must_answer` marks someone who signed up for other times than the night has now.
    """

    member_id: int
    state: State
    since: datetime
    picked: bool = False
    must_answer: bool = False
    added_by: int | None = None
    offered_until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Moved:
    """Somebody has moved. `by` is the member who did it, themself or a lead, None for the bot."""

    member_id: int
    was: State | None
    now: State
    move: Move
    by: int | None = None
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Crew:
    """A night's people in the order in which they are to be asked, and what was decided.

    `target` is how many the lead wants to go out, None before publication. `version` grows with
    every change of who goes. `proposed_at` is when the rules last suggested a crew, `is_by_hand`
    whether a lead has changed it since. `past` holds how those stand who are on the night no
    longer, `released` those of them who were not needed, and may be asked again.
    """

    book: Book
    assignments: tuple[Assignment, ...] = ()
    target: int | None = None
    version: int = 0
    published_at: datetime | None = None
    cancelled: Cancelled | None = None
    covered_at: datetime | None = None
    proposed_at: datetime | None = None
    is_by_hand: bool = False
    past: Mapping[int, State] = field(default_factory=dict)
    released: frozenset[int] = frozenset()

    @property
    def is_published(self) -> bool:
        return self.published_at is not None

    @property
    def crew(self) -> tuple[Assignment, ...]:
        """Who goes: selected or confirmed."""
        return self._in(CREW)

    @property
    def standing_by(self) -> tuple[Assignment, ...]:
        """Who is asked next, in order; the holder of an offer is not among them."""
        return self._in({State.STANDING_BY})

    @property
    def offered(self) -> tuple[Assignment, ...]:
        return self._in({State.OFFERED})

    @property
    def asked(self) -> tuple[Assignment, ...]:
        return self._in({State.ASKED})

    @property
    def provisional(self) -> tuple[Assignment, ...]:
        """Who has said maybe; they hold no place and are not proposed."""
        return self._in({State.PROVISIONAL})

    @property
    def unconfirmed(self) -> tuple[Assignment, ...]:
        return self._in({State.SELECTED})

    @property
    def picked(self) -> tuple[Assignment, ...]:
        """Whom the lead has chosen, published or not."""
        return tuple(each for each in self.assignments if each.picked)

    @property
    def vacant(self) -> int:
        """Places of the published crew that nobody has or holds an offer of."""
        if self.target is None:
            return 0
        return max(0, self.target - len(self.crew) - len(self.offered))

    @property
    def short(self) -> int:
        """How many the night lacks to its minimum."""
        return max(0, self.book.minimum - len(self.crew))

    @property
    def has_changes(self) -> bool:
        """Whether the lead's choice differs from what was published."""
        return any(each.picked != (each.state in CREW) for each in self.assignments)

    def goes(self, member_id: int) -> bool:
        """Whether they go out: on the crew, or in by the list where no crew was published."""
        mine = self.of(member_id)
        standing = self.book.standing_of(member_id)
        if mine is None or self.cancelled is not None:
            return False
        return mine.state in CREW if self.is_published else bool(standing and standing.is_in)

    def of(self, member_id: int) -> Assignment | None:
        """This member's place on the night, None for somebody who has none now."""
        return next((each for each in self.assignments if each.member_id == member_id), None)

    def turn_of(self, member_id: int) -> int | None:
        """1 for who is asked first when a place comes free, None for who does not stand by."""
        ids = [each.member_id for each in self.standing_by]
        return ids.index(member_id) + 1 if member_id in ids else None

    def _in(self, states: Collection[State]) -> tuple[Assignment, ...]:
        return tuple(each for each in self.assignments if each.state in states)


Outcome = tuple[Crew, tuple[Moved, ...]]
"""What a rule gives back: the crew changed, and who has moved."""


# Refusals


@dataclass(eq=False)
class NightCancelled(Refusal):
    """The night does not take place."""

    reason: Cancelled


@dataclass(eq=False)
class NotPublished(Refusal):
    """No crew has been published yet."""


@dataclass(eq=False)
class CrewPublished(Refusal):
    """The crew is published: one does not just step back from it."""


@dataclass(eq=False)
class NotOnTheNight(Refusal):
    """They have nothing to do with this night, or not any more."""

    was: State | None


@dataclass(eq=False)
class MoveImpossible(Refusal):
    """The table of moves has no such move from where they stand."""

    state: State | None
    move: Move


# What the rules share


def require_on(crew: Crew, now: datetime) -> None:
    """Raises `NightCancelled`, and `PatrolStarted` from the start on."""
    if crew.cancelled is not None:
        raise NightCancelled(crew.cancelled)
    if now >= crew.book.starts:
        raise PatrolStarted(crew.book.starts)


def require_assigned(crew: Crew, member_id: int) -> Assignment:
    """Their place on the night; raises `NotOnTheNight`."""
    found = crew.of(member_id)
    if found is None:
        raise NotOnTheNight(crew.past.get(member_id))
    return found


def destination(state: State | None, move: Move) -> State:
    """Where a move leads; raises `MoveImpossible` for one that the table does not have."""
    try:
        return MOVES[None if state in ENDED else state, move]
    except KeyError:
        raise MoveImpossible(state, move) from None


def moved(
    crew: Crew,
    member_id: int,
    move: Move,
    *,
    by: int | None = None,
    reason: str | None = None,
    **changes: Any,
) -> Outcome:
    """One person makes one move; `changes` set other fields of their assignment.

    Whoever comes to the crew counts as picked, whoever leaves it does not; otherwise the lead's
    choice stays. Raises `MoveImpossible`.
    """
    before = crew.of(member_id)
    was = before.state if before is not None else crew.past.get(member_id)
    now = destination(was, move)
    picked = now in CREW
    if before is not None and (before.state in CREW) == picked:
        picked = before.picked
    changes = {"picked": picked, "offered_until": None, "must_answer": False} | changes
    event = Moved(member_id, before.state if before else None, now, move, by, reason)
    # Who looked at the crew before this has looked at another.
    crew = replace(crew, version=crew.version + (move not in _LEAVE_IT_AS_IT_IS))
    if before is None:
        begun = Assignment(member_id, now, **changes)
        past = {each: state for each, state in crew.past.items() if each != member_id}
        return replace(crew, assignments=(*crew.assignments, begun), past=past), (event,)
    if now in ENDED:
        rest = tuple(each for each in crew.assignments if each is not before)
        is_free = now is State.STOOD_DOWN and reason in RELEASED
        released = crew.released | {member_id} if is_free else crew.released - {member_id}
        past = {**crew.past, member_id: now}
        return replace(crew, assignments=rest, past=past, released=released), (event,)
    after = replace(before, state=now, **changes)
    all_of_them = tuple(after if each is before else each for each in crew.assignments)
    return replace(crew, assignments=all_of_them), (event,)


def all_moved(
    crew: Crew,
    member_ids: Collection[int],
    move: Move,
    *,
    by: int | None = None,
    reason: str | None = None,
) -> Outcome:
    """Several people make the same move."""
    events: list[Moved] = []
    for member_id in member_ids:
        crew, happened = moved(crew, member_id, move, by=by, reason=reason)
        events += happened
    return crew, tuple(events)
