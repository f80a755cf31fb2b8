"""Where a night is worked and where its people meet: proposed, agreed, settled by a lead."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from bot.actions import lacking, leading, pairing
from bot.actions.beside import Word, refresh_beside, tell_beside
from bot.actions.cards import Headline, News, refresh_night, tell_card, tell_crew_news
from bot.actions.recording import record
from bot.actions.visit_news import VisitNews, tell_visitors
from operation import pairing as pairs
from operation import places as rules
from operation.area import Area
from operation.crew import State, require_on
from operation.lacks import Lack
from operation.nights import moment_of, monday_of
from operation.people import Actor, Member, Role
from operation.places import Place
from storage import areas as area_plans
from storage import crew as crews
from storage import notices, people, places, rota
from storage import pairing as requests
from storage.audit import AuditKind
from storage.database import Transaction
from storage.rota import Patrol

Areas = Mapping[str, Area]


async def propose(
    tx: Transaction, *, actor: Actor, patrol_id: int, ward: str, meeting: str | None, reason: str,
    areas: Areas, now: datetime,
) -> Patrol:  # fmt: skip
    """The patrol lead, or a sergeant for their own ward, proposes a place; the leads are asked.

    The patrol lead and the sergeants of that ward are shown it, to agree.

    Raises what `operation.places.propose` and `require_proposer` raise.
    """
    actor = await people.held(tx, actor)
    patrol = await crews.held(tx, patrol_id)
    by = await _proposer(tx, actor, patrol, ward)
    area = areas[patrol.book.area]
    place = rules.propose(area, patrol.crew, Place(ward, meeting), reason, now=now)
    await places.propose(tx, patrol_id, place, reason, by=by.id, at=now)
    _record(tx, patrol, "place proposed", actor, now, ward=ward, reason=reason)
    await refresh_beside(tx, patrol)
    await tell_crew_news(tx, patrol, (News.PROPOSED_PLACE, by.id), at=now, but=by.id)
    await _ask_to_agree(tx, patrol, ward, by=by.id, now=now)
    return patrol


async def _ask_to_agree(
    tx: Transaction, patrol: Patrol, ward: str, *, by: int, now: datetime
) -> None:
    """Whom it is for to agree hears of a proposal; a lead has it on their own card."""
    lead = await leading.patrol_lead_of(tx, patrol) if patrol.crew.is_published else None
    asked = [each for each in await leading.but_leads(tx, [lead]) if each != by]
    await tell_card(tx, patrol, asked, (News.PLACE_PROPOSED,), at=now)
    members = await people.members_of(tx, patrol.book.area)
    sergeants = [each.id for each in pairs.sergeants_of(members, ward) if each.is_reachable]
    beside = set(await leading.but_leads(tx, sergeants)) - {by, lead}
    await tell_beside(tx, patrol, beside, (Word.PLACE_PROPOSED,), at=now)


async def agree(
    tx: Transaction, *, actor: Actor, patrol_id: int, proposal_id: int, now: datetime
) -> Patrol:
    """The patrol lead, or a sergeant of the ward, agrees to a proposal; the leads hear it.

    Raises what `operation.places.agree` raises.
    """
    actor = await people.held(tx, actor)
    patrol = await crews.held(tx, patrol_id)
    by = actor.member(patrol.book.area)
    lead = await leading.patrol_lead_of(tx, patrol)
    found = rules.agree(
        await places.proposals_of(tx, patrol_id), proposal_id, patrol.crew, by,
        patrol_lead=lead, now=now,
    )  # fmt: skip
    if await places.agree(tx, found.id, by.id, at=now):
        ward = found.place.ward or ""
        _record(tx, patrol, "place agreed to", actor, now, ward=ward, proposed_by=found.by)
        await refresh_beside(tx, patrol)
        await tell_crew_news(tx, patrol, (News.AGREED_PLACE, by.id), at=now, but=by.id)
    return patrol


async def require_proposer(
    tx: Transaction, *, actor: Actor, patrol_id: int, now: datetime
) -> tuple[Patrol, frozenset[str] | None]:
    """The night, and the wards that somebody may propose for it: None for any.

    Raises RoleMissing for whoever may propose nothing, NightCancelled, PatrolStarted.
    """
    patrol = await rota.get_patrol(tx, patrol_id)
    member = actor.member(patrol.book.area)
    wards = pairs.wards_of(member, Role.WARD_SERGEANT)
    any_ward = next(iter(wards), "")
    await _proposer(tx, actor, patrol, any_ward)
    require_on(patrol.crew, now)
    is_bound = not member.may(Role.LEAD) and member.id != await leading.patrol_lead_of(tx, patrol)
    return patrol, wards if is_bound else None


async def _proposer(tx: Transaction, actor: Actor, patrol: Patrol, ward: str) -> Member:
    lead = await leading.patrol_lead_of(tx, patrol)
    return rules.require_proposer(actor.member(patrol.book.area), ward, patrol_lead=lead)


async def settle_proposal(
    tx: Transaction, *, actor: Actor, patrol_id: int, proposal_id: int, areas: Areas, now: datetime
) -> tuple[Patrol, int]:
    """A lead takes what was proposed: it is the night's place; how many were told.

    Raises ProposalGone, and what `settle` raises.
    """
    actor = await people.held(tx, actor)
    patrol = await crews.held(tx, patrol_id)
    actor.acting(patrol.book.area, Role.LEAD)
    found = await places.proposals_of(tx, patrol_id)
    proposal = next((each for each in found if each.id == proposal_id), None)
    if proposal is None:
        raise rules.ProposalGone
    before = await place_of(tx, patrol)
    place = proposal.place
    if place.meeting is None and place.ward == before.ward:
        place = replace(place, meeting=before.meeting)
    told = await _settle(
        tx, patrol, place, actor=actor, areas=areas, now=now, settled=proposal.id,
        reason=proposal.reason, proposed_by=proposal.by,
    )  # fmt: skip
    return patrol, told


async def set_meeting(
    tx: Transaction, *, actor: Actor, patrol_id: int, meeting: str, areas: Areas, now: datetime
) -> tuple[Patrol, int]:
    """A lead says where the people of a night meet; how many were told."""
    actor = await people.held(tx, actor)
    patrol = await crews.held(tx, patrol_id)
    actor.acting(patrol.book.area, Role.LEAD)
    place = Place(patrol.ward, meeting)
    return patrol, await _settle(tx, patrol, place, actor=actor, areas=areas, now=now)


async def set_ward(
    tx: Transaction, *, actor: Actor, patrol_id: int, ward: str, areas: Areas, now: datetime
) -> tuple[Patrol, int]:
    """A lead says in which ward a night is worked; how many were told.

    Where they meet is to be agreed anew when the ward is another.
    """
    actor = await people.held(tx, actor)
    patrol = await crews.held(tx, patrol_id)
    actor.acting(patrol.book.area, Role.LEAD)
    before = await place_of(tx, patrol)
    place = before if ward == before.ward else Place(ward, None)
    return patrol, await _settle(tx, patrol, place, actor=actor, areas=areas, now=now)


async def place_of(tx: Transaction, patrol: Patrol) -> Place:
    """Where a night is worked, as far as that is settled."""
    return Place(patrol.ward, await places.meeting_of(tx, patrol.book.patrol_id))


async def plan_deadline(tx: Transaction, patrol: Patrol, area: Area, *, now: datetime) -> None:
    """Have the patrol lead and the leads asked if no ward is settled by the week's deadline."""
    starts = patrol.book.starts
    rhythm = (await area_plans.get(tx, area.key)).plan.rhythm
    by = moment_of(monday_of(patrol.book.night), rhythm.ward_agreed, area.zone)
    due_at = rules.ask_at(by, starts, now=now, zone=area.zone)
    if patrol.ward is None and due_at < starts:
        await notices.plan(
            tx, kind="agree_ward", subject=str(patrol.book.patrol_id), due_at=due_at,
            area=area.key, useful_until=starts,
        )  # fmt: skip


