"""The crews that the rules propose: a week at a time, from accounts, rest and the lists."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from bot.actions.cards import refresh_night
from bot.actions.recording import record
from bot.actions.rest import caps_of, findings_of
from operation import proposing as rules
from operation.area import Area
from operation.proposing import Facts, Ranked
from storage import crew as crews
from storage import fairness, notices, pairing, rota
from storage.audit import AuditKind
from storage.database import Transaction
from storage.rota import Patrol


async def propose(tx: Transaction, *, patrol_id: int, area: Area, now: datetime) -> None:
    """Work out anew whom the rules suggest for a night and for the others of its week.

    Free places of this night are filled although a lead may have changed its crew by hand.
    """
    await rota.lock_week_of(tx, patrol_id)
    week_id = (await rota.get_patrol(tx, patrol_id)).week_id
    await propose_week(tx, week_id=week_id, area=area, fills={patrol_id}, now=now)


async def propose_week(
    tx: Transaction, *, week_id: int, area: Area, now: datetime, fills: Collection[int] | None = ()
) -> list[Patrol]:
    """Work out the crews that the rules suggest for a week; the nights that are to be chosen for.

    A choice that a lead has made by hand stays as it is, except that free places are filled on
    the nights in `fills`; None is all of them.
    """
    await rota.lock_week(tx, week_id)
    patrols = await rota.patrols_of_week(tx, week_id)
    before = [each.crew for each in patrols]
    if not any(rules.is_to_be_chosen(each, now) for each in before):
        return []
    ids = {each.book.patrol_id for each in patrols}
    facts = await facts_of(tx, patrols, area, now=now)
    after = rules.propose(before, facts, now=now, fills=ids if fills is None else fills)
    for patrol, was, crew in zip(patrols, before, after, strict=True):
        if crew is not was:
            await crews.save(tx, was, crew, (), at=now)
        if crew.version != was.version:
            record(
                tx, AuditKind.ALTERATION, "crew proposed", f"patrol:{patrol.book.patrol_id}",
                area=area.key, actor=None, at=now, size=len(crew.picked),
            )  # fmt: skip
    return [
        replace(patrol, crew=crew)
        for patrol, crew in zip(patrols, after, strict=True)
        if rules.is_to_be_chosen(crew, now) and crew.proposed_at is not None
    ]


async def propose_later(
    tx: Transaction, patrol: Patrol, *, area: Area, now: datetime
) -> list[Patrol]:
    """Who goes on this night weighs on its week and those after it: they are proposed anew.

    What a lead has chosen by hand there stays. The nights, which show other hours now.
    """
    weeks = await fairness.weeks_to_choose(
        tx, area.key, week_id=patrol.week_id, starts=patrol.book.starts, now=now
    )
    found = []
    for week_id in weeks:
        found += await propose_week(tx, week_id=week_id, area=area, now=now)
    return [each for each in found if each.book.patrol_id != patrol.book.patrol_id]


async def plan_proposals(tx: Transaction, patrol: Patrol, *, now: datetime) -> None:
    """Have a night's week proposed anew where the area's rules are not at hand."""
    await notices.plan(
        tx, kind="propose_week", subject=str(patrol.book.patrol_id), due_at=now,
        area=patrol.book.area,
    )  # fmt: skip


async def propose_anew(
    tx: Transaction, *, patrol_id: int, areas: Mapping[str, Area], now: datetime
) -> None:
    """What `plan_proposals` had planned; what shows the nights is rendered anew."""
    await rota.lock_week_of(tx, patrol_id)
    patrol = await rota.get_patrol(tx, patrol_id)
    later = await propose_later(tx, patrol, area=areas[patrol.book.area], now=now)
    for each in (patrol, *later):
        await refresh_night(tx, each)


async def rankings(
    tx: Transaction, patrols: Sequence[Patrol], area: Area, *, now: datetime,
    of: Collection[int] | None = None,
) -> Mapping[int, tuple[Ranked, ...]]:  # fmt: skip
    """By night that is to be chosen for, everyone in the order of the proposal, and why.

    `patrols` are all of a week; with `of`, only these nights are ranked.
    """
    week = [each.crew for each in patrols]
    chosen = [
        each
        for each in week
        if rules.is_to_be_chosen(each, now) and (of is None or each.book.patrol_id in of)
    ]
    if not chosen:
        return {}
    facts = await facts_of(tx, patrols, area, now=now)
    return {each.book.patrol_id: rules.rank(each, week, facts) for each in chosen}


async def facts_of(
    tx: Transaction, patrols: Sequence[Patrol], area: Area, *, now: datetime
) -> Facts:
    """What the crews of these patrols of one week are chosen by."""
    people = {each.member_id for patrol in patrols for each in patrol.crew.assignments}
    worked = await fairness.worked(
        tx, people, before=max(each.book.ends for each in patrols), now=now,
        but=[each.book.patrol_id for each in patrols],
    )  # fmt: skip
    stopped = {
        each.book.patrol_id: await _stopped(tx, each, area, now=now)
        for each in patrols
        if rules.is_to_be_chosen(each.crew, now)
    }
    nights = [each.book.night for each in patrols if each.crew.cancelled is None]
    caps = await caps_of(tx, member_ids=people, nights=nights, area=area, now=now)
    return Facts(area.fairness.weights, area.zone, worked, stopped, caps)


async def _stopped(tx: Transaction, patrol: Patrol, area: Area, *, now: datetime) -> frozenset[int]:
    """Who is not rested for a night, or comes along beside its crew."""
    able = [each.member_id for each in rules.able(patrol.crew)]
    if not able:
        return frozenset()
    found = await findings_of(tx, member_ids=able, patrol=patrol, area=area, now=now)
    stopped = {who for who, each in found.items() if any(one.is_stop for one in each)}
    nominee = await pairing.nominee_of(tx, patrol.book.patrol_id)
    return frozenset(stopped if nominee is None else {*stopped, nominee})
