"""A fault of the bot's own is told to the person whose update met it."""

from __future__ import annotations

from pathlib import Path
from typing import Any, NoReturn

from telegram import Update
from telegram.ext import MessageHandler, filters

from tests.e2e.troupe import Troupe, troupe

SORRY = "Sorry, that did not work. It is being tried again."


def breaks_at(players: Troupe, words: str) -> None:
    """Have a handler fail whenever somebody writes this."""

    async def fail(_update: Update, _context: Any) -> NoReturn:
        raise RuntimeError("a fault of ours")

    players.running.application.add_handler(MessageHandler(filters.Text([words]), fail), group=-1)


async def test_whoever_typed_what_failed_is_told_once_that_it_is_being_tried_again(
    tmp_path: Path,
) -> None:
    async with troupe(tmp_path) as players:
        await players.lead()
        [officer] = await players.crew(1)
        breaks_at(players, "/shifts")

        await officer.sends("/shifts")
        await officer.waits_for(SORRY)
        await players.settles()

        said = (await officer.sees()).texts
        assert sum(SORRY in each for each in said) == 1


async def test_what_fails_in_a_group_is_not_told_there(tmp_path: Path) -> None:
    async with troupe(tmp_path) as players:
        lead = await players.lead()
        group = await players.group(lead)
        breaks_at(players, "/link")

        await lead.sends("/link", chat=group)
        await players.settles()

        assert not any(SORRY in each for each in (await lead.sees(group)).texts)
