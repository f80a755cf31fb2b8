"""Taps on buttons that wait for the bot's answer."""

import asyncio
import random
import time
from dataclasses import dataclass, field
from typing import Any

from sandbox.errors import bad_request

ANSWERABLE_SECONDS = 15 * 60
TOO_OLD = "query is too old and response timeout expired or query ID is invalid"


@dataclass(slots=True)
class Callback:
    """One tap: whose, on which message, and what the bot answered."""

    id: str
    user_id: int
    chat_id: int
    message_id: int
    data: str
    asked: float
    answered: asyncio.Future[dict[str, Any]]


@dataclass(slots=True)
class Callbacks:
    """The taps that can still be answered. Machine time counts, as at Telegram."""

    waiting: dict[str, Callback] = field(default_factory=dict)

    def ask(self, user_id: int, chat_id: int, message_id: int, data: str) -> Callback:
        """Note a tap."""
        self._forget_old()
        callback_id = str(random.getrandbits(62))
        answered = asyncio.get_running_loop().create_future()
        callback = Callback(
            callback_id, user_id, chat_id, message_id, data, time.monotonic(), answered
        )
        self.waiting[callback_id] = callback
        return callback

    def answer(self, callback_id: str, answer: dict[str, Any]) -> Callback:
        """Answer a tap. Raises 400 when it is unknown, already answered or too old."""
        callback = self.waiting.pop(callback_id, None)
        if callback is None or time.monotonic() - callback.asked > ANSWERABLE_SECONDS:
            raise bad_request(TOO_OLD)
        if not callback.answered.done():
            callback.answered.set_result(answer)
        return callback

    def _forget_old(self) -> None:
        # Oldest first, since dictionaries keep their order.
        limit = time.monotonic() - ANSWERABLE_SECONDS
        while self.waiting:
            first = next(iter(self.waiting.values()))
            if first.asked > limit:
                return
            del self.waiting[first.id]
