"""Officers volunteer for Friday and Saturday by taps in the group."""

from __future__ import annotations

from pathlib import Path

from tests.e2e.troupe import post_of, troupe


async def test_an_officer_signs_up_with_one_tap_and_the_post_shows_it(tmp_path: Path) -> None:
    async with troupe(tmp_path) as players:
        lead = await players.lead()
        officer = await players.officer("Sample")
        group = await players.group(lead, officer)

        answer = await officer.presses("Fri 14 Mar: in", chat=group)

        assert answer.text == "Fri 14 Mar: You are in as 1st of 6."
        await officer.waits_for("1. PC Sample", chat=group)
        assert "1 of 6 places" in post_of(await officer.sees(group), "Mon 10 Mar")
