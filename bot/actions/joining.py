"""How people come in: links, enrolment, and a lead's yes or no."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime

from bot.actions import agencies, pairing, pairing_links, qualification
from bot.actions.recording import record
from bot.actions.telling import tell, tell_leads
from operation import joining as rules
from operation import membership
from operation.area import Agency, Area
from operation.details import Detail, Details, details_asked
from operation.errors import Refusal
from operation.joining import Enrolled, InviteMade, LinkUnknown
from operation.membership import Approved, Declined
from operation.nights import local_date
from operation.people import Actor, GrantState, Member, MemberState, Role
from storage import grants, invites, people
from storage.audit import AuditKind
from storage.database import Transaction

TOKEN_BYTES = 18
"""Of randomness in a link: 24 characters of the 64 that a deep link may have."""


@dataclass(frozen=True, slots=True)
class Welcome:
    """A link that this person may use, and what they are to be asked."""

    invite_id: int
    area: str
    role: Role
    asked: tuple[Detail, ...]
    agencies: tuple[Agency, ...] = ()
    """For whoever is asked which they are of."""


async def make_link(
    tx: Transaction, *, actor: Actor, area: str, role: Role, uses: int, now: datetime
) -> tuple[str, InviteMade]:
    """A lead makes a link for a role; its token, which is shown once, and its terms."""
    lead = actor.acting(area, Role.LEAD)
    return await _keep_link(tx, actor, area, role, uses, by=lead.id, now=now)


async def make_first_link(
    tx: Transaction, *, area: str, role: Role, now: datetime
) -> tuple[str, InviteMade]:
    """Whoever runs the server makes a link that needs no lead's approval."""
    return await _keep_link(tx, Actor(), area, role, 1, by=None, now=now)


async def withdraw_link(tx: Transaction, *, actor: Actor, invite_id: int, now: datetime) -> str:
    """A lead makes a link useless before its time; the link's area."""
    found = await invites.find_invite_for_update(tx, invite_id=invite_id)
    if found is None:
        raise LinkUnknown
    lead = actor.acting(found.area, Role.LEAD)
    rules.withdraw_invite(found, by=lead.id, now=now)
    await invites.end_invite(tx, invite_id, at=now)
    record(
        tx, AuditKind.ALTERATION, "link withdrawn", f"invite:{invite_id}",
        area=found.area, actor=actor, at=now,
    )  # fmt: skip
    return found.area


async def open_link(
    tx: Transaction, *, actor: Actor, token: str, areas: Mapping[str, Area], now: datetime
) -> Welcome:
    """Someone opens a link. Raises what `operation.joining.open_invite` raises."""
    found = await invites.find_invite_for_update(tx, token=token)
    known = _in_area(actor, found.area) if found is not None else None
    invite = rules.open_invite(found, known, areas=areas.keys(), now=now)
    _require_one_area(actor, invite.area)
    asked = details_asked(invite.role, areas[invite.area], known)
    if await pairing_links.ward_of_link(tx, invite.id) is not None:
        asked = tuple(each for each in asked if each is not Detail.WARD)
    choice: tuple[Agency, ...] = ()
    if invite.role.needs_agency:
        everyone = (await agencies.live(tx, areas[invite.area])).agencies
        choice = tuple(each for each in everyone if not each.is_paused)
    return Welcome(invite.id, invite.area, invite.role, asked, choice)


async def join(
    tx: Transaction,
    *,
    actor: Actor,
    person_id: int,
    invite_id: int,
    area: Area,
    details: Details,
    now: datetime,
    asks_leads: bool = True,
) -> Enrolled:
    """Someone sends their details; the leads are asked. Raises what `enrol` raises.

    Without `asks_leads` the caller asks them, for more than the role.
    """
    invite = await invites.find_invite_for_update(tx, invite_id=invite_id)
    if invite is None:
        raise LinkUnknown
    _require_one_area(actor, area.key)
    known = _in_area(actor, area.key)
    if invite.role.needs_agency:
        area = await agencies.live(tx, area)
    ward = await pairing_links.ward_of_link(tx, invite.id)
    if ward is not None:
        details = replace(details, ward=ward)
    event = rules.enrol(invite, known, area, details, now=now)
    member_id = await _save(tx, event, person_id, now=now)
    grant_id = await grants.add_grant(tx, member_id, event.grant, at=now)
    await invites.use_invite(tx, invite_id)
    record(
        tx, AuditKind.COLLECTION, "joined" if not event.awaits_approval else "asked to join",
        f"member:{member_id}", area=area.key, actor=person_id, at=now, role=event.grant.role,
    )  # fmt: skip
    tx.mark(f"menu:{member_id}")
    await pairing_links.joined(tx, invite_id=invite.id, member_id=member_id, now=now)
    if event.awaits_approval and asks_leads:
        await tell_leads(tx, area.key, "approval", str(grant_id), at=now)
    return event


