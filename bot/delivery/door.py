"""The door: updates are sifted, and stored before Telegram is told."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from bot.clock import Clock
from bot.delivery.hearing import Hearing
from bot.delivery.inbox import Lanes
from bot.delivery.sifting import sift
from storage import inbox
from storage.database import Database
from storage.inbox import Arrival, Claimed

BATCH = 100
"""The most updates that Telegram hands out at once: after so many, more may be waiting."""


class Door:
    """Where updates come in, from polling or from a webhook."""

    def __init__(
        self, db: Database, lanes: Lanes, *, username: str, clock: Clock, owner: str
    ) -> None:
        """`username` is the bot's own; `owner` the same name that the lanes go by."""
        self._db = db
        self._lanes = lanes
        self._username = username
        self._clock = clock
        self._owner = owner
        self._hearing = Hearing(db)

    async def receive(self, updates: Sequence[Any]) -> None:
        """Store raw updates in one transaction, and hand the lanes what they can start.

        An empty batch says that Telegram has nothing that waits. Raises what the database
        raises; then nothing was stored and Telegram must not be told.
        """
        now = self._clock.now()
        arrivals = self._sifted(updates, now, await self._hearing.since(now))
        is_all = len(updates) < BATCH
        is_due = is_all and self._hearing.is_due(now)
        if arrivals or is_due:
            await self._store(arrivals, heard_at=now if is_due else None)
        if is_all:
            self._hearing.heard(now)

    def _sifted(self, updates: Sequence[Any], now: datetime, earliest: datetime) -> list[Arrival]:
        sifted = (
            sift(
                raw,
                keys=self._db.keys,
                username=self._username,
                received_at=now,
                earliest=earliest,
            )
            for raw in updates
        )
        return [arrival for arrival in sifted if arrival is not None]

    async def _store(self, arrivals: list[Arrival], *, heard_at: datetime | None) -> None:
        claimed: list[Claimed] = []
        async with self._db.transaction() as tx:
            if heard_at is not None:
                await self._hearing.keep(tx, heard_at)
            if arrivals:
                room = self._lanes.room()
                claimed = await inbox.store(tx, arrivals, owner=self._owner, claim=room)
        started = {update.update_id for update in claimed}
        has_more = any(arrival.update_id not in started for arrival in arrivals)
        if arrivals:
            self._lanes.accept(claimed, has_more=has_more)
