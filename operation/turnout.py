"""Who comes: confirming, withdrawing, and the offers that find somebody in their place.

A place that comes free in a published crew is offered to whoever stands by, one after the other,
each for a limited time. When nobody is left, one cover call goes to others who could come; the
first to answer has the place.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from operation.crew import (
    CREW,
    NOT_NEEDED,
    Assignment,
    Crew,
    Move,
    Moved,
    NotOnTheNight,
    NotPublished,
    Outcome,
    Reason,
    State,
    all_moved,
    moved,
    require_assigned,
    require_on,
)
from operation.errors import Refusal
from operation.nights import local_instant
from operation.people import Member
from operation.rota import require_eligible, require_may_sign_up
from operation.swap_rules import SwapTimes

SHORTEST_OFFER = timedelta(minutes=15)
ASLEEP_FROM, ASLEEP_UNTIL = time(22), time(9)
"""An offer does not run out while its holder sleeps."""


@dataclass(eq=False)
class NotSelected(Refusal):
    """They are not on the crew, so there is nothing to confirm."""


@dataclass(eq=False)
class AlreadyWithdrawn(Refusal):
    """They have withdrawn from this night before."""


@dataclass(eq=False)
class OfferLapsed(Refusal):
    """The offer ran out."""

    until: datetime


@dataclass(eq=False)
class OfferGone(Refusal):
    """The place is not theirs to take: it went to somebody else, or was never offered."""


@dataclass(eq=False)
class NobodyToAsk(Refusal):
    """Everyone who could come has been asked, or is on the night already."""


@dataclass(eq=False)
class NoPlaceFree(Refusal):
    """The crew is complete: there is nothing to cover."""


# Coming or not


def confirm(crew: Crew, member_id: int, *, by: int, now: datetime) -> Outcome:
    """Whoever was selected says that they come; a second time is harmless.

    Someone still waiting to be chosen says that they stay in after the times have moved. Raises
    `NotSelected`, `NotOnTheNight`, `NightCancelled`, `PatrolStarted`.
    """
    require_on(crew, now)
    mine = require_assigned(crew, member_id)
    if mine.state is State.SELECTED:
        return moved(crew, member_id, Move.CONFIRM, by=by)
    if mine.state is State.IN:
        stays = replace(mine, must_answer=False)
        kept = tuple(stays if each is mine else each for each in crew.assignments)
        return replace(crew, assignments=kept), ()
    if mine.state is not State.CONFIRMED:
        raise NotSelected
    return crew, ()


def withdraw(
    crew: Crew, member_id: int, *, by: int | None, reason: Reason, now: datetime
) -> Outcome:
    """Someone cannot make it; before publication the next in line is picked in their place.

    Whoever is on the crew may fall ill on the way, so that they can say so until the end. `by` is
    None for a loss of access. Raises `AlreadyWithdrawn`, `NotOnTheNight`, `NightCancelled`,
    `PatrolStarted`.
    """
    mine = crew.of(member_id)
    if not is_under_way_for(crew, member_id, now):
        require_on(crew, now)
    if mine is None and crew.past.get(member_id) is State.WITHDRAWN:
        raise AlreadyWithdrawn
    if mine is None or mine.state is State.ASKED:
        raise NotOnTheNight(crew.past.get(member_id))
    after, events = moved(crew, member_id, Move.WITHDRAW, by=by, reason=reason.value)
    return _next_picked(after, was_picked=mine.picked), events


def is_under_way_for(crew: Crew, member_id: int, now: datetime) -> bool:
    """Whether they are out on this patrol now."""
    mine = crew.of(member_id)
    is_out = mine is not None and mine.state in CREW
    takes_place = crew.is_published and crew.cancelled is None
    return is_out and takes_place and crew.book.starts <= now < crew.book.ends


def is_short_notice(crew: Crew, member_id: int, *, hours: int, now: datetime) -> bool:
    """Whether their going is for everyone concerned to know at once: so many hours before."""
    mine = crew.of(member_id)
    is_on_crew = mine is not None and mine.state in CREW
    return is_on_crew and is_near(crew, hours=hours, now=now)


def is_near(crew: Crew, *, hours: int, now: datetime) -> bool:
    """Whether a published night that takes place starts within so many hours, or has started."""
    takes_place = crew.is_published and crew.cancelled is None
    return takes_place and now >= crew.book.starts - timedelta(hours=hours)


def dropped(
    before: Crew, after: Crew, events: Sequence[Moved], *, hours: int, now: datetime
) -> tuple[int, ...]:
    """Who has left a crew at short notice; not by a swap, whose place is never vacant."""
    if after.cancelled is not None:
        return ()
    swapped = {each.member_id for each in events if each.move is Move.SWAP_OUT}
    going = {each.member_id for each in after.crew}
    return tuple(
        each.member_id
        for each in before.crew
        if each.member_id not in going | swapped
        and is_short_notice(before, each.member_id, hours=hours, now=now)
    )


def stand_down(crew: Crew, member_id: int, *, by: int, now: datetime) -> Outcome:
    """A lead takes someone off. Raises `NotOnTheNight`, `NightCancelled`, `PatrolStarted`."""
    require_on(crew, now)
    mine = require_assigned(crew, member_id)
    after, events = moved(crew, member_id, Move.STAND_DOWN, by=by)
    return _next_picked(after, was_picked=mine.picked), events


def drop(crew: Crew, member_id: int) -> Outcome:
    """Someone who was only asked for cover has lost access: nobody waits for their answer."""
    return moved(crew, member_id, Move.STAND_DOWN, reason=Reason.ACCESS.value)


def join(crew: Crew, member: Member, *, now: datetime, tapped: datetime | None) -> Outcome:
    """An officer signs up for a night whose crew is published: they stand by.

    Raises what signing up raises. A second time is harmless.
    """
    require_on(crew, now)
    if crew.of(member.id) is not None:
        return crew, ()
    require_may_sign_up(crew.book, member, now=now, tapped=tapped)
    return moved(crew, member.id, Move.JOIN_STANDBY, by=member.id, since=now)


def stand_by_again(crew: Crew, member: Member, *, now: datetime) -> Outcome:
    """Whoever said no, or let an offer run out, joins the end of the line again.

    Raises `NotOnTheNight`, `NotPublished`, `NightCancelled`, `PatrolStarted`, and what being fit
    for the patrol asks.
    """
    require_on(crew, now)
    if not crew.is_published:
        raise NotPublished
    if crew.of(member.id) is not None:
        return crew, ()
    if crew.past.get(member.id) is not State.DECLINED:
        raise NotOnTheNight(crew.past.get(member.id))
    require_eligible(crew.book, member)
    return moved(crew, member.id, Move.JOIN_STANDBY, by=member.id, since=now)


def put_in(crew: Crew, member_id: int, *, by: int, now: datetime) -> Outcome:
    """A lead adds someone to a published night: on the crew where there is room, else standby.

    Raises `NightCancelled`, `PatrolStarted`.
    """
    require_on(crew, now)
    if not crew.is_published:
        raise NotPublished
    taken = len(crew.crew) + len(crew.offered)
    if taken >= crew.book.places:
        return moved(crew, member_id, Move.JOIN_STANDBY, since=now, added_by=by, by=by)
    after, events = moved(crew, member_id, Move.PUT_IN, since=now, added_by=by, by=by)
    return replace(after, target=max(after.target or 0, taken + 1)), events


# Offers


def accept(crew: Crew, member_id: int, *, by: int, now: datetime, tapped: datetime) -> Outcome:
    """Whoever was offered a place, or asked for cover, takes it, and has confirmed with that.

    `tapped` is the earliest that they may have tapped. A second time is harmless. Raises
    `OfferLapsed`, `OfferGone`, `NightCancelled`, `PatrolStarted`.
    """
    require_on(crew, now)
    mine = crew.of(member_id)
    if mine is None or mine.state not in {State.OFFERED, State.ASKED, *CREW}:
        raise OfferGone
    if mine.state in CREW:
        return crew, ()
    if mine.offered_until is not None and tapped >= mine.offered_until:
        raise OfferLapsed(mine.offered_until)
    if mine.state is State.ASKED and not crew.vacant:
        raise OfferGone
    after, events = moved(crew, member_id, Move.ACCEPT, by=by)
    return without_surplus(after), events


def without_surplus(crew: Crew) -> Crew:
    """A choice of the lead's that is not published yet gives way to a place that is taken."""
    surplus = len(crew.picked) - crew.book.places
    pending = [each.member_id for each in crew.picked if each.state not in CREW]
    dropped = set(pending[-surplus:]) if surplus > 0 else set()
    kept = (replace(e, picked=False) if e.member_id in dropped else e for e in crew.assignments)
    return replace(crew, assignments=tuple(kept))


