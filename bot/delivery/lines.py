"""One line per chat: what is to happen in a chat happens one after the other."""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import dataclass, field

from bot.delivery.supervision import survives
from storage.outbox import Parcel

log = logging.getLogger(__name__)

Job = Callable[[], Awaitable[None]]


@dataclass(slots=True)
class _Line:
    """What one chat waits for: first what answers a tap, then parcels."""

    jobs: deque[Job] = field(default_factory=deque)
    parcels: deque[Parcel] = field(default_factory=deque)


class Lines:
    """Serves every chat with a task of its own, which ends when the chat has had all."""

    def __init__(
        self,
        *,
        deliver: Callable[[Parcel], Awaitable[None]],
        hand_back: Callable[[Parcel], None],
        on_rest: Callable[[], None],
    ) -> None:
        """`deliver` never raises; `hand_back` gets the parcels that were not begun.

        `on_rest` is called whenever something has ended.
        """
        self._deliver = deliver
        self._hand_back = hand_back
        self._on_rest = on_rest
        self._lines: dict[int, _Line] = {}
        self._tasks: set[asyncio.Task[None]] = set()

    @property
    def are_busy(self) -> bool:
        """Whether anything waits or happens in any chat, or beside the lines."""
        return bool(self._tasks)

    def put_job(self, chat: int, job: Job) -> None:
        """Do this in the chat before its parcels."""
        self._line(chat).jobs.append(job)

    def put_parcel(self, chat: int, parcel: Parcel) -> None:
        """Deliver this in the chat, after what it waits for already."""
        self._line(chat).parcels.append(parcel)

    def begin(self, work: Coroutine[None, None, None]) -> None:
        """Do this at once, beside the lines."""
        task = asyncio.ensure_future(work)
        self._tasks.add(task)
        task.add_done_callback(self._over)

    async def end(self, *, within: float) -> None:
        """Wait until all has happened; after `within` seconds, break off what has not."""
        if self._tasks:
            await asyncio.wait(set(self._tasks), timeout=within)
        for task in self._tasks:
            task.cancel()
        if self._tasks:
            await asyncio.wait(set(self._tasks))

    def _line(self, chat: int) -> _Line:
        line = self._lines.get(chat)
        if line is None:
            line = self._lines[chat] = _Line()
            # It starts when this task next waits: by then the line is not empty.
            self.begin(self._serve(chat, line))
        return line

    async def _serve(self, chat: int, line: _Line) -> None:
        try:
            while line.jobs or line.parcels:
                if line.jobs:
                    await survives(line.jobs.popleft(), "a screen could not be shown")
                else:
                    await self._deliver(line.parcels.popleft())
        finally:
            del self._lines[chat]
            for parcel in line.parcels:
                self._hand_back(parcel)

    def _over(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and task.exception() is not None:
            log.error("a delivery ended badly", exc_info=task.exception())
        self._on_rest()
