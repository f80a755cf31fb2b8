"""Updates: what people do reaches the bot, by long poll or by webhook."""

import asyncio
import base64
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import pytest
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from sandbox.client import Refused
from sandbox.client_bot import BareBot, BotRefused
from sandbox.client_people import Person
from sandbox.inprocess import Stage, without_port
from sandbox.server import SandboxServer

Json = dict[str, Any]


@pytest.fixture
async def stage() -> AsyncIterator[Stage]:
    async with without_port() as stage:
        yield stage


@pytest.fixture
def bot(stage: Stage) -> BareBot:
    return stage.bot


@pytest.fixture
async def ann(stage: Stage) -> Person:
    ann = await stage.world.person("Ann")
    await ann.sends("/start")
    await stage.bot.updates()
    await stage.bot.updates()
    return ann


async def one(bot: BareBot, kind: str) -> Json:
    updates = await bot.updates()
    assert [next(k for k in update if k != "update_id") for update in updates] == [kind]
    found: Json = updates[0][kind]
    return found


async def test_offset_acknowledges(bot: BareBot, ann: Person) -> None:
    for text in ("one", "two"):
        await ann.sends(text)
    for _ in range(2):
        updates = await bot.call("getUpdates", offset=bot.offset)
        assert [u["message"]["text"] for u in updates] == ["one", "two"]
    first = updates[0]["update_id"]
    assert len(await bot.call("getUpdates", offset=first + 1)) == 1
    assert len(await bot.call("getUpdates")) == 1
    assert await bot.call("getUpdates", offset=first + 2) == []


async def test_limit_and_negative_offset(bot: BareBot, ann: Person) -> None:
    for text in ("one", "two", "three"):
        await ann.sends(text)
    assert len(await bot.call("getUpdates", limit=2)) == 2
    newest = await bot.call("getUpdates", offset=-1)
    assert [u["message"]["text"] for u in newest] == ["three"]
    assert len(await bot.call("getUpdates")) == 1


async def test_long_poll_returns_as_soon_as_something_happens(bot: BareBot, ann: Person) -> None:
    polling = asyncio.create_task(bot.updates(timeout=20))
    await asyncio.sleep(0.05)
    assert not polling.done()
    await ann.sends("hello")
    assert (await asyncio.wait_for(polling, 2))[0]["message"]["text"] == "hello"


async def test_empty_long_poll_ends_with_its_time(bot: BareBot) -> None:
    assert await asyncio.wait_for(bot.updates(timeout=1), 3) == []


async def test_second_poll_ends_the_first_with_409(bot: BareBot) -> None:
    first = asyncio.create_task(bot.call("getUpdates", timeout=20))
    await asyncio.sleep(0.05)
    second = asyncio.create_task(bot.call("getUpdates", timeout=1))
    with pytest.raises(BotRefused) as refused:
        await first
    assert str(refused.value) == (
        "409 Conflict: terminated by other getUpdates request; make sure that only one bot "
        "instance is running"
    )
    assert await second == []


async def test_kinds_come_only_when_asked_for(stage: Stage, bot: BareBot, ann: Person) -> None:
    bo = await stage.world.person("Bo")
    group = await stage.world.group("Patrols", [ann])
    await bot.updates()
    await group.adds(bo)
    assert (await one(bot, "message"))["new_chat_members"][0]["first_name"] == "Bo"
    await bot.updates(allowed_updates=["chat_member", "message"])
    await group.loses(bo, kicked=True)
    updates = await bot.updates()
    change = updates[0]["chat_member"]
    assert (change["old_chat_member"]["status"], change["new_chat_member"]["status"]) == (
        "member",
        "kicked",
    )
    assert change["from"]["first_name"] == "Ann"
    assert updates[1]["message"]["left_chat_member"]["first_name"] == "Bo"
    await bot.updates(allowed_updates=["callback_query"])
    await ann.sends("unheard")
    assert await bot.updates(allowed_updates=[]) == []
    await ann.sends("heard")
    assert (await one(bot, "message"))["text"] == "heard"


async def test_plain_member_hears_of_no_other_members(
    stage: Stage, bot: BareBot, ann: Person
) -> None:
    bo = await stage.world.person("Bo")
    group = await stage.world.group("Patrols", [ann], bot="member")
    await bot.updates(allowed_updates=["chat_member"])
    await group.adds(bo)
    assert await bot.updates() == []


async def test_privacy_mode(stage: Stage, bot: BareBot, ann: Person) -> None:
    group = await stage.world.group("Patrols", [ann], bot="member")
    await bot.updates()
    sent = await bot.call("sendMessage", chat_id=group.id, text="Question?")
    for text in ("chatter", "/other@another_bot", "say /help"):
        await ann.sends(text, group)
    await ann.sends("/help", group)
    await ann.sends("/help@Ephedra_demo_bot now", group)
    await ann.sends("Answer", group, reply_to=sent["message_id"])
    heard = [update["message"]["text"] for update in await bot.updates()]
    assert heard == ["/help", "/help@Ephedra_demo_bot now", "Answer"]
    await group.adds("bot", "administrator")
    await bot.updates()
    await ann.sends("chatter", group)
    assert (await one(bot, "message"))["text"] == "chatter"


