"""Saying maybe: the word, the question before sign-up closes, and the release when it has."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from bot.actions.cards import News, tell_card
from bot.actions.crew import record_move
from bot.actions.rota import Happened, move_in_next, refresh
from operation import provisional as rules
from operation.area import Area
from operation.crew import State
from operation.people import Actor
from operation.rota import Standing
from storage import crew as crews
from storage import notices, people
from storage.database import Transaction
from storage.rota import Patrol


async def say_maybe(
    tx: Transaction,
    *,
    actor: Actor,
    patrol_id: int,
    areas: Mapping[str, Area],
    now: datetime,
    tapped: datetime | None = None,
) -> Happened[Standing | None]:
    """An officer may come to a night; where they stood on its list before, if they did.

    Raises what `operation.provisional.say_maybe` raises.
    """
    actor = await people.held(tx, actor)
    patrol = await crews.held(tx, patrol_id)
    area = areas[patrol.book.area]
    member = actor.member(area.key)
    stood = patrol.book.standing_of(member.id)
    crew, moves = rules.say_maybe(patrol.crew, member, now=now, tapped=tapped or now)
    if moves:
        await crews.save(tx, patrol.crew, crew, moves, at=now)
        for move in moves:
            record_move(tx, patrol, move, actor, at=now)
        if stood is not None:
            await move_in_next(tx, patrol, member.id, by=member.id, now=now)
        await _plan_question(tx, patrol, member.id, area, now=now)
        await refresh(tx, patrol, area, now=now)
    return Happened(stood, patrol.book.night, patrol.week_id, patrol_id)


async def ask(tx: Transaction, *, patrol_id: int, member_id: int, now: datetime) -> None:
    """Somebody who has said maybe is asked whether they are in or out."""
    patrol = await crews.held(tx, patrol_id)
    mine = patrol.crew.of(member_id)
    if mine is not None and mine.state is State.PROVISIONAL and patrol.book.is_open_at(now):
        await tell_card(tx, patrol, [member_id], (News.DECIDE,), at=now)


async def release(tx: Transaction, *, patrol_id: int, now: datetime) -> None:
    """Sign-up has closed: those who have not decided are released, with a kind word."""
    patrol = await crews.held(tx, patrol_id)
    crew, moves = rules.release(patrol.crew)
    if not moves or patrol.book.is_open_at(now):
        return
    await crews.save(tx, patrol.crew, crew, moves, at=now)
    for move in moves:
        record_move(tx, patrol, move, None, at=now)
    gone = [move.member_id for move in moves]
    await tell_card(tx, patrol, gone, (News.UNDECIDED,), at=now)


async def _plan_question(
    tx: Transaction, patrol: Patrol, member_id: int, area: Area, *, now: datetime
) -> None:
    closes_at = patrol.book.closes_at
    hours = area.fairness.ask_provisional_hours
    await notices.plan(
        tx, kind="ask_provisional", subject=f"{patrol.book.patrol_id}:{member_id}", area=area.key,
        due_at=rules.asked_at(closes_at, now=now, hours=hours, zone=area.zone),
        useful_until=closes_at,
    )  # fmt: skip
