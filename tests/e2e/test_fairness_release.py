"""A release window: those who have done least sign up first, the others say maybe and are told."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from config.areas import SHIPPED_AREAS, read_areas
from operation.fairness_rules import Fairness
from tests.e2e.crew_scene import Scene, worked
from tests.e2e.troupe import post_of, troupe

WEEK, FRIDAY = "Mon 24 Mar", "Fri 28 Mar"
OPENS = datetime(2031, 3, 3, 10, 0, tzinfo=UTC)
WINDOW = Fairness(release_window_hours=48)
AREAS = {key: replace(area, fairness=WINDOW) for key, area in read_areas([SHIPPED_AREAS]).items()}


async def test_a_week_opens_to_the_less_used_half_first(tmp_path: Path) -> None:
    async with troupe(tmp_path, areas=AREAS) as players:
        lead = await players.lead()
        crew = await players.crew(4)
        group = await players.group(lead, *crew)
        scene = Scene(players, lead, crew, group, [])
        ann, bea, cat, dan = crew
        await worked(scene, ann, date(2031, 2, 7))
        await worked(scene, bea, date(2031, 2, 14))
        await players.world.clock_to(OPENS)
        await players.settles()

        post = post_of(await lead.sees(group), WEEK)
        assert post.startswith(
            "Rota · week of Mon 24 Mar\n"
            "Sign-up closes Wednesday 19 March 18:00\n"
            "Until Wednesday 5 March 10:00: for those who have done least. "
            "Everyone else: tap maybe.\n"
        )
        for first in (cat, dan):
            answer = await first.presses(f"{FRIDAY}: in", chat=group)
            assert "You are in as" in str(answer.text)
        for used in (ann, bea):
            refused = await used.presses(f"{FRIDAY}: in", chat=group)
            assert refused.text == (
                "Open to you from Wednesday 5 March 10:00: until then to those who have done "
                "least. Tap maybe now, and you are asked then."
            )
        answer = await ann.presses(f"{FRIDAY}: maybe", chat=group)
        assert "you are down as “perhaps”" in str(answer.text)

        # Only who has said maybe is told when it opens, and the post says it no longer.
        before = [len((await each.sees()).messages) for each in crew]
        await players.world.clock_to(OPENS + timedelta(hours=48))
        await players.settles()
        told = (await ann.sees()).last
        assert "Sign-up is open to everyone now: in or out?" in told.text
        after = [len((await each.sees()).messages) for each in crew]
        assert after == [before[0] + 1, *before[1:]]
        assert "Until Wednesday" not in post_of(await lead.sees(group), WEEK)
        answer = await ann.presses("✅ In")
        assert answer.text == f"{FRIDAY}: You are in as 3rd of 6."
        answer = await bea.presses(f"{FRIDAY}: in", chat=group)
        assert answer.text == f"{FRIDAY}: You are in as 4th of 6."
