"""Visits: asked for by a sergeant or by a link, decided by a lead, ended by the night."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from bot.actions.recording import record
from bot.actions.telling import require_leads
from bot.actions.visit_news import (
    VisitNews,
    plan_visits,
    refresh_visit,
    tell_leads_of_visit,
    tell_visitor,
)
from operation import visits as rules
from operation.area import Area
from operation.crew import Crew
from operation.details import Detail, Details, check_rank, tidy_name
from operation.people import Actor, Member, Role
from operation.visits import Visit, VisitLink
from storage import crew as crews
from storage import notices, people, rota, visits
from storage.audit import AuditKind
from storage.database import Transaction
from storage.rota import Patrol

Areas = Mapping[str, Area]

PREFIX = "visit_"
"""What the token of a visitor's link begins with; those by which people join do not."""
TOKEN_BYTES = 18


@dataclass(frozen=True, slots=True)
class VisitWelcome:
    """A link that this person may use: to which night, and what they are to be asked."""

    link_id: int
    area: str
    night: date
    asked: tuple[Detail, ...]


# Asking


def require_sergeant(actor: Actor, area: str | None = None) -> None:
    """For screens: a sergeant or lead, and of another area than this one."""
    rules.sergeant_of(actor)
    if area is not None:
        rules.require_from_elsewhere(actor, area)


async def ask(
    tx: Transaction, *, actor: Actor, patrol_id: int, areas: Areas, now: datetime
) -> Visit:
    """A sergeant of another area asks to visit a night; its leads are asked.

    Raises what `operation.visits.ask` raises.
    """
    actor, patrol = await _held(tx, actor, patrol_id)
    rules.require_from_elsewhere(actor, patrol.book.area)
    mine = rules.sergeant_of(actor)
    details = Details(surname=mine.surname, rank=mine.rank)
    return await _ask(tx, actor, patrol, details, areas, is_invited=False, now=now)


async def open_link(
    tx: Transaction, *, actor: Actor, token: str, areas: Areas, now: datetime
) -> VisitWelcome:
    """Somebody opens a visitor's link. Raises what `operation.visits.open_link` raises."""
    link = await visits.find_link(tx, token=token)
    patrol = await rota.get_patrol(tx, link.patrol_id) if link is not None else None
    if patrol is None or patrol.book.area not in areas:
        raise rules.VisitLinkUnknown
    maker = await _maker(tx, link)
    found, book = rules.open_link(link, patrol.crew, maker, now), patrol.book
    rules.require_from_elsewhere(actor, book.area)
    return VisitWelcome(found.id, book.area, book.night, details_asked(actor))


async def come_by_link(
    tx: Transaction, *, actor: Actor, link_id: int, details: Details, areas: Areas, now: datetime
) -> Visit:
    """Somebody from elsewhere uses a link: it is theirs, and the leads are asked.

    `details` hold rank and surname of somebody whom no area knows. Raises what `ask` and
    `operation.visits.open_link` raise.
    """
    known = await visits.find_link(tx, link_id=link_id)
    if known is None:
        raise rules.VisitLinkUnknown
    actor, patrol = await _held(tx, actor, known.patrol_id)
    # Looked at again, now that nobody else can use it.
    found = await visits.find_link(tx, link_id=link_id)
    link = rules.open_link(found, patrol.crew, await _maker(tx, found), now)
    rules.require_from_elsewhere(actor, patrol.book.area)
    area = areas[patrol.book.area]
    made = await _ask(
        tx, actor, patrol, _identity(actor, area, details), areas, is_invited=True, now=now
    )
    if not await visits.use_link(tx, link.id, by=made.person_id, at=now):
        raise rules.VisitLinkUsed
    return made


async def _maker(tx: Transaction, link: VisitLink | None) -> Member | None:
    return await people.get_member(tx, link.made_by) if link is not None else None


async def make_link(
    tx: Transaction, *, actor: Actor, patrol_id: int, areas: Areas, now: datetime
) -> tuple[str, Patrol]:
    """Somebody on the crew, or a lead, invites one visitor; the link's token, shown once.

    Raises what `operation.visits.require_inviter` raises, and what keeps a night from visits.
    """
    actor, patrol = await _held(tx, actor, patrol_id)
    mine = actor.member(patrol.book.area)
    rules.require_inviter(patrol.crew, mine)
    rules.require_visitable(patrol.crew, now)
    most = areas[patrol.book.area].visits.most
    rules.require_room(await visits.of_patrol(tx, patrol_id), most)
    token = PREFIX + secrets.token_urlsafe(TOKEN_BYTES)
    link_id = await visits.add_link(tx, patrol_id, token=token, made_by=mine.id, at=now)
    record(
        tx, AuditKind.ACCESS, "visitor invited", f"patrol:{patrol_id}", area=patrol.book.area,
        actor=actor, at=now, link=link_id,
    )  # fmt: skip
    return token, patrol


