"""Rest that is owed: recorded when a patrol ends, shown until a lead says when it was given."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime

from bot.actions.attendance import sheets_beside
from bot.actions.recording import record
from bot.actions.telling import tell
from operation import owing as rules
from operation.area import Area
from operation.duties import works_said
from operation.nights import local_date
from operation.people import Actor, Role
from operation.rest import Work, gaps_owed
from operation.selection import LONGEST_REASON, ReasonTooLong
from storage import crew as crews
from storage import hours, people, rest
from storage.audit import AuditKind
from storage.database import Transaction
from storage.rest import Owed
from storage.rota import Patrol

_NEAR = rules.NEAR
_Gap = tuple[datetime, datetime, float]


async def record_owed(
    tx: Transaction, *, patrol_id: int, areas: Mapping[str, Area], now: datetime
) -> None:
    """The patrol is over: whoever was out with too short a rest beside it is owed what lacked.

    They are its crew and its local officer. Only duties that were stated count, and the times that
    are confirmed by now; nothing is owed to whoever was noted as absent. A rest between two
    patrols is owed once. Done again whenever attendance or times are noted later, it puts right
    what was written down. Each of them is told of what is new for them.
    """
    patrol = await crews.held(tx, patrol_id)
    book = patrol.book
    if now < book.ends:
        return
    area = areas[book.area]
    went = await _went(tx, patrol)
    known = await rest.known(tx, went, book.night, book.night, within=_NEAR) if went else {}
    before: dict[int, list[Owed]] = {}
    for entry in await rest.owed_of(tx, patrol_id):
        before.setdefault(entry.member_id, []).append(entry)
    for member_id in {*went, *before}:
        gaps: Sequence[_Gap] = ()
        if member_id in went:
            patrols = [w for _, w in known[member_id].patrols if w.patrol_id != patrol_id]
            works = [*patrols, *works_said(known[member_id].stated)]
            gaps = gaps_owed(went[member_id], works, area.rest)
        await _put_right(tx, patrol, member_id, gaps, before.get(member_id, []), now=now)


async def _went(tx: Transaction, patrol: Patrol) -> dict[int, Work]:
    """Who was out, and at what times by all that is known."""
    sheets = await sheets_beside(tx, patrol) | await hours.sheets_of(tx, patrol)
    return {
        member_id: Work(sheet.worked.starts, sheet.worked.ends, patrol.book.patrol_id)
        for member_id, sheet in sheets.items()
        if sheet.worked is not None
    }


async def _put_right(
    tx: Transaction, patrol: Patrol, member_id: int, gaps: Iterable[_Gap],
    before: Sequence[Owed], *, now: datetime,
) -> None:  # fmt: skip
    """What is owed to one person for a patrol becomes what the gaps say; a lead's word stands."""
    left = list(before)
    for since, until, lacking in gaps:
        minutes = round(lacking * 60)
        was = next((each for each in left if each.since == since or each.until == until), None)
        if was is None:
            await _owe(tx, patrol, member_id, (since, until, minutes), now=now)
            continue
        left.remove(was)
        is_so = was.is_open and (was.since, was.until, was.minutes) == (since, until, minutes)
        if not (is_so or was.is_final):
            await rest.owe_otherwise(tx, was.id, since=since, until=until, minutes=minutes)
            await _owed(tx, patrol, member_id, was.id, minutes, now=now)
    for each in left:
        if each.is_open:
            await rest.void(tx, each.id, at=now)
            await _not_owed(tx, each, None, now=now)


async def _owe(
    tx: Transaction, patrol: Patrol, member_id: int, gap: tuple[datetime, datetime, int], *,
    now: datetime,
) -> None:  # fmt: skip
    since, until, minutes = gap
    owed_id = await rest.owe(
        tx, member_id=member_id, patrol_id=patrol.book.patrol_id, since=since, until=until,
        minutes=minutes, at=now,
    )  # fmt: skip
    if owed_id is not None:
        await _owed(tx, patrol, member_id, owed_id, minutes, now=now)


