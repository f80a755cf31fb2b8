"""A quicker way to the sandbox for the clients of a process of tests: HTTP all the same.

A play makes some hundred small requests to its own process, and httpcore takes longer over each
than the sandbox over its answer. This speaks HTTP/1.1 over a socket too, with the parser that
uvicorn uses. Programs of their own, such as the killed and restarted bot, keep httpx as it is.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import AsyncIterator
from typing import Any

import httpcore
import httptools
import httpx

Place = tuple[str, int]


class _Connection(asyncio.Protocol):
    """One connection with at most one request on it; tells as soon as the headers are there."""

    def __init__(self) -> None:
        self.transport: asyncio.Transport | None = None
        self.chunks: deque[bytes] = deque()
        self.headers: list[tuple[bytes, bytes]] = []
        self.is_complete = False
        self.is_lost = False
        self._news = asyncio.Event()
        self._has_headers = False
        self._error: httpx.TransportError | None = None
        self._parser = httptools.HttpResponseParser(self)

    def sends(self, request: bytes) -> None:
        """Write a request, and be ready for its answer."""
        assert self.transport is not None
        self.headers = []
        self.is_complete = self._has_headers = False
        self._parser = httptools.HttpResponseParser(self)
        self.transport.write(request)

    async def answers(self, within: float | None) -> int:
        """The status, once the headers are there."""
        while not self._has_headers:
            await self._waits(within)
        return int(self._parser.get_status_code())

    async def goes_on(self, within: float | None) -> None:
        """Wait for more of the body, or its end."""
        if not self.chunks and not self.is_complete:
            await self._waits(within)

    async def _waits(self, within: float | None) -> None:
        if self._error is not None:
            raise self._error
        self._news.clear()
        try:
            async with asyncio.timeout(within):
                await self._news.wait()
        except TimeoutError:
            raise httpx.ReadTimeout("") from None

    def closes(self) -> None:
        """Let go of it."""
        self.is_lost = True
        if self.transport is not None:
            self.transport.close()

    # What asyncio tells

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport

    def data_received(self, data: bytes) -> None:
        try:
            self._parser.feed_data(data)
        except httptools.HttpParserError as error:
            self._fails(httpx.RemoteProtocolError(str(error)))
            self.closes()
        self._news.set()

    def connection_lost(self, error: Exception | None) -> None:
        self.is_lost = True
        if error is not None:
            self._fails(httpx.ReadError(str(error)))
        else:
            self._fails(
                httpx.RemoteProtocolError("Server disconnected without sending a response.")
            )
        self._news.set()

    def _fails(self, error: httpx.TransportError) -> None:
        self._error = self._error or error

    # What the parser tells

    def on_header(self, name: bytes, value: bytes) -> None:
        self.headers.append((name, value))

    def on_headers_complete(self) -> None:
        self._has_headers = True

    def on_body(self, data: bytes) -> None:
        self.chunks.append(data)

    def on_message_complete(self) -> None:
        self.is_complete = True
        if not self._parser.should_keep_alive():
            self.closes()


class _Body(httpx.AsyncByteStream):
    """What comes of a body while it comes."""

    def __init__(self, owner: QuickTransport, connection: _Connection, place: Place, within: Any):
        self._owner, self._connection, self._place = owner, connection, place
        self._within = within
        self._is_over = False

    async def __aiter__(self) -> AsyncIterator[bytes]:
        while True:
            while self._connection.chunks:
                yield self._connection.chunks.popleft()
            if self._connection.is_complete:
                return
            await self._connection.goes_on(self._within)

    async def aclose(self) -> None:
        if not self._is_over:
            self._is_over = True
            self._owner.gets_back(self._connection, self._place)


class QuickTransport(httpx.AsyncHTTPTransport):
    """httpx's own transport, but for plain requests to this machine."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        limits = options.get("limits")
        self._most = limits.max_connections if limits else None
        self._idle: dict[Place, list[_Connection]] = {}
        self._busy: set[_Connection] = set()
        self._free: asyncio.Semaphore | None = None

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        url = request.url
        if (
            url.scheme != "http"
            or url.host != "127.0.0.1"
            or request.method not in ("GET", "POST", "DELETE")
            or "transfer-encoding" in request.headers
            or type(self._pool) is not httpcore.AsyncConnectionPool
        ):
            return await super().handle_async_request(request)
        place = (url.host, url.port or 80)
        within: dict[str, float | None] = request.extensions.get("timeout", {})
        written = await _written(request)
        await self._has_room(within.get("pool"))
        connection = None
        try:
            connection = await self._connected(place, within.get("connect"))
            connection.sends(written)
            status = await connection.answers(within.get("read"))
        except BaseException:
            self._lets_go(connection)
            raise
        body: httpx.AsyncByteStream
        if connection.is_complete:
            body = httpx.ByteStream(b"".join(connection.chunks))
            connection.chunks.clear()
            self.gets_back(connection, place)
        else:
            body = _Body(self, connection, place, within.get("read"))
        return httpx.Response(
            status,
            headers=connection.headers,
            stream=body,
            extensions={"http_version": b"HTTP/1.1"},
        )

    async def aclose(self) -> None:
        """Close every connection."""
        for each in (*self._busy, *(c for idle in self._idle.values() for c in idle)):
            each.closes()
        self._idle.clear()
        self._busy.clear()
        await super().aclose()

    def gets_back(self, connection: _Connection, place: Place) -> None:
        """A connection whose answer has been read, or given up."""
        if connection.is_complete and not connection.is_lost and connection in self._busy:
            self._idle.setdefault(place, []).append(connection)
            self._is_free(connection)
        else:
            self._lets_go(connection)

    async def _connected(self, place: Place, within: float | None) -> _Connection:
        idle = self._idle.get(place, [])
        while idle:
            connection = idle.pop()
            if not connection.is_lost:
                self._busy.add(connection)
                return connection
        loop = asyncio.get_running_loop()
        try:
            async with asyncio.timeout(within):
                _, connection = await loop.create_connection(_Connection, *place)
        except TimeoutError:
            raise httpx.ConnectTimeout("") from None
        except OSError as error:
            raise httpx.ConnectError("All connection attempts failed") from error
        self._busy.add(connection)
        return connection

    async def _has_room(self, within: float | None) -> None:
        if self._most is None:
            return
        if self._free is None:
            self._free = asyncio.Semaphore(self._most)
        try:
            async with asyncio.timeout(within):
                await self._free.acquire()
        except TimeoutError:
            raise httpx.PoolTimeout("") from None

    def _lets_go(self, connection: _Connection | None) -> None:
        if connection is not None:
            connection.closes()
        self._is_free(connection)

    def _is_free(self, connection: _Connection | None) -> None:
        self._busy.discard(connection)
        if self._free is not None:
            self._free.release()


async def _written(request: httpx.Request) -> bytes:
    """The request as it goes over the wire."""
    content = b"".join([part async for part in request.stream])  # type: ignore[union-attr] # async
    lines = [b"%s %s HTTP/1.1" % (request.method.encode(), request.url.raw_path)]
    lines += [b"%s: %s" % each for each in request.headers.raw]
    return b"\r\n".join([*lines, b"", content])


def use() -> None:
    """Let every client that is made from now on take it."""
    vars(httpx._client)["AsyncHTTPTransport"] = QuickTransport
