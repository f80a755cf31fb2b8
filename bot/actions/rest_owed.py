"""Rest that is owed: recorded when a patrol ends, shown until a lead says when it was given."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from bot.actions.attendance import sheets_beside
from bot.actions.recording import record
from bot.actions.rest import works_of
from bot.actions.telling import tell
from operation import owing as rules
from operation.area import Area
from operation.attendance import ABSENT
from operation.nights import local_date
from operation.people import Actor, Role
from operation.rest import Work, gaps_owed
from storage import hours, people, rest, rota
from storage.audit import AuditKind
from storage.database import Transaction
from storage.rest import Owed
from storage.rota import Patrol

_NEAR = rules.NEAR


async def record_owed(
    tx: Transaction, *, patrol_id: int, areas: Mapping[str, Area], now: datetime
) -> None:
    """The patrol is over: whoever was out with too short a rest beside it is owed what lacked.

    They are its crew and its local officer. Nothing is owed to whoever was noted as absent, and a
    rest between two patrols is owed once. Each of them is told.
    """
    patrol = await rota.get_patrol(tx, patrol_id)
    book = patrol.book
    sheets = await hours.sheets_of(tx, patrol)
    out = await sheets_beside(tx, patrol) | sheets
    went = [each for each, sheet in out.items() if sheet.turned_out not in ABSENT]
    if not went or now < book.ends:
        return
    area = areas[book.area]
    known = await rest.known(tx, went, book.night, book.night, within=_NEAR)
    for member_id in went:
        worked = out[member_id].expected
        this = Work(worked.starts, worked.ends, patrol_id)
        works = works_of(book, known[member_id], {patrol_id}, area)
        for since, until, lacking in gaps_owed(this, works, area.rest):
            gap = (since, until, round(lacking * 60))
            await _owe(tx, patrol, member_id, gap, now=now)


async def _owe(
    tx: Transaction, patrol: Patrol, member_id: int, gap: tuple[datetime, datetime, int], *,
    now: datetime,
) -> None:  # fmt: skip
    since, until, minutes = gap
    patrol_id = patrol.book.patrol_id
    owed_id = await rest.owe(
        tx, member_id=member_id, patrol_id=patrol_id, since=since, until=until, minutes=minutes,
        at=now,
    )  # fmt: skip
    if owed_id is None:
        return
    record(
        tx, AuditKind.ALTERATION, "rest owed", f"patrol:{patrol_id}", area=patrol.book.area,
        actor=None, at=now, member=member_id, minutes=minutes,
    )  # fmt: skip
    await tell(tx, [member_id], "rest_owed_told", str(owed_id), at=now)


async def mark_given(
    tx: Transaction, *, actor: Actor, owed_id: int, on: date, areas: Mapping[str, Area],
    now: datetime,
) -> Owed:  # fmt: skip
    """A lead says on which day owed rest was given; the officer is told.

    Raises GivenInFuture, GivenTooEarly, GivenAlready.
    """
    actor = await people.held(tx, actor)
    owed = await rest.get_owed(tx, owed_id)
    lead = actor.acting(owed.area, Role.LEAD)
    zone = areas[owed.area].zone
    rules.require_given(owed.night, on, today=local_date(now, zone))
    if not await rest.give(tx, owed_id, on=on, by=lead.id):
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
