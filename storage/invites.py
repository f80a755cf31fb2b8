"""Links by which people join, kept by the keyed hash of their token."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import (
    Column,
    ForeignKey,
    Integer,
    String,
    Table,
    insert,
    select,
    update,
)

from operation.joining import Invite, InviteMade
from operation.people import Role
from storage.database import Transaction
from storage.schema import metadata
from storage.types import Id, Instant

invite = Table(
    "invite",
    metadata,
    Column("id", Id, primary_key=True),
    Column("area", String(40), nullable=False),
    Column("role", String(20), nullable=False),
    Column("token_hash", String(64), nullable=False, unique=True),
    Column("people", Integer, nullable=False),
    Column("used", Integer, nullable=False),
    Column("expires_at", Instant, nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("created_by", ForeignKey("member.id")),
)


async def add_invite(tx: Transaction, made: InviteMade, *, token: str, at: datetime) -> int:
    """Keep a link by the keyed hash of its token, never the token; its id."""
    kept = insert(invite).values(
        area=made.area,
        role=made.role,
        token_hash=tx.keys.hash(token),
        people=made.people,
        used=0,
        expires_at=made.expires_at,
        created_at=at,
        created_by=made.by,
    )
    return int(await tx.scalar(kept.returning(invite.c.id)))


async def find_invite_for_update(
    tx: Transaction, *, token: str | None = None, invite_id: int | None = None
) -> Invite | None:
    """A link by its token or id, locked."""
    query = select(invite).with_for_update()
    if token is not None:
        query = query.where(invite.c.token_hash == tx.keys.hash(token))
    else:
        query = query.where(invite.c.id == invite_id)
    row = (await tx.execute(query)).one_or_none()
    return _invite(row) if row is not None else None


async def open_invites(tx: Transaction, area: str, now: datetime) -> list[Invite]:
    """The links of an area that still let someone in, newest first."""
    rows = await tx.execute(
        select(invite)
        .where(
            invite.c.area == area,
            invite.c.expires_at > now,
            invite.c.used < invite.c.people,
        )
        .order_by(invite.c.id.desc())
    )
    return [_invite(row) for row in rows]


async def use_invite(tx: Transaction, invite_id: int) -> None:
    """Count one use of a link."""
    await tx.execute(update(invite).where(invite.c.id == invite_id).values(used=invite.c.used + 1))


async def end_invite(tx: Transaction, invite_id: int, *, at: datetime) -> None:
    """End a link before its time."""
    await tx.execute(update(invite).where(invite.c.id == invite_id).values(expires_at=at))


def _invite(row: Any) -> Invite:
    # A withdrawn link is one that ran out when it was withdrawn.
    return Invite(
        id=row.id,
        area=row.area,
        role=Role(row.role),
        expires_at=row.expires_at,
        people=row.people,
        used=row.used,
        made_by=row.created_by,
    )
