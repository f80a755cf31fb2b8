"""Support on both databases: asked once, answered once, chased until closed, then forgotten."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from datetime import timedelta
from typing import Any

from bot.actions import support_requests as support
from bot.scheduling.jobs import jobs
from bot.scheduling.tick import Tick
from operation.errors import Refusal
from operation.people import Role
from operation.support_requests import RequestState, SupportRequest, Topic
from storage import people
from storage import support_requests as stored
from storage.database import Database
from storage.outbox_tables import post
from tests.enrolled import enrol
from tests.storage.crew_scene import AREAS, LATER, LEADS, Clock, Scene, published

SERGEANT = 2009
Does = Callable[..., Coroutine[Any, Any, Any]]
HERE = AREAS["lambeth"]


async def a_sergeant(database: Database) -> Scene:
    scene = await published(database, officers=4, signed_up=4)
    async with database.transaction() as tx:
        await enrol(
            tx, surname="Sergeant", telegram_id=SERGEANT, at=LATER, area="southwark",
            roles=(Role.WARD_SERGEANT,), rank="PS",
        )  # fmt: skip
    return scene


async def tries(database: Database, who: int, act: Does, **facts: Any) -> str:
    """What somebody is told by the database that they happen to reach."""
    async with database.transaction() as tx:
        actor = await people.actor_by_telegram(tx, who)
        try:
            await act(tx, actor=actor, now=LATER, **facts)
        except Refusal as refused:
            return type(refused).__name__
    return "ok"


def asks(database: Database, topic: Topic = Topic.SETUP) -> Coroutine[Any, Any, str]:
    return tries(
        database, SERGEANT, support.ask, area=HERE, topic=topic, note="By autumn", areas=AREAS
    )


async def the_request(database: Database) -> SupportRequest:
    async with database.reading() as tx:
        [found] = await stored.of_area(tx, "lambeth")
    return found


async def test_who_asks_twice_at_once_has_asked_once(database: Database, replica: Database) -> None:
    await a_sergeant(database)
    said = await asyncio.gather(asks(database), asks(replica), return_exceptions=True)

    # The constraint holds where the two have not seen each other: that turn is tried again.
    assert said.count("ok") == 1
    assert await asks(replica) == "RequestOpen"
    assert (await the_request(database)).note == "By autumn"
    assert await asks(database, Topic.WARD) == "ok"


async def test_of_two_leads_who_answer_at_once_one_does(
    database: Database, replica: Database
) -> None:
    await a_sergeant(database)
    await asks(database)
    request = await the_request(database)

    said = await asyncio.gather(
        tries(database, LEADS[0], support.answer, request_id=request.id, text="Monday"),
        tries(replica, LEADS[1], support.answer, request_id=request.id, text=None),
    )

    assert sorted(said) == ["RequestAnswered", "ok"]


async def chased(database: Database) -> int:
    """How many cards of requests the leads have been sent."""
    async with database.reading() as tx:
        rows = await tx.all(post.select().where(post.c.key.like("support:%")))
    return len(rows)


async def test_what_is_not_closed_is_chased_every_two_days_and_forgotten_once_it_is(
    database: Database,
) -> None:
    scene = await a_sergeant(database)
    await asks(database)
    request = await the_request(database)
    await scene.are_delivered()
    clock = Clock(LATER + timedelta(hours=47))
    tick = Tick(db=database, clock=clock, owner="t", jobs=jobs(AREAS))
    await tick.run()
    assert await chased(database) == len(LEADS)
    for turn in (2, 3):
        clock.shows += timedelta(hours=72)
        await tick.run()
        await scene.are_delivered()
        assert await chased(database) == turn * len(LEADS)

    await scene.does(LEADS[0], support.answer, request_id=request.id, text="Monday")
    closed_at = clock.shows
    await scene.does(LEADS[0], support.close, at=closed_at, request_id=request.id)
    clock.shows += timedelta(days=HERE.visits.support_days)
    await tick.run()

    assert await chased(database) == 3 * len(LEADS)
    found = await the_request(database)
    assert found.state is RequestState.CLOSED
    assert (found.surname, found.rank, found.note, found.answer) == ("", None, None, None)
    assert found.answered_at is not None, "the counts stay"
