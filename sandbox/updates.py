"""The queue of updates for the bot, and the long poll that empties it."""

import asyncio
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from pydantic_core import to_json

from sandbox.errors import ApiError, conflict

KINDS = frozenset(
    {
        "message",
        "edited_message",
        "callback_query",
        "my_chat_member",
        "chat_member",
        "message_reaction",
        "message_reaction_count",
        "chat_join_request",
        "inline_query",
        "chosen_inline_result",
        "poll",
        "poll_answer",
        "channel_post",
        "edited_channel_post",
    }
)
# What Telegram leaves out unless a bot asks for it.
ON_REQUEST = frozenset({"chat_member", "message_reaction", "message_reaction_count"})
DEFAULT = KINDS - ON_REQUEST
KEPT_SECONDS = 86_400
LONGEST_POLL = 50
CONFLICT_PAUSE = 3.0

OTHER_POLL = (
    "terminated by other getUpdates request; make sure that only one bot instance is running"
)
WEBHOOK_SET = "terminated by setWebhook request"


@dataclass(slots=True)
class Queued:
    """One update, written out at the moment it arose."""

    id: int
    body: bytes
    lane: int
    at: float


@dataclass(slots=True)
class UpdateQueue:
    """Updates in order; an offset acknowledges all before it."""

    allowed: frozenset[str] = DEFAULT
    next_id: int = 100_000_001
    queue: deque[Queued] = field(default_factory=deque)
    on_new: Callable[[Queued], None] | None = None
    _poll: asyncio.Future[ApiError | None] | None = None
    _next_conflict: float = 0.0

    def add(self, kind: str, payload: dict[str, Any], lane: int) -> None:
        """Queue an update of this kind, unless the bot did not ask for the kind."""
        if kind in self.allowed:
            self.add_raw({kind: payload}, lane)

    def add_raw(self, update: dict[str, Any], lane: int = 0) -> int:
        """Queue an update as it is; a missing update_id is filled in."""
        update_id = update.get("update_id")
        if update_id is None:
            update_id = self.next_id
            update = {"update_id": update_id, **update}
        self.next_id = max(self.next_id, update_id + 1)
        queued = Queued(update_id, to_json(update), lane, time.time())
        self.queue.append(queued)
        self._answer(None)
        if self.on_new is not None:
            self.on_new(queued)
        return int(update_id)

    def allow(self, kinds: list[str] | None) -> None:
        """What the bot asked for: None keeps the earlier choice, [] means the default."""
        if kinds is not None:
            self.allowed = frozenset(kinds) & KINDS or DEFAULT

    def acknowledge(self, offset: int) -> None:
        """Forget all before the offset; a negative one keeps only so many of the newest."""
        if offset < 0:
            while len(self.queue) > -offset:
                self.queue.popleft()
        while offset > 0 and self.queue and self.queue[0].id < offset:
            self.queue.popleft()

    def forget(self, update: Queued) -> None:
        """Take one update out: it was delivered."""
        if update in self.queue:
            self.queue.remove(update)

    def waiting(self) -> list[Queued]:
        """What has not been acknowledged and is not older than a day."""
        oldest = time.time() - KEPT_SECONDS
        while self.queue and self.queue[0].at < oldest:
            self.queue.popleft()
        return list(self.queue)

    async def poll(self, offset: int, limit: int, timeout: int) -> list[Queued]:
        """Wait for updates as getUpdates does; a second poll ends the first with a 409."""
        self.acknowledge(offset)
        if not self.queue and timeout > 0:
            self.end_poll(OTHER_POLL)
            await self._wait(timeout)
        return self.waiting()[:limit]

    def end_poll(self, reason: str) -> None:
        """Answer the open long poll with a conflict, if there is one."""
        self._answer(conflict(reason))

    def close(self) -> None:
        """Let an open long poll return empty-handed."""
        self._answer(None)

    def _answer(self, outcome: ApiError | None) -> None:
        poll, self._poll = self._poll, None
        if poll is not None and not poll.done():
            poll.set_result(outcome)

    async def _wait(self, timeout: int) -> None:
        poll: asyncio.Future[ApiError | None] = asyncio.get_running_loop().create_future()
        self._poll = poll
        try:
            async with asyncio.timeout(min(timeout, LONGEST_POLL)):
                outcome = await poll
        except TimeoutError:
            return
        finally:
            if self._poll is poll:
                self._poll = None
        if outcome is not None:
            await self._slow_down()
            raise outcome

    async def _slow_down(self) -> None:
        # Telegram answers the first conflict at once and later ones after three seconds, so
        # that two pollers do not chase each other.
        now = time.monotonic()
        if now < self._next_conflict:
            await asyncio.sleep(CONFLICT_PAUSE)
        else:
            self._next_conflict = now + CONFLICT_PAUSE
