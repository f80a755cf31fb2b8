"""Lanes: every person's updates in order, the lanes side by side and in turn.

An update is claimed, handed to the application, and done, tried again or set
aside. What may have killed an earlier process runs first and alone, so that a
poisonous update takes nobody with it.
"""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass

from bot.delivery.supervision import Quiet, keep_going, survives, told
from storage import inbox
from storage.database import Database, Transaction
from storage.errors import NoLongerOurs
from storage.inbox import Claimed, SetAside

log = logging.getLogger(__name__)

WORKERS = 8
AHEAD = 24
"""Updates of other lanes that are claimed in advance, so that claims come in batches."""

_SWEEP_EVERY = 30.0
_SOON = 0.02


class ReadDone:
    """Returned for an update that only read: lanes mark it done, many in one transaction."""


Handle = Callable[[Claimed], Awaitable[ReadDone | None]]
OnSetAside = Callable[[Transaction, SetAside], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class _Failed:
    claimed: Claimed
    error: Exception


class Lanes:
    """Claims updates and plays them with `handle`.

    `handle` must have marked the update done in its own transaction, or return
    ReadDone. What it raises makes the update be tried again, three times in all;
    then `on_set_aside` runs in the transaction that sets it aside.
    """

    def __init__(
        self,
        db: Database,
        handle: Handle,
        *,
        owner: str,
        on_set_aside: OnSetAside | None = None,
        workers: int = WORKERS,
        ahead: int = AHEAD,
    ) -> None:
        """`owner` names this process in the leases; nothing runs before `run`."""
        self._db = db
        self._handle = handle
        self._owner = owner
        self._on_set_aside = on_set_aside
        self._workers = workers
        self._capacity = workers + ahead
        self._ready: deque[Claimed] = deque()
        self._running: set[asyncio.Task[None]] = set()
        self._read: list[int] = []
        self._failed: list[_Failed] = []
        self._is_open = False
        self._is_stopping = False
        self._has_more = True
        self._is_committing = False
        self._retrying: set[int] = set()
        self._retry: asyncio.TimerHandle | None = None
        self._soon: asyncio.TimerHandle | None = None
        self._wake = asyncio.Event()
        self._quiet = Quiet(self._is_idle)

    def room(self) -> int:
        """How many updates the door may claim while it stores."""
        return max(0, self._capacity - self._held) if self._is_open else 0

    def accept(self, claimed: Sequence[Claimed], *, has_more: bool) -> None:
        """Take what the door has claimed; `has_more` says that something was left unclaimed."""
        self._ready.extend(claimed)
        if has_more:
            self._has_more = True
            if not self._held:
                self._wake.set()
        self._start()

    async def drained(self) -> None:
        """Wait until nothing is held, nothing waits to be tried again, and nothing is left."""
        await self._quiet.wait()

    def stop(self) -> None:
        """Let `run` end: what has begun is finished, what has not is put back."""
        self._is_stopping = True
        self._is_open = False
        self._wake.set()

    async def run(self) -> None:
        """Work until `stop`. Outlives a database that fails for a while."""
        await keep_going(
            self._open,
            until=lambda: self._is_open or self._is_stopping,
            trouble="the inbox could not be opened",
        )
        await keep_going(
            self._cycle,
            until=lambda: self._is_stopping,
            trouble="updates could not be claimed or finished",
        )
        await self._stand_still()
        await survives(self._close, "the inbox could not be closed in order")

    @property
    def _held(self) -> int:
        return len(self._ready) + len(self._running)

    def _is_idle(self) -> bool:
        is_waiting = self._held or self._read or self._failed or self._retrying
        is_busy = is_waiting or self._is_committing or self._has_more
        return self._is_open and not is_busy

    def _start(self) -> None:
        while self._ready and len(self._running) < self._workers and not self._is_stopping:
            task = asyncio.create_task(self._play(self._ready.popleft()))
            self._running.add(task)
            task.add_done_callback(self._over)

    async def _play(self, claimed: Claimed) -> None:
        try:
            result = await self._handle(claimed)
        except Exception as error:
            self._failed.append(_Failed(claimed, error))
        else:
            if isinstance(result, ReadDone):
                self._read.append(claimed.update_id)

    def _over(self, task: asyncio.Task[None]) -> None:
        self._running.discard(task)
        self._start()
        if self._failed or (self._held <= 1 and (self._has_more or self._read)):
            self._wake.set()
        elif (self._has_more or self._read) and self._soon is None:
            # Nobody waits for these: they may gather, so that one transaction does for several.
            self._soon = asyncio.get_running_loop().call_later(_SOON, self._wake.set)
        self._quiet.look()

    async def _open(self) -> None:
        """Clear up after processes that ended badly, then let the lanes run."""
        async with self._db.transaction() as tx:
            if not self._db.is_postgres:
                await inbox.release_owned_by_others(tx, owner=self._owner)
        await self._clear_suspects()
        self._is_open = True
        self._wake.set()

    async def _clear_suspects(self) -> None:
        """Play what may have killed a process, one at a time and with nothing beside it."""
        while not self._is_stopping:
            async with self._db.transaction() as tx:
                for given_up in await inbox.set_aside_exhausted(tx):
                    await self._tell(tx, given_up)
                suspects = await inbox.claim(tx, owner=self._owner, limit=1, suspects=True)
            if not suspects:
                return
            await self._stand_still()
            for suspect in suspects:
                await self._play(suspect)
            await self._flush(limit=0)

    async def _stand_still(self) -> None:
        while self._running:
            await asyncio.wait(set(self._running))

    async def _cycle(self) -> None:
        """Wait for work, finish what has ended, claim what there is room for."""
        try:
            async with asyncio.timeout(_SWEEP_EVERY):
                await self._wake.wait()
        except TimeoutError:
            await self._sweep()
        self._wake.clear()
        if self._soon is not None:
            self._soon.cancel()
            self._soon = None
        if self._has_more or self._read or self._failed:
            await self._flush(limit=self.room() if self._has_more else 0)
        self._quiet.look()

    async def _sweep(self) -> None:
        """Hold on to what takes long, and look for what other processes left behind."""
        if self._running:
            async with self._db.transaction() as tx:
                await inbox.renew(tx, owner=self._owner)
        self._is_open = False
        try:
            await self._clear_suspects()
        finally:
            self._is_open = not self._is_stopping
        # Another process may have taken over what was to be tried again here.
        self._retrying.clear()
        self._has_more = True

    async def _flush(self, *, limit: int) -> None:
        """One transaction: reads done, failures given back, and up to `limit` claimed."""
        read, failed, was_held = list(self._read), list(self._failed), self._held
        due: float | None = None
        claimed: Sequence[Claimed] = ()
        if limit > 0:
            self._has_more = False
        self._is_committing = True
        try:
            async with self._db.transaction() as tx:
                if read:
                    # Those that somebody else has finished meanwhile need nothing more.
                    with suppress(NoLongerOurs):
                        await inbox.done(tx, read)
                for failure in failed:
                    await self._give_back(tx, failure)
                if limit > 0:
                    claimed = await inbox.claim(tx, owner=self._owner, limit=limit)
                waiting = self._retrying - {update.update_id for update in claimed}
                if waiting:
                    due = await inbox.next_due(tx)
        except BaseException:
            self._has_more = True
            self._wake.set()
            raise
        finally:
            self._is_committing = False
        del self._read[: len(read)], self._failed[: len(failed)]
        # Behind what was held, more of the same lanes may have been out of sight.
        self._has_more |= limit > 0 and (was_held > 0 or bool(claimed))
        self._retrying = waiting
        self._try_again_in(due)
        self._ready.extend(claimed)
        self._start()
        if self._has_more and not self._held:
            # What was held has ended during the transaction: nobody else will look again.
            self._wake.set()

    async def _give_back(self, tx: Transaction, failure: _Failed) -> None:
        claimed, error = failure.claimed, type(failure.error).__name__
        state = await inbox.give_back(tx, claimed.update_id, error)
        if state == inbox.SET_ASIDE:
            await self._tell(tx, SetAside(claimed.update_id, claimed.lane, claimed.tries, error))
        else:
            self._retrying.add(claimed.update_id)
            log.warning("update %s failed (%s), try %s", claimed.update_id, error, claimed.tries)

    async def _tell(self, tx: Transaction, given_up: SetAside) -> None:
        log.error("update %s was set aside: %s", given_up.update_id, given_up.error)
        if self._on_set_aside is not None:
            await told(tx, self._on_set_aside(tx, given_up))

    def _try_again_in(self, seconds: float | None) -> None:
        if self._retry is not None:
            self._retry.cancel()
            self._retry = None
        if seconds is not None:
            wait = max(seconds, _SOON)
            self._retry = asyncio.get_running_loop().call_later(wait, self._try_again)

    def _try_again(self) -> None:
        self._retry = None
        self._has_more = True
        self._wake.set()

    async def _close(self) -> None:
        """Finish what has begun; put back what has not."""
        for timer in (self._retry, self._soon):
            if timer is not None:
                timer.cancel()
        await self._flush(limit=0)
        unstarted = [claimed.update_id for claimed in self._ready]
        if unstarted:
            async with self._db.transaction() as tx:
                await inbox.put_back(tx, unstarted)
