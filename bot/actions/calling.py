"""The call for volunteers: weeks open and close by themselves, or by the lead's hand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from bot.actions.cards import News, lead_chats, refresh_night, tell_crew_news
from bot.actions.crew_notices import plan_night
from bot.actions.places import plan_deadline
from bot.actions.proposing import propose, propose_week
from bot.actions.provisional import release
from bot.actions.release import plan_release
from bot.actions.rest_news import ask_unstated
from bot.actions.telling import tell
from operation import calling as rules
from operation.area import Area, NightPattern
from operation.calling import AlreadyClosed, NightAdded, Reopened
from operation.crew import Crew
from operation.errors import Refusal
from operation.nights import (
    local_instant,
    monday_of,
    next_opening,
    night_of,
    plan_week,
    weeks_open_at,
)
from operation.people import Actor, Member, Role
from operation.rota import SignUpClosed, Window
from storage import areas as area_plans
from storage import crew as crews
from storage import notices, outbox, people, rota
from storage.areas import AreaPlan
from storage.audit import AuditEvent, AuditKind
from storage.database import Transaction
from storage.rota import Week

ASK_AGAIN_AFTER = timedelta(hours=20)
"""Nobody is asked twice within this time, or asking trains people to look away."""

EXTRA_NIGHT = NightPattern(weekday=0, starts=time(20), ends=time(2), minimum=4, places=6)
"""The times and numbers of an extra night when the area plans no night to copy from."""


@dataclass(eq=False)
class AskedAlready(Refusal):
    """Everyone was asked a short while ago."""

    asked_at: datetime


async def open_weeks(tx: Transaction, *, area: Area, now: datetime) -> list[int]:
    """Open every week whose time has come and that is not open yet; their ids.

    Works for the weekly opening, for a new area, and after an outage. Does
    nothing until the area has a group to post in; plans the next opening.
    """
    settings = await area_plans.get_for_update(tx, area.key)
    if settings.group_chat_id is None:
        return []
    opened = []
    # The nearest week last: its post stands at the bottom of the chat and its pin on top.
    for monday in reversed(weeks_open_at(now, settings.plan, area.zone)):
        week = await rota.find_week(tx, area.key, monday)
        if week is None or week.opened_at is None:
            opened.append(await _open_week(tx, area, settings, monday, week, now=now))
    await plan_next_opening(tx, area=area, settings=settings, now=now)
    return opened


async def propose_missed(tx: Transaction, *, area: Area, now: datetime) -> None:
    """Weeks that have closed with no crew proposed are handed over again, when the bot starts.

    That was so before there were proposals, and can be after trouble.
    """
    this_monday = monday_of(night_of(now, area.zone))
    for week in await rota.weeks_from(tx, area.key, this_monday):
        if week.handed_over_at is None:
            continue
        nights = await rota.patrols_of_week(tx, week.id)
        if any(_lacks_proposal(each.crew, now) for each in nights):
            await _hand_over(tx, week, area, now=now)


def _lacks_proposal(crew: Crew, now: datetime) -> bool:
    is_due = not crew.book.is_open_at(now) and now < crew.book.starts
    is_settled = crew.is_published or crew.cancelled is not None or crew.proposed_at is not None
    return is_due and not is_settled


async def repost_weeks(tx: Transaction, *, area: Area, now: datetime) -> None:
    """Post the weeks that are not over in the area's group, after it moved to another."""
    settings = await area_plans.get(tx, area.key)
    this_monday = monday_of(night_of(now, area.zone))
    for week in reversed(await rota.weeks_from(tx, area.key, this_monday)):
        if week.window.opens_at <= now:
            await _post(tx, settings, week.id, at=now)


async def plan_next_opening(
    tx: Transaction, *, area: Area, settings: AreaPlan, now: datetime
) -> None:
    """Have the next week opened when its day comes."""
    _, opens_at = next_opening(now, settings.plan, area.zone)
    await notices.plan(tx, kind="open_weeks", subject=area.key, due_at=opens_at, area=area.key)


