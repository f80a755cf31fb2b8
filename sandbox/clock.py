"""The movable clock: business time is machine time plus an offset that only grows."""

import time
from datetime import UTC, datetime, timedelta


class Clock:
    """Tells business time. Machine time stays what it is: limits and retries use that."""

    __slots__ = ("offset",)

    def __init__(self, offset: float = 0.0) -> None:
        self.offset = offset

    def now(self) -> datetime:
        """Business time, aware, in UTC."""
        return datetime.now(UTC) + timedelta(seconds=self.offset)

    def unix(self) -> int:
        """Business time as Telegram dates messages."""
        return int(time.time() + self.offset)

    def move_to(self, moment: datetime) -> None:
        """Set business time; a moment in the past leaves the clock alone."""
        ahead = (moment - datetime.now(UTC)).total_seconds()
        self.offset = max(self.offset, ahead)
