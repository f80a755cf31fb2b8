"""Asking the leads of an area for support, answering, closing, and chasing what is open."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from bot.actions.cards import Headline, lead_chats
from bot.actions.recording import record
from bot.actions.telling import require_leads
from operation import support_requests as rules
from operation.area import Area
from operation.people import Actor, NotAMember, Role
from operation.support_requests import Counts, SupportRequest, Topic
from operation.turnout import when_awake
from storage import notices, outbox, people, visits
from storage import support_requests as stored
from storage.audit import AuditKind
from storage.database import Transaction

Areas = Mapping[str, Area]


@dataclass(frozen=True, slots=True)
class RequestBoard:
    """One request, for its asker or for a lead."""

    area: Area
    request: SupportRequest
    home: str | None
    answered_by: str | None
    now: datetime
    news: tuple[Headline, ...] = ()


@dataclass(frozen=True, slots=True)
class SupportBoard:
    """What is asked of an area: what is not closed, the oldest first, and the counts."""

    area: Area
    open: tuple[SupportRequest, ...]
    counts: Counts
    visits: int
    now: datetime


# Asking


async def areas_to_ask(
    tx: Transaction, *, actor: Actor, areas: Areas, now: datetime
) -> tuple[Area, ...]:
    """Whose leads somebody may ask, their own area's first."""
    visited = await _visited(tx, actor, areas, now)
    own = {member.area for member in actor.members}
    found = [area for key, area in areas.items() if rules.may_ask(actor, key, visited)]
    return tuple(sorted(found, key=lambda area: (area.key not in own, area.name)))


async def require_asker(
    tx: Transaction, *, actor: Actor, area: Area, areas: Areas, now: datetime
) -> None:
    """Raises what `operation.support_requests.require_asker` raises, and `NobodyLeads`."""
    rules.require_asker(actor, area.key, await _visited(tx, actor, areas, now))
    await require_leads(tx, area.key)


async def ask(
    tx: Transaction, *, actor: Actor, area: Area, topic: Topic, note: str | None, areas: Areas,
    now: datetime,
) -> SupportRequest:  # fmt: skip
    """Somebody asks the leads of an area; each of them is told.

    Raises what `require_asker`, `check_text` and `require_first` of the rules raise.
    """
    actor = await people.held(tx, actor)
    await require_asker(tx, actor=actor, area=area, areas=areas, now=now)
    if actor.person_id is None:
        raise NotAMember(area.key)
    rules.require_first(await stored.of_person(tx, actor.person_id, area.key), topic)
    mine = next(iter(actor.active_members), None)
    rank, surname = await stored.latest_name(tx, actor.person_id)
    request_id = await stored.add(
        tx, area=area.key, person_id=actor.person_id, home=mine.area if mine else None,
        rank=mine.rank if mine else rank, surname=mine.surname if mine else surname,
        topic=topic, note=rules.check_text(note), at=now,
    )  # fmt: skip
    made = await stored.get(tx, request_id)
    _record(tx, AuditKind.COLLECTION, "support asked", made, actor=actor, at=now)
    await _plan_chase(tx, made, area, now)
    await _tell_leads(tx, made, ("asked",), at=now)
    return made


# Answering


async def consult(tx: Transaction, *, actor: Actor, request_id: int, now: datetime) -> None:
    """A lead opens a request: a consultation that is recorded."""
    found = await stored.get(tx, request_id)
    actor.acting(found.area, Role.LEAD)
    _record(tx, AuditKind.CONSULTATION, "support request looked at", found, actor=actor, at=now)


async def answer(
    tx: Transaction, *, actor: Actor, request_id: int, text: str | None, now: datetime
) -> SupportRequest:
    """A lead answers, or says that they will call; the asker is told.

    Raises what `operation.support_requests.answer` raises.
    """
    request, lead_id = await _held(tx, actor, request_id)
    changed = rules.answer(request, by=lead_id, text=text, now=now)
    await stored.save(tx, changed, at=now)
    _record(tx, AuditKind.ALTERATION, "support answered", changed, actor=actor, at=now)
    await _refresh(tx, changed)
    chats = await visits.chats_of(tx, [changed.person_id])
    for chat_id in chats.values():
        await outbox.keep_anew(
            tx, chat_id=chat_id, key=f"request:{request_id}", screen="my_request",
            subject=str(request_id), news=[("answered",)], retired="request_moved_on", at=now,
        )  # fmt: skip
    return changed


