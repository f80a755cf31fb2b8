"""A patrol's local officer: asked of the ward's sergeants, nominated, confirmed, chased."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from bot.actions import lacking
from bot.actions.beside import Word, refresh_beside, tell_beside
from bot.actions.cards import News, tell_crew_news
from bot.actions.leading import but_leads, named_for, supervisors_of
from bot.actions.recording import record
from bot.actions.rest import require_rested, stopped
from operation import pairing as rules
from operation.area import Area
from operation.lacks import Lack
from operation.pairing import Answer, Nomination, Pairing, Why
from operation.people import Actor, Member, Role
from operation.turnout import when_awake
from storage import crew as crews
from storage import notices, pairing, people
from storage.audit import AuditKind
from storage.database import Transaction
from storage.rota import Patrol

Areas = Mapping[str, Area]


# What sergeants, leads and local officers do


async def nominate(
    tx: Transaction, *, actor: Actor, patrol_id: int, member_id: int, areas: Areas, now: datetime
) -> Patrol:
    """A sergeant of the ward, or a lead, nominates one of its local officers, who is asked.

    Raises what `operation.pairing.nominate` raises, NotYourWard, and NotRested.
    """
    await people.hold(tx, {member_id, *(each.id for each in actor.members)})
    actor, member = await people.held(tx, actor), await people.get_member(tx, member_id)
    patrol = await crews.held(tx, patrol_id)
    found = await pairing.find(tx, patrol_id)
    by = rules.require_nominator(actor.member(patrol.book.area), found.ward)
    named = await named_for(tx, patrol)
    ward = rules.nominate(found, patrol.crew, _of_area(member, patrol, found), named=named, now=now)
    area = areas[patrol.book.area]
    await require_rested(
        tx,
        member_id=member_id,
        patrol=patrol,
        area=area,
        actor=actor,
        now=now,
        comes_along=True,
    )
    await _nominate(tx, patrol, ward, member_id, actor=actor, by=by.id, area=area, now=now)
    return patrol


def _of_area(member: Member, patrol: Patrol, found: Pairing) -> Member:
    if member.area != patrol.book.area:
        raise rules.NotLocalOfficer(found.ward or "")
    return member


async def answer(
    tx: Transaction, *, actor: Actor, patrol_id: int, comes: bool, areas: Areas, now: datetime,
    member_id: int | None = None,
) -> Patrol:  # fmt: skip
    """A local officer says whether they come; a lead may record it for them.

    Raises what `operation.pairing.require_nominated` raises, and NotRested.
    """
    if comes:
        mine_all = [each.id for each in actor.members]
        await people.hold_alone(tx, mine_all if member_id is None else [member_id])
    actor = await people.held(tx, actor)
    patrol = await crews.held(tx, patrol_id)
    if member_id is None:
        by = actor.member(patrol.book.area)
        who = by.id
    else:
        by, who = actor.acting(patrol.book.area, Role.LEAD), member_id
    found = await pairing.find(tx, patrol_id)
    mine = rules.require_nominated(found, patrol.crew, who, now=now)
    area = areas[patrol.book.area]
    if comes and mine.state is Answer.ASKED:
        await require_rested(tx, member_id=who, patrol=patrol, area=area, actor=actor, now=now)
        await _confirmed(tx, patrol, mine, actor=actor, by=by, now=now)
    elif not comes:
        await _declined(tx, patrol, mine, actor=actor, by=by, area=area, now=now)
    return patrol


async def take_back(
    tx: Transaction, *, actor: Actor, patrol_id: int, areas: Areas, now: datetime
) -> Patrol:
    """A sergeant of the ward, or a lead, takes a nomination back; the local officer is told.

    Raises what `operation.pairing.take_back` raises, and NotYourWard.
    """
    actor = await people.held(tx, actor)
    patrol = await crews.held(tx, patrol_id)
    found = await pairing.find(tx, patrol_id)
    by = rules.require_nominator(actor.member(patrol.book.area), found.ward)
    live = rules.take_back(found, patrol.crew, now=now)
    await _withdraw(tx, patrol, live, Why.REPLACED, actor=actor, by=by.id, at=now)
    await _plan_chase(tx, patrol, areas[patrol.book.area], now=now)
    await refresh_beside(tx, patrol)
    return patrol


# What follows from other changes


async def ward_settled(
    tx: Transaction, patrol: Patrol, *, area: Area, actor: Actor | None, now: datetime
) -> None:
    """The ward of a night is settled, or another than before: its sergeants are asked.

    Whoever was asked for the old ward is told that it is not needed.
    """
    if patrol.ward is None:
        return
    before = await pairing.find(tx, patrol.book.patrol_id)
    await _end(tx, patrol, before, Why.WARD, (Word.OTHER_WARD,), actor=actor, now=now)
    await _ask(tx, patrol, patrol.ward, area, actor=actor, now=now)


async def night_cancelled(
    tx: Transaction, patrol: Patrol, *, actor: Actor | None, now: datetime
) -> None:
    """A night is called off: nobody is asked for, and all beside its crew are told."""
    before = await pairing.find(tx, patrol.book.patrol_id)
    await _end(tx, patrol, before, Why.CANCELLED, (Word.CANCELLED,), actor=actor, now=now)
    await pairing.close(tx, patrol.book.patrol_id, at=now)
    await _unplan(tx, patrol)
    # The leads hear it on their own card of the night.
    supervisors = await but_leads(tx, await supervisors_of(tx, patrol))
    beside = set(supervisors) - await _theirs(tx, patrol, before)
    await tell_beside(tx, patrol, beside, (Word.CANCELLED,), at=now)


async def night_back(
    tx: Transaction, patrol: Patrol, *, area: Area, actor: Actor, now: datetime
) -> None:
    """A cancellation is taken back: whoever was nominated is asked again, or the sergeants are."""
    by = actor.member(area.key).id
    supervisors = set(await supervisors_of(tx, patrol)) - {by}
    await tell_beside(tx, patrol, supervisors, (Word.ON_AGAIN,), at=now)
    if patrol.ward is None:
        return
    before = await pairing.find(tx, patrol.book.patrol_id)
    last = before.nominations[-1] if before.nominations else None
    is_theirs = last is not None and (last.why, last.ward) == (Why.CANCELLED, patrol.ward)
    member = await people.get_member(tx, last.member_id) if last and is_theirs else None
    if member is None or not await _can_come_again(tx, patrol, member, patrol.ward, area):
        await _ask(tx, patrol, patrol.ward, area, actor=actor, now=now)
        return
    await pairing.ask(tx, patrol.book.patrol_id, patrol.ward, at=now)
    await _plan_checks(tx, patrol, area, now=now)
    await _nominate(
        tx, patrol, patrol.ward, member.id, actor=actor, by=by, area=area, now=now,
        words=Word.ON_AGAIN,
    )  # fmt: skip


async def _can_come_again(
    tx: Transaction, patrol: Patrol, member: Member, ward: str, area: Area
) -> bool:
    named = await named_for(tx, patrol)
    if not rules.can_come_again(patrol.crew, named, member, ward):
        return False
    return not await stopped(tx, member_ids=[member.id], book=patrol.book, area=area)


async def crew_changed(
    tx: Transaction, patrol: Patrol, *, actor: Actor | None, area: Area, now: datetime
) -> None:
    """A crew has changed: who goes out with it is not its local officer as well.

    The ward's sergeants are asked for another, and the leads hear why.
    """
    crew = patrol.crew
    if not crew.is_published or crew.cancelled is not None or now >= crew.book.ends:
        return
    found = await pairing.find(tx, patrol.book.patrol_id)
    live = found.live
    if live is not None and rules.is_on_crew(crew, live.member_id):
        await _withdraw(tx, patrol, live, Why.CREW, actor=actor, by=None, at=now)
        news = (Word.ON_CREW, live.member_id)
        await _tell_sergeants(tx, patrol, live.ward, news, now=now)
        await tell_crew_news(tx, patrol, (News.LOCAL_LEFT, live.member_id, Why.CREW), at=now)
        await _plan_chase(tx, patrol, area, now=now)
        await refresh_beside(tx, patrol)


async def times_moved(
    tx: Transaction, patrol: Patrol, news: tuple[str, str], *, area: Area, by: int, now: datetime
) -> None:
    """The times have moved: a local officer who had confirmed is asked again; all are told."""
    found = await pairing.find(tx, patrol.book.patrol_id)
    told = set(await supervisors_of(tx, patrol)) - {by}
    if found.live is not None:
        told.add(found.live.member_id)
        if found.is_filled:
            await pairing.answer(tx, found.live.id, Answer.ASKED, by=None, at=now)
            _record(tx, patrol, "local officer asked again", None, now, found.live.member_id)
    await tell_beside(tx, patrol, told, (Word.TIMES, *news), at=now)
    if found.ward is not None:
        await _plan_checks(tx, patrol, area, now=now)
        await _plan_chase(tx, patrol, area, now=now)
    await refresh_beside(tx, patrol)


async def step_down(tx: Transaction, member: Member, *, now: datetime) -> None:
    """Somebody has lost access, or the role: they are not nominated any more.

    The ward's sergeants are asked for another, which is chased by the area's hours, and the leads
    are told of somebody who was counted on, or where there is nobody else to ask.
    """
    for patrol_id in await pairing.live_of(tx, member.id, after=now):
        patrol = await crews.held(tx, patrol_id)
        found = await pairing.find(tx, patrol_id)
        live = found.live
        if live is None or live.ward in rules.wards_of(member, Role.LOCAL_OFFICER):
            continue
        await _withdraw(tx, patrol, live, Why.ACCESS, actor=None, by=None, at=now)
        news = (Word.SAID_NO, member.id)
        heard = await _tell_sergeants(tx, patrol, live.ward, news, now=now)
        if not heard or live.state is Answer.CONFIRMED:
            told = (News.LOCAL_LEFT, member.id, Why.ACCESS)
            await tell_crew_news(tx, patrol, told, at=now)
        await notices.plan(
            tx, kind="plan_pairing", subject=str(patrol_id), due_at=now, area=patrol.book.area,
            useful_until=patrol.book.starts,
        )  # fmt: skip
        await refresh_beside(tx, patrol)


async def vouched_for(
    tx: Transaction, *, patrol_id: int, ward: str, member: Member, by: int, now: datetime
) -> bool:
    """Somebody has joined by a sergeant's link: they are nominated, if the night still wants it."""
    patrol = await crews.held(tx, patrol_id)
    found = await pairing.find(tx, patrol_id)
    named = await named_for(tx, patrol)
    if not rules.can_be_vouched_for(found, patrol.crew, member, ward, named=named, now=now):
        return False
    await pairing.nominate(tx, patrol_id, ward, member.id, by=by, at=now)
    _record(tx, patrol, "local officer nominated by a link", None, now, member.id)
    await refresh_beside(tx, patrol)
    return True


