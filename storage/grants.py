"""Roles asked for and held, with the ids that buttons need."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    Select,
    bindparam,
    func,
    insert,
    select,
    update,
)

from operation.people import Grant, GrantState
from storage.database import Transaction
from storage.errors import NotFound
from storage.people import KEPT, grant_of, member, role_grant

_KEPT = (
    select(role_grant)
    .join(member, member.c.id == role_grant.c.member_id)
    .where(KEPT)
    .order_by(role_grant.c.id)
)
_KEPT_OF_MEMBER = _KEPT.where(role_grant.c.member_id == bindparam("of_member"))
_ADD = insert(role_grant).returning(role_grant.c.id)


@dataclass(frozen=True, slots=True)
class StoredGrant:
    """A role grant with the ids that a button needs."""

    id: int
    member_id: int
    grant: Grant


async def add_grant(
    tx: Transaction, member_id: int, grant: Grant, *, at: datetime, by: int | None = None
) -> int:
    """Record a role asked for, or given outright; its id. The same role is not kept twice."""
    for known in await grants_of(tx, member_id=member_id):
        if known.grant.same_as(grant):
            await decide_grant(tx, known.id, grant.state, by=by, at=at)
            return known.id
    decided = at if grant.state is GrantState.HELD else None
    values = {
        "member_id": member_id,
        "role": grant.role,
        "ward": grant.ward or "",
        "agency": grant.agency or "",
        "state": grant.state,
        "asked_at": at,
        "decided_at": decided,
        "decided_by": by,
    }
    return int(await tx.scalar(_ADD, values))


async def get_grant(tx: Transaction, grant_id: int) -> StoredGrant:
    """A role grant in whatever state. Raises NotFound."""
    return await _one_grant(tx, select(role_grant), grant_id)


async def get_grant_for_update(tx: Transaction, grant_id: int) -> StoredGrant:
    """A role grant in whatever state, locked. Raises NotFound."""
    return await _one_grant(tx, select(role_grant).with_for_update(), grant_id)


async def grants_of(
    tx: Transaction, *, area: str | None = None, member_id: int | None = None
) -> list[StoredGrant]:
    """The roles asked for or held, of a member or of a whole area."""
    query = _KEPT if area is None else _KEPT.where(member.c.area == area)
    if member_id is None:
        rows = await tx.all(query)
    elif area is None:
        rows = await tx.all(_KEPT_OF_MEMBER, {"of_member": member_id})
    else:
        rows = await tx.all(query.where(role_grant.c.member_id == member_id))
    return [
        StoredGrant(row.id, row.member_id, grant_of(row.role, row.ward, row.agency, row.state))
        for row in rows
    ]


async def decide_grant(
    tx: Transaction, grant_id: int, state: GrantState, *, by: int | None, at: datetime
) -> None:
    """Set what became of a role asked for or held."""
    await tx.execute(
        update(role_grant)
        .where(role_grant.c.id == grant_id)
        .values(state=state, decided_at=at, decided_by=by)
    )


async def end_grants(tx: Transaction, member_id: int, *, by: int | None, at: datetime) -> None:
    """End every role of a member."""
    await tx.execute(
        update(role_grant)
        .where(role_grant.c.member_id == member_id, KEPT)
        .values(state=GrantState.ENDED, decided_at=at, decided_by=by)
    )


async def count_pending(tx: Transaction, area: str) -> int:
    """How many roles wait for a lead's decision in an area."""
    waiting = (
        select(func.count())
        .select_from(role_grant)
        .join(member, member.c.id == role_grant.c.member_id)
        .where(member.c.area == area, role_grant.c.state == GrantState.PENDING)
    )
    return int(await tx.scalar(waiting) or 0)


async def _one_grant(tx: Transaction, query: Select[Any], grant_id: int) -> StoredGrant:
    row = (await tx.execute(query.where(role_grant.c.id == grant_id))).one_or_none()
    if row is None:
        raise NotFound(f"grant:{grant_id}")
    return StoredGrant(row.id, row.member_id, grant_of(row.role, row.ward, row.agency, row.state))