async def test_command_entity_covers_the_bots_name(stage: Stage, bot: BareBot, ann: Person) -> None:
    await ann.sends("/rota@ephedra_demo_bot friday")
    message = await one(bot, "message")
    assert message["entities"] == [{"offset": 0, "length": 22, "type": "bot_command"}]


async def test_edited_message(bot: BareBot, ann: Person) -> None:
    sent = await ann.sends("helo")
    await bot.updates()
    await ann.edits(sent, "hello")
    message = await one(bot, "edited_message")
    assert (message["message_id"], message["text"]) == (sent.id, "hello")
    assert message["edit_date"]


@pytest.mark.parametrize(
    ("content", "kind", "field"),
    [
        ({"location": {"latitude": 51.5, "longitude": -0.1}}, "location", "location"),
        ({"contact": True}, "contact", "contact"),
        ({"contact": {"phone_number": "1", "first_name": "Zed"}}, "contact", "contact"),
        ({"sticker": True}, "sticker", "sticker"),
        ({"voice": True}, "voice", "voice"),
        ({"photo": True}, "photo", "photo"),
    ],
)
async def test_other_contents(
    bot: BareBot, ann: Person, content: Json, kind: str, field: str
) -> None:
    shared = await ann.shares(**content)
    assert shared.kind == kind
    assert (await one(bot, "message"))[field]


async def test_document_from_a_person(stage: Stage, bot: BareBot, ann: Person) -> None:
    body = {
        "file_name": "rota.csv",
        "content_base64": base64.b64encode(b"a,b").decode(),
        "caption": "Here",
    }
    await ann.shares(document=body)
    message = await one(bot, "message")
    assert (message["document"]["mime_type"], message["caption"]) == ("text/csv", "Here")
    path = (await bot.call("getFile", file_id=message["document"]["file_id"]))["file_path"]
    assert (await bot.http.get(f"{bot.files}/{path}")).content == b"a,b"
    with pytest.raises(Refused, match="not base64"):
        await ann.shares(document=body | {"content_base64": "%"})


async def test_blocking_and_coming_back(bot: BareBot, ann: Person) -> None:
    await ann.blocks()
    change = await one(bot, "my_chat_member")
    assert (change["old_chat_member"]["status"], change["new_chat_member"]["status"]) == (
        "member",
        "kicked",
    )
    with pytest.raises(Refused, match="Ann has blocked the bot"):
        await ann.sends("hello")
    await ann.sends("/start")
    updates = await bot.updates()
    assert updates[0]["my_chat_member"]["new_chat_member"]["status"] == "member"
    assert updates[1]["message"]["text"] == "/start"


async def test_bot_joins_and_is_promoted(stage: Stage, bot: BareBot, ann: Person) -> None:
    group = await stage.world.group("Patrols", [ann], bot="absent")
    await group.adds("bot")
    first, second = await bot.updates()
    assert first["my_chat_member"]["new_chat_member"]["status"] == "member"
    assert second["message"]["new_chat_members"][0]["id"] == 123456
    await group.adds("bot", "administrator")
    change = await one(bot, "my_chat_member")
    assert change["new_chat_member"]["can_pin_messages"] is True
    await group.loses("bot", kicked=True)
    gone, line = await bot.updates()
    assert gone["my_chat_member"]["new_chat_member"]["status"] == "kicked"
    assert line["message"]["left_chat_member"]["id"] == 123456


async def test_migration_tells_both_ids(stage: Stage, bot: BareBot, ann: Person) -> None:
    group = await stage.world.group("Patrols", [ann])
    await bot.updates()
    new = await group.becomes_supergroup()
    old, fresh = (update["message"] for update in await bot.updates())
    assert (old["chat"]["id"], old["migrate_to_chat_id"]) == (group.id, new.id)
    assert (fresh["chat"]["id"], fresh["migrate_from_chat_id"]) == (new.id, group.id)
    assert [row["id"] for row in await ann.chats() if row["type"] != "private"] == [new.id]
    with pytest.raises(Refused, match="became the supergroup"):
        await ann.sends("hello", group)


async def test_links_carry_their_payload(bot: BareBot, stage: Stage) -> None:
    bo = await stage.world.person("Bo")
    await bo.opens("https://t.me/ephedra_demo_bot?start=join-7_x")
    assert (await one(bot, "message"))["text"] == "/start join-7_x"
    await bo.opens("Come: t.me/Ephedra_demo_bot")
    assert (await one(bot, "message"))["text"] == "/start"
    for link in ("https://t.me/other_bot?start=x", "https://t.me/ephedra_demo_bot?start=a.b"):
        with pytest.raises(Refused):
            await bo.opens(link)