async def let_in(tx: Transaction, member: Member, *, now: datetime) -> None:
    """A newcomer is let in: they are asked about the nights that they are nominated for."""
    for patrol_id in await pairing.live_of(tx, member.id, after=now):
        patrol = await crews.held(tx, patrol_id)
        await tell_beside(tx, patrol, [member.id], (Word.NOMINATED,), at=now)


async def comes_by_hand(
    tx: Transaction, patrol: Patrol, ward: str, member_id: int, *, actor: Actor, by: Member,
    now: datetime,
) -> None:  # fmt: skip
    """A lead has written a local officer down who comes along."""
    nominated = await pairing.nominate(tx, patrol.book.patrol_id, ward, member_id, by=by.id, at=now)
    _record(tx, patrol, "local officer nominated", actor, now, member_id)
    mine = Nomination(nominated, patrol.book.patrol_id, ward, member_id, Answer.ASKED, by.id, now)
    await _confirmed(tx, patrol, mine, actor=actor, by=by, now=now)


# What falls due


async def remind(tx: Transaction, patrol: Patrol, *, now: datetime) -> None:
    """Who comes along, and who supervises, is reminded of the night as its crew is."""
    found = await pairing.find(tx, patrol.book.patrol_id)
    beside = set(await but_leads(tx, await supervisors_of(tx, patrol)))
    if found.live is not None and found.is_filled:
        beside.add(found.live.member_id)
    await tell_beside(tx, patrol, beside, (Word.REMINDER,), at=now)


