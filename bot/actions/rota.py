"""Signing up and stepping back, by oneself or by the lead for someone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Generic, TypeVar

from bot.actions import leading
from bot.actions.cards import News, refresh_night, tell_crew_news
from bot.actions.crew import carry_out, record_move, record_night
from bot.actions.late_drop import plan_drop
from bot.actions.people_boards import is_told
from bot.actions.proposing import plan_proposals, propose, propose_later
from bot.actions.release import require_released
from bot.actions.rest import require_rested
from bot.actions.swap_ends import follow_swaps, leave_swaps
from bot.actions.telling import tell, tell_leads
from operation import changes, provisional, selection, turnout
from operation import rota as rules
from operation.area import Area
from operation.crew import CREW, CrewPublished, Reason, State, require_on
from operation.people import Actor, Member, Role
from operation.rest import Finding
from operation.rota import AlreadyIn, Book, SignedUp, SteppedBack
from storage import crew as crews
from storage import notices, outbox, people, rota, swaps
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
    findings: tuple[Finding, ...] = ()
    """What their other work makes of it: warnings, and stops by what is only remembered."""


@dataclass(frozen=True, slots=True)
class Placed:
    """Where somebody has come to stand with a night whose crew is published already."""

    state: State
    turn: int | None
    is_new: bool


async def sign_up(
    tx: Transaction,
    *,
    actor: Actor,
    patrol_id: int,
    areas: Mapping[str, Area],
    now: datetime,
    tapped: datetime | None = None,
) -> Happened[SignedUp | AlreadyIn | Placed]:
    """An officer volunteers for a night, or joins the standby of one that has its crew.

    Raises what `operation.rota.sign_up` raises, NightCancelled, NotReleasedYet and NotRested.
    """
    actor = await people.held(tx, actor)
    patrol = await rota.get_patrol_for_update(tx, patrol_id)
    member = actor.member(patrol.book.area)
    if patrol.crew.is_published or patrol.crew.cancelled:
        area = areas[patrol.book.area]
        return await _join(tx, actor, patrol_id, member, area, now=now, tapped=tapped)
    _, event = rules.sign_up(patrol.book, member, now=now, tapped=tapped)
    found: tuple[Finding, ...] = ()
    if isinstance(event, SignedUp):
        area = areas[patrol.book.area]
        await require_released(tx, member_id=member.id, patrol=patrol, area=area, now=now)
        found = await require_rested(
            tx,
            member_id=member.id,
            patrol=patrol,
            area=area,
            actor=actor,
            now=now,
            by_themself=True,
        )
        await _enlist(tx, patrol, event, now=now)
        record_night(tx, patrol, "signed up", actor=actor, at=now, rank=event.standing.rank)
        if patrol.crew.proposed_at is not None:
            # In time, though it arrived late: the crew is proposed with them.
            await propose(tx, patrol_id=patrol_id, area=area, now=now)
        await refresh(tx, patrol, area, now=now)
    return _happened(patrol, event, found)


async def _enlist(tx: Transaction, patrol: Patrol, event: SignedUp, *, now: datetime) -> None:
    """Write somebody at the end of a list, who may have said maybe before."""
    if patrol.crew.of(event.member_id) is None:
        await rota.volunteer(tx, patrol.book.patrol_id, event.volunteer)
        return
    by = event.volunteer.added_by or event.member_id
    crew, moves = provisional.come_in(patrol.crew, event.member_id, by=by, now=now)
    await crews.save(tx, patrol.crew, crew, moves, at=now)


async def _join(
    tx: Transaction,
    actor: Actor,
    patrol_id: int,
    member: Member,
    area: Area,
    *,
    now: datetime,
    tapped: datetime | None,
) -> Happened[SignedUp | AlreadyIn | Placed]:
    patrol = await crews.held(tx, patrol_id)
    crew, events = turnout.join(patrol.crew, member, now=now, tapped=tapped)
    found: tuple[Finding, ...] = ()
    if events:
        found = await require_rested(
            tx,
            member_id=member.id,
            patrol=patrol,
            area=area,
            actor=actor,
            now=now,
            by_themself=True,
        )
    done = await carry_out(tx, patrol, crew, events, actor=actor, area=area, now=now)
    after = done.patrol.crew
    mine = after.of(member.id)
    state = mine.state if mine is not None else State.STANDING_BY
    return _happened(patrol, Placed(state, after.turn_of(member.id), bool(events)), found)


async def step_back(
    tx: Transaction,
    *,
    actor: Actor,
    patrol_id: int,
    areas: Mapping[str, Area],
    now: datetime,
    tapped: datetime | None = None,
) -> Happened[SteppedBack | None]:
    """An officer takes their own name off, or their maybe back, of which nothing is to be said.

    Raises what `operation.rota.step_back` raises, and CrewPublished for a night that has its crew:
    there one withdraws.
    """
    patrol = await crews.held(tx, patrol_id)
    member = actor.member(patrol.book.area)
    if patrol.crew.is_published and patrol.crew.of(member.id) is not None:
        raise CrewPublished
    mine = patrol.crew.of(member.id)
    if mine is not None and mine.state is State.PROVISIONAL:
        return await _take_back(tx, actor, patrol, member, areas, now=now, tapped=tapped)
    _, event = rules.step_back(patrol.book, member, now=now, tapped=tapped)
    crew, moves = turnout.withdraw(
        patrol.crew, member.id, by=member.id, reason=Reason.UNSAID, now=now
    )
    await crews.save(tx, patrol.crew, crew, moves, at=now)
    record_night(tx, patrol, "stepped back", actor=actor, at=now, rank=event.was.rank)
    await _move_in(tx, patrol, event, areas[patrol.book.area], now=now)
    return _happened(patrol, event)


async def _take_back(
    tx: Transaction,
    actor: Actor,
    patrol: Patrol,
    member: Member,
    areas: Mapping[str, Area],
    *,
    now: datetime,
    tapped: datetime | None,
) -> Happened[SteppedBack | None]:
    """A maybe becomes an out."""
    crew, moves = provisional.stay_out(patrol.crew, member, now=now, tapped=tapped or now)
    await crews.save(tx, patrol.crew, crew, moves, at=now)
    record_night(tx, patrol, "stepped back", actor=actor, at=now)
    await refresh(tx, patrol, areas[patrol.book.area], now=now)
    return _happened(patrol, None)


async def add_officer(
    tx: Transaction,
    *,
    actor: Actor,
    patrol_id: int,
    member_id: int,
    areas: Mapping[str, Area],
    now: datetime,
) -> Happened[SignedUp | AlreadyIn | Placed]:
    """A lead signs someone up, or puts them into a crew that is published.

    Raises what `operation.rota.add` raises, NightCancelled, and NotRested.
    """
    await people.hold_alone(tx, [member_id])
    member = await people.get_member_for_update(tx, member_id)
    patrol = await crews.held(tx, patrol_id)
    lead = actor.acting(patrol.book.area, Role.LEAD)
    require_on(patrol.crew, now)
    area = areas[patrol.book.area]
    found: tuple[Finding, ...] = ()
    if patrol.crew.is_published and patrol.crew.of(member_id) is None:
        rules.require_eligible(patrol.book, member)
        found = await require_rested(
            tx, member_id=member_id, patrol=patrol, area=area, actor=actor, now=now
        )
        crew, events = turnout.put_in(patrol.crew, member_id, by=lead.id, now=now)
        done = await carry_out(tx, patrol, crew, events, actor=actor, area=area, now=now)
        return _happened(patrol, _stands(done.patrol, member_id), found)
    if patrol.crew.is_published:
        return _happened(patrol, _stands(patrol, member_id))
    _, event = rules.add(patrol.book, member, by=lead.id, now=now)
    if isinstance(event, SignedUp):
        found = await require_rested(
            tx, member_id=member_id, patrol=patrol, area=area, actor=actor, now=now
        )
        await _enlist(tx, patrol, event, now=now)
        record_night(tx, patrol, "signed up by the lead", actor=actor, at=now, member=member_id)
        await _choose_where_there_is_room(tx, patrol, member_id, now=now)
        screen = "added" if event.standing.is_in else "added_waiting"
        await _tell_other(tx, lead, member_id, screen, patrol, at=now)
        await refresh(tx, patrol, areas[patrol.book.area], now=now)
    return _happened(patrol, event, found)


async def _choose_where_there_is_room(
    tx: Transaction, patrol: Patrol, member_id: int, *, now: datetime
) -> None:
    """Somebody whom a lead adds to a closed list is meant to go."""
    if patrol.crew.proposed_at is not None and not patrol.book.is_open_at(now):
        fresh = await crews.held(tx, patrol.book.patrol_id)
        if len(fresh.crew.picked) < fresh.book.places:
            after = selection.pick(fresh.crew, member_id, wanted=True, now=now)
            await crews.save(tx, fresh.crew, after, (), at=now)
            record_night(tx, patrol, "picked for the crew", actor=None, at=now, member=member_id)


def _stands(patrol: Patrol, member_id: int) -> Placed:
    mine = patrol.crew.of(member_id)
    state = mine.state if mine is not None else State.STANDING_BY
    return Placed(state, patrol.crew.turn_of(member_id), is_new=True)


async def take_off(
    tx: Transaction,
    *,
    actor: Actor,
    patrol_id: int,
    member_id: int,
    areas: Mapping[str, Area],
    now: datetime,
) -> Happened[None]:
    """A lead takes someone off; a place in a published crew is offered on.

    Raises what `operation.rota.take_off` raises, and NightCancelled.
    """
    patrol = await crews.held(tx, patrol_id)
    lead = actor.acting(patrol.book.area, Role.LEAD)
    crew, moves = turnout.stand_down(patrol.crew, member_id, by=lead.id, now=now)
    if patrol.crew.is_published:
        area = areas[patrol.book.area]
        await carry_out(tx, patrol, crew, moves, actor=actor, area=area, now=now)
        return _happened(patrol, None)
    _, event = rules.take_off(patrol.book, member_id, by=lead.id, now=now)
    await crews.save(tx, patrol.crew, crew, moves, at=now)
    record_night(tx, patrol, "taken off by the lead", actor=actor, at=now, member=member_id)
    await _tell_other(tx, lead, member_id, "taken_off", patrol, at=now)
    await _move_in(tx, patrol, event, areas[patrol.book.area], now=now)
    return _happened(patrol, None)


async def change_numbers(
    tx: Transaction,
    *,
    actor: Actor,
    patrol_id: int,
    minimum: int,
    places: int,
    areas: Mapping[str, Area],
    now: datetime,
) -> Book:
    """A lead changes a night's minimum and places by these steps; the night as it is then.

    Raises what `operation.rota.change_numbers` raises; of a night that has its crew,
    `operation.changes.change_numbers`.
    """
    patrol = await crews.held(tx, patrol_id)
    book = patrol.book
    lead = actor.acting(book.area, Role.LEAD)
    minimum, places = book.minimum + minimum, book.places + places
    if patrol.crew.is_published or patrol.crew.cancelled:
        crew = changes.change_numbers(patrol.crew, minimum=minimum, places=places, now=now)
        record_night(
            tx, patrol, "numbers changed", actor=actor, at=now, minimum=minimum, places=places
        )
        _record_numbers(tx, patrol, actor, crew.book, at=now)
        area = areas[book.area]
        await carry_out(tx, patrol, crew, (), actor=actor, area=area, now=now)
        return crew.book
    changed, event = rules.change_numbers(book, minimum=minimum, places=places, by=lead.id, now=now)
    await rota.change_patrol(tx, patrol_id, minimum=event.minimum, places=event.places)
    record_night(
        tx,
        patrol,
        "numbers changed",
        actor=actor,
        at=now,
        minimum=event.minimum,
        places=event.places,
    )
    if book.is_open_at(now):
        await _tell_moved(tx, patrol, event.moved_in, "moved_in", at=now)
        await _tell_moved(tx, patrol, event.moved_out, "moved_out", at=now)
    elif patrol.crew.proposed_at is not None:
        await propose(tx, patrol_id=patrol_id, area=areas[book.area], now=now)
    await refresh(tx, patrol, areas[book.area], now=now)
    return changed


def _record_numbers(
    tx: Transaction, patrol: Patrol, actor: Actor, book: Book, *, at: datetime
) -> None:
    numbers = {"minimum": book.minimum, "places": book.places}
    record_night(tx, patrol, "numbers changed", actor=actor, at=at, **numbers)


async def leave_lists(tx: Transaction, member: Member, *, now: datetime) -> list[Patrol]:
    """Someone who lost access leaves every list that is still ahead; those lists.

    A patrol under way keeps its names: the crew of tonight stays the crew.
    """
    left = []
    found = await rota.patrols_of_member(tx, [member.id], after=now)
    on = {each.book.patrol_id for each in found}
    offered = {each.patrol_id for each in await swaps.live_asked(tx, member.id)}
    found += [await rota.get_patrol(tx, each) for each in offered - on]
    found.sort(key=lambda each: each.book.starts)
    # All are held before a post is touched: whoever signs up holds a patrol and then the post.
    held = [await crews.held(tx, each.book.patrol_id) for each in found]
    for patrol in held:
        if patrol.book.starts <= now or patrol.crew.of(member.id) is None:
            continue
        await _leave(tx, patrol, member, now=now)
        left.append(patrol)
    await leave_swaps(tx, member.id, await swaps.live_asked(tx, member.id), now=now)
    return left


async def _leave(tx: Transaction, patrol: Patrol, member: Member, *, now: datetime) -> None:
    mine = patrol.crew.of(member.id)
    if mine is not None and mine.state is State.ASKED:
        crew, moves = turnout.drop(patrol.crew, member.id)
    else:
        crew, moves = turnout.withdraw(
            patrol.crew, member.id, by=None, reason=Reason.ACCESS, now=now
        )
    await crews.save(tx, patrol.crew, crew, moves, at=now)
    for move in moves:
        record_move(tx, patrol, move, None, at=now)
    if mine is not None and mine.state is State.PROVISIONAL:
        await refresh(tx, patrol, None, now=now)
        return
    if not patrol.crew.is_published:
        _, event = rules.take_off(patrol.book, member.id, by=None, now=now)
        await _move_in(tx, patrol, event, None, now=now)
        return
    await refresh(tx, patrol, None, now=now)
    await leading.follow(tx, patrol.crew, replace(patrol, crew=crew), now=now)
    await follow_swaps(tx, patrol, replace(patrol, crew=crew, book=crew.book), now=now)
    if mine is not None and mine.state is not State.ASKED:
        await tell_crew_news(tx, patrol, (News.WITHDREW, member.id, Reason.ACCESS.value), at=now)
    if mine is not None and mine.state in CREW:
        await plan_drop(tx, patrol, member.id, now=now)
    # Whom the place is offered to is settled by the area's rules, which the tick has at hand.
    subject = str(patrol.book.patrol_id)
    await notices.plan(tx, kind="fill_crew", subject=subject, due_at=now, area=member.area)


async def refresh(tx: Transaction, patrol: Patrol, area: Area | None, *, now: datetime) -> None:
    """What shows this night tells another truth now: it is rendered anew.

    Who is chosen for it weighs on its week and the nights after it, whose proposals are made
    anew; without the area's rules at hand, at the next tick.
    """
    if patrol.crew.proposed_at and area is None:
        await plan_proposals(tx, patrol, now=now)
    elif patrol.crew.proposed_at and area is not None:
        for each in await propose_later(tx, patrol, area=area, now=now):
            await refresh_night(tx, each)
    has_cards = patrol.changed_at is not None or patrol.ward is not None
    if patrol.crew.proposed_at or patrol.crew.is_published or has_cards:
        await refresh_night(tx, patrol)
    else:
        await outbox.raise_posts(tx, screen="rota_week", subject=str(patrol.week_id))
        if patrol.crew.version:
            # Somebody has gone or said maybe: the leads may have a card of them, or they of this.
            night = str(patrol.book.patrol_id)
            for screen in ("crew_news", "my_night"):
                await outbox.raise_posts(tx, screen=screen, subject=night)
        await crews.raise_shifts(tx, patrol.book.patrol_id, screen="my_shifts")


async def move_in_next(
    tx: Transaction, patrol: Patrol, gone: int, *, by: int, now: datetime
) -> None:
    """Somebody has withdrawn from a list that no crew was chosen from yet: the next is told."""
    _, event = rules.take_off(patrol.book, gone, by=by, now=now)
    await _tell_who_moves_in(tx, patrol, event, now=now)


async def _move_in(
    tx: Transaction, patrol: Patrol, event: SteppedBack, area: Area | None, *, now: datetime
) -> None:
    await _tell_who_moves_in(tx, patrol, event, now=now)
    await refresh(tx, patrol, area, now=now)


async def _tell_who_moves_in(
    tx: Transaction, patrol: Patrol, event: SteppedBack, *, now: datetime
) -> None:
    # Once the list is closed the lead chooses, and nobody moves up by themself.
    if event.moved_in is not None and patrol.book.is_open_at(now):
        await _tell_moved(tx, patrol, (event.moved_in,), "moved_in", at=now)


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


def _happened(patrol: Patrol, event: E, findings: tuple[Finding, ...] = ()) -> Happened[E]:
    book = patrol.book
    return Happened(event, book.night, patrol.week_id, book.patrol_id, findings)
