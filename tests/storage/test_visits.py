"""Visits on both databases: one link for one person, one visit each, no more than there is room."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from datetime import timedelta
from typing import Any

from bot.actions import membership, nights, visits
from bot.scheduling.jobs import jobs
from bot.scheduling.tick import Tick
from operation.crew import Cancelled
from operation.details import Details
from operation.errors import Refusal
from operation.people import Role
from operation.visits import VisitState
from storage import chats, people
from storage import visits as stored
from storage.chats import ChatKind
from storage.database import Database
from tests.enrolled import enrol
from tests.storage.crew_scene import AREAS, LATER, LEADS, STARTS, Clock, Scene, published

GUESTS = (2001, 2002, 2003)
SERGEANT = 2009
GUEST = Details(surname="Guest", rank="PS")
Does = Callable[..., Coroutine[Any, Any, Any]]


async def a_published_night(database: Database) -> Scene:
    """Friday's crew is published; three people from outside, and a sergeant of Southwark."""
    scene = await published(database, officers=4, signed_up=4)
    async with database.transaction() as tx:
        for telegram_id in GUESTS:
            chat = await chats.ensure(tx, telegram_id, ChatKind.PRIVATE)
            await people.ensure_person(tx, chat.id, at=LATER)
        await enrol(
            tx, surname="Sergeant", telegram_id=SERGEANT, at=LATER, area="southwark",
            roles=(Role.WARD_SERGEANT,), rank="PS",
        )  # fmt: skip
    return scene


async def a_link(scene: Scene) -> int:
    token, _ = await scene.does(LEADS[0], visits.make_link, patrol_id=scene.friday)
    async with scene.db.reading() as tx:
        link = await stored.find_link(tx, token=token)
    assert link is not None
    return link.id


async def tries(database: Database, who: int, act: Does, **facts: Any) -> str:
    """What somebody is told by the database that they happen to reach."""
    async with database.transaction() as tx:
        actor = await people.actor_by_telegram(tx, who)
        if act is not visits.decline:
            facts["areas"] = AREAS
        try:
            await act(tx, actor=actor, now=LATER, **facts)
        except Refusal as refused:
            return type(refused).__name__
    return "ok"


async def states(scene: Scene) -> list[VisitState]:
    async with scene.db.reading() as tx:
        return [each.state for each in await stored.of_patrol(tx, scene.friday)]


async def test_of_two_who_use_one_link_at_once_one_has_it(
    database: Database, replica: Database
) -> None:
    scene = await a_published_night(database)
    link = await a_link(scene)

    said = await asyncio.gather(
        *(
            tries(db, who, visits.come_by_link, link_id=link, details=GUEST)
            for who, db in zip(GUESTS, (database, replica, database), strict=True)
        )
    )

    assert sorted(said) == ["VisitLinkUsed", "VisitLinkUsed", "ok"]
    assert await states(scene) == [VisitState.ASKED]


async def test_who_asks_twice_at_once_has_asked_once(database: Database, replica: Database) -> None:
    scene = await a_published_night(database)

    said = await asyncio.gather(
        *(
            tries(db, SERGEANT, visits.ask, patrol_id=scene.friday)
            for db in (database, replica, database)
        )
    )

    assert sorted(said) == ["VisitAskedAlready", "VisitAskedAlready", "ok"]


async def test_two_leads_who_accept_at_once_do_not_take_more_than_there_is_room(
    database: Database, replica: Database
) -> None:
    scene = await a_published_night(database)
    for who in GUESTS:
        link = await a_link(scene)
        await scene.does(who, visits.come_by_link, link_id=link, details=GUEST)
    async with database.reading() as tx:
        ids = [each.id for each in await stored.of_patrol(tx, scene.friday)]

    said = await asyncio.gather(
        *(
            tries(db, lead, visits.accept, visit_id=visit_id)
            for visit_id, lead, db in zip(
                ids, (*LEADS, LEADS[0]), (database, replica, replica), strict=True
            )
        )
    )

    assert sorted(said) == ["VisitorsFull", "ok", "ok"]


async def test_of_two_leads_who_decide_one_visit_at_once_the_first_decides(
    database: Database, replica: Database
) -> None:
    scene = await a_published_night(database)
    await scene.does(SERGEANT, visits.ask, patrol_id=scene.friday)
    async with database.reading() as tx:
        [visit] = await stored.of_patrol(tx, scene.friday)

    said = await asyncio.gather(
        tries(database, LEADS[0], visits.accept, visit_id=visit.id),
        tries(replica, LEADS[1], visits.decline, visit_id=visit.id),
    )

    assert sorted(said) == ["VisitDecided", "ok"]


async def test_a_new_link_takes_the_place_of_ones_last_for_the_night(database: Database) -> None:
    scene = await a_published_night(database)
    first = await a_link(scene)
    second = await a_link(scene)

    told = await tries(database, GUESTS[0], visits.come_by_link, link_id=first, details=GUEST)
    assert told == "VisitLinkUnknown"
    told = await tries(database, GUESTS[0], visits.come_by_link, link_id=second, details=GUEST)
    assert told == "ok"


