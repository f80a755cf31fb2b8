"""Whether an invitation is somebody's to answer: they represent the agency that is invited."""

from __future__ import annotations

from dataclasses import dataclass

from operation.agencies import PartnerAgency, represents
from operation.errors import Refusal
from operation.partners import Invitation
from operation.people import Actor, Member, Role
from storage import agencies, partners, people
from storage import crew as crews
from storage.database import Transaction
from storage.rota import Patrol


@dataclass(eq=False)
class NotYourInvitation(Refusal):
    """Another agency is invited, not theirs."""


async def require_mine(
    tx: Transaction, *, actor: Actor, invitation_id: int
) -> tuple[Invitation, PartnerAgency]:
    """An invitation, for somebody of the agency; nothing is held. Raises `NotYourInvitation`."""
    found = await partners.get_invitation(tx, invitation_id)
    agency = await agencies.get(tx, found.agency_id)
    _require_represents(actor, agency)
    return found, agency


async def held_mine(
    tx: Transaction, *, actor: Actor, invitation_id: int
) -> tuple[Patrol, Invitation, Member]:
    """An invitation and its night, which nobody else changes, for somebody of the agency."""
    actor = await people.held(tx, actor)
    found, agency = await require_mine(tx, actor=actor, invitation_id=invitation_id)
    patrol = await crews.held(tx, found.patrol_id)
    # Read again: who was waited for has changed it.
    found = await partners.get_invitation(tx, invitation_id)
    return patrol, found, _require_represents(actor, agency)


def _require_represents(actor: Actor, agency: PartnerAgency) -> Member:
    member = actor.acting(agency.area, Role.PARTNER)
    if not represents(member, agency):
        raise NotYourInvitation
    return member
