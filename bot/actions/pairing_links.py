"""Links by which a ward's sergeant brings in a local officer for one night."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from bot.actions import pairing
from bot.actions.recording import record
from operation import joining
from operation import pairing as rules
from operation.area import Area
from operation.details import Details
from operation.joining import InviteMade, make_invite
from operation.people import Actor, Role
from storage import crew as crews
from storage import grants, invites, people
from storage import pairing as requests
from storage.audit import AuditKind
from storage.database import Transaction
from storage.rota import Patrol

TOKEN_BYTES = 18


async def invite_local_officer(
    tx: Transaction, *, actor: Actor, patrol_id: int, now: datetime
) -> tuple[str, InviteMade, Patrol]:
    """A sergeant of the ward, or a lead, makes a link for one local officer of it, for a night.

    Whoever joins by it is nominated at once, and let in by a lead as everyone is. The token is
    shown once. Raises what `operation.pairing.require_open` raises, and NotYourWard.
    """
    actor = await people.held(tx, actor)
    patrol = await crews.held(tx, patrol_id)
    found = await requests.find(tx, patrol_id)
    by = rules.require_nominator(actor.member(patrol.book.area), found.ward)
    ward = rules.require_open(found, patrol.crew, now=now)
    if found.live is not None:
        raise rules.NominatedAlready(found.live.member_id, is_same=False)
    made = make_invite(patrol.book.area, Role.LOCAL_OFFICER, by=by.id, now=now)
    # The link is for the night: it is useless once that has begun.
    made = InviteMade(
        made.area, made.role, made.people, min(made.expires_at, patrol.book.starts), made.by
    )
    token = secrets.token_urlsafe(TOKEN_BYTES)
    invite_id = await invites.add_invite(tx, made, token=token, at=now)
    await requests.add_link(tx, invite_id=invite_id, patrol_id=patrol_id, ward=ward, by=by.id)
    record(
        tx, AuditKind.ACCESS, "link for a local officer made", f"patrol:{patrol_id}",
        area=patrol.book.area, actor=actor, at=now, ward=ward, invite=invite_id,
    )  # fmt: skip
    return token, made, patrol


async def ward_of_link(tx: Transaction, invite_id: int) -> str | None:
    """The ward that a link brings somebody into; None for a link that is for no night."""
    link = await requests.find_link(tx, invite_id)
    return link[1] if link is not None else None


async def joined(tx: Transaction, *, invite_id: int, member_id: int, now: datetime) -> bool:
    """Somebody has joined by a link: if it was for a night, they are nominated for it."""
    link = await requests.find_link(tx, invite_id)
    if link is None:
        return False
    patrol_id, ward, by = link
    member = await people.get_member(tx, member_id)
    return await pairing.vouched_for(
        tx, patrol_id=patrol_id, ward=ward, member=member, by=by, now=now
    )


async def write_down(
    tx: Transaction, *, actor: Actor, patrol_id: int, details: Details, areas: Mapping[str, Area],
    now: datetime,
) -> int:  # fmt: skip
    """A lead puts a local officer without Telegram on the list, who comes along; their id.

    The lead has spoken to them: they are nominated and confirmed. Raises what
    `operation.pairing.require_open` raises, and NominatedAlready.
    """
    actor = await people.held(tx, actor)
    patrol = await crews.held(tx, patrol_id)
    lead = actor.acting(patrol.book.area, Role.LEAD)
    found = await requests.find(tx, patrol_id)
    ward = rules.require_open(found, patrol.crew, now=now)
    if found.live is not None:
        raise rules.NominatedAlready(found.live.member_id, is_same=False)
    area = areas[patrol.book.area]
    event = joining.write_down(area, Role.LOCAL_OFFICER, replace(details, ward=ward))
    person_id = await people.ensure_person(tx, None, at=now)
    member_id = await people.save_member(
        tx, person_id=person_id, area=area.key, state=event.state, rank=event.details.rank,
        surname=event.details.surname, warrant=event.details.warrant_number, at=now,
    )  # fmt: skip
    await grants.add_grant(tx, member_id, event.grant, at=now, by=actor.person_id)
    record(
        tx, AuditKind.COLLECTION, "written down by the lead", f"member:{member_id}",
        area=area.key, actor=actor, at=now, role=Role.LOCAL_OFFICER,
    )  # fmt: skip
    await pairing.comes_by_hand(tx, patrol, ward, member_id, actor=actor, by=lead, now=now)
    return member_id
