"""Who comes: confirming, withdrawing, taking or leaving an offered place, calling for cover.

Everyone acts for themself; a lead may act for somebody, named by `member_id`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from bot.actions import lacking, pairing
from bot.actions.cards import News, tell_card, tell_crew_news
from bot.actions.crew import Done, candidates, carry_out, record_night
from bot.actions.rest import require_rested
from bot.actions.rota import move_in_next
from operation import turnout as rules
from operation.area import Area
from operation.crew import Reason, State
from operation.lacks import Lack
from operation.people import Actor, Member, Role
from operation.rest import Finding
from storage import crew as crews
from storage import notices, people
from storage.database import Transaction
from storage.rota import Patrol

Areas = Mapping[str, Area]
SHORT_NOTICE = "short_notice"
"""What the leads' news of a withdrawal says besides."""


async def confirm(
    tx: Transaction, *, actor: Actor, patrol_id: int, areas: Areas, now: datetime,
    member_id: int | None = None,
) -> Done:  # fmt: skip
    """Someone who was selected says that they come. Raises what the rule raises."""
    patrol, who, by = await _held(tx, actor, patrol_id, member_id)
    before = patrol.crew.of(who)
    crew, events = rules.confirm(patrol.crew, who, by=by.id, now=now)
    if before is not None and before.must_answer:
        record_night(tx, patrol, "stays in at the new time", actor=actor, at=now, member=who)
    area = areas[patrol.book.area]
    return await carry_out(tx, patrol, crew, events, actor=actor, area=area, now=now)


async def withdraw(
    tx: Transaction, *, actor: Actor, patrol_id: int, reason: Reason, areas: Areas, now: datetime,
    member_id: int | None = None,
) -> Done:  # fmt: skip
    """Someone cannot make it: the leads are told, and the place is offered on.

    At short notice everyone whom it matters to is told at once, without the reason. Raises what
    the rule raises.
    """
    patrol, who, by = await _held(tx, actor, patrol_id, member_id)
    area = areas[patrol.book.area]
    is_late = rules.is_short_notice(patrol.crew, who, hours=area.swaps.late_drop, now=now)
    crew, events = rules.withdraw(patrol.crew, who, by=by.id, reason=reason, now=now)
    news = (News.WITHDREW, who, reason.value)
    done = await carry_out(
        tx, patrol, crew, events, actor=actor, area=area, now=now,
        leads_hear=(*news, SHORT_NOTICE) if is_late else news, but=by.id,
    )  # fmt: skip
    if not patrol.crew.is_published:
        await move_in_next(tx, patrol, who, by=by.id, now=now)
    return done


async def accept(
    tx: Transaction, *, actor: Actor, patrol_id: int, areas: Areas, now: datetime,
    tapped: datetime | None = None, member_id: int | None = None,
) -> Done:  # fmt: skip
    """Someone takes the place that they were offered, or were asked to cover.

    Raises what the rule raises, and NotRested.
    """
    mine = [each.id for each in actor.members]
    await people.hold_alone(tx, mine if member_id is None else [member_id])
    patrol, who, by = await _held(tx, actor, patrol_id, member_id)
    crew, events = rules.accept(patrol.crew, who, by=by.id, now=now, tapped=tapped or now)
    area = areas[patrol.book.area]
    found: tuple[Finding, ...] = ()
    if events:
        found = await require_rested(
            tx, member_id=who, patrol=patrol, area=area, actor=actor, now=now
        )
    done = await carry_out(
        tx, patrol, crew, events, actor=actor, area=area, now=now,
        leads_hear=(News.TOOK, who) if events else None, but=by.id,
    )  # fmt: skip
    return replace(done, findings=found)


async def decline(
    tx: Transaction, *, actor: Actor, patrol_id: int, areas: Areas, now: datetime,
    member_id: int | None = None,
) -> Done:  # fmt: skip
    """Someone leaves the place that they were offered to others. Raises what the rule raises."""
    patrol, who, by = await _held(tx, actor, patrol_id, member_id)
    crew, events = rules.decline(patrol.crew, who, by=by.id, now=now)
    area = areas[patrol.book.area]
    return await carry_out(tx, patrol, crew, events, actor=actor, area=area, now=now)


async def stand_by_again(
    tx: Transaction, *, actor: Actor, patrol_id: int, areas: Areas, now: datetime
) -> Done:
    """Whoever said no joins the end of the line again.

    Raises what the rule raises, and NotRested.
    """
    patrol, _, mine = await _held(tx, actor, patrol_id, None)
    crew, events = rules.stand_by_again(patrol.crew, mine, now=now)
    area = areas[patrol.book.area]
    if events:
        await require_rested(
            tx,
            member_id=mine.id,
            patrol=patrol,
            area=area,
            actor=actor,
            now=now,
            by_themself=True,
        )
    return await carry_out(tx, patrol, crew, events, actor=actor, area=area, now=now)


