"""Since when an update may have waited at Telegram before it came in."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import datetime, timedelta

from storage import door
from storage.database import Database, Transaction

SILENCE_SECONDS = 120.0
"""After a longer silence than this, what comes first may have been waiting."""
_KEPT_EVERY = timedelta(minutes=1)


class Hearing:
    """Remembers when Telegram was last heard, in the database about once a minute."""

    def __init__(self, db: Database, *, machine: Callable[[], float] = time.monotonic) -> None:
        """`machine` counts seconds; a silence is measured by it, as a sandbox moves its clock."""
        self._db = db
        self._machine = machine
        self._last: float | None = None
        self._heard_at: datetime | None = None
        self._kept_at: datetime | None = None

    async def since(self, now: datetime) -> datetime:
        """The earliest that what comes in now may have been sent: now, but for an outage.

        After a start or a silence, it is when Telegram was last heard.
        """
        if self._last is not None and self._machine() - self._last <= SILENCE_SECONDS:
            return now
        if self._heard_at is None:
            async with self._db.reading() as tx:
                self._heard_at = await door.heard_at(tx)
        return min(self._heard_at or now, now)

    def is_due(self, now: datetime) -> bool:
        """Whether the database is to be told again."""
        return self._kept_at is None or abs(now - self._kept_at) >= _KEPT_EVERY

    async def keep(self, tx: Transaction, now: datetime) -> None:
        """Tell the database that everything until now has come in."""
        await door.note_heard(tx, now)

        def kept() -> None:
            self._kept_at = now

        tx.after_commit(kept)

    def heard(self, now: datetime) -> None:
        """Everything until now has come in and is stored."""
        self._last, self._heard_at = self._machine(), now
