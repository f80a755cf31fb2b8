"""Maybes in the database: the order of becoming in, races for the last place, both databases."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import datetime, timedelta

from bot.actions import membership, nights, provisional
from bot.actions import rota as lists
from operation.crew import Cancelled, State
from operation.errors import Refusal
from storage.database import Database
from tests.storage.crew_scene import CLOSES, LEADS, NOW, Clock, Scene, only, scene, ticking

SOON = NOW + timedelta(hours=1)
S = State


async def says_maybe(on: Scene, who: int, at: datetime = NOW) -> None:
    await on.does(who, provisional.say_maybe, at=at, patrol_id=on.friday)


async def listed(on: Scene) -> list[int]:
    """Who is on Friday's list, in order."""
    names = {member_id: who for who, member_id in on.ids.items()}
    return [names[each.member_id] for each in (await on.crew(on.friday)).book.volunteers]


async def test_whoever_becomes_in_stands_behind_those_who_were_in_before(
    database: Database,
) -> None:
    on = await scene(database, officers=4)
    ann, bea, cat, dan = on.officers
    await says_maybe(on, ann)
    for who in (bea, cat):
        await on.signs_up(who, on.friday)
    await says_maybe(on, cat)
    await on.signs_up(dan, on.friday)
    assert await listed(on) == [bea, dan]
    await on.signs_up(ann, on.friday, SOON)
    await on.does(LEADS[0], lists.add_officer, patrol_id=on.friday, member_id=on.ids[cat])
    assert await listed(on) == [bea, dan, ann, cat]
    assert await on.those(on.friday, S.PROVISIONAL) == []
    said = [each.detail["now"] for each in only(await on.audited(), "said maybe")]
    assert said == ["provisional", "provisional"]


async def test_two_maybes_who_become_in_at_once_have_one_place_and_one_waits(
    database: Database,
) -> None:
    on = await scene(database, officers=5, places=4)
    *three, ann, bea = on.officers
    for who in three:
        await on.signs_up(who, on.friday)
    await says_maybe(on, ann)
    await says_maybe(on, bea)

    await asyncio.gather(
        *(on.signs_up(who, on.friday, SOON) for who in (ann, bea, ann, bea)),
    )

    book = (await on.crew(on.friday)).book
    assert len(book.inside) == 4
    assert {each.member_id for each in (*book.inside, *book.waiting)} == {
        on.ids[who] for who in on.officers
    }
    assert len(book.waiting) == 1


async def test_in_out_and_maybe_at_once_end_in_one_state(database: Database) -> None:
    on = await scene(database, officers=1)
    (ann,) = on.officers
    await says_maybe(on, ann)

    async def tries(act: Callable[..., Awaitable[object]]) -> None:
        with suppress(Refusal):
            await on.does(ann, act, at=SOON, patrol_id=on.friday)

    await asyncio.gather(
        tries(lists.sign_up), tries(lists.step_back), tries(provisional.say_maybe),
        tries(lists.sign_up), tries(lists.step_back),
    )  # fmt: skip

    crew = await on.crew(on.friday)
    assert len(crew.assignments) <= 1
    assert {each.state for each in crew.assignments} <= {S.IN, S.PROVISIONAL}


async def test_a_maybe_frees_a_place_and_a_leaver_is_off_it(database: Database) -> None:
    on = await scene(database, officers=3, places=1, minimum=1)
    ann, bea, cat = on.officers
    for who in (ann, bea):
        await on.signs_up(who, on.friday)
    await says_maybe(on, ann)
    await says_maybe(on, cat)
    book = (await on.crew(on.friday)).book
    assert [each.member_id for each in book.inside] == [on.ids[bea]]
    await on.does(LEADS[0], membership.suspend, member_id=on.ids[ann])
    assert await on.those(on.friday, S.PROVISIONAL) == [cat]


async def test_each_is_asked_once_and_released_at_the_deadline(database: Database) -> None:
    on = await scene(database, officers=3)
    ann, bea, cat = on.officers
    for who in (ann, bea):
        await says_maybe(on, who)
    await on.signs_up(cat, on.friday)
    asks = await on.planned("ask_provisional")
    assert set(asks.values()) == {CLOSES - timedelta(hours=24)}
    await on.signs_up(bea, on.friday, SOON)

    clock = Clock(CLOSES - timedelta(hours=24))
    await ticking(database, clock).run()
    await ticking(database, clock).run()
    assert await on.told(on.friday) == {ann: ["decide"]}
    await on.closes()

    assert await on.stand(on.friday) == {ann: S.STOOD_DOWN, bea: S.IN, cat: S.IN}
    assert await on.told(on.friday) == {ann: ["decide", "undecided"]}
    assert len(only(await on.audited(), "stood down")) == 1


async def test_a_cancelled_night_that_is_put_back_has_no_maybe_on_it(database: Database) -> None:
    on = await scene(database, officers=2)
    ann, bea = on.officers
    await says_maybe(on, ann)
    await on.signs_up(bea, on.friday)
    await on.does(LEADS[0], nights.cancel, at=SOON, patrol_id=on.friday, reason=Cancelled.WEATHER)
    assert await on.told(on.friday) == {ann: ["cancelled"], bea: ["cancelled"]}
    await on.does(LEADS[0], nights.put_back, at=SOON, patrol_id=on.friday)
    assert await on.stand(on.friday) == {ann: S.STOOD_DOWN, bea: S.IN}
