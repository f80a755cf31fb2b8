"""Whatever happens to the claimers, a lane is applied in order, each update once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete

from storage import inbox
from storage.database import Database
from storage.errors import NoLongerOurs
from storage.inbox import Arrival, Claimed
from tests.storage.machine_time import pass_time

NOW = datetime(2026, 11, 6, 19, 0, tzinfo=UTC)
LANES = ("ann", "bob", "cat")

STEPS = st.one_of(
    st.tuples(st.just("arrive"), st.sampled_from(LANES), st.booleans()),
    st.tuples(st.just("claim"), st.sampled_from(["a", "b"]), st.integers(1, 3)),
    st.tuples(st.just("apply"), st.sampled_from(["a", "b"])),
    st.tuples(st.just("apply"), st.sampled_from(["a", "b"])),
    st.tuples(st.just("fail"), st.sampled_from(["a", "b"])),
    st.tuples(st.just("hang"), st.sampled_from(["a", "b"])),
    st.tuples(st.just("suspects"), st.sampled_from(["a", "b"])),
    st.tuples(st.just("redeliver")),
)


@dataclass
class World:
    database: Database
    arrived: list[Arrival] = field(default_factory=list)
    working: dict[str, list[Claimed]] = field(default_factory=lambda: defaultdict(list))
    applied: list[int] = field(default_factory=list)
    given_up: set[int] = field(default_factory=set)

    async def arrive(self, lane: str, and_claim: bool) -> None:
        self.arrived.append(Arrival(len(self.arrived) + 1, lane, "{}", NOW, NOW))
        async with self.database.transaction() as tx:
            claimed = await inbox.store(tx, self.arrived[-1:], owner="a", claim=int(and_claim))
        self.working["a"] += claimed

    async def redeliver(self) -> None:
        async with self.database.transaction() as tx:
            await inbox.store(tx, self.arrived, owner="a", claim=0)

    async def claim(self, owner: str, limit: int) -> None:
        async with self.database.transaction() as tx:
            self.working[owner] += await inbox.claim(tx, owner=owner, limit=limit)

    async def suspects(self, owner: str) -> None:
        async with self.database.transaction() as tx:
            self.given_up |= {row.update_id for row in await inbox.set_aside_exhausted(tx)}
            self.working[owner] += await inbox.claim(tx, owner=owner, limit=9, suspects=True)

    async def apply(self, owner: str) -> None:
        for claimed in self.working[owner][:1]:
            self.working[owner].remove(claimed)
            try:
                async with self.database.transaction() as tx:
                    await inbox.done(tx, [claimed.update_id])
            except NoLongerOurs:
                continue
            self.applied.append(claimed.update_id)

    async def fail(self, owner: str) -> None:
        for claimed in self.working[owner][:1]:
            if claimed.update_id in {row.update_id for row in self.working[other(owner)]}:
                continue  # its lease has lapsed: the other one speaks for it now
            self.working[owner].remove(claimed)
            async with self.database.transaction() as tx:
                state = await inbox.give_back(tx, claimed.update_id, "ValueError")
            if state == "set_aside":
                self.given_up.add(claimed.update_id)

    async def hang(self, owner: str) -> None:
        """So long that every lease lapses, though it may come back and finish after all."""
        await pass_time(self.database, 1000)

    def check_one_of_a_lane_at_a_time(self) -> None:
        lanes: dict[str, set[int]] = defaultdict(set)
        for rows in self.working.values():
            for row in rows:
                lanes[row.lane].add(row.update_id)
        for lane, ids in lanes.items():
            open_ids = ids - set(self.applied) - self.given_up
            assert len(open_ids) <= 1, f"{lane} has {sorted(open_ids)} in work"

    async def come_to_rest(self) -> None:
        for _ in range(len(self.arrived) * 4 + 4):
            await pass_time(self.database, 1000)
            await self.suspects("a")
            await self.claim("a", 9)
            for owner in ("a", "b"):
                for _ in list(self.working[owner]):
                    await self.apply(owner)


def other(owner: str) -> str:
    return "b" if owner == "a" else "a"


@given(steps=st.lists(STEPS, max_size=40))
@settings(
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
async def test_lanes_are_applied_in_order_and_each_update_once(
    database: Database, steps: list[tuple[str, ...]]
) -> None:
    async with database.transaction() as tx:
        await tx.execute(delete(inbox.inbox))
    world = World(database)
    for name, *arguments in steps:
        play: Callable[..., object] = getattr(world, name)
        await play(*arguments)  # type: ignore[misc]  # each step is a coroutine function
        world.check_one_of_a_lane_at_a_time()
    await world.come_to_rest()
    assert sorted(world.applied) == sorted(
        {arrival.update_id for arrival in world.arrived} - world.given_up
    )
    for lane in LANES:
        mine = {arrival.update_id for arrival in world.arrived if arrival.lane == lane}
        in_lane = [update_id for update_id in world.applied if update_id in mine]
        assert in_lane == sorted(in_lane)