async def end_sign_up(
    tx: Transaction, *, week_id: int, areas: Mapping[str, Area], now: datetime
) -> None:
    """The deadline has come: the post says so, and the lead gets a crew proposed for each night."""
    week = await rota.get_week_for_update(tx, week_id)
    if week.handed_over_at is not None or now < week.window.closes_at:
        return
    await _hand_over(tx, week, areas[week.area], now=now)


async def end_extra_night(
    tx: Transaction, *, patrol_id: int, areas: Mapping[str, Area], now: datetime
) -> None:
    """A night that closes by itself: the post says so, and the lead gets a crew proposed."""
    patrol = await crews.held(tx, patrol_id)
    if now < patrol.book.closes_at or patrol.crew.cancelled:
        return
    area = areas[patrol.book.area]
    await release(tx, patrol_id=patrol_id, now=now)
    await propose(tx, patrol_id=patrol_id, area=area, now=now)
    await plan_night(tx, patrol, area, now=now)
    await plan_deadline(tx, patrol, area, now=now)
    for each in await rota.patrols_of_week(tx, patrol.week_id):
        await refresh_night(tx, each)
    await ask_unstated(tx, [patrol], area, now=now)
    await tell_crew_news(tx, patrol, (News.PROPOSED,), at=now)


async def end_week(tx: Transaction, *, week_id: int, now: datetime) -> None:
    """The week's nights are over: its post is rendered a last time and need not stay pinned."""
    week = await rota.get_week(tx, week_id)
    await _post(tx, await area_plans.get(tx, week.area), week_id, pin=False, at=now)
    for patrol in await rota.patrols_of_week(tx, week_id):
        await refresh_night(tx, patrol)


async def close_week(
    tx: Transaction, *, actor: Actor, week_id: int, areas: Mapping[str, Area], now: datetime
) -> None:
    """A lead closes a week's lists before their time, those of its extra nights included.

    Raises AlreadyClosed when none is open.
    """
    week = await rota.get_week_for_update(tx, week_id)
    lead = actor.acting(week.area, Role.LEAD)
    books = [each.book for each in await rota.patrols_of_week(tx, week_id)]
    alone = [b for b in books if b.is_open_at(now) and b.window != week.window]
    if now < week.window.closes_at or not alone:
        window, _ = rules.close(week.window, by=lead.id, now=now)
        await rota.change_window(tx, week_id, window)
    for book in alone:
        await rota.change_patrol(tx, book.patrol_id, closes_at=now)
        await notices.cancel(tx, kind="end_extra_night", subject=str(book.patrol_id))
    await notices.cancel(tx, kind="end_sign_up", subject=str(week_id))
    _record(tx, actor, week.id, week.area, "sign-up closed", at=now)
    await _hand_over(tx, week, areas[week.area], now=now, but=lead.id)


async def reopen_week(tx: Transaction, *, actor: Actor, week_id: int, now: datetime) -> Reopened:
    """A lead opens a week's lists again, until shortly before its next patrol."""
    week = await rota.get_week_for_update(tx, week_id)
    lead = actor.acting(week.area, Role.LEAD)
    patrols = await rota.patrols_of_week(tx, week_id)
    starts = [each.book.starts for each in patrols if each.crew.cancelled is None]
    if not starts:
        raise AlreadyClosed(week.window.closes_at)
    window, event = rules.reopen(week.window, starts, by=lead.id, now=now)
    await rota.change_window(tx, week_id, window)
    await rota.mark_week(tx, week_id, handed_over_at=None)
    await _plan_closing(tx, week_id, week.area, window)
    _record(tx, actor, week.id, week.area, "sign-up reopened", at=now)
    for patrol in patrols:
        await refresh_night(tx, patrol)
    return event


