"""Server-sent events for the page: what changed, and what a person was just told."""

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Any

KEEPALIVE = 15.0
BACKLOG = 1000


class Events:
    """Hands each event to every page that listens."""

    def __init__(self) -> None:
        self._listeners: set[asyncio.Queue[bytes | None]] = set()
        self.closed = False

    @property
    def listened_to(self) -> bool:
        """Whether anybody listens; if not, nothing needs to be built."""
        return bool(self._listeners)

    def publish(self, name: str, data: dict[str, Any]) -> None:
        """Send one event. A page that does not read is left out and will reload."""
        if not self._listeners:
            return
        line = f"event: {name}\ndata: {json.dumps(data)}\n\n".encode()
        for listener in list(self._listeners):
            try:
                listener.put_nowait(line)
            except asyncio.QueueFull:
                self._listeners.discard(listener)

    def close(self) -> None:
        """End all streams, so that the server can stop."""
        self.closed = True
        for listener in self._listeners:
            if not listener.full():
                listener.put_nowait(None)

    async def stream(self) -> AsyncIterator[bytes]:
        """The stream of one page."""
        listener: asyncio.Queue[bytes | None] = asyncio.Queue(BACKLOG)
        self._listeners.add(listener)
        try:
            yield b"retry: 1000\n\n"
            while not self.closed and listener in self._listeners:
                try:
                    line = await asyncio.wait_for(listener.get(), KEEPALIVE)
                except TimeoutError:
                    line = b": still here\n\n"
                if line is None:
                    return
                yield line
        finally:
            self._listeners.discard(listener)