# Deciding


async def accept(
    tx: Transaction, *, actor: Actor, visit_id: int, areas: Areas, now: datetime
) -> Visit:
    """A lead says yes; the visitor gets what they need for the night.

    Raises what `operation.visits.accept` raises.
    """
    lead, patrol, visit = await _held_by_lead(tx, actor, visit_id)
    everyone = await visits.of_patrol(tx, visit.patrol_id)
    most = areas[visit.area].visits.most
    changed = rules.accept(visit, everyone, patrol.crew, most=most, by=lead.id, now=now)
    await _save(tx, changed, actor, now)
    await tell_visitor(tx, changed, (VisitNews.ACCEPTED,), at=now)
    return changed


async def decline(tx: Transaction, *, actor: Actor, visit_id: int, now: datetime) -> Visit:
    """A lead says no. Raises `VisitDecided`."""
    lead, _, visit = await _held_by_lead(tx, actor, visit_id)
    changed = rules.decline(visit, by=lead.id)
    await _save(tx, changed, actor, now)
    await tell_visitor(tx, changed, (VisitNews.DECLINED,), at=now)
    return changed


async def take_back(tx: Transaction, *, actor: Actor, visit_id: int, now: datetime) -> Visit:
    """A lead who had said yes cannot take them after all. Raises `VisitDecided`."""
    lead, _, visit = await _held_by_lead(tx, actor, visit_id)
    changed = rules.take_back(visit, by=lead.id)
    await _save(tx, changed, actor, now)
    await tell_visitor(tx, changed, (VisitNews.TAKEN_BACK,), at=now)
    return changed


async def withdraw(tx: Transaction, *, actor: Actor, visit_id: int, now: datetime) -> Visit:
    """A visitor cannot come; the leads are told. Raises `NoVisit`."""
    visit = await visits.get(tx, visit_id)
    if visit.person_id != actor.person_id:
        raise rules.NoVisit
    await crews.held(tx, visit.patrol_id)
    changed = rules.withdraw(await visits.get(tx, visit_id))
    await _save(tx, changed, actor, now)
    await tell_leads_of_visit(tx, changed, (VisitNews.WITHDREW,), at=now)
    return changed


# What falls due


async def begin_night(tx: Transaction, *, patrol_id: int, now: datetime) -> None:
    """The night begins: who has no answer is told not to come."""
    patrol = await crews.held(tx, patrol_id)
    for each in await visits.of_patrol(tx, patrol_id):
        changed = rules.begin(each)
        if changed is not None:
            await _save(tx, changed, None, now)
            if patrol.crew.cancelled is None:
                await tell_visitor(tx, changed, (VisitNews.LAPSED,), at=now)


async def end_night(tx: Transaction, *, patrol_id: int, areas: Areas, now: datetime) -> None:
    """The night is over: so is what its visitors could see of it. They may ask for support."""
    patrol = await crews.held(tx, patrol_id)
    for each in await visits.of_patrol(tx, patrol_id):
        changed = rules.end(each)
        if changed is not None:
            await _save(tx, changed, None, now)
            if patrol.crew.cancelled is None:
                await tell_visitor(tx, changed, (VisitNews.OVER,), at=now)
    days = areas[patrol.book.area].visits.support_days if patrol.book.area in areas else 0
    await notices.plan(
        tx, kind="visits_forgotten", subject=str(patrol_id),
        due_at=patrol.book.ends + timedelta(days=days), area=patrol.book.area,
    )  # fmt: skip


async def forget_night(tx: Transaction, *, patrol_id: int, now: datetime) -> None:
    """Who visited is forgotten; that somebody did is counted for ever."""
    patrol = await crews.held(tx, patrol_id)
    everyone = await visits.of_patrol(tx, patrol_id)
    forgotten = await visits.forget(tx, patrol_id, at=now)
    if forgotten:
        record(
            tx, AuditKind.ERASURE, "visitors forgotten", f"patrol:{patrol_id}",
            area=patrol.book.area, actor=None, at=now, count=forgotten,
        )  # fmt: skip
    for each in everyone:
        await refresh_visit(tx, each)