def decline(crew: Crew, member_id: int, *, by: int, now: datetime) -> Outcome:
    """Whoever was offered a place, or asked for cover, leaves it to others.

    Raises `OfferGone`, `NightCancelled`, `PatrolStarted`.
    """
    require_on(crew, now)
    mine = crew.of(member_id)
    if mine is None or mine.state not in {State.OFFERED, State.ASKED}:
        raise OfferGone
    return moved(crew, member_id, Move.DECLINE, by=by)


def lapse(crew: Crew, *, now: datetime) -> Outcome:
    """Offers whose time is over have been declined by silence."""
    over = [e.member_id for e in crew.offered if e.offered_until and e.offered_until <= now]
    return all_moved(crew, over, Move.LAPSE)


def offer_until(
    starts: datetime, *, now: datetime, hours: int, zone: str | None = None
) -> datetime:
    """How long an offer made now stands: so many hours, less as the night comes near.

    It never takes more than a quarter of the time that is left, so that the next in line still
    has some; never less than a quarter of an hour; and never beyond the start. It does not run
    out between 22:00 and 09:00 on the clock of the zone, when people sleep, unless more than half
    of what is left would be gone by then.
    """
    quarter = (starts - now) / 4
    stands = max(min(timedelta(hours=hours), quarter), SHORTEST_OFFER)
    until = min(now + stands, starts)
    if zone is not None:
        awake = when_awake(until, zone)
        until = awake if awake - now <= (starts - now) / 2 else until
    return until