async def ask_for_ward(tx: Transaction, *, patrol_id: int, areas: Areas, now: datetime) -> None:
    """The deadline has come and no ward is settled: the patrol lead and the leads are asked."""
    patrol = await crews.held(tx, patrol_id)
    if patrol.ward is not None or patrol.crew.cancelled or now >= patrol.book.starts:
        return
    lead = await leading.patrol_lead_of(tx, patrol)
    if lead is not None:
        await tell_card(tx, patrol, [lead], (News.AGREE_WARD,), at=now)
    await lacking.plan_telling(tx, patrol, areas[patrol.book.area], Lack.NO_WARD, now=now)


async def _settle(
    tx: Transaction, patrol: Patrol, wanted: Place, *, actor: Actor, areas: Areas, now: datetime,
    settled: int | None = None, reason: str | None = None, proposed_by: int | None = None,
) -> int:  # fmt: skip
    area, patrol_id = areas[patrol.book.area], patrol.book.patrol_id
    before = await place_of(tx, patrol)
    place = rules.settle(area, patrol.crew, before, wanted, now=now)
    lead = actor.member(area.key)
    await rota.change_patrol(tx, patrol_id, ward=place.ward)
    await places.settle(tx, patrol_id, place.meeting, by=lead.id, at=now)
    if place.ward != before.ward or settled is not None:
        await places.end_proposals(tx, patrol_id, by=lead.id, settled=settled)
    more: dict[str, str | int] = {}
    if reason is not None and proposed_by is not None:
        more = {"reason": reason, "proposed_by": proposed_by}
    changed = replace(patrol, ward=place.ward)
    if place.ward != before.ward:
        words = {"was": before.ward or "", "now": place.ward or ""}
        _record(tx, patrol, "ward changed", actor, now, **words, **more)
        await notices.cancel(tx, kind="agree_ward", subject=str(patrol_id))
        await refresh_night(tx, changed)
        await pairing.ward_settled(tx, changed, area=area, actor=actor, now=now)
    else:
        _record(tx, patrol, "meeting area changed", actor, now, **more)
    await refresh_beside(tx, changed)
    if place.meeting != before.meeting:
        await tell_visitors(tx, changed, (VisitNews.PLACE,), at=now, but_asked=True)
    return await _tell(tx, changed, before, place, but=lead.id, now=now)


