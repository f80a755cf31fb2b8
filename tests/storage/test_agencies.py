"""The list of agencies: seeded once, kept by leads, and no name twice however they race."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime

import pytest

from bot.actions import agencies as actions
from operation.agencies import AgencyNameTaken
from operation.area import Agency
from operation.people import Role
from storage import agencies, people
from storage import areas as area_plans
from storage.database import Database
from tests.enrolled import enrol
from tests.storage.crew_scene import AREAS

NOW = datetime(2031, 3, 3, 9, tzinfo=UTC)
AREA = AREAS["lambeth"]


async def seeded(database: Database) -> None:
    async with database.transaction() as tx:
        await area_plans.seed(tx, AREA.key, AREA.plan, at=NOW)
        await agencies.seed(tx, AREA.key, AREA.agencies, at=NOW)
        await enrol(tx, surname="Example", telegram_id=901, at=NOW, roles=[Role.LEAD])


async def names(database: Database) -> list[str]:
    async with database.reading() as tx:
        return [each.name for each in await agencies.of_area(tx, AREA.key)]


async def test_a_file_seeds_what_is_new_and_leaves_alone_what_leads_have_changed(
    database: Database,
) -> None:
    await seeded(database)
    async with database.transaction() as tx:
        lead = await people.actor_by_telegram(tx, 901)
        first = (await agencies.of_area(tx, AREA.key))[0]
        await actions.rename(tx, actor=lead, agency_id=first.id, name="Lantern", now=NOW)
    async with database.transaction() as tx:
        await agencies.seed(tx, AREA.key, [*AREA.agencies, Agency("new", "Harbour")], at=NOW)
        # One that a file names like an agency which is there is not there twice.
        await agencies.seed(tx, AREA.key, [Agency("other", "Lantern")], at=NOW)
    found = await names(database)
    assert found == ["Lantern", *(each.name for each in AREA.agencies[1:]), "Harbour"]
    async with database.reading() as tx:
        assert (await actions.live(tx, AREA)).agencies[0] == Agency("streetlight", "Lantern")


async def test_two_leads_who_add_the_same_name_at_once_add_one_agency(database: Database) -> None:
    await seeded(database)

    async def adds(name: str) -> str:
        try:
            async with database.transaction() as tx:
                lead = await people.actor_by_telegram(tx, 901)
                made = await actions.add(tx, actor=lead, area=AREA.key, name=name, now=NOW)
        except AgencyNameTaken:
            return "taken"
        return made.key

    ends = await asyncio.gather(adds("Harbour"), adds("HARBOUR"), adds("Lantern"))

    assert sorted(ends) == ["added-1", "added-2", "taken"]
    assert len(await names(database)) == len(AREA.agencies) + 2


async def test_an_agency_is_not_renamed_to_anothers_name(database: Database) -> None:
    await seeded(database)
    async with database.transaction() as tx:
        first, second, *_ = await agencies.of_area(tx, AREA.key)
        lead = await people.actor_by_telegram(tx, 901)
        name = second.name.upper()
        with pytest.raises(AgencyNameTaken):
            await actions.rename(tx, actor=lead, agency_id=first.id, name=name, now=NOW)
