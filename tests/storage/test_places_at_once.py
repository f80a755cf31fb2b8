"""Two places of one person that overlap are never both given, though two give them at once.

Rest is looked at before a place is given, but another area's patrol is another row: whoever is to
have a place is held alone, so that one of the two comes second and sees the first.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from bot.actions import crew, pairing, swaps, turnout
from bot.actions import rota as lists
from operation.crew import CREW, State
from operation.errors import Refusal
from operation.people import Grant, MemberState, Role
from operation.rest import CrewNotRested, NotRested
from storage import grants, people, rota
from storage import pairing as requests
from storage.database import Database
from tests.enrolled import enrol
from tests.storage.crew_scene import LATER, LEADS, NOW, STARTS, Scene, planned, scene, worked
from tests.storage.test_pairing import LOCALS, SERGEANTS, of_ward

AT = LATER + timedelta(days=3)
FAR_LEAD = 801


async def elsewhere(on: Scene, who: int, member_id: int, state: State) -> tuple[Scene, int]:
    """Somebody stands so with a patrol of Southwark's at the same time; it, as they see it."""
    async with on.db.transaction() as tx:
        person = (await people.get_member(tx, member_id)).person_id
        far = await people.save_member(
            tx, person_id=person or 0, area="southwark", state=MemberState.ACTIVE, rank="PC",
            surname="Example", warrant=None, at=NOW,
        )  # fmt: skip
        await people.change_member(tx, far, trained_on=NOW.date())
        await grants.add_grant(tx, far, Grant(Role.OFFICER), at=NOW)
        lead = await enrol(
            tx, surname="Faraway", telegram_id=FAR_LEAD, at=NOW, area="southwark",
            roles=[Role.LEAD],
        )  # fmt: skip
    there = await worked(on.db, planned(STARTS.date(), minimum=1), {far: state}, area="southwark")
    if state is State.OFFERED:
        async with on.db.transaction() as tx:
            await rota.change_patrol(tx, there, published_at=NOW, target=1)
    return replace(on, ids={who: far, FAR_LEAD: lead}, saturday=there), there


async def at_once(replica: Database, *acts: Awaitable[Any]) -> list[Refusal]:
    """Who was refused, of those who act in the same moment; anything else fails the test."""
    async with replica.transaction() as tx:
        # Its connection stands, so that neither is sooner.
        await tx.scalar(select(rota.patrol.c.id))
    found = await asyncio.gather(*acts, return_exceptions=True)
    for each in found:
        if isinstance(each, BaseException) and not isinstance(each, Refusal):
            raise each
    return [each for each in found if isinstance(each, Refusal)]


async def is_out(on: Scene, night: int, member_id: int) -> bool:
    """Whether somebody is on a crew, or comes along with it."""
    mine = (await on.crew(night)).of(member_id)
    async with on.db.reading() as tx:
        along = await requests.local_officer_of(tx, night) == member_id
    return along or (mine is not None and mine.state in CREW)


async def test_of_two_areas_that_publish_one_person_at_once_one_is_told_so(
    database: Database, replica: Database
) -> None:
    on = await scene(database, officers=4, signed_up=4)
    who = on.officers[0]
    far, there = await elsewhere(on, who, on.ids[who], State.IN)
    await far.does(FAR_LEAD, crew.pick, at=AT, patrol_id=there, member_id=far.ids[who], wanted=True)
    versions = [(await on.crew(each)).version for each in (on.friday, there)]

    refused = await at_once(
        replica,
        on.does(LEADS[0], crew.publish, at=AT, patrol_id=on.friday, version=versions[0]),
        replace(far, db=replica).does(
            FAR_LEAD, crew.publish, at=AT, patrol_id=there, version=versions[1]
        ),
    )

    assert [type(each) for each in refused] == [CrewNotRested]
    out = [await is_out(on, on.friday, on.ids[who]), await is_out(far, there, far.ids[who])]
    assert sorted(out) == [False, True]


# Each way to a place in Lambeth, for an officer who is offered one in Southwark as well.

Way = Callable[[Scene, int], Awaitable[Callable[[], Awaitable[Any]]]]


async def _by_accepting(on: Scene, who: int) -> Callable[[], Awaitable[Any]]:
    await on.withdraws(on.officers[0], on.friday, at=AT)
    assert (await on.stand(on.friday))[who] is State.OFFERED
    return lambda: on.accepts(who, on.friday, at=AT)


async def _by_a_swap(on: Scene, who: int) -> Callable[[], Awaitable[Any]]:
    offered = await on.does(
        on.officers[0], swaps.offer, at=AT, patrol_id=on.friday, to=on.ids[who]
    )  # fmt: skip
    return lambda: on.does(who, swaps.take, at=AT, swap_id=offered.swap.id)


async def _by_a_leads_swap(on: Scene, who: int) -> Callable[[], Awaitable[Any]]:
    return lambda: on.does(
        LEADS[0], swaps.swap_for, at=AT, patrol_id=on.friday, member_id=on.ids[on.officers[0]],
        taker_id=on.ids[who],
    )  # fmt: skip


async def _by_a_lead(on: Scene, who: int) -> Callable[[], Awaitable[Any]]:
    await on.does(LEADS[0], lists.change_numbers, at=AT, patrol_id=on.friday, minimum=0, places=1)
    await on.does(LEADS[0], lists.take_off, at=AT, patrol_id=on.friday, member_id=on.ids[who])
    return lambda: on.does(
        LEADS[0], lists.add_officer, at=AT, patrol_id=on.friday, member_id=on.ids[who]
    )


@pytest.mark.parametrize("way", [_by_accepting, _by_a_swap, _by_a_leads_swap, _by_a_lead])
async def test_whoever_takes_two_places_at_once_has_one(
    database: Database, replica: Database, way: Way
) -> None:
    on = await scene(database, officers=5, signed_up=5)
    await on.publishes(on.friday)
    who = (await on.those(on.friday, State.STANDING_BY))[0]
    takes = await way(on, who)
    far, there = await elsewhere(on, who, on.ids[who], State.OFFERED)

    refused = await at_once(replica, takes(), replace(far, db=replica).accepts(who, there, at=AT))

    assert [type(each) for each in refused] == [NotRested]
    out = [await is_out(on, on.friday, on.ids[who]), await is_out(far, there, far.ids[who])]
    assert sorted(out) == [False, True]


async def test_whoever_says_at_once_that_they_come_along_and_that_they_go_elsewhere_does_one(
    database: Database, replica: Database
) -> None:
    ward = await of_ward(database)
    who, on = LOCALS[0], ward.on
    far, there = await elsewhere(on, who, ward.ids[who], State.OFFERED)
    await ward.nominates(SERGEANTS[0], who)

    refused = await at_once(
        replica,
        on.does(who, pairing.answer, at=AT, patrol_id=on.friday, comes=True),
        replace(far, db=replica).does(who, turnout.accept, at=AT, patrol_id=there),
    )

    assert [type(each) for each in refused] == [NotRested]
    out = [await is_out(on, on.friday, ward.ids[who]), await is_out(far, there, far.ids[who])]
    assert sorted(out) == [False, True]
