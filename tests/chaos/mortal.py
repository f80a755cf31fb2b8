"""A bot that is a process of its own, and wires in the sandbox that kill it at a chosen moment.

A wire is tripped by a call of the bot, either when it has arrived and nothing has come of it yet,
or when it has had its effect and the bot does not know: the two sides of every send in doubt.
"""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from enum import Enum
from pathlib import Path
from typing import Any

from sandbox.faults import Fault, Faults
from sandbox.journal import Journal
from storage import outbox
from tests.e2e.troupe import PATIENCE, Troupe
from tests.forked import Forked


class Moment(Enum):
    """Which side of a call's effect a wire is on."""

    ARRIVED = "arrived"
    HAPPENED = "happened"


@dataclass
class Wire:
    """Trips at the n-th such call; `method` "*" is any but the long poll."""

    method: str
    moment: Moment
    nth: int = 1
    in_chat: Callable[[int], bool] = lambda _chat: True
    """Which chats count; a call that is for no chat counts always."""
    only_if: Callable[[], bool] = lambda: True

    def is_tripped(self, method: str, moment: Moment, chat_id: int | None) -> bool:
        """Count a call, if it is such a one."""
        is_meant = method == self.method or (self.method == "*" and method != "getUpdates")
        is_there = chat_id is None or self.in_chat(chat_id)
        if is_meant and is_there and moment is self.moment and self.only_if():
            self.nth -= 1
        return self.nth == 0


@dataclass(slots=True)
class WiredFaults(Faults):
    """Sees every call of the bot as it arrives."""

    on_call: Callable[[str, Moment, int | None], None] = field(kw_only=True)

    def take(self, method: str, chat_id: int | None) -> Fault | None:
        self.on_call(method, Moment.ARRIVED, chat_id)
        # The zero-argument form does not find the class that slots have made anew.
        return Faults.take(self, method, chat_id)


@dataclass(slots=True)
class WiredJournal(Journal):
    """Sees every call of the bot once it has had its effect, before the answer leaves."""

    on_call: Callable[[str, Moment, int | None], None] = field(kw_only=True)

    def note(self, entry: dict[str, Any]) -> None:
        Journal.note(self, entry)
        self.on_call(entry["method"], Moment.HAPPENED, entry["chat_id"])


class Mortal:
    """The bot as a process: started, killed, started again."""

    def __init__(self, players: Troupe, log: Path) -> None:
        """Put the wires in place; nothing is started."""
        self.players = players
        self._log = log
        self._process: Forked | None = None
        self._wire: Wire | None = None
        self._tripped = asyncio.Event()
        engine = players.engine
        engine.faults = WiredFaults(on_call=self._look)
        engine.journal = WiredJournal(last=engine.journal.last, on_call=self._look)

    async def starts(self, **settings: str) -> None:
        """Start the process. It is up when it says so by what it does."""
        with self._log.open("ab") as log:
            self._process = await self.players.program("run", stdout=log, **settings)

    def dies_at(
        self,
        method: str,
        moment: Moment,
        nth: int = 1,
        *,
        in_chat: Callable[[int], bool] = lambda _chat: True,
        only_if: Callable[[], bool] = lambda: True,
    ) -> None:
        """Have it killed by the n-th such call."""
        self._tripped.clear()
        self._wire = Wire(method, moment, nth, in_chat, only_if)

    def kill(self) -> None:
        """SIGKILL: it does not get to do anything more."""
        if self._process is not None and self._process.returncode is None:
            os.kill(self._process.pid, signal.SIGKILL)

    async def is_dead(self) -> None:
        """Wait until the wire was tripped and the process is gone."""
        async with asyncio.timeout(PATIENCE):
            await self._tripped.wait()
        await self.is_gone()

    async def is_gone(self) -> None:
        """Wait until the process has ended."""
        if self._process is not None:
            await self._process.wait()

    async def stops(self) -> None:
        """Ask it to end in good order, as a service manager would; it ends with code 0."""
        process = self._process
        if process is not None and process.returncode is None:
            process.terminate()
            async with asyncio.timeout(PATIENCE):
                assert await process.wait() == 0

    async def is_at_rest(self) -> None:
        """Wait until it has said all that it had to say, by the database."""
        async with asyncio.timeout(PATIENCE):
            while True:
                async with self.players.db.reading() as tx:
                    left = await outbox.unfinished(tx)
                if not (left.posts or left.queued or left.sending):
                    return
                await self.players.engine.signal.wait(0.01)

    def said(self) -> str:
        """What it has logged, in all its lives."""
        return self._log.read_text()

    def _look(self, method: str, moment: Moment, chat_id: int | None) -> None:
        if self._wire is not None and self._wire.is_tripped(method, moment, chat_id):
            self._wire = None
            self.kill()
            self._tripped.set()


@asynccontextmanager
async def mortal(players: Troupe, **settings: str) -> AsyncIterator[Mortal]:
    """Take over from the bot that set the scene; killed at the end, whatever happens."""
    await players.stops()
    bot = Mortal(players, Path(players.settings.data_dir) / "bot.log")
    await bot.starts(**settings)
    try:
        yield bot
    finally:
        bot.kill()
        await bot.is_gone()
    assert "Traceback" not in bot.said()
