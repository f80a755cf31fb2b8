"""An open chat on the page: bubbles, buttons, toasts and alerts, marks, menus, files."""

import re
from pathlib import Path

import pytest
from playwright.async_api import expect

from sandbox.client import Sandbox
from tests.browser.conftest import ScriptedBot, SetOut, key

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]


async def test_start_begins_the_conversation(
    world: Sandbox, bot: ScriptedBot, set_out: SetOut
) -> None:
    bot.replies["/start"] = {"text": "Welcome to the rota"}
    ann = await world.person("Ann", "Example")
    desk = await set_out(ann)
    await desk.phone(ann).get_by_role("button", name="Start").click()
    await expect(desk.chat(ann).get_by_text("Welcome to the rota")).to_be_visible()
    await expect(desk.composer(ann)).to_be_visible()
    await expect(desk.phone(ann).get_by_test_id("start")).to_be_hidden()


async def test_what_is_typed_is_sent_with_enter_or_the_send_button(
    world: Sandbox, bot: ScriptedBot, set_out: SetOut
) -> None:
    bot.replies |= {"one": {"text": "First answer"}, "two": {"text": "Second answer"}}
    ann = await world.person("Ann")
    await ann.sends("/start")
    desk = await set_out(ann)
    await desk.writes(ann, "one")
    await expect(desk.chat(ann).get_by_text("First answer")).to_be_visible()
    await desk.composer(ann).fill("two")
    await desk.phone(ann).get_by_test_id("send").click()
    await expect(desk.chat(ann).get_by_text("Second answer")).to_be_visible()
    await expect(desk.composer(ann)).to_have_value("")


async def test_a_tap_shows_a_toast_that_goes_and_an_alert_that_waits_for_ok(
    world: Sandbox, bot: ScriptedBot, set_out: SetOut
) -> None:
    bot.taps["in"] = {"text": "You are in."}
    bot.taps["full"] = {"text": "Saturday is full.", "show_alert": True}
    ann = await world.person("Ann")
    await ann.sends("/start")
    await bot.says(ann.id, "Who comes?", [key("I'm in", "in"), key("Saturday", "full")])
    desk = await set_out(ann)
    phone = desk.phone(ann)
    await phone.get_by_role("button", name="I'm in").click()
    await expect(phone.get_by_test_id("toast")).to_have_text("You are in.")
    await phone.get_by_role("button", name="Saturday").click()
    alert = phone.get_by_test_id("alert")
    await expect(alert).to_contain_text("Saturday is full.")
    await expect(phone.get_by_test_id("toast")).to_have_count(0, timeout=8000)
    await expect(alert).to_be_visible()
    await alert.get_by_role("button", name="OK").click()
    await expect(alert).to_have_count(0)


async def test_only_the_phone_that_tapped_is_told(
    world: Sandbox, bot: ScriptedBot, set_out: SetOut
) -> None:
    bot.taps["in"] = {"text": "Noted."}
    ann, bob = await world.person("Ann"), await world.person("Bob")
    group = await world.group("Night patrols", [ann, bob])
    await bot.says(group.id, "Who comes?", [key("I'm in", "in")])
    desk = await set_out((ann, group), (bob, group))
    await desk.phone(bob).get_by_role("button", name="I'm in").click()
    await expect(desk.phone(bob).get_by_test_id("toast")).to_have_text("Noted.")
    await expect(desk.phone(ann).get_by_test_id("toast")).to_have_count(0)


async def test_posts_and_edits_arrive_without_a_reload(
    world: Sandbox, bot: ScriptedBot, set_out: SetOut
) -> None:
    ann, bob = await world.person("Ann"), await world.person("Bob")
    group = await world.group("Night patrols", [ann, bob])
    desk = await set_out((ann, group), (bob, group))
    await desk.page.evaluate("window.stayed = true")
    number = await bot.says(group.id, "1 of 5 places", [key("I'm in", "in")])
    for person in (ann, bob):
        await expect(desk.message(person, number)).to_contain_text("1 of 5 places")
    await bot.call("editMessageText", chat_id=group.id, message_id=number, text="2 of 5 places")
    for person in (ann, bob):
        await expect(desk.message(person, number)).to_contain_text("2 of 5 places")
        await expect(desk.message(person, number)).to_contain_text("edited")
        await expect(
            desk.message(person, number).get_by_role("button", name="I'm in")
        ).to_have_count(0)
    await desk.writes(bob, "See you there")
    await expect(desk.chat(ann, group).get_by_text("See you there")).to_be_visible()
    await bot.call("deleteMessage", chat_id=group.id, message_id=number)
    await expect(desk.message(ann, number)).to_have_count(0)
    assert await desk.page.evaluate("window.stayed")


