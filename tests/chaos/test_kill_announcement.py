"""The bot is killed while it asks fifty people: all are asked, twice only who was being told."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import select

from sandbox.client import Person
from storage.chats import chat
from storage.outbox_tables import SENT, message
from tests.chaos.mortal import Moment, mortal
from tests.e2e.troupe import Troupe, taps, troupe

CREW = 50


def times_asked(players: Troupe, officer: Person) -> int:
    """How often somebody's phone shows the question."""
    messages = players.engine.world.chats[officer.id].messages.values()
    return sum("Can you help?" in each.text for each in messages)


async def recorded(players: Troupe) -> set[int]:
    """To whom, by Telegram id, the bot knows to have said it."""
    query = (
        select(chat.c.telegram_id)
        .join(message, message.c.chat_id == chat.c.id)
        .where(message.c.screen == "week_asked", message.c.state == SENT)
    )
    async with players.db.reading() as tx:
        return {int(row.telegram_id) for row in await tx.all(query)}


@pytest.mark.parametrize(
    ("nth", "moment", "limits"),
    [
        (1, Moment.ARRIVED, "on"),
        (20, Moment.HAPPENED, "off"),
        (33, Moment.ARRIVED, "on"),
        (50, Moment.HAPPENED, "on"),
    ],
    ids=["with the first", "amid all at once", "amid a paced stream", "with the last"],
)
async def test_an_announcement_to_fifty_survives_a_kill(
    tmp_path: Path, nth: int, moment: Moment, limits: str
) -> None:
    async with troupe(tmp_path) as players:
        lead = await players.lead()
        crew = await players.crew(CREW)
        phones = {officer.id for officer in crew}
        await players.group(lead, *crew)
        await lead.sends("/rota")
        await taps(lead, "Week of Mon 10 Mar")
        await lead.waits_for("Ask who has not answered")
        await players.settles()
        async with mortal(players, EPHEDRA_LIMITS=limits) as bot:
            bot.dies_at("sendMessage", moment, nth, in_chat=phones.__contains__)
            await lead.presses("Ask who has not answered", wait=0)
            await bot.is_dead()
        known = await recorded(players)

        await players.returns()
        for officer in crew:
            await officer.waits_for("Can you help?")
        await players.settles()

        asked = {officer.id: times_asked(players, officer) for officer in crew}
        assert set(asked.values()) <= {1, 2}
        twice = {phone for phone, times in asked.items() if times == 2}
        assert not twice & known, "what was known to be said is not said again"
        assert await recorded(players) == phones
        if limits == "on" and nth > 30:
            assert len(known) > 20, "what was said is recorded as it goes, not at the end"


async def test_two_kills_in_one_announcement_lose_nobody(tmp_path: Path) -> None:
    async with troupe(tmp_path) as players:
        lead = await players.lead()
        crew = await players.crew(CREW)
        phones = {officer.id for officer in crew}
        await players.group(lead, *crew)
        await lead.sends("/rota")
        await taps(lead, "Week of Mon 10 Mar")
        await lead.waits_for("Ask who has not answered")
        await players.settles()
        async with mortal(players, EPHEDRA_LIMITS="on") as bot:
            bot.dies_at("sendMessage", Moment.HAPPENED, 5, in_chat=phones.__contains__)
            await lead.presses("Ask who has not answered", wait=0)
            await bot.is_dead()
            bot.dies_at("sendMessage", Moment.ARRIVED, 12, in_chat=phones.__contains__)
            await bot.starts(EPHEDRA_LIMITS="on")
            await bot.is_dead()
            await bot.starts(EPHEDRA_LIMITS="on")
            for officer in crew:
                await officer.waits_for("Can you help?", timeout=30)
            await bot.stops()

        assert all(times_asked(players, officer) in (1, 2, 3) for officer in crew)
        assert await recorded(players) == phones
