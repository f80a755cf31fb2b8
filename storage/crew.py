"""Crews: what became of each sign-up, who has worked what, and who was asked when."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import ColumnElement, bindparam, delete, func, insert, select, update

from operation.crew import CREW, ENDED, RELEASED, UNDECIDED, Assignment, Crew, Moved, State
from storage.database import Transaction
from storage.outbox_tables import post
from storage.people import member, person
from storage.rota import Patrol, get_patrol_for_update, patrol, patrols_where, sign_up


@dataclass(frozen=True, slots=True)
class Ended:
    """Someone who is on a night no longer, and why, if that was said."""

    member_id: int
    state: State
    reason: str | None


_LIVE = sign_up.c.left_at.is_(None)
LEFT_UNDER_WAY: ColumnElement[bool] = (
    (sign_up.c.state == State.WITHDRAWN)
    & sign_up.c.picked
    & patrol.c.published_at.is_not(None)
    & (sign_up.c.left_at >= patrol.c.starts_at)
)
"""They were on the crew when the patrol started, and left it before it was over.

For queries that join sign-ups to their patrols; `left_at` says until when they were out.
"""
ON_CREW: ColumnElement[bool] = (_LIVE & sign_up.c.state.in_(sorted(CREW))) | LEFT_UNDER_WAY
"""They are on the crew, or were on it when the patrol started: whoever leaves it was out."""
_THEIR_CHATS = (
    select(person.c.chat_id)
    .join_from(sign_up, member, member.c.id == sign_up.c.member_id)
    .join(person, person.c.id == member.c.person_id)
    .where(sign_up.c.patrol_id == bindparam("patrol"))
)
_THEIR_SHIFTS = (
    select(post.c.id)
    .where(post.c.screen == bindparam("that_screen"), post.c.chat_id.in_(_THEIR_CHATS))
    .order_by(post.c.id)
)
_RAISE_SHIFTS = (
    update(post)
    .where(post.c.screen == bindparam("that_screen"), post.c.chat_id.in_(_THEIR_CHATS))
    .values(wanted=post.c.wanted + 1, tries=0)
)
# Building a statement costs more than running it.
_MINE = (
    (sign_up.c.patrol_id == bindparam("of_patrol"))
    & (sign_up.c.member_id == bindparam("of_member"))
    & _LIVE
)
_CHANGE = update(sign_up).where(_MINE)
_REMOVE = delete(sign_up).where(_MINE)
_BEGIN = insert(sign_up)
_CHANGE_PATROL = update(patrol).where(patrol.c.id == bindparam("this"))
_ENDED = (
    select(sign_up.c.member_id, sign_up.c.state, sign_up.c.reason)
    .where(sign_up.c.patrol_id == bindparam("patrol"), ~_LIVE)
    .order_by(sign_up.c.id)
)


async def held(tx: Transaction, patrol_id: int) -> Patrol:
    """A patrol, locked, with those in its crew who are on it no longer. Raises NotFound."""
    found = await get_patrol_for_update(tx, patrol_id)
    on = {each.member_id for each in found.crew.assignments}
    rows = await tx.execute(_ENDED, {"patrol": patrol_id})
    last = {row.member_id: row for row in rows if row.member_id not in on}
    past = {member_id: State(row.state) for member_id, row in last.items()}
    released = frozenset(member_id for member_id, row in last.items() if row.reason in RELEASED)
    return replace(found, crew=replace(found.crew, past=past, released=released))


async def save(
    tx: Transaction, before: Crew, after: Crew, events: Sequence[Moved], *, at: datetime
) -> None:
    """Write down what has changed between two values of one crew."""
    for event in events:
        await _carry_out(tx, after, event, at=at)
    await _save_choice(tx, before, after)
    if _columns(after) != _columns(before):
        await tx.execute(_CHANGE_PATROL, {"this": before.book.patrol_id, **_columns(after)})


def _columns(crew: Crew) -> dict[str, object]:
    return {
        "target": crew.target,
        "crew_version": crew.version,
        "published_at": crew.published_at,
        "covered_at": crew.covered_at,
        "proposed_at": crew.proposed_at,
        "by_hand": crew.is_by_hand,
        "starts_at": crew.book.starts,
        "ends_at": crew.book.ends,
        "minimum": crew.book.minimum,
        "places": crew.book.places,
        "cancelled": crew.cancelled.value if crew.cancelled else None,
        "closes_at": crew.book.window.closes_at,
    }


async def last_asked(tx: Transaction, member_ids: Collection[int]) -> Mapping[int, datetime]:
    """When members were last asked for cover, for those who ever were."""
    asked = func.max(sign_up.c.asked_at, type_=sign_up.c.asked_at.type)
    query = (
        select(sign_up.c.member_id, asked.label("asked_at"))
        .where(sign_up.c.member_id.in_(list(member_ids)), sign_up.c.asked_at.is_not(None))
        .group_by(sign_up.c.member_id)
    )
    return {row.member_id: row.asked_at for row in await tx.all(query)}


async def left_under_way(
    tx: Transaction, patrol_ids: Collection[int]
) -> Mapping[int, Mapping[int, datetime]]:
    """Who was on the crew when a patrol started and left during it, and when; by patrol."""
    query = (
        select(sign_up.c.patrol_id, sign_up.c.member_id, sign_up.c.left_at)
        .join(patrol, patrol.c.id == sign_up.c.patrol_id)
        .where(sign_up.c.patrol_id.in_(list(patrol_ids)), LEFT_UNDER_WAY)
        .order_by(sign_up.c.left_at, sign_up.c.id)
    )
    found: dict[int, dict[int, datetime]] = {}
    for row in await tx.all(query):
        found.setdefault(row.patrol_id, {})[row.member_id] = row.left_at
    return found


async def nights_of(
    tx: Transaction, member_ids: Collection[int], *, after: datetime
) -> list[Patrol]:
    """The patrols, not ended by then, on which any of these members are or were."""
    theirs = select(sign_up.c.patrol_id).where(sign_up.c.member_id.in_(list(member_ids)))
    return await patrols_where(tx, patrol.c.id.in_(theirs) & (patrol.c.ends_at > after))


@dataclass(frozen=True, slots=True)
class Stood:
    """How someone stands with a patrol, or stood last; whether they were ever on its crew."""

    state: State
    at: datetime
    was_on_crew: bool


async def moved_at(
    tx: Transaction, patrol_ids: Collection[int], member_ids: Collection[int]
) -> Mapping[tuple[int, int], Stood]:
    """How members stand with patrols, and since when; by (patrol, member)."""
    when = func.coalesce(sign_up.c.moved_at, sign_up.c.since, type_=sign_up.c.since.type)
    query = (
        select(
            sign_up.c.patrol_id,
            sign_up.c.member_id,
            sign_up.c.state,
            sign_up.c.selected_at,
            when.label("at"),
        )
        .where(sign_up.c.patrol_id.in_(list(patrol_ids)))
        .where(sign_up.c.member_id.in_(list(member_ids)))
        .order_by(sign_up.c.id)
    )
    found: dict[tuple[int, int], Stood] = {}
    for row in await tx.all(query):
        which = (row.patrol_id, row.member_id)
        was = which in found and found[which].was_on_crew
        found[which] = Stood(State(row.state), row.at, was or row.selected_at is not None)
    return found


async def raise_shifts(tx: Transaction, patrol_id: int, *, screen: str) -> None:
    """Whoever is or was on a night has another list of shifts now: it is rendered anew."""
    which = {"patrol": patrol_id, "that_screen": screen}
    if tx.is_postgres:
        # One after the other, as everyone does who holds several.
        await tx.execute(_THEIR_SHIFTS.with_for_update(), which)
    await tx.execute(_RAISE_SHIFTS, which)
    tx.mark("outbox")


async def stood_down_by_cancelling(tx: Transaction, patrol_id: int) -> list[Assignment]:
    """Who was on the night when it was called off, as they stood.

    Those who were only asked, or had only said maybe, are left out.
    """
    query = (
        select(sign_up.c.member_id, sign_up.c.since, sign_up.c.picked, sign_up.c.reason)
        .join_from(sign_up, patrol, patrol.c.id == sign_up.c.patrol_id)
        .where(patrol.c.id == patrol_id, sign_up.c.left_at == patrol.c.cancelled_at)
        .where(sign_up.c.asked_at.is_(None) | sign_up.c.picked)
        .order_by(sign_up.c.position.is_(None), sign_up.c.position, sign_up.c.id)
    )
    return [
        Assignment(row.member_id, State.IN, row.since, picked=row.picked)
        for row in await tx.all(query)
        if row.reason != UNDECIDED
    ]


async def ended(tx: Transaction, patrol_id: int) -> list[Ended]:
    """Who was on a night and is no longer, in the order in which they first came."""
    query = (
        select(sign_up.c.member_id, sign_up.c.state, sign_up.c.reason, sign_up.c.left_at)
        .where(sign_up.c.patrol_id == patrol_id)
        .order_by(sign_up.c.id)
    )
    found: dict[int, Ended | None] = {}
    for row in await tx.all(query):
        is_over = row.left_at is not None
        over = Ended(row.member_id, State(row.state), row.reason) if is_over else None
        found[row.member_id] = over
    return [each for each in found.values() if each is not None]


async def _carry_out(tx: Transaction, after: Crew, event: Moved, *, at: datetime) -> None:
    patrol_id = after.book.patrol_id
    if event.was is State.PROVISIONAL and event.now is State.IN:
        # The list is in the order of its rows: they are in from now on, after all others.
        await tx.execute(_REMOVE, _mine(patrol_id, event.member_id))
        await _begin(tx, patrol_id, after, event, at=at)
        return
    if event.was is None:
        await _begin(tx, patrol_id, after, event, at=at)
        return
    mine = after.of(event.member_id)
    values: dict[str, object] = {"state": event.now.value, "moved_at": at, "reason": event.reason}
    if event.now in CREW:
        values["selected_at"] = at
    if event.now in ENDED:
        other = event.by if event.by != event.member_id else None
        values |= {"left_at": at, "taken_off_by": other, "offered_until": None}
        if event.was is not State.IN:
            # As it was, not as a lead had meant to change it: a cancellation may be taken back.
            values["picked"] = event.was in CREW
    elif mine is not None:
        values["offered_until"] = mine.offered_until
        if event.now is State.PROVISIONAL:
            values["since"] = mine.since
    await tx.execute(_CHANGE, _mine(patrol_id, event.member_id) | values)


async def _begin(
    tx: Transaction, patrol_id: int, after: Crew, event: Moved, *, at: datetime
) -> None:
    mine = after.of(event.member_id)
    # Somebody who is asked and taken in one stroke is written as they stand in the end.
    await tx.execute(
        _BEGIN,
        {
            "patrol_id": patrol_id,
            "member_id": event.member_id,
            "since": mine.since if mine else at,
            "added_by": mine.added_by if mine else None,
            "state": event.now.value,
            "picked": mine.picked if mine else False,
            "asked_at": at if event.now is State.ASKED else None,
            "selected_at": at if event.now in CREW else None,
            "moved_at": at,
        },
    )


async def _save_choice(tx: Transaction, before: Crew, after: Crew) -> None:
    """The lead's choice, the order, and who has to answer anew: what is no move."""
    was = {each.member_id: each for each in before.assignments}
    stayed = [each.member_id for each in after.assignments if each.member_id in was]
    is_in_order = stayed == [i for i in was if i in set(stayed)]
    for index, each in enumerate(after.assignments):
        found = was.get(each.member_id)
        values = {} if found is not None and _choice(found) == _choice(each) else _choice(each)
        if not is_in_order and found is not None:
            values["position"] = index
        if values:
            await tx.execute(_CHANGE, _mine(after.book.patrol_id, each.member_id) | values)


def _choice(each: Assignment) -> dict[str, object]:
    return {
        "picked": each.picked,
        "must_answer": each.must_answer,
        "offered_until": each.offered_until,
    }


def _mine(patrol_id: int, member_id: int) -> dict[str, object]:
    return {"of_patrol": patrol_id, "of_member": member_id}
