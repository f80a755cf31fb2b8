"""Saying what somebody works around a night, and what a lead overrides.

Officers say it for themselves, a lead for somebody named by `member_id`. Whatever it changes for
any of their nights is shown there at once; whom it stops is told, and so are the leads.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time

from bot.actions.cards import News, refresh_night, tell_card
from bot.actions.crew import carry_out, record_night
from bot.actions.proposing import propose_later
from bot.actions.recording import record
from bot.actions.rest import Standing, can_be_overridden, standings_of, standings_on
from bot.actions.rest_news import is_newly_stopped, tell_stopped
from operation import duties as rules
from operation.area import Area
from operation.crew import NotOnTheNight, require_on
from operation.duties import Duty, Side
from operation.people import Actor, Member, Role
from operation.rest import SETTLED_ELSEWHERE, NothingToOverride
from operation.selection import LONGEST_REASON, ReasonTooLong
from storage import crew as crews
from storage import pairing, people, rest, rota
from storage.audit import AuditKind
from storage.database import Transaction
from storage.rota import Patrol

Areas = Mapping[str, Area]
REST_DAY = "-"
"""How a button names a rest day."""


@dataclass(frozen=True, slots=True)
class Said:
    """What was said, and how they stand with the night now."""

    patrol: Patrol
    standing: Standing


async def state_duty(
    tx: Transaction, *, actor: Actor, patrol_id: int, side: Side, name: str, areas: Areas,
    now: datetime, times: tuple[time, time] | None = None, member_id: int | None = None,
) -> Said:  # fmt: skip
    """Somebody says what they work before or after a night, by a duty's name or by its times.

    `name` is the area's duty, “-” for a rest day, and empty for other times. Raises DutyUnknown,
    DutyTooLong, DutiesOverlap, NightOver, NotOnTheNight, NightCancelled.
    """
    actor = await people.held(tx, actor)
    patrol = await crews.held(tx, patrol_id)
    member, by = await _whose(tx, actor, patrol, member_id)
    coming = await pairing.nominee_of(tx, patrol_id)
    rules.require_statable(patrol.crew, member.id, now=now, local_officer=coming)
    area = areas[patrol.book.area]
    duty = _duty(patrol, side, name, times, area)
    nights = await _nights_of(tx, member, patrol, areas, now=now)
    await _require_fits(tx, patrol, side, duty, member)
    was = await _standings(tx, nights)
    await rest.state(
        tx, patrol_id=patrol_id, member_id=member.id, side=side, duty=duty, by=by.id, at=now
    )
    record_night(tx, patrol, "duty stated", actor=actor, at=now, member=member.id, side=side.value)
    now_so = await _standings(tx, nights)
    await _follow(tx, patrol, nights, was, now_so, area=area, by=by, now=now)
    return Said(patrol, now_so[patrol_id])


async def override(
    tx: Transaction, *, actor: Actor, patrol_id: int, member_id: int, reason: str, areas: Areas,
    now: datetime,
) -> Said:  # fmt: skip
    """A lead lets somebody go in spite of all that stands against it now; nothing worse later.

    Also for somebody whom the lead is about to add. Raises NothingToOverride, ReasonTooLong,
    NotOnTheNight for somebody of another area, NightCancelled, PatrolStarted.
    """
    actor = await people.held(tx, actor)
    patrol = await crews.held(tx, patrol_id)
    lead = actor.acting(patrol.book.area, Role.LEAD)
    area = areas[patrol.book.area]
    require_on(patrol.crew, now)
    member = await _of_the_area(tx, patrol, member_id)
    if len(reason) > LONGEST_REASON:
        raise ReasonTooLong(LONGEST_REASON)
    was = await standings_of(tx, member_ids=[member_id], book=patrol.book, area=area)
    if not can_be_overridden(was[member_id].open):
        raise NothingToOverride
    covers = [e for e in was[member_id].findings if e.kind not in SETTLED_ELSEWHERE]
    await rest.override(
        tx, patrol_id=patrol_id, member_id=member_id, covers=covers, reason=reason, by=lead.id,
        at=now,
    )  # fmt: skip
    record_night(tx, patrol, "rest overridden", actor=actor, at=now, member=member_id,
                 reason=reason, findings=", ".join(each.kind.value for each in covers))  # fmt: skip
    now_so = await standings_of(tx, member_ids=[member_id], book=patrol.book, area=area)
    await _settle(tx, patrol, area, was[member_id], now_so[member_id], now=now)
    if patrol.crew.of(member.id) is not None and member.id != lead.id:
        await tell_card(tx, patrol, [member.id], (News.REST_OVERRIDDEN,), at=now)
    return Said(patrol, now_so[member_id])


async def to_override(
    tx: Transaction, *, actor: Actor, patrol_id: int, member_id: int, areas: Areas
) -> Said:
    """For a lead: what there is to override for somebody and a night.

    Raises NothingToOverride, NotOnTheNight for somebody of another area.
    """
    patrol = await rota.get_patrol(tx, patrol_id)
    actor.acting(patrol.book.area, Role.LEAD)
    await _of_the_area(tx, patrol, member_id)
    area = areas[patrol.book.area]
    found = await standings_of(tx, member_ids=[member_id], book=patrol.book, area=area)
    if not can_be_overridden(found[member_id].open):
        raise NothingToOverride
    return Said(patrol, found[member_id])


async def consult_duties(
    tx: Transaction, *, actor: Actor, patrol_id: int, member_id: int, now: datetime
) -> None:
    """A lead opens somebody's duties around a night: a consultation that is recorded."""
    patrol = await rota.get_patrol(tx, patrol_id)
    actor.acting(patrol.book.area, Role.LEAD)
    record(
        tx, AuditKind.CONSULTATION, "duties looked at", f"patrol:{patrol_id}",
        area=patrol.book.area, actor=actor, at=now, member=member_id,
    )  # fmt: skip


