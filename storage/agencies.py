"""Partner agencies: the list of each area, which its file seeds and its leads keep."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import Column, ForeignKey, String, Table, UniqueConstraint, select, update

from operation.agencies import AgencyNameTaken, PartnerAgency, same_name
from operation.area import Agency
from storage.database import Transaction
from storage.errors import NotFound
from storage.schema import metadata
from storage.types import Id, Instant, Sealed

agency = Table(
    "agency",
    metadata,
    Column("id", Id, primary_key=True),
    Column("area", String(40), nullable=False),
    Column("key", String(40), nullable=False),
    Column("name", Sealed, nullable=False),
    # Two agencies of an area never share a name: what is sealed is told apart by its hash.
    Column("name_hash", String(64), nullable=False),
    Column("paused_at", Instant),
    Column("main_contact", ForeignKey("member.id")),
    Column("created_at", Instant, nullable=False),
    UniqueConstraint("area", "key"),
    UniqueConstraint("area", "name_hash"),
)

_AGENCIES = select(agency).order_by(agency.c.id)


async def seed(tx: Transaction, area: str, agencies: Iterable[Agency], *, at: datetime) -> None:
    """Keep the agencies of an area's file that are new; what leads have changed stays."""
    rows = [_row(tx, area, each.key, each.name, at) for each in agencies]
    for row in rows:
        await tx.execute(tx.insert(agency).values(row).on_conflict_do_nothing())


async def of_area(tx: Transaction, area: str) -> list[PartnerAgency]:
    """Every agency of an area, paused ones too, in the order in which they came."""
    rows = await tx.all(_AGENCIES.where(agency.c.area == area))
    return [_agency(row) for row in rows]


async def by_id(tx: Transaction, ids: Collection[int]) -> dict[int, PartnerAgency]:
    """These agencies, by id."""
    rows = await tx.all(_AGENCIES.where(agency.c.id.in_(list(ids)))) if ids else []
    return {row.id: _agency(row) for row in rows}


async def get(tx: Transaction, agency_id: int) -> PartnerAgency:
    """An agency. Raises NotFound."""
    return await _one(tx, agency_id)


async def get_for_update(tx: Transaction, agency_id: int) -> PartnerAgency:
    """An agency, locked until the transaction ends. Raises NotFound."""
    if tx.is_postgres:
        await tx.execute(select(agency.c.id).where(agency.c.id == agency_id).with_for_update())
    return await _one(tx, agency_id)


async def add(tx: Transaction, area: str, key: str, name: str, *, at: datetime) -> int:
    """Enter an agency; its id. Raises AgencyNameTaken if somebody was quicker with its name."""
    row = tx.insert(agency).values(_row(tx, area, key, name, at)).on_conflict_do_nothing()
    found = await tx.scalar(row.returning(agency.c.id))
    if found is None:
        raise AgencyNameTaken
    return int(found)


async def save(tx: Transaction, changed: PartnerAgency) -> None:
    """Write an agency's name, pause and main contact down. Raises AgencyNameTaken."""
    hashed = _hash(tx, changed.name)
    same = (agency.c.area == changed.area) & (agency.c.name_hash == hashed)
    if await tx.first(select(agency.c.id).where(same, agency.c.id != changed.id)):
        raise AgencyNameTaken
    await tx.execute(
        update(agency)
        .where(agency.c.id == changed.id)
        .values(
            name=changed.name,
            name_hash=hashed,
            paused_at=changed.paused_at,
            main_contact=changed.main_contact,
        )
    )


async def _one(tx: Transaction, agency_id: int) -> PartnerAgency:
    row = await tx.first(select(agency).where(agency.c.id == agency_id))
    if row is None:
        raise NotFound(f"agency:{agency_id}")
    return _agency(row)


def _row(tx: Transaction, area: str, key: str, name: str, at: datetime) -> dict[str, Any]:
    return {
        "area": area,
        "key": key,
        "name": name,
        "name_hash": _hash(tx, name),
        "created_at": at,
    }


def _hash(tx: Transaction, name: str) -> str:
    return tx.keys.hash(f"agency:{same_name(name)}")


def _agency(row: Any) -> PartnerAgency:
    return PartnerAgency(row.id, row.area, row.key, row.name, row.paused_at, row.main_contact)
