"""Loops that do not die silently, and waiting until they have nothing to do."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable

from storage.database import Transaction

log = logging.getLogger(__name__)

AFTER_TROUBLE = 1.0
"""Seconds of pause after a step that failed."""


async def keep_going(
    step: Callable[[], Awaitable[None]], *, until: Callable[[], bool], trouble: str
) -> None:
    """Repeat a step until it is time to end; log what it raises as `trouble`, pause, go on."""
    while not until():
        if not await survives(step, trouble):
            await asyncio.sleep(AFTER_TROUBLE)


async def survives(step: Callable[[], Awaitable[None]], trouble: str) -> bool:
    """Do a step; log what it raises as `trouble`. Returns whether it went well."""
    try:
        await step()
    except Exception as error:
        log.error("%s", trouble, exc_info=error)
        return False
    return True


async def told(tx: Transaction, hook: Awaitable[None]) -> None:
    """Run the application's hook in a savepoint: if it fails, only what it did is undone."""
    try:
        async with tx.savepoint():
            await hook
    except Exception as error:
        log.error("the application could not take note", exc_info=error)


class Quiet:
    """Lets others wait for a moment in which something has nothing left to do."""

    def __init__(self, is_quiet: Callable[[], bool]) -> None:
        """`is_quiet` tells the present state; call `look` after every change to it."""
        self._is_quiet = is_quiet
        self._came = asyncio.Event()

    def look(self) -> None:
        """Wake those who wait, if it is quiet now."""
        if self._is_quiet():
            self._came.set()

    async def wait(self) -> None:
        """Return when it is quiet, at once if it is so now."""
        while not self._is_quiet():
            self._came.clear()
            await self._came.wait()