# What a statement entails


async def _whose(
    tx: Transaction, actor: Actor, patrol: Patrol, member_id: int | None
) -> tuple[Member, Member]:
    """Whom it is about, and who says it. A lead alone speaks for others."""
    if member_id is None:
        mine = actor.member(patrol.book.area)
        return mine, mine
    lead = actor.acting(patrol.book.area, Role.LEAD)
    return await _of_the_area(tx, patrol, member_id), lead


async def _of_the_area(tx: Transaction, patrol: Patrol, member_id: int) -> Member:
    found = await people.members_by_id(tx, [member_id])
    if not found or found[0].area != patrol.book.area:
        raise NotOnTheNight(None)
    return found[0]


def _duty(
    patrol: Patrol, side: Side, name: str, times: tuple[time, time] | None, area: Area
) -> Duty:
    if name == REST_DAY:
        return Duty(rules.REST_DAY)
    if times is None:
        usual = rules.usual(area.rest, name)
        times = (usual.starts, usual.ends)
    return rules.duty_beside(patrol.book, side, *times, name=name, zone=area.zone)


async def _require_fits(
    tx: Transaction, patrol: Patrol, side: Side, duty: Duty, member: Member
) -> None:
    """Raises DutiesOverlap for what they have said of another side or night to be worked then."""
    night = patrol.book.night
    known = await rest.known(tx, [member.id], night, night, within=rules.REMEMBERED)
    others = (
        each.duty.work
        for each in known[member.id].stated
        if (each.patrol_id, each.side) != (patrol.book.patrol_id, side)
    )
    rules.require_fits(duty, [each for each in others if each is not None])


@dataclass(frozen=True, slots=True)
class _Nights:
    """The nights ahead on which one person is, with their areas, and who they are on each.

    They are on its list or crew, or come along as its local officer.
    """

    on: Mapping[int, tuple[Patrol, Area]]
    member_ids: Mapping[int, int]


async def _nights_of(
    tx: Transaction, member: Member, this: Patrol, areas: Areas, *, now: datetime
) -> _Nights:
    """Those of somebody who is on this night."""
    person = await people.actor_of_person(tx, member.person_id or 0)
    ids = {each.area: each.id for each in person.members if each.area in areas}
    ids[member.area] = member.id
    found = await rota.patrols_of_member(tx, ids.values(), after=now)
    on = {each.book.patrol_id for each in found}
    along = [each for i in ids.values() for each in await pairing.live_of(tx, i, after=now)]
    found += [await rota.get_patrol(tx, each) for each in along if each not in on]
    found += [this] if this.book.patrol_id not in {*on, *along} else []
    return _Nights(
        {each.book.patrol_id: (each, areas[each.book.area]) for each in found},
        {each.book.patrol_id: ids[each.book.area] for each in found},
    )


async def _standings(tx: Transaction, nights: _Nights) -> Mapping[int, Standing]:
    return await standings_on(tx, on=nights.on, member_ids=nights.member_ids)


async def _follow(
    tx: Transaction, held: Patrol, nights: _Nights, was: Mapping[int, Standing],
    now_so: Mapping[int, Standing], *, area: Area, by: Member, now: datetime,
) -> None:  # fmt: skip
    """Show what has changed on each of their nights, and tell of those that they may not go on."""
    patrol_id = held.book.patrol_id
    await _settle(tx, held, area, was[patrol_id], now_so[patrol_id], now=now)
    for each, (patrol, _) in nights.on.items():
        if each != patrol_id and was[each] != now_so[each]:
            await refresh_night(tx, patrol)
    for each, (patrol, _) in nights.on.items():
        if is_newly_stopped(was[each], now_so[each]):
            await tell_stopped(tx, patrol, nights.member_ids[each], by=by, now=now)


async def _settle(
    tx: Transaction, patrol: Patrol, area: Area, was: Standing, now_so: Standing, *, now: datetime
) -> None:
    """A night whose people may go, or may not, by other facts: its places and its proposal."""
    is_other = was.is_stopped != now_so.is_stopped
    if patrol.crew.vacant and is_other:
        crew = patrol.crew
        await carry_out(tx, patrol, crew, (), actor=None, area=area, now=now, was_vacant=False)
        return
    is_proposed = patrol.crew.proposed_at is not None and not patrol.crew.is_published
    later = await propose_later(tx, patrol, area=area, now=now) if is_proposed and is_other else []
    for each in (patrol, *later):
        await refresh_night(tx, each)
