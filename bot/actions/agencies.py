"""The partner agencies of an area, as its leads keep them, and who represents each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from bot.actions.recording import record
from operation import agencies as rules
from operation.agencies import PartnerAgency, represents
from operation.area import Area
from operation.people import Actor, Member, Role
from storage import agencies, people
from storage import areas as area_plans
from storage.audit import AuditKind
from storage.database import Transaction

Areas = Mapping[str, Area]


@dataclass(frozen=True, slots=True)
class AgenciesBoard:
    """Every agency of an area, and how many people represent each."""

    area: Area
    agencies: tuple[PartnerAgency, ...]
    contacts: Mapping[int, int]


@dataclass(frozen=True, slots=True)
class AgencyBoard:
    """One agency and its representatives, the main contact first."""

    area: Area
    agency: PartnerAgency
    contacts: tuple[Member, ...]


async def live(tx: Transaction, area: Area) -> Area:
    """The area with its agencies as its leads have them by now, paused ones marked.

    An agency of the file that the database does not know yet stands as the file has it.
    """
    kept = [each.as_agency() for each in await agencies.of_area(tx, area.key)]
    known = {each.key for each in kept}
    new = [each for each in area.agencies if each.key not in known]
    return replace(area, agencies=(*kept, *new))


async def add(
    tx: Transaction, *, actor: Actor, area: str, name: str, now: datetime
) -> PartnerAgency:
    """A lead adds an agency. Raises what `operation.agencies.require_new` raises."""
    actor.acting(area, Role.LEAD)
    others = await _held_list(tx, area)
    tidy = rules.require_new(name, others)
    key = rules.free_key({each.key for each in others})
    agency_id = await agencies.add(tx, area, key, tidy, at=now)
    made = PartnerAgency(agency_id, area, key, tidy)
    _record(tx, actor, made, "agency added", now)
    return made


async def rename(
    tx: Transaction, *, actor: Actor, agency_id: int, name: str, now: datetime
) -> PartnerAgency:
    """A lead gives an agency another name. Raises what `operation.agencies.rename` raises."""
    agency, others = await _held(tx, actor, agency_id)
    changed = rules.rename(agency, name, others)
    await agencies.save(tx, changed)
    _record(tx, actor, agency, "agency renamed", now, was=agency.name, now=changed.name)
    return changed


async def pause(
    tx: Transaction, *, actor: Actor, agency_id: int, wanted: bool, now: datetime
) -> PartnerAgency:
    """A lead no longer has an agency invited, or has it invited again.

    What it is invited to by now stands. Raises `NothingChanged`.
    """
    agency, _ = await _held(tx, actor, agency_id)
    changed = rules.pause(agency, wanted=wanted, now=now)
    await agencies.save(tx, changed)
    _record(tx, actor, agency, "agency paused" if wanted else "agency resumed", now)
    return changed


async def choose_main_contact(
    tx: Transaction, *, actor: Actor, agency_id: int, member_id: int, now: datetime
) -> PartnerAgency:
    """A lead says whom one turns to first at an agency. Raises `NotAContact`, `NothingChanged`."""
    agency, _ = await _held(tx, actor, agency_id)
    member = await people.get_member(tx, member_id)
    changed = rules.choose_main_contact(agency, member)
    await agencies.save(tx, changed)
    _record(tx, actor, agency, "main contact chosen", now, member=member_id)
    return changed


async def correct_contact(
    tx: Transaction, *, actor: Actor, agency_id: int, member_id: int, surname: str, now: datetime
) -> Member:
    """A lead puts the name of somebody of an agency right.

    Raises what `operation.agencies.correct_contact` raises.
    """
    agency, _ = await _held(tx, actor, agency_id)
    changed = rules.correct_contact(agency, await people.get_member(tx, member_id), surname)
    await people.change_member(tx, member_id, surname=changed.surname)
    _record(tx, actor, agency, "contact corrected", now, member=member_id)
    return changed


async def consult_agencies(tx: Transaction, *, actor: Actor, area: str) -> None:
    """Raise RoleMissing, or NotAMember, for anybody but a lead of the area."""
    actor.acting(area, Role.LEAD)


async def consult_agency(
    tx: Transaction, *, actor: Actor, agency_id: int, now: datetime
) -> PartnerAgency:
    """A lead opens an agency, with the names of its people: a consultation that is recorded."""
    found = await agencies.get(tx, agency_id)
    actor.acting(found.area, Role.LEAD)
    record(
        tx, AuditKind.CONSULTATION, "agency looked at", f"agency:{agency_id}", area=found.area,
        actor=actor, at=now,
    )  # fmt: skip
    return found


async def contacts_of(tx: Transaction, agency: PartnerAgency) -> tuple[Member, ...]:
    """Who represents an agency, the main contact first."""
    everyone = [
        each for each in await people.members_of(tx, agency.area) if represents(each, agency)
    ]
    return tuple(sorted(everyone, key=lambda each: each.id != agency.main_contact))


async def agencies_board(tx: Transaction, *, area: Area) -> AgenciesBoard:
    """Every agency of an area."""
    found = await agencies.of_area(tx, area.key)
    members = await people.members_of(tx, area.key)
    contacts = {
        agency.id: sum(represents(member, agency) for member in members) for agency in found
    }
    return AgenciesBoard(area, tuple(found), contacts)


async def agency_board(tx: Transaction, *, agency_id: int, areas: Areas) -> AgencyBoard:
    """One agency, for a screen whose opening was recorded."""
    found = await agencies.get(tx, agency_id)
    return AgencyBoard(areas[found.area], found, await contacts_of(tx, found))


async def _held_list(tx: Transaction, area: str) -> list[PartnerAgency]:
    """An area's agencies; nobody else changes the list before the transaction ends."""
    await area_plans.get_for_update(tx, area)
    return await agencies.of_area(tx, area)


async def _held(
    tx: Transaction, actor: Actor, agency_id: int
) -> tuple[PartnerAgency, list[PartnerAgency]]:
    """An agency and the list it stands on, for a lead of its area."""
    area = (await agencies.get(tx, agency_id)).area
    actor.acting(area, Role.LEAD)
    everyone = await _held_list(tx, area)
    return next(each for each in everyone if each.id == agency_id), everyone


def _record(
    tx: Transaction, actor: Actor, agency: PartnerAgency, verb: str, at: datetime,
    **detail: str | int,
) -> None:  # fmt: skip
    record(
        tx, AuditKind.ALTERATION, verb, f"agency:{agency.id}", area=agency.area, actor=actor,
        at=at, **detail,
    )  # fmt: skip
