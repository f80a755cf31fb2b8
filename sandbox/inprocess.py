"""A sandbox inside the running process, for tests: with a real port or without one."""

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx

from sandbox.client import Sandbox
from sandbox.client_bot import BareBot
from sandbox.engine import Engine
from sandbox.server import DEFAULT_TOKEN, create_app, create_server


@dataclass(frozen=True, slots=True)
class Stage:
    """A running sandbox: its world for people, a bare bot, and the engine behind both."""

    url: str
    token: str
    world: Sandbox
    bot: BareBot
    engine: Engine

    @property
    def bot_url(self) -> str:
        """The base address for a bot library."""
        return f"{self.url}/bot"


@asynccontextmanager
async def on_port(
    token: str = DEFAULT_TOKEN, state: Path | None = None, *, limits: bool = False
) -> AsyncIterator[Stage]:
    """A sandbox on a free port, served by uvicorn in this loop."""
    app = create_app(token, state, limits=limits)
    server = create_server(app)
    # Named in full, or asyncio leaves Nagle on and every call takes 40 ms.
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP) as listener:
        listener.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{listener.getsockname()[1]}"
        serving = asyncio.create_task(server.serve([listener]))
        try:
            await server.ready.wait()
            async with _stage(url, token, app.state.engine, None) as stage:
                yield stage
        finally:
            server.stop()
            await serving


@asynccontextmanager
async def without_port(token: str = DEFAULT_TOKEN, *, limits: bool = False) -> AsyncIterator[Stage]:
    """A sandbox that only its own clients reach; faster, and enough where nothing streams."""
    app = create_app(token, limits=limits)
    transport = httpx.ASGITransport(app)
    engine: Engine = app.state.engine
    async with _stage("http://sandbox", token, engine, transport) as stage:
        try:
            yield stage
        finally:
            engine.release()
            await engine.webhook.stop()


@asynccontextmanager
async def _stage(
    url: str, token: str, engine: Engine, transport: httpx.ASGITransport | None
) -> AsyncIterator[Stage]:
    async with Sandbox(url, transport=transport) as world:
        bot = BareBot(url, token, transport=transport)
        try:
            yield Stage(url, token, world, bot, engine)
        finally:
            await bot.aclose()
