"""Each Bot API method of the sandbox, called over HTTP."""

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Any

import pytest

from sandbox.client_bot import BareBot
from sandbox.client_people import Person
from sandbox.inprocess import Stage, without_port


@pytest.fixture
async def stage() -> AsyncIterator[Stage]:
    async with without_port() as stage:
        yield stage


@pytest.fixture
def bot(stage: Stage) -> BareBot:
    return stage.bot


@pytest.fixture
async def ann(stage: Stage) -> Person:
    ann = await stage.world.person("Ann", "Example", username="ann_example")
    await ann.sends("/start")
    return ann


async def test_get_me(bot: BareBot) -> None:
    me = await bot.call("getMe")
    assert (me["id"], me["is_bot"], me["username"]) == (123456, True, "ephedra_demo_bot")
    assert me["can_read_all_group_messages"] is False


async def test_methods_are_known_in_any_case_and_by_get(stage: Stage) -> None:
    response = await stage.bot.http.get(f"{stage.bot.base}/GETME")
    assert response.json()["result"]["is_bot"]


async def test_requests_may_be_json_or_query(stage: Stage, ann: Person) -> None:
    base, http = stage.bot.base, stage.bot.http
    as_json = await http.post(f"{base}/sendMessage", json={"chat_id": ann.id, "text": "123"})
    as_query = await http.get(f"{base}/sendMessage", params={"chat_id": ann.id, "text": "456"})
    assert as_json.json()["result"]["text"] == "123"
    assert as_query.json()["result"]["text"] == "456"


async def test_message_arrives_with_entities_and_buttons(bot: BareBot, ann: Person) -> None:
    rows = [[{"text": "I'm in", "callback_data": "in:7"}], [{"text": "Map", "url": "example.org"}]]
    sent = await bot.call(
        "sendMessage",
        chat_id=ann.id,
        text="<b>Friday</b> night",
        parse_mode="HTML",
        reply_markup={"inline_keyboard": rows},
        disable_notification=True,
        protect_content=True,
    )
    assert sent["entities"] == [{"offset": 0, "length": 6, "type": "bold"}]
    assert sent["reply_markup"]["inline_keyboard"] == rows
    assert sent["has_protected_content"] is True
    seen = (await ann.sees()).last
    assert seen.html == "<b>Friday</b> night"
    assert seen.buttons == ["I'm in", "Map"]
    assert (seen.json["silent"], seen.json["protected"]) == (True, True)
    assert [row[0]["kind"] for row in seen.json["buttons"]] == ["callback", "url"]


async def test_reply_carries_what_it_answers(bot: BareBot, ann: Person) -> None:
    asked = await ann.sends("When?")
    sent = await bot.call(
        "sendMessage", chat_id=ann.id, text="At 8.", reply_parameters={"message_id": asked.id}
    )
    assert sent["reply_to_message"]["text"] == "When?"
    assert (await ann.sees()).last.reply_to == asked.id


async def test_reply_to_nothing_can_be_allowed(bot: BareBot, ann: Person) -> None:
    parameters = {"message_id": 99, "allow_sending_without_reply": True}
    sent = await bot.call("sendMessage", chat_id=ann.id, text="x", reply_parameters=parameters)
    assert "reply_to_message" not in sent


async def test_edit_changes_text_and_buttons(bot: BareBot, ann: Person) -> None:
    sent = await bot.call("sendMessage", chat_id=ann.id, text="one")
    markup = {"inline_keyboard": [[{"text": "Go", "callback_data": "go"}]]}
    edited = await bot.call(
        "editMessageText",
        chat_id=ann.id,
        message_id=sent["message_id"],
        text="two",
        reply_markup=markup,
    )
    assert edited["text"] == "two"
    assert edited["edit_date"] >= sent["date"]
    seen = (await ann.sees()).last
    assert (seen.text, seen.buttons, seen.edited) == ("two", ["Go"], True)


async def test_edit_without_buttons_removes_them(bot: BareBot, ann: Person) -> None:
    markup = {"inline_keyboard": [[{"text": "Go", "callback_data": "go"}]]}
    sent = await bot.call("sendMessage", chat_id=ann.id, text="one", reply_markup=markup)
    where = {"chat_id": ann.id, "message_id": sent["message_id"]}
    edited = await bot.call("editMessageReplyMarkup", **where)
    assert "reply_markup" not in edited
    assert "edit_date" not in edited
    assert (await ann.sees()).last.buttons == []