async def close(
    tx: Transaction, *, actor: Actor, request_id: int, areas: Areas, now: datetime
) -> SupportRequest:
    """A lead closes what was answered.

    Raises what `operation.support_requests.close` raises.
    """
    request, _ = await _held(tx, actor, request_id)
    changed = rules.close(request)
    await stored.save(tx, changed, at=now)
    _record(tx, AuditKind.ALTERATION, "support closed", changed, actor=actor, at=now)
    await _refresh(tx, changed)
    await notices.cancel(tx, kind="support_due", subject=str(request_id))
    days = areas[changed.area].visits.support_days
    await notices.plan(
        tx, kind="support_forgotten", subject=str(request_id), due_at=now + timedelta(days=days),
        area=changed.area,
    )  # fmt: skip
    return changed


# What falls due


async def chase(tx: Transaction, *, request_id: int, areas: Areas, now: datetime) -> None:
    """What is not closed is brought before the leads again, and again after as long."""
    found = await stored.get_for_update(tx, request_id)
    if found.is_closed or found.area not in areas:
        return
    await _tell_leads(tx, found, ("chase",), at=now)
    await _plan_chase(tx, found, areas[found.area], now)


async def forget(tx: Transaction, *, request_id: int, now: datetime) -> None:
    """Who asked, and what was written, is forgotten; the counts stay."""
    found = await stored.get_for_update(tx, request_id)
    if not found.is_closed:
        return
    await stored.forget(tx, request_id)
    _record(tx, AuditKind.ERASURE, "support request forgotten", found, actor=None, at=now)
    await _refresh(tx, found)


# What is shown


async def request_board(
    tx: Transaction,
    *,
    request_id: int,
    areas: Areas,
    now: datetime,
    news: Sequence[Sequence[Any]] = (),
) -> RequestBoard | None:
    """A request as it stands; None where its area is not run here any more."""
    found = await stored.get(tx, request_id)
    if found.area not in areas:
        return None
    by = found.answered_by
    return RequestBoard(
        area=areas[found.area],
        request=found,
        home=areas[found.home].name if found.home and found.home in areas else None,
        answered_by=(await people.get_member(tx, by)).called if by is not None else None,
        now=now,
        news=tuple(tuple(each) for each in news),
    )


async def support_board(tx: Transaction, *, area: Area, now: datetime) -> SupportBoard:
    """What is asked of an area."""
    everything = await stored.of_area(tx, area.key)
    waiting = tuple(each for each in everything if not each.is_closed)
    had = await stored.count_visits(tx, area.key)
    return SupportBoard(area, waiting, rules.counts(everything), had, now)


async def _visited(tx: Transaction, actor: Actor, areas: Areas, now: datetime) -> set[str]:
    """The areas that somebody has visited lately enough to come back with a question."""
    if actor.person_id is None:
        return set()
    longest = max((area.visits.support_days for area in areas.values()), default=0)
    since = now - timedelta(days=longest)
    return {
        key
        for key, ended in await stored.visited(tx, actor.person_id, since=since)
        if key in areas and ended + timedelta(days=areas[key].visits.support_days) > now
    }


async def _held(tx: Transaction, actor: Actor, request_id: int) -> tuple[SupportRequest, int]:
    """The request, locked, and the lead who acts."""
    actor = await people.held(tx, actor)
    request = await stored.get_for_update(tx, request_id)
    return request, actor.acting(request.area, Role.LEAD).id


async def _tell_leads(
    tx: Transaction, request: SupportRequest, news: Headline, *, at: datetime
) -> None:
    for chat_id in await lead_chats(tx, request.area):
        await outbox.keep_anew(
            tx, chat_id=chat_id, key=f"support:{request.id}", screen="support_request",
            subject=str(request.id), news=[news], retired="request_moved_on", at=at,
        )  # fmt: skip
    await _refresh(tx, request)


async def _plan_chase(tx: Transaction, request: SupportRequest, area: Area, now: datetime) -> None:
    due_at = when_awake(now + timedelta(hours=area.visits.chase_hours), area.zone)
    await notices.plan(
        tx, kind="support_due", subject=str(request.id), due_at=due_at, area=area.key
    )


async def _refresh(tx: Transaction, request: SupportRequest) -> None:
    for screen, subject in (
        ("support_request", str(request.id)),
        ("my_request", str(request.id)),
        ("support_list", request.area),
    ):
        await outbox.raise_posts(tx, screen=screen, subject=subject)


def _record(
    tx: Transaction, kind: AuditKind, verb: str, request: SupportRequest, *,
    actor: Actor | None, at: datetime,
) -> None:  # fmt: skip
    record(
        tx, kind, verb, f"support:{request.id}", area=request.area, actor=actor, at=at,
        topic=request.topic.value,
    )  # fmt: skip