async def test_the_pinned_bar_leads_to_the_post_and_marks_it(
    world: Sandbox, bot: ScriptedBot, set_out: SetOut
) -> None:
    ann = await world.person("Ann")
    group = await world.group("Night patrols", [ann])
    post = await bot.says(group.id, "Patrols this week")
    for number in range(25):
        await bot.says(group.id, f"Message {number} of a long evening")
    await bot.call("pinChatMessage", chat_id=group.id, message_id=post)
    desk = await set_out((ann, group))
    await expect(desk.message(ann, post)).not_to_be_in_viewport()
    bar = desk.phone(ann).get_by_test_id("pinned")
    await expect(bar).to_contain_text("Patrols this week")
    await bar.click()
    await expect(desk.message(ann, post)).to_be_in_viewport()
    await expect(desk.message(ann, post)).to_have_class(re.compile("highlight"))


async def test_the_command_menu_opens_by_its_button_and_by_a_slash(
    world: Sandbox, bot: ScriptedBot, set_out: SetOut
) -> None:
    commands = [
        {"command": "rota", "description": "This week"},
        {"command": "help", "description": "What I can do"},
    ]
    await bot.call("setMyCommands", commands=commands)
    bot.replies |= {"/rota": {"text": "The rota"}, "/help": {"text": "Some help"}}
    ann = await world.person("Ann")
    await ann.sends("/start")
    desk = await set_out(ann)
    phone = desk.phone(ann)
    await phone.get_by_test_id("menu").click()
    await phone.get_by_role("option", name="/rota This week").click()
    await expect(phone.get_by_text("The rota")).to_be_visible()
    await desk.composer(ann).press_sequentially("/he")
    await expect(phone.get_by_role("option")).to_have_count(1)
    await phone.get_by_role("option", name="/help").click()
    await expect(phone.get_by_text("Some help")).to_be_visible()
    await expect(phone.get_by_test_id("commands")).to_be_hidden()


async def test_unread_messages_are_counted_until_the_chat_is_opened(
    world: Sandbox, bot: ScriptedBot, set_out: SetOut
) -> None:
    ann = await world.person("Ann")
    await ann.sends("/start")
    desk = await set_out((ann, None))
    row = desk.chat(ann)
    await bot.says(ann.id, "First")
    await bot.says(ann.id, "Second")
    await expect(row.get_by_test_id("unread")).to_have_text("2")
    await expect(row).to_contain_text("Second")
    await row.click()
    await expect(desk.chat(ann).get_by_text("First")).to_be_visible()
    await desk.phone(ann).get_by_test_id("back").click()
    await expect(desk.chat(ann)).to_contain_text("Second")
    await expect(desk.chat(ann).get_by_test_id("unread")).to_have_count(0)
    assert (await ann.sees()).unread == 0


async def test_a_document_of_the_bot_can_be_opened(
    world: Sandbox, bot: ScriptedBot, set_out: SetOut, tmp_path: Path
) -> None:
    ann = await world.person("Ann")
    await ann.sends("/start")
    await bot.sends_file(ann.id, "rota.xlsx", b"the figures", caption="This month")
    desk = await set_out(ann)
    await expect(desk.phone(ann).get_by_text("11 B")).to_be_visible()
    async with desk.page.expect_download() as coming:
        await desk.phone(ann).get_by_role("link", name="Open rota.xlsx").click()
    download = await coming.value
    assert download.suggested_filename == "rota.xlsx"
    await download.save_as(tmp_path / "rota.xlsx")
    assert (tmp_path / "rota.xlsx").read_bytes() == b"the figures"


async def test_a_text_opens_in_a_tab_whatever_its_name(
    world: Sandbox, bot: ScriptedBot, set_out: SetOut
) -> None:
    ann = await world.person("Ann")
    await ann.sends("/start")
    await bot.sends_file(ann.id, "Übersicht “März”.txt", b"all quiet")
    desk = await set_out(ann)
    async with desk.page.context.expect_page() as coming:
        await desk.phone(ann).get_by_role("link", name="Open Übersicht").click()
    await expect((await coming.value).get_by_text("all quiet")).to_be_visible()


async def test_each_attachment_reaches_the_bot(
    world: Sandbox, bot: ScriptedBot, set_out: SetOut
) -> None:
    ann = await world.person("Ann")
    await ann.sends("/start")
    desk = await set_out(ann)
    phone = desk.phone(ann)
    for label in ("Photo", "Voice message", "Sticker", "Location", "Contact"):
        await phone.get_by_test_id("attach").click()
        await phone.get_by_role("menuitem", name=label).click()
    file = {"name": "notes.txt", "mimeType": "text/plain", "buffer": b"some notes"}
    await phone.get_by_test_id("file").set_input_files(file)  # type: ignore[arg-type]
    messages = [update["message"] for update in (await bot.hears(7))[1:]]
    for kind in ("photo", "voice", "sticker", "location", "contact", "document"):
        assert any(kind in message for message in messages), kind
    await expect(phone.get_by_role("link", name="Open notes.txt")).to_be_visible()


