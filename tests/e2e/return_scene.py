"""A Friday that is over: its crew went out, and its return is to come."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path

from bot.actions.return_notices import plan_return
from operation.returns import PatrolReturn
from sandbox.client import Message, Person
from storage import returns, rota
from tests.e2e.crew_scene import HOUR, STARTS, Scene, published
from tests.e2e.troupe import taps

ENDS = STARTS + 6 * HOUR
WORKED = (
    "Planned 02:00", "Dry", "3", "2", "1", "2", "1", "None", "Housing", "✅ 1 in all", "Quieter",
    "Conversations", "Nothing", "The same again",
)  # fmt: skip
"""The taps of a return, from its first question to its last."""


@asynccontextmanager
async def over(tmp_path: Path, people: int = 5) -> AsyncIterator[Scene]:
    """Friday is over by ten minutes, in the ward of Clapham Town."""
    async with published(tmp_path, people) as scene:
        ward = scene.players.running.areas["lambeth"].wards[0].code
        patrol = await scene.patrol()
        area = scene.players.running.areas["lambeth"]
        async with scene.players.db.transaction() as tx:
            await plan_return(tx, patrol, area)
            await rota.change_patrol(tx, patrol.book.patrol_id, ward=ward)
        await scene.comes_to(ENDS + timedelta(minutes=10))
        yield scene


async def tapped(scene: Scene, person: Person, *labels: str) -> Message:
    """One button after the other; the newest message once all is said."""
    await person.taps_through(*labels)
    await scene.players.settles()
    return (await person.sees()).last


async def return_of(scene: Scene) -> tuple[PatrolReturn | None, dict[str, str]]:
    """Friday's return and the answers that stand, by the database."""
    patrol_id = (await scene.patrol()).book.patrol_id
    async with scene.players.db.reading() as tx:
        return await returns.find(tx, patrol_id), await returns.answers_of(tx, patrol_id)


__all__ = ["ENDS", "WORKED", "over", "return_of", "tapped", "taps"]
