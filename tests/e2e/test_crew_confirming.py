"""Confirming: one tap, and what follows for those who stay silent."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from tests.e2e.crew_scene import DEADLINE, MINUTE, NIGHT, card, closed, published
from tests.e2e.troupe import taps

DAY = timedelta(hours=24)


async def test_one_tap_confirms_and_the_group_sees_the_tick(tmp_path: Path) -> None:
    async with published(tmp_path, 7, leads=2) as scene:
        officer = scene.crew[0]

        async with scene.tells():
            answer = await officer.presses("✅ Confirm")

        assert answer.text == "Fri 14 Mar: confirmed. Thank you."
        mine = await card(officer)
        assert "You are on the crew, and you have confirmed." in mine.text
        assert "✅ Confirm" not in mine.buttons
        post = await scene.post()
        assert "6 on the crew, 1 confirmed" in post
        assert "Crew: 1. PC Sample 1 ✓, 2. PC Sample 2, " in post
        assert "1. PC Sample 1 ✓" in (await scene.proposal()).text
        done = (await scene.moves())[-1]
        assert (done.verb, done.detail["was"], done.detail["now"]) == (
            "confirmed",
            "selected",
            "confirmed",
        )

        # Under “My shifts” a tap does it as well.
        await scene.crew[1].sends("/shifts")
        await taps(scene.crew[1], f"✅ {NIGHT}: confirm")
        await scene.crew[1].waits_for("and you have confirmed.")
        assert "2 confirmed" in await scene.post()


async def test_the_silent_are_chased_and_then_shown_to_the_lead(tmp_path: Path) -> None:
    async with published(tmp_path, 7, leads=2) as scene:
        deputy = scene.others[0]
        *swift, slow, silent, standby = scene.crew
        for officer in swift:
            await officer.presses("✅ Confirm")

        async with scene.tells(slow, silent):
            await scene.comes_to(DEADLINE + DAY + MINUTE)
        chased = await card(slow)
        assert "You have not confirmed yet." in chased.text
        assert chased.buttons[:2] == ["✅ Confirm", "Can't make it"]
        await slow.presses("✅ Confirm")
        await scene.players.settles()
        assert "You have not confirmed yet." not in (await card(slow)).text

        async with scene.tells(scene.lead, deputy):
            await scene.comes_to(DEADLINE + 2 * DAY + MINUTE)
        for each in (scene.lead, deputy):
            told = (await each.sees()).last
            assert "Not confirmed yet: 1. PC Sample 6\n" in told.text
            assert "✓" in told.text

        # Then the crew alone is reminded, and the lead hears nothing of a crew that is complete.
        await silent.presses("✅ Confirm")
        await scene.players.settles()
        assert "All have confirmed." in (await deputy.sees()).last.text
        async with scene.tells():
            await scene.before_start(49)
        async with scene.tells(*swift, slow, silent):
            await scene.before_start(47)
        reminded = await card(swift[0])
        assert "A reminder of your night." in reminded.text
        assert "you have confirmed" in reminded.text
        async with scene.tells():
            await scene.before_start(5)
        async with scene.tells(*swift, slow, silent):
            await scene.before_start(3)
        assert "A reminder" not in (await card(standby)).text


async def test_the_lead_hears_of_a_night_that_comes_near_unpublished_or_under_strength(
    tmp_path: Path,
) -> None:
    async with closed(tmp_path, 3, leads=2) as scene:
        deputy = scene.others[0]
        await scene.before_start(73)
        async with scene.tells(scene.lead, deputy):
            await scene.before_start(71)
        warned = await scene.lead.waits_for("This night comes near, and no crew is published.")
        assert "1 more officer needed" in warned.text

        async with scene.tells(*scene.crew, apart=[scene.lead]):
            await taps(scene.lead, "Publish with 3 of 4…")
            await scene.lead.waits_for("Why is it right to go with fewer?")
            await scene.lead.sends("Two teams of Example Borough come along")
            await scene.lead.waits_for("check and send")
            answer = await taps(scene.lead, "Publish")
        assert answer.text == "Published. 3 people told."
        note = next(each for each in await scene.moves() if each.verb == "crew published")
        assert note.detail["reason"] == "Two teams of Example Borough come along"
        assert "3 on the crew, 0 confirmed" in await scene.post()

        for officer in scene.crew:
            await officer.presses("✅ Confirm")
        async with scene.tells(*scene.crew):
            await scene.before_start(25)
        async with scene.tells(scene.lead, deputy):
            await scene.before_start(23)
        told = await deputy.waits_for("This night comes near and is under strength.")
        assert "Crew published: 3, of whom 3 confirmed" in told.text