async def call_for_cover(
    tx: Transaction, *, actor: Actor, patrol_id: int, areas: Areas, now: datetime
) -> Done:
    """A lead asks more people to cover a vacant place. Raises what the rule raises."""
    actor = await people.held(tx, actor)
    patrol = await crews.held(tx, patrol_id)
    lead = actor.acting(patrol.book.area, Role.LEAD)
    area = areas[patrol.book.area]
    able = await candidates(tx, patrol.crew, area, now=now)
    crew, events = rules.call_for_cover(
        patrol.crew, able, by=lead.id, most=area.crew.cover_call_to, now=now
    )
    return await carry_out(tx, patrol, crew, events, actor=actor, area=area, now=now)


# What falls due


async def end_offers(tx: Transaction, *, patrol_id: int, areas: Areas, now: datetime) -> None:
    """Offers whose time is over go on to the next."""
    patrol = await crews.held(tx, patrol_id)
    crew, events = rules.lapse(patrol.crew, now=now)
    if events and not patrol.crew.cancelled:
        area = areas[patrol.book.area]
        await carry_out(tx, patrol, crew, events, actor=None, area=area, now=now)


async def refill(tx: Transaction, *, patrol_id: int, areas: Areas, now: datetime) -> None:
    """A place came free by somebody's loss of access: it is offered on."""
    patrol = await crews.held(tx, patrol_id)
    area = areas[patrol.book.area]
    await carry_out(tx, patrol, patrol.crew, (), actor=None, area=area, now=now, was_vacant=False)


async def begin(tx: Transaction, *, patrol_id: int, areas: Areas, now: datetime) -> None:
    """The patrol starts: whoever is not on the crew is released, without a sound."""
    patrol = await crews.held(tx, patrol_id)
    if patrol.crew.cancelled is None and now >= patrol.book.starts:
        crew, events = rules.begin(patrol.crew)
        area = areas[patrol.book.area]
        await carry_out(tx, patrol, crew, events, actor=None, area=area, now=now, is_silent=True)


async def remind(tx: Transaction, *, patrol_id: int, now: datetime) -> None:
    """The crew is reminded of its night."""
    patrol = await crews.held(tx, patrol_id)
    if _is_ahead(patrol, now):
        crew = [each.member_id for each in patrol.crew.crew]
        await tell_card(tx, patrol, crew, (News.REMINDER,), at=now)
        await pairing.remind(tx, patrol, now=now)


async def chase(tx: Transaction, *, patrol_id: int, member_id: int, now: datetime) -> None:
    """Somebody who has not confirmed is asked again."""
    patrol = await crews.held(tx, patrol_id)
    if _is_unconfirmed(patrol, member_id, now):
        await tell_card(tx, patrol, [member_id], (News.CHASE,), at=now)


async def show_unconfirmed(
    tx: Transaction, *, patrol_id: int, member_id: int, now: datetime
) -> None:
    """The leads are shown, in one message, who has still not confirmed."""
    patrol = await crews.held(tx, patrol_id)
    if _is_unconfirmed(patrol, member_id, now):
        await notices.cancel_several(
            tx, "show_unconfirmed", f"{patrol_id}:", due_by=now, but=f"{patrol_id}:{member_id}"
        )
        await tell_crew_news(tx, patrol, (News.UNCONFIRMED,), at=now)


def _is_unconfirmed(patrol: Patrol, member_id: int, now: datetime) -> bool:
    mine = patrol.crew.of(member_id)
    return _is_ahead(patrol, now) and mine is not None and mine.state is State.SELECTED


async def check(tx: Transaction, *, patrol_id: int, areas: Areas, now: datetime) -> None:
    """The leads are told of a night that comes near and lacks something, or has no crew yet."""
    patrol = await crews.held(tx, patrol_id)
    if patrol.crew.is_published or not patrol.book.is_open_at(now):
        area = areas[patrol.book.area]
        await lacking.plan_telling(tx, patrol, area, Lack.SHORT, Lack.UNLED, now=now)


def _is_ahead(patrol: Patrol, now: datetime) -> bool:
    crew = patrol.crew
    return crew.is_published and crew.cancelled is None and now < patrol.book.starts


async def _held(
    tx: Transaction, actor: Actor, patrol_id: int, member_id: int | None
) -> tuple[Patrol, int, Member]:
    """The patrol, locked; whom it is about; and who acts. A lead alone acts for others."""
    actor = await people.held(tx, actor)
    patrol = await crews.held(tx, patrol_id)
    if member_id is None:
        mine = actor.member(patrol.book.area)
        return patrol, mine.id, mine
    return patrol, member_id, actor.acting(patrol.book.area, Role.LEAD)
