"""Signing up and stepping back, by oneself or by the lead for someone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Generic, TypeVar

from bot.actions.people_boards import is_told
from bot.actions.telling import tell, tell_leads
from operation import rota as rules
from operation.people import Actor, Member, Role
from operation.rota import AlreadyIn, NumbersChanged, SignedUp, SteppedBack
from storage import outbox, people, rota
from storage.audit import AuditEvent, AuditKind
from storage.database import Transaction
from storage.rota import Patrol

E = TypeVar("E")


@dataclass(frozen=True, slots=True)
class Happened(Generic[E]):
    """What became of a tap: the event, and the night it was about."""

    event: E
    night: date
    week_id: int
    patrol_id: int


async def sign_up(
    tx: Transaction, *, actor: Actor, patrol_id: int, now: datetime, tapped: datetime | None = None
) -> Happened[SignedUp | AlreadyIn]:
    """An officer volunteers for a night. Raises what `operation.rota.sign_up` raises."""
    actor = await people.held(tx, actor)
    patrol = await rota.get_patrol_for_update(tx, patrol_id)
    member = actor.member(patrol.book.area)
    _, event = rules.sign_up(patrol.book, member, now=now, tapped=tapped)
    if isinstance(event, SignedUp):
        await rota.volunteer(tx, patrol_id, event.volunteer)
        _record(tx, actor, patrol, "signed up", now, rank=event.standing.rank)
        await refresh(tx, patrol)
    return _happened(patrol, event)


async def step_back(
    tx: Transaction, *, actor: Actor, patrol_id: int, now: datetime, tapped: datetime | None = None
) -> Happened[SteppedBack]:
    """An officer takes their own name off. Raises what `operation.rota.step_back` raises."""
    patrol = await rota.get_patrol_for_update(tx, patrol_id)
    member = actor.member(patrol.book.area)
    _, event = rules.step_back(patrol.book, member, now=now, tapped=tapped)
    await rota.strike(tx, patrol_id, member.id, at=now, by=None)
    _record(tx, actor, patrol, "stepped back", now, rank=event.was.rank)
    await _move_in(tx, patrol, event, at=now)
    return _happened(patrol, event)


async def add_officer(
    tx: Transaction, *, actor: Actor, patrol_id: int, member_id: int, now: datetime
) -> Happened[SignedUp | AlreadyIn]:
    """A lead signs someone up. Raises what `operation.rota.add` raises."""
    member = await people.get_member_for_update(tx, member_id)
    patrol = await rota.get_patrol_for_update(tx, patrol_id)
    lead = actor.acting(patrol.book.area, Role.LEAD)
    _, event = rules.add(patrol.book, member, by=lead.id, now=now)
    if isinstance(event, SignedUp):
        await rota.volunteer(tx, patrol_id, event.volunteer)
        _record(tx, actor, patrol, "signed up by the lead", now, member=member_id)
        screen = "added" if event.standing.is_in else "added_waiting"
        await _tell_other(tx, lead, member_id, screen, patrol, at=now)
        await refresh(tx, patrol)
    return _happened(patrol, event)


async def take_off(
    tx: Transaction, *, actor: Actor, patrol_id: int, member_id: int, now: datetime
) -> Happened[SteppedBack]:
    """A lead takes someone off. Raises what `operation.rota.take_off` raises."""
    patrol = await rota.get_patrol_for_update(tx, patrol_id)
    lead = actor.acting(patrol.book.area, Role.LEAD)
    _, event = rules.take_off(patrol.book, member_id, by=lead.id, now=now)
    await rota.strike(tx, patrol_id, member_id, at=now, by=lead.id)
    _record(tx, actor, patrol, "taken off by the lead", now, member=member_id)
    await _tell_other(tx, lead, member_id, "taken_off", patrol, at=now)
    await _move_in(tx, patrol, event, at=now)
    return _happened(patrol, event)


async def change_numbers(
    tx: Transaction, *, actor: Actor, patrol_id: int, minimum: int, places: int, now: datetime
) -> Happened[NumbersChanged]:
    """A lead changes a night's minimum and places by these steps.

    Raises what `operation.rota.change_numbers` raises.
    """
    patrol = await rota.get_patrol_for_update(tx, patrol_id)
    book = patrol.book
    lead = actor.acting(book.area, Role.LEAD)
    _, event = rules.change_numbers(
        book, minimum=book.minimum + minimum, places=book.places + places, by=lead.id, now=now
    )
    await rota.change_patrol(tx, patrol_id, minimum=event.minimum, places=event.places)
    _record(tx, actor, patrol, "numbers changed", now, minimum=event.minimum, places=event.places)
    await _tell_moved(tx, patrol, event.moved_in, "moved_in", at=now)
    await _tell_moved(tx, patrol, event.moved_out, "moved_out", at=now)
    await refresh(tx, patrol)
    return _happened(patrol, event)


async def leave_lists(tx: Transaction, member: Member, *, now: datetime) -> list[Patrol]:
    """Someone who lost access leaves every list that is still ahead; those lists.

    A patrol under way keeps its names: the crew of tonight stays the crew.
    """
    left = []
    found = await rota.patrols_of_member(tx, [member.id], after=now)
    # All are held before a post is touched: whoever signs up holds a patrol and then the post.
    held = [await rota.get_patrol_for_update(tx, each.book.patrol_id) for each in found]
    for patrol in held:
        if patrol.book.starts <= now or patrol.book.standing_of(member.id) is None:
            continue
        _, event = rules.take_off(patrol.book, member.id, by=None, now=now)
        await rota.strike(tx, patrol.book.patrol_id, member.id, at=now, by=None)
        await _move_in(tx, patrol, event, at=now)
        left.append(patrol)
    return left


async def refresh(tx: Transaction, patrol: Patrol) -> None:
    """The week's post tells another truth now: it is rendered anew."""
    await outbox.raise_posts(tx, screen="rota_week", subject=str(patrol.week_id))


async def _move_in(tx: Transaction, patrol: Patrol, event: SteppedBack, *, at: datetime) -> None:
    if event.moved_in is not None:
        await _tell_moved(tx, patrol, (event.moved_in,), "moved_in", at=at)
    await refresh(tx, patrol)


async def _tell_moved(
    tx: Transaction, patrol: Patrol, member_ids: tuple[int, ...], screen: str, *, at: datetime
) -> None:
    """Whoever moved in or out is told; for those the bot cannot tell, the leads are asked to."""
    reached = [i for i in member_ids if await is_told(tx, i)]
    subject = str(patrol.book.patrol_id)
    await tell(tx, reached, screen, subject, at=at)
    for member_id in member_ids:
        if member_id not in reached:
            facts = {"member": member_id, "is_in": screen == "moved_in"}
            area = patrol.book.area
            await tell_leads(tx, area, "tell_them", subject, at=at, facts=facts)


async def _tell_other(
    tx: Transaction, lead: Member, member_id: int, screen: str, patrol: Patrol, *, at: datetime
) -> None:
    if member_id != lead.id:
        await tell(tx, [member_id], screen, str(patrol.book.patrol_id), at=at)


def _happened(patrol: Patrol, event: E) -> Happened[E]:
    return Happened(event, patrol.book.night, patrol.week_id, patrol.book.patrol_id)


def _record(
    tx: Transaction, actor: Actor, patrol: Patrol, verb: str, at: datetime, **detail: int
) -> None:
    tx.record(
        AuditEvent(
            kind=AuditKind.ALTERATION,
            verb=verb,
            area=patrol.book.area,
            actor=actor.person_id,
            subject=f"patrol:{patrol.book.patrol_id}",
            detail=detail,
            at=at,
        )
    )
