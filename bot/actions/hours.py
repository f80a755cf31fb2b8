"""The hours of a night: asked for when it is over, stated by each, confirmed by a lead.

Times are handed in as minutes by which they differ from the planned ones, so that nobody has to
say which of two half past ones they mean.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from bot.actions.crew import record_night
from bot.actions.hours_cards import (
    HoursNews,
    plan_reminder,
    reckon_rest_again,
    refresh_hours,
    tell_hours,
    tell_leads_of_hours,
)
from bot.actions.spending import settle_pot, watch_night
from operation import hours as rules
from operation.area import Area
from operation.crew import NightCancelled
from operation.hours import Sheet, Span, Why
from operation.overtime import Kind, Wants
from operation.people import Actor, Member, Role
from storage import crew as crews
from storage import hours as sheets
from storage import notices, people
from storage.database import Transaction
from storage.rota import Patrol

Areas = Mapping[str, Area]


@dataclass(frozen=True, slots=True)
class Stated:
    """What has become of one sheet, and of which night."""

    patrol: Patrol
    sheet: Sheet


# What falls due


async def ask(tx: Transaction, *, patrol_id: int, areas: Areas, now: datetime) -> None:
    """The night is over: each of the crew is asked for their times."""
    patrol = await crews.held(tx, patrol_id)
    if patrol.crew.cancelled is not None or now < patrol.book.ends:
        return
    found = await sheets.sheets_of(tx, patrol)
    if found:
        silent = [each.member_id for each in found.values() if each.is_unanswered]
        await tell_hours(tx, patrol, silent, (HoursNews.ASK,), at=now)
        await plan_reminder(tx, patrol, areas[patrol.book.area])


async def remind(tx: Transaction, *, patrol_id: int, now: datetime) -> None:
    """The day after: who is silent is asked again, and the leads see how the night stands."""
    patrol = await crews.held(tx, patrol_id)
    found = (await sheets.sheets_of(tx, patrol)).values()
    if patrol.crew.cancelled is None and not rules.are_settled(found):
        silent = [each.member_id for each in found if each.is_unanswered]
        await tell_hours(tx, patrol, silent, (HoursNews.REMIND,), at=now)
        await tell_leads_of_hours(tx, patrol, (HoursNews.DUE,), at=now)


# What people do


async def propose(
    tx: Transaction, *, actor: Actor, patrol_id: int, starts: int, ends: int, why: Why | None,
    wants: Wants, now: datetime,
) -> Stated:  # fmt: skip
    """Somebody says when they worked. Raises what the rule raises, and `NotOfTheCrew`."""
    actor = await people.held(tx, actor)
    patrol = await crews.held(tx, patrol_id)
    mine = actor.member(patrol.book.area)
    found = await sheets.sheets_of(tx, patrol)
    before = rules.sheet_of(found, mine.id)
    span = before.planned.moved(starts, ends)
    after = rules.propose(before, span, why=why, wants=wants, now=now)
    if after is not before:
        await sheets.save(tx, after)
        _record(tx, patrol, "hours proposed", actor, after, was=before.proposed, now=span, at=now)
        others = [each for each in found.values() if each is not before]
        if before.is_unanswered and not any(each.is_unanswered for each in others):
            await tell_leads_of_hours(tx, patrol, (HoursNews.COMPLETE,), at=now)
        await refresh_hours(tx, patrol_id)
    return Stated(patrol, after)


async def confirm(
    tx: Transaction, *, actor: Actor, patrol_id: int, member_id: int, version: int,
    starts: int, ends: int, why: Why | None, areas: Areas, now: datetime,
) -> Stated:  # fmt: skip
    """A lead confirms somebody's times, or puts them right; they hear what was changed.

    Raises what the rule raises, `NotOfTheCrew`, and `OwnHours`.
    """
    actor, patrol, lead = await _as_lead(tx, actor, patrol_id)
    await _require_may_settle(tx, patrol, member_id, lead, areas)
    before = rules.sheet_of(await sheets.sheets_of(tx, patrol), member_id)
    member = await people.get_member(tx, member_id)
    span = before.planned.moved(starts, ends)
    after = rules.confirm(
        before, span, why=why, by=lead.id, rank=member.rank, version=version, now=now,
        surname=member.surname, warrant_number=member.warrant_number,
    )  # fmt: skip
    if after is not before:
        await _confirmed(tx, patrol, actor, before, after, at=now)
        if before.proposed != span and member_id != lead.id:
            await tell_hours(tx, patrol, [member_id], _what_changed(before), at=now)
        await _settle(tx, patrol_id, now=now)
    return Stated(patrol, after)


async def confirm_as_planned(
    tx: Transaction, *, actor: Actor, patrol_id: int, areas: Areas, now: datetime
) -> int:
    """A lead confirms everyone who says that it was as planned; how many there were.

    Their own hours are left to another lead where the area has it so; raises `OwnHours` if
    there are no others.
    """
    actor, patrol, lead = await _as_lead(tx, actor, patrol_id)
    found = await sheets.sheets_of(tx, patrol)
    ready = [each for each in found.values() if each.is_as_planned]
    if not await _may_settle(tx, patrol, lead.id, lead, areas):
        others = [each for each in ready if each.member_id != lead.id]
        if ready and not others:
            raise rules.OwnHours
        ready = others
    ids = [each.member_id for each in ready]
    members = {each.id: each for each in await people.members_by_id(tx, ids)} if ids else {}
    for before in ready:
        member = members[before.member_id]
        after = rules.confirm(
            before, before.planned, why=None, by=lead.id, rank=member.rank,
            version=before.version, now=now,
            surname=member.surname, warrant_number=member.warrant_number,
        )  # fmt: skip
        await _confirmed(tx, patrol, actor, before, after, at=now)
    await _settle(tx, patrol_id, now=now)
    return len(ready)


async def correct(
    tx: Transaction, *, actor: Actor, patrol_id: int, member_id: int, version: int,
    times: tuple[int, int] | None, why: Why | None, reason: str, areas: Areas, now: datetime,
) -> Stated:  # fmt: skip
    """A lead corrects what was confirmed; without times they were not there after all.

    What was confirmed is kept, with who changed it, when and why. Raises what the rule raises, and
    `OwnHours`.
    """
    actor, patrol, lead = await _as_lead(tx, actor, patrol_id)
    await _require_may_settle(tx, patrol, member_id, lead, areas)
    before = rules.sheet_of(await sheets.sheets_of(tx, patrol), member_id)
    span = before.planned.moved(*times) if times is not None else None
    after = rules.correct(
        before, span, why=why, reason=reason, by=lead.id, version=version, now=now
    )
    await sheets.save(tx, after)
    await sheets.add_correction(tx, before, after, by=lead.id, reason=reason, at=now)
    await reckon_rest_again(tx, patrol, now=now)
    _record(
        tx, patrol, "hours corrected", actor, after, was=before.confirmed, now=span, at=now,
        reason=reason,
    )  # fmt: skip
    if member_id != lead.id:
        news = HoursNews.CORRECTED if span else HoursNews.NOT_THERE
        await tell_hours(tx, patrol, [member_id], (news, *_iso(before.confirmed)), at=now)
    await watch_night(tx, patrol, now=now)
    await refresh_hours(tx, patrol_id)
    return Stated(patrol, after)


async def set_kind(
    tx: Transaction, *, actor: Actor, patrol_id: int, member_id: int, kind: Kind, now: datetime
) -> Stated:
    """A lead says what sort of overtime it was. Whoever's hours are confirmed hears of it."""
    actor, patrol, lead = await _as_lead(tx, actor, patrol_id)
    before = rules.sheet_of(await sheets.sheets_of(tx, patrol), member_id)
    after = rules.of_kind(before, kind)
    if after is not before:
        await sheets.save(tx, after)
        record_night(
            tx, patrol, "overtime settled", actor=actor, at=now, member=member_id,
            was=before.kind.value, now=kind.value,
        )  # fmt: skip
        if before.confirmed is not None and member_id != lead.id:
            await tell_hours(tx, patrol, [member_id], (HoursNews.KIND,), at=now)
        await watch_night(tx, patrol, now=now)
        await refresh_hours(tx, patrol_id)
    return Stated(patrol, after)


