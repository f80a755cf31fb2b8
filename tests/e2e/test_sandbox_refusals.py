"""The sandbox refuses what Telegram refuses, with the same code in the same words."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest

from sandbox.client_bot import BareBot, BotRefused
from sandbox.client_people import Group, Person
from sandbox.inprocess import Stage, without_port

NOT_MODIFIED = (
    "400 Bad Request: message is not modified: specified new message content and reply markup "
    "are exactly the same as a current content and reply markup of the message"
)
TOO_OLD = "400 Bad Request: query is too old and response timeout expired or query ID is invalid"


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
    return ann


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"text": ""}, "400 Bad Request: message text is empty"),
        ({"text": " \n "}, "400 Bad Request: text must be non-empty"),
        ({"text": "x" * 4097}, "400 Bad Request: message is too long"),
        ({"text": "<b>x" * 5, "parse_mode": "HTML"}, "400 Bad Request: can't parse entities: "),
        ({"text": "x", "parse_mode": "Word"}, "400 Bad Request: unsupported parse_mode"),
        ({"text": "x", "reply_parameters": {"message_id": 99}}, "message to be replied not found"),
        ({"text": "x", "colour": "red"}, "Telegram knows no field colour of sendMessage"),
        ({"text": "x", "chat_id": ""}, "400 Bad Request: chat_id is empty"),
        ({"text": "x", "chat_id": "@nobody_here"}, "400 Bad Request: chat not found"),
        ({"text": "x", "chat_id": 424242}, "400 Bad Request: chat not found"),
    ],
)
async def test_messages_that_are_refused(
    bot: BareBot, ann: Person, fields: dict[str, Any], words: str
) -> None:
    assert words in await bot.refusal("sendMessage", **{"chat_id": ann.id, **fields})


async def test_limit_of_4096_counts_what_is_shown(bot: BareBot, ann: Person) -> None:
    text = f"<b>{'x' * 4096}</b>"
    sent = await bot.call("sendMessage", chat_id=ann.id, text=text, parse_mode="HTML")
    assert len(sent["text"]) == 4096
    where = {"chat_id": ann.id, "message_id": sent["message_id"]}
    words = await bot.refusal("editMessageText", **where, text="y" * 4097)
    assert words == "400 Bad Request: MESSAGE_TOO_LONG"


async def test_caption_over_1024(bot: BareBot, ann: Person) -> None:
    with pytest.raises(BotRefused, match="400 Bad Request: message caption is too long"):
        await bot.upload(
            "sendDocument", {"document": ("a.txt", b"a")}, chat_id=ann.id, caption="x" * 1025
        )


async def test_person_whom_the_bot_never_met(stage: Stage, bot: BareBot) -> None:
    bo = await stage.world.person("Bo")
    words = await bot.refusal("sendMessage", chat_id=bo.id, text="x")
    assert words == "400 Bad Request: chat not found"


async def test_person_who_never_pressed_start(stage: Stage, bot: BareBot, ann: Person) -> None:
    bo = await stage.world.person("Bo")
    await stage.world.group("Patrols", [ann, bo])
    words = await bot.refusal("sendMessage", chat_id=bo.id, text="x")
    assert words == "403 Forbidden: bot can't initiate conversation with a user"
    words = await bot.refusal("sendChatAction", chat_id=bo.id, action="typing")
    assert words == "400 Bad Request: PEER_ID_INVALID"


async def test_person_who_blocked_the_bot(bot: BareBot, ann: Person) -> None:
    await ann.blocks()
    words = await bot.refusal("sendMessage", chat_id=ann.id, text="x")
    assert words == "403 Forbidden: bot was blocked by the user"
    await ann.blocks(False)
    await bot.call("sendMessage", chat_id=ann.id, text="x")


async def test_person_who_deleted_the_account(bot: BareBot, ann: Person) -> None:
    await ann.deactivates()
    words = await bot.refusal("sendMessage", chat_id=ann.id, text="x")
    assert words == "403 Forbidden: user is deactivated"


@pytest.mark.parametrize("kind", ["group", "supergroup"])
async def test_group_without_the_bot(stage: Stage, bot: BareBot, ann: Person, kind: str) -> None:
    group = await stage.world.group("Patrols", [ann], kind=kind)
    await group.loses("bot", kicked=True)
    words = await bot.refusal("sendMessage", chat_id=group.id, text="x")
    assert words == f"403 Forbidden: bot was kicked from the {kind} chat"
    await group.loses("bot")
    words = await bot.refusal("getChatMember", chat_id=group.id, user_id=ann.id)
    assert words == f"403 Forbidden: bot is not a member of the {kind} chat"
    if kind == "group":
        assert (await bot.call("getChat", chat_id=group.id))["title"] == "Patrols"
    else:
        assert await bot.refusal("getChat", chat_id=group.id) == words
    other = await stage.world.group("Elsewhere", [ann], kind=kind, bot="absent")
    words = await bot.refusal("sendMessage", chat_id=other.id, text="x")
    assert words == "400 Bad Request: chat not found"


async def test_edits_that_are_refused(bot: BareBot, ann: Person) -> None:
    own = await ann.sends("mine")
    sent = await bot.call("sendMessage", chat_id=ann.id, text="one")
    where = {"chat_id": ann.id, "message_id": sent["message_id"]}
    assert await bot.refusal("editMessageText", **where, text="one") == NOT_MODIFIED
    assert await bot.refusal("editMessageReplyMarkup", **where) == NOT_MODIFIED
    words = await bot.refusal("editMessageText", chat_id=ann.id, message_id=99, text="x")
    assert words == "400 Bad Request: message to edit not found"
    words = await bot.refusal("editMessageText", chat_id=ann.id, message_id=own.id, text="x")
    assert words == "400 Bad Request: message can't be edited"
    words = await bot.refusal("editMessageText", text="x")
    assert words == "400 Bad Request: message identifier is not specified"
    words = await bot.refusal("editMessageCaption", **where, caption="x")
    assert words == "400 Bad Request: there is no caption in the message to edit"
    words = await bot.refusal("editMessageText", **where, text="x", reply_markup={"keyboard": []})
    assert "reply_markup" in words


async def test_text_of_a_document_cannot_be_edited(bot: BareBot, ann: Person) -> None:
    sent = await bot.upload("sendDocument", {"document": ("a.txt", b"a")}, chat_id=ann.id)
    where = {"chat_id": ann.id, "message_id": sent["message_id"]}
    words = await bot.refusal("editMessageText", **where, text="x")
    assert words == "400 Bad Request: there is no text in the message to edit"
    words = await bot.refusal("editMessageCaption", **where, caption="x" * 1025)
    assert words == "400 Bad Request: MEDIA_CAPTION_TOO_LONG"


async def test_deleting_stops_after_48_hours_of_business_time(
    stage: Stage, bot: BareBot, ann: Person
) -> None:
    group = await stage.world.group("Patrols", [ann], kind="supergroup")
    private = await bot.call("sendMessage", chat_id=ann.id, text="x")
    public = await bot.call("sendMessage", chat_id=group.id, text="x")
    await stage.world.clock_by(48 * 3600 + 5)
    words = await bot.refusal("deleteMessage", chat_id=ann.id, message_id=private["message_id"])
    assert words == "400 Bad Request: message can't be deleted for everyone"
    words = await bot.refusal("deleteMessage", chat_id=group.id, message_id=public["message_id"])
    assert words == "400 Bad Request: message can't be deleted"
    words = await bot.refusal("deleteMessage", chat_id=ann.id, message_id=99)
    assert words == "400 Bad Request: message to delete not found"


async def test_plain_member_deletes_only_its_own(stage: Stage, bot: BareBot, ann: Person) -> None:
    group = await stage.world.group("Patrols", [ann], bot="member")
    hers = await ann.sends("hello", group)
    own = await bot.call("sendMessage", chat_id=group.id, text="x")
    words = await bot.refusal("deleteMessage", chat_id=group.id, message_id=hers.id)
    assert words == "400 Bad Request: message can't be deleted for everyone"
    assert await bot.call("deleteMessage", chat_id=group.id, message_id=own["message_id"])
    await group.adds("bot", "administrator")
    assert await bot.call("deleteMessage", chat_id=group.id, message_id=hers.id)


async def test_lists_of_messages_to_delete(bot: BareBot, ann: Person) -> None:
    words = await bot.refusal("deleteMessages", chat_id=ann.id, message_ids=[])
    assert words == "400 Bad Request: message identifiers are not specified"
    words = await bot.refusal("deleteMessages", chat_id=ann.id, message_ids=list(range(1, 102)))
    assert words == "400 Bad Request: too many message identifiers specified"


async def test_pinning_needs_an_administrator(stage: Stage, bot: BareBot, ann: Person) -> None:
    group = await stage.world.group("Patrols", [ann], bot="member")
    sent = await bot.call("sendMessage", chat_id=group.id, text="x")
    where = {"chat_id": group.id, "message_id": sent["message_id"]}
    for method in ("pinChatMessage", "unpinChatMessage"):
        words = await bot.refusal(method, **where)
        assert words == ("400 Bad Request: not enough rights to manage pinned messages in the chat")
    words = await bot.refusal("pinChatMessage", chat_id=group.id, message_id=99)
    assert words == "400 Bad Request: message to pin not found"
    await group.adds("bot", "administrator")
    words = await bot.refusal("unpinChatMessage", chat_id=group.id)
    assert words == "400 Bad Request: message to unpin not found"


async def test_a_tap_is_answered_once(stage: Stage, bot: BareBot, ann: Person) -> None:
    markup = {"inline_keyboard": [[{"text": "Go", "callback_data": "go"}]]}
    await bot.call("sendMessage", chat_id=ann.id, text="x", reply_markup=markup)
    await bot.updates()
    tap = asyncio.create_task(ann.presses("Go"))
    query = (await bot.updates(timeout=5))[0]["callback_query"]["id"]
    words = await bot.refusal("answerCallbackQuery", callback_query_id=query, text="x" * 201)
    assert words == "400 Bad Request: MESSAGE_TOO_LONG"
    await bot.call("answerCallbackQuery", callback_query_id=query)
    await tap
    assert await bot.refusal("answerCallbackQuery", callback_query_id=query) == TOO_OLD
    assert await bot.refusal("answerCallbackQuery", callback_query_id="1") == TOO_OLD


async def test_a_tap_gets_too_old_by_machine_time(stage: Stage, bot: BareBot, ann: Person) -> None:
    markup = {"inline_keyboard": [[{"text": "Go", "callback_data": "go"}]]}
    await bot.call("sendMessage", chat_id=ann.id, text="x", reply_markup=markup)
    fresh = (await ann.presses("Go", wait=0)).json["callback_id"]
    old = (await ann.presses("Go", wait=0)).json["callback_id"]
    await stage.world.clock_by(3600)
    await bot.call("answerCallbackQuery", callback_query_id=fresh)
    stage.engine.callbacks.waiting[old].asked -= 15 * 60 + 1
    assert await bot.refusal("answerCallbackQuery", callback_query_id=old) == TOO_OLD


@pytest.mark.parametrize(
    ("commands", "words"),
    [
        ([{"command": "", "description": "x"}], "command must be non-empty"),
        ([{"command": "Rota", "description": "x"}], "BOT_COMMAND_INVALID"),
        ([{"command": "r" * 33, "description": "x"}], "command length must not exceed 32"),
        ([{"command": "r", "description": " "}], "command description must be non-empty"),
        ([{"command": "r", "description": "x" * 257}], "description length must not exceed 256"),
        ([{"command": f"r{i}", "description": "x"} for i in range(101)], "BOT_COMMANDS_TOO_MUCH"),
    ],
)
async def test_commands_that_are_refused(
    bot: BareBot, commands: list[dict[str, str]], words: str
) -> None:
    assert words in await bot.refusal("setMyCommands", commands=commands)


async def test_commands_for_an_unknown_chat(bot: BareBot) -> None:
    scope = {"type": "chat", "chat_id": 424242}
    words = await bot.refusal("setMyCommands", commands=[], scope=scope)
    assert words == "400 Bad Request: chat not found"


async def test_files_that_are_refused(stage: Stage, bot: BareBot, ann: Person) -> None:
    words = await bot.refusal("getFile", file_id="nothing")
    assert words == "400 Bad Request: wrong file_id or the file is temporarily unavailable"
    words = await bot.refusal("sendDocument", chat_id=ann.id)
    assert words == "400 Bad Request: there is no document in the request"
    words = await bot.refusal("sendDocument", chat_id=ann.id, document="nothing")
    assert words == "400 Bad Request: wrong file identifier/HTTP URL specified"
    words = await bot.refusal("sendDocument", chat_id=ann.id, document="attach://nothing")
    assert words == "400 Bad Request: there is no document in the request"
    with pytest.raises(BotRefused, match="file must be non-empty"):
        await bot.upload("sendDocument", {"document": ("a.txt", b"")}, chat_id=ann.id)
    file = next(iter(stage.engine.world.files.values()), None)
    assert file is None
    sent = await bot.upload("sendDocument", {"document": ("a.txt", b"a")}, chat_id=ann.id)
    file = stage.engine.world.files[sent["document"]["file_id"]]
    file.size = 21 * 1024 * 1024
    words = await bot.refusal("getFile", file_id=file.id)
    assert words == "400 Bad Request: file is too big"


async def test_strangers_and_private_chats_have_no_members(
    stage: Stage, bot: BareBot, ann: Person
) -> None:
    group = await stage.world.group("Patrols", [ann])
    words = await bot.refusal("getChatMember", chat_id=group.id, user_id=424242)
    assert words == "400 Bad Request: PARTICIPANT_ID_INVALID"
    words = await bot.refusal("getChatAdministrators", chat_id=ann.id)
    assert words == "400 Bad Request: there are no administrators in the private chat"
    words = await bot.refusal("leaveChat", chat_id=ann.id)
    assert words.startswith("400 Bad Request: chat member status can't be changed in private")
    words = await bot.refusal("sendChatAction", chat_id=ann.id, action="dancing")
    assert words == "400 Bad Request: wrong parameter action in request"


async def test_old_id_of_a_migrated_group(stage: Stage, bot: BareBot, ann: Person) -> None:
    group = await stage.world.group("Patrols", [ann])
    new: Group = await group.becomes_supergroup()
    for method, more in (("sendMessage", {"text": "x"}), ("getChat", {})):
        with pytest.raises(BotRefused) as refused:
            await bot.call(method, chat_id=group.id, **more)
        assert refused.value.description == (
            "Bad Request: group chat was upgraded to a supergroup chat"
        )
        assert refused.value.parameters == {"migrate_to_chat_id": new.id}
    await bot.call("sendMessage", chat_id=new.id, text="x")


async def test_sending_limits_answer_429(stage: Stage, bot: BareBot, ann: Person) -> None:
    await stage.world.limits(True)
    group = await stage.world.group("Patrols", [ann])
    sent = await bot.call("sendMessage", chat_id=group.id, text="x")
    with pytest.raises(BotRefused) as refused:
        await bot.call("editMessageText", chat_id=group.id, message_id=sent["message_id"], text="y")
    assert refused.value.code == 429
    assert refused.value.description == "Too Many Requests: retry after 1"
    assert refused.value.parameters == {"retry_after": 1}
    await stage.world.limits(False)
    await bot.call("sendMessage", chat_id=group.id, text="z")
