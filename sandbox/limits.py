"""Telegram's sending limits, in machine time.

30 messages a second in all; one a second to a chat, with a burst in private chats; 20 in 60
seconds to a group. An edit counts as a message. A refused call costs nothing.
"""

import math
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field

from sandbox.errors import too_many_requests

OVERALL_PER_SECOND = 30
CHAT_PER_SECOND = 1
PRIVATE_BURST = 20
GROUP_BURST = 1
GROUP_PER_WINDOW = 20
GROUP_WINDOW = 60.0
# A sender that waits exactly one second must not be refused for a few milliseconds' drift.
SLACK = 0.1


@dataclass(slots=True)
class Bucket:
    """Tokens that come back at `rate` a second, at most `size` of them."""

    size: float
    rate: float
    tokens: float
    at: float

    def wait(self, now: float) -> float:
        """Seconds until one token is there."""
        self.tokens = min(self.size, self.tokens + (now - self.at) * self.rate)
        self.at = now
        missing = 1.0 - SLACK - self.tokens
        return missing / self.rate if missing > 0 else 0.0


@dataclass(slots=True)
class Limiter:
    """Refuses with 429 what Telegram would refuse."""

    enabled: bool = True
    clock: Callable[[], float] = time.monotonic
    _overall: Bucket | None = None
    _chats: dict[int, Bucket] = field(default_factory=dict)
    _groups: dict[int, deque[float]] = field(default_factory=dict)

    def switch(self, on: bool) -> None:
        """Turn the limits on or off; either way the counting starts anew."""
        self.enabled = on
        self._overall = None
        self._chats.clear()
        self._groups.clear()

    def spend(self, chat_id: int) -> None:
        """Count one message to a chat, or raise the 429."""
        if not self.enabled:
            return
        now = self.clock()
        overall, chat = self._bucket_for_all(now), self._bucket_for(chat_id, now)
        wait = max(overall.wait(now), chat.wait(now), self._group_wait(chat_id, now))
        if wait > 0:
            raise too_many_requests(max(1, math.ceil(wait)))
        overall.tokens -= 1
        chat.tokens -= 1
        if chat_id < 0:
            self._groups[chat_id].append(now)

    def _bucket_for_all(self, now: float) -> Bucket:
        if self._overall is None:
            size = float(OVERALL_PER_SECOND)
            self._overall = Bucket(size, size, size, now)
        return self._overall

    def _bucket_for(self, chat_id: int, now: float) -> Bucket:
        bucket = self._chats.get(chat_id)
        if bucket is None:
            size = float(GROUP_BURST if chat_id < 0 else PRIVATE_BURST)
            bucket = self._chats[chat_id] = Bucket(size, CHAT_PER_SECOND, size, now)
        return bucket

    def _group_wait(self, chat_id: int, now: float) -> float:
        if chat_id > 0:
            return 0.0
        sent = self._groups.setdefault(chat_id, deque())
        while sent and sent[0] <= now - GROUP_WINDOW:
            sent.popleft()
        return sent[0] + GROUP_WINDOW - now if len(sent) >= GROUP_PER_WINDOW else 0.0