async def approve(
    tx: Transaction, *, actor: Actor, grant_id: int, trained: bool, area: Area, now: datetime,
    tells_them: bool = True,
) -> Approved:  # fmt: skip
    """A lead lets someone in, trained as of today or not yet. Both are told.

    Without `tells_them` the caller tells them, with what else there is to say.
    """
    stored, member, lead = await _asked(tx, actor, grant_id)
    await require_only_here(tx, member)
    today = local_date(now, area.zone)
    changed, event = membership.approve(
        member, stored.grant, trained_on=today if trained else None, today=today, by=lead.id
    )
    await grants.decide_grant(tx, grant_id, GrantState.HELD, by=actor.person_id, at=now)
    await people.change_member(tx, member.id, state=changed.state)
    if trained and stored.grant.role is Role.OFFICER:
        await qualification.gain(
            tx, member_id=member.id, gained_on=today, months=None, by=lead.id, area=area, now=now
        )
    record(
        tx, AuditKind.ACCESS, "approved", f"member:{member.id}", area=member.area,
        actor=actor, at=now, role=stored.grant.role, trained=trained,
    )  # fmt: skip
    tx.mark(f"menu:{member.id}")
    if tells_them:
        await tell(tx, [member.id], "approved", str(grant_id), at=now)
    if stored.grant.role is Role.LOCAL_OFFICER:
        await pairing.let_in(tx, changed, now=now)
    return event


async def decline(
    tx: Transaction, *, actor: Actor, grant_id: int, now: datetime, tells_them: bool = True
) -> Declined:
    """A lead does not let someone in. Both are told, the newcomer by the caller if it says so."""
    stored, member, lead = await _asked(tx, actor, grant_id)
    changed, event = membership.decline(member, stored.grant, by=lead.id)
    await grants.decide_grant(tx, grant_id, GrantState.DECLINED, by=actor.person_id, at=now)
    await people.change_member(tx, member.id, state=changed.state)
    record(
        tx, AuditKind.ACCESS, "declined", f"member:{member.id}", area=member.area,
        actor=actor, at=now, role=stored.grant.role,
    )  # fmt: skip
    if tells_them:
        await tell(tx, [member.id], "declined", str(grant_id), at=now)
    await pairing.step_down(tx, changed, now=now)
    if changed.state is MemberState.DECLINED:
        await qualification.leave(tx, member.id, now=now)
        await people.erase_details(tx, member.id)
    return event


async def write_down(
    tx: Transaction, *, actor: Actor, area: Area, details: Details, trained_on: date | None,
    now: datetime, role: Role = Role.OFFICER,
) -> int:  # fmt: skip
    """A lead puts someone without Telegram on the list, an officer by default; their id."""
    lead = actor.acting(area.key, Role.LEAD)
    if role.needs_agency:
        area = await agencies.live(tx, area)
    event = rules.write_down(area, role, details)
    person_id = await people.ensure_person(tx, None, at=now)
    member_id = await _save(tx, event, person_id, now=now)
    await grants.add_grant(tx, member_id, event.grant, at=now, by=actor.person_id)
    if trained_on is not None:
        await qualification.gain(
            tx, member_id=member_id, gained_on=trained_on, months=None, by=lead.id, area=area,
            now=now,
        )  # fmt: skip
    record(
        tx, AuditKind.COLLECTION, "written down by the lead", f"member:{member_id}",
        area=area.key, actor=actor, at=now,
    )  # fmt: skip
    return member_id


@dataclass(eq=False)
class MemberElsewhere(rules.LinkForAnotherArea):
    """They serve in another area already."""


@dataclass(eq=False)
class ServesElsewhere(Refusal):
    """The person has become a member of another area meanwhile."""


async def require_only_here(tx: Transaction, member: Member) -> None:
    """Raise ServesElsewhere for somebody who is active in another area."""
    if member.person_id is None:
        return
    everywhere = (await people.actor_of_person(tx, member.person_id)).members
    if any(each.is_active and each.area != member.area for each in everywhere):
        raise ServesElsewhere


def _require_one_area(actor: Actor, area: str) -> None:
    """Areas do not see each other: whoever serves in one joins another only after leaving it."""
    if any(member.is_active and member.area != area for member in actor.members):
        raise MemberElsewhere


def _in_area(actor: Actor, area: str) -> Member | None:
    return next((member for member in actor.members if member.area == area), None)


async def _keep_link(
    tx: Transaction, actor: Actor, area: str, role: Role, uses: int, *, by: int | None,
    now: datetime,
) -> tuple[str, InviteMade]:  # fmt: skip
    made = rules.make_invite(area, role, by=by, now=now, people=uses)
    token = secrets.token_urlsafe(TOKEN_BYTES)
    invite_id = await invites.add_invite(tx, made, token=token, at=now)
    record(
        tx, AuditKind.ACCESS, "link made", f"invite:{invite_id}", area=area, actor=actor,
        at=now, role=role, people=uses,
    )  # fmt: skip
    return token, made


async def _asked(
    tx: Transaction, actor: Actor, grant_id: int
) -> tuple[grants.StoredGrant, Member, Member]:
    """The role asked for, who asked, and the lead who decides."""
    stored = await grants.get_grant_for_update(tx, grant_id)
    member = await people.get_member_for_update(tx, stored.member_id)
    lead = actor.acting(member.area, Role.LEAD)
    return stored, member, lead


async def _save(tx: Transaction, event: Enrolled, person_id: int, *, now: datetime) -> int:
    return await people.save_member(
        tx,
        person_id=person_id,
        area=event.area,
        state=event.state,
        rank=event.details.rank,
        surname=event.details.surname,
        warrant=event.details.warrant_number,
        at=now,
    )
