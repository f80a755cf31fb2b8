"""The bot is killed while a place goes from one to the next: one holder, and nobody lost."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path

import pytest

from operation.crew import State
from sandbox.client import Person
from tests.chaos.closed_week import NIGHT, Friday, closed_week
from tests.chaos.mortal import Moment, Mortal, mortal

OFFER = "A place is yours if you take it by"


def to(person: Person) -> Callable[[int], bool]:
    return lambda chat: chat == person.id


async def withdraws(person: Person) -> None:
    """Two taps; the second one need not be answered."""
    await person.presses("Can't make it")
    await person.waits_for("Yes, I can't make it")
    await person.presses("Yes, I can't make it", wait=0)


async def comes_back(friday: Friday) -> None:
    """The bot is started anew and all is true of whatever has happened."""
    await friday.players.returns()
    await friday.players.settles()
    await friday.all_is_true()


async def is_offered(friday: Friday, bot: Mortal) -> tuple[Person, Person]:
    """One of the crew has withdrawn and the first who stands by holds the offer."""
    first, second = friday.officers[6:8]
    await withdraws(friday.officers[0])
    await first.waits_for(OFFER)
    await bot.is_at_rest()
    return first, second


@pytest.mark.parametrize("moment", list(Moment))
async def test_an_offer_that_is_going_out_reaches_its_one_holder(
    tmp_path: Path, moment: Moment
) -> None:
    async with closed_week(tmp_path, 8) as friday:
        await friday.is_published()
        first = friday.officers[6]
        async with mortal(friday.players) as bot:
            bot.dies_at("sendMessage", moment, in_chat=to(first))
            await withdraws(friday.officers[0])
            await bot.is_dead()
        stand = await friday.stand()
        assert stand[first.id] is State.OFFERED, "it was committed before it was sent"
        until = (await friday.crew()).offered[0].offered_until

        await friday.players.returns()
        await first.waits_for(OFFER)
        await friday.players.settles()

        await friday.all_is_true(maybe_twice={first.id})
        assert await friday.stand() == stand
        assert (await friday.crew()).offered[0].offered_until == until, "no longer, no shorter"
        assert len(await friday.audited("offered a place")) == 1


@pytest.mark.parametrize(
    ("method", "moment"),
    [
        ("getUpdates", Moment.HAPPENED),
        ("answerCallbackQuery", Moment.ARRIVED),
        ("answerCallbackQuery", Moment.HAPPENED),
        ("editMessageText", Moment.ARRIVED),
    ],
    ids=["before it is stored", "as it is answered", "when it was answered", "as cards change"],
)
async def test_an_acceptance_counts_once(tmp_path: Path, method: str, moment: Moment) -> None:
    async with closed_week(tmp_path, 8) as friday:
        await friday.is_published()
        queue = friday.players.engine.updates
        async with mortal(friday.players) as bot:
            first, second = await is_offered(friday, bot)
            bot.dies_at(method, moment, only_if=lambda: bool(queue.queue) or method[0] != "g")
            tap = asyncio.create_task(first.presses("Take the place", wait=20))
            await bot.is_dead()

        await comes_back(friday)
        toast = (await tap).text

        stand = await friday.stand()
        assert stand[first.id] is State.CONFIRMED
        assert stand[second.id] is State.STANDING_BY
        assert len(await friday.audited("accepted")) == 1
        assert toast in (f"{NIGHT}: the place is yours. Thank you.", None)
        # Tapped again, on whatever the phone still shows, it is harmless.
        assert (await friday.crew()).offered == ()
        told = [text for text in (await friday.lead.sees()).texts if "has taken the place" in text]
        assert len(told) == 1


async def test_an_offer_that_lapses_while_the_bot_is_down_goes_on_when_it_is_back(
    tmp_path: Path,
) -> None:
    async with closed_week(tmp_path, 8) as friday:
        await friday.is_published()
        async with mortal(friday.players) as bot:
            first, second = await is_offered(friday, bot)
            until = (await friday.crew()).offered[0].offered_until
            assert until is not None
            bot.kill()
            await bot.is_gone()
        friday.players.engine.follower.left()
        await friday.players.world.clock_to(until)
        assert (await friday.stand())[first.id] is State.OFFERED

        await friday.players.returns()
        await second.waits_for(OFFER)
        await friday.players.settles()

        await friday.all_is_true()
        stand = await friday.stand()
        assert (stand[first.id], stand[second.id]) == (State.DECLINED, State.OFFERED)
        anew = (await friday.crew()).offered[0].offered_until
        assert anew is not None
        assert anew > until, "the next one has a whole time"


async def test_a_cover_call_that_was_cut_short_reaches_everyone_who_was_asked(
    tmp_path: Path,
) -> None:
    async with closed_week(tmp_path, 6, spare=4) as friday:
        await friday.is_published()
        spare = {each.id for each in friday.spare}
        async with mortal(friday.players) as bot:
            bot.dies_at("sendMessage", Moment.HAPPENED, 2, in_chat=spare.__contains__)
            await withdraws(friday.officers[0])
            await bot.is_dead()
        told = await friday.known_to_be_told()

        await friday.players.returns()
        for each in friday.spare:
            await each.waits_for("Cover is needed.")
        await friday.players.settles()

        await friday.all_is_true(maybe_twice=spare - told)
        assert {(await friday.stand())[each] for each in spare} == {State.ASKED}
        assert len(await friday.audited("asked for cover")) == 4
        await friday.spare[3].presses("I can cover")
        await friday.players.settles()
        assert (await friday.stand())[friday.spare[3].id] is State.CONFIRMED
        for each in friday.spare[:3]:
            assert "The place is filled. Thank you." in (await friday.cards(each))[-1].text
        assert len((await friday.crew()).crew) == 6


async def test_killed_while_an_offer_lapses_it_lapses_once(tmp_path: Path) -> None:
    async with closed_week(tmp_path, 8) as friday:
        await friday.is_published()
        async with mortal(friday.players) as bot:
            first, second = await is_offered(friday, bot)
            until = (await friday.crew()).offered[0].offered_until
            assert until is not None
            bot.dies_at("sendMessage", Moment.ARRIVED, in_chat=to(second))
            move = asyncio.create_task(friday.players.world.clock_to(until))
            await bot.is_dead()

        await friday.players.returns()
        await move
        await second.waits_for(OFFER)
        await friday.players.settles()

        await friday.all_is_true(maybe_twice={first.id, second.id})
        stand = await friday.stand()
        assert (stand[first.id], stand[second.id]) == (State.DECLINED, State.OFFERED)
        assert len(await friday.audited("let the offer lapse")) == 1
        assert len(await friday.audited("offered a place")) == 2
