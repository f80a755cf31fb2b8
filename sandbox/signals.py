"""Waiting for a change without a polling loop."""

import asyncio
from collections.abc import Callable


class Signal:
    """Wakes everyone who waits on it. It keeps no memory of earlier calls to fire()."""

    __slots__ = ("_closed", "_waiters")

    def __init__(self) -> None:
        self._waiters: set[asyncio.Future[None]] = set()
        self._closed = False

    def fire(self) -> None:
        """Wake all who wait now."""
        waiters, self._waiters = self._waiters, set()
        for waiter in waiters:
            if not waiter.done():
                waiter.set_result(None)

    def close(self) -> None:
        """Wake all, and let nobody wait any more."""
        self._closed = True
        self.fire()

    async def wait(self, timeout: float) -> bool:
        """True when fired, False when the time was up."""
        if timeout <= 0 or self._closed:
            return False
        waiter: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiters.add(waiter)
        try:
            async with asyncio.timeout(timeout):
                await waiter
        except TimeoutError:
            return False
        finally:
            self._waiters.discard(waiter)
        return True

    async def until(self, holds: Callable[[], bool], timeout: float) -> bool:
        """Wait until `holds()`; it is asked again after each fire()."""
        loop = asyncio.get_running_loop()
        end = loop.time() + timeout
        while not holds():
            if not await self.wait(end - loop.time()):
                return holds()
        return True
