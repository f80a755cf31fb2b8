"""The bot is killed while a crew is published: all of it holds, and everyone hears it once."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path

import pytest

from operation.crew import State
from sandbox.client import Answer
from tests.chaos.closed_week import NIGHT, Friday, closed_week
from tests.chaos.mortal import Moment, Mortal, mortal

SIGNED_UP = 8


async def is_killed(friday: Friday, bot: Mortal) -> asyncio.Task[Answer]:
    """The lead taps, the wire trips; the tap is still waiting for its answer, or has it."""
    tap = asyncio.create_task(friday.lead.presses(f"Publish {NIGHT}", wait=20))
    await bot.is_dead()
    return tap


async def is_whole(friday: Friday, told: set[int]) -> None:
    """Once published, once told, but for those whose card was on its way."""
    assert await friday.stand() == {
        each.id: State.SELECTED if n < 6 else State.STANDING_BY
        for n, each in enumerate(friday.officers)
    }
    assert len(await friday.audited("crew published")) == 1
    assert len(await friday.audited("selected")) == 6
    assert await friday.known_to_be_told() == friday.phones
    await friday.all_is_true(maybe_twice=friday.phones - told)


@pytest.mark.parametrize(
    ("method", "moment", "nth"),
    [
        ("getUpdates", Moment.HAPPENED, 1),
        ("answerCallbackQuery", Moment.ARRIVED, 1),
        ("sendMessage", Moment.HAPPENED, 4),
        ("sendMessage", Moment.HAPPENED, SIGNED_UP),
    ],
    ids=[
        "before the tap is stored",
        "between the commit and the sends",
        "amid the cards",
        "with the last card",
    ],
)
async def test_a_publication_survives_a_kill(
    tmp_path: Path, method: str, moment: Moment, nth: int
) -> None:
    async with closed_week(tmp_path, SIGNED_UP) as friday:
        queue = friday.players.engine.updates
        async with mortal(friday.players) as bot:
            bot.dies_at(
                method,
                moment,
                nth,
                in_chat=lambda chat: chat in friday.phones or method[0] != "s",
                only_if=lambda: bool(queue.queue) or method[0] != "g",
            )
            tap = await is_killed(friday, bot)
        told = await friday.known_to_be_told()
        if method == "getUpdates":
            assert not (await friday.crew()).is_published
        else:
            assert (await friday.crew()).is_published, "what was committed holds"

        await friday.players.returns()
        for officer in friday.officers:
            await officer.waits_for(NIGHT)
        answer = await tap
        await friday.players.settles()

        await is_whole(friday, told)
        assert answer.text in (f"{NIGHT}: published. 8 people told.", None)
        assert (method in ("getUpdates", "answerCallbackQuery")) <= (answer.text is not None)


async def test_killed_again_and_again_amid_the_cards_it_loses_nobody(tmp_path: Path) -> None:
    async with closed_week(tmp_path, SIGNED_UP) as friday:
        in_crew: Callable[[int], bool] = friday.phones.__contains__
        # Paced, so that the cards leave one after the other.
        async with mortal(friday.players, EPHEDRA_LIMITS="on") as bot:
            bot.dies_at("sendMessage", Moment.HAPPENED, 2, in_chat=in_crew)
            tap = await is_killed(friday, bot)
            known = await friday.known_to_be_told()
            bot.dies_at("sendMessage", Moment.ARRIVED, 2, in_chat=in_crew)
            await bot.starts(EPHEDRA_LIMITS="on")
            await bot.is_dead()
            before, known = known, await friday.known_to_be_told()
            assert before <= known, "what was told is recorded as it goes"
        await friday.players.returns()
        await tap
        for officer in friday.officers:
            await officer.waits_for(NIGHT)
        await friday.players.settles()

        assert len(await friday.audited("crew published")) == 1
        assert await friday.known_to_be_told() == friday.phones
        for officer in friday.officers:
            times = len(await friday.cards(officer))
            # Each kill can have left one send of which nobody knew.
            most = 1 + (officer.id not in before) + (officer.id not in known)
            assert 1 <= times <= most