async def _tell(
    tx: Transaction, patrol: Patrol, before: Place, after: Place, *, but: int, now: datetime
) -> int:
    """Everyone concerned hears once; nobody of a first ward before there is a crew."""
    is_ward = before.ward != after.ward
    crew_hears = patrol.crew.is_published or before.ward is not None
    told = 0
    if crew_hears:
        news: Headline = (News.WARD, before.ward or "") if is_ward else (News.MEETING,)
        everyone = [
            each.member_id
            for each in patrol.crew.assignments
            if each.member_id != but or each.state is State.SELECTED
        ]
        told += await tell_card(tx, patrol, everyone, news, at=now)
    beside = set(await leading.supervisors_of(tx, patrol))
    found = await requests.find(tx, patrol.book.patrol_id)
    if not is_ward and found.ward is not None:
        # A new ward has been told to its own people by the request.
        members = await people.members_of(tx, patrol.book.area)
        beside |= {each.id for each in pairs.sergeants_of(members, found.ward)}
        beside |= {found.live.member_id} if found.live else set()
    words = Word.WARD if is_ward else Word.MEETING
    return told + await tell_beside(tx, patrol, beside - {but}, (words,), at=now)


def _record(
    tx: Transaction, patrol: Patrol, verb: str, actor: Actor, at: datetime, **detail: str | int
) -> None:
    record(
        tx, AuditKind.ALTERATION, verb, f"patrol:{patrol.book.patrol_id}",
        area=patrol.book.area, actor=actor, at=at, **detail,
    )  # fmt: skip
