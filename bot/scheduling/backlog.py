"""What waited while the bot was down comes before what fell due meanwhile."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress

HEAR_WITHIN = 30.0
"""Seconds that what is due waits for Telegram to answer."""


class Backlog:
    """Somebody took a place before its offer ran out, and the bot was down over both."""

    def __init__(self, heard: asyncio.Event, drained: Callable[[], Awaitable[None]]) -> None:
        """`heard` is set once what had waited is stored; `drained` waits until it is handled."""
        self._heard = heard
        self._drained = drained
        self._is_over = False

    async def over(self) -> None:
        """Wait until what people had sent is handled; at once after the first time."""
        if self._is_over:
            return
        with suppress(TimeoutError):
            async with asyncio.timeout(HEAR_WITHIN):
                await self._heard.wait()
                await self._drained()
        self._is_over = True
