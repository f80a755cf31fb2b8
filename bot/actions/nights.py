"""What a lead changes about one night: times, ward, numbers, whether it takes place."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime

from bot.actions import pairing, places, rest_news
from bot.actions.cards import News, tell_card, tell_crew_news
from bot.actions.crew import Done, carry_out, record_night
from bot.actions.crew_notices import plan_chase, plan_night, unplan_night
from bot.actions.partners_changes import night_cancelled, night_moved, night_put_back
from bot.actions.proposing import propose
from bot.actions.rest import standings_of
from bot.actions.visit_news import VisitNews, tell_visitors
from operation import changes as rules
from operation.area import Area
from operation.crew import Assignment, Cancelled, State
from operation.people import Actor, Role
from operation.rest import FindingKind
from storage import crew as crews
from storage import notices, people, qualification, rota
from storage.database import Transaction
from storage.rota import Patrol

Areas = Mapping[str, Area]


async def times_now(
    tx: Transaction, *, actor: Actor, patrol_id: int, areas: Areas
) -> tuple[int, int]:
    """For a lead: when a night starts and ends, in minutes since its midnight."""
    book = (await rota.get_patrol(tx, patrol_id)).book
    actor.acting(book.area, Role.LEAD)
    zone = areas[book.area].zone
    return (
        rules.minutes_of(book.night, book.starts, zone),
        rules.minutes_of(book.night, book.ends, zone),
    )


async def move_times(
    tx: Transaction, *, actor: Actor, patrol_id: int, starts: int, ends: int, areas: Areas,
    now: datetime,
) -> Done:  # fmt: skip
    """A lead moves a night to other times, in minutes since its midnight on the wall clock.

    Whoever may not go at the new times, by what else they work, hears so, and so do the leads.
    Raises what `operation.changes` raises.
    """
    actor = await people.held(tx, actor)
    patrol = await crews.held(tx, patrol_id)
    book = patrol.book
    lead = actor.acting(book.area, Role.LEAD)
    area = areas[book.area]
    starts_at, ends_at = rules.times_of(book.night, starts, ends, area.zone)
    crew, events = rules.move_times(
        patrol.crew, starts=starts_at, ends=ends_at, by=lead.id, now=now
    )
    was = await rest_news.all_standings(tx, patrol, area)
    await rota.change_patrol(tx, patrol_id, changed_at=now)
    record_night(
        tx, patrol, "times changed", actor=actor, at=now,
        was=f"{book.starts.isoformat()}/{book.ends.isoformat()}",
        now=f"{starts_at.isoformat()}/{ends_at.isoformat()}",
    )  # fmt: skip
    done = await carry_out(tx, patrol, crew, events, actor=actor, area=area, now=now)
    await plan_night(tx, done.patrol, area, now=now)
    await plan_chase(tx, done.patrol, _unconfirmed(done.patrol), area, now=now)
    await night_moved(tx, patrol, done.patrol, by=actor, area=area, now=now)
    news = (News.TIMES, book.starts.isoformat(), book.ends.isoformat())
    told = await tell_card(tx, done.patrol, _everyone(done.patrol, but=lead.id), news, at=now)
    times = (book.starts.isoformat(), book.ends.isoformat())
    await pairing.times_moved(tx, done.patrol, times, area=area, by=lead.id, now=now)
    await tell_visitors(tx, done.patrol, (VisitNews.TIMES, *times), at=now)
    stopped = await rest_news.tell_of_stops(tx, done.patrol, was, area=area, by=lead, now=now)
    return replace(done, told=told, stopped=stopped)


async def set_ward(
    tx: Transaction, *, actor: Actor, patrol_id: int, ward: str, areas: Areas, now: datetime
) -> Done:
    """A lead says in which ward a night is worked; whoever is on its crew or list is told.

    Nobody is told of a first ward before there is a crew: the post shows it. Raises
    `WardUnknown`, `NothingChanged`, `NightCancelled`, `PatrolStarted`.
    """
    patrol, told = await places.set_ward(
        tx, actor=actor, patrol_id=patrol_id, ward=ward, areas=areas, now=now
    )
    return Done(patrol, (), told)


async def cancel(
    tx: Transaction, *, actor: Actor, patrol_id: int, reason: Cancelled, areas: Areas,
    now: datetime, note: str | None = None,
) -> Done:  # fmt: skip
    """A lead calls a night off: everyone on it is told, once.

    Raises what `operation.changes.cancel` raises.
    """
    actor = await people.held(tx, actor)
    patrol = await crews.held(tx, patrol_id)
    lead = actor.acting(patrol.book.area, Role.LEAD)
    area = areas[patrol.book.area]
    crew, events = rules.cancel(patrol.crew, reason=reason, note=note, by=lead.id, now=now)
    await rota.change_patrol(tx, patrol_id, cancelled_at=now, cancel_note=note, changed_at=now)
    detail = {"note": note} if note else {}
    record_night(tx, patrol, "night cancelled", actor=actor, at=now, reason=reason.value, **detail)
    noted = replace(patrol, cancel_note=note)
    done = await carry_out(tx, noted, crew, events, actor=actor, area=area, now=now)
    await unplan_night(tx, patrol)
    await night_cancelled(tx, done.patrol, by=actor, now=now)
    await pairing.night_cancelled(tx, done.patrol, actor=actor, now=now)
    await notices.cancel(tx, kind="agree_ward", subject=str(patrol_id))
    await tell_crew_news(tx, done.patrol, (News.CANCELLED_BY, lead.id), at=now, but=lead.id)
    await tell_visitors(tx, done.patrol, (VisitNews.CANCELLED,), at=now)
    return done


async def put_back(
    tx: Transaction, *, actor: Actor, patrol_id: int, areas: Areas, now: datetime
) -> Done:
    """A lead takes a cancellation back: those who were on the night are on it again, and asked.

    Whoever has gone on another patrol at that time meanwhile stays off. Raises what
    `operation.changes.put_back` raises.
    """
    were_on = await crews.stood_down_by_cancelling(tx, patrol_id)
    await people.hold_alone(tx, [each.member_id for each in were_on])
    actor = await people.held(tx, actor)
    patrol = await crews.held(tx, patrol_id)
    lead = actor.acting(patrol.book.area, Role.LEAD)
    area = areas[patrol.book.area]
    able = await _still_able(tx, patrol, were_on)
    returning = await _not_elsewhere(tx, patrol, able, area)
    crew, events = rules.put_back(patrol.crew, returning, by=lead.id, now=now)
    await rota.change_patrol(tx, patrol_id, cancelled_at=None, cancel_note=None, changed_at=now)
    record_night(tx, patrol, "cancellation taken back", actor=actor, at=now)
    noted = replace(patrol, cancel_note=None)
    done = await carry_out(tx, noted, crew, events, actor=actor, area=area, now=now, is_silent=True)
    if crew.proposed_at is None:
        # Its list may have closed while it was off.
        await propose(tx, patrol_id=patrol_id, area=area, now=now)
    await plan_night(tx, done.patrol, area, now=now)
    await night_put_back(tx, done.patrol, by=actor, area=area, now=now)
    await places.plan_deadline(tx, done.patrol, area, now=now)
    await pairing.night_back(tx, done.patrol, area=area, actor=actor, now=now)
    everyone = [event.member_id for event in done.events]
    told = await tell_card(tx, done.patrol, everyone, (News.ON_AGAIN,), at=now)
    await tell_visitors(tx, done.patrol, (VisitNews.ON_AGAIN,), at=now)
    stopped = await rest_news.tell_of_stops(tx, done.patrol, {}, area=area, by=lead, now=now)
    return replace(done, told=told, stopped=stopped, left_off=len(able) - len(returning))


async def _not_elsewhere(
    tx: Transaction, patrol: Patrol, who: list[Assignment], area: Area
) -> list[Assignment]:
    """Those of them who are on no other patrol at that time."""
    found = await standings_of(
        tx, member_ids=[each.member_id for each in who], book=patrol.book, area=area
    )
    return [
        each
        for each in who
        if all(e.kind is not FindingKind.OVERLAP for e in found[each.member_id].findings)
    ]


async def _still_able(tx: Transaction, patrol: Patrol, who: list[Assignment]) -> list[Assignment]:
    """Those of them who may still go on this patrol, trained for its night."""
    ids = [each.member_id for each in who]
    found = await people.members_by_id(tx, ids) if ids else []
    ends = await qualification.ends_of(tx, ids) if ids else {}
    night = patrol.book.night
    able = {
        each.id
        for each in found
        if each.may(Role.OFFICER) and each.is_trained and ends.get(each.id, date.max) > night
    }
    return [each for each in who if each.member_id in able]


def _unconfirmed(patrol: Patrol) -> list[int]:
    return [each.member_id for each in patrol.crew.unconfirmed]


def _everyone(patrol: Patrol, *, but: int) -> list[int]:
    """Everyone whom a change of the night concerns, except the lead who made it."""
    return [
        each.member_id
        for each in patrol.crew.assignments
        if each.member_id != but or each.state is State.SELECTED
    ]
