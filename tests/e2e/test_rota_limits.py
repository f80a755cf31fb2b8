"""A hundred people tap while Telegram's limits hold: few edits, no refusal, and the last state."""

from __future__ import annotations

import asyncio
from datetime import date, datetime, timedelta
from pathlib import Path

from sandbox.client import Call, Group, Person
from tests.e2e.troupe import post_of, troupe

SENDING = {"sendMessage", "editMessageText", "editMessageReplyMarkup"}
IN_GROUP = 20
WINDOW = timedelta(seconds=60)


async def toggles(officer: Person, group: Group) -> list[str | None]:
    """Two taps: in for Friday, and out again or in for Saturday too."""
    second = "Sat 15 Mar: in" if officer.id % 2 else "Fri 14 Mar: out"
    taps = [await officer.presses(each, chat=group) for each in ("Fri 14 Mar: in", second)]
    return [tap.text for tap in taps]


def most_in_a_window(calls: list[Call]) -> int:
    """The most calls within any window."""
    times = [datetime.fromisoformat(call.json["at"]) for call in calls]
    return max(sum(at <= other < at + WINDOW for other in times) for at in times)


async def test_two_hundred_taps_cost_few_edits_and_the_last_state_is_shown(tmp_path: Path) -> None:
    async with troupe(tmp_path, limits=True) as players:
        lead = await players.lead()
        crew = await players.crew(100)
        group = await players.group(lead, *crew)
        before = (await players.world.calls())[-1].n

        told = await asyncio.gather(*(toggles(officer, group) for officer in crew))
        in_the_end = await players.volunteers(date(2031, 3, 14))
        await players.settles()

        assert sum(text is not None for texts in told for text in texts) == 200
        calls = await players.world.calls()
        assert not [call for call in calls if call.error_code == 429]
        said = [each for each in calls if each.method in SENDING and each.chat_id == group.id]
        assert most_in_a_window(said) <= IN_GROUP
        edits = [call for call in said if call.n > before]
        assert 1 <= len(edits) <= 50, "taps that come together are one edit, on a busy machine too"

        assert len(in_the_end) == 50
        friday = post_of(await lead.sees(group), "Mon 10 Mar").split("\n\n")[1]
        inside = ", ".join(f"{n}. {name}" for n, name in enumerate(in_the_end[:6], 1))
        assert f"In: {inside}\n" in friday
        assert f"Waiting: 1. {in_the_end[6]}, " in friday
        assert "6 of 6 places" in friday
