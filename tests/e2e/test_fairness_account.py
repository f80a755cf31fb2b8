"""Hours: the lead sees why somebody is proposed, each officer their own account, nobody more."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

from tests.e2e.crew_scene import DEADLINE, night_of, opened, worked
from tests.e2e.troupe import post_of

SATURDAY = "Sat 15 Mar"
WEEK = "Mon 10 Mar"


async def test_both_nights_are_shared_out_and_everyone_sees_their_own_account(
    tmp_path: Path,
) -> None:
    async with opened(tmp_path, 7, spare=1) as scene:
        one, two, *_ = scene.crew
        await worked(scene, one, date(2031, 2, 21))
        await worked(scene, one, date(2031, 2, 28))
        await worked(scene, two, date(2031, 2, 14))
        for officer in scene.crew:
            await officer.presses(f"{SATURDAY}: in", chat=scene.group)

        await scene.comes_to(DEADLINE)
        proposal = (await scene.proposal()).text
        friday, saturday = night_of(proposal), night_of(proposal, SATURDAY)
        # Twelve places for seven: whoever has carried most has none of them.
        assert "Proposed crew (weighed hours, 8 weeks):" in friday
        assert "PC Sample 3 · 0 h · fewest hours · also Sat 15 Mar" in friday
        assert "6. PC Sample 2 · 13.5 h · fewest hours · also Fri 14 Mar" in saturday
        for night in (friday, saturday):
            assert "Would stand by:\n1. PC Sample 1 · 14.2 h" in night

        await two.sends("/account")
        mine = await two.waits_for("My account")
        assert mine.text == (
            "My account\n\n"
            "Lambeth, the last 8 weeks\n"
            "1 patrol · 6 h · 6.8 h weighed\n"
            "After 23:00: 1 night\n"
            "Weekends running: 0\n"
            "Last patrol: Fri 14 Feb\n"
            "You are 7th of 8 (1st has done least).\n\n"
            "An hour after 23:00 counts 1.25, each weekend in a row adds 10%. "
            "Who has least is proposed first.\n"
            "Only you see this. Your leads see hours when they choose a crew."
        )
        await one.sends("/start")
        await one.waits_for("My account")
        await one.presses("My account")
        hers = await one.waits_for("14.2 h weighed")
        assert "2 patrols · 12 h · 14.2 h weighed" in hers.text
        assert "You are 8th of 8" in hers.text

        # Friday is over: it is in the account of those who went, and not before it is published.
        await scene.publishes()
        await scene.comes_to(datetime(2031, 3, 15, 9, 0, tzinfo=UTC))
        await two.sends("/account")
        after = await two.waits_for("2 patrols")
        assert "Weekends running: 1" in after.text
        group = post_of(await scene.lead.sees(scene.group), WEEK)
        assert " h" not in group.replace("hours", "")
        assert "weighed" not in group

        await scene.lead.sends("/account")
        await scene.lead.waits_for("You need the role “officer” for that.")
