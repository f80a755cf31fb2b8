"""The dance of the movable clock with a bot that follows it.

A move does not jump over what is due: it stops at each due instant, waits until the bot has done
what was due there, and goes on. A bot that does not follow is not waited for.
"""

import asyncio
import time
from collections.abc import Callable
from datetime import datetime
from typing import Any

from sandbox.clock import Clock
from sandbox.signals import Signal

FOLLOW_SECONDS = 25.0
STEP_SECONDS = 30.0
SEEN_SECONDS = 30.0
PATIENCE = 5


class Follower:
    """What is known of the bot that follows the clock."""

    def __init__(self, clock: Clock, on_change: Callable[[], None]) -> None:
        self.clock = clock
        self.on_change = on_change
        self.seq = 0
        self.done = 0
        self.next_due: datetime | None = None
        self.moving = False
        self._seen = float("-inf")
        self._open_calls = 0
        self._instruction = Signal()
        self._report = Signal()
        self._lock = asyncio.Lock()

    @property
    def present(self) -> bool:
        """Whether a bot followed the clock in the last half minute."""
        return self._open_calls > 0 or time.monotonic() - self._seen < SEEN_SECONDS

    async def follow(self, done: int, next_due: datetime | None, busy: bool) -> dict[str, Any]:
        """A call of the bot: what it has done, and when something is due next.

        Answered at once when the bot is behind, else with the next instruction or after 25 s. A
        newer call ends an older one.
        """
        self._seen = time.monotonic()
        self._note(done, next_due, busy)
        if done == self.seq:
            self._instruction.fire()
            await self._hold()
        return {"seq": self.seq, "offset": self.clock.offset, "moving": self.moving}

    def _note(self, done: int, next_due: datetime | None, busy: bool) -> None:
        changed = next_due != self.next_due
        self.next_due = next_due
        # A number from before a restart of the sandbox, or of a bot that is still at work, says
        # nothing about the present step.
        self.done = done if done <= self.seq and not busy else -1
        self._report.fire()
        if changed:
            self.on_change()

    async def _hold(self) -> None:
        self._open_calls += 1
        try:
            await self._instruction.wait(FOLLOW_SECONDS)
            self._seen = time.monotonic()
        except asyncio.CancelledError:
            # The bot hung up: it is gone, unless another call of it is open.
            self._seen = float("-inf")
            raise
        finally:
            self._open_calls -= 1
            self._report.fire()

    def close(self) -> None:
        """Let an open call return."""
        self._instruction.close()
        self._report.close()

    def left(self) -> None:
        """The bot has ended; had it no call open just then, nothing else would show that."""
        self._seen = float("-inf")
        self._report.fire()

    async def move(self, target: datetime) -> None:
        """Move business time forward to the target, stopping at each due instant."""
        async with self._lock:
            self.moving = True
            try:
                await self._stops(target)
                await self._step(target)
            finally:
                self.moving = False
                self._instruction.fire()
                self.on_change()

    async def _stops(self, target: datetime) -> None:
        stuck = 0
        while self.present and self.next_due is not None and self.next_due <= target:
            due = self.next_due
            if not await self._step(due):
                return
            # A bot that says the same instant is still due gets machine time, but not for ever.
            stuck = stuck + 1 if self.next_due == due else 0
            if stuck > PATIENCE:
                return
            if stuck:
                await self._report.wait(1.0)

    async def _step(self, moment: datetime) -> bool:
        """One instruction; True when the bot has done what was due."""
        self.clock.move_to(moment)
        self.seq += 1
        self._instruction.fire()
        self.on_change()
        seq = self.seq
        await self._report.until(lambda: self.done >= seq or not self.present, STEP_SECONDS)
        return self.done >= seq