async def set_wants(
    tx: Transaction, *, actor: Actor, patrol_id: int, wants: Wants, now: datetime,
    member_id: int | None = None,
) -> Stated:  # fmt: skip
    """Pay or time off: the officer's choice until a lead has confirmed the hours.

    A lead enters it for somebody. Raises `HoursConfirmed`, `NotOfTheCrew`.
    """
    actor = await people.held(tx, actor)
    patrol = await crews.held(tx, patrol_id)
    area = patrol.book.area
    mine = actor.member(area) if member_id is None else actor.acting(area, Role.LEAD)
    whose = mine.id if member_id is None else member_id
    before = rules.sheet_of(await sheets.sheets_of(tx, patrol), whose)
    after = rules.wanting(before, wants)
    if after is not before:
        await sheets.save(tx, after)
        record_night(
            tx, patrol, "pay or time off chosen", actor=actor, at=now, member=whose,
            was=before.wants.value, now=wants.value,
        )  # fmt: skip
        await refresh_hours(tx, patrol_id)
    return Stated(patrol, after)


async def _as_lead(tx: Transaction, actor: Actor, patrol_id: int) -> tuple[Actor, Patrol, Member]:
    actor = await people.held(tx, actor)
    patrol = await crews.held(tx, patrol_id)
    lead = actor.acting(patrol.book.area, Role.LEAD)
    if patrol.crew.cancelled is not None:
        raise NightCancelled(patrol.crew.cancelled)
    return actor, patrol, lead