async def test_raw_update_goes_through_as_it_is(stage: Stage, bot: BareBot) -> None:
    await stage.world.raw_update({"message": {"odd": True}})
    await stage.world.raw_update({"update_id": 200_000_000, "poll": {}})
    first, second = await bot.updates()
    assert first["message"] == {"odd": True}
    assert second["update_id"] == 200_000_000


async def test_tap_on_a_deleted_message_is_inaccessible(
    stage: Stage, bot: BareBot, ann: Person
) -> None:
    markup = {"inline_keyboard": [[{"text": "Go", "callback_data": "go"}]]}
    await bot.call("sendMessage", chat_id=ann.id, text="x", reply_markup=markup)
    await ann.presses("Go", wait=0)
    message = (await one(bot, "callback_query"))["message"]
    assert message["reply_markup"]["inline_keyboard"][0][0]["callback_data"] == "go"


@dataclass
class Hook:
    """A bot behind a webhook."""

    url: str = ""
    got: list[Json] = field(default_factory=list)
    secrets: list[str | None] = field(default_factory=list)
    failures: int = 0
    arrived: asyncio.Event = field(default_factory=asyncio.Event)

    async def take(self, request: Request) -> Response:
        if self.failures:
            self.failures -= 1
            return Response(status_code=500)
        self.secrets.append(request.headers.get("x-telegram-bot-api-secret-token"))
        self.got.append(await request.json())
        self.arrived.set()
        return Response()

    async def has(self, count: int) -> None:
        async with asyncio.timeout(10):
            while len(self.got) < count:
                self.arrived.clear()
                await self.arrived.wait()


@asynccontextmanager
async def listening(stage: Stage) -> AsyncIterator[Hook]:
    hook = Hook()
    app = Starlette(routes=[Route("/hook", hook.take, methods=["POST"])])
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        hook.url = f"http://127.0.0.1:{listener.getsockname()[1]}/hook"
        config = uvicorn.Config(app, log_level="warning", timeout_graceful_shutdown=1)
        server = SandboxServer(config, stage.engine)
        serving = asyncio.create_task(server.serve([listener]))
        await server.ready.wait()
        try:
            yield hook
        finally:
            await stage.engine.webhook.stop()
            server.stop()
            await serving


async def test_webhook_delivers_with_the_secret(stage: Stage, bot: BareBot, ann: Person) -> None:
    async with listening(stage) as hook:
        await ann.sends("waiting")
        await bot.call("setWebhook", url=hook.url, secret_token="s3cret_-", max_connections=2)
        await ann.sends("fresh")
        await hook.has(2)
        assert [update["message"]["text"] for update in hook.got] == ["waiting", "fresh"]
        assert set(hook.secrets) == {"s3cret_-"}
        words = await bot.refusal("getUpdates")
        assert words == (
            "409 Conflict: can't use getUpdates method while webhook is active; use "
            "deleteWebhook to delete the webhook first"
        )
        await bot.call("deleteWebhook")
        assert (await bot.call("getWebhookInfo"))["url"] == ""
        await ann.sends("polled")
        assert (await bot.updates())[-1]["message"]["text"] == "polled"


async def test_webhook_is_tried_again_in_order(stage: Stage, bot: BareBot, ann: Person) -> None:
    async with listening(stage) as hook:
        hook.failures = 2
        await bot.call("setWebhook", url=hook.url)
        await ann.sends("one")
        await ann.sends("two")
        await hook.has(2)
        assert [update["message"]["text"] for update in hook.got] == ["one", "two"]
        info = await bot.call("getWebhookInfo")
        assert info["last_error_message"] == (
            "Wrong response from the webhook: 500 Internal Server Error"
        )


async def test_webhook_that_is_not_there_keeps_updates(
    stage: Stage, bot: BareBot, ann: Person
) -> None:
    await bot.call("setWebhook", url="http://127.0.0.1:9/hook", allowed_updates=["message"])
    await ann.sends("hello")
    info = await bot.call("getWebhookInfo")
    assert info["pending_update_count"] == 1
    assert info["allowed_updates"] == ["message"]
    await bot.call("deleteWebhook", drop_pending_updates=True)
    assert await bot.updates() == []


async def test_webhooks_that_are_refused(bot: BareBot) -> None:
    words = await bot.refusal("setWebhook", url="ftp://example.org")
    assert words == "400 Bad Request: invalid webhook URL specified"
    words = await bot.refusal("setWebhook", url="https://example.org", secret_token="a b")
    assert words == "400 Bad Request: secret token contains unallowed characters"
    words = await bot.refusal("setWebhook", url="https://example.org", secret_token="x" * 257)
    assert words == "400 Bad Request: secret token is too long"
    await bot.call("setWebhook", url="")
    await bot.updates()


async def test_setting_a_webhook_ends_the_poll(bot: BareBot) -> None:
    polling = asyncio.create_task(bot.call("getUpdates", timeout=20))
    await asyncio.sleep(0.05)
    await bot.call("setWebhook", url="http://127.0.0.1:9/hook")
    with pytest.raises(BotRefused, match="409 Conflict: terminated by setWebhook request"):
        await polling
    await bot.call("deleteWebhook")