async def test_an_own_message_can_be_edited_and_another_answered(
    world: Sandbox, bot: ScriptedBot, set_out: SetOut
) -> None:
    ann = await world.person("Ann")
    await ann.sends("/start")
    question = await bot.says(ann.id, "How many?")
    own = await ann.sends("Four")
    desk = await set_out(ann)
    await desk.message(ann, own.id).click(button="right")
    await desk.page.get_by_role("menuitem", name="Edit").click()
    await expect(desk.composer(ann)).to_have_value("Four")
    await desk.writes(ann, "Five")
    await expect(desk.message(ann, own.id)).to_contain_text("Five")
    await expect(desk.message(ann, own.id)).to_contain_text("edited")
    await desk.message(ann, question).click(button="right")
    await desk.page.get_by_role("menuitem", name="Reply").click()
    await desk.writes(ann, "Five, I meant")
    quote = desk.chat(ann).get_by_role("button", name="Answered message of Ephedra")
    await expect(quote).to_contain_text("How many?")
    updates = await bot.hears(4)
    assert updates[2]["edited_message"]["text"] == "Five"
    assert updates[3]["message"]["reply_to_message"]["message_id"] == question


async def test_links_into_the_bot_open_in_the_sandbox(
    world: Sandbox, bot: ScriptedBot, set_out: SetOut
) -> None:
    bot.replies["/start rota7"] = {"text": "You came by the button"}
    bot.replies["/start rota8"] = {"text": "You came by the words"}
    ann = await world.person("Ann")
    group = await world.group("Night patrols", [ann])
    link = "https://t.me/ephedra_demo_bot?start="
    text = f'<a href="{link}rota8">Sign up</a>'
    await bot.says(group.id, text, [key("Open the bot", url=f"{link}rota7")], parse_mode="HTML")
    desk = await set_out((ann, group))
    await desk.phone(ann).get_by_role("button", name="Open the bot").click()
    await expect(desk.chat(ann).get_by_text("You came by the button")).to_be_visible()
    await desk.phone(ann).get_by_test_id("back").click()
    await desk.chat(ann, group).click()
    await desk.phone(ann).get_by_role("link", name="Sign up").click()
    await expect(desk.chat(ann).get_by_text("You came by the words")).to_be_visible()
    assert len(desk.page.context.pages) == 1


async def test_protected_silent_and_reply_marks_are_shown(
    world: Sandbox, bot: ScriptedBot, set_out: SetOut
) -> None:
    ann = await world.person("Ann")
    await ann.sends("/start")
    number = await bot.says(ann.id, "The brief", protect_content=True, disable_notification=True)
    desk = await set_out(ann)
    message = desk.message(ann, number)
    await expect(message.get_by_role("img", name="Protected")).to_be_visible()
    await expect(message.get_by_role("img", name="Sent without a sound")).to_be_visible()
    await message.click(button="right")
    await expect(desk.page.get_by_role("menuitem", name="Reply")).to_be_visible()
    await expect(desk.page.get_by_role("menuitem", name="Copy text")).to_have_count(0)


async def test_formatting_is_shown_and_nothing_else_gets_through(
    world: Sandbox, bot: ScriptedBot, set_out: SetOut
) -> None:
    ann = await world.person("Ann<img src=x>")
    await ann.sends("/start")
    html = "<b>Bold</b> and <code>code</code> and <tg-spoiler>kettle</tg-spoiler> &lt;img src=x&gt;"
    number = await bot.says(ann.id, html, parse_mode="HTML")
    desk = await set_out(ann)
    message = desk.message(ann, number)
    await expect(message.locator("b")).to_have_text("Bold")
    await expect(message).to_contain_text("<img src=x>")
    await message.get_by_role("button", name="Hidden text").click()
    await expect(message.get_by_text("kettle")).to_be_visible()
    await expect(desk.page.locator("img[src=x]")).to_have_count(0)


EVIL = (
    '<b onclick="x()">ok</b><img src=x onerror="x()"><script>x()</script><style>*{}</style>'
    '<a href="javascript:x()">js</a><a href="https://example.org/" onclick="x()">good</a>'
    '<iframe src="/"></iframe><svg onload="x()"><script>x()</script></svg><form action="/">f</form>'
)
CLEAN = """async (html) => {
  const { richText } = await import("/static/richtext.js");
  const box = document.createElement("div");
  box.append(richText(html, { link: () => false, command: () => {} }));
  const tell = (node) => [node.tagName, ...node.getAttributeNames()].join(" ");
  return [...box.querySelectorAll("*")].map(tell);
}"""


async def test_html_goes_through_a_whitelist_of_tags(set_out: SetOut) -> None:
    desk = await set_out()
    left = set(await desk.page.evaluate(CLEAN, EVIL))
    assert left == {"B", "SPAN", "A href target rel"}
    # The content policy stops the handlers even where the text is only being parsed.
    assert all("Content Security Policy" in line for line in desk.complaints)
    desk.complaints.clear()
