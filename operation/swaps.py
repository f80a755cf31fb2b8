"""Swaps: a shift that is given to somebody else, so that its place is never vacant.

Whoever is on a published crew offers their shift, to one person or to all who could take it, or
against a shift of that person's. While it is on offer they stay on the crew; the place changes
hands in one stroke (`hand_over`). `docs/swaps.md` has the stages and how they follow each other.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from operation.crew import (
    CREW,
    SWAPPED,
    Crew,
    Move,
    NotPublished,
    Outcome,
    moved,
    require_on,
)
from operation.errors import Refusal
from operation.people import Member, Role, RoleMissing, require_active
from operation.rota import NotTrained
from operation.swap_rules import Approval, SwapTimes
from operation.turnout import offer_until, without_surplus


class Stage(StrEnum):
    """Where a swap stands."""

    OPEN = "open"
    TAKEN = "taken"
    """Somebody would have it; a lead decides."""
    DONE = "done"
    TAKEN_BACK = "taken back"
    DECLINED = "declined"
    """Everyone asked has said no."""
    REFUSED = "refused"
    """A lead has said no."""
    LAPSED = "lapsed"
    OVER = "over"
    """The night has moved or is cancelled, or one of the two has left their crew."""


LIVE = frozenset({Stage.OPEN, Stage.TAKEN})


@dataclass(frozen=True, slots=True)
class Swap:
    """One shift on offer, `giver` being the member whose it is.

    `asked` may take it, those in `said_no` have said that they will not. `until` is when the
    offer, or what waits for a lead, runs out. `in_return` is the patrol on which the giver takes
    the place of whom they ask, None where they want nothing back. `id` is 0 until it is kept.
    """

    patrol_id: int
    giver: int
    asked: tuple[int, ...]
    until: datetime
    is_to_all: bool = False
    in_return: int | None = None
    said_no: frozenset[int] = frozenset()
    stage: Stage = Stage.OPEN
    taker: int | None = None
    id: int = 0

    @property
    def is_live(self) -> bool:
        return self.stage in LIVE

    @property
    def unanswered(self) -> tuple[int, ...]:
        """Who has not said no."""
        return tuple(each for each in self.asked if each not in self.said_no)


# Refusals


@dataclass(eq=False)
class NotOnThisCrew(Refusal):
    """They are not on the published crew of this night: there is no shift to give away."""


@dataclass(eq=False)
class AlreadyOnCrew(Refusal):
    """They are on the crew of this night themself."""


@dataclass(eq=False)
class AlreadyOffered(Refusal):
    """This shift is on offer, or waits for a lead."""


@dataclass(eq=False)
class SwapWithOneself(Refusal):
    """A shift cannot be given to whose it is."""


@dataclass(eq=False)
class CannotTakeIt(Refusal):
    """They are not among those who could take this shift, or not for what is asked in return."""


@dataclass(eq=False)
class NobodyCouldTakeIt(Refusal):
    """Nobody is trained, reachable, rested and free for this night."""


@dataclass(eq=False)
class TooNear(Refusal):
    """The patrol starts too soon for a shift to be offered or taken."""

    hours: int


@dataclass(eq=False)
class SwapGone(Refusal):
    """The shift is not theirs to take or to answer for: it went, or was never offered to them."""


@dataclass(eq=False)
class SwapTaken(Refusal):
    """Somebody has taken it meanwhile: only a lead can stop it now."""


@dataclass(eq=False)
class SwapLapsed(Refusal):
    """The offer ran out."""

    until: datetime


# Offering


def require_may_give(crew: Crew, giver: int, *, now: datetime) -> None:
    """Raises `NotPublished`, `NotOnThisCrew`, `NightCancelled`, `PatrolStarted`."""
    require_on(crew, now)
    if not crew.is_published:
        raise NotPublished
    mine = crew.of(giver)
    if mine is None or mine.state not in CREW:
        raise NotOnThisCrew


def offer(
    crew: Crew,
    giver: int,
    *,
    to: int | None,
    able: Mapping[int, Collection[int | None]],
    in_return: int | None,
    is_on_offer: bool,
    times: SwapTimes,
    zone: str,
    now: datetime,
) -> Swap:
    """Someone on the crew offers their shift to one person, or to all who could take it.

    `able` has who could take it, and each one's patrols that they could give in return; None
    among these stands for nothing. Whoever has left this night is asked by name only. The offer
    stands for some hours (see `offer_until`) and ends some hours before the start. Raises
    `NotPublished`, `NotOnThisCrew`, `NightCancelled`, `PatrolStarted`, `TooNear`,
    `AlreadyOffered`, `SwapWithOneself`, `CannotTakeIt`, `NobodyCouldTakeIt`.
    """
    require_may_give(crew, giver, now=now)
    if to == giver:
        raise SwapWithOneself
    if is_on_offer:
        raise AlreadyOffered
    last = crew.book.starts - timedelta(hours=times.closes_before)
    if now >= last:
        raise TooNear(times.closes_before)
    asked = _asked(crew, to, able, in_return)
    stands = offer_until(crew.book.starts, now=now, hours=times.offer_for, zone=zone)
    return Swap(
        patrol_id=crew.book.patrol_id,
        giver=giver,
        asked=asked,
        until=min(stands, last),
        is_to_all=to is None,
        in_return=in_return,
    )


def _asked(
    crew: Crew,
    to: int | None,
    able: Mapping[int, Collection[int | None]],
    in_return: int | None,
) -> tuple[int, ...]:
    if to is not None:
        if in_return not in able.get(to, ()):
            raise CannotTakeIt
        return (to,)
    off = crew.past.keys() - crew.released
    asked = tuple(each for each, returns in able.items() if None in returns and each not in off)
    if in_return is not None or not asked:
        raise NobodyCouldTakeIt
    return asked


# Answers


def require_may_take(crew: Crew, member: Member, *, now: datetime) -> None:
    """Whether somebody could be on this crew, but for their rest.

    Raises `AlreadyOnCrew`, `RoleMissing`, `NotTrained`, `NightCancelled`, `PatrolStarted`, and
    the refusals of an inactive member.
    """
    require_on(crew, now)
    require_active(member)
    mine = crew.of(member.id)
    if mine is not None and mine.state in CREW:
        raise AlreadyOnCrew
    if member.area != crew.book.area or Role.OFFICER not in member.roles:
        raise RoleMissing(crew.book.area, (Role.OFFICER,))
    if not member.is_trained:
        raise NotTrained(member.id)


def take(
    swap: Swap,
    who: int,
    *,
    starts: datetime,
    times: SwapTimes,
    now: datetime,
    tapped: datetime,
) -> Swap:
    """Somebody who was asked takes the shift; the first has it. A second time is harmless.

    Where a lead has to agree it waits for them, until half the time is left in which shifts can
    change hands. `tapped` is the earliest that they may have tapped. Raises `SwapGone`,
    `SwapLapsed`.
    """
    if swap.taker == who and swap.stage in {Stage.TAKEN, Stage.DONE}:
        return swap
    if swap.stage is Stage.LAPSED and who in swap.asked:
        raise SwapLapsed(swap.until)
    if swap.stage is not Stage.OPEN or who not in swap.asked:
        raise SwapGone
    if tapped >= swap.until:
        raise SwapLapsed(swap.until)
    said_no = swap.said_no - {who}
    if times.approval is Approval.NONE:
        return replace(swap, stage=Stage.DONE, taker=who, said_no=said_no)
    until = max(starts - timedelta(hours=times.closes_before) / 2, now)
    return replace(swap, stage=Stage.TAKEN, taker=who, said_no=said_no, until=until)


def decline(swap: Swap, who: int, *, offer_ends: datetime) -> Swap:
    """Somebody who was asked leaves it; whoever took it and waits for a lead may step back.

    It goes on to those who have not answered, until `offer_ends` at most, and is over where
    nobody is left. Raises `SwapGone`.
    """
    if not swap.is_live or who not in swap.asked:
        raise SwapGone
    if swap.stage is Stage.TAKEN and swap.taker != who:
        raise SwapGone
    after = replace(swap, stage=Stage.OPEN, taker=None, said_no=swap.said_no | {who})
    if not after.unanswered:
        return replace(after, stage=Stage.DECLINED)
    return replace(after, until=min(after.until, offer_ends))


def without(swap: Swap, who: int) -> Swap:
    """Somebody who was asked has lost access: as if they had said no, whoever has taken it."""
    if swap.stage is Stage.TAKEN and swap.taker != who:
        return replace(swap, said_no=swap.said_no | {who})
    return decline(swap, who, offer_ends=swap.until)


def take_back(swap: Swap, who: int) -> Swap:
    """The giver keeps the shift, while nobody has taken it. Raises `SwapTaken`, `SwapGone`."""
    if swap.giver != who:
        raise SwapGone
    if swap.stage in {Stage.TAKEN, Stage.DONE}:
        raise SwapTaken
    if swap.stage is not Stage.OPEN:
        raise SwapGone
    return replace(swap, stage=Stage.TAKEN_BACK)


def decide(swap: Swap, *, agrees: bool) -> Swap:
    """A lead says yes or no to what was taken. Raises `SwapGone`."""
    if swap.stage is not Stage.TAKEN:
        raise SwapGone
    return replace(swap, stage=Stage.DONE if agrees else Stage.REFUSED)


def lapse(swap: Swap, *, now: datetime) -> Swap:
    """What nobody has taken, or no lead has agreed to, in time has run out."""
    return replace(swap, stage=Stage.LAPSED) if swap.is_live and swap.until <= now else swap


# What holds between a swap and its crews


def hand_over(crew: Crew, giver: int, taker: int, *, by: tuple[int, int], now: datetime) -> Outcome:
    """The place goes from one to the other, in one stroke; who comes has confirmed with that.

    `by` is who made each of the two moves. Raises `NotPublished`, `NotOnThisCrew`,
    `AlreadyOnCrew`, `SwapWithOneself`, `NightCancelled`, `PatrolStarted`.
    """
    require_may_give(crew, giver, now=now)
    if giver == taker:
        raise SwapWithOneself
    theirs = crew.of(taker)
    if theirs is not None and theirs.state in CREW:
        raise AlreadyOnCrew
    crew, went = moved(crew, giver, Move.SWAP_OUT, by=by[0], reason=SWAPPED)
    since = now if theirs is None else theirs.since
    crew, came = moved(crew, taker, Move.SWAP_IN, by=by[1], since=since)
    return without_surplus(crew), (*went, *came)


def after_change(swap: Swap, before: Crew, after: Crew) -> Swap:
    """What becomes of a swap when one of its nights changes.

    It is over when that night moves or is cancelled, or one of the two leaves the crew on which
    they give a place. Whoever has come to the crew in another way cannot take the shift any more;
    where nobody else is left it is declined.
    """
    if not swap.is_live:
        return swap
    over = replace(swap, stage=Stage.OVER)
    was, now = before.book, after.book
    if after.cancelled is not None or (was.starts, was.ends) != (now.starts, now.ends):
        return over
    going = {each.member_id for each in after.crew}
    if now.patrol_id == swap.in_return:
        # They would change places there the other way round.
        return swap if swap.asked[0] in going and swap.giver not in going else over
    if swap.giver not in going or swap.taker in going:
        return over
    came = going & set(swap.unanswered)
    if not came:
        return swap
    without = replace(swap, said_no=swap.said_no | came)
    return without if without.unanswered else replace(without, stage=Stage.DECLINED)
