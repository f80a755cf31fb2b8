"""python-telegram-bot works against the sandbox unchanged."""

import asyncio
from collections.abc import AsyncIterator

import pytest
from telegram import (
    Bot,
    BotCommand,
    BotCommandScopeAllPrivateChats,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    LinkPreviewOptions,
    Message,
    ReplyParameters,
    Update,
)
from telegram.error import BadRequest, ChatMigrated, Conflict, Forbidden, NetworkError, RetryAfter
from telegram.ext import Application, ApplicationBuilder, CallbackQueryHandler, CommandHandler
from telegram.request import HTTPXRequest

from sandbox.client_people import Person
from sandbox.inprocess import Stage, on_port


@pytest.fixture
async def stage() -> AsyncIterator[Stage]:
    async with on_port() as stage:
        yield stage


@pytest.fixture
async def bot(stage: Stage) -> AsyncIterator[Bot]:
    request = HTTPXRequest(connection_pool_size=16, httpx_kwargs={"trust_env": False})
    polling = HTTPXRequest(httpx_kwargs={"trust_env": False})
    bot = Bot(
        stage.token,
        base_url=stage.bot_url,
        base_file_url=f"{stage.url}/file/bot",
        request=request,
        get_updates_request=polling,
    )
    async with bot:
        yield bot


@pytest.fixture
async def ann(stage: Stage) -> Person:
    ann = await stage.world.person("Ann", username="ann_example")
    await ann.sends("/start")
    return ann


GO = InlineKeyboardMarkup([[InlineKeyboardButton("Go", callback_data="go")]])


async def test_main_calls(bot: Bot, stage: Stage, ann: Person) -> None:
    assert bot.username == "ephedra_demo_bot"
    updates = await bot.get_updates(timeout=1)
    assert updates[0].message is not None
    assert updates[0].message.text == "/start"
    sent = await bot.send_message(
        ann.id,
        "<b>Rota</b> 🚓",
        parse_mode="HTML",
        reply_markup=GO,
        link_preview_options=LinkPreviewOptions(is_disabled=True),
        reply_parameters=ReplyParameters(updates[0].message.message_id),
    )
    assert sent.text_html == "<b>Rota</b> 🚓"
    assert sent.reply_to_message is not None
    edited = await bot.edit_message_text("New", ann.id, sent.message_id)
    assert isinstance(edited, Message)
    assert edited.text == "New"
    await bot.edit_message_reply_markup(ann.id, sent.message_id, reply_markup=GO)
    assert await bot.pin_chat_message(ann.id, sent.message_id)
    assert await bot.unpin_all_chat_messages(ann.id)
    assert await bot.send_chat_action(ann.id, "typing")
    assert await bot.delete_message(ann.id, sent.message_id)


async def test_files(bot: Bot, ann: Person) -> None:
    sent = await bot.send_document(ann.id, b"%PDF invented", filename="brief.pdf", caption="Brief")
    assert sent.document is not None
    assert sent.document.file_name == "brief.pdf"
    file = await bot.get_file(sent.document.file_id)
    assert bytes(await file.download_as_bytearray()) == b"%PDF invented"
    photo = await bot.send_photo(ann.id, b"png", caption="Chart")
    assert photo.photo
    changed = await bot.edit_message_caption(ann.id, photo.message_id, caption="New chart")
    assert isinstance(changed, Message)
    assert changed.caption == "New chart"


async def test_taps(bot: Bot, ann: Person) -> None:
    await bot.send_message(ann.id, "x", reply_markup=GO)
    tap = asyncio.create_task(ann.presses("Go"))
    updates: list[Update] = []
    while not any(update.callback_query for update in updates):
        updates = list(await bot.get_updates(timeout=5))
    query = next(update.callback_query for update in updates if update.callback_query)
    assert await query.answer("Done.", show_alert=True)
    assert (await tap).text == "Done."
    with pytest.raises(BadRequest, match="Query is too old"):
        await query.answer()


