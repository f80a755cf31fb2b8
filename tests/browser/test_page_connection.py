"""The page and a sandbox that goes away and comes back."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from playwright.async_api import Browser, Route, expect

from sandbox.client import Sandbox
from sandbox.server import create_app, create_server
from tests.browser.conftest import SetOut

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]


@asynccontextmanager
async def sandbox_at(port: int, state: Path) -> AsyncIterator[int]:
    """A sandbox that keeps its state; port 0 takes a free one."""
    server = create_server(create_app(state=state), port=port)
    serving = asyncio.create_task(server.serve())
    await server.ready.wait()
    try:
        yield server.servers[0].sockets[0].getsockname()[1]
    finally:
        server.stop()
        await serving


async def test_the_page_comes_back_by_itself_after_a_restart(
    chromium: Browser, tmp_path: Path
) -> None:
    page = await chromium.new_page()
    async with sandbox_at(0, tmp_path / "state.json") as port:
        async with Sandbox(f"http://127.0.0.1:{port}") as world:
            ann = await world.person("Ann")
            await ann.sends("Before the restart")
        await page.goto(f"http://127.0.0.1:{port}/#phones={ann.id}.bot")
        chat = page.get_by_test_id(f"chat-{ann.id}")
        await expect(chat.get_by_text("Before the restart")).to_be_visible()
    await expect(page.get_by_test_id("connection")).to_be_visible()
    async with sandbox_at(port, tmp_path / "state.json"):
        await expect(page.get_by_test_id("connection")).to_be_hidden()
        async with Sandbox(f"http://127.0.0.1:{port}") as world:
            (ann,) = await world.people()
            await ann.sends("After the restart")
        await expect(chat.get_by_text("After the restart")).to_be_visible()
        await expect(chat.get_by_text("Before the restart")).to_be_visible()
        await page.close()


async def test_what_could_not_be_sent_stays_in_the_box(world: Sandbox, set_out: SetOut) -> None:
    ann = await world.person("Ann")
    await ann.sends("/start")
    desk = await set_out(ann)

    async def refuse(route: Route) -> None:
        await route.fulfill(status=400, json={"error": "the sandbox is full"})

    await desk.page.route("**/control/send", refuse)
    await desk.writes(ann, "A long and careful text")
    await expect(desk.phone(ann).get_by_test_id("toast")).to_have_text("the sandbox is full")
    await expect(desk.composer(ann)).to_have_value("A long and careful text")
