"""Polling: stored first, confirmed then, and no trouble ends it but a wrong token."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from telegram.request import HTTPXRequest

from bot.delivery.door import Door
from bot.delivery.inbox import Lanes
from bot.delivery.polling import Poller, TokenRejected
from sandbox.client import Person, Sandbox
from sandbox.inprocess import Stage, on_port
from storage import inbox
from storage.database import Database
from storage.inbox import Claimed
from storage.keys import Keys


class Receiver:
    """A door that writes down what comes, and may be told to fail."""

    def __init__(self) -> None:
        self.updates: list[dict[str, Any]] = []
        self.failures: list[Exception] = []
        self.was_told = asyncio.Event()
        self._news = asyncio.Event()

    async def receive(self, updates: list[Any]) -> None:
        if self.failures:
            raise self.failures.pop()
        self.updates += updates
        self._news.set()
        self.was_told.set()

    async def gets(self, count: int) -> list[dict[str, Any]]:
        """Wait until so many updates have come."""
        async with asyncio.timeout(15):
            while len(self.updates) < count:
                self._news.clear()
                await self._news.wait()
        return self.updates


class Overheard(logging.Handler):
    """Waits for words in the log of polling."""

    def __init__(self, words: str) -> None:
        super().__init__()
        self.words = words
        self.came = asyncio.Event()
        logging.getLogger("bot.delivery.polling").addHandler(self)

    def emit(self, record: logging.LogRecord) -> None:
        if self.words in record.getMessage():
            self.came.set()
            logging.getLogger("bot.delivery.polling").removeHandler(self)


@pytest.fixture
async def stage() -> AsyncIterator[Stage]:
    async with on_port() as running:
        yield running


@pytest.fixture
def world(stage: Stage) -> Sandbox:
    return stage.world


@pytest.fixture
async def ann(world: Sandbox) -> Person:
    return await world.person("Ann", "Example")


@pytest.fixture
def receiver() -> Receiver:
    return Receiver()


def poller_of(stage: Stage, receiver: Receiver, *, token: str | None = None) -> Poller:
    return Poller(
        base_url=f"{stage.bot_url}{token or stage.token}",
        request=HTTPXRequest(),
        receive=receiver.receive,
        first_wait=0.05,
    )


@pytest.fixture
async def poller(stage: Stage, receiver: Receiver) -> AsyncIterator[Poller]:
    found = poller_of(stage, receiver)
    running = asyncio.create_task(found.run())
    yield found
    found.stop()
    await running


async def test_what_people_send_comes_in_as_it_is(
    poller: Poller, receiver: Receiver, ann: Person
) -> None:
    await ann.sends("/start")

    (update,) = await receiver.gets(1)
    assert update["message"]["text"] == "/start"


async def test_that_nothing_has_waited_is_said_at_once(poller: Poller, receiver: Receiver) -> None:
    async with asyncio.timeout(15):
        await receiver.was_told.wait()

    assert receiver.updates == []


async def test_one_malformed_update_does_not_stop_the_rest(
    poller: Poller, receiver: Receiver, world: Sandbox, ann: Person
) -> None:
    await world.raw_update({"message": {"date": "not a date"}})
    await ann.sends("after it")

    assert (await receiver.gets(2))[1]["message"]["text"] == "after it"


async def test_what_could_not_be_stored_comes_again(
    poller: Poller, receiver: Receiver, ann: Person
) -> None:
    receiver.failures.append(OSError("disk full"))
    await ann.sends("/start")

    assert len(await receiver.gets(1)) == 1


async def test_a_stop_is_quick_and_what_is_stored_does_not_come_again(
    stage: Stage, receiver: Receiver, ann: Person
) -> None:
    poller = poller_of(stage, receiver)
    running = asyncio.create_task(poller.run())
    await ann.sends("/start")
    await receiver.gets(1)
    began = time.monotonic()
    poller.stop()
    await running

    assert time.monotonic() - began < 3
    assert await stage.bot.updates() == []


async def test_a_wrong_token_is_said_and_ends_it(stage: Stage, receiver: Receiver) -> None:
    with pytest.raises(TokenRejected, match="EPHEDRA_TOKEN"):
        await poller_of(stage, receiver, token="999:wrong").run()


async def test_a_second_poller_is_told_in_plain_words_and_the_first_goes_on(
    stage: Stage, poller: Poller, receiver: Receiver, ann: Person
) -> None:
    said = Overheard("Another copy of the bot")
    second = poller_of(stage, receiver)
    running = asyncio.create_task(second.run())
    async with asyncio.timeout(10):
        await said.came.wait()
    second.stop()
    await running
    await ann.sends("/start")

    assert len(await receiver.gets(1)) == 1


async def test_trouble_is_logged_once_and_its_end_too(
    world: Sandbox,
    poller: Poller,
    receiver: Receiver,
    ann: Person,
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.INFO, "bot")
    await world.fault("500", "getUpdates", times=3)
    await ann.sends("before")
    await receiver.gets(1)
    await ann.sends("after")
    await receiver.gets(2)

    said = [record.getMessage() for record in caplog.records if record.name.startswith("bot")]
    assert sum("cannot be reached" in line for line in said) == 1
    assert sum("answers again" in line for line in said) == 1


async def test_from_the_phone_to_the_lane_and_only_what_may_be_kept(
    stage: Stage, world: Sandbox, ann: Person, tmp_path: Path
) -> None:
    db = Database(f"sqlite+aiosqlite:///{tmp_path}/ephedra.db", keys=Keys.generate())
    await db.migrate()
    played: list[Claimed] = []
    enough = asyncio.Event()

    async def handle(claimed: Claimed) -> None:
        async with db.transaction() as tx:
            await inbox.done(tx, [claimed.update_id])
        played.append(claimed)
        if "/start" in claimed.payload:
            enough.set()

    lanes = Lanes(db, handle, owner="this")
    door = Door(db, lanes, username="ephedra_demo_bot", clock=_Today(), owner="this")
    poller = Poller(
        base_url=f"{stage.bot_url}{stage.token}", request=HTTPXRequest(), receive=door.receive
    )
    running = [asyncio.create_task(part.run()) for part in (poller, lanes)]
    group = await world.group("Night patrols (fictional)", [ann])
    await ann.sends("anyone for the pub?", group)
    await ann.sends("/start")
    async with asyncio.timeout(10):
        await enough.wait()
    for part in (poller, lanes):
        part.stop()
    await asyncio.gather(*running)
    await db.dispose()

    assert "my_chat_member" in played[0].payload
    assert not any("pub" in claimed.payload for claimed in played)


class _Today:
    def now(self) -> datetime:
        return datetime.now(UTC)
