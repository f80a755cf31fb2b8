"""What an error of a call to Telegram means, through the real library and httpx."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from email import message_from_bytes
from email.message import Message
from pathlib import Path
from typing import Any

import httpx
import pytest
from telegram import Bot
from telegram.request import HTTPXRequest

from bot.clock import SystemClock
from bot.delivery import telegram
from bot.delivery.limiter import Limiter
from bot.delivery.outbox import Delivery
from bot.delivery.redaction import RedactToken, keep_token_out
from bot.delivery.verdicts import (
    Ambiguous,
    Blocked,
    ChatGone,
    Done,
    EditTargetGone,
    Migrated,
    NotModified,
    NotSent,
    Refused,
    RetryAfter,
    TooLate,
    Verdict,
)
from bot.screens import LONGEST_CAPTION, Button, File, Screen
from storage.database import Database
from storage.keys import Keys

TOKEN = "123456:not-a-real-secret"
CHAT = 42
SCREEN = Screen("<b>Hello</b>")
FILE = File("duty.ics", b"BEGIN:VCALENDAR\r\n", "text/calendar")
FILE_SCREEN = Screen(
    "<b>Your duties</b>",
    rows=((Button("Help", url="https://example.org/"),),),
    protect=True,
    silent=True,
    file=FILE,
)

Answer = Callable[[httpx.Request], httpx.Response]


@dataclass
class Wire:
    """A bot whose requests end in `answer`, and those requests."""

    bot: Bot
    requests: list[httpx.Request]
    answer: Answer = lambda _request: httpx.Response(500)

    def says(self, code: int, description: str, **parameters: int) -> None:
        body = {"ok": False, "error_code": code, "description": description}
        if parameters:
            body["parameters"] = parameters
        self.answer = lambda _request: httpx.Response(code, json=body)

    def breaks(self, error: Exception) -> None:
        def fail(_request: httpx.Request) -> httpx.Response:
            raise error

        self.answer = fail

    def sends(self) -> None:
        message = {"message_id": 7, "date": 1, "chat": {"id": CHAT, "type": "private"}}
        self.answer = lambda _request: httpx.Response(200, json={"ok": True, "result": message})


@pytest.fixture
async def wire() -> AsyncIterator[Wire]:
    requests: list[httpx.Request] = []

    def handle(request: httpx.Request) -> httpx.Response:
        requests.append(request)
        return found.answer(request)

    request = HTTPXRequest(httpx_kwargs={"transport": httpx.MockTransport(handle)})
    found = Wire(Bot(TOKEN, request=request), requests)
    await request.initialize()
    yield found
    await request.shutdown()


async def send(wire: Wire) -> Verdict:
    return await telegram.send(wire.bot, CHAT, SCREEN)


async def edit(wire: Wire) -> Verdict:
    return await telegram.edit(wire.bot, CHAT, 7, SCREEN)


async def test_what_was_sent_is_known_by_its_message_id(wire: Wire) -> None:
    wire.sends()

    assert await send(wire) == Done(7)
    assert await edit(wire) == Done(7)


REFUSALS = [
    (403, "Forbidden: bot was blocked by the user", Blocked),
    (403, "Forbidden: bot can't initiate conversation with a user", Blocked),
    (403, "Forbidden: user is deactivated", Blocked),
    (403, "Forbidden: bot was kicked from the supergroup chat", Blocked),
    (400, "Bad Request: not enough rights to send text messages to the chat", Blocked),
    (400, "Bad Request: CHAT_WRITE_FORBIDDEN", Blocked),
    (400, "Bad Request: chat not found", ChatGone),
    (400, "Bad Request: PEER_ID_INVALID", ChatGone),
    (400, "Bad Request: group chat was deactivated", ChatGone),
    (400, "Bad Request: message text is empty", Refused),
    (400, "Bad Request: can't parse entities: unexpected end tag at byte offset 4", Refused),
    (400, "Bad Request: BUTTON_DATA_INVALID", Refused),
    (400, "Bad Request: message is too long", Refused),
    (400, "Bad Request: message to edit not found", EditTargetGone),
    (400, "Bad Request: message can't be edited", EditTargetGone),
    (
        400,
        "Bad Request: query is too old and response timeout expired or query ID is invalid",
        TooLate,
    ),
    (
        400,
        "Bad Request: message is not modified: specified new message content and reply markup "
        "are exactly the same as a current content and reply markup of the message",
        NotModified,
    ),
]


@pytest.mark.parametrize(("code", "description", "kind"), REFUSALS)
async def test_what_telegram_refuses_is_told_apart(
    wire: Wire, code: int, description: str, kind: type
) -> None:
    wire.says(code, description)

    assert isinstance(await edit(wire), kind)


async def test_too_many_requests_says_how_long_and_where_to_wait(wire: Wire) -> None:
    wire.says(429, "Too Many Requests: retry after 17", retry_after=17)

    assert await send(wire) == RetryAfter(17.0, CHAT)
    assert await telegram.answer_callback(wire.bot, "1") == RetryAfter(17.0, None)


async def test_too_many_requests_without_a_time_is_waited_out_too(wire: Wire) -> None:
    wire.says(429, "Too Many Requests")

    assert isinstance(await send(wire), RetryAfter)


async def test_a_group_that_became_a_supergroup_says_its_new_id(wire: Wire) -> None:
    wire.says(
        400, "Bad Request: group chat was upgraded to a supergroup chat", migrate_to_chat_id=-1005
    )

    assert await send(wire) == Migrated(-1005)


NEVER_LEFT = [
    httpx.ConnectTimeout("slow"),
    httpx.PoolTimeout("full"),
    httpx.ConnectError("[Errno -2] Name or service not known"),
]
MAY_HAVE_ARRIVED = [
    httpx.ReadTimeout("slow"),
    httpx.WriteTimeout("slow"),
    httpx.ReadError("reset"),
    httpx.WriteError("reset"),
    httpx.RemoteProtocolError("Server disconnected without sending a response."),
]


@pytest.mark.parametrize("error", NEVER_LEFT, ids=repr)
async def test_a_send_that_never_left_may_be_repeated(wire: Wire, error: Exception) -> None:
    wire.breaks(error)

    assert await send(wire) == NotSent(type(error).__name__)


@pytest.mark.parametrize("error", MAY_HAVE_ARRIVED, ids=repr)
async def test_a_send_that_may_have_arrived_is_in_doubt(wire: Wire, error: Exception) -> None:
    wire.breaks(error)

    assert await send(wire) == Ambiguous(type(error).__name__)


@pytest.mark.parametrize("error", NEVER_LEFT + MAY_HAVE_ARRIVED, ids=repr)
async def test_an_edit_may_always_be_repeated(wire: Wire, error: Exception) -> None:
    wire.breaks(error)

    assert isinstance(await edit(wire), NotSent)


@pytest.mark.parametrize("code", [500, 502, 504])
async def test_a_broken_server_leaves_a_send_in_doubt_and_no_edit(wire: Wire, code: int) -> None:
    wire.answer = lambda _request: httpx.Response(code, text="<html>")

    assert isinstance(await send(wire), Ambiguous)
    assert isinstance(await edit(wire), NotSent)


async def test_an_answer_that_cannot_be_read_leaves_a_send_in_doubt(wire: Wire) -> None:
    wire.answer = lambda _request: httpx.Response(200, json={"ok": True, "result": {"odd": 1}})

    assert isinstance(await send(wire), Ambiguous)


async def test_a_token_that_is_not_accepted_loses_nothing(wire: Wire) -> None:
    wire.says(401, "Unauthorized")

    assert isinstance(await send(wire), NotSent)


async def test_reasons_do_not_quote_what_people_wrote(wire: Wire) -> None:
    wire.says(400, 'Bad Request: can\'t parse entities: unsupported start tag "smith" at offset 3')

    verdict = await send(wire)

    assert isinstance(verdict, Refused)
    assert "smith" not in verdict.reason


def method(request: httpx.Request) -> str:
    return request.url.path.rpartition("/")[2]


def parts(request: httpx.Request) -> dict[str, Message[Any, Any]]:
    """The fields of an upload by name."""
    head = b"Content-Type: " + request.headers["content-type"].encode() + b"\r\n\r\n"
    found: dict[str, Message[Any, Any]] = {}
    for part in message_from_bytes(head + request.content).walk():
        name = part.get_param("name", header="content-disposition")
        if name:
            found[str(name)] = part
    return found


def said(part: Message[Any, Any]) -> str:
    return bytes(part.get_payload(decode=True)).decode().rstrip("\r\n")


async def test_a_file_goes_with_its_caption_and_all_that_a_screen_has(wire: Wire) -> None:
    wire.sends()

    assert await telegram.send(wire.bot, CHAT, FILE_SCREEN) == Done(7)

    [request] = wire.requests
    sent = parts(request)
    assert method(request) == "sendDocument"
    assert sent["document"].get_filename() == "duty.ics"
    assert sent["document"].get_content_type() == "text/calendar"
    assert FILE.content in request.content
    assert said(sent["caption"]) == "<b>Your duties</b>"
    assert said(sent["parse_mode"]) == "HTML"
    assert said(sent["protect_content"]) == said(sent["disable_notification"]) == "true"
    assert "https://example.org/" in said(sent["reply_markup"])


async def test_a_kind_of_file_does_not_hang_on_its_name(wire: Wire) -> None:
    wire.sends()
    await telegram.send(wire.bot, CHAT, Screen("", file=File("roll.xyz", b"1", "text/csv")))

    assert parts(wire.requests[0])["document"].get_content_type() == "text/csv"


@pytest.mark.parametrize("error", MAY_HAVE_ARRIVED, ids=repr)
async def test_a_file_that_may_have_arrived_is_in_doubt(wire: Wire, error: Exception) -> None:
    wire.breaks(error)

    assert await telegram.send(wire.bot, CHAT, FILE_SCREEN) == Ambiguous(type(error).__name__)


async def test_a_file_is_refused_as_a_text_is(wire: Wire) -> None:
    wire.says(403, "Forbidden: bot was blocked by the user")

    assert isinstance(await telegram.send(wire.bot, CHAT, FILE_SCREEN), Blocked)


async def test_a_file_is_never_edited_into_a_message(wire: Wire) -> None:
    with pytest.raises(ValueError, match="cannot be edited"):
        await telegram.edit(wire.bot, CHAT, 7, FILE_SCREEN)

    assert not wire.requests


async def test_a_file_asked_for_by_a_tap_leaves_what_was_tapped(wire: Wire, tmp_path: Path) -> None:
    wire.sends()
    db = Database(f"sqlite+aiosqlite:///{tmp_path}/ephedra.db", keys=Keys.generate())
    await db.migrate()
    delivery = Delivery(
        db=db,
        bot=wire.bot,
        screens={},
        limiter=Limiter(None, is_on=False),
        clock=SystemClock(),
        owner="here",
    )
    running = asyncio.create_task(delivery.run())
    await delivery.direct(CHAT, SCREEN, is_private=True, message_id=5)
    await delivery.direct(CHAT, FILE_SCREEN, is_private=True, message_id=5)
    await delivery.drained()
    delivery.stop()
    await running
    await db.dispose()

    assert [method(each) for each in wire.requests] == ["editMessageText", "sendDocument"]


def test_a_caption_is_no_longer_than_telegram_takes() -> None:
    Screen("x" * LONGEST_CAPTION, file=FILE)
    Screen("x" * (LONGEST_CAPTION + 1))

    with pytest.raises(ValueError, match="caption"):
        Screen("x" * (LONGEST_CAPTION + 1), file=FILE)
    with pytest.raises(ValueError, match="caption"):
        Screen("🌙" * (LONGEST_CAPTION // 2 + 1), file=FILE)


async def test_a_toast_is_cut_to_what_telegram_takes(wire: Wire) -> None:
    wire.answer = lambda _request: httpx.Response(200, json={"ok": True, "result": True})
    await telegram.answer_callback(wire.bot, "1", "x" * 300)

    sent = httpx.QueryParams(wire.requests[0].content.decode())
    assert len(sent["text"]) == 200


def test_a_button_does_exactly_one_thing() -> None:
    with pytest.raises(ValueError, match="payload or an address"):
        Button("Both or none")


def test_the_token_reaches_no_log_line(caplog: pytest.LogCaptureFixture) -> None:
    caplog.handler.addFilter(RedactToken(TOKEN))
    try:
        raise RuntimeError(f"POST https://api.telegram.org/bot{TOKEN}/sendMessage failed")
    except RuntimeError:
        logging.getLogger("anything").exception("calling %s", f"bot{TOKEN}/getMe")

    assert "not-a-real-secret" not in caplog.text
    assert "not-a-real-secret" not in caplog.records[0].getMessage()
    assert "[token]" in caplog.text


def test_the_http_library_is_kept_from_logging_addresses() -> None:
    handler = logging.NullHandler()
    keep_token_out(TOKEN, [handler])

    assert not logging.getLogger("httpx").isEnabledFor(logging.INFO)
    assert any(isinstance(each, RedactToken) for each in handler.filters)
