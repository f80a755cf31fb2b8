"""Since when an update may have waited, and that this outlives the process."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.delivery.door import BATCH, Door
from bot.delivery.hearing import SILENCE_SECONDS, Hearing
from bot.delivery.inbox import Lanes
from storage import door, inbox
from storage.database import Database
from storage.inbox import Claimed
from storage.keys import Keys

NOW = datetime(2026, 11, 4, 17, 50, tzinfo=UTC)
LATER = NOW + timedelta(minutes=40)


class Settable:
    """A clock that is set by hand."""

    def __init__(self, at: datetime) -> None:
        self.at = at

    def now(self) -> datetime:
        return self.at


@pytest.fixture
async def db(tmp_path: Path) -> AsyncIterator[Database]:
    database = Database(f"sqlite+aiosqlite:///{tmp_path}/ephedra.db", keys=Keys.generate())
    await database.migrate()
    yield database
    await database.dispose()


async def _nothing(_claimed: Claimed) -> None:
    raise AssertionError("nobody works here")


def door_of(db: Database, clock: Settable) -> Door:
    lanes = Lanes(db, _nothing, owner="this")
    return Door(db, lanes, username="EphedraBot", clock=clock, owner="this")


def taps(first: int, count: int = 1) -> list[dict[str, Any]]:
    return [
        {"update_id": n, "callback_query": {"id": str(n), "from": {"id": n}, "data": "in:1"}}
        for n in range(first, first + count)
    ]


async def earliest(db: Database) -> dict[int, datetime]:
    async with db.transaction() as tx:
        claimed = await inbox.claim(tx, owner="a look", limit=1000)
    return {update.update_id: update.earliest for update in claimed}


async def test_in_good_times_an_update_is_sent_when_it_comes_in(db: Database) -> None:
    clock = Settable(NOW)
    door_ = door_of(db, clock)
    await door_.receive([])
    clock.at = LATER
    await door_.receive(taps(1))

    assert await earliest(db) == {1: LATER}


async def test_what_waited_while_the_bot_was_away_may_be_as_old_as_the_last_poll(
    db: Database,
) -> None:
    await door_of(db, Settable(NOW)).receive([])
    clock = Settable(LATER)
    returned = door_of(db, clock)
    await returned.receive(taps(1))
    clock.at += timedelta(seconds=5)
    await returned.receive(taps(2))

    assert await earliest(db) == {1: NOW, 2: clock.at}


async def test_a_full_batch_says_that_more_has_waited(db: Database) -> None:
    await door_of(db, Settable(NOW)).receive([])
    returned = door_of(db, Settable(LATER))
    await returned.receive(taps(1, BATCH))
    await returned.receive(taps(1 + BATCH, 2))
    await returned.receive(taps(3 + BATCH))

    found = await earliest(db)
    assert {found[n] for n in range(1, BATCH + 3)} == {NOW}
    assert found[BATCH + 3] == LATER


async def test_a_bot_that_was_never_up_takes_the_time_of_receipt(db: Database) -> None:
    await door_of(db, Settable(NOW)).receive(taps(1))

    assert await earliest(db) == {1: NOW}


async def test_after_a_long_silence_what_comes_first_may_have_waited(db: Database) -> None:
    seconds = 0.0
    hearing = Hearing(db, machine=lambda: seconds)
    hearing.heard(NOW)
    seconds = SILENCE_SECONDS
    assert await hearing.since(LATER) == LATER
    seconds += 1
    assert await hearing.since(LATER) == NOW


async def test_the_database_is_told_once_a_minute(db: Database) -> None:
    clock = Settable(NOW)
    door_ = door_of(db, clock)
    kept = []
    for seconds in (0, 25, 50, 75):
        clock.at = NOW + timedelta(seconds=seconds)
        await door_.receive([])
        async with db.reading() as tx:
            kept.append(await door.heard_at(tx))

    assert kept == [NOW, NOW, NOW, NOW + timedelta(seconds=75)]