async def test_document_can_be_sent_fetched_and_sent_again(stage: Stage, ann: Person) -> None:
    file = ("brief.pdf", b"%PDF-1.7 invented", "application/pdf")
    sent = await stage.bot.upload(
        "sendDocument", {"document": file}, chat_id=ann.id, caption="*Brief*", parse_mode="Markdown"
    )
    document = sent["document"]
    assert (document["file_name"], document["file_size"]) == ("brief.pdf", 17)
    assert sent["caption_entities"][0]["type"] == "bold"

    path = (await stage.bot.call("getFile", file_id=document["file_id"]))["file_path"]
    fetched = await stage.bot.http.get(f"{stage.bot.files}/{path}")
    assert fetched.content == file[1]

    await stage.bot.call("sendDocument", chat_id=ann.id, document=document["file_id"])
    view = await ann.sees()
    assert [message.file_name for message in view.messages[-2:]] == ["brief.pdf", "brief.pdf"]
    on_page = await stage.bot.http.get(stage.url + view.last.json["document"]["url"])
    assert on_page.content == file[1]
    assert on_page.headers["content-disposition"] == "inline; filename*=UTF-8''brief.pdf"
    page = ("x.html", b"<script>", "text/html")
    await stage.bot.upload("sendDocument", {"document": page}, chat_id=ann.id)
    url = (await ann.sees()).last.json["document"]["url"]
    on_page = await stage.bot.http.get(stage.url + url)
    assert on_page.headers["content-disposition"].startswith("attachment;")
    assert on_page.headers["x-content-type-options"] == "nosniff"


async def test_attach_protocol(bot: BareBot, ann: Person) -> None:
    sent = await bot.upload(
        "sendDocument", {"f1": ("a.txt", b"a")}, chat_id=ann.id, document="attach://f1"
    )
    assert sent["document"]["file_name"] == "a.txt"
    assert sent["document"]["mime_type"] == "text/plain"


async def test_photo_and_its_caption(bot: BareBot, ann: Person) -> None:
    sent = await bot.upload("sendPhoto", {"photo": ("p.png", b"png", "image/png")}, chat_id=ann.id)
    assert sent["photo"][0]["file_id"]
    where = {"chat_id": ann.id, "message_id": sent["message_id"]}
    edited = await bot.call("editMessageCaption", **where, caption="The chart")
    assert edited["caption"] == "The chart"
    last = (await ann.sees()).last
    assert (last.kind, last.text) == ("photo", "The chart")
    assert last.json["photo"]["url"].startswith("/control/files/")


async def test_deleted_messages_vanish_from_chat_and_pins(bot: BareBot, ann: Person) -> None:
    ids = [
        (await bot.call("sendMessage", chat_id=ann.id, text=str(i)))["message_id"] for i in range(4)
    ]
    await bot.call("pinChatMessage", chat_id=ann.id, message_id=ids[0])
    assert await bot.call("deleteMessage", chat_id=ann.id, message_id=ids[0])
    assert await bot.call("deleteMessages", chat_id=ann.id, message_ids=[ids[1], ids[2], 999])
    view = await ann.sees()
    assert view.texts == ["/start", "3", "Ephedra pinned a message"]
    assert view.pinned == []


async def test_pins_follow_telegram(stage: Stage, bot: BareBot, ann: Person) -> None:
    group = await stage.world.group("Patrols", [ann])
    await bot.updates()
    post = await bot.call("sendMessage", chat_id=group.id, text="Rota")
    other = await bot.call("sendMessage", chat_id=group.id, text="Brief")
    for message in (post, other):
        await bot.call("pinChatMessage", chat_id=group.id, message_id=message["message_id"])
    assert [pin.text for pin in (await ann.sees(group)).pinned] == ["Rota", "Brief"]
    told = await bot.updates()
    assert told[0]["message"]["pinned_message"]["text"] == "Rota"
    assert (await bot.call("getChat", chat_id=group.id))["pinned_message"]["text"] == "Brief"

    await bot.call("unpinChatMessage", chat_id=group.id)
    assert [pin.text for pin in (await ann.sees(group)).pinned] == ["Rota"]
    await bot.call("unpinAllChatMessages", chat_id=group.id)
    assert (await ann.sees(group)).pinned == []


async def test_chats_and_members(stage: Stage, bot: BareBot, ann: Person) -> None:
    bo = await stage.world.person("Bo")
    group = await stage.world.group("Patrols", [ann, bo], kind="supergroup")
    chat = await bot.call("getChat", chat_id=group.id)
    assert (chat["title"], chat["type"]) == ("Patrols", "supergroup")
    assert str(group.id).startswith("-100")
    assert await bot.call("getChatMemberCount", chat_id=group.id) == 3
    member = await bot.call("getChatMember", chat_id=group.id, user_id=bo.id)
    assert (member["status"], member["user"]["first_name"]) == ("member", "Bo")
    administrators = await bot.call("getChatAdministrators", chat_id=group.id)
    assert [one["status"] for one in administrators] == ["creator", "administrator"]
    assert administrators[1]["can_pin_messages"] is True
    cleo = await stage.world.person("Cleo")
    await cleo.sends("/start")
    stranger = await bot.call("getChatMember", chat_id=group.id, user_id=cleo.id)
    assert stranger["status"] == "left"
    private = await bot.call("getChat", chat_id=ann.id)
    assert (private["type"], private["username"]) == ("private", "ann_example")


