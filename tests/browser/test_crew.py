"""From the rota call to a confirmed crew, played on the page; the pictures go to test-results/."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import expect

from sandbox.client import Group, Person
from tests.browser.conftest import NARROW, Desk, SetOut
from tests.e2e.troupe import Troupe, troupe

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

PICTURES = Path(__file__).parents[2] / "test-results"
DEADLINE = datetime(2031, 3, 5, 18, 0, tzinfo=UTC)


@pytest_asyncio.fixture(loop_scope="session")
async def players(tmp_path: Path) -> AsyncIterator[Troupe]:
    """The whole bot on its own sandbox."""
    async with troupe(tmp_path) as running:
        yield running


@pytest.fixture
def url(players: Troupe) -> str:
    """The page is that of the whole bot's sandbox."""
    return players.settings.telegram_api_url


class Phone:
    """One person's phone on the page, as wide as a phone is."""

    def __init__(self, desk: Desk, person: Person) -> None:
        self.desk = desk
        self.person = person

    async def taps(self, label: str) -> None:
        """Tap the newest button of this name."""
        there = self.desk.phone(self.person)
        await there.get_by_role("button", name=label, exact=True).last.click()

    async def shows(self, text: str) -> None:
        """Wait until the text is to be seen."""
        there = self.desk.phone(self.person).get_by_text(text).last
        await expect(there).to_be_visible()
        await there.scroll_into_view_if_needed()

    async def toasts(self, text: str) -> None:
        """Wait until a toast says this."""
        await expect(self.desk.phone(self.person).get_by_test_id("toast")).to_have_text(text)

    async def pictured(self, name: str) -> None:
        """Keep what it shows, to be looked at."""
        PICTURES.mkdir(exist_ok=True)
        await self.desk.page.screenshot(path=PICTURES / f"{name}.png")


async def test_from_the_rota_call_to_a_confirmed_crew(players: Troupe, set_out: SetOut) -> None:
    lead = await players.lead()
    crew = await players.crew(8)
    group = await players.group(lead, *crew)

    async def phone(person: Person, chat: Group | None = None) -> Phone:
        return Phone(await set_out((person, chat) if chat else person, size=NARROW), person)

    first, second, third, *_ = crew
    hers = await phone(first, group)
    await hers.taps("✅ Fri 14 Mar: in")
    await hers.toasts("Fri 14 Mar: You are in as 1st of 6.")
    for officer in crew[1:7]:
        await officer.presses("Fri 14 Mar: in", chat=group)
    await players.world.clock_to(DEADLINE)

    leads = await phone(lead)
    await leads.shows("Sign-up has closed.")
    await leads.pictured("crew-1-proposal")
    await leads.taps("✅ Publish Fri 14 Mar: crew of 6")
    await leads.toasts("Fri 14 Mar: published. 7 people told.")

    own = await phone(first)
    await own.shows("You have been chosen for the crew.")
    await own.pictured("crew-2-chosen")
    await own.taps("✅ Confirm")
    await own.toasts("Fri 14 Mar: confirmed. Thank you.")
    await own.shows("You are on the crew, and you have confirmed.")
    await own.pictured("crew-3-confirmed")

    await hers.shows("6 on the crew, 1 confirmed")
    await hers.pictured("crew-4-post")

    other = await phone(second)
    await other.taps("Can't make it")
    await other.shows("You may say why.")
    await other.pictured("crew-5-cannot")
    await other.taps("Duty or court")
    await other.shows("You are off this night")
    spare = await phone(crew[6])
    await spare.shows("A place has come free.")
    await spare.pictured("crew-6-offered")
    await spare.taps("✅ Take the place")
    await spare.shows("You are on the crew, and you have confirmed.")
    await leads.shows("PC Sample 7 has taken the place.")
    await leads.pictured("crew-7-taken")

    await third.presses("Can't make it")
    await third.waits_for("You may say why")
    await third.presses("Yes, I can't make it")
    asked = await phone(crew[7])
    await asked.shows("Can you help out?")
    await asked.pictured("crew-8-cover")
    await leads.shows("Nobody is standing by: 1 person asked for cover.")
    await leads.taps("Open this night")
    await leads.shows("Minimum 4, places 6.")
    await leads.pictured("crew-9-night")
