"""The clock bar: business time, what is due, moving on, and saying why not."""

import asyncio
import re
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import httpx
import pytest
from playwright.async_api import expect

from sandbox.client import Sandbox
from tests.browser.conftest import Desk, SetOut

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

LONDON = ZoneInfo("Europe/London")


async def test_the_clock_shows_london_time_and_goes_on(world: Sandbox, set_out: SetOut) -> None:
    desk = await set_out()
    face = desk.page.get_by_test_id("clock-now")
    shown = await face.text_content()
    assert await the_same_minute(world, desk)
    await expect(face).not_to_have_text(shown or "")


async def the_same_minute(world: Sandbox, desk: Desk) -> bool:
    shown = await desk.page.get_by_test_id("clock-now").get_attribute("datetime")
    now = (await world.clock()).now
    return abs(datetime.fromisoformat(shown or "") - now) < timedelta(minutes=1)


async def test_an_hour_on(world: Sandbox, set_out: SetOut) -> None:
    desk = await set_out()
    before = (await world.clock()).now
    await desk.page.get_by_test_id("clock-hour").click()
    await expect(desk.page.get_by_test_id("clock-hour")).to_be_enabled()
    assert (await world.clock()).now - before > timedelta(hours=1)
    assert await the_same_minute(world, desk)


async def test_on_to_friday_evening(world: Sandbox, set_out: SetOut) -> None:
    desk = await set_out()
    await desk.page.get_by_test_id("clock-friday").click()
    await expect(desk.page.get_by_test_id("clock-now")).to_have_text(re.compile("20:00"))
    await expect(desk.page.get_by_test_id("clock")).to_contain_text("Friday")
    now = (await world.clock()).now.astimezone(LONDON)
    assert (now.strftime("%A"), now.hour, now.minute) == ("Friday", 20, 0)


async def test_a_date_and_time_of_ones_own(world: Sandbox, set_out: SetOut) -> None:
    desk = await set_out()
    year = (await world.clock()).now.year + 1
    await desk.page.get_by_test_id("clock-to").fill(f"{year}-07-03T21:30")
    await desk.page.get_by_test_id("clock-go").click()
    await expect(desk.page.get_by_test_id("clock")).to_contain_text(f"3 July {year}")
    assert (await world.clock()).now - datetime(year, 7, 3, 20, 30, tzinfo=UTC) < timedelta(
        minutes=1
    )


async def test_the_past_is_refused_in_words(set_out: SetOut) -> None:
    desk = await set_out()
    await desk.page.get_by_test_id("clock-to").fill("2020-01-01T12:00")
    await desk.page.get_by_test_id("clock-go").click()
    await expect(desk.page.get_by_test_id("clock-error")).to_contain_text("moves forward only")
    await desk.page.get_by_role("button", name="Dismiss").click()
    await expect(desk.page.get_by_test_id("clock-error")).to_be_empty()


async def test_next_notice_waits_for_a_bot_that_follows_the_clock(
    world: Sandbox, url: str, set_out: SetOut
) -> None:
    due = ((await world.clock()).now + timedelta(hours=3)).replace(microsecond=0)
    desk = await set_out()
    button = desk.page.get_by_test_id("clock-next")
    await expect(button).to_be_disabled()
    await expect(desk.page.get_by_test_id("clock-due")).to_have_text("No notice due")
    async with httpx.AsyncClient(base_url=url, timeout=60, trust_env=False) as http:
        working = asyncio.Event()
        following = asyncio.create_task(follow(http, due, working))
        await expect(desk.page.get_by_test_id("clock-due")).to_contain_text("in 2 h 59 min")
        await button.click()
        await expect(desk.page.get_by_test_id("clock-moving")).to_be_visible()
        await expect(desk.page.get_by_test_id("clock-hour")).to_be_disabled()
        working.set()
        await expect(desk.page.get_by_test_id("clock-moving")).to_be_hidden()
        await expect(desk.page.get_by_test_id("clock-due")).to_have_text("No notice due")
        following.cancel()
        await asyncio.gather(following, return_exceptions=True)
    assert (await world.clock()).now >= due


async def follow(http: httpx.AsyncClient, due: datetime, working: asyncio.Event) -> None:
    """A bot that has one notice to send and sends it when it is let."""
    report = {"done": 0, "next_due": due.isoformat()}
    while True:
        told = (await http.post("/control/clock/follow", json=report)).json()
        if told["seq"]:
            await working.wait()
            report = {"done": told["seq"], "next_due": None}
