from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from storage import notices
from storage.database import Database
from storage.errors import NoLongerOurs
from storage.notices import Notice
from tests.storage.machine_time import pass_time

NOW = datetime(2026, 11, 6, 19, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)


async def plan(
    database: Database,
    subject: str = "lambeth:2026-11-16",
    *,
    due_at: datetime = NOW,
    useful_until: datetime | None = None,
) -> None:
    async with database.transaction() as tx:
        await notices.plan(
            tx, kind="opens", subject=subject, due_at=due_at, useful_until=useful_until
        )


async def claim(
    database: Database, *, now: datetime = NOW, owner: str = "me", limit: int = 10
) -> list[Notice]:
    async with database.transaction() as tx:
        return await notices.claim_due(tx, now=now, owner=owner, limit=limit)


async def end(database: Database, claimed: Notice) -> None:
    async with database.transaction() as tx:
        await notices.done(tx, claimed)


async def next_due(database: Database) -> datetime | None:
    async with database.reading() as tx:
        return await notices.next_due(tx)


async def test_a_notice_is_claimed_when_it_is_due_and_not_before(database: Database) -> None:
    await plan(database)
    assert await claim(database, now=NOW - HOUR) == []
    (claimed,) = await claim(database)
    assert (claimed.kind, claimed.due_at, claimed.tries) == ("opens", NOW, 1)
    await end(database, claimed)
    assert await next_due(database) is None


async def test_the_longest_due_comes_first(database: Database) -> None:
    for hours in (1, 3, 2):
        await plan(database, str(hours), due_at=NOW - hours * HOUR)
    assert [claimed.subject for claimed in await claim(database, limit=2)] == ["3", "2"]


async def test_two_replicas_claim_each_notice_once(database: Database, replica: Database) -> None:
    for number in range(12):
        await plan(database, str(number))
    both = (claim(each, owner=str(each), limit=4) for each in (database, replica) * 3)
    claimed = [one.subject for part in await asyncio.gather(*both) for one in part]
    assert sorted(claimed) == sorted(set(claimed))


async def test_a_replica_passes_over_what_another_is_just_claiming(
    database: Database, replica: Database
) -> None:
    """On SQLite there is one writer at a time, so nothing to pass over."""
    if not database.is_postgres:
        return
    await plan(database, "1")
    await plan(database, "2")
    async with database.transaction() as tx:
        first = await notices.claim_due(tx, now=NOW, owner="me", limit=1)
        second = await asyncio.wait_for(claim(replica, owner="other", limit=1), 5)
    assert {one.subject for one in first + second} == {"1", "2"}


async def test_planning_again_moves_it(database: Database) -> None:
    await plan(database)
    await plan(database, due_at=NOW + HOUR)
    assert await claim(database) == []
    assert await next_due(database) == NOW + HOUR


async def test_planning_the_same_again_neither_repeats_nor_disturbs_it(
    database: Database,
) -> None:
    await plan(database)
    (claimed,) = await claim(database)
    await plan(database)
    assert await claim(database) == []
    await end(database, claimed)
    await plan(database)
    assert await claim(database, now=NOW + HOUR) == []


async def test_one_that_is_over_can_be_planned_for_another_time(database: Database) -> None:
    await plan(database)
    (claimed,) = await claim(database)
    async with database.transaction() as tx:
        await notices.missed(tx, claimed)
    await plan(database, due_at=NOW + HOUR)
    (again,) = await claim(database, now=NOW + HOUR)
    assert again.tries == 1


async def test_an_action_may_plan_its_own_notice_anew(database: Database) -> None:
    await plan(database)
    (claimed,) = await claim(database)
    async with database.transaction() as tx:
        await notices.done(tx, claimed)
        await notices.plan(tx, kind=claimed.kind, subject=claimed.subject, due_at=NOW + HOUR)
    assert await next_due(database) == NOW + HOUR


async def test_a_cancelled_notice_is_not_done_and_can_be_planned_again(
    database: Database,
) -> None:
    await plan(database)
    async with database.transaction() as tx:
        await notices.cancel(tx, "opens", "lambeth:2026-11-16")
    assert await claim(database) == []
    await plan(database)
    assert len(await claim(database)) == 1