async def _require_may_settle(
    tx: Transaction, patrol: Patrol, member_id: int, lead: Member, areas: Areas
) -> None:
    if not await _may_settle(tx, patrol, member_id, lead, areas):
        raise rules.OwnHours


async def _may_settle(
    tx: Transaction, patrol: Patrol, member_id: int, lead: Member, areas: Areas
) -> bool:
    area = patrol.book.area
    found = await people.members_of(tx, area) if member_id == lead.id else []
    others = sum(each.may(Role.LEAD) and each.id != lead.id for each in found)
    own_hours = areas[area].budget.own_hours
    return rules.may_settle(member_id, lead.id, own_hours=own_hours, others=others)


async def _confirmed(
    tx: Transaction, patrol: Patrol, actor: Actor, before: Sheet, after: Sheet, *, at: datetime
) -> None:
    await sheets.save(tx, after)
    if after.confirmed != before.planned:
        await reckon_rest_again(tx, patrol, now=at)
    _record(
        tx, patrol, "hours confirmed", actor, after, was=before.proposed, now=after.confirmed, at=at
    )


async def _settle(tx: Transaction, patrol_id: int, *, now: datetime) -> None:
    """The pot is written down, and what shows the night is renewed.

    Once nothing is left to be said, nobody is reminded.
    """
    patrol = await crews.held(tx, patrol_id)
    await settle_pot(tx, patrol)
    await watch_night(tx, patrol, now=now)
    await refresh_hours(tx, patrol_id)
    found = await sheets.sheets_of(tx, patrol)
    if rules.are_settled(found.values()):
        await notices.cancel(tx, kind="remind_hours", subject=str(patrol_id))


def _what_changed(before: Sheet) -> tuple[str, ...]:
    if before.proposed is None:
        return (HoursNews.ENTERED,)
    return (HoursNews.CHANGED, *_iso(before.proposed))


def _iso(span: Span | None) -> tuple[str, ...]:
    return (span.starts.isoformat(), span.ends.isoformat()) if span else ()


def _record(
    tx: Transaction,
    patrol: Patrol,
    verb: str,
    actor: Actor,
    sheet: Sheet,
    *,
    was: Span | None,
    now: Span | None,
    at: datetime,
    **more: str,
) -> None:
    detail = dict(more)
    if sheet.why is not None:
        detail["why"] = sheet.why.value
    record_night(
        tx, patrol, verb, actor=actor, at=at, member=sheet.member_id,
        was="/".join(_iso(was)), now="/".join(_iso(now)), **detail,
    )  # fmt: skip