def offer_hours(crew: Crew, usual: int, times: SwapTimes, *, now: datetime) -> int:
    """For how many hours a place that is free now is held: fewer at short notice."""
    is_late = now >= crew.book.starts - timedelta(hours=times.late_drop)
    return min(usual, times.late_offer_for) if is_late else usual


def when_awake(at: datetime, zone: str) -> datetime:
    """This moment, or nine in the morning if people sleep then."""
    local = at.astimezone(ZoneInfo(zone))
    if ASLEEP_UNTIL <= local.time() < ASLEEP_FROM:
        return at
    day = local.date() + timedelta(days=local.time() >= ASLEEP_FROM)
    return local_instant(day, ASLEEP_UNTIL, zone)


def fill(
    crew: Crew,
    *,
    now: datetime,
    hours: int,
    zone: str | None = None,
    stopped: Collection[int] = (),
) -> Outcome:
    """Offer every vacant place to whoever stands by, in order; release others once none is left.

    `stopped` are not rested: they are passed over and keep their place in line. Does nothing for a
    night that is not published, is cancelled, or has started.
    """
    events: list[Moved] = []
    if not crew.is_published or crew.cancelled or now >= crew.book.starts:
        return crew, ()
    while crew.vacant and (able := able_to_step_in(crew, stopped)):
        until = offer_until(crew.book.starts, now=now, hours=hours, zone=zone)
        first = able[0].member_id
        crew, happened = moved(crew, first, Move.OFFER, offered_until=until)
        events += happened
    if not crew.vacant and not crew.offered:
        asked = [each.member_id for each in crew.asked]
        crew, released = all_moved(crew, asked, Move.STAND_DOWN, reason=NOT_NEEDED)
        events += released
        crew = replace(crew, covered_at=None)
    return crew, tuple(events)


def able_to_step_in(crew: Crew, stopped: Collection[int]) -> tuple[Assignment, ...]:
    """Who stands by and may be offered a place, in order."""
    return tuple(each for each in crew.standing_by if each.member_id not in stopped)


def needs_cover(crew: Crew, *, now: datetime, stopped: Collection[int] = ()) -> bool:
    """Whether a place is vacant that nobody stands by for and nobody has been asked about."""
    is_ahead = crew.is_published and crew.cancelled is None and now < crew.book.starts
    is_alone = not able_to_step_in(crew, stopped) and crew.covered_at is None
    return is_ahead and bool(crew.vacant) and is_alone


def call_for_cover(
    crew: Crew, candidates: Sequence[int], *, by: int | None, most: int, now: datetime
) -> Outcome:
    """Ask the first of these, the least recently asked first; nobody who has said no.

    A lead who asks wants the minimum at least, whatever was published. Raises `NoPlaceFree`; and
    `NobodyToAsk` when a lead asks and there is nobody.
    """
    require_on(crew, now)
    if not crew.is_published:
        raise NotPublished
    if by is not None:
        crew = replace(crew, target=max(crew.target or 0, crew.book.minimum))
    if not crew.vacant:
        raise NoPlaceFree
    off = crew.past.keys() - crew.released
    free = [i for i in candidates if crew.of(i) is None and i not in off][:most]
    if by is not None and not free:
        raise NobodyToAsk
    events: list[Moved] = []
    for member_id in free:
        crew, happened = moved(crew, member_id, Move.CALL, by=by, since=now)
        events += happened
    return replace(crew, covered_at=now), tuple(events)


def begin(crew: Crew) -> Outcome:
    """The patrol starts: nobody stands by, holds an offer or is asked any longer.

    Where no crew was published the list is all there is, and it stays.
    """
    if not crew.is_published:
        return crew, ()
    waiting = [e.member_id for e in crew.assignments if e.state not in CREW]
    return all_moved(crew, waiting, Move.STAND_DOWN)


def _next_picked(crew: Crew, *, was_picked: bool) -> Crew:
    """The next in line is chosen for one who has left; a published place is filled by offers."""
    if crew.is_published:
        # A place that is free anew may be covered anew, unless a call is still open.
        return crew if crew.asked else replace(crew, covered_at=None)
    if not was_picked or crew.is_by_hand:
        return crew
    waiting = (e for e in crew.assignments if not e.picked and e.state is not State.PROVISIONAL)
    first = next(waiting, None)
    if first is None or len(crew.picked) >= crew.book.places:
        return crew
    chosen = tuple(replace(e, picked=True) if e is first else e for e in crew.assignments)
    return replace(crew, assignments=chosen)
