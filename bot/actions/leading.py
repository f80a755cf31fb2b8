"""Who leads a patrol: naming a patrol lead of the crew, and who may act for a patrol."""

from __future__ import annotations

from datetime import datetime

from bot.actions.cards import News, refresh_night, tell_card
from bot.actions.recording import record
from operation import leading as rules
from operation.leading import Leading, Part
from operation.people import Actor, Member, Role, RoleMissing
from storage import crew as crews
from storage import leading, people, rota
from storage.audit import AuditKind
from storage.database import Transaction
from storage.rota import Patrol


async def acting_for_patrol(
    tx: Transaction, *, actor: Actor, patrol_id: int
) -> tuple[Patrol, Member]:
    """The patrol, held, and who acts for it: a lead of its area, or its own patrol lead.

    For turns that write. Raises RoleMissing, or what `Actor.member` raises.
    """
    actor = await people.held(tx, actor)
    patrol = await crews.held(tx, patrol_id)
    return patrol, await _require_acting(tx, actor, patrol)


async def require_acting(tx: Transaction, *, actor: Actor, patrol_id: int) -> tuple[Patrol, Member]:
    """The same for turns that only read: nothing is held."""
    patrol = await rota.get_patrol(tx, patrol_id)
    return patrol, await _require_acting(tx, actor, patrol)


async def _require_acting(tx: Transaction, actor: Actor, patrol: Patrol) -> Member:
    member = actor.member(patrol.book.area)
    if member.may(Role.LEAD):
        return member
    named = rules.standing(await leading.find(tx, patrol.book.patrol_id), patrol.crew)
    if named.patrol_lead != member.id or not patrol.crew.is_published:
        raise RoleMissing(patrol.book.area, (Role.LEAD,))
    return member


async def name_patrol_lead(
    tx: Transaction, *, actor: Actor, patrol_id: int, member_id: int, now: datetime
) -> tuple[Patrol, Leading]:
    """A lead says who of the crew leads it. Who is named, and who was, hear it once published.

    Raises what `operation.leading.name_patrol_lead` raises.
    """
    actor = await people.held(tx, actor)
    patrol = await crews.held(tx, patrol_id)
    lead = actor.acting(patrol.book.area, Role.LEAD)
    before = await leading.find(tx, patrol_id)
    after = rules.name_patrol_lead(before, patrol.crew, member_id, now=now)
    await leading.save(tx, patrol_id, after, at=now)
    record_named(tx, patrol, Part.PATROL_LEAD, before, after, actor=actor, at=now)
    await refresh_night(tx, patrol)
    if patrol.crew.is_published:
        old = rules.standing(before, patrol.crew).patrol_lead
        for who, news in ((member_id, News.PATROL_LEAD), (old, News.NOT_PATROL_LEAD)):
            if who is not None and who != lead.id:
                await tell_card(tx, patrol, [who], (news,), at=now)
    return patrol, after


def record_named(
    tx: Transaction, patrol: Patrol, part: Part, before: Leading, after: Leading, *,
    actor: Actor | None, at: datetime,
) -> None:  # fmt: skip
    record(
        tx, AuditKind.ALTERATION, f"{part.value.replace('_', ' ')} named",
        f"patrol:{patrol.book.patrol_id}", area=patrol.book.area, actor=actor, at=at,
        was=before.of(part), member=after.of(part),
    )  # fmt: skip