async def test_bot_can_leave(stage: Stage, bot: BareBot, ann: Person) -> None:
    group = await stage.world.group("Patrols", [ann])
    await bot.updates()
    assert await bot.call("leaveChat", chat_id=group.id)
    update = (await bot.updates())[0]["my_chat_member"]
    assert update["new_chat_member"]["status"] == "left"
    assert (await ann.sees(group)).last.text == "Ephedra left the group"


async def test_chat_action_is_accepted(bot: BareBot, ann: Person) -> None:
    assert await bot.call("sendChatAction", chat_id=ann.id, action="typing") is True


async def test_commands_by_scope_and_language(stage: Stage, bot: BareBot, ann: Person) -> None:
    bo = await stage.world.person("Bo")
    group = await stage.world.group("Patrols", [ann, bo])
    for scope, name in (
        (None, "help"),
        ({"type": "all_private_chats"}, "rota"),
        ({"type": "chat_administrators", "chat_id": group.id}, "lead"),
        ({"type": "chat_member", "chat_id": group.id, "user_id": bo.id}, "mine"),
    ):
        commands = [{"command": f"/{name}", "description": f"Do {name}"}]
        assert await bot.call("setMyCommands", commands=commands, scope=scope)
    assert (await ann.sees()).commands == {"rota": "Do rota"}
    assert (await ann.sees(group)).commands == {"lead": "Do lead"}
    assert (await bo.sees(group)).commands == {"mine": "Do mine"}
    assert await bot.call("getMyCommands") == [{"command": "help", "description": "Do help"}]
    assert await bot.call("getMyCommands", language_code="de") == []
    assert await bot.call("deleteMyCommands", scope={"type": "all_private_chats"})
    assert (await ann.sees()).commands == {"help": "Do help"}


async def test_name_and_descriptions(bot: BareBot, ann: Person) -> None:
    for method, field in (
        ("MyName", "name"),
        ("MyDescription", "description"),
        ("MyShortDescription", "short_description"),
    ):
        assert await bot.call(f"set{method}", **{field: "Patrols"})
        assert await bot.call(f"set{method}", **{field: "Streifen"}, language_code="de")
        assert await bot.call(f"get{method}") == {field: "Patrols"}
        assert await bot.call(f"get{method}", language_code="de") == {field: "Streifen"}
        assert await bot.call(f"get{method}", language_code="fr") == {field: "Patrols"}
    assert (await ann.sees()).title == "Patrols"


async def test_taps_are_answered_with_toast_alert_or_nothing(bot: BareBot, ann: Person) -> None:
    markup = {"inline_keyboard": [[{"text": "Go", "callback_data": "go"}]]}
    await bot.call("sendMessage", chat_id=ann.id, text="x", reply_markup=markup)
    await bot.updates()
    for fields, text, alert in (
        ({"text": "Done."}, "Done.", False),
        ({"text": "Stop!", "show_alert": True}, "Stop!", True),
        ({}, None, False),
    ):
        tap = await ann.presses("Go", wait=0)
        assert not tap.answered
        query = (await bot.updates())[0]["callback_query"]
        assert query["data"] == "go"
        assert query["message"]["text"] == "x"
        pressed = asyncio.create_task(ann.presses("Go"))
        query = await next_query(bot)
        await bot.call("answerCallbackQuery", callback_query_id=query["id"], **fields)
        answer = await pressed
        assert (answer.answered, answer.text, answer.alert) == (True, text, alert)


async def next_query(bot: BareBot) -> dict[str, Any]:
    found: dict[str, Any] = (await bot.updates(timeout=5))[0]["callback_query"]
    return found


async def test_journal_keeps_calls(stage: Stage, bot: BareBot, ann: Person) -> None:
    await bot.call("sendMessage", chat_id=ann.id, text="x")
    await bot.refusal("sendMessage", chat_id=5, text="y")
    good, bad = await stage.world.calls("sendmessage")
    assert (good.ok, good.chat_id, good.params["text"]) == (True, ann.id, "x")
    assert (bad.ok, bad.error_code, bad.description) == (False, 400, "Bad Request: chat not found")
    assert await stage.world.calls(after=bad.n) == []
    await stage.world.forget_calls()
    assert await stage.world.calls() == []


async def test_wrong_token_and_unknown_method(stage: Stage) -> None:
    http = stage.bot.http
    wrong = await http.post(f"{stage.url}/bot123456:other/getMe")
    assert (wrong.status_code, wrong.json()["description"]) == (401, "Unauthorized")
    unknown = await http.post(f"{stage.bot.base}/sendTelegram")
    assert unknown.json() == {"ok": False, "error_code": 404, "description": "Not Found"}
    assert (await http.get(f"{stage.url}/file/bot123456:other/x")).status_code == 401
    assert (await http.get(f"{stage.bot.files}/documents/none")).status_code == 404


async def test_health(stage: Stage) -> None:
    response = await stage.bot.http.get(f"{stage.url}/health")
    assert json.loads(response.text) == {"ok": True}
