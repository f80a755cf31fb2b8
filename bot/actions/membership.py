"""What becomes of members: training, roles, suspension, restoring, removal, leaving the group."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

from bot.actions import leading, pairing, qualification
from bot.actions.feed import forget_address
from bot.actions.joining import require_only_here
from bot.actions.partners_changes import leave_invitations
from bot.actions.recording import record
from bot.actions.rota import leave_lists
from bot.actions.swap_ends import show_again
from bot.actions.telling import tell, tell_leads
from bot.actions.visits import end_of_access
from operation import membership as rules
from operation.area import Area
from operation.membership import RoleEnded, RoleGiven, StateChanged, TrainingRecorded
from operation.nights import local_date
from operation.people import Actor, Grant, Member, Role
from storage import grants, people, rota
from storage.audit import AuditKind
from storage.database import Transaction


async def record_training(
    tx: Transaction,
    *,
    actor: Actor,
    member_id: int,
    trained_on: date | None,
    area: Area,
    now: datetime,
) -> TrainingRecorded:
    """A lead says on which day someone was trained, or that they are not.

    Whoever is not trained leaves the lists ahead.
    """
    member, lead, _ = await _held(tx, actor, member_id)
    today = local_date(now, area.zone)
    _, event = rules.record_training(member, trained_on, today=today, by=lead.id)
    _record(tx, actor, member, "training recorded", now, trained=trained_on is not None)
    if event.trained_on is None:
        await qualification.take_back(tx, member, area, now=now)
    else:
        await qualification.gain(
            tx, member_id=member_id, gained_on=event.trained_on, months=None, by=lead.id,
            area=area, now=now,
        )  # fmt: skip
    await tell(tx, [member_id], "training", str(member_id), at=now)
    return event


async def give_role(
    tx: Transaction, *, actor: Actor, member_id: int, grant: Grant, now: datetime
) -> RoleGiven:
    """A lead gives someone another role."""
    member, lead, _ = await _held(tx, actor, member_id)
    _, event = rules.give_role(member, grant, by=lead.id)
    await grants.add_grant(tx, member_id, event.grant, at=now, by=actor.person_id)
    _record(tx, actor, member, "role given", now, role=grant.role)
    tx.mark(f"menu:{member_id}")
    await tell(tx, [member_id], "roles", str(member_id), at=now)
    return event


async def end_role(
    tx: Transaction, *, actor: Actor, grant_id: int, now: datetime
) -> tuple[Member, RoleEnded]:
    """A lead ends one of someone's roles."""
    stored = await grants.get_grant_for_update(tx, grant_id)
    member, lead, leads = await _held(tx, actor, stored.member_id)
    changed, event = rules.end_role(member, stored.grant, leads=leads, by=lead.id)
    await grants.decide_grant(tx, grant_id, event.grant.state, by=actor.person_id, at=now)
    _record(tx, actor, member, "role ended", now, role=stored.grant.role)
    if stored.grant.role is Role.OFFICER:
        await leave_lists(tx, member, now=now)
    if stored.grant.role is Role.PARTNER:
        await leave_invitations(tx, member, now=now)
    await _step_down(tx, changed, now=now)
    tx.mark(f"menu:{member.id}")
    await tell(tx, [member.id], "roles", str(member.id), at=now)
    return changed, event


async def suspend(tx: Transaction, *, actor: Actor, member_id: int, now: datetime) -> StateChanged:
    """A lead pauses someone's access; they leave the lists that are ahead."""
    member, lead, leads = await _held(tx, actor, member_id)
    _, event = rules.suspend(member, leads=leads, by=lead.id)
    await _lose_access(tx, actor, member, event, now=now)
    await tell(tx, [member_id], "suspended", str(member_id), at=now)
    return event