async def test_the_night_ends_visits_and_later_forgets_who_it_was(database: Database) -> None:
    scene = await a_published_night(database)
    link = await a_link(scene)
    await scene.does(GUESTS[0], visits.come_by_link, link_id=link, details=GUEST)
    await scene.does(SERGEANT, visits.ask, patrol_id=scene.friday)
    async with database.reading() as tx:
        [accepted, waiting] = [each.id for each in await stored.of_patrol(tx, scene.friday)]
    await scene.does(LEADS[0], visits.accept, visit_id=accepted)
    clock = Clock(STARTS)
    tick = Tick(db=database, clock=clock, owner="t", jobs=jobs(AREAS))

    await tick.run()
    assert await states(scene) == [VisitState.ACCEPTED, VisitState.LAPSED], waiting
    clock.shows = STARTS + timedelta(hours=6)
    await tick.run()
    assert await states(scene) == [VisitState.OVER, VisitState.LAPSED]
    clock.shows += timedelta(days=AREAS["lambeth"].visits.support_days)
    await tick.run()
    async with database.reading() as tx:
        forgotten = await stored.of_patrol(tx, scene.friday)
    assert [(each.rank, each.surname) for each in forgotten] == [(None, "")] * 2


async def test_a_night_that_is_moved_ends_its_visits_when_it_ends_by_then(
    database: Database,
) -> None:
    scene = await a_published_night(database)
    await scene.does(SERGEANT, visits.ask, patrol_id=scene.friday)
    async with database.reading() as tx:
        [visit] = await stored.of_patrol(tx, scene.friday)
    await scene.does(LEADS[0], visits.accept, visit_id=visit.id)
    await scene.does(
        LEADS[0], nights.move_times, patrol_id=scene.friday, starts=21 * 60, ends=27 * 60
    )
    clock = Clock(STARTS + timedelta(hours=6))
    tick = Tick(db=database, clock=clock, owner="t", jobs=jobs(AREAS))

    await tick.run()
    assert await states(scene) == [VisitState.ACCEPTED]
    clock.shows += timedelta(hours=1)
    await tick.run()
    assert await states(scene) == [VisitState.OVER]


async def test_whoever_loses_access_at_home_visits_nobody_else(database: Database) -> None:
    scene = await a_published_night(database)
    async with database.transaction() as tx:
        await enrol(
            tx, surname="Boss", telegram_id=2010, at=LATER, area="southwark", roles=(Role.LEAD,)
        )
        sergeant = (await people.actor_by_telegram(tx, SERGEANT)).members[0].id
    await scene.does(SERGEANT, visits.ask, patrol_id=scene.friday)

    await scene.does(2010, membership.suspend, member_id=sergeant)

    assert await states(scene) == [VisitState.WITHDRAWN]
    assert await tries(database, SERGEANT, visits.ask, patrol_id=scene.friday) == "Suspended"


async def test_a_cancelled_night_takes_no_visitor(
    database: Database,
) -> None:
    scene = await a_published_night(database)
    await scene.does(LEADS[0], nights.cancel, patrol_id=scene.friday, reason=Cancelled.WEATHER)

    assert await tries(database, SERGEANT, visits.ask, patrol_id=scene.friday) == "NightCancelled"


async def test_the_link_of_somebody_who_leaves_the_night_stops_working(database: Database) -> None:
    scene = await a_published_night(database)
    crew = await scene.crew(scene.friday)
    officer = next(each for each in scene.officers if crew.goes(scene.ids[each]))
    token, _ = await scene.does(officer, visits.make_link, patrol_id=scene.friday)
    opens = visits.open_link
    assert await tries(database, GUESTS[0], opens, token=token) == "ok"
    async with database.reading() as tx:
        link = await stored.find_link(tx, token=token)
    assert link is not None

    await scene.withdraws(officer, scene.friday)

    assert await tries(database, GUESTS[0], opens, token=token) == "VisitLinkLeft"
    comes = tries(database, GUESTS[0], visits.come_by_link, link_id=link.id, details=GUEST)
    assert await comes == "VisitLinkLeft"
    # A lead's own link goes on.
    leads = await a_link(scene)
    comes = tries(database, GUESTS[0], visits.come_by_link, link_id=leads, details=GUEST)
    assert await comes == "ok"


async def test_nobody_asks_to_visit_where_no_lead_would_hear(database: Database) -> None:
    scene = await a_published_night(database)
    async with database.transaction() as tx:
        for who in LEADS:
            chat = await chats.ensure(tx, who, ChatKind.PRIVATE)
            await chats.mark_unreachable(tx, [chat.id], at=LATER)

    asked = await tries(database, SERGEANT, visits.ask, patrol_id=scene.friday)

    assert asked == "NobodyLeads"
    assert await states(scene) == []
