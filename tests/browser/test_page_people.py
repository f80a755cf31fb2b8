"""People on the page: whose phones are out, who joins, and what a group shows of them."""

import re

import pytest
from playwright.async_api import expect

from sandbox.client import Sandbox
from tests.browser.conftest import ScriptedBot, SetOut

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]


async def test_the_picker_puts_phones_out_and_away_and_remembers(
    world: Sandbox, set_out: SetOut
) -> None:
    ann, bob = await world.person("Ann"), await world.person("Bob")
    desk = await set_out(ann)
    chip = desk.page.get_by_test_id(f"chip-{bob.id}")
    await expect(chip).to_have_attribute("aria-pressed", "false")
    await chip.click()
    await expect(desk.phone(bob)).to_be_visible()
    await expect(desk.page).to_have_url(re.compile(rf"#phones={ann.id}\.bot,{bob.id}\.bot$"))
    await desk.page.get_by_test_id(f"chip-{ann.id}").click()
    await expect(desk.phone(ann)).to_have_count(0)
    await desk.page.goto("about:blank")
    await desk.page.goto(world.url)
    await expect(desk.phone(bob)).to_be_visible()
    await expect(desk.phone(ann)).to_have_count(0)


async def test_a_new_person_gets_a_phone(world: Sandbox, set_out: SetOut) -> None:
    desk = await set_out()
    await expect(desk.page.get_by_text("Nobody is here yet")).to_be_visible()
    await desk.page.get_by_test_id("add-person").click()
    await desk.page.get_by_label("First name").fill("Ann")
    await desk.page.get_by_label("Last name").fill("Example")
    await desk.page.get_by_label("Last name").press("Enter")
    await expect(desk.page.get_by_role("region", name="Phone of Ann Example")).to_be_visible()
    assert [person.name for person in await world.people()] == ["Ann Example"]


async def test_someone_is_added_to_a_group_and_sees_it_at_once(
    world: Sandbox, set_out: SetOut
) -> None:
    ann, bob = await world.person("Ann"), await world.person("Bob", "Example")
    group = await world.group("Night patrols", [ann])
    desk = await set_out((ann, group), (bob, None))
    await expect(desk.chat(bob, group)).to_have_count(0)
    await desk.phone(ann).get_by_role("button", name="Night patrols").click()
    await desk.phone(ann).get_by_role("button", name="Add Bob Example").click()
    await expect(desk.chat(bob, group)).to_be_visible()
    await expect(desk.phone(ann).get_by_text("3 members")).to_be_visible()


async def test_who_leaves_a_group_is_led_back_to_the_list(world: Sandbox, set_out: SetOut) -> None:
    ann, bob = await world.person("Ann"), await world.person("Bob")
    group = await world.group("Night patrols", [ann, bob])
    desk = await set_out((bob, group))
    await expect(desk.composer(bob)).to_be_visible()
    await group.loses(bob)
    await expect(desk.phone(bob).get_by_test_id("chat-list")).to_be_visible()
    await expect(desk.chat(bob, group)).to_have_count(0)


async def test_remembered_people_who_are_gone_give_way_to_those_who_are_here(
    world: Sandbox, set_out: SetOut
) -> None:
    ann = await world.person("Ann")
    desk = await set_out()
    await desk.page.evaluate("localStorage.setItem('sandbox.phones', '77.bot,78')")
    await desk.page.goto("about:blank")
    await desk.page.goto(world.url)
    await expect(desk.phone(ann)).to_be_visible()


async def test_a_group_names_its_authors_and_one_chat_with_the_bot_does_not(
    world: Sandbox, bot: ScriptedBot, set_out: SetOut
) -> None:
    ann, bob = await world.person("Ann"), await world.person("Bob")
    group = await world.group("Night patrols", [ann, bob])
    first = await bob.sends("Evening all", chat=group)
    second = await bob.sends("Cold tonight", chat=group)
    desk = await set_out((ann, group), (bob, group))
    await expect(desk.message(ann, first.id).locator(".author")).to_have_text("Bob")
    await expect(desk.message(ann, second.id).locator(".author")).to_have_count(0)
    await expect(desk.message(bob, first.id).locator(".author")).to_have_count(0)


async def test_a_blocked_bot_can_be_let_in_again(
    world: Sandbox, bot: ScriptedBot, set_out: SetOut
) -> None:
    ann = await world.person("Ann")
    await ann.sends("/start")
    desk = await set_out(ann)
    await desk.phone(ann).get_by_test_id("chat-menu").click()
    await desk.phone(ann).get_by_role("menuitem", name="Stop and block the bot").click()
    await desk.phone(ann).get_by_role("button", name="Unblock the bot").click()
    await expect(desk.composer(ann)).to_be_visible()
    assert not (await world.state())["people"][0]["blocked"]