async def test_chats_commands_and_names(bot: Bot, stage: Stage, ann: Person) -> None:
    group = await stage.world.group("Patrols", [ann], kind="supergroup")
    chat = await bot.get_chat(group.id)
    assert chat.title == "Patrols"
    assert await bot.get_chat_member_count(group.id) == 2
    assert (await bot.get_chat_member(group.id, ann.id)).status == "creator"
    assert len(await bot.get_chat_administrators(group.id)) == 2
    commands = [BotCommand("rota", "Show the rota")]
    assert await bot.set_my_commands(commands, scope=BotCommandScopeAllPrivateChats())
    assert await bot.get_my_commands(scope=BotCommandScopeAllPrivateChats()) == tuple(commands)
    assert await bot.set_my_name("Patrols")
    assert (await bot.get_my_name()).name == "Patrols"
    assert await bot.set_my_description("For patrols")
    assert await bot.set_my_short_description("Patrols")
    assert (await bot.get_webhook_info()).url == ""
    assert await bot.delete_webhook()
    assert await bot.leave_chat(group.id)


async def test_errors_arrive_as_their_own_classes(
    bot: Bot, stage: Stage, ann: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PTB_TIMEDELTA", "1")
    with pytest.raises(BadRequest, match="Chat not found"):
        await bot.send_message(424242, "x")
    group = await stage.world.group("Patrols", [ann])
    new = await group.becomes_supergroup()
    with pytest.raises(ChatMigrated) as migrated:
        await bot.send_message(group.id, "x")
    assert migrated.value.new_chat_id == new.id
    await ann.blocks()
    with pytest.raises(Forbidden, match="bot was blocked by the user"):
        await bot.send_message(ann.id, "x")
    await stage.world.fault("429", "getMe", retry_after=3)
    with pytest.raises(RetryAfter):
        await bot.get_me()
    await stage.world.fault("lost_reply", "getMe")
    with pytest.raises(NetworkError, match=r"RemoteProtocolError|ReadError"):
        await bot.get_me()
    first = asyncio.create_task(bot.get_updates(offset=2**30, timeout=10))
    await asyncio.sleep(0.1)
    second = asyncio.create_task(stage.bot.call("getUpdates", offset=2**30, timeout=1))
    with pytest.raises(Conflict):
        await first
    await second


async def test_every_kind_of_update_is_read(bot: Bot, stage: Stage, ann: Person) -> None:
    bo = await stage.world.person("Bo")
    await bot.get_updates(allowed_updates=Update.ALL_TYPES)
    group = await stage.world.group("Patrols", [ann])
    await group.adds(bo)
    await group.loses(bo, kicked=True)
    await ann.shares(location={"latitude": 51.5, "longitude": -0.1})
    await ann.shares(contact=True)
    await ann.shares(sticker=True)
    await ann.shares(voice=True)
    await ann.shares(photo=True)
    await ann.shares(document={"file_name": "a.csv", "content_base64": "YSxi"})
    sent = await ann.sends("hello", group)
    await ann.edits(sent, "hullo")
    await group.becomes_supergroup()
    await ann.blocks()
    updates = await bot.get_updates(allowed_updates=Update.ALL_TYPES)
    messages = [update.message for update in updates if update.message]
    assert any(message.location for message in messages)
    assert any(message.contact for message in messages)
    assert any(message.sticker for message in messages)
    assert any(message.voice for message in messages)
    assert any(message.photo for message in messages)
    assert any(message.document for message in messages)
    assert any(message.migrate_to_chat_id for message in messages)
    assert any(update.edited_message for update in updates)
    assert any(update.chat_member for update in updates)
    assert sum(update.my_chat_member is not None for update in updates) == 2


async def test_a_whole_application_runs(stage: Stage, ann: Person) -> None:
    async def start(update: Update, _context: object) -> None:
        assert update.message is not None
        await update.message.reply_text("Welcome", reply_markup=GO)

    async def go(update: Update, _context: object) -> None:
        assert update.callback_query is not None
        await update.callback_query.answer("Going.")
        await update.callback_query.edit_message_text("Gone")

    builder = ApplicationBuilder().token(stage.token).base_url(stage.bot_url)
    app: Application = builder.job_queue(None).build()  # type: ignore[type-arg]
    app.add_handler(CommandHandler("start", start))
    app.add_handler(CallbackQueryHandler(go))
    async with app:
        await app.start()
        assert app.updater is not None
        await app.updater.start_polling(timeout=5)
        await ann.waits_for("Welcome")
        assert (await ann.presses("Go")).text == "Going."
        await ann.waits_for("Gone")
        await app.updater.stop()
        await app.stop()
