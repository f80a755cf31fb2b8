"""Whether people are rested for a night: asked wherever a place is taken, given or swapped."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime

from operation import rest as rules
from operation.area import Area
from operation.rest import Finding, FindingKind, Severity
from storage import crew as crews
from storage.database import Transaction
from storage.rota import Patrol


async def findings_of(
    tx: Transaction,
    *,
    member_ids: Collection[int],
    patrol: Patrol,
    area: Area,
    now: datetime,
    leaving: Collection[int] = (),
) -> Mapping[int, tuple[Finding, ...]]:
    """What stands against each of these members' going on a night; nothing for most.

    `leaving` names patrols that they give up at the same time, as in a swap. Stops that a lead
    has overridden for a member and a night are left out.
    """
    book = patrol.book
    busy = await crews.on_duty_between(tx, book.starts, book.ends, but={book.patrol_id, *leaving})
    overlap = (Finding(FindingKind.OVERLAP, Severity.STOP),)
    return {each: overlap if each in busy else () for each in member_ids}


async def require_rested(
    tx: Transaction,
    *,
    member_id: int,
    patrol: Patrol,
    area: Area,
    now: datetime,
    leaving: Collection[int] = (),
) -> tuple[Finding, ...]:
    """The warnings about one member's going on a night; raises `NotRested` if they may not."""
    found = await findings_of(
        tx, member_ids=[member_id], patrol=patrol, area=area, now=now, leaving=leaving
    )
    return rules.require_rested(member_id, found[member_id])
