"""Areas as two replicas find them that start at once, and ranks as area files may have them."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime

from config.areas import SHIPPED_AREAS, read_areas
from operation.people import MemberState
from storage import areas, people
from storage.database import Database
from tests.storage.waiting import somebody_waits

NOW = datetime(2031, 3, 3, 9, 0, tzinfo=UTC)
PLAN = read_areas([SHIPPED_AREAS])["lambeth"].plan


async def seed(database: Database) -> bool:
    async with database.transaction() as tx:
        return await areas.seed(tx, "lambeth", PLAN, at=NOW)


async def test_of_two_replicas_that_start_at_once_one_seeds_an_area(
    database: Database, replica: Database
) -> None:
    async with database.transaction() as tx:
        first = await areas.seed(tx, "lambeth", PLAN, at=NOW)
        second = asyncio.create_task(seed(replica))
        await somebody_waits(tx)

    assert (first, await second) == (True, False)
    async with replica.reading() as tx:
        assert (await areas.get(tx, "lambeth")).version == 1


async def test_what_leads_have_changed_is_not_seeded_over(database: Database) -> None:
    assert await seed(database)
    async with database.transaction() as tx:
        await areas.save_plan(tx, "lambeth", PLAN, at=NOW)
    assert not await seed(database)
    async with database.reading() as tx:
        assert (await areas.get(tx, "lambeth")).version == 2


async def test_a_rank_may_be_as_long_as_an_area_file_may_have_it(database: Database) -> None:
    rank = "R" * 60
    async with database.transaction() as tx:
        person_id = await people.ensure_person(tx, None, at=NOW)
        member_id = await people.save_member(
            tx,
            person_id=person_id,
            area="lambeth",
            state=MemberState.ACTIVE,
            rank=rank,
            surname="Example",
            warrant=None,
            at=NOW,
        )
    async with database.reading() as tx:
        assert (await people.get_member(tx, member_id)).rank == rank
