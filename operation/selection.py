"""Choosing a crew: the proposal, the lead's changes to it, and its publication."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from operation.crew import (
    CREW,
    Assignment,
    Crew,
    Move,
    Moved,
    Outcome,
    State,
    all_moved,
    require_assigned,
    require_on,
)
from operation.errors import Refusal

LOOKS_BACK = timedelta(weeks=8)
"""Hours are counted over the eight weeks before the night."""
LONGEST_REASON = 200
"""Characters of a reason that a lead types."""


@dataclass(frozen=True, slots=True)
class History:
    """What somebody has worked: hours in the eight weeks before, and their last patrol."""

    hours: float = 0.0
    last: datetime | None = None


class Why(StrEnum):
    """What put a name before the first that is left out."""

    PLACE_FOR_ALL = "place_for_all"
    FEWEST_HOURS = "fewest_hours"
    LONGEST_SINCE = "longest_since"
    EARLIEST = "earliest"
    NEXT = "next"
    """Not proposed: the next in line."""


@dataclass(frozen=True, slots=True)
class Ranked:
    """Someone in the order of the proposal, and why they stand there."""

    member_id: int
    history: History
    since: datetime
    why: Why


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


def rank(crew: Crew, histories: Mapping[int, History]) -> tuple[Ranked, ...]:
    """Everyone who could be chosen, in the order of the proposal, each with the reason.

    Fewest hours in eight weeks first; then the longest since the last patrol, never having been
    on one longest of all; then the earliest sign-up.
    """
    able = [each for each in crew.assignments if each.state is not State.ASKED]
    ordered = sorted(able, key=lambda each: _key(each, histories))
    inside, outside = ordered[: crew.book.places], ordered[crew.book.places :]
    first_out = outside[0] if outside else None
    return (
        *(_ranked(each, histories, _why(each, first_out, histories)) for each in inside),
        *(_ranked(each, histories, Why.NEXT) for each in outside),
    )


def propose(crew: Crew, histories: Mapping[int, History], *, now: datetime) -> Crew:
    """The crew that the ranking suggests, as the choice that a lead finds and may change.

    What a lead has chosen by hand stays; only places that are free are filled. The version is
    another only if the crew is.
    """
    order = [each.member_id for each in rank(crew, histories)]
    kept = [i for i in order if crew.is_by_hand and any(i == e.member_id for e in crew.picked)]
    inside = set([*kept, *(i for i in order if i not in kept)][: crew.book.places])
    place = {member_id: index for index, member_id in enumerate(order)}
    able = sorted(crew.assignments, key=lambda each: place.get(each.member_id, len(order)))
    chosen = tuple(replace(each, picked=each.member_id in inside) for each in able)
    is_other = crew.proposed_at is None or inside != {each.member_id for each in crew.picked}
    version = crew.version + is_other
    return replace(crew, assignments=chosen, version=version, proposed_at=now)


def pick(crew: Crew, member_id: int, *, wanted: bool, now: datetime) -> Crew:
    """A lead puts someone into the crew or out of it; nobody is told before it is published.

    Raises `NotOnTheNight`, `CrewFull`, `NightCancelled`, `PatrolStarted`.
    """
    require_on(crew, now)
    before = require_assigned(crew, member_id)
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
    events: list[Moved] = []
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


def _key(each: Assignment, histories: Mapping[int, History]) -> tuple[float, float, float, int]:
    history = histories.get(each.member_id, History())
    last = history.last.timestamp() if history.last else float("-inf")
    return (history.hours, last, each.since.timestamp(), each.member_id)


def _why(each: Assignment, other: Assignment | None, histories: Mapping[int, History]) -> Why:
    """The first criterion by which someone goes before the first that is left out."""
    if other is None:
        return Why.PLACE_FOR_ALL
    mine, theirs = _key(each, histories), _key(other, histories)
    if mine[0] != theirs[0]:
        return Why.FEWEST_HOURS
    return Why.LONGEST_SINCE if mine[1] != theirs[1] else Why.EARLIEST


def _ranked(each: Assignment, histories: Mapping[int, History], why: Why) -> Ranked:
    return Ranked(each.member_id, histories.get(each.member_id, History()), each.since, why)
