"""When the next message may leave: Telegram's sending limits, in machine time.

`Allowance` knows the limits and `Turns` who is next; both decide from the time
that they are given. `Limiter` lets tasks wait: whoever waits for one chat never
holds up another, chats take turns, answers go before notices and notices before
broadcasts, and yet each in time. Answers to callback queries are free and do
not come here.
"""

from __future__ import annotations

import asyncio
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field

PRIVATE_BURST = 20
"""Messages that a private chat takes at once; the sandbox holds to the same number."""
GROUP_BURST = 1
"""Messages that a group takes at once; the sandbox holds to the same number."""

PATIENCE = (0.0, 2.0, 10.0)
"""Seconds by which an answer, a notice and a broadcast let later comers pass, at most."""


@dataclass(frozen=True, slots=True)
class Limits:
    """How much Telegram takes. An edit counts as a message."""

    overall: int = 30
    """Messages in any `second`, to all chats together."""
    second: float = 1.0
    """Length of a second: also the time after which a chat takes one message more."""
    private_burst: int = PRIVATE_BURST
    group_burst: int = GROUP_BURST
    in_group: int = 20
    """Messages in any `window`, to one group."""
    window: float = 60.0
    jitter: float = 0.05
    """Seconds kept to spare, because two messages do not travel equally fast."""


@dataclass(slots=True)
class _Chat:
    """What one chat has had: a bucket of tokens, the last sends, and a pause."""

    tokens: float
    counted_at: float
    sent: deque[float] = field(default_factory=deque)
    paused_until: float = 0.0


class Allowance:
    """The limits and what has been used of them. Pure: time is what it is told."""

    def __init__(self, limits: Limits | None) -> None:
        """Start with nothing sent. Without limits, only pauses are heeded."""
        self.limits = limits or Limits()
        self._is_on = limits is not None
        self._refill = self.limits.second + self.limits.jitter
        self._sent: deque[float] = deque(maxlen=self.limits.overall)
        self._paused_until = 0.0
        self._chats: dict[int, _Chat] = {}
        self._crowded_at = 1024

    def overall_free(self) -> float:
        """The earliest time at which anything may be sent to anyone."""
        if len(self._sent) < self.limits.overall:
            return self._paused_until
        return max(self._paused_until, self._sent[0] + self._refill)

    def chat_free(self, chat: int) -> float:
        """The earliest time at which this chat's own limits allow a message."""
        known = self._chats.get(chat)
        if known is None:
            return 0.0
        missing = max(1.0 - known.tokens, 0.0)
        free = max(known.paused_until, known.counted_at + missing * self._refill)
        if len(known.sent) >= self.limits.in_group:
            free = max(free, known.sent[0] + self.limits.window + self.limits.jitter)
        return free

    def next_free(self, chat: int) -> float:
        """The earliest time at which a message to this chat may be sent."""
        return max(self.overall_free(), self.chat_free(chat))

    def take(self, chat: int, now: float) -> None:
        """Count one message to a chat, sent now. Groups have negative ids."""
        if not self._is_on:
            return
        known = self._known(chat, now)
        earned = max(now - known.counted_at, 0.0) / self._refill
        known.tokens = min(float(self._burst(chat)), known.tokens + earned) - 1.0
        known.counted_at = now
        self._sent.append(now)
        if chat < 0:
            known.sent.append(now)
            if len(known.sent) > self.limits.in_group:
                known.sent.popleft()

    def pause(self, chat: int | None, until: float, now: float) -> None:
        """Send nothing to a chat, or with None to anyone, before `until`."""
        if chat is None:
            self._paused_until = max(self._paused_until, until)
            return
        known = self._known(chat, now)
        known.paused_until = max(known.paused_until, until)

    def _known(self, chat: int, now: float) -> _Chat:
        known = self._chats.get(chat)
        if known is None:
            if len(self._chats) >= self._crowded_at:
                self._forget(now)
            known = self._chats[chat] = _Chat(float(self._burst(chat)), now)
        return known

    def _forget(self, now: float) -> None:
        """Drop the chats that have all of their allowance back."""
        rest = max(self.limits.window, self.limits.private_burst * self._refill) + 1.0
        self._chats = {
            chat: known
            for chat, known in self._chats.items()
            if known.counted_at + rest > now or known.paused_until > now
        }
        self._crowded_at = 2 * len(self._chats) + 1024

    def _burst(self, chat: int) -> int:
        return self.limits.group_burst if chat < 0 else self.limits.private_burst


