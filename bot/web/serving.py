"""The server in the bot's own process: it starts and stops with the bot."""

from __future__ import annotations

import asyncio
import errno
import logging
import socket
from collections.abc import Iterator
from contextlib import contextmanager

import uvicorn
from starlette.applications import Starlette

log = logging.getLogger(__name__)

_AT_ONCE = 64
_GRACE = 2


class PortUnavailable(Exception):
    """Nobody can be served there; `args[0]` says why."""


class Serving:
    """Serves the pages on one port until it is stopped."""

    def __init__(self, app: Starlette, *, host: str, port: int) -> None:
        """Take what is to be served, and where; port 0 is any that is free."""
        self.host = host
        self.port = port
        self._server = _Server(_config(app))
        self._task: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Take the port and answer from now on. Raises PortUnavailable."""
        listener = listen(self.host, self.port)
        self.port = listener.getsockname()[1]
        self._task = asyncio.create_task(self._server.serve([listener]), name="web")
        ready = asyncio.create_task(self._server.ready.wait())
        await asyncio.wait({self._task, ready}, return_when=asyncio.FIRST_COMPLETED)
        ready.cancel()
        log.info("answering on %s port %s", self.host, self.port)

    async def stop(self) -> None:
        """Answer what was asked, and let go of the port."""
        if self._task is None:
            return
        self._server.should_exit = True
        await asyncio.wait({self._task})
        self._task = None


def listen(host: str, port: int) -> socket.socket:
    """A socket bound to this port. Raises PortUnavailable."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # Named in full, or asyncio leaves Nagle on and every answer takes 40 ms.
    listener = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        # What waits from the last run's connections does not keep the port.
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((host, port))
    except OSError as error:
        listener.close()
        raise PortUnavailable(_why(error)) from None
    return listener


def _why(error: OSError) -> str:
    known = {
        errno.EADDRINUSE: "is in use by another program",
        errno.EACCES: "may not be used by this account",
        errno.EADDRNOTAVAIL: "is not at an address of this machine",
    }
    reason = (error.strerror or type(error).__name__).lower()
    return known.get(error.errno or 0, f"cannot be used: {reason}")


def _config(app: Starlette) -> uvicorn.Config:
    return uvicorn.Config(
        app,
        http="h11",
        ws="none",
        lifespan="off",
        loop="none",
        log_config=None,
        # A path is an address that must stay private.
        access_log=False,
        server_header=False,
        proxy_headers=False,
        limit_concurrency=_AT_ONCE,
        timeout_graceful_shutdown=_GRACE,
    )


class _Server(uvicorn.Server):
    """uvicorn that leaves signals to the bot, and says when it answers."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.ready = asyncio.Event()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start as uvicorn does."""
        await super().startup(sockets)
        self.ready.set()

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Signals end the bot, which ends this."""
        yield
