"""The bot is killed at every point of a sign-up: nothing is lost, and nothing is said twice."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from operation.people import Role
from sandbox.client import Group, Message, Person
from storage import audit
from tests.chaos.mortal import Moment, mortal
from tests.e2e.troupe import Troupe, troupe

WEEK = "Mon 10 Mar"
FRIDAY = date(2031, 3, 14)
OPENS = datetime(2031, 3, 3, 10, 0, tzinfo=UTC)
DEADLINE = datetime(2031, 3, 5, 18, 0, tzinfo=UTC)


async def bot_messages(person: Person, group: Group) -> list[Message]:
    """What the bot has written in a group."""
    messages = (await person.sees(group)).messages
    return [each for each in messages if each.is_from_bot and each.kind == "text"]


async def rota_post(person: Person, group: Group, week: str = WEEK) -> Message:
    """The one post of a week."""
    [post] = [each for each in await bot_messages(person, group) if f"week of {week}" in each.text]
    return post


async def signed_up(players: Troupe) -> int:
    """How often somebody has signed up, by the audit, whose chain is whole."""
    async with players.db.reading() as tx:
        assert await audit.verify(tx) is None
        entries = await audit.recent(tx, "lambeth", limit=500)
    return sum(entry.event.verb == "signed up" for entry in entries)


@pytest.mark.parametrize(
    ("method", "moment"),
    [
        ("getUpdates", Moment.HAPPENED),
        ("answerCallbackQuery", Moment.ARRIVED),
        ("answerCallbackQuery", Moment.HAPPENED),
        ("editMessageText", Moment.ARRIVED),
        ("editMessageText", Moment.HAPPENED),
    ],
    ids=[
        "before the tap is stored",
        "as the toast is sent",
        "when the toast was shown",
        "as the post is edited",
        "when the post was edited",
    ],
)
async def test_a_sign_up_survives_a_kill(tmp_path: Path, method: str, moment: Moment) -> None:
    async with troupe(tmp_path) as players:
        lead = await players.lead()
        [officer] = await players.crew(1)
        group = await players.group(lead, officer)
        before = await bot_messages(lead, group)
        queue = players.engine.updates
        async with mortal(players) as bot:
            bot.dies_at(method, moment, only_if=lambda: bool(queue.queue) or method[0] != "g")
            tap = asyncio.create_task(officer.presses("Fri 14 Mar: in", chat=group, wait=20))
            await bot.is_dead()
        await players.returns()
        await lead.waits_for("In: 1. PC Sample 1", chat=group)
        await players.settles()

        assert await players.volunteers(FRIDAY) == ["PC Sample 1"]
        assert await signed_up(players) == 1
        post = await rota_post(lead, group)
        assert "1 of 6 places" in post.text
        assert [each.id for each in await bot_messages(lead, group)] == [each.id for each in before]
        again = await officer.presses("Fri 14 Mar: in", chat=group)
        assert again.text == "Fri 14 Mar: You were already in as 1st of 6."
        toast = (await tap).text
        assert toast == "Fri 14 Mar: You are in as 1st of 6." or (
            # The toast leaves at the same time as the edit.
            toast is None and method == "editMessageText"
        )


async def test_a_tap_that_was_stored_and_acknowledged_but_not_begun_is_not_lost(
    tmp_path: Path,
) -> None:
    async with troupe(tmp_path) as players:
        [lead] = await players.crew(1, roles=(Role.LEAD, Role.OFFICER))
        group = await players.group(lead)
        async with mortal(players) as bot:
            # What they wrote before waits for Telegram, and the tap waits behind it in their lane.
            await players.world.fault("delay", "getChatMember", seconds=2)
            await lead.sends("/link", chat=group)
            await players.until(lambda: not players.engine.faults.orders)
            queue, before = players.engine.updates, players.engine.updates.next_id
            tap = asyncio.create_task(lead.presses("Fri 14 Mar: in", chat=group, wait=30))
            await players.until(lambda: queue.next_id > before and not queue.queue)
            bot.kill()
            await bot.is_gone()
        assert await players.volunteers(FRIDAY) == []
        assert not tap.done()

        await players.returns()

        assert (await tap).text == "Fri 14 Mar: You are in as 1st of 6."
        await lead.waits_for("In: 1. PC Sample 1", chat=group)
        await players.settles()
        assert await players.volunteers(FRIDAY) == ["PC Sample 1"]
        await rota_post(lead, group)


async def test_in_a_storm_of_taps_and_kills_every_tap_counts_once(tmp_path: Path) -> None:
    async with troupe(tmp_path) as players:
        lead = await players.lead()
        crew = await players.crew(9)
        group = await players.group(lead, *crew)
        before = [each.id for each in await bot_messages(lead, group)]
        async with mortal(players) as bot:
            for at_call, three in ((2, crew[:3]), (3, crew[3:6]), (4, crew[6:])):
                await _listens(players)
                bot.dies_at("*", Moment.ARRIVED, at_call, only_if=_is_a_tap_about(players))
                for officer in three:
                    await officer.presses("Fri 14 Mar: in", chat=group, wait=0)
                await bot.is_dead()
                await bot.starts()
            await lead.waits_for("6 of 6 places", chat=group)
            for n in range(1, 10):
                await lead.waits_for(f"PC Sample {n}", chat=group)
            await bot.stops()

        assert sorted(await players.volunteers(FRIDAY)) == [f"PC Sample {n}" for n in range(1, 10)]
        assert await signed_up(players) == 9
        assert [each.id for each in await bot_messages(lead, group)] == before


def _is_a_tap_about(players: Troupe) -> Callable[[], bool]:
    """Whether a tap of this round may already have been heard: calls of the start do not count."""
    heard = players.engine.updates.next_id
    return lambda: players.engine.updates.next_id > heard


async def test_a_new_weeks_post_is_not_sent_again_when_its_send_was_in_flight(
    tmp_path: Path,
) -> None:
    async with troupe(tmp_path) as players:
        lead = await players.lead()
        [officer] = await players.crew(1)
        group = await players.group(lead, officer)
        async with mortal(players) as bot:
            await _listens(players)
            bot.dies_at("sendMessage", Moment.HAPPENED, in_chat=lambda chat: chat == group.id)
            move = asyncio.create_task(players.world.clock_to(OPENS))
            await bot.is_dead()
        post = await rota_post(lead, group, "Mon 24 Mar")

        await players.returns()
        await move
        await players.settles()
        toast = await officer.presses("Fri 28 Mar: in", chat=group)
        await players.settles()

        assert toast.text == "Fri 28 Mar: You are in as 1st of 6."
        adopted = await rota_post(lead, group, "Mon 24 Mar")
        assert adopted.id == post.id
        assert "In: 1. PC Sample 1" in adopted.text
        assert post.id in [pin.id for pin in (await lead.sees(group)).pinned]


async def test_a_deadline_that_killed_the_bot_is_still_told_to_the_group_and_the_lead(
    tmp_path: Path,
) -> None:
    async with troupe(tmp_path) as players:
        lead = await players.lead()
        [officer] = await players.crew(1)
        group = await players.group(lead, officer)
        await officer.presses("Fri 14 Mar: in", chat=group)
        async with mortal(players) as bot:
            await _listens(players)
            bot.dies_at("editMessageText", Moment.ARRIVED, in_chat=lambda chat: chat == group.id)
            move = asyncio.create_task(players.world.clock_to(DEADLINE))
            await bot.is_dead()

        await players.returns()
        await move

        await lead.waits_for("Sign-up closed on Wednesday 5 March 18:00", chat=group)
        await lead.waits_for("Sign-up has closed.")
        await players.settles()
        told = [text for text in (await lead.sees()).texts if "Sign-up has closed." in text]
        assert len(told) in (1, 2), "twice only if it was on its way"


async def _listens(players: Troupe) -> None:
    """Wait until the process polls, which it does once all else is up."""
    await players.until(lambda: players.engine.updates._poll is not None)
