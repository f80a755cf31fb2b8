"""Saying maybe: beside in and out on the post, asked once before the deadline, then released."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from tests.e2e.crew_scene import DEADLINE, HOUR, NIGHT, card, night_of, opened

DAY = timedelta(days=1)


async def test_a_maybe_is_asked_once_and_becomes_in_or_out_or_is_released(tmp_path: Path) -> None:
    async with opened(tmp_path, 6, spare=3) as scene:
        one, *_ = scene.crew
        ann, bea, cat = scene.others
        for officer in (ann, bea):
            answer = await officer.presses(f"{NIGHT}: maybe", chat=scene.group)
        assert answer.text == (
            "Fri 14 Mar: you are down as “perhaps”. It holds no place: tap in or out when you know."
        )
        post = await scene.post()
        assert post.endswith("Perhaps: 1. PC Sample 7, 2. PC Sample 8")
        shown = (await scene.lead.sees(scene.group)).find(f"{NIGHT}: maybe")
        assert shown is not None
        buttons = shown.buttons
        assert buttons[:2] == ["✅ Fri 14 Mar: in", "Fri 14 Mar: out"]
        assert buttons[4:] == ["Fri 14 Mar: maybe", "Sat 15 Mar: maybe"]

        # Who had a place gives it to whoever waits, who is told.
        await cat.presses(f"{NIGHT}: in", chat=scene.group)
        async with scene.tells(cat):
            answer = await one.presses(f"{NIGHT}: maybe", chat=scene.group)
        assert "Fri 14 Mar: your name is off the list, and you are down" in str(answer.text)
        await one.sends("/shifts")
        mine = await one.waits_for("You said maybe, which holds no place.")
        assert mine.buttons[:2] == ["✅ Fri 14 Mar: in", "Fri 14 Mar: out"]

        # A day before the deadline each is asked, once; nobody else hears of it.
        async with scene.tells(ann, bea, apart=[one]):
            await scene.comes_to(DEADLINE - DAY)
        asked = await card(ann)
        assert "In or out? Sign-up closes soon." in asked.text
        assert asked.buttons[:2] == ["✅ In", "Out"]
        async with scene.tells(apart=[one, ann]):
            answer = await ann.presses("✅ In")
        assert answer.text == "Fri 14 Mar: You are 1st on the waiting list."
        assert "Waiting: 1. PC Sample 7\nPerhaps: 1. PC Sample 1, 2. PC Sample 8" in (
            await scene.post()
        )
        answer = await one.presses(f"{NIGHT}: out", chat=scene.group)
        assert answer.text == "Fri 14 Mar: you are off the list."
        async with scene.tells(apart=[one, ann]):
            await scene.comes_to(DEADLINE - HOUR)

        # Whoever has not decided is let go kindly, and the lead sees who it was.
        async with scene.tells(scene.lead, bea):
            await scene.comes_to(DEADLINE)
        released = await card(bea)
        assert "Sign-up has closed, so your maybe is over. No harm done, thank you." in (
            released.text
        )
        assert "If you can come after all, tell your lead." in released.text
        proposal = night_of((await scene.proposal()).text)
        assert "Said maybe, not decided: PC Sample 8" in proposal
        assert "PC Sample 8 ·" not in proposal
        assert "Perhaps" not in await scene.post()
        late = await bea.presses("My shifts")
        assert late is not None
