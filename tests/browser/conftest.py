"""What the browser tests share: a running sandbox, a small scripted bot, phones in Chromium."""

import asyncio
import os
import shutil
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import suppress
from typing import Any, NoReturn

import pytest
import pytest_asyncio
from playwright.async_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Locator,
    Page,
    ViewportSize,
    async_playwright,
    expect,
)

from sandbox.client import Group, Person, Sandbox
from sandbox.client_bot import BareBot
from sandbox.inprocess import Stage, on_port

Json = dict[str, Any]

NAMES = ("chromium", "chromium-browser", "google-chrome")
ARGUMENTS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-sync",
    "--no-first-run",
)
WIDE = (1600, 1000)
NARROW = (390, 844)
POLL_SECONDS = 20


def unavailable(reason: str) -> NoReturn:
    """Skip, or fail where everything has to run."""
    if os.environ.get("EPHEDRA_REQUIRE_ALL") == "1":
        pytest.fail(reason)
    pytest.skip(reason)


class ScriptedBot:
    """A bot that answers as it was told: texts with messages, taps with toasts and alerts."""

    def __init__(self, bare: BareBot) -> None:
        self.bare = bare
        self.call = bare.call
        self.replies: dict[str, Json] = {}
        self.taps: dict[str, Json] = {}
        self.seen: list[Json] = []
        self.news = asyncio.Event()

    async def says(self, chat: int, text: str, *rows: list[Json], **more: Any) -> int:
        """Send a text with rows of buttons; the message's number."""
        keyboard = {"inline_keyboard": list(rows)} if rows else None
        sent = await self.call(
            "sendMessage", chat_id=chat, text=text, reply_markup=keyboard, **more
        )
        return int(sent["message_id"])

    async def sends_file(self, chat: int, name: str, content: bytes, **more: Any) -> None:
        """Send a document."""
        await self.bare.upload("sendDocument", {"document": (name, content)}, chat_id=chat, **more)

    async def hears(self, count: int) -> list[Json]:
        """The first updates, once there are so many."""
        while len(self.seen) < count:
            self.news.clear()
            await asyncio.wait_for(self.news.wait(), 10)
        return self.seen[:count]

    async def run(self) -> None:
        """Poll for ever."""
        while True:
            for update in await self.bare.updates(timeout=POLL_SECONDS):
                await self._answer(update)
                self.seen.append(update)
                self.news.set()

    async def _answer(self, update: Json) -> None:
        if tap := update.get("callback_query"):
            answer = self.taps.get(tap["data"], {})
            await self.call("answerCallbackQuery", callback_query_id=tap["id"], **answer)
        elif reply := self.replies.get(update.get("message", {}).get("text", "")):
            await self.call("sendMessage", chat_id=update["message"]["chat"]["id"], **reply)


def key(text: str, data: str | None = None, url: str | None = None) -> Json:
    """A button: for a tap, or with an address."""
    return {"text": text, "url": url} if url else {"text": text, "callback_data": data or text}


@pytest_asyncio.fixture(loop_scope="session")
async def stage() -> AsyncIterator[Stage]:
    """A sandbox of its own for each test."""
    async with on_port() as running:
        yield running


@pytest.fixture
def url(stage: Stage) -> str:
    """The sandbox's address."""
    return stage.url


@pytest.fixture
def world(stage: Stage) -> Sandbox:
    """The sandbox's control interface."""
    return stage.world


@pytest_asyncio.fixture(loop_scope="session")
async def bot(stage: Stage) -> AsyncIterator[ScriptedBot]:
    """A scripted bot that is polling."""
    scripted = ScriptedBot(stage.bot)
    polling = asyncio.create_task(scripted.run())
    yield scripted
    polling.cancel()
    with suppress(asyncio.CancelledError):
        await polling


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def chromium() -> AsyncIterator[Browser]:
    """Debian's Chromium, without a window."""
    path = next((found for name in NAMES if (found := shutil.which(name))), None)
    if path is None:
        unavailable(f"no Chromium here (looked for {', '.join(NAMES)})")
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=path, args=list(ARGUMENTS))
        yield browser
        await browser.close()


class Desk:
    """The page in the browser, with some phones set out."""

    def __init__(self, page: Page, complaints: list[str]) -> None:
        self.page = page
        self.complaints = complaints

    def phone(self, person: Person) -> Locator:
        """A person's phone."""
        return self.page.get_by_test_id(f"phone-{person.id}")

    def chat(self, person: Person, chat: Group | None = None) -> Locator:
        """A chat on a phone: open, or its row in the list of chats."""
        return self.phone(person).get_by_test_id(f"chat-{chat.id if chat else person.id}")

    def message(self, person: Person, number: int) -> Locator:
        """A message in the open chat of a phone."""
        return self.phone(person).get_by_test_id(f"message-{number}")

    def composer(self, person: Person) -> Locator:
        """The typing box of a phone."""
        return self.phone(person).get_by_test_id("composer")

    async def writes(self, person: Person, text: str) -> None:
        """Type a text and send it with Enter."""
        await self.composer(person).fill(text)
        await self.composer(person).press("Enter")


SetOut = Callable[..., Awaitable[Desk]]


@pytest_asyncio.fixture(loop_scope="session")
async def set_out(chromium: Browser, url: str) -> AsyncIterator[SetOut]:
    """Opens the page with phones: set_out(ann, (bob, group), carol, size=WIDE).

    A person alone shows the chat with the bot; a pair with None shows the list of chats. When the
    test ends, the page must have stayed without errors, those of the content policy included.
    """
    contexts: list[BrowserContext] = []
    complaints: list[str] = []

    def listen(line: ConsoleMessage) -> None:
        # A refusal of the control interface is shown to the person; Chromium notes it as well.
        if line.type == "error" and "status of 400" not in line.text:
            complaints.append(line.text)

    async def open_page(
        *places: Person | tuple[Person, Group | None],
        size: tuple[int, int] = WIDE,
        **options: Any,
    ) -> Desk:
        viewport = ViewportSize(width=size[0], height=size[1])
        context = await chromium.new_context(viewport=viewport, locale="en-GB", **options)
        contexts.append(context)
        page = await context.new_page()
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("console", listen)
        await page.goto(f"{url}/#phones={','.join(place_name(place) for place in places)}")
        await expect(page.get_by_test_id("clock-now")).not_to_be_empty()
        desk = Desk(page, complaints)
        for place in places:
            await desk.phone(place if isinstance(place, Person) else place[0]).wait_for()
        return desk

    yield open_page
    for context in contexts:
        await context.close()
    assert complaints == []


def place_name(place: Person | tuple[Person, Group | None]) -> str:
    """A phone and its open chat, as the page's address names it."""
    if isinstance(place, Person):
        return f"{place.id}.bot"
    person, group = place
    return f"{person.id}.{group.id}" if group else str(person.id)
