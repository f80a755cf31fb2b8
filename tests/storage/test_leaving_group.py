"""Somebody leaves the group while a lead removes them: the removal stands."""

from __future__ import annotations

import asyncio
from contextvars import Context
from datetime import UTC, datetime

from bot.actions import membership
from operation.membership import StateChanged
from operation.people import Actor, MemberState, Role
from storage import people
from storage.database import Database
from tests.enrolled import enrol
from tests.storage.waiting import somebody_waits

NOW = datetime(2031, 3, 3, 9, 0, tzinfo=UTC)
LEAD, OFFICER = 71, 72


async def actor(database: Database, telegram_id: int) -> Actor:
    async with database.reading() as tx:
        return await people.actor_by_telegram(tx, telegram_id)


async def leave(database: Database, who: Actor) -> StateChanged | None:
    async with database.transaction() as tx:
        return await membership.leave_group(tx, who=who, area="lambeth", now=NOW)


async def enrolled(database: Database) -> int:
    async with database.transaction() as tx:
        await enrol(tx, surname="Example", telegram_id=LEAD, at=NOW, roles=[Role.LEAD])
        return await enrol(tx, surname="Sample", telegram_id=OFFICER, at=NOW)


async def test_who_is_being_removed_is_not_merely_suspended(
    database: Database, replica: Database
) -> None:
    member_id = await enrolled(database)
    lead, who = await actor(database, LEAD), await actor(database, OFFICER)
    start = asyncio.get_running_loop().create_task

    async with database.transaction() as tx:
        await membership.remove(tx, actor=lead, member_id=member_id, now=NOW)
        leaving = start(leave(replica, who), context=Context())
        await somebody_waits(tx)

    assert await leaving is None
    async with database.reading() as tx:
        found = await people.get_member(tx, member_id)
    assert found.state is MemberState.REMOVED


async def test_who_leaves_the_group_is_suspended(database: Database) -> None:
    member_id = await enrolled(database)

    event = await leave(database, await actor(database, OFFICER))

    assert event is not None
    async with database.reading() as tx:
        found = await people.get_member(tx, member_id)
    assert found.state is MemberState.SUSPENDED
