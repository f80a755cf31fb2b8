"""What a night is for, and which partner agencies are invited to it, when and where."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.actions.crew import record_night
from bot.actions.leading import acting_for_patrol
from bot.actions.partners_cards import PartnerNews, names_of, refresh_partners, tell_agency
from bot.actions.partners_notices import plan_invitation, plan_morning, unplan_invitation
from bot.actions.recording import record
from operation import partners as rules
from operation.agencies import PartnerAgency
from operation.area import Area
from operation.crew import require_on
from operation.partners import Engagement, Invitation, NoAgencyChosen, Purpose, Span
from operation.people import Actor, Member
from storage import agencies, partners, places
from storage.audit import AuditKind
from storage.database import Transaction
from storage.rota import Patrol

Areas = Mapping[str, Area]


@dataclass(frozen=True, slots=True)
class Sent:
    """Which agencies were told, and which nobody can write to: they are told by whoever acts."""

    patrol: Patrol
    told: tuple[str, ...] = ()
    by_hand: tuple[str, ...] = ()


def span_of(patrol: Patrol) -> Span:
    """From the patrol's start to its end."""
    return Span(patrol.book.starts, patrol.book.ends)


def window_of(patrol: Patrol, starts: int, ends: int) -> Span:
    """A window in minutes that pass from the patrol's start: the clocks may change on the way."""
    start = patrol.book.starts
    return Span(start + timedelta(minutes=starts), start + timedelta(minutes=ends))


async def set_purpose(
    tx: Transaction, *, actor: Actor, patrol_id: int, purpose: Purpose, is_sure: bool, now: datetime
) -> Sent:
    """Whoever acts for a patrol says what it is for.

    Enforcement only withdraws every invitation and drops the soup kitchen, once that was said to
    be meant. Raises what
    `operation.partners.set_purpose` raises, `NightCancelled`, `PatrolStarted`.
    """
    patrol, member = await acting_for_patrol(tx, actor=actor, patrol_id=patrol_id)
    require_on(patrol.crew, now)
    before = await partners.engagement_of(tx, patrol_id)
    standing = await standing_of(tx, patrol_id)
    after = rules.set_purpose(
        before, purpose, patrol=span_of(patrol), invited=len(standing), is_sure=is_sure,
        has_kitchen=await partners.soup_kitchen_of(tx, patrol_id) is not None,
    )  # fmt: skip
    await partners.save_engagement(tx, patrol_id, after, at=now)
    record_night(
        tx, patrol, "purpose changed", actor=actor, at=now, was=before.purpose.value,
        now=purpose.value,
    )  # fmt: skip
    if after.window is None:
        await partners.drop_soup_kitchen(tx, patrol_id)
        sent = await _withdraw_all(tx, patrol, standing, actor=actor, member=member, now=now)
    else:
        sent = Sent(patrol)
    await refresh_partners(tx, patrol, ())
    return sent


async def set_window(
    tx: Transaction, *, actor: Actor, patrol_id: int, starts: int, ends: int, areas: Areas,
    now: datetime,
) -> Sent:  # fmt: skip
    """Whoever acts for a patrol states when partners may take part, in minutes from its start.

    Invitations that lie outside are cut to fit, and told. Raises what
    `operation.partners.set_window` raises, `NightCancelled`, `PatrolStarted`.
    """
    patrol, member = await acting_for_patrol(tx, actor=actor, patrol_id=patrol_id)
    require_on(patrol.crew, now)
    before = await partners.engagement_of(tx, patrol_id)
    window = window_of(patrol, starts, ends)
    after = rules.set_window(before, window, patrol=span_of(patrol))
    await partners.save_engagement(tx, patrol_id, after, at=now)
    record_night(
        tx, patrol, "engagement window set", actor=actor, at=now,
        was=_in_words(before.window), now=_in_words(window),
    )  # fmt: skip
    moved = [
        (each, rules.fitted(each.window, window), each.meeting)
        for each in await standing_of(tx, patrol_id)
    ]
    area = areas[patrol.book.area]
    return await change_invitations(tx, patrol, moved, by=actor, but=member.id, area=area, now=now)


async def _state(
    tx: Transaction, patrol: Patrol, engagement: Engagement, *, actor: Actor, now: datetime
) -> None:
    await partners.save_engagement(tx, patrol.book.patrol_id, engagement, at=now)
    record_night(
        tx, patrol, "engagement window set", actor=actor, at=now, was="",
        now=_in_words(engagement.window),
    )  # fmt: skip


