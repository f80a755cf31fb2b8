from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from storage import inbox
from storage.database import Database
from storage.errors import NoLongerOurs, NotFound
from storage.inbox import MAX_TRIES, Arrival, Claimed, SetAside
from tests.storage.machine_time import pass_time

NOW = datetime(2026, 11, 6, 19, 0, tzinfo=UTC)
EARLIER = NOW - timedelta(minutes=40)


def arrival(update_id: int, lane: str = "ann") -> Arrival:
    return Arrival(update_id, lane, f'{{"update_id": {update_id}}}', NOW, EARLIER)


async def store(
    database: Database, *arrivals: Arrival, owner: str = "me", claim: int = 0
) -> list[int]:
    async with database.transaction() as tx:
        return ids(await inbox.store(tx, arrivals, owner=owner, claim=claim))


async def claim(
    database: Database, *, owner: str = "me", limit: int = 10, suspects: bool = False
) -> list[int]:
    async with database.transaction() as tx:
        return ids(await inbox.claim(tx, owner=owner, limit=limit, suspects=suspects))


async def done(database: Database, *update_ids: int) -> None:
    async with database.transaction() as tx:
        await inbox.done(tx, update_ids)


async def give_back(database: Database, update_id: int) -> str:
    async with database.transaction() as tx:
        return await inbox.give_back(tx, update_id, "ValueError")


async def next_due(database: Database) -> float | None:
    async with database.reading() as tx:
        return await inbox.next_due(tx)


def ids(claimed: Sequence[Claimed]) -> list[int]:
    return [row.update_id for row in claimed]


async def test_what_was_stored_is_claimed_as_it_came(database: Database) -> None:
    async with database.transaction() as tx:
        claimed = await inbox.store(tx, [arrival(1)], owner="me", claim=5)
    assert claimed == [Claimed(1, "ann", '{"update_id": 1}', 1, NOW, EARLIER)]


async def test_a_lane_gives_its_oldest_and_the_next_only_when_that_is_done(
    database: Database,
) -> None:
    assert await store(database, arrival(2), arrival(1), arrival(3), claim=5) == [1]
    assert await claim(database) == []
    await done(database, 1)
    assert await claim(database) == [2]
    await done(database, 2)
    assert await claim(database) == [3]


async def test_lanes_do_not_wait_for_each_other(database: Database) -> None:
    arrivals = [arrival(1, "ann"), arrival(2, "bob"), arrival(3, "ann"), arrival(4, "cat")]
    assert await store(database, *arrivals, claim=2) == [1, 2]
    assert await claim(database) == [4]


async def test_an_update_that_comes_out_of_order_does_not_run_beside_its_lane(
    database: Database,
) -> None:
    assert await store(database, arrival(5), claim=1) == [5]
    assert await store(database, arrival(4), claim=1) == []
    await done(database, 5)
    assert await claim(database) == [4]


async def test_a_redelivery_is_ignored_before_and_after_it_is_done(database: Database) -> None:
    await store(database, arrival(1), claim=1)
    assert await store(database, arrival(1), arrival(2, "bob"), claim=5) == [2]
    await done(database, 1, 2)
    assert await store(database, arrival(1), arrival(2, "bob"), claim=5) == []


async def test_the_payload_goes_when_it_is_done_and_the_id_stays(database: Database) -> None:
    await store(database, arrival(1), claim=1)
    await done(database, 1)
    async with database.reading() as tx:
        row = await tx.first(select(inbox.inbox))
    assert row is not None
    assert (row.update_id, row.state, row.payload) == (1, "done", None)


async def test_two_claimers_at_once_share_the_lanes_without_overlap(
    database: Database, replica: Database
) -> None:
    await store(database, *(arrival(n, f"lane {n % 20}") for n in range(60)))
    rounds = [claim(each, owner=str(n), limit=4) for n, each in enumerate((database, replica) * 4)]
    claimed = [update_id for part in await asyncio.gather(*rounds) for update_id in part]
    assert sorted(claimed) == sorted(set(claimed))
    assert set(claimed) <= set(range(20))


async def test_a_claimer_passes_over_what_another_is_just_claiming(
    database: Database, replica: Database
) -> None:
    """On SQLite there is one writer at a time, so nothing to pass over."""
    if not database.is_postgres:
        return
    await store(database, arrival(1, "ann"), arrival(2, "bob"))
    async with database.transaction() as tx:
        assert ids(await inbox.claim(tx, owner="me", limit=1)) == [1]
        assert await asyncio.wait_for(claim(replica, owner="other", limit=1), 5) == [2]


async def test_an_update_is_applied_once_even_if_two_had_it(
    database: Database, replica: Database
) -> None:
    await store(database, arrival(1), claim=1)
    await pass_time(database, 1000)
    assert await claim(replica, owner="other", suspects=True) == [1]
    await done(replica, 1)
    with pytest.raises(NoLongerOurs):
        await done(database, 1)


async def test_of_two_that_finish_at_the_same_time_one_is_told_to_undo(
    database: Database, replica: Database
) -> None:
    await store(database, arrival(1), claim=1)
    both = await asyncio.gather(done(database, 1), done(replica, 1), return_exceptions=True)
    assert [type(result) for result in both if result] == [NoLongerOurs]