async def add_extra_night(
    tx: Transaction, *, actor: Actor, area: Area, night: date, now: datetime
) -> tuple[int, NightAdded]:
    """A lead adds a night outside the plan; the week's id and what was added.

    It takes the times and numbers of the area's nearest usual night. A week
    that is not on the rota yet begins with it and gets its usual nights when
    its opening day comes.
    """
    lead = actor.acting(area.key, Role.LEAD)
    settings = await area_plans.get_for_update(tx, area.key)
    week = await _week_for_extra(tx, area, settings, night)
    pattern = _nearest(settings.plan.nights, night)
    event = rules.add_night(
        night,
        pattern.starts,
        pattern.ends,
        minimum=pattern.minimum,
        places=pattern.places,
        zone=area.zone,
        taken=await rota.nights_taken(tx, area.key, night, night),
        week=week.window,
        by=lead.id,
        now=now,
    )
    await rota.add_patrols(
        tx,
        week_id=week.id,
        area=area.key,
        nights=[event.planned],
        window=event.window,
        is_extra=True,
    )
    await _plan_extra_closing(tx, week, event)
    _record(tx, actor, week.id, week.area, "extra night added", at=now, night=night.isoformat())
    # A week that is still to open shows its extra night with the others, on its day.
    if event.window.opens_at <= now:
        await _post(tx, settings, week.id, at=now)
    return week.id, event


async def ask_unanswered(tx: Transaction, *, actor: Actor, week_id: int, now: datetime) -> int:
    """A lead asks everyone who could sign up for a week and stands on none of its lists.

    How many were asked. Raises AskedAlready, SignUpClosed.
    """
    week = await rota.get_week_for_update(tx, week_id)
    actor.acting(week.area, Role.LEAD)
    patrols = await rota.patrols_of_week(tx, week_id)
    if not any(each.book.is_open_at(now) for each in patrols):
        raise SignUpClosed(week.window.closes_at)
    asked_at = week.asked_at
    if asked_at is not None and now - asked_at < ASK_AGAIN_AFTER:
        raise AskedAlready(asked_at)
    # Whoever has said maybe is asked by themself before sign-up closes.
    answered = {name.member_id for each in patrols for name in each.crew.assignments}
    silent = [
        member.id
        for member in await people.members_of(tx, week.area)
        if _could_go(member) and member.id not in answered
    ]
    await rota.mark_week(tx, week_id, asked_at=now)
    _record(tx, actor, week.id, week.area, "asked the unanswered", at=now, people=len(silent))
    return await tell(tx, silent, "week_asked", str(week_id), at=now, urgency=outbox.BROADCAST)


def _could_go(member: Member) -> bool:
    return member.may(Role.OFFICER) and member.is_trained and member.is_reachable


async def _open_week(
    tx: Transaction,
    area: Area,
    settings: AreaPlan,
    monday: date,
    week: Week | None,
    *,
    now: datetime,
) -> int:
    planned = plan_week(monday, settings.plan, area.zone)
    window = Window(planned.opens_at, planned.closes_at)
    week_id = week.id if week else await _add_week(tx, area, monday, window)
    if week is not None and week.window != window:
        # An extra night began it, and the rhythm was changed since.
        await rota.change_window(tx, week_id, window)
    taken = await rota.nights_taken(tx, area.key, monday, monday + timedelta(days=6))
    nights = [night for night in planned.nights if night.night not in taken]
    await rota.add_patrols(tx, week_id=week_id, area=area.key, nights=nights, window=window)
    await rota.mark_week(tx, week_id, opened_at=now)
    await _plan_closing(tx, week_id, area.key, window)
    await plan_release(tx, week_id=week_id, area=area, window=window)
    await _post(tx, settings, week_id, at=now)
    _record(tx, None, week_id, area.key, "week opened", at=now, monday=monday.isoformat())
    return week_id