async def test_who_claimed_it_before_it_was_moved_or_cancelled_leaves_it_be(
    database: Database,
) -> None:
    for subject in ("moved", "cancelled", "taken"):
        await plan(database, subject)
    claimed = {one.subject: one for one in await claim(database)}
    await plan(database, "moved", due_at=NOW + HOUR)
    async with database.transaction() as tx:
        await notices.cancel(tx, "opens", "cancelled")
    await pass_time(database, 1000)
    assert len(await claim(database, owner="other")) == 1
    assert len(await claim(database, now=NOW + HOUR)) == 1
    for one in claimed.values():
        with pytest.raises(NoLongerOurs):
            await end(database, one)


async def test_one_that_came_too_late_is_missed(database: Database) -> None:
    await plan(database, useful_until=NOW + HOUR)
    (claimed,) = await claim(database, now=NOW + 2 * HOUR)
    assert claimed.is_useful(NOW + HOUR)
    assert not claimed.is_useful(NOW + 2 * HOUR)
    async with database.transaction() as tx:
        await notices.missed(tx, claimed)
    assert await next_due(database) is None


async def test_how_long_it_is_useful_can_be_changed(database: Database) -> None:
    await plan(database)
    await plan(database, useful_until=NOW + HOUR)
    (claimed,) = await claim(database)
    assert claimed.useful_until == NOW + HOUR


async def fails(database: Database, times: int) -> list[str]:
    """The states after each failure."""
    states = []
    for _ in range(times):
        (claimed,) = await claim(database)
        async with database.transaction() as tx:
            states.append(await notices.give_back(tx, claimed, "ValueError"))
        assert await claim(database) == []
        await pass_time(database, 1000)
    return states


async def test_what_is_useful_for_a_while_is_tried_again_and_in_the_end_missed(
    database: Database,
) -> None:
    await plan(database, useful_until=NOW + HOUR)
    states = await fails(database, notices.MAX_TRIES)
    assert states == ["waiting"] * (notices.MAX_TRIES - 1) + ["missed"]
    assert await claim(database) == []


async def test_what_is_useful_at_any_time_is_tried_every_hour_until_it_is_done(
    database: Database,
) -> None:
    await plan(database)
    assert await fails(database, notices.MAX_TRIES) == ["waiting"] * notices.MAX_TRIES
    for _ in range(3):
        assert await next_due(database) is None, "nobody shall wait for it meanwhile"
        await pass_time(database, 2500)
        assert await claim(database) == []
        await pass_time(database, 1100)
        assert await next_due(database) == NOW
        assert await fails(database, 1) == ["waiting"]
    await pass_time(database, 3600)
    (claimed,) = await claim(database)
    await end(database, claimed)
    assert await next_due(database) is None


async def test_a_failure_of_what_was_moved_meanwhile_changes_nothing(database: Database) -> None:
    await plan(database)
    (claimed,) = await claim(database)
    await plan(database, due_at=NOW + HOUR)
    async with database.transaction() as tx:
        with pytest.raises(NoLongerOurs):
            await notices.give_back(tx, claimed, "ValueError")
    (again,) = await claim(database, now=NOW + HOUR)
    assert again.tries == 1


async def test_after_a_restart_what_was_claimed_is_claimed_again(database: Database) -> None:
    await plan(database)
    assert len(await claim(database)) == 1
    assert await claim(database, owner="after") == []
    async with database.transaction() as tx:
        await notices.release_owned_by_others(tx, owner="after")
    assert len(await claim(database, owner="after")) == 1


async def test_what_is_over_is_purged(database: Database) -> None:
    await plan(database)
    await plan(database, "waiting")
    claimed = {one.subject: one for one in await claim(database)}
    await end(database, claimed["lambeth:2026-11-16"])
    async with database.transaction() as tx:
        await notices.purge(tx, NOW + HOUR)
    await plan(database)
    assert [one.subject for one in await claim(database)] == ["lambeth:2026-11-16"]