async def _owed(
    tx: Transaction, patrol: Patrol, member_id: int, owed_id: int, minutes: int, *, now: datetime
) -> None:
    record(
        tx, AuditKind.ALTERATION, "rest owed", f"patrol:{patrol.book.patrol_id}",
        area=patrol.book.area, actor=None, at=now, member=member_id, minutes=minutes,
    )  # fmt: skip
    await tell(tx, [member_id], "rest_owed_told", str(owed_id), at=now)


async def _not_owed(
    tx: Transaction, owed: Owed, actor: Actor | None, *, now: datetime, **detail: str
) -> None:
    record(
        tx, AuditKind.ALTERATION, "rest not owed", f"patrol:{owed.patrol_id}", area=owed.area,
        actor=actor, at=now, member=owed.member_id, minutes=owed.minutes, **detail,
    )  # fmt: skip
    await tell(tx, [owed.member_id], "rest_void_told", str(owed.id), at=now)


async def mark_not_owed(
    tx: Transaction, *, actor: Actor, owed_id: int, reason: str, now: datetime
) -> Owed:
    """A lead says, with the reason, that rest is not owed after all; the officer is told.

    Raises GivenAlready, NotOwedAnyMore, ReasonTooLong.
    """
    actor = await people.held(tx, actor)
    owed = await rest.get_owed(tx, owed_id)
    actor.acting(owed.area, Role.LEAD)
    if len(reason) > LONGEST_REASON:
        raise ReasonTooLong(LONGEST_REASON)
    if not await rest.void(tx, owed_id, at=now, reason=reason):
        _require_open(await rest.get_owed(tx, owed_id))
        raise rules.NotOwedAnyMore
    await _not_owed(tx, owed, actor, now=now, reason=reason)
    return owed


def _require_open(owed: Owed) -> None:
    if owed.given_on is not None:
        raise rules.GivenAlready(owed.given_on)
    if owed.voided_at is not None:
        raise rules.NotOwedAnyMore


async def mark_given(
    tx: Transaction, *, actor: Actor, owed_id: int, on: date, areas: Mapping[str, Area],
    now: datetime,
) -> Owed:  # fmt: skip
    """A lead says on which day owed rest was given; the officer is told.

    Raises GivenInFuture, GivenTooEarly, GivenAlready, NotOwedAnyMore.
    """
    actor = await people.held(tx, actor)
    owed = await rest.get_owed(tx, owed_id)
    lead = actor.acting(owed.area, Role.LEAD)
    zone = areas[owed.area].zone
    rules.require_given(owed.night, on, today=local_date(now, zone))
    if not await rest.give(tx, owed_id, on=on, by=lead.id):
        _require_open(await rest.get_owed(tx, owed_id))
        raise rules.GivenAlready(owed.given_on)
    record(
        tx, AuditKind.ALTERATION, "rest given", f"patrol:{owed.patrol_id}", area=owed.area,
        actor=actor, at=now, member=owed.member_id, minutes=owed.minutes, on=on.isoformat(),
    )  # fmt: skip
    if owed.member_id != lead.id:
        await tell(tx, [owed.member_id], "rest_given_told", str(owed_id), at=now)
    return owed


async def require_lead_of_owed(tx: Transaction, *, actor: Actor, owed_id: int) -> Owed:
    """An entry, for a lead of its area and nobody else. Raises RoleMissing, or NotAMember."""
    owed = await rest.get_owed(tx, owed_id)
    actor.acting(owed.area, Role.LEAD)
    return owed


async def consult_owed(tx: Transaction, *, actor: Actor, area: str, now: datetime) -> None:
    """A lead opens what rest is owed in an area: a consultation that is recorded."""
    actor.acting(area, Role.LEAD)
    record(
        tx, AuditKind.CONSULTATION, "rest owed looked at", f"area:{area}", area=area, actor=actor,
        at=now,
    )  # fmt: skip
