"""Addresses of calendars, kept by the keyed hash of their token."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import Column, ForeignKey, Index, String, Table, insert, select, text, update

from operation.people import Member, MemberState
from storage.database import Transaction
from storage.people import get_member, member
from storage.schema import metadata
from storage.types import Id, Instant

calendar_address = Table(
    "calendar_address",
    metadata,
    Column("id", Id, primary_key=True),
    Column("member_id", ForeignKey("member.id"), nullable=False),
    Column("token_hash", String(64), nullable=False, unique=True),
    Column("made_at", Instant, nullable=False),
    Column("revoked_at", Instant),
    Index(
        "calendar_address_once",
        "member_id",
        unique=True,
        sqlite_where=text("revoked_at is null"),
        postgresql_where=text("revoked_at is null"),
    ),
)

_LIVE = calendar_address.c.revoked_at.is_(None)


async def add_address(tx: Transaction, member_id: int, *, token: str, at: datetime) -> None:
    """Keep an address by the keyed hash of its token, never the token."""
    await tx.execute(
        insert(calendar_address).values(
            member_id=member_id, token_hash=tx.keys.hash(token), made_at=at
        )
    )


async def made_at(tx: Transaction, member_id: int) -> datetime | None:
    """Since when a member has the address that works now, None for who has none."""
    mine = calendar_address.c.member_id == member_id
    found: datetime | None = await tx.scalar(select(calendar_address.c.made_at).where(mine, _LIVE))
    return found


async def revoke_address(tx: Transaction, member_id: int, *, at: datetime) -> int:
    """The member's address works no longer; how many there were."""
    mine = calendar_address.c.member_id == member_id
    revoked = update(calendar_address).where(mine, _LIVE).values(revoked_at=at)
    return int((await tx.execute(revoked)).rowcount)


async def member_by_token(tx: Transaction, token: str, *, areas: Collection[str]) -> Member | None:
    """Whose address this is: an active member of one of the areas, or None.

    One statement whatever the token is, and by its keyed hash, so that the time it takes says
    nothing about addresses that exist.
    """
    found = await tx.scalar(
        select(calendar_address.c.member_id)
        .join(member, member.c.id == calendar_address.c.member_id)
        .where(calendar_address.c.token_hash == tx.keys.hash(token), _LIVE)
        .where(member.c.state == MemberState.ACTIVE, member.c.area.in_(list(areas)))
    )
    return await get_member(tx, found) if found is not None else None