async def chase(tx: Transaction, *, patrol_id: int, areas: Areas, now: datetime) -> None:
    """A request that nobody has filled is asked again, of whoever has it in hand."""
    patrol = await crews.held(tx, patrol_id)
    found = await pairing.find(tx, patrol_id)
    if not _is_wanting(patrol, found, now) or found.ward is None:
        return
    if found.live is not None:
        await tell_beside(tx, patrol, [found.live.member_id], (Word.REMINDED,), at=now)
    elif not await _tell_sergeants(tx, patrol, found.ward, (Word.UNFILLED,), now=now):
        area = areas[patrol.book.area]
        await lacking.plan_telling(tx, patrol, area, Lack.UNPAIRED, now=now)
    await _plan_chase(tx, patrol, areas[patrol.book.area], now=now)


async def plan_anew(tx: Transaction, *, patrol_id: int, areas: Areas, now: datetime) -> None:
    """Somebody has lost access: that another is found is chased by the area's hours."""
    patrol = await crews.held(tx, patrol_id)
    if _is_wanting(patrol, await pairing.find(tx, patrol_id), now):
        await _plan_chase(tx, patrol, areas[patrol.book.area], now=now)


async def check(tx: Transaction, *, patrol_id: int, areas: Areas, now: datetime) -> None:
    """The leads are told of a night that comes near and has no local officer."""
    patrol = await crews.held(tx, patrol_id)
    if _is_wanting(patrol, await pairing.find(tx, patrol_id), now):
        area = areas[patrol.book.area]
        await lacking.plan_telling(tx, patrol, area, Lack.UNPAIRED, now=now)


