"""My shifts: what an officer is in for, waits for, and can still take back."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from tests.e2e.troupe import taps, troupe


async def test_my_shifts_shows_what_an_officer_is_in_for(tmp_path: Path) -> None:
    async with troupe(tmp_path) as players:
        lead = await players.lead()
        crew = await players.crew(7)
        group = await players.group(lead, *crew)
        for officer in crew:
            await officer.presses("Fri 14 Mar: in", chat=group)
        await crew[6].presses("Sat 15 Mar: in", chat=group)
        last = crew[6]

        await last.sends("/shifts")
        card = (await last.waits_for("My shifts")).text
        assert "Fri 14 Mar · 20:00–02:00\nYou are 1st on the waiting list." in card
        assert "Sat 15 Mar · 20:00–02:00\nYou are in as 1st of 6." in card
        assert "Sign-up closes Wednesday 5 March 18:00." in card

        answer = await taps(last, "Sat 15 Mar ›", "Out")
        assert answer.text == "Sat 15 Mar: you are off the list."
        await last.waits_without("Sat 15 Mar · 20:00")

        await players.world.clock_to(datetime(2031, 3, 5, 18, 0, tzinfo=UTC))
        await last.sends("/shifts")
        closed = await last.waits_for("Sign-up is closed: your lead chooses the crew now.")
        assert "Fri 14 Mar" in closed.text
        assert closed.buttons[-2:] == ["Fri 14 Mar ›", "Home"]
        await taps(last, "Fri 14 Mar ›")
        opened = await last.waits_for("‹ My shifts")
        mine = ["Can't make it", "Your duties", "‹ My shifts", "Home"]
        assert opened.buttons == mine, "no stepping back any more"


async def test_my_shifts_of_someone_on_no_list_says_how_to_get_on_one(tmp_path: Path) -> None:
    async with troupe(tmp_path) as players:
        await players.lead()
        officer = await players.officer("Sample")

        await officer.sends("/start")
        await officer.waits_for("Support, any time")
        await officer.presses("My shifts")

        await officer.waits_for("You are not on any list yet.")
