"""The demo's cast joins by the bot's own screens and plays the weeks before: nothing is made up."""

from __future__ import annotations

import asyncio
import re
from datetime import UTC, datetime
from pathlib import Path

from operation.people import Role
from sandbox import demo_cast, demo_history
from tests.e2e.troupe import troupe


async def test_the_cast_joins_and_leaves_a_published_week_behind_it(tmp_path: Path) -> None:
    now = datetime(2031, 3, 12, 9, tzinfo=UTC)
    starts = demo_history.begins(now, weeks=1)
    async with troupe(tmp_path, at=starts) as players:
        link = await players.link(Role.LEAD)

        phones = await demo_cast.casts(players.world, first_link=lambda: link, weeks=1, until=now)
        await players.settles()

        assert len(phones.split(",")) == 4
        assert (await players.world.clock()).now >= now
        lead = next(each for each in await players.world.people() if each.name == "Lee Example")
        closed = (await lead.sees()).find("Here is a crew for")
        assert closed is not None
        assert closed.text.count("confirmed\n") == 2
        assert "of whom 0" not in closed.text
        # The night before was worked and stated; the lead is left to confirm it.
        hours = (await lead.sees()).find("Hours · ")
        assert hours is not None
        assert "as planned" in hours.text
        await lead.sends("/start")
        await lead.waits_for("Support, any time")
        await lead.presses("Money")
        money = await lead.waits_for("Money · Lambeth")
        assert "of £16,000.00 left" in money.text
        assert "Hours to settle:" in money.text
        newcomer = next(p for p in await players.world.people() if p.name == "Flo Newcomer")
        room = int(phones.split(",")[-1].split(".")[1])
        welcome = (await newcomer.sees(room)).last.text
        await newcomer.opens(re.search(r"https://t\.me/\S+", welcome)[0])  # type: ignore[index] # it is in there
        await newcomer.waits_for("What is kept about you")
        # A second start finds everybody there.
        again = await asyncio.wait_for(
            demo_cast.casts(players.world, first_link=lambda: "", weeks=1), timeout=5
        )
        assert again == phones
