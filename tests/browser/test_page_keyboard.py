"""Without a mouse: everything can be reached, seen to be reached, and left again."""

import pytest
from playwright.async_api import Page, expect

from sandbox.client import Sandbox
from tests.browser.conftest import ScriptedBot, SetOut, key

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

FOCUS = """() => {
  const node = document.activeElement;
  const style = getComputedStyle(node);
  return {
    name: node.getAttribute("aria-label") || node.textContent.trim(),
    ring: style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2,
    real: node.matches("button, a[href], input, textarea, select, [role=log]"),
  };
}"""


async def tab_to(page: Page, name: str, most: int = 40) -> None:
    """Press Tab until the control with this name has the focus; each stop must be a visible one."""
    for _ in range(most):
        await page.keyboard.press("Tab")
        stop = await page.evaluate(FOCUS)
        assert stop["real"], stop
        assert stop["ring"], stop
        assert stop["name"], stop
        if name in stop["name"]:
            return
    raise AssertionError(f"no way to {name!r}")


async def test_a_walk_with_the_keyboard_alone(
    world: Sandbox, bot: ScriptedBot, set_out: SetOut
) -> None:
    await bot.call("setMyCommands", commands=[{"command": "rota", "description": "This week"}])
    bot.replies["/rota"] = {
        "text": "The rota",
        "reply_markup": {"inline_keyboard": [[key("I'm in", "in")]]},
    }
    bot.taps["in"] = {"text": "Friday is full.", "show_alert": True}
    ann = await world.person("Ann", "Example")
    await ann.sends("/start")
    desk = await set_out((ann, None))
    page = desk.page

    await tab_to(page, "+1 hour")
    await tab_to(page, "Ann Example")
    await tab_to(page, "Ephedra")
    await page.keyboard.press("Enter")
    await expect(desk.composer(ann)).to_be_focused()

    await page.keyboard.type("/")
    option = desk.phone(ann).get_by_role("option", name="/rota")
    await expect(option).to_be_visible()
    await page.keyboard.press("ArrowDown")
    await expect(option).to_be_focused()
    await page.keyboard.press("Enter")
    button = desk.phone(ann).get_by_role("button", name="I'm in")
    await expect(button).to_be_visible()

    await button.focus()
    await page.keyboard.press("Enter")
    await expect(desk.phone(ann).get_by_role("button", name="OK")).to_be_focused()
    await page.keyboard.press("Tab")
    await expect(desk.phone(ann).get_by_role("button", name="OK")).to_be_focused()
    await page.keyboard.press("Escape")
    await expect(desk.phone(ann).get_by_test_id("alert")).to_have_count(0)
    await expect(button).to_be_focused()

    await page.keyboard.press("Escape")
    await expect(desk.chat(ann)).to_be_focused()
    await expect(desk.chat(ann)).to_have_role("button")


async def test_messages_are_walked_with_the_arrows_and_enter_opens_their_menu(
    world: Sandbox, bot: ScriptedBot, set_out: SetOut
) -> None:
    ann = await world.person("Ann")
    await ann.sends("/start")
    first = await bot.says(ann.id, "First")
    second = await ann.sends("Second")
    desk = await set_out(ann)
    await expect(desk.message(ann, second.id)).to_be_visible()
    await desk.chat(ann).get_by_role("log").focus()
    await desk.page.keyboard.press("ArrowUp")
    await expect(desk.message(ann, second.id)).to_be_focused()
    await desk.page.keyboard.press("ArrowUp")
    await expect(desk.message(ann, first)).to_be_focused()
    await desk.page.keyboard.press("Enter")
    await expect(desk.page.get_by_role("menuitem", name="Reply")).to_be_focused()
    await desk.page.keyboard.press("Escape")
    await expect(desk.message(ann, first)).to_be_focused()


async def test_arrow_up_in_an_empty_box_edits_the_last_message(
    world: Sandbox, bot: ScriptedBot, set_out: SetOut
) -> None:
    ann = await world.person("Ann")
    await ann.sends("/start")
    own = await ann.sends("Fuor")
    desk = await set_out(ann)
    await expect(desk.message(ann, own.id)).to_be_visible()
    await desk.composer(ann).press("ArrowUp")
    await expect(desk.composer(ann)).to_have_value("Fuor")
    await desk.composer(ann).press("Escape")
    await expect(desk.composer(ann)).to_have_value("")


async def test_the_focus_stays_when_the_post_under_it_is_edited(
    world: Sandbox, bot: ScriptedBot, set_out: SetOut
) -> None:
    ann = await world.person("Ann")
    await ann.sends("/start")
    number = await bot.says(ann.id, "0 of 5", [key("I'm in", "in"), key("Out", "out")])
    desk = await set_out(ann)
    await desk.message(ann, number).get_by_role("button", name="Out").focus()
    rows = {"inline_keyboard": [[key("I'm in", "in"), key("Out", "out")]]}
    await bot.call(
        "editMessageText", chat_id=ann.id, message_id=number, text="1 of 5", reply_markup=rows
    )
    await expect(desk.message(ann, number)).to_contain_text("1 of 5")
    await expect(desk.message(ann, number).get_by_role("button", name="Out")).to_be_focused()


async def test_toasts_are_announced(world: Sandbox, set_out: SetOut) -> None:
    ann = await world.person("Ann")
    desk = await set_out(ann)
    await expect(desk.phone(ann).get_by_test_id("toasts")).to_have_attribute("aria-live", "polite")
