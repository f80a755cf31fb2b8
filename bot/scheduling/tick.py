"""The tick: whatever has fallen due is claimed and done, one transaction each."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime, timedelta

from bot.actions.recording import record
from bot.clock import Clock
from bot.delivery.supervision import told
from bot.scheduling.job import Job
from storage import drafts, inbox, notices, outbox
from storage.audit import AuditKind
from storage.database import Database, Transaction
from storage.errors import NoLongerOurs
from storage.notices import Notice

log = logging.getLogger(__name__)

AT_ONCE = 20
KEPT_FOR = timedelta(hours=48)
"""Ids of updates, so that a redelivery is known; and what was said, for as long."""
SET_ASIDE_FOR = timedelta(days=30)
"""What people sent and could not be handled, so that somebody can look into it."""
CARDS_FOR = timedelta(days=120)
"""A night is on the rota for twelve weeks at most; its cards are kept up to date as long."""
TIDY_EVERY = timedelta(hours=1)

OnTrouble = Callable[[Transaction, Notice], Awaitable[None]]


class Tick:
    """Does what is due. Called every second, and after each move of a sandbox's clock."""

    def __init__(
        self,
        *,
        db: Database,
        clock: Clock,
        owner: str,
        jobs: Mapping[str, Job],
        on_trouble: OnTrouble | None = None,
    ) -> None:
        """`jobs` says which action each kind of notice calls for.

        `on_trouble` is called once for a notice that has failed `notices.MAX_TRIES` times, in
        the transaction that records it.
        """
        self.db = db
        self.clock = clock
        self.owner = owner
        self.jobs = jobs
        self.on_trouble = on_trouble
        self._running = asyncio.Lock()
        self._tidied_at: datetime | None = None
        self._ticked_at = time.monotonic()

    async def run(self) -> int:
        """Do everything that is due now; how many notices were done.

        One run waits for the other: at the end of each, nothing that was due is still under way.
        """
        async with self._running:
            count = 0
            while claimed := await self._claim():
                for notice in claimed:
                    count += await self._do(notice)
            await self._tidy()
            self._ticked_at = time.monotonic()
            return count

    def age(self) -> float:
        """Seconds of machine time since a tick last came to its end, or since this was made."""
        return time.monotonic() - self._ticked_at

    async def start(self) -> None:
        """A process that was killed left leases behind, which nobody else holds on SQLite."""
        if not self.db.is_postgres:
            async with self.db.transaction() as tx:
                await notices.release_owned_by_others(tx, owner=self.owner)

    async def next_due(self) -> datetime | None:
        """When the next notice is due, in business time."""
        async with self.db.reading() as tx:
            return await notices.next_due(tx)

    async def _claim(self) -> list[Notice]:
        now = self.clock.now()
        async with self.db.reading() as tx:
            due_at = await notices.next_due(tx)
        if due_at is None or due_at > now:
            return []
        async with self.db.transaction() as tx:
            return await notices.claim_due(tx, now=now, owner=self.owner, limit=AT_ONCE)

    async def _do(self, notice: Notice) -> int:
        """One notice: done, missed because it came too late, or given back to be tried again."""
        now = self.clock.now()
        try:
            async with self.db.transaction() as tx:
                if not notice.is_useful(now):
                    await notices.missed(tx, notice)
                    return 0
                await notices.require_ours(tx, notice)
                await self.jobs[notice.kind](tx, notice, now)
                await notices.done(tx, notice)
        except NoLongerOurs:
            return 0
        except Exception:
            log.exception("the notice %s %s failed", notice.kind, notice.subject)
            await self._give_back(notice)
            return 0
        return 1

    async def _give_back(self, notice: Notice) -> None:
        try:
            async with self.db.transaction() as tx:
                await notices.give_back(tx, notice, "failed")
                # Just then, and not each time it is tried again, lest it be told every hour.
                if notice.tries == notices.MAX_TRIES:
                    await self._tell(tx, notice)
        except NoLongerOurs:
            return

    async def _tell(self, tx: Transaction, notice: Notice) -> None:
        record(
            tx, AuditKind.ALTERATION, "notice failed", f"notice:{notice.id}",
            area=notice.area, actor=None, at=self.clock.now(), notice=notice.kind,
        )  # fmt: skip
        if self.on_trouble is not None:
            await told(tx, self.on_trouble(tx, notice))

    async def _tidy(self) -> None:
        """Forget what need not be kept: once in an hour, in one small transaction."""
        now = self.clock.now()
        if self._tidied_at is not None and now - self._tidied_at < TIDY_EVERY:
            return
        self._tidied_at = now
        before = now - KEPT_FOR
        async with self.db.transaction() as tx:
            erased = await inbox.purge(tx, before, set_aside_before=now - SET_ASIDE_FOR)
            if erased:
                record(
                    tx, AuditKind.ERASURE, "set-aside updates erased", "inbox",
                    area=None, actor=None, at=now, count=erased,
                )  # fmt: skip
            await outbox.purge(tx, before)
            await outbox.purge_cards(tx, before=now - CARDS_FOR)
            await notices.purge(tx, before)
            # Forms that say so when they drop a draft have had their notice by then.
            for draft in await drafts.expiring(tx, before=now - TIDY_EVERY):
                await drafts.discard(tx, draft.id)
