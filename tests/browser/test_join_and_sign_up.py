"""Joining and signing up, played on the page as a newcomer would: link, form, approval, one tap.

The pictures go to test-results/, to be looked at.
"""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import expect

from sandbox.client import Person
from tests.browser.conftest import NARROW, WIDE, Desk, SetOut
from tests.e2e.troupe import Troupe, troupe

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

PICTURES = Path(__file__).parents[2] / "test-results"


@pytest_asyncio.fixture(loop_scope="session")
async def players(tmp_path: Path) -> AsyncIterator[Troupe]:
    """The whole bot on its own sandbox."""
    async with troupe(tmp_path) as running:
        yield running


@pytest.fixture
def url(players: Troupe) -> str:
    """The page is that of the whole bot's sandbox."""
    return players.settings.telegram_api_url


async def _taps(desk: Desk, person: Person, label: str) -> None:
    await desk.phone(person).get_by_role("button", name=label, exact=True).last.click()


async def _shows(desk: Desk, person: Person, text: str) -> None:
    await expect(desk.phone(person).get_by_text(text).last).to_be_visible()


async def _picture(desk: Desk, name: str) -> None:
    PICTURES.mkdir(exist_ok=True)
    await desk.page.screenshot(path=PICTURES / f"{name}.png")


async def test_a_newcomer_joins_by_a_link_is_let_in_and_signs_up_for_friday(
    players: Troupe, set_out: SetOut
) -> None:
    lead = await players.lead()
    newcomer = await players.world.person("Flo", "Newcomer")
    group = await players.group(lead, newcomer)
    room = await players.world.group("Parade room", [lead, newcomer], bot="absent")
    desk = await set_out((newcomer, room), lead)

    await lead.sends("/start")
    for label in ("People", "New link", "Officer ×20"):
        await _taps(desk, lead, label)
    link = (await lead.waits_for("?start=")).text.split("https://t.me/")[1].split()[0]
    await lead.sends(f"Welcome! https://t.me/{link}", chat=room)
    await desk.phone(newcomer).get_by_role("link").last.click()

    await _shows(desk, newcomer, "What is kept about you")
    await _picture(desk, "join-1-privacy")
    await _taps(desk, newcomer, "I have read this, go on")
    await _taps(desk, newcomer, "PC")
    await _shows(desk, newcomer, "Your surname?")
    await desk.writes(newcomer, "4")
    await _shows(desk, newcomer, "Your surname?")
    await desk.writes(newcomer, "Newcomer")
    await _shows(desk, newcomer, "Your warrant number?")
    await desk.writes(newcomer, "1234AB")
    await _shows(desk, newcomer, "check and send")
    await _picture(desk, "join-2-review")
    await _taps(desk, newcomer, "✅ Send to the project lead")
    await _shows(desk, newcomer, "Thank you.")

    await _shows(desk, lead, "asks to join")
    await _picture(desk, "join-3-approval")
    await _taps(desk, lead, "Yes, trained")
    await _shows(desk, newcomer, "You are in")

    phone = await set_out((newcomer, group), size=NARROW)
    await _taps(phone, newcomer, "✅ Fri 14 Mar: in")
    toast = phone.phone(newcomer).get_by_test_id("toast")
    await expect(toast).to_have_text("Fri 14 Mar: You are in as 1st of 6.")
    await _shows(phone, newcomer, "1. PC Newcomer")
    await _picture(phone, "sign-up-narrow")


async def test_an_officer_not_trained_yet_is_told_so_and_what_to_do(
    players: Troupe, set_out: SetOut
) -> None:
    lead = await players.lead()
    officer = await players.officer("Novice", trained=False)
    group = await players.group(lead, officer)
    desk = await set_out((officer, group), lead, size=WIDE)
    await _taps(desk, officer, "✅ Sat 15 Mar: in")
    alert = desk.phone(officer).get_by_test_id("alert")
    await expect(alert).to_contain_text("Not trained yet")
    await _picture(desk, "sign-up-not-trained")
    await alert.get_by_role("button", name="OK").click()
    await expect(alert).to_have_count(0)
