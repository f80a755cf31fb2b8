"""Lanes: in order, fair, and not to be poisoned. On a real SQLite file."""

from __future__ import annotations

import asyncio
import json
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from bot.delivery.door import Door
from bot.delivery.inbox import Lanes, ReadDone
from storage import inbox
from storage.database import Database, Transaction
from storage.inbox import Claimed, SetAside
from storage.keys import Keys

NOW = datetime(2026, 11, 6, 20, 0, tzinfo=UTC)


class Stopped:
    """A clock that stands still."""

    def now(self) -> datetime:
        return NOW


class Team:
    """Handles updates by writing them down; set `play` to do something else first."""

    def __init__(self, db: Database) -> None:
        self.db = db
        self.played: list[tuple[int, int]] = []
        self.set_aside: list[SetAside] = []
        self.play: Callable[[Claimed], Awaitable[ReadDone | None]] = self.write

    async def write(self, claimed: Claimed) -> None:
        async with self.db.transaction() as tx:
            await inbox.done(tx, [claimed.update_id])
        self.note(claimed)

    async def read(self, claimed: Claimed) -> ReadDone:
        self.note(claimed)
        return ReadDone()

    def note(self, claimed: Claimed) -> None:
        self.played.append((sender(claimed), claimed.update_id))

    async def handle(self, claimed: Claimed) -> ReadDone | None:
        return await self.play(claimed)

    async def on_set_aside(self, _tx: Transaction, given_up: SetAside) -> None:
        self.set_aside.append(given_up)

    def of(self, person: int) -> list[int]:
        return [update_id for who, update_id in self.played if who == person]


def sender(claimed: Claimed) -> int:
    person: int = json.loads(claimed.payload)["callback_query"]["from"]["id"]
    return person


def tap(update_id: int, person: int) -> dict[str, Any]:
    return {
        "update_id": update_id,
        "callback_query": {"id": str(update_id), "from": {"id": person}, "data": "in:1"},
    }


@pytest.fixture
async def db(tmp_path: Path) -> AsyncIterator[Database]:
    database = Database(f"sqlite+aiosqlite:///{tmp_path}/ephedra.db", keys=Keys.generate())
    await database.migrate()
    yield database
    await database.dispose()


@pytest.fixture
def team(db: Database) -> Team:
    return Team(db)


class Post:
    """Lanes at work behind a door."""

    def __init__(self, team: Team, *, owner: str = "this") -> None:
        self.lanes = Lanes(team.db, team.handle, owner=owner, on_set_aside=team.on_set_aside)
        self.door = Door(team.db, self.lanes, username="EphedraBot", clock=Stopped(), owner=owner)
        self.running = asyncio.create_task(self.lanes.run())

    async def take(self, *updates: dict[str, Any]) -> None:
        await self.door.receive(list(updates))
        async with asyncio.timeout(20):
            await self.lanes.drained()

    async def stop(self) -> None:
        self.lanes.stop()
        await self.running

    async def die(self) -> None:
        """End as kill -9 would: nothing is given back."""
        for task in (*self.lanes._running, self.running):
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task


@pytest.fixture
async def post(team: Team) -> AsyncIterator[Post]:
    found = Post(team)
    async with asyncio.timeout(5):
        await found.lanes.drained()
    yield found
    await found.stop()


async def states(db: Database, ids: list[int]) -> list[str | None]:
    async with db.reading() as tx:
        rows = await tx.all(inbox.inbox.select().where(inbox.inbox.c.update_id.in_(ids)))
    found = {row.update_id: row.state for row in rows}
    return [found.get(update_id) for update_id in ids]


async def test_a_persons_taps_are_played_in_order(team: Team, post: Post) -> None:
    await post.take(*[tap(i, 11) for i in range(1, 21)])

    assert team.of(11) == list(range(1, 21))


async def test_many_people_are_each_served_in_order(team: Team, post: Post) -> None:
    taps = [tap(100 * person + i, person) for i in range(5) for person in range(1, 41)]
    await post.take(*taps)

    for person in range(1, 41):
        assert team.of(person) == [100 * person + i for i in range(5)]


async def test_one_person_tapping_fast_does_not_hold_up_another(team: Team, post: Post) -> None:
    await post.take(*[tap(i, 11) for i in range(1, 101)], tap(101, 12))

    assert [person for person, _ in team.played].index(12) < 5


