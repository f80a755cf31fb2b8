"""Fetches updates by long polling, and confirms them once they are stored.

Raw JSON is asked for, because the library's own get_updates fails a whole batch
on one malformed update. A webhook would call the same door.
"""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Awaitable, Callable
from typing import Any
from urllib.parse import urlencode

from telegram.error import Conflict, InvalidToken, TelegramError
from telegram.error import RetryAfter as FloodError
from telegram.request import BaseRequest

from bot.delivery.door import BATCH
from bot.delivery.sifting import ALLOWED_UPDATES
from bot.delivery.verdicts import seconds_of

log = logging.getLogger(__name__)

POLL_SECONDS = 25
_ANSWER_WITHIN = 10.0
_GOODBYE_WITHIN = 3.0
_FIRST_WAIT = 1.0
_LONGEST_WAIT = 30.0

Receive = Callable[[list[Any]], Awaitable[None]]


class TokenRejected(Exception):
    """Telegram does not accept the bot's token: nothing can work until it is changed."""


class Poller:
    """Asks Telegram for updates, one batch after the other, and hands them to the door."""

    def __init__(
        self,
        *,
        base_url: str,
        request: BaseRequest,
        receive: Receive,
        first_wait: float = _FIRST_WAIT,
    ) -> None:
        """`base_url` is Bot.base_url; `request` is used by nobody else, and shut down at the end.

        `receive` stores a batch, which may be empty, and raises when it could not.
        `first_wait` is the first back-off in seconds; it doubles up to 30.
        """
        self._url = base_url
        self._request = request
        self._receive = receive
        self._first_wait = first_wait
        self._wait = first_wait
        self._offset: int | None = None
        self._is_level = False
        """Nothing waits at Telegram: whatever comes next is sent while we listen."""
        self.has_caught_up = asyncio.Event()
        """Set once what had waited at Telegram is stored."""
        self._is_stopping = asyncio.Event()
        self._call: asyncio.Future[Any] | None = None
        self._trouble = ""

    async def run(self) -> None:
        """Poll until `stop`. Raises TokenRejected; outlives every other trouble."""
        await self._request.initialize()
        try:
            await self._poll()
            await self._say_goodbye()
        finally:
            await self._request.shutdown()

    def stop(self) -> None:
        """Let `run` end: at once while it waits for Telegram, else when the batch is stored."""
        self._is_stopping.set()
        if self._call is not None:
            self._call.cancel()

    async def _poll(self) -> None:
        while not self._is_stopping.is_set():
            try:
                await self._one_batch()
            except InvalidToken as error:
                raise TokenRejected(
                    "Telegram does not accept the token. Check EPHEDRA_TOKEN with @BotFather."
                ) from error
            except asyncio.CancelledError:
                if not self._is_stopping.is_set():
                    raise
            except Exception as error:
                await self._back_off(error)

    async def _one_batch(self) -> None:
        # What has waited is asked for at once, so that it is told from what comes afterwards.
        timeout = POLL_SECONDS if self._is_level else 0
        updates = await self._fetch(timeout=timeout, answer_within=_ANSWER_WITHIN)
        self._all_well()
        await self._receive(updates)
        self._is_level = len(updates) < BATCH
        if self._is_level:
            self.has_caught_up.set()
        if not updates:
            return
        ids = [i for update in updates if (i := _update_id(update)) is not None]
        if not ids:
            raise ValueError("a batch of updates without ids")
        self._offset = max(ids) + 1

    async def _fetch(self, *, timeout: int, answer_within: float) -> list[Any]:
        query: dict[str, Any] = {
            "timeout": timeout,
            "allowed_updates": json.dumps(ALLOWED_UPDATES),
        }
        if self._offset is not None:
            query["offset"] = self._offset
        url = f"{self._url}/getUpdates?{urlencode(query)}"
        self._call = asyncio.ensure_future(
            self._request.post(url, read_timeout=timeout + answer_within)
        )
        try:
            updates = await self._call
        finally:
            self._call = None
        if not isinstance(updates, list):
            raise TypeError("not a list of updates")
        return updates

    async def _back_off(self, error: Exception) -> None:
        self._is_level = False
        self._say(_in_plain_words(error), error)
        wait = self._wait
        if isinstance(error, FloodError):
            wait = max(wait, seconds_of(error))
        self._wait = min(2 * self._wait, _LONGEST_WAIT)
        try:
            async with asyncio.timeout(wait):
                await self._is_stopping.wait()
        except TimeoutError:
            return

    def _say(self, trouble: str, error: Exception) -> None:
        """One line when the trouble begins or changes, not one for each try."""
        if trouble != self._trouble:
            is_ours = not isinstance(error, TelegramError)
            log.warning("%s", trouble, exc_info=error if is_ours else None)
        self._trouble = trouble

    def _all_well(self) -> None:
        if self._trouble:
            log.info("Telegram answers again.")
        self._trouble = ""
        self._wait = self._first_wait

    async def _say_goodbye(self) -> None:
        """Confirm what is stored, so that it is not sent again; with nothing left, say so."""
        if self._offset is None:
            return
        try:
            async with asyncio.timeout(_GOODBYE_WITHIN):
                left = await self._fetch(timeout=0, answer_within=_GOODBYE_WITHIN)
            if not left:
                await self._receive([])
        except Exception as error:
            log.info("the last updates were not confirmed: %s", type(error).__name__)


def _update_id(update: Any) -> int | None:
    found = update.get("update_id") if isinstance(update, dict) else None
    return found if isinstance(found, int) else None


def _in_plain_words(error: Exception) -> str:
    if isinstance(error, Conflict) and "webhook" in error.message.lower():
        return "A webhook is set for this bot, so it cannot poll. Remove it, or use webhooks."
    if isinstance(error, Conflict):
        return "Another copy of the bot is polling with the same token. Stop one of the two."
    if isinstance(error, FloodError):
        return "Telegram asks us to poll less often."
    if isinstance(error, TelegramError):
        return f"Telegram cannot be reached: {type(error.__cause__ or error).__name__}. Trying on."
    return f"Updates could not be stored: {type(error).__name__}. Trying again."