async def end_of_access(tx: Transaction, member: Member, *, now: datetime) -> None:
    """Whoever loses access where they serve visits nobody else either."""
    if member.person_id is None:
        return
    for each in await visits.live_of_person(tx, member.person_id):
        await crews.held(tx, each.patrol_id)
        changed = rules.withdraw(await visits.get(tx, each.id))
        await _save(tx, changed, None, now)
        await tell_leads_of_visit(tx, changed, (VisitNews.WITHDREW,), at=now)


# What these share


def details_asked(actor: Actor) -> tuple[Detail, ...]:
    """What a visitor is asked: somebody who serves in an area here has said it there."""
    known = _member(actor)
    return () if known is not None and known.rank else (Detail.RANK, Detail.SURNAME)


def _member(actor: Actor) -> Member | None:
    return next(iter(actor.active_members), None)


def _identity(actor: Actor, area: Area, details: Details) -> Details:
    """Rank and surname as their own area has them, or as they gave them."""
    mine = _member(actor)
    if mine is not None and mine.rank:
        return Details(surname=mine.surname, rank=mine.rank)
    return Details(surname=tidy_name(details.surname), rank=check_rank(area, details.rank or ""))


async def _ask(
    tx: Transaction, actor: Actor, patrol: Patrol, details: Details, areas: Areas, *,
    is_invited: bool, now: datetime,
) -> Visit:  # fmt: skip
    """Write down that somebody asks; the night is held. Raises `NobodyLeads`."""
    book, person_id = patrol.book, actor.person_id
    await require_leads(tx, book.area)
    if person_id is None:
        raise rules.NoVisit
    everyone: Sequence[Visit] = await visits.of_patrol(tx, book.patrol_id)
    most = areas[book.area].visits.most
    rules.ask(everyone, patrol.crew, person_id=person_id, most=most, is_invited=is_invited, now=now)
    await _require_free(tx, actor, patrol.crew)
    mine = _member(actor)
    visit_id = await visits.add(
        tx, patrol_id=book.patrol_id, person_id=person_id, home=mine.area if mine else None,
        rank=details.rank, surname=details.surname, is_invited=is_invited, at=now,
    )  # fmt: skip
    made = await visits.get(tx, visit_id)
    record(
        tx, AuditKind.COLLECTION, "visit asked", f"visit:{visit_id}", area=book.area,
        actor=actor, at=now, patrol=book.patrol_id,
    )  # fmt: skip
    await plan_visits(tx, patrol)
    await refresh_visit(tx, made)
    await tell_leads_of_visit(tx, made, (VisitNews.ASKED,), at=now)
    return made


async def _require_free(tx: Transaction, actor: Actor, crew: Crew) -> None:
    """Raises `BusyThatNight` for somebody who is on the crew of another patrol at that time."""
    mine = [member.id for member in actor.members]
    ahead = await rota.patrols_of_member(tx, mine, after=crew.book.starts) if mine else []
    for each in ahead:
        is_then = each.book.starts < crew.book.ends
        if is_then and any(each.crew.goes(member_id) for member_id in mine):
            raise rules.BusyThatNight


async def _held(tx: Transaction, actor: Actor, patrol_id: int) -> tuple[Actor, Patrol]:
    actor = await people.held(tx, actor)
    return actor, await crews.held(tx, patrol_id)


async def _held_by_lead(
    tx: Transaction, actor: Actor, visit_id: int
) -> tuple[Member, Patrol, Visit]:
    """The lead who decides, the night, held, and the visit as it stands by then."""
    actor = await people.held(tx, actor)
    patrol = await crews.held(tx, (await visits.get(tx, visit_id)).patrol_id)
    lead = actor.acting(patrol.book.area, Role.LEAD)
    return lead, patrol, await visits.get(tx, visit_id)


async def _save(tx: Transaction, changed: Visit, actor: Actor | None, now: datetime) -> None:
    await visits.save(tx, changed, at=now)
    record(
        tx, AuditKind.ACCESS, f"visit {changed.state.value.replace('_', ' ')}",
        f"visit:{changed.id}", area=changed.area, actor=actor, at=now, patrol=changed.patrol_id,
    )  # fmt: skip
    await refresh_visit(tx, changed)
