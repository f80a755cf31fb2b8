"""Business time: the only clock that handlers and scheduled work are handed."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Protocol


class Clock(Protocol):
    """Tells the time of the operation, aware, in UTC."""

    def now(self) -> datetime:
        """The present instant."""
        ...


class SystemClock:
    """The machine's own clock."""

    def now(self) -> datetime:
        """The present instant."""
        return datetime.now(UTC)


class MovableClock:
    """The machine's clock plus an offset that a sandbox sets; for demos and tests only."""

    def __init__(self) -> None:
        """Start level with the machine's clock."""
        self.offset = timedelta(0)

    def now(self) -> datetime:
        """The present instant of the sandbox."""
        return datetime.now(UTC) + self.offset
