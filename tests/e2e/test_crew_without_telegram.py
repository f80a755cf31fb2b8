"""A crew member without Telegram: the lead is asked to tell them, and answers for them."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from sandbox.client import Person
from tests.e2e.crew_scene import DEADLINE, NIGHT, Scene, card, messages, opened
from tests.e2e.test_crew_changes import cancels
from tests.e2e.test_people_without_telegram import writes_down
from tests.e2e.troupe import taps


@asynccontextmanager
async def with_paper(tmp_path: Path, signed_up: int, *, first: bool) -> AsyncIterator[Scene]:
    """SPC Paper is on Friday's list by the lead's hand, before or after so many others."""
    async with opened(tmp_path, 0, spare=signed_up, leads=2) as scene:
        scene.crew = scene.others[1:]
        scene.others = scene.others[:1]
        await writes_down(scene.lead, "Paper")
        if not first:
            await scene.signs_up(*scene.crew)
        await scene.lead.sends("/rota")
        await taps(scene.lead, "Week of Mon 10 Mar", f"Open {NIGHT}", "Add someone")
        await scene.lead.waits_for("Who is to be added?")
        await taps(scene.lead, "SPC Paper")
        if first:
            await scene.signs_up(*scene.crew)
        await scene.comes_to(DEADLINE)
        yield scene


async def answers_for_paper(scene: Scene, lead: Person, answer: str) -> None:
    """A lead opens Paper's card on the night, and taps."""
    await scene.opens_night(lead)
    await taps(lead, "SPC Paper ›")
    await lead.waits_for("Fri 14 Mar · SPC Paper")
    assert (await taps(lead, answer)).text == "Recorded."
    await scene.players.settles()


async def test_the_lead_tells_them_confirms_for_them_and_withdraws_for_them(
    tmp_path: Path,
) -> None:
    async with with_paper(tmp_path, 6, first=True) as scene:
        lead, deputy = scene.lead, scene.others[0]
        async with scene.tells(*scene.crew, lead, deputy):
            await scene.publishes()
        for each in (lead, deputy):
            told = (await each.sees()).last
            assert "Please tell SPC Paper: they are on the crew. Can they come?" in told.text
            assert "you can answer for them here" in told.text

        # Who has answered need not be told of it; nobody else hears.
        async with scene.tells(apart=[lead]):
            await answers_for_paper(scene, lead, "✅ Confirm for them")
        assert "1. SPC Paper ✓" in await scene.post()
        assert not await asks_to_tell(lead, "they are confirmed")
        done = (await scene.moves())[-1]
        assert (done.verb, done.detail["now"]) == ("confirmed", "confirmed")
        assert done.actor is not None

        async with scene.tells(scene.crew[5], deputy, apart=[lead]):
            await answers_for_paper(scene, lead, "They can't make it")
        assert (await deputy.sees()).last.text.startswith("SPC Paper can't make it.")
        assert "Paper" not in await scene.post()
        assert not await asks_to_tell(lead, "they are off this night")
        assert "A place has come free." in (await card(scene.crew[5])).text


async def test_the_lead_takes_or_leaves_an_offered_place_for_them(tmp_path: Path) -> None:
    async with with_paper(tmp_path, 6, first=False) as scene:
        lead, deputy = scene.lead, scene.others[0]
        await scene.publishes()
        assert await asks_to_tell(lead, "they are standing by.")

        await scene.withdraws(scene.crew[0])
        for each in (lead, deputy):
            asked = await asks_to_tell(each, "a place is theirs if they want it. Do they?")
            assert "Open this night" in asked
        # It does not wait for them longer than for others.
        assert "SPC Paper · offered a place until Thursday 6 March 09:00" in str(
            await scene.opens_night(deputy)
        )
        await answers_for_paper(scene, deputy, "✅ They take the place")
        assert "6. SPC Paper ✓" in await scene.post()
        assert (await lead.sees()).last.text.startswith("SPC Paper has taken the place.")
        assert not await asks_to_tell(deputy, "they are confirmed")

        await cancels(scene, "Weather")
        assert await asks_to_tell(lead, "the night is cancelled.")


async def test_the_lead_says_no_for_them_and_the_next_is_asked(tmp_path: Path) -> None:
    async with with_paper(tmp_path, 6, first=False) as scene:
        await scene.publishes()
        await scene.withdraws(scene.crew[0])
        before = await messages(scene.crew[1])
        await answers_for_paper(scene, scene.lead, "They say no")
        assert "SPC Paper" not in await scene.post()
        assert "nobody is left to be asked" in (await scene.others[0].sees()).last.text
        assert await messages(scene.crew[1]) == before


async def asks_to_tell(lead: Person, what: str) -> list[str]:
    """The buttons of the message that asks a lead to tell Paper this; none if there is none."""
    found = (await lead.sees()).find(f"Please tell SPC Paper: {what}")
    return found.buttons if found is not None else []