async def test_a_failure_is_tried_again_after_a_pause_and_holds_its_lane(
    database: Database,
) -> None:
    await store(database, arrival(1), arrival(2), claim=1)
    assert await give_back(database, 1) == "new"
    assert await claim(database) == []
    due = await next_due(database)
    assert due is not None
    assert 0 < due <= 1
    await pass_time(database, 1)
    assert await claim(database) == [1]


async def test_after_three_tries_it_is_set_aside_and_the_lane_goes_on(
    database: Database,
) -> None:
    await store(database, arrival(1), arrival(2))
    states = []
    for _ in range(MAX_TRIES):
        await pass_time(database, 10)
        assert await claim(database) == [1]
        states.append(await give_back(database, 1))
    assert states == ["new", "new", "set_aside"]
    assert await claim(database) == [2]
    assert await store(database, arrival(1), claim=1) == []


async def test_the_try_is_counted_before_it_begins(database: Database) -> None:
    await store(database, arrival(1))
    for expected in (1, 2, 3):
        async with database.transaction() as tx:
            claimed = await inbox.claim(tx, owner="me", limit=1, suspects=expected > 1)
        assert [row.tries for row in claimed] == [expected]
        await pass_time(database, 1000)


async def test_who_was_working_when_the_process_died_is_a_suspect_and_taken_alone(
    database: Database,
) -> None:
    await store(database, arrival(1, "ann"), arrival(2, "bob"), arrival(3, "ann"), claim=5)
    await store(database, arrival(4, "cat"))
    async with database.transaction() as tx:
        await inbox.release_owned_by_others(tx, owner="after the restart")
    assert await claim(database) == [4]
    assert await claim(database, suspects=True) == [1]
    assert await claim(database, suspects=True) == [2]
    assert await claim(database, suspects=True) == []
    await done(database, 1)
    assert await claim(database) == [3]


async def test_one_that_was_given_back_in_good_order_is_no_suspect(database: Database) -> None:
    await store(database, arrival(1), claim=1)
    await give_back(database, 1)
    await pass_time(database, 10)
    assert await claim(database, suspects=True) == []
    assert await claim(database) == [1]


async def test_an_update_that_kills_the_process_three_times_is_set_aside(
    database: Database,
) -> None:
    await store(database, arrival(1), arrival(2), claim=1)
    for number in range(MAX_TRIES):
        async with database.transaction() as tx:
            await inbox.release_owned_by_others(tx, owner=f"start {number}")
            aside = await inbox.set_aside_exhausted(tx)
        if number < MAX_TRIES - 1:
            assert aside == []
            assert await claim(database, owner=f"start {number}", suspects=True) == [1]
    assert aside == [SetAside(1, "ann", 3, "it stopped the bot")]
    assert await claim(database) == [2]


async def test_what_is_in_work_elsewhere_is_not_released_by_its_owner(
    database: Database,
) -> None:
    await store(database, arrival(1), claim=1, owner="me")
    async with database.transaction() as tx:
        await inbox.release_owned_by_others(tx, owner="me")
        assert await inbox.set_aside_exhausted(tx) == []
    assert await claim(database, suspects=True) == []


async def test_what_was_never_started_is_put_back_without_a_try(database: Database) -> None:
    await store(database, arrival(1), claim=1)
    async with database.transaction() as tx:
        await inbox.put_back(tx, [1])
        claimed = await inbox.claim(tx, owner="other", limit=1)
    assert [row.tries for row in claimed] == [1]


async def test_a_lease_can_be_renewed(database: Database) -> None:
    await store(database, arrival(1), claim=1)
    await pass_time(database, 100)
    async with database.transaction() as tx:
        await inbox.renew(tx, owner="me")
    await pass_time(database, 100)
    assert await claim(database, owner="other", suspects=True) == []


async def test_next_due_says_how_long_there_is_nothing_to_do(database: Database) -> None:
    assert await next_due(database) is None
    await store(database, arrival(1), arrival(2))
    assert await next_due(database) == 0
    await claim(database)
    leased = await next_due(database)
    assert leased is not None
    assert 100 < leased <= inbox.LEASE_SECONDS


async def test_handled_ids_are_purged_and_open_ones_are_not(database: Database) -> None:
    await store(database, arrival(1), arrival(2, "bob"), arrival(3, "cat"), claim=2)
    await done(database, 1)
    for _ in range(MAX_TRIES):
        await give_back(database, 2)
        await pass_time(database, 10)
        await claim(database)
    later = NOW + timedelta(hours=48)
    async with database.transaction() as tx:
        assert await inbox.purge(tx, later) == 0
        kept = [row.update_id for row in await tx.all(select(inbox.inbox.c.update_id))]
        assert await inbox.purge(tx, later, set_aside_before=later) == 1
        left = [row.update_id for row in await tx.all(select(inbox.inbox.c.update_id))]
    assert sorted(kept) == [2, 3]
    assert left == [3]


async def test_giving_back_what_is_not_there_is_a_fault(database: Database) -> None:
    with pytest.raises(NotFound):
        await give_back(database, 99)