def _is_wanting(patrol: Patrol, found: Pairing, now: datetime) -> bool:
    is_ahead = patrol.crew.cancelled is None and now < patrol.book.starts
    return is_ahead and found.ward is not None and not found.is_filled


# The parts of all this


async def _ask(
    tx: Transaction, patrol: Patrol, ward: str, area: Area, *, actor: Actor | None, now: datetime
) -> None:
    await pairing.ask(tx, patrol.book.patrol_id, ward, at=now)
    _record(tx, patrol, "local officer asked for", actor, now, ward=ward)
    await _tell_sergeants(tx, patrol, ward, (Word.WANTED,), now=now)
    await _plan_checks(tx, patrol, area, now=now)
    await _plan_chase(tx, patrol, area, now=now)
    await refresh_beside(tx, patrol)


async def _end(
    tx: Transaction, patrol: Patrol, before: Pairing, why: Why, news: tuple[Word], *,
    actor: Actor | None, now: datetime,
) -> None:  # fmt: skip
    """A request ends before its time: whoever was nominated, and the sergeants, are told."""
    if before.ward is None:
        return
    if before.live is not None:
        by = actor.member(patrol.book.area).id if actor is not None else None
        await _withdraw(tx, patrol, before.live, why, actor=actor, by=by, at=now, words=news[0])
    _record(tx, patrol, "request for a local officer ended", actor, now, ward=before.ward, why=why)
    await _tell_sergeants(tx, patrol, before.ward, news, now=now)


async def _nominate(
    tx: Transaction, patrol: Patrol, ward: str, member_id: int, *, actor: Actor, by: int,
    area: Area, now: datetime, words: Word = Word.NOMINATED,
) -> None:  # fmt: skip
    await pairing.nominate(tx, patrol.book.patrol_id, ward, member_id, by=by, at=now)
    _record(tx, patrol, "local officer nominated", actor, now, member_id)
    await tell_beside(tx, patrol, [member_id], (words,), at=now)
    await _plan_chase(tx, patrol, area, now=now)
    await refresh_beside(tx, patrol)


async def _confirmed(
    tx: Transaction, patrol: Patrol, mine: Nomination, *, actor: Actor, by: Member, now: datetime
) -> None:
    await pairing.answer(tx, mine.id, Answer.CONFIRMED, by=by.id, at=now)
    _record(tx, patrol, "local officer confirmed", actor, now, mine.member_id)
    await notices.cancel(tx, kind="chase_pairing", subject=str(patrol.book.patrol_id))
    if by.id != mine.member_id:
        await tell_beside(tx, patrol, [mine.member_id], (Word.ANSWERED,), at=now)
    await _tell_sergeants(tx, patrol, mine.ward, (Word.COMES, mine.member_id), now=now, but=by.id)
    await refresh_beside(tx, patrol)


