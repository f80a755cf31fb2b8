"""Puts the sandbox together: the Starlette app, and the server that runs it."""

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import uvicorn
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, Response
from starlette.routing import BaseRoute, Match, Mount, NoMatchFound, Route
from starlette.staticfiles import StaticFiles
from starlette.types import Receive, Scope, Send
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from sandbox import control, snapshot
from sandbox.api import HANG_UP, BotApi
from sandbox.engine import Engine
from sandbox.errors import ApiError, ControlError
from sandbox.files import FileStore
from sandbox.state import User, World

STATIC = Path(__file__).parent / "static"
DEFAULT_TOKEN = "123456:demo"  # noqa: S105 - the sandbox's own, good for nothing else
BOT_NAME = "Ephedra"
BOT_USERNAME = "ephedra_demo_bot"


class BotRoute(BaseRoute):
    """Everything below /bot; the fastest way through, since the benchmark goes here."""

    def __init__(self, app: BotApi) -> None:
        self.app = app

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        """Whether this request is for the Bot API."""
        if scope["type"] == "http" and scope["path"].startswith("/bot"):
            return Match.FULL, {}
        return Match.NONE, {}

    def url_path_for(self, name: str, /, **path_params: Any) -> Any:
        """No address here has a name."""
        raise NoMatchFound(name, path_params)

    async def handle(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Hand the request on."""
        await self.app(scope, receive, send)


def create_engine(
    token: str = DEFAULT_TOKEN,
    state: Path | None = None,
    *,
    limits: bool = True,
    starts: datetime | None = None,
) -> Engine:
    """A sandbox, as it was saved or new; a new one's clock shows `starts`, the past included."""
    files = FileStore(state.with_suffix(".files") if state else None)
    saved = snapshot.read(state) if state else None
    if saved is not None:
        engine = Engine(token, snapshot.load_world(saved), files)
        snapshot.restore(engine, saved)
        return engine
    bot = User(int(token.partition(":")[0]), BOT_NAME, username=BOT_USERNAME, is_bot=True)
    engine = Engine(token, World(bot), files)
    engine.limiter.enabled = limits
    if starts is not None:
        engine.clock.offset = (starts - datetime.now(UTC)).total_seconds()
    return engine


def create_app(
    token: str = DEFAULT_TOKEN,
    state: Path | None = None,
    *,
    limits: bool = True,
    starts: datetime | None = None,
) -> Starlette:
    """The whole sandbox as an ASGI app; its engine is app.state.engine."""
    engine = create_engine(token, state, limits=limits, starts=starts)

    @asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncIterator[None]:
        engine.webhook.wake()
        async with saving(engine, state):
            yield
        await engine.webhook.stop()

    routes = [
        BotRoute(BotApi(engine)),
        Route("/file/{path:path}", download),
        *control.ROUTES,
        Route("/health", health),
        Route("/", page),
        Mount("/static", StaticFiles(directory=STATIC, check_dir=False)),
    ]
    app = Starlette(
        routes=routes,
        lifespan=lifespan,
        exception_handlers={ControlError: refused, HTTPException: no_such_address},
    )
    app.state.engine = engine
    return app


@asynccontextmanager
async def saving(engine: Engine, state: Path | None) -> AsyncIterator[None]:
    """Keep the snapshot up to date meanwhile, and once more at the end."""
    if state is None:
        yield
        return
    saver = snapshot.Saver(engine, state)
    task = asyncio.create_task(saver.run())
    try:
        yield
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task
        await saver.finish()


async def health(_request: Request) -> Response:
    """GET health: alive."""
    return JSONResponse({"ok": True})


async def page(_request: Request) -> Response:
    """GET /: the page of phones."""
    return FileResponse(STATIC / "index.html", headers={"Cache-Control": "no-cache"})


async def download(request: Request) -> Response:
    """GET /file/bot<token>/<path>: a file that getFile named."""
    engine: Engine = request.app.state.engine
    token, _, path = request.path_params["path"].partition("/")
    if token != f"bot{engine.token}":
        return JSONResponse(ApiError(401, "Unauthorized").as_json(), 401)
    found = next((file for file in engine.world.files.values() if file.path == path), None)
    content = await engine.files.read(found) if found else None
    if content is None:
        return JSONResponse(ApiError(404, "Not Found").as_json(), 404)
    return Response(content, media_type="application/octet-stream")


async def refused(_request: Request, error: Exception) -> Response:
    """A ControlError as JSON."""
    status = error.status if isinstance(error, ControlError) else 500
    return JSONResponse({"error": str(error)}, status)


async def no_such_address(_request: Request, error: Exception) -> Response:
    """404 and 405 as JSON."""
    status = error.status_code if isinstance(error, HTTPException) else 500
    detail = error.detail if isinstance(error, HTTPException) else "error"
    return JSONResponse({"error": detail}, status)


class Connection(HttpToolsProtocol):
    """uvicorn's connection that can also be closed without an answer (fault lost_reply)."""

    def on_message_begin(self) -> None:
        """Offer the way to hang up to the request."""
        super().on_message_begin()
        offered: dict[str, Any] = {HANG_UP: self.transport.abort}
        self.scope["extensions"] = offered


class SandboxServer(uvicorn.Server):
    """uvicorn that stops at once: it lets go of open streams and long polls."""

    def __init__(self, config: uvicorn.Config, engine: Engine) -> None:
        super().__init__(config)
        self.engine = engine
        self.ready = asyncio.Event()
        self._stopping = asyncio.Event()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Begin to listen, and say so."""
        await super().startup(sockets)
        self.ready.set()

    async def main_loop(self) -> None:
        """Tick as uvicorn does, but wake up when it is time to stop."""
        counter = 0
        while not await self.on_tick(counter):
            counter = (counter + 1) % 864_000
            with suppress(TimeoutError):
                await asyncio.wait_for(self._stopping.wait(), 0.1)

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Stop as uvicorn does, but without its tenth of a second where everybody has gone."""
        for each in (*self.servers, *(sockets or ())):
            each.close()
        for connection in list(self.server_state.connections):
            connection.shutdown()
        left = self.server_state
        with suppress(TimeoutError):
            async with asyncio.timeout(0.1):
                while left.connections or left.tasks:  # noqa: ASYNC110 - uvicorn tells nobody
                    await asyncio.sleep(0.001)
        if left.connections or left.tasks:
            await super().shutdown(sockets)
        else:
            await self.lifespan.shutdown()

    def handle_exit(self, sig: int, frame: Any) -> None:
        """Take the signal and let go of whoever waits."""
        super().handle_exit(sig, frame)
        asyncio.get_running_loop().call_soon_threadsafe(self.stop)

    def stop(self) -> None:
        """End the server soon."""
        self.should_exit = True
        self.engine.release()
        self._stopping.set()


def create_server(app: Starlette, host: str = "127.0.0.1", port: int = 8081) -> SandboxServer:
    """A server for the app; port 0 takes a free one."""
    config = uvicorn.Config(
        app,
        host=host,
        port=port,
        http=Connection,
        log_level="warning",
        access_log=False,
        lifespan="on",
        timeout_graceful_shutdown=2,
        timeout_keep_alive=60,
    )
    return SandboxServer(config, app.state.engine)