async def _add_week(tx: Transaction, area: Area, monday: date, window: Window) -> int:
    week_id = await rota.add_week(tx, area=area.key, monday=monday, window=window)
    last_morning = monday + timedelta(days=8)
    await notices.plan(
        tx,
        kind="week_over",
        subject=str(week_id),
        due_at=local_instant(last_morning, time(12), area.zone),
        area=area.key,
    )
    return week_id


async def _week_for_extra(tx: Transaction, area: Area, settings: AreaPlan, night: date) -> Week:
    """The week of that night, begun without its usual nights if it is not on the rota."""
    monday = monday_of(night)
    week = await rota.find_week(tx, area.key, monday)
    if week is None:
        planned = plan_week(monday, settings.plan, area.zone)
        window = Window(planned.opens_at, planned.closes_at)
        week = await rota.get_week(tx, await _add_week(tx, area, monday, window))
    return week


def _nearest(nights: Sequence[NightPattern], night: date) -> NightPattern:
    """The usual night whose weekday is nearest: a Thursday is worked like a Friday."""
    return min(
        nights,
        key=lambda each: abs(each.weekday - night.weekday()),
        default=EXTRA_NIGHT,
    )


async def _plan_closing(tx: Transaction, week_id: int, area: str, window: Window) -> None:
    await notices.plan(
        tx, kind="end_sign_up", subject=str(week_id), due_at=window.closes_at, area=area
    )


async def _plan_extra_closing(tx: Transaction, week: Week, event: NightAdded) -> None:
    """An extra night that closes with its week needs no notice of its own."""
    if event.window.closes_at == week.window.closes_at:
        return
    taken = await rota.patrols_of_week(tx, week.id)
    added = next(each.book for each in taken if each.book.night == event.planned.night)
    await notices.plan(
        tx,
        kind="end_extra_night",
        subject=str(added.patrol_id),
        due_at=event.window.closes_at,
        area=week.area,
    )


async def _hand_over(
    tx: Transaction, week: Week, area: Area, *, now: datetime, but: int | None = None
) -> None:
    await rota.mark_week(tx, week.id, handed_over_at=now)
    patrols = await rota.patrols_of_week(tx, week.id)
    for patrol in patrols:
        await release(tx, patrol_id=patrol.book.patrol_id, now=now)
    await propose_week(tx, week_id=week.id, area=area, fills=None, now=now)
    for patrol in patrols:
        if patrol.crew.cancelled is None:
            await plan_night(tx, patrol, area, now=now)
            await plan_deadline(tx, patrol, area, now=now)
    for patrol in patrols:
        await refresh_night(tx, patrol)
    await ask_unstated(tx, patrols, area, now=now)
    for chat_id in await lead_chats(tx, week.area, but=but):
        await outbox.keep_anew(
            tx,
            chat_id=chat_id,
            key=f"week:{week.id}",
            screen="week_closed",
            subject=str(week.id),
            news=[(News.PROPOSED,)],
            retired="week_moved_on",
            at=now,
        )


async def _post(
    tx: Transaction, settings: AreaPlan, week_id: int, *, at: datetime, pin: bool = True
) -> None:
    """The week's one living post in the group: sent and pinned, or rendered anew."""
    if settings.group_chat_id is None:
        return
    await outbox.keep_post(
        tx,
        chat_id=settings.group_chat_id,
        key=f"rota:{week_id}",
        screen="rota_week",
        subject=str(week_id),
        pin=pin,
        at=at,
    )


def _record(
    tx: Transaction,
    actor: Actor | None,
    week_id: int,
    area: str,
    verb: str,
    *,
    at: datetime,
    **detail: str | int,
) -> None:
    tx.record(
        AuditEvent(
            kind=AuditKind.ALTERATION,
            verb=verb,
            area=area,
            actor=actor.person_id if actor else None,
            subject=f"week:{week_id}",
            detail=detail,
            at=at,
        )
    )