async def _declined(
    tx: Transaction, patrol: Patrol, mine: Nomination, *, actor: Actor, by: Member, area: Area,
    now: datetime,
) -> None:  # fmt: skip
    await pairing.answer(tx, mine.id, Answer.DECLINED, by=by.id, at=now)
    _record(tx, patrol, "local officer declined", actor, now, mine.member_id)
    if by.id != mine.member_id:
        await tell_beside(tx, patrol, [mine.member_id], (Word.ANSWERED,), at=now)
    news = (Word.SAID_NO, mine.member_id)
    heard = await _tell_sergeants(tx, patrol, mine.ward, news, now=now, but=by.id)
    if not heard or mine.state is Answer.CONFIRMED:
        # Somebody who was counted on, or nobody else to ask: the leads must know.
        await tell_crew_news(tx, patrol, (News.UNPAIRED,), at=now, but=by.id)
    await _plan_chase(tx, patrol, area, now=now)
    await refresh_beside(tx, patrol)


async def _withdraw(
    tx: Transaction, patrol: Patrol, live: Nomination, why: Why, *, actor: Actor | None,
    by: int | None, at: datetime, words: Word = Word.NOT_NEEDED,
) -> None:  # fmt: skip
    await pairing.answer(tx, live.id, Answer.WITHDRAWN, by=by, at=at, why=why)
    _record(tx, patrol, "nomination withdrawn", actor, at, live.member_id, why=why)
    if why not in _HEARD_OTHERWISE:
        await tell_beside(tx, patrol, [live.member_id], (words,), at=at)


_HEARD_OTHERWISE = frozenset({Why.ACCESS, Why.CREW})
"""Somebody without access is told nothing of a night; who is on its crew has its card."""


async def _tell_sergeants(
    tx: Transaction, patrol: Patrol, ward: str, news: tuple[str | int, ...], *, now: datetime,
    but: int | None = None,
) -> int:  # fmt: skip
    """Bring the cards of a ward's sergeants down; how many sergeants there are to hear it."""
    members = await people.members_of(tx, patrol.book.area)
    theirs = [each.id for each in rules.sergeants_of(members, ward) if each.is_reachable]
    await tell_beside(tx, patrol, [each for each in theirs if each != but], news, at=now)
    return len(theirs)


async def _theirs(tx: Transaction, patrol: Patrol, before: Pairing) -> set[int]:
    """Whom the end of a request was told to."""
    if before.ward is None:
        return set()
    members = await people.members_of(tx, patrol.book.area)
    sergeants = {each.id for each in rules.sergeants_of(members, before.ward)}
    return sergeants | ({before.live.member_id} if before.live else set())


async def _plan_chase(tx: Transaction, patrol: Patrol, area: Area, *, now: datetime) -> None:
    """Ask again after the area's hours; when the night is near, after a third of what is left."""
    starts = patrol.book.starts
    after = min(timedelta(hours=area.pairing.chase_after), (starts - now) / 3)
    due_at = when_awake(now + after, area.zone)
    subject = str(patrol.book.patrol_id)
    if due_at >= starts or after < _SHORTEST:
        await notices.cancel(tx, kind="chase_pairing", subject=subject)
        return
    await notices.plan(
        tx, kind="chase_pairing", subject=subject, due_at=due_at, area=area.key,
        useful_until=starts,
    )  # fmt: skip


_SHORTEST = timedelta(hours=1)
"""Nobody is asked again sooner: in the last hours the leads see to it."""


async def _plan_checks(tx: Transaction, patrol: Patrol, area: Area, *, now: datetime) -> None:
    starts = patrol.book.starts
    for hours in area.pairing.lead_checks:
        due_at = starts - timedelta(hours=hours)
        if due_at > now:
            await notices.plan(
                tx, kind="check_pairing", subject=f"{patrol.book.patrol_id}:{hours}",
                due_at=due_at, area=area.key, useful_until=starts - timedelta(hours=hours) / 2,
            )  # fmt: skip


async def _unplan(tx: Transaction, patrol: Patrol) -> None:
    night = str(patrol.book.patrol_id)
    await notices.cancel(tx, kind="chase_pairing", subject=night)
    for kind in ("check_pairing", "tell_lacking"):
        await notices.cancel_several(tx, kind, f"{night}:")


def _record(
    tx: Transaction, patrol: Patrol, verb: str, actor: Actor | None, at: datetime,
    *members: int, **detail: str | int,
) -> None:  # fmt: skip
    who = {"member": members[0]} if members else {}
    record(
        tx, AuditKind.ALTERATION, verb, f"patrol:{patrol.book.patrol_id}",
        area=patrol.book.area, actor=actor, at=at, **who, **detail,
    )  # fmt: skip
