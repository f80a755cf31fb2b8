"""Choosing a crew: the lead's changes to a proposal, and its publication.

What is proposed is worked out for a week in `operation.proposing`.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from operation.crew import (
    CREW,
    UNDECIDED,
    Crew,
    Move,
    NotOnTheNight,
    Outcome,
    State,
    all_moved,
    require_assigned,
    require_on,
)
from operation.errors import Refusal

LONGEST_REASON = 200
"""Characters of a reason that a lead types."""


class Why(StrEnum):
    """What put a name before the first that is left out."""

    PLACE_FOR_ALL = "place_for_all"
    FEWEST_HOURS = "fewest_hours"
    LONGEST_SINCE = "longest_since"
    EARLIEST = "earliest"
    NEXT = "next"
    """Not proposed: the next in line."""


@dataclass(eq=False)
class CrewChanged(Refusal):
    """The crew is another than the one that was looked at."""


@dataclass(eq=False)
class SignUpStillOpen(Refusal):
    """People may still sign up: the crew is chosen from the closed list."""

    closes_at: datetime


@dataclass(eq=False)
class NobodyPicked(Refusal):
    """There is nobody to publish."""


@dataclass(eq=False)
class NothingChanged(Refusal):
    """It is published like this already."""


@dataclass(eq=False)
class BelowMinimum(Refusal):
    """Fewer than the night needs; possible only with a reason."""

    minimum: int
    picked: int


@dataclass(eq=False)
class CrewFull(Refusal):
    """All places are taken: somebody has to go out first."""

    places: int


@dataclass(eq=False)
class ReasonTooLong(Refusal):
    """A reason is a line, not a letter."""

    limit: int


def pick(crew: Crew, member_id: int, *, wanted: bool, now: datetime) -> Crew:
    """A lead puts someone into the crew or out of it; nobody is told before it is published.

    Raises `NotOnTheNight`, `CrewFull`, `NightCancelled`, `PatrolStarted`.
    """
    require_on(crew, now)
    before = require_assigned(crew, member_id)
    if before.state is State.PROVISIONAL:
        raise NotOnTheNight(before.state)
    if before.picked is wanted:
        return crew
    if wanted and len(crew.picked) >= crew.book.places:
        raise CrewFull(crew.book.places)
    after = replace(before, picked=wanted)
    chosen = tuple(after if each is before else each for each in crew.assignments)
    return replace(crew, assignments=chosen, version=crew.version + 1, is_by_hand=True)


def publish(
    crew: Crew, *, version: int, by: int, now: datetime, reason: str | None = None
) -> Outcome:
    """The lead's choice becomes the crew: the chosen are selected, all others stand by.

    `version` is that of the crew which the lead was looking at. Below the minimum it takes a
    reason. Raises `SignUpStillOpen`, `CrewChanged`, `NothingChanged`, `NobodyPicked`,
    `CrewFull`, `BelowMinimum`, `ReasonTooLong`, `NightCancelled`, `PatrolStarted`.
    """
    require_on(crew, now)
    if not crew.is_published and crew.book.is_open_at(now):
        raise SignUpStillOpen(crew.book.closes_at)
    if version != crew.version:
        raise CrewChanged
    if crew.is_published and not crew.has_changes:
        raise NothingChanged
    if not crew.picked:
        raise NobodyPicked
    if len(crew.picked) > crew.book.places:
        # Places may have been taken away, or filled by an offer, since the lead chose.
        raise CrewFull(crew.book.places)
    _require_enough(crew, reason)
    still_vacant = _still_vacant(crew)
    target = len(crew.picked) + still_vacant
    moved_out = {each.member_id for each in crew.crew if not each.picked}
    crew, events = _carried_out(crew, by=by)
    crew = replace(crew, target=target, published_at=crew.published_at or now, is_by_hand=False)
    # Whom the lead has moved out is not the first to be offered a place.
    in_turn = sorted(crew.assignments, key=lambda each: each.member_id in moved_out)
    crew = replace(crew, assignments=tuple(in_turn))
    # A place that the lead has filled is no longer to be had.
    surplus = crew.offered[still_vacant:]
    crew, recalled = all_moved(crew, [each.member_id for each in surplus], Move.STAND_BY, by=by)
    return crew, (*events, *recalled)


def _still_vacant(crew: Crew) -> int:
    """Places that were free before this change and that it does not fill."""
    if crew.target is None:
        return 0
    gained = len(crew.picked) - len(crew.crew)
    return max(0, crew.target - len(crew.crew) - max(0, gained))


def _carried_out(crew: Crew, *, by: int) -> Outcome:
    undecided = [each.member_id for each in crew.provisional]
    crew, released = all_moved(crew, undecided, Move.STAND_DOWN, reason=UNDECIDED)
    events = list(released)
    for each in crew.assignments:
        is_crew = each.state in CREW
        if each.picked and not is_crew:
            crew, happened = all_moved(crew, [each.member_id], Move.SELECT, by=by)
        elif not each.picked and (is_crew or each.state is State.IN):
            crew, happened = all_moved(crew, [each.member_id], Move.STAND_BY, by=by)
        else:
            continue
        events += happened
    return crew, tuple(events)


def _require_enough(crew: Crew, reason: str | None) -> None:
    """Whoever publishes fewer than are needed, or fewer still, has to say why."""
    if reason is not None and len(reason) > LONGEST_REASON:
        raise ReasonTooLong(LONGEST_REASON)
    size = len(crew.picked)
    is_lower = not crew.is_published or size < len(crew.crew)
    if size < crew.book.minimum and is_lower and not (reason or "").strip():
        raise BelowMinimum(crew.book.minimum, size)
