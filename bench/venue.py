"""Where a contender plays: a sandbox of its own, a group of people, and a program that runs."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
import time
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from sandbox import groups, people
from sandbox.engine import Engine
from sandbox.inprocess import on_port
from sandbox.state import Chat, Message, User

TOKEN = "100001:a-token-of-the-sandbox"
PEOPLE = 100
_STARTS_WITHIN = 60.0
_STOPS_WITHIN = 15.0
_CHANGES_WITHIN = 2.0


@dataclass(frozen=True, slots=True)
class Tap:
    """What became of a tap: seconds until the toast, and its words."""

    toast: float
    text: str


@dataclass(frozen=True, slots=True)
class Post:
    """A message with an in and an out button for each night."""

    message: Message
    nights: tuple[tuple[str, str], ...]
    """The data of the two buttons, night by night."""


@dataclass(frozen=True, slots=True)
class Venue:
    """A sandbox with a hundred people in one group, reached by a program over HTTP."""

    engine: Engine
    url: str
    token: str
    group: Chat
    crew: tuple[User, ...]

    async def tap(self, user: User, post: Post, data: str) -> Tap:
        """Tap a button and wait for the toast."""
        began = time.perf_counter()
        callback = people.press(
            self.engine, user, self.group, text=None, data=data, message_id=post.message.id
        )
        ended = 0.0

        def note(_: object) -> None:
            nonlocal ended
            ended = time.perf_counter()

        callback.answered.add_done_callback(note)
        answer = await callback.answered
        return Tap(ended - began, answer["text"] or "")

    async def changes(self, message: Message) -> float | None:
        """Wait until the words of a message are others; the instant, by `perf_counter`.

        None when they stay the same: a program whose edits overtake each other may have shown
        them before.
        """
        before = message.text
        is_new = await self.group.signal.until(lambda: message.text != before, _CHANGES_WITHIN)
        return time.perf_counter() if is_new else None

    def posts(self) -> list[Post]:
        """The posts with buttons, oldest first."""
        found = []
        for message in self.group.messages.values():
            rows = [row for row in message.keyboard or [] if len(row) == 2]
            if rows:
                nights = tuple((row[0]["callback_data"], row[1]["callback_data"]) for row in rows)
                found.append(Post(message, nights))
        return found


@asynccontextmanager
async def venue(*, limits: bool = False) -> AsyncIterator[Venue]:
    """A new sandbox on a free port, with its people."""
    async with on_port(token=TOKEN, limits=limits) as stage:
        crew = [_person(stage.engine, number) for number in range(1, PEOPLE + 1)]
        ids = [user.id for user in crew]
        group = groups.new_group(stage.engine, "Team", "supergroup", ids, "administrator")
        # Who joined is no part of the play.
        stage.engine.updates.queue.clear()
        yield Venue(stage.engine, stage.url, stage.token, group, tuple(crew))


def _person(engine: Engine, number: int) -> User:
    user = people.new_person(engine, {"first_name": f"Example {number:03}"})
    user.started = True
    return user


@dataclass(frozen=True, slots=True)
class Program:
    """A contender that runs."""

    pid: int
    log: Path

    def cpu(self) -> float | None:
        """Seconds of processor time so far; None where the system does not say."""
        try:
            fields = Path(f"/proc/{self.pid}/stat").read_text().rpartition(")")[2].split()
        except OSError:
            return None
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


@asynccontextmanager
async def program(
    arguments: list[str], log: Path, environment: Mapping[str, str] | None = None
) -> AsyncIterator[Program]:
    """Run a module of ours as a process of its own, and end it afterwards."""
    with log.open("wb") as output:
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            *arguments,
            stdout=output,
            stderr=output,
            env={**os.environ, **(environment or {})},
        )
    try:
        yield Program(process.pid, log)
    finally:
        if process.returncode is None:
            process.send_signal(signal.SIGTERM)
        try:
            await asyncio.wait_for(process.wait(), _STOPS_WITHIN)
        except TimeoutError:
            process.kill()
            await process.wait()


async def has_posted(place: Venue, running: Program) -> list[Post]:
    """The posts of a program, once it has made them. Raises RuntimeError with its log."""
    end = time.monotonic() + _STARTS_WITHIN
    while not (posts := place.posts()):
        await place.group.signal.wait(1.0)
        if time.monotonic() > end or not _lives(running.pid):
            raise RuntimeError(f"it did not start:\n{running.log.read_text()[-2000:]}")
    return posts


def _lives(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True
