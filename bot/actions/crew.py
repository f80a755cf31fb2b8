"""Choosing and publishing a crew, and what every change of a crew entails.

`carry_out` is the one way on which a change goes: it is written down with its audit, vacant
places are offered on, everyone concerned is told once, and what falls due is planned.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from bot.actions import leading, pairing, rest
from bot.actions.cards import Headline, News, refresh_night, tell_card, tell_crew_news
from bot.actions.crew_notices import plan_chase, plan_night, plan_offers
from bot.actions.late_drop import tell_drop
from bot.actions.proposing import propose_later
from bot.actions.recording import record
from bot.actions.rest_news import ask_unstated
from bot.actions.spending import overspent_knowingly, require_money, watch_night
from bot.actions.swap_ends import follow_swaps
from operation import selection, turnout
from operation.area import Area
from operation.budget import Accepted
from operation.crew import CREW, NOT_NEEDED, UNDECIDED, Crew, Move, Moved, Outcome, Reason, State
from operation.fairness import weighed_hours
from operation.people import Actor, Role
from operation.rest import Finding
from storage import crew as crews
from storage import fairness, people, rota
from storage import pairing as requests
from storage.audit import AuditKind
from storage.database import Transaction
from storage.rota import Patrol


@dataclass(frozen=True, slots=True)
class Done:
    """What has become of a crew; how many were told in private."""

    patrol: Patrol
    events: tuple[Moved, ...]
    told: int
    findings: tuple[Finding, ...] = ()
    """What their other work makes of a place that somebody has taken: warnings only."""
    stopped: tuple[int, ...] = ()
    """Who may not go on it any more, by what else they work: they are told."""
    left_off: int = 0
    """How many are on another patrol by then, and so not on this night again."""


async def pick(
    tx: Transaction, *, actor: Actor, patrol_id: int, member_id: int, wanted: bool,
    areas: Mapping[str, Area], now: datetime,
) -> Patrol:  # fmt: skip
    """A lead puts someone into the crew or out of it; publishing makes it so.

    Raises what `operation.selection.pick` raises.
    """
    actor = await people.held(tx, actor)
    patrol = await crews.held(tx, patrol_id)
    actor.acting(patrol.book.area, Role.LEAD)
    after = selection.pick(patrol.crew, member_id, wanted=wanted, now=now)
    if after is not patrol.crew:
        await crews.save(tx, patrol.crew, after, (), at=now)
        verb = "picked for the crew" if wanted else "taken from the choice"
        record_night(tx, patrol, verb, actor=actor, at=now, member=member_id)
        area = areas[patrol.book.area]
        for each in (patrol, *await propose_later(tx, patrol, area=area, now=now)):
            await refresh_night(tx, each)
    return replace(patrol, crew=after)


async def publish(
    tx: Transaction,
    *,
    actor: Actor,
    patrol_id: int,
    version: int,
    areas: Mapping[str, Area],
    now: datetime,
    reason: str | None = None,
    accepts: Accepted | None = None,
) -> Done:
    """A lead publishes the crew that they were shown.

    Raises what `operation.selection.publish` raises, CrewNotRested, and beyond what the lead
    `accepts` `WouldOverspend` for a crew that its pot cannot pay, and `PricesMissing`.
    """
    chosen = {each.member_id for each in (await rota.get_patrol(tx, patrol_id)).crew.picked}
    await people.hold_alone(tx, chosen)
    actor = await people.held(tx, actor)
    patrol = await crews.held(tx, patrol_id)
    lead = actor.acting(patrol.book.area, Role.LEAD)
    crew, events = selection.publish(
        patrol.crew, version=version, by=lead.id, now=now, reason=reason
    )
    if {each.member_id for each in crew.crew} - chosen:
        # Somebody came in at this very moment, who is not held.
        raise selection.CrewChanged
    area = areas[patrol.book.area]
    await _require_rested(tx, patrol, crew, area)
    detail = {"reason": reason} if reason else {}
    money = await require_money(
        tx, patrol=patrol, crew=patrol.crew, area=area, now=now, accepts=accepts
    )
    if money is not None and money.over:
        detail["overspend"] = "accepted"
        await overspent_knowingly(tx, money.pot, area=area.key, by=lead.id, now=now)
    record_night(tx, patrol, "crew published", actor=actor, at=now, size=len(crew.crew), **detail)
    if reason:
        await rota.change_patrol(tx, patrol_id, short_reason=reason)
        patrol = replace(patrol, short_reason=reason)
    done = await carry_out(tx, patrol, crew, events, actor=actor, area=area, now=now)
    await plan_night(tx, done.patrol, area, now=now)
    return done


async def _require_rested(tx: Transaction, patrol: Patrol, crew: Crew, area: Area) -> None:
    goes = await people.members_by_id(tx, [each.member_id for each in crew.crew])
    called = {each.id: each.called for each in goes}
    await rest.require_crew_rested(tx, called=called, patrol=patrol, area=area)


async def carry_out(
    tx: Transaction,
    patrol: Patrol,
    crew: Crew,
    events: Sequence[Moved],
    *,
    actor: Actor | None,
    area: Area,
    now: datetime,
    is_silent: bool = False,
    leads_hear: Headline | None = None,
    but: int | None = None,
    was_vacant: bool = True,
    answered: Collection[int] = (),
) -> Done:
    """Write a change of a crew down, offer on what is vacant, and tell everyone it concerns.

    `is_silent` renews cards where they stand, without a new message. The leads hear `leads_hear`,
    except for the lead `but`, who did it. Where the place came free before, `was_vacant` is False:
    that nobody is left to be asked is news all the same. Members who are `answered` under the
    button that they tapped are not told again.
    """
    stopped = await _stopped(tx, crew, area)
    hours = turnout.offer_hours(crew, area.crew.offer_for, area.swaps, now=now)
    filled, offers = turnout.fill(crew, now=now, hours=hours, zone=area.zone, stopped=stopped)
    covered, calls = await _cover(tx, filled, area, stopped, now=now)
    all_of_it = (*events, *offers, *calls)
    await crews.save(tx, patrol.crew, covered, all_of_it, at=now)
    for event in events:
        record_move(tx, patrol, event, actor, at=now)
    for event in (*offers, *calls):
        record_move(tx, patrol, event, None, at=now)
    changed = replace(patrol, crew=covered, book=covered.book)
    await plan_offers(tx, changed)
    fresh = [event.member_id for event in all_of_it if event.now is State.SELECTED]
    await plan_chase(tx, changed, fresh, area, now=now)
    # Nights are held before a post is touched, and what shows them is touched in one order.
    weighs = _who_goes(patrol.crew) != _who_goes(covered)
    if weighs or _costs_otherwise(patrol.crew, covered):
        await watch_night(tx, changed, now=now)
    later = await propose_later(tx, changed, area=area, now=now) if weighs else []
    for each in (changed, *later):
        await refresh_night(tx, each)
    if weighs or patrol.crew.is_published != covered.is_published:
        await leading.follow(tx, patrol.crew, changed, now=now)
        await pairing.crew_changed(tx, changed, actor=actor, area=area, now=now)
    told = 0 if is_silent else await _tell(tx, changed, all_of_it, answered, at=now)
    if crew.is_published:
        await ask_unstated(tx, [changed], area, now=now, only=_late_comers(all_of_it))
    if leads_hear is not None:
        await tell_crew_news(tx, changed, leads_hear, at=now, but=but)
    by = actor.member(area.key).id if actor is not None else None
    for gone in turnout.dropped(patrol.crew, covered, events, hours=area.swaps.late_drop, now=now):
        await tell_drop(tx, changed, gone, but=by, now=now)
        if leads_hear is None:
            await tell_crew_news(tx, changed, (News.OFF_LATE, gone), at=now, but=by)
    if calls:
        await tell_crew_news(tx, changed, (News.CALLED, len(calls)), at=now)
    elif _is_forsaken(patrol.crew if was_vacant else None, covered, stopped, now):
        await tell_crew_news(tx, changed, (News.NOBODY_LEFT,), at=now)
    await follow_swaps(tx, patrol, changed, now=now)
    return Done(changed, all_of_it, told)


def _late_comers(events: Sequence[Moved]) -> set[int]:
    """Who has come after the list closed, when everyone on it was asked for their duties."""
    return {
        each.member_id
        for each in events
        if each.now in {*CREW, State.STANDING_BY} and each.was in {None, State.ASKED}
    }


def _who_goes(crew: Crew) -> set[int]:
    return {each.member_id for each in crew.picked}


def _costs_otherwise(before: Crew, after: Crew) -> bool:
    """Whether a night is paid otherwise though the same people are chosen for it."""

    def terms(crew: Crew) -> tuple[object, ...]:
        return (crew.book.starts, crew.book.ends, crew.is_published, crew.cancelled)

    return terms(before) != terms(after)


async def _stopped(tx: Transaction, crew: Crew, area: Area) -> Collection[int]:
    """Who stands by and is not rested, or comes along as the local officer.

    Nobody is looked up where no place is vacant.
    """
    if not crew.vacant or crew.cancelled is not None:
        return ()
    standing_by = [each.member_id for each in crew.standing_by]
    stopped = await rest.stopped(tx, member_ids=standing_by, book=crew.book, area=area)
    nominee = await requests.nominee_of(tx, crew.book.patrol_id)
    return stopped if nominee is None else stopped | {nominee}


async def candidates(tx: Transaction, crew: Crew, area: Area, *, now: datetime) -> list[int]:
    """Who could cover a night: trained, reachable, rested, the least recently asked first.

    Its local officer, and who is asked to be, is left out: a pair needs two.
    """
    nominee = await requests.nominee_of(tx, crew.book.patrol_id)
    able = [
        member.id
        for member in await people.members_of(tx, crew.book.area)
        if member.may(Role.OFFICER)
        and member.is_trained
        and member.has_telegram
        and member.is_reachable
        and member.id != nominee
    ]
    stopped = await rest.stopped(tx, member_ids=able, book=crew.book, area=area)
    asked = await crews.last_asked(tx, able)
    worked = await fairness.worked(tx, able, before=crew.book.starts, now=now)
    never = datetime.min.replace(tzinfo=crew.book.starts.tzinfo)

    def turn(member_id: int) -> tuple[datetime, float, int]:
        hours = weighed_hours(
            worked.get(member_id, ()), area.fairness.weights, area.zone, until=crew.book.starts
        )
        return (asked.get(member_id, never), hours, member_id)

    return sorted((each for each in able if each not in stopped), key=turn)


async def _cover(
    tx: Transaction, crew: Crew, area: Area, stopped: Collection[int], *, now: datetime
) -> Outcome:
    if not turnout.needs_cover(crew, now=now, stopped=stopped):
        return crew, ()
    able = await candidates(tx, crew, area, now=now)
    return turnout.call_for_cover(crew, able, by=None, most=area.crew.cover_call_to, now=now)


def _is_forsaken(before: Crew | None, after: Crew, stopped: Collection[int], now: datetime) -> bool:
    """A place is vacant and nobody is left to be asked, which was not so before."""

    def forsaken(crew: Crew) -> bool:
        is_ahead = crew.is_published and crew.cancelled is None and now < crew.book.starts
        able = turnout.able_to_step_in(crew, stopped)
        return is_ahead and bool(crew.vacant) and not (able or crew.asked)

    if before is None:
        return forsaken(after)
    return forsaken(after) and (not forsaken(before) or after.vacant > before.vacant)


_TOLD_TO_THE_DOER_TOO = frozenset({Move.SELECT, Move.STAND_BY, Move.PUT_IN, Move.OFFER, Move.CALL})
"""A lead who is on the crew themself gets their own card when they publish."""
_NEWS = {
    State.SELECTED: News.SELECTED,
    State.CONFIRMED: News.CONFIRMED,
    State.STANDING_BY: News.STANDING_BY,
    State.OFFERED: News.OFFERED,
    State.ASKED: News.ASKED,
    State.WITHDRAWN: News.WITHDRAWN,
    State.STOOD_DOWN: News.TAKEN_OFF,
}
_BY_REASON = {UNDECIDED: News.UNDECIDED, NOT_NEEDED: News.COVERED}
_SWAPS = frozenset({Move.SWAP_OUT, Move.SWAP_IN})


def headline(event: Moved) -> Headline | None:
    """How somebody is told that they have moved; None for what they did or need not hear."""
    if event.move in _SWAPS:
        # Of the two, whoever tapped is answered there; the other has only agreed to it before.
        return (News.SWAPPED_OUT,) if event.move is Move.SWAP_OUT else (News.SWAPPED_IN,)
    is_own_doing = event.by == event.member_id and event.move not in _TOLD_TO_THE_DOER_TOO
    is_quiet = event.move is Move.ASK_AGAIN or event.reason == Reason.ACCESS
    if is_own_doing or is_quiet:
        return None
    if event.move is Move.LAPSE:
        return (News.LAPSED,)
    if event.reason in _BY_REASON:
        return (_BY_REASON[event.reason],)
    if event.now is State.STANDING_BY and event.was in {*CREW, State.OFFERED}:
        return (News.BACK_TO_STANDBY,)
    return (_NEWS[event.now],) if event.now in _NEWS else None


async def _tell(
    tx: Transaction,
    patrol: Patrol,
    events: Sequence[Moved],
    answered: Collection[int],
    *,
    at: datetime,
) -> int:
    """Everyone who has moved hears it once, as they stand in the end."""
    last: dict[int, Moved] = {}
    for event in events:
        first = last.get(event.member_id)
        last[event.member_id] = replace(event, was=first.was) if first else event
    heard: dict[Headline, list[int]] = {}
    for member_id, event in last.items():
        news = (News.CANCELLED,) if patrol.crew.cancelled else headline(event)
        if news is not None and member_id not in answered:
            heard.setdefault(news, []).append(member_id)
    return sum([await tell_card(tx, patrol, ids, news, at=at) for news, ids in heard.items()])


def record_move(
    tx: Transaction, patrol: Patrol, event: Moved, actor: Actor | None, *, at: datetime
) -> None:
    detail = {"member": event.member_id, "now": event.now.value}
    if event.was is not None:
        detail["was"] = event.was.value
    if event.reason is not None:
        detail["reason"] = event.reason
    record_night(tx, patrol, event.move.value, actor=actor, at=at, **detail)


def record_night(
    tx: Transaction,
    patrol: Patrol,
    verb: str,
    *,
    actor: Actor | None,
    at: datetime,
    **detail: str | int,
) -> None:
    record(
        tx, AuditKind.ALTERATION, verb, f"patrol:{patrol.book.patrol_id}",
        area=patrol.book.area, actor=actor, at=at, **detail,
    )  # fmt: skip