async def restore(tx: Transaction, *, actor: Actor, member_id: int, now: datetime) -> StateChanged:
    """A lead gives someone their access back."""
    member, lead, _ = await _held(tx, actor, member_id)
    await require_only_here(tx, member)
    _, event = rules.restore(member, by=lead.id)
    await people.change_member(tx, member_id, state=event.state, left_group=None, safe_until=None)
    _record(tx, actor, member, "restored", now)
    await show_again(tx, member_id)
    tx.mark(f"menu:{member_id}")
    await tell(tx, [member_id], "restored", str(member_id), at=now)
    return event


async def remove(tx: Transaction, *, actor: Actor, member_id: int, now: datetime) -> StateChanged:
    """A lead ends a membership for good: roles end, the warrant number is forgotten."""
    member, lead, leads = await _held(tx, actor, member_id)
    _, event = rules.remove(member, leads=leads, by=lead.id)
    await tell(tx, [member_id], "removed", str(member_id), at=now)
    await _lose_access(tx, actor, member, event, now=now)
    await grants.end_grants(tx, member_id, by=actor.person_id, at=now)
    await qualification.leave(tx, member_id, now=now)
    await people.erase_details(tx, member_id)
    return event


async def leave_group(
    tx: Transaction, *, who: Actor, area: str, now: datetime
) -> StateChanged | None:
    """Someone left or was put out of the area's group: access ends at once, the leads are told.

    None when the person was no active member.
    """
    known = next((member for member in who.members if member.area == area), None)
    if known is None:
        return None
    # A lead may be removing them at this very moment, which has to stand.
    mine = await people.get_member_for_update(tx, known.id)
    gone = rules.leave_group(mine)
    if gone is None:
        return None
    _, event = gone
    await _lose_access(tx, None, mine, event, now=now)
    await people.change_member(tx, mine.id, left_group=now)
    await tell_leads(tx, area, "left_group", str(mine.id), at=now, but=mine.id)
    return event


async def _lose_access(
    tx: Transaction, actor: Actor | None, member: Member, event: StateChanged, *, now: datetime
) -> None:
    """Tonight's crew keep the safety functions to the end of the night; all else ends now."""
    await people.change_member(
        tx, member.id, state=event.state, safe_until=await _night_ends(tx, member, now)
    )
    await leave_lists(tx, member, now=now)
    await leave_invitations(tx, member, now=now)
    await forget_address(tx, member, now=now)
    await _step_down(tx, replace(member, state=event.state), now=now)
    await end_of_access(tx, member, now=now)
    tx.mark(f"menu:{member.id}")
    record(
        tx, AuditKind.ACCESS, f"member {event.state}", f"member:{member.id}",
        area=member.area, actor=actor, at=now,
    )  # fmt: skip


async def _step_down(tx: Transaction, member: Member, *, now: datetime) -> None:
    """What somebody was named or nominated for, beside a crew, and may not be any more."""
    await leading.step_down(tx, member, now=now)
    await pairing.step_down(tx, member, now=now)


async def _night_ends(tx: Transaction, member: Member, now: datetime) -> datetime | None:
    tonight = [
        patrol.book.ends
        for patrol in await rota.patrols_of_member(tx, [member.id], after=now)
        if patrol.book.starts <= now and patrol.crew.goes(member.id)
    ]
    return max(tonight, default=None)


async def _held(tx: Transaction, actor: Actor, member_id: int) -> tuple[Member, Member, int]:
    """The member, the lead who acts, and how many leads the area has, none of which can move."""
    area = (await people.get_member(tx, member_id)).area
    lead = actor.acting(area, Role.LEAD)
    await people.lock_members(tx, area)
    member = await people.get_member(tx, member_id)
    leads = [each for each in await people.members_of(tx, area) if each.is_acting_lead]
    return member, lead, len(leads)


def _record(
    tx: Transaction, actor: Actor, member: Member, verb: str, at: datetime,
    **detail: str | int | bool | None,
) -> None:  # fmt: skip
    record(
        tx, AuditKind.ACCESS, verb, f"member:{member.id}", area=member.area, actor=actor,
        at=at, **detail,
    )  # fmt: skip