@dataclass(eq=False, slots=True)
class Ticket:
    """A place in the queue of one chat."""

    chat: int
    since: float
    patience: float
    call: Callable[[], object]


class Turns:
    """Who is next. Pure: time is what it is told."""

    def __init__(self, allowance: Allowance) -> None:
        """Start with nobody waiting."""
        self.allowance = allowance
        self._queues: dict[int, list[Ticket]] = {}
        self._served: dict[int, float] = {}

    def is_waiting(self, chat: int) -> bool:
        """Whether anybody waits for this chat."""
        return chat in self._queues

    def join(self, chat: int, urgency: int, now: float, call: Callable[[], object]) -> Ticket:
        """Queue up. `call` is called when the turn comes."""
        ticket = Ticket(chat, now, PATIENCE[urgency], call)
        self._queues.setdefault(chat, []).append(ticket)
        return ticket

    def leave(self, ticket: Ticket) -> None:
        """Give a place up; harmless when the turn has been."""
        queue = self._queues.get(ticket.chat, [])
        if ticket in queue:
            self._remove(ticket, queue)

    def serve(self, now: float) -> None:
        """Call all whose turn is now, the longest due first, and count them as sent."""
        while self.allowance.overall_free() <= now:
            free = [chat for chat in self._queues if self.allowance.chat_free(chat) <= now]
            if not free:
                return
            ticket = min((self._head(chat) for chat in free), key=self._due)
            self._remove(ticket, self._queues[ticket.chat])
            if ticket.chat in self._queues:
                self._served[ticket.chat] = now
            self.allowance.take(ticket.chat, now)
            ticket.call()

    def next_at(self) -> float | None:
        """When `serve` is worth calling again; None when nobody waits."""
        if not self._queues:
            return None
        soonest = min(self.allowance.chat_free(chat) for chat in self._queues)
        return max(soonest, self.allowance.overall_free())

    def _head(self, chat: int) -> Ticket:
        return min(self._queues[chat], key=lambda ticket: ticket.since + ticket.patience)

    def _due(self, ticket: Ticket) -> float:
        # A chat that was served goes behind those who have waited since.
        return max(ticket.since, self._served.get(ticket.chat, 0.0)) + ticket.patience

    def _remove(self, ticket: Ticket, queue: list[Ticket]) -> None:
        queue.remove(ticket)
        if not queue:
            del self._queues[ticket.chat]
            self._served.pop(ticket.chat, None)


class Limiter:
    """Lets tasks wait until they may send. `is_on=False` heeds pauses only."""

    def __init__(
        self,
        limits: Limits | None = None,
        *,
        is_on: bool = True,
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        """Start with nothing sent. `now` is the machine's monotonic time in seconds."""
        self.allowance = Allowance((limits or Limits()) if is_on else None)
        self._turns = Turns(self.allowance)
        self._now = now
        self._timer: asyncio.TimerHandle | None = None

    def next_free(self, chat: int) -> float:
        """Seconds until a message to this chat might leave; 0 when it may leave now."""
        return max(0.0, self.allowance.next_free(chat) - self._now())

    def take(self, chat: int) -> None:
        """Count one message that leaves now, without waiting."""
        self.allowance.take(chat, self._now())

    def pause(self, chat: int | None, seconds: float) -> None:
        """Heed a retry_after: of one chat, or with None of everything."""
        now = self._now()
        self.allowance.pause(chat, now + seconds, now)

    async def turn(self, chat: int, urgency: int = 0) -> None:
        """Wait until one message may be sent to the chat, and count it as sent.

        `urgency` is an index of PATIENCE. Cancelling gives the place up.
        """
        now = self._now()
        if self._may_pass(chat) and self.allowance.next_free(chat) <= now:
            self.allowance.take(chat, now)
            return
        turn: asyncio.Future[None] = asyncio.get_running_loop().create_future()

        def call() -> None:
            if not turn.done():
                turn.set_result(None)

        ticket = self._turns.join(chat, urgency, now, call)
        self._serve()
        try:
            await turn
        finally:
            self._turns.leave(ticket)

    def _may_pass(self, chat: int) -> bool:
        """Whether nobody's turn can be due before a newcomer's."""
        if self._timer is None:
            return True
        is_early = self._timer.when() > asyncio.get_running_loop().time()
        return is_early and not self._turns.is_waiting(chat)

    def _serve(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        self._turns.serve(self._now())
        at = self._turns.next_at()
        if at is not None:
            wait = max(at - self._now(), 0.0)
            self._timer = asyncio.get_running_loop().call_later(wait, self._serve)
