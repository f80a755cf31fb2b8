"""How the page fits: one phone on a phone, several on a desk, in light and in dark."""

import pytest
from playwright.async_api import expect

from sandbox.client import Person, Sandbox
from tests.browser.conftest import NARROW, WIDE, Desk, ScriptedBot, SetOut, key

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

LONG_NAME = "Featherstonehaugh-Cholmondeley-Worcestershire"
OVERFLOW = "document.documentElement.scrollWidth - innerWidth"


async def people(world: Sandbox, bot: ScriptedBot) -> list[Person]:
    """Three people with long names and a busy chat."""
    found = [await world.person(name, LONG_NAME) for name in ("Ann", "Bob", "ليلى")]
    for person in found:
        await person.sends("/start")
        await person.sends("x" * 300)
        rows = [[key(f"Button {row}{column}") for column in range(2)] for row in range(5)]
        await bot.says(person.id, "https://example.org/" + "a" * 200, *rows)
    return found


async def width(desk: Desk, person: Person) -> float:
    box = await desk.phone(person).bounding_box()
    assert box is not None
    return box["width"]


async def test_at_390_px_one_phone_fills_the_screen(
    world: Sandbox, bot: ScriptedBot, set_out: SetOut
) -> None:
    ann, bob, layla = await people(world, bot)
    desk = await set_out(ann, bob, layla, size=NARROW)
    assert await width(desk, ann) == 390
    assert await desk.page.evaluate(OVERFLOW) <= 0
    await expect(desk.composer(ann)).to_be_in_viewport(ratio=1)
    await expect(desk.phone(bob)).not_to_be_in_viewport()
    await desk.page.get_by_test_id(f"tab-{bob.id}").click()
    await expect(desk.composer(bob)).to_be_in_viewport(ratio=1)
    await expect(desk.page.get_by_test_id(f"tab-{bob.id}")).to_have_attribute(
        "aria-current", "true"
    )
    await expect(desk.phone(ann)).not_to_be_in_viewport()


async def test_at_390_px_nothing_in_a_chat_sticks_out(
    world: Sandbox, bot: ScriptedBot, set_out: SetOut
) -> None:
    ann, *_ = await people(world, bot)
    desk = await set_out(ann, size=NARROW)
    feed = desk.chat(ann).get_by_role("log")
    await expect(feed.get_by_role("button", name="Button 41")).to_be_visible()
    assert await feed.evaluate("(node) => node.scrollWidth - node.clientWidth") <= 0


async def test_at_390_px_an_unseen_phone_shows_that_it_was_told_something(
    world: Sandbox, bot: ScriptedBot, set_out: SetOut
) -> None:
    ann, bob, _ = await people(world, bot)
    await bob.reads()
    desk = await set_out(ann, bob, size=NARROW)
    tab = desk.page.get_by_test_id(f"tab-{bob.id}")
    await bot.says(bob.id, "A word with you")
    await expect(tab.get_by_test_id("unread")).to_have_text("1")
    await tab.click()
    await expect(desk.phone(bob).get_by_text("A word with you")).to_be_in_viewport()
    await expect(tab.get_by_test_id("unread")).to_have_count(0)


async def test_at_390_px_people_are_chosen_in_a_tray(
    world: Sandbox, bot: ScriptedBot, set_out: SetOut
) -> None:
    ann, bob, _ = await people(world, bot)
    desk = await set_out(ann, size=NARROW)
    chip = desk.page.get_by_test_id(f"chip-{bob.id}")
    await expect(chip).to_be_hidden()
    await desk.page.get_by_test_id("people").click()
    await chip.click()
    await expect(desk.page.get_by_test_id(f"tab-{bob.id}")).to_be_visible()
    await desk.page.keyboard.press("Escape")
    await expect(chip).to_be_hidden()


async def test_at_1600_px_phones_stand_side_by_side_and_more_are_reached_by_scrolling(
    world: Sandbox, bot: ScriptedBot, set_out: SetOut
) -> None:
    everyone = await people(world, bot) + [await world.person(f"Person {n}") for n in range(3)]
    desk = await set_out(*everyone, size=WIDE)
    for person in everyone[:4]:
        await expect(desk.phone(person)).to_be_in_viewport(ratio=0.9)
    await expect(desk.phone(everyone[5])).not_to_be_in_viewport()
    await desk.page.get_by_test_id("phones").evaluate("(node) => node.scrollTo(9999, 0)")
    await expect(desk.phone(everyone[5])).to_be_in_viewport(ratio=0.9)
    assert await desk.page.evaluate(OVERFLOW) <= 0


CONTRAST = """(texts) => [...document.querySelectorAll(texts)].map((node) => {
  const rgb = (text) => text.match(/[\\d.]+/g).map(Number);
  const light = (rgb) => rgb.slice(0, 3).map((part) => part / 255)
    .map((part) => (part <= 0.03928 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4))
    .reduce((sum, part, at) => sum + part * [0.2126, 0.7152, 0.0722][at], 0);
  const ground = (one) => {
    const colour = rgb(getComputedStyle(one).backgroundColor);
    return colour.length < 4 || colour[3] > 0.8 ? colour : ground(one.parentElement);
  };
  const both = [light(rgb(getComputedStyle(node).color)), light(ground(node))];
  const [high, low] = both.sort((a, b) => b - a);
  return [node.className, Math.round(((high + 0.05) / (low + 0.05)) * 100) / 100];
})"""
TEXTS = (
    ".words, .meta, .author, .key, .subtitle, .clock-due, .chip, .clock-button:enabled, .badge, "
    ".pinned-text b"
)


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_words_stand_out_in_light_and_in_dark(
    world: Sandbox, bot: ScriptedBot, set_out: SetOut, scheme: str
) -> None:
    everyone = [await world.person(name) for name in "ABCDEFG"]
    group = await world.group("Night patrols", everyone)
    for person in everyone:
        await person.sends("Evening all", chat=group)
    post = await bot.says(group.id, "Who comes?", [key("I do")])
    await bot.call("pinChatMessage", chat_id=group.id, message_id=post)
    desk = await set_out((everyone[0], group), (everyone[1], group), color_scheme=scheme)
    await expect(desk.phone(everyone[1]).get_by_role("button", name="I do")).to_be_visible()
    # In one step: what a locator finds may be drawn anew before it is looked at.
    found = await desk.page.evaluate(CONTRAST, TEXTS)
    assert len(found) > 40
    assert [one for one in found if one[1] < 4.5] == []