async def test_one_slow_update_does_not_hold_up_the_others(team: Team, post: Post) -> None:
    gate = asyncio.Event()
    rest = asyncio.Event()

    async def play(claimed: Claimed) -> None:
        if sender(claimed) == 11:
            await gate.wait()
        await team.write(claimed)
        if len(team.played) == 40:
            rest.set()

    team.play = play
    await post.door.receive([tap(1, 11), *[tap(10 + i, 12 + i % 10) for i in range(40)]])
    async with asyncio.timeout(20):
        await rest.wait()
    assert team.of(11) == []
    gate.set()
    async with asyncio.timeout(20):
        await post.lanes.drained()
    assert team.of(11) == [1]


async def test_an_update_that_comes_twice_is_played_once(team: Team, post: Post) -> None:
    await post.take(tap(1, 11))
    await post.take(tap(1, 11), tap(2, 11))

    assert team.of(11) == [1, 2]


async def test_what_only_read_is_marked_done_in_batches(
    db: Database, team: Team, post: Post
) -> None:
    commits = Counter[str]()
    db.on_commit(commits.update)
    team.play = team.read
    await post.take(*[tap(i, 100 + i) for i in range(1, 31)])

    assert set(await states(db, list(range(1, 31)))) == {inbox.DONE}
    assert commits["inbox"] <= 6


async def test_an_update_that_fails_is_tried_again_in_its_place(team: Team, post: Post) -> None:
    failures = [RuntimeError("once")]

    async def play(claimed: Claimed) -> None:
        if failures:
            raise failures.pop()
        await team.write(claimed)

    team.play = play
    await post.take(tap(1, 11), tap(2, 11))

    assert team.of(11) == [1, 2]
    assert not team.set_aside


async def test_an_update_that_always_fails_is_set_aside_and_told(
    db: Database, team: Team, post: Post
) -> None:
    async def play(claimed: Claimed) -> None:
        if claimed.update_id == 1:
            raise RuntimeError("always")
        await team.write(claimed)

    team.play = play
    await post.take(tap(1, 11), tap(2, 11), tap(3, 12))

    assert await states(db, [1, 2, 3]) == [inbox.SET_ASIDE, inbox.DONE, inbox.DONE]
    assert [(given_up.update_id, given_up.tries) for given_up in team.set_aside] == [(1, 3)]


async def test_a_poisonous_update_is_set_aside_and_takes_nobody_with_it(
    db: Database, team: Team
) -> None:
    """The process dies on update 3 each time; six innocents are beside it the first time."""
    alone: list[bool] = []
    deadly = asyncio.Event()

    async def play(claimed: Claimed) -> None:
        if claimed.update_id == 3:
            alone.append(len(process.lanes._running) == 0)
            deadly.set()
            await asyncio.Event().wait()
        await hold.wait()
        await team.write(claimed)

    team.play = play
    hold = asyncio.Event()
    process = Post(team, owner="first")
    await process.lanes.drained()
    await process.door.receive([tap(i, 10 + i) for i in range(1, 8)])
    for life in ("second", "third", "fourth"):
        async with asyncio.timeout(10):
            await deadly.wait()
        await process.die()
        deadly.clear()
        hold.set()
        process = Post(team, owner=life)
    async with asyncio.timeout(10):
        await process.lanes.drained()
    await process.stop()

    assert alone == [False, True, True]
    assert [given_up.update_id for given_up in team.set_aside] == [3]
    assert sorted(update_id for _, update_id in team.played) == [1, 2, 4, 5, 6, 7]


async def test_a_stop_finishes_what_has_begun_and_puts_back_the_rest(
    db: Database, team: Team
) -> None:
    began, gate = asyncio.Event(), asyncio.Event()

    async def play(claimed: Claimed) -> None:
        began.set()
        await gate.wait()
        await team.write(claimed)

    team.play = play
    process = Post(team)
    await process.lanes.drained()
    await process.door.receive([tap(i, 10 + i) for i in range(1, 21)])
    async with asyncio.timeout(10):
        await began.wait()
    process.lanes.stop()
    gate.set()
    async with asyncio.timeout(10):
        await process.running
    done = (await states(db, list(range(1, 21)))).count(inbox.DONE)
    assert done == len(team.played) == 8

    after = Post(team, owner="after")
    async with asyncio.timeout(10):
        await after.lanes.drained()
    await after.stop()
    assert sorted(update_id for _, update_id in team.played) == list(range(1, 21))


async def test_lanes_outlive_a_database_that_fails_for_a_while(
    team: Team, post: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    real, failures = inbox.done, [RuntimeError("disk full")]

    async def done(tx: Transaction, ids: list[int]) -> None:
        if failures:
            raise failures.pop()
        await real(tx, ids)

    monkeypatch.setattr(inbox, "done", done)
    team.play = team.read
    await post.take(tap(1, 11))

    assert not failures
    assert await states(team.db, [1]) == [inbox.DONE]
