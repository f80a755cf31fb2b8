"""Behind the scenes: what the bot called, and faults to try it with."""

import pytest
from playwright.async_api import expect

from sandbox.client import Sandbox
from sandbox.client_bot import BotRefused
from tests.browser.conftest import ScriptedBot, SetOut

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]


async def test_calls_are_listed_and_a_fault_can_be_ordered(
    world: Sandbox, bot: ScriptedBot, set_out: SetOut
) -> None:
    ann = await world.person("Ann")
    await ann.sends("/start")
    desk = await set_out(ann)
    await desk.page.get_by_test_id("backstage-button").click()
    await bot.says(ann.id, "Good evening")
    calls = desk.page.get_by_test_id("calls")
    await expect(calls.get_by_text("sendMessage")).to_be_visible()
    drawer = desk.page.get_by_test_id("backstage")
    await drawer.get_by_label("Method").select_option("sendMessage")
    await drawer.get_by_label("Fault").select_option("403")
    await drawer.get_by_role("button", name="Add").click()
    await expect(desk.page.get_by_test_id("faults")).to_contain_text("403 blocked, 1 left")
    with pytest.raises(BotRefused, match="blocked"):
        await bot.says(ann.id, "Are you there?")
    await desk.page.keyboard.press("Escape")
    await expect(drawer).to_be_hidden()
    await expect(desk.page.get_by_test_id("backstage-button")).to_be_focused()
