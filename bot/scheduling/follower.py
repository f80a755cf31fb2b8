"""Business time from a sandbox: a demo's clock that can be moved, played and not skipped.

The sandbox moves its clock to each due instant in turn, and goes on when the
bot reports that it has ticked and has nothing left to say.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import Any

import httpx

from bot.clock import MovableClock

log = logging.getLogger(__name__)

_ANSWER_WITHIN = 40.0
_TRY_AGAIN_AFTER = 1.0


async def time_of(url: str) -> datetime:
    """What a sandbox's clock says now, without following it. Raises httpx.HTTPError."""
    async with httpx.AsyncClient(timeout=_ANSWER_WITHIN) as http:
        response = await http.get(url.removesuffix("/follow"))
        response.raise_for_status()
        return datetime.fromisoformat(response.json()["now"])


class Follower:
    """Keeps a MovableClock level with a sandbox's."""

    def __init__(
        self,
        *,
        url: str,
        clock: MovableClock,
        settle: Callable[[], Awaitable[None]],
        next_due: Callable[[], Awaitable[datetime | None]],
    ) -> None:
        """`settle` does what is due now and waits until all of it was said."""
        self.url = url
        self.clock = clock
        self.settle = settle
        self.next_due = next_due
        self._done = -1
        self._reported: datetime | None = None
        self._changed = asyncio.Event()

    def look_again(self) -> None:
        """Something was planned or done: the next due instant may be another."""
        self._changed.set()

    async def run(self) -> None:
        """Follow until cancelled; a sandbox that is away is waited for."""
        async with httpx.AsyncClient(timeout=_ANSWER_WITHIN) as http:
            while True:
                try:
                    await self._once(http)
                except httpx.HTTPError:
                    await asyncio.sleep(_TRY_AGAIN_AFTER)

    async def level(self) -> None:
        """Take the sandbox's time once, before anything is done; retried until it answers."""
        async with httpx.AsyncClient(timeout=_ANSWER_WITHIN) as http:
            while True:
                try:
                    self._take(await self._report(http, busy=True))
                    return
                except httpx.HTTPError:
                    await asyncio.sleep(_TRY_AGAIN_AFTER)

    async def _once(self, http: httpx.AsyncClient) -> None:
        """One report; broken off and sent anew when the next due instant has changed."""
        self._changed.clear()
        report = asyncio.ensure_future(self._report(http, busy=False))
        change = asyncio.ensure_future(self._changed.wait())
        try:
            await asyncio.wait({report, change}, return_when=asyncio.FIRST_COMPLETED)
            if report.done():
                told = report.result()
                if self._take(told):
                    await self.settle()
                    self._done = int(told["seq"])
        finally:
            for task in (report, change):
                task.cancel()
            await asyncio.gather(report, change, return_exceptions=True)

    async def _report(self, http: httpx.AsyncClient, *, busy: bool) -> dict[str, Any]:
        due = await self.next_due()
        body = {
            "done": self._done,
            "next_due": due.isoformat() if due is not None else None,
            "busy": busy,
        }
        response = await http.post(self.url, json=body)
        response.raise_for_status()
        told: dict[str, Any] = response.json()
        return told

    def _take(self, told: dict[str, Any]) -> bool:
        """Set the clock as told; whether it was an instruction not yet carried out."""
        self.clock.offset = timedelta(seconds=float(told["offset"]))
        return int(told["seq"]) > self._done
