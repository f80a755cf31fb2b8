"""Provisional: saying "maybe" to a night, which holds no place and is asked about before it closes.

It is a state beside in and out while sign-up is open. Becoming in takes a place in the order of
becoming in; whoever is still undecided when sign-up closes is released.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from operation.crew import (
    UNDECIDED,
    Crew,
    CrewPublished,
    Move,
    NotOnTheNight,
    Outcome,
    State,
    all_moved,
    moved,
    require_on,
)
from operation.people import Member
from operation.rota import SteppingBackClosed, require_may_sign_up
from operation.turnout import when_awake


def say_maybe(crew: Crew, member: Member, *, now: datetime, tapped: datetime) -> Outcome:
    """An officer may come; a place that they had goes to whoever waits. Twice is harmless.

    Raises what signing up raises, `NightCancelled`, and `CrewPublished` for a night that has its
    crew.
    """
    require_on(crew, now)
    if crew.is_published:
        raise CrewPublished
    require_may_sign_up(crew.book, member, now=now, tapped=tapped)
    mine = crew.of(member.id)
    if mine is not None and mine.state is State.PROVISIONAL:
        return crew, ()
    return moved(crew, member.id, Move.SAY_MAYBE, by=member.id, since=now, picked=False)


def come_in(crew: Crew, member_id: int, *, by: int, now: datetime) -> Outcome:
    """Whoever said maybe is in, last on the list as of now; `added_by` a lead who did it."""
    added_by = by if by != member_id else None
    return moved(crew, member_id, Move.SIGN_UP, by=by, since=now, added_by=added_by)


def stay_out(crew: Crew, member: Member, *, now: datetime, tapped: datetime) -> Outcome:
    """Whoever said maybe is out. Raises `NotOnTheNight`, `SteppingBackClosed`."""
    require_on(crew, now)
    mine = crew.of(member.id)
    if mine is None or mine.state is not State.PROVISIONAL:
        raise NotOnTheNight(crew.past.get(member.id))
    if crew.book.is_closed_at(tapped):
        raise SteppingBackClosed(crew.book.closes_at)
    return moved(crew, member.id, Move.WITHDRAW, by=member.id)


def release(crew: Crew) -> Outcome:
    """Sign-up has closed: whoever has not decided is on the night no longer."""
    undecided = [each.member_id for each in crew.provisional]
    return all_moved(crew, undecided, Move.STAND_DOWN, reason=UNDECIDED)


def asked_at(closes_at: datetime, *, now: datetime, hours: int, zone: str) -> datetime:
    """When somebody who says maybe now is asked: so many hours before sign-up closes.

    If that is over, half way to the end. Nobody is asked between 22:00 and 09:00, unless it would
    be too late in the morning.
    """
    at = closes_at - timedelta(hours=hours)
    at = at if at > now else now + (closes_at - now) / 2
    awake = when_awake(at, zone)
    return awake if awake < closes_at else at