async def invite(
    tx: Transaction, *, actor: Actor, patrol_id: int, agency_ids: Collection[int], starts: int,
    ends: int, meeting: str, areas: Areas, now: datetime,
) -> Sent:  # fmt: skip
    """Whoever acts for a patrol invites agencies for a window, in minutes from its start.

    Where nobody has said when partners may take part, this says so.
    Raises `NoAgencyChosen`, `TooManyInvited`, `NightCancelled`, and what
    `operation.partners.require_terms` and `require_invitable` raise.
    """
    patrol, member = await acting_for_patrol(tx, actor=actor, patrol_id=patrol_id)
    rules.require_takes_place(patrol.crew)
    before_all = await partners.engagement_of(tx, patrol_id)
    window = window_of(patrol, starts, ends)
    engagement = rules.stated(before_all, window, patrol=span_of(patrol))
    place = rules.require_terms(engagement, window, meeting, now=now)
    chosen = await _of_this_area(tx, patrol, agency_ids)
    before = {each.agency_id: each for each in await partners.invitations_of(tx, patrol_id)}
    for agency in chosen:
        rules.require_invitable(agency, before.get(agency.id))
    ids = {agency.id for agency in chosen}
    others = [e for e in before.values() if e.is_standing and e.agency_id not in ids]
    rules.require_room(len(others), len(chosen))
    if engagement != before_all:
        await _state(tx, patrol, engagement, actor=actor, now=now)
    reached: list[PartnerAgency] = []
    sent = []
    for agency in chosen:
        made = await _keep(
            tx,
            before.get(agency.id),
            Invitation(0, patrol_id, agency.id, window, place, member.id, now),
        )
        disclose(tx, patrol, made, "partner invited", actor=actor, now=now)
        await plan_invitation(tx, made, areas[patrol.book.area], now=now)
        news = [(PartnerNews.INVITED,)]
        if await tell_agency(tx, patrol, made, news, at=now, is_by_hand_known=True):
            reached.append(agency)
        sent.append(made)
    await plan_morning(tx, patrol, areas[patrol.book.area])
    await refresh_partners(tx, patrol, sent)
    return _sent(patrol, chosen, reached)


async def change_window(
    tx: Transaction, *, actor: Actor, patrol_id: int, starts: int, ends: int, areas: Areas,
    now: datetime,
) -> Sent:  # fmt: skip
    """Whoever acts for a patrol moves the window of everyone who is invited to it.

    Raises what `operation.partners.require_terms` raises, and `NightCancelled`.
    """
    patrol, member = await acting_for_patrol(tx, actor=actor, patrol_id=patrol_id)
    rules.require_takes_place(patrol.crew)
    engagement = await partners.engagement_of(tx, patrol_id)
    window = window_of(patrol, starts, ends)
    standing = await _invited(tx, patrol_id)
    for each in standing:
        rules.require_terms(engagement, window, each.meeting, now=now)
    area = areas[patrol.book.area]
    changes = [(each, window, each.meeting) for each in standing]
    return await change_invitations(
        tx, patrol, changes, by=actor, but=member.id, area=area, now=now
    )


async def change_meeting(
    tx: Transaction, *, actor: Actor, patrol_id: int, meeting: str, areas: Areas, now: datetime
) -> Sent:
    """Whoever acts for a patrol changes where everyone who is invited meets, up to the end.

    Raises what `operation.partners.tidy_meeting_point` raises, `InvitationOver`,
    `NightCancelled`.
    """
    patrol, member = await acting_for_patrol(tx, actor=actor, patrol_id=patrol_id)
    rules.require_takes_place(patrol.crew)
    place = rules.tidy_meeting_point(meeting)
    standing = await _invited(tx, patrol_id)
    for each in standing:
        rules.require_answerable(each, None, now=now)
    area = areas[patrol.book.area]
    changes = [(each, each.window, place) for each in standing]
    return await change_invitations(
        tx, patrol, changes, by=actor, but=member.id, area=area, now=now
    )


async def withdraw(tx: Transaction, *, actor: Actor, invitation_id: int, now: datetime) -> Sent:
    """Whoever acts for a patrol takes an invitation back; the agency is told.

    Raises `InvitationWithdrawn`, `InvitationOver`.
    """
    found = await partners.get_invitation(tx, invitation_id)
    patrol, member = await acting_for_patrol(tx, actor=actor, patrol_id=found.patrol_id)
    found = await partners.get_invitation(tx, invitation_id)
    rules.require_answerable(found, None, now=now)
    return await _withdraw_all(tx, patrol, [found], actor=actor, member=member, now=now)


async def _invited(tx: Transaction, patrol_id: int) -> list[Invitation]:
    """The invitations that stand. Raises `NoAgencyChosen` where there are none to change."""
    found = await standing_of(tx, patrol_id)
    if not found:
        raise NoAgencyChosen
    return found


async def usual_meeting(tx: Transaction, patrol_id: int) -> str:
    """Where agencies meet unless something else is said: like the others, or the crew; or empty."""
    standing = await standing_of(tx, patrol_id)
    return standing[-1].meeting if standing else await places.meeting_of(tx, patrol_id) or ""


