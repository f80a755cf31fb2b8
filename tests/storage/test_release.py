"""A release window in the database: who is let in when, by what was done before the opening."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta

import pytest

from bot.actions import provisional, release
from bot.actions import rota as lists
from operation.area import Area
from operation.crew import State
from operation.fairness_rules import Fairness
from operation.release import NotReleasedYet
from storage import people, rota
from storage.database import Database
from tests.storage import crew_scene
from tests.storage.crew_scene import LEADS, NOW, Scene, planned, scene, worked

HOURS = 12
AREAS: Mapping[str, Area] = {
    key: replace(area, fairness=Fairness(release_window_hours=HOURS))
    for key, area in crew_scene.AREAS.items()
}
RELEASED = NOW + timedelta(hours=HOURS)
EARLY = RELEASED - timedelta(seconds=1)


@pytest.fixture(autouse=True)
def windows(monkeypatch: pytest.MonkeyPatch) -> None:
    """The area has a release window."""
    monkeypatch.setattr(crew_scene, "AREAS", AREAS)


async def two_used_of_four(database: Database) -> Scene:
    on = await scene(database, officers=4)
    for number, day in enumerate((7, 14)):
        night = planned(date(2031, 2, day))
        await worked(database, night, {on.ids[on.officers[number]]: State.CONFIRMED})
        await worked(
            database, planned(date(2031, 2, day + 1)),
            {on.ids[each]: State.CONFIRMED for each in on.officers[: 1 - number]},
        )  # fmt: skip
    return on


async def test_the_less_used_half_is_in_and_everyone_else_from_the_release_on(
    database: Database,
) -> None:
    on = await two_used_of_four(database)
    ann, bea, cat, dan = on.officers
    for who in (cat, dan):
        await on.signs_up(who, on.friday, EARLY)
    for who in (ann, bea):
        with pytest.raises(NotReleasedYet) as refused:
            await on.signs_up(who, on.friday, EARLY)
        assert refused.value.opens_at == RELEASED
        await on.does(who, provisional.say_maybe, at=EARLY, patrol_id=on.friday)
    assert await on.those(on.friday, State.IN) == [cat, dan]
    await on.signs_up(ann, on.friday, RELEASED)
    assert await on.those(on.friday, State.PROVISIONAL) == [bea]


async def test_a_lead_adds_whom_they_like_and_an_extra_night_is_open_to_all(
    database: Database,
) -> None:
    on = await two_used_of_four(database)
    ann, *_ = on.officers
    await on.does(LEADS[0], lists.add_officer, at=EARLY, patrol_id=on.friday, member_id=on.ids[ann])
    async with database.transaction() as tx:
        await rota.change_patrol(tx, on.saturday, is_extra=True)
    await on.signs_up(ann, on.saturday, EARLY)
    assert ann in await on.those(on.friday, State.IN)


async def test_the_release_asks_those_who_had_to_wait_and_nobody_else(database: Database) -> None:
    on = await two_used_of_four(database)
    ann, bea, cat, _ = on.officers
    for who in (ann, cat):
        await on.does(who, provisional.say_maybe, at=EARLY, patrol_id=on.friday)
    async with database.transaction() as tx:
        assert (await people.get_member(tx, on.ids[bea])).is_active
        await release.end_release(tx, week_id=on.week, areas=AREAS, now=RELEASED)
    assert await on.told(on.friday) == {ann: ["open_to_all"]}
    assert await on.told(on.saturday) == {}
