"""The taps of one round, and how long they took."""

from __future__ import annotations

import asyncio
import itertools
import time
from collections.abc import Iterator
from dataclasses import dataclass

from bench.venue import Post, Program, Venue
from sandbox.state import User

STAYING = 8
"""People who are in all the time, so that the post has a list to show."""
QUIET_SECONDS = 0.02
"""Pause after an idle tap: whatever the program does afterwards is over by then."""
LOAD_RATE = 60
"""Taps a second, evenly spread, that arrive whether or not the earlier ones are answered."""
AT_ONCE = 50
"""People who tap again as soon as they are answered, to find the most taps a second."""


@dataclass(frozen=True, slots=True)
class Idle:
    """One tap at a time: seconds to the toast, and to the edited post."""

    toasts: list[float]
    edits: list[float]


@dataclass(frozen=True, slots=True)
class Full:
    """As fast as it goes: taps a second, and what that cost."""

    rate: float
    cpu_per_tap: float | None
    """Seconds of the program's processor time for one tap."""
    generator_load: float
    """How much of one processor the load generator itself used."""


class Tapping:
    """Somebody who taps in and out of the first night of a post, again and again."""

    def __init__(self, place: Venue, post: Post, running: Program) -> None:
        """Everyone but those who stay takes turns."""
        self._place = place
        self._post = post
        self._running = running
        self._in, self._out = post.nights[0]
        self._turns = self._alternate()

    async def warm_up(self) -> None:
        """Put those who stay on the list, and run every path a few times."""
        for user in self._place.crew[:STAYING]:
            await self._place.tap(user, self._post, self._in)
        await self.idle(10)
        await self.full(100)

    async def idle(self, taps: int) -> Idle:
        """Tap when nothing else happens."""
        toasts, edits = [], []
        for user, data in itertools.islice(self._turns, taps):
            began = time.perf_counter()
            edited = asyncio.create_task(self._place.changes(self._post.message))
            await asyncio.sleep(0)
            toasts.append((await self._place.tap(user, self._post, data)).toast)
            edit = await edited
            if edit is not None:
                edits.append(edit - began)
            await asyncio.sleep(QUIET_SECONDS)
        return Idle(toasts, edits)

    async def load(self, taps: int) -> list[float]:
        """Tap at an even rate; seconds to each toast."""
        began, waiting = time.perf_counter(), []
        for number, (user, data) in enumerate(itertools.islice(self._turns, taps)):
            wait = began + number / LOAD_RATE - time.perf_counter()
            await asyncio.sleep(max(wait, 0.0))
            tap = self._place.tap(user, self._post, data)
            waiting.append(asyncio.create_task(tap))
        found = [tap.toast for tap in await asyncio.gather(*waiting)]
        await asyncio.sleep(10 * QUIET_SECONDS)
        return found

    async def full(self, taps: int) -> Full:
        """Tap as fast as answers come."""
        each = taps // AT_ONCE
        crew = self._place.crew[-AT_ONCE:]
        began, cpu, own = time.perf_counter(), self._running.cpu(), time.process_time()
        await asyncio.gather(*(self._keeps_tapping(user, each) for user in crew))
        seconds = time.perf_counter() - began
        generator_load = (time.process_time() - own) / seconds
        await asyncio.sleep(10 * QUIET_SECONDS)
        spent = self._running.cpu()
        cost = None if cpu is None or spent is None else (spent - cpu) / (each * len(crew))
        return Full(each * len(crew) / seconds, cost, generator_load)

    async def _keeps_tapping(self, user: User, taps: int) -> None:
        for data in itertools.islice(itertools.cycle((self._in, self._out)), taps):
            await self._place.tap(user, self._post, data)

    def _alternate(self) -> Iterator[tuple[User, str]]:
        """Everybody else in turn, in and later out, never two taps of one person in a row."""
        crew = self._place.crew[STAYING:-AT_ONCE]
        while True:
            yield from ((user, self._in) for user in crew)
            yield from ((user, self._out) for user in crew)