async def standing_of(tx: Transaction, patrol_id: int) -> list[Invitation]:
    """The invitations of a night that have not been withdrawn."""
    return [each for each in await partners.invitations_of(tx, patrol_id) if each.is_standing]


async def change_invitations(
    tx: Transaction,
    patrol: Patrol,
    changes: Sequence[tuple[Invitation, Span, str]],
    *,
    by: Actor,
    but: int | None,
    area: Area,
    now: datetime,
    is_seen: bool = True,
) -> Sent:
    """Change the terms of invitations; each agency hears once what was and what is.

    An agency that has said no is not told. Nor is the member `but`, who did it. Unless the change
    `is_seen` on a screen that names whom nobody can write to, a message does.
    """
    touched, wanted, reached = [], [], []
    names = await agencies.by_id(tx, [each.agency_id for each, _, _ in changes])
    for before, window, meeting in changes:
        after = rules.change_terms(before, window=window, meeting=meeting)
        if after is before:
            continue
        await partners.save_invitation(tx, after)
        touched.append(after)
        await plan_invitation(tx, after, area, now=now)
        news = news_of(before, after)
        disclose(tx, patrol, after, "invitation changed", actor=by, now=now)
        if before.stand is rules.Stand.NO:
            continue
        agency = names[after.agency_id]
        wanted.append(agency)
        if await tell_agency(tx, patrol, after, news, at=now, but=but, is_by_hand_known=is_seen):
            reached.append(agency)
    await refresh_partners(tx, patrol, touched)
    return _sent(patrol, wanted, reached)


def news_of(before: Invitation, after: Invitation) -> list[tuple[str | int, ...]]:
    """What an agency is told of a change: what was."""
    news: list[tuple[str | int, ...]] = []
    if before.window != after.window:
        was = before.window
        news.append((PartnerNews.MOVED, was.starts.isoformat(), was.ends.isoformat()))
    if before.meeting != after.meeting:
        news.append((PartnerNews.PLACE, before.meeting))
    return news


async def _withdraw_all(
    tx: Transaction, patrol: Patrol, standing: Sequence[Invitation], *, actor: Actor,
    member: Member, now: datetime,
) -> Sent:  # fmt: skip
    names = await agencies.by_id(tx, [each.agency_id for each in standing])
    gone, wanted, reached = [], [], []
    for before in standing:
        after = rules.withdraw(before)
        await partners.save_invitation(tx, after)
        await unplan_invitation(tx, after)
        gone.append(after)
        disclose(tx, patrol, after, "invitation withdrawn", actor=actor, now=now)
        if before.stand is rules.Stand.NO:
            continue
        agency = names[before.agency_id]
        wanted.append(agency)
        news = [(PartnerNews.WITHDRAWN,)]
        if await tell_agency(tx, patrol, after, news, at=now, but=member.id, is_by_hand_known=True):
            reached.append(agency)
    await refresh_partners(tx, patrol, gone)
    return _sent(patrol, wanted, reached)


async def _of_this_area(
    tx: Transaction, patrol: Patrol, agency_ids: Collection[int]
) -> list[PartnerAgency]:
    """The agencies chosen, in the order of their list. Raises `NoAgencyChosen`."""
    found = await agencies.by_id(tx, agency_ids)
    chosen = [found[each] for each in sorted(found) if found[each].area == patrol.book.area]
    if not chosen:
        raise NoAgencyChosen
    return chosen


async def _keep(tx: Transaction, before: Invitation | None, made: Invitation) -> Invitation:
    if before is None:
        return replace(made, id=await partners.add_invitation(tx, made))
    again = rules.invited_again(before, made)
    await partners.save_invitation(tx, again)
    return again


def disclose(
    tx: Transaction, patrol: Patrol, invitation: Invitation, verb: str, *, actor: Actor | None,
    now: datetime,
) -> None:  # fmt: skip
    """What an agency learns of a night is a disclosure: to whom, and what."""
    record(
        tx, AuditKind.DISCLOSURE, verb, f"invitation:{invitation.id}", area=patrol.book.area,
        actor=actor, at=now, patrol=patrol.book.patrol_id, agency=invitation.agency_id,
        window=_in_words(invitation.window), meeting=invitation.meeting,
    )  # fmt: skip


def _in_words(window: Span | None) -> str:
    return f"{window.starts.isoformat()}/{window.ends.isoformat()}" if window else ""


def _sent(
    patrol: Patrol, wanted: Collection[PartnerAgency], reached: Collection[PartnerAgency]
) -> Sent:
    missed = [each for each in wanted if each not in reached]
    return Sent(patrol, tuple(names_of(reached)), tuple(names_of(missed)))
