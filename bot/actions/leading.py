"""Who leads a patrol and who supervises it, and who may act for it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime

from bot.actions.beside import Word, refresh_beside, tell_beside
from bot.actions.cards import News, tell_card, tell_crew_news
from bot.actions.partners_cards import refresh_partners
from bot.actions.recording import record
from operation import leading as rules
from operation.area import Area
from operation.crew import Crew
from operation.leading import Leading, Part
from operation.people import Actor, Member, Role, RoleMissing
from storage import crew as crews
from storage import leading, pairing, partners, people, rota
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
    if not member.may(Role.LEAD) and await patrol_lead_of(tx, patrol) != member.id:
        raise RoleMissing(patrol.book.area, (Role.LEAD,))
    return member


async def patrol_lead_of(tx: Transaction, patrol: Patrol) -> int | None:
    """Who leads a published crew, by member id."""
    if not patrol.crew.is_published:
        return None
    return (await named_for(tx, patrol)).patrol_lead


async def named_for(tx: Transaction, patrol: Patrol) -> Leading:
    """Who is named for a patrol and can still do it."""
    return rules.standing(await leading.find(tx, patrol.book.patrol_id), patrol.crew)


async def supervisors_of(tx: Transaction, patrol: Patrol) -> list[int]:
    """The supervisor on duty and the fallback, in this order."""
    named = await named_for(tx, patrol)
    return [each for each in (named.supervisor, named.fallback) if each is not None]


async def name_patrol_lead(
    tx: Transaction, *, actor: Actor, patrol_id: int, member_id: int, now: datetime
) -> Patrol:
    """A lead says who of the crew leads it. Who is named, and who was, hear it once published.

    Raises what `operation.leading.name_patrol_lead` raises.
    """
    actor = await people.held(tx, actor)
    patrol = await crews.held(tx, patrol_id)
    lead = actor.acting(patrol.book.area, Role.LEAD)
    before = await leading.find(tx, patrol_id)
    after = rules.name_patrol_lead(before, patrol.crew, member_id, now=now)
    await _save(tx, patrol, before, after, actor=actor, at=now)
    if patrol.crew.is_published:
        old = rules.standing(before, patrol.crew).patrol_lead
        for who, news in ((member_id, News.PATROL_LEAD), (old, News.NOT_PATROL_LEAD)):
            if who is not None and who != lead.id:
                await tell_card(tx, patrol, [who], (news,), at=now)
    return patrol


async def name_supervisor(
    tx: Transaction, *, actor: Actor, patrol_id: int, member_id: int, part: Part,
    areas: Mapping[str, Area], now: datetime,
) -> Patrol:  # fmt: skip
    """A lead names the supervisor on duty, or the fallback. Who is named, and who was, hear it.

    Raises what `operation.leading.name_supervisor` raises.
    """
    member = await people.get_member(tx, member_id)
    await people.hold(tx, {member_id, *(each.id for each in actor.members)})
    actor, member = await people.held(tx, actor), await people.get_member(tx, member_id)
    patrol = await crews.held(tx, patrol_id)
    lead = actor.acting(patrol.book.area, Role.LEAD)
    if member.area != patrol.book.area:
        raise rules.NotSupervisor(member_id)
    ranks = areas[patrol.book.area].leading.supervisor_ranks
    before = await leading.find(tx, patrol_id)
    after = rules.name_supervisor(
        before, patrol.crew, member, part, ranks=ranks, now=now,
        local_officer=await pairing.nominee_of(tx, patrol_id),
    )  # fmt: skip
    await _save(tx, patrol, before, after, actor=actor, at=now)
    for who, words in _told(before, after).items():
        if who != lead.id:
            await tell_beside(tx, patrol, [who], (words,), at=now)
    return patrol


def _told(before: Leading, after: Leading) -> dict[int, Word]:
    """Whom a change of supervisors concerns, and what each is from now on."""
    found: dict[int, Word] = {}
    for part in rules.SUPERVISORS:
        was, now = before.of(part), after.of(part)
        if was is not None and was != now:
            found.setdefault(was, Word.NOT_NAMED)
        if now is not None and was != now:
            found[now] = Word.SUPERVISOR if part is Part.SUPERVISOR else Word.FALLBACK
    return found


async def follow(tx: Transaction, before: Crew, patrol: Patrol, *, now: datetime) -> None:
    """A crew has changed: whoever leads it hears so on publication; else one is suggested.

    Whoever is off the crew leads it no longer, and whoever is on it does not supervise it. The
    leads and the supervisors are told of a patrol lead who has left.
    """
    crew = patrol.crew
    if not crew.is_published or crew.cancelled is not None or now >= crew.book.ends:
        return
    named = await leading.find(tx, patrol.book.patrol_id)
    kept = rules.standing(named, crew)
    if kept != named:
        await _save(tx, patrol, named, kept, actor=None, at=now)
        for who in _told(named, kept):
            await tell_beside(tx, patrol, [who], (Word.NOT_NAMED,), at=now)
    if not before.is_published:
        await refresh_beside(tx, patrol)
        if kept.patrol_lead is not None:
            await tell_card(tx, patrol, [kept.patrol_lead], (News.PATROL_LEAD,), at=now)
    elif named.patrol_lead is not None and kept.patrol_lead is None:
        await tell_crew_news(tx, patrol, (News.LEAD_LEFT, named.patrol_lead), at=now)
        others = await but_leads(tx, [kept.supervisor, kept.fallback])
        await tell_beside(tx, patrol, others, (Word.LEAD_LEFT,), at=now)


async def but_leads(tx: Transaction, member_ids: Collection[int | None]) -> list[int]:
    """Those of them who are no leads: a lead has heard it on their own card of the night."""
    found = await people.members_by_id(tx, [each for each in member_ids if each is not None])
    return [each.id for each in found if not each.may(Role.LEAD)]


async def step_down(tx: Transaction, member: Member, *, now: datetime) -> None:
    """Somebody has lost access, or a role: they supervise nothing that they may not any more.

    A patrol lead is taken care of where they leave the crew.
    """
    for patrol_id in await leading.ahead_of(tx, member.id, after=now):
        patrol = await crews.held(tx, patrol_id)
        named = await leading.find(tx, patrol_id)
        parts = [each for each in named.parts_of(member.id) if each in rules.SUPERVISORS]
        if not parts or member.may(Role.LEAD, Role.WARD_SERGEANT):
            continue
        kept = rules.without(named, member.id)
        await _save(tx, patrol, named, kept, actor=None, at=now)
        await tell_crew_news(tx, patrol, (News.UNLED,), at=now)


async def _save(
    tx: Transaction, patrol: Patrol, before: Leading, after: Leading, *,
    actor: Actor | None, at: datetime,
) -> None:  # fmt: skip
    await leading.save(tx, patrol.book.patrol_id, after, at=at)
    for part in Part:
        if before.of(part) != after.of(part):
            record(
                tx, AuditKind.ALTERATION, f"{part.value.replace('_', ' ')} named",
                f"patrol:{patrol.book.patrol_id}", area=patrol.book.area, actor=actor, at=at,
                was=before.of(part), member=after.of(part),
            )  # fmt: skip
    await refresh_beside(tx, patrol)
    if before.patrol_lead != after.patrol_lead:
        # The patrol lead is the contact of the agencies that are invited.
        invited = await partners.invitations_of(tx, patrol.book.patrol_id)
        await refresh_partners(tx, patrol, [each for each in invited if each.is_standing])
