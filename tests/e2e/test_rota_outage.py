"""Taps that waited at Telegram while the bot was away."""

from __future__ import annotations

import asyncio
from datetime import UTC, date, datetime
from pathlib import Path

from tests.e2e.troupe import PATIENCE, post_of, troupe

WEEK = "Mon 10 Mar"
FRIDAY = date(2031, 3, 14)
BEFORE = datetime(2031, 3, 5, 17, 50, tzinfo=UTC)
"""Ten minutes before the list of that week closes."""
AFTER = datetime(2031, 3, 5, 18, 30, tzinfo=UTC)
STARTED = datetime(2031, 3, 14, 20, 30, tzinfo=UTC)


async def test_a_tap_that_may_have_been_in_time_counts_after_an_outage(tmp_path: Path) -> None:
    async with troupe(tmp_path) as players:
        lead = await players.lead()
        crew = await players.crew(2)
        group = await players.group(lead, *crew)
        await crew[0].presses("Fri 14 Mar: in", chat=group)
        await players.world.clock_to(BEFORE)
        await players.settles()

        await players.stops()
        await crew[0].presses("Fri 14 Mar: out", chat=group, wait=0)
        await crew[1].presses("Fri 14 Mar: in", chat=group, wait=0)
        await players.world.clock_to(AFTER)
        await players.returns()
        await players.settles()

        assert await players.volunteers(FRIDAY) == ["PC Sample 2"]
        assert "In: 1. PC Sample 2" in post_of(await lead.sees(group), WEEK)


async def test_nobody_comes_in_by_an_outage_once_the_patrol_has_started(tmp_path: Path) -> None:
    async with troupe(tmp_path) as players:
        lead = await players.lead()
        crew = await players.crew(2)
        group = await players.group(lead, *crew)
        await crew[0].presses("Fri 14 Mar: in", chat=group)
        await players.world.clock_to(BEFORE)
        await players.settles()

        await players.stops()
        await crew[0].presses("Fri 14 Mar: out", chat=group, wait=0)
        await crew[1].presses("Fri 14 Mar: in", chat=group, wait=0)
        await players.world.clock_to(STARTED)
        await players.returns()
        await players.settles()

        assert await players.volunteers(FRIDAY) == ["PC Sample 1"]


async def test_the_first_tap_after_an_outage_is_late_if_it_did_not_wait(tmp_path: Path) -> None:
    async with troupe(tmp_path) as players:
        lead = await players.lead()
        [officer] = await players.crew(1)
        group = await players.group(lead, officer)
        await players.world.clock_to(BEFORE)
        await players.settles()
        post = (await lead.sees(group)).find(f"week of {WEEK}")
        assert post is not None
        into = post.data["✅ Fri 14 Mar: in"]
        assert into is not None

        await players.stops()
        await players.world.clock_to(AFTER)
        polls = len(await players.world.calls(method="getUpdates"))
        await players.returns()
        async with asyncio.timeout(PATIENCE):
            # The first one finds at once that nothing has waited.
            while len(await players.world.calls(method="getUpdates")) == polls:
                await players.settles()
        told = await players.forged(officer, into, chat=group)

        assert told.startswith("Sign-up closed on Wednesday 5 March 18:00.")
        assert await players.volunteers(FRIDAY) == []
