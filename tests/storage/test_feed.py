"""Addresses of calendars: one each, known by a keyed hash, gone with the access; both databases."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime

from sqlalchemy import text

from bot.actions import feed, membership
from config.areas import SHIPPED_AREAS, read_areas
from operation.area import Area
from operation.crew import State
from operation.feed import AddressMade
from operation.feed_rules import FeedRules
from operation.people import Actor, Role
from storage import feed as addresses
from storage import people
from storage.database import Database
from storage.outbox_tables import message
from tests.enrolled import enrol
from tests.storage.crew_scene import planned, worked

NOW = datetime(2031, 3, 3, 9, tzinfo=UTC)
ON = FeedRules(enabled=True, address="https://duty.example")
AREAS: Mapping[str, Area] = {
    key: replace(area, feed=ON) for key, area in read_areas([SHIPPED_AREAS]).items()
}
OFFICER, LEAD = 1001, 901


async def an_officer(database: Database) -> int:
    async with database.transaction() as tx:
        await enrol(tx, surname="Lead", telegram_id=LEAD, at=NOW, roles=(Role.LEAD,))
        return await enrol(tx, surname="Sample", telegram_id=OFFICER, at=NOW)


async def makes(database: Database) -> str | None:
    """The officer makes an address; its token, None if they have one."""
    try:
        async with database.transaction() as tx:
            actor = await people.actor_by_telegram(tx, OFFICER)
            await feed.make_address(tx, actor=actor, areas=AREAS, now=NOW)
            said = await tx.all(message.select().order_by(message.c.id.desc()).limit(1))
    except AddressMade:
        return None
    url = str(said[0].facts["url"])
    return url.removeprefix("https://duty.example/calendar/").removesuffix(".ics")


async def works(database: Database, token: str, areas: Mapping[str, Area] = AREAS) -> bool:
    async with database.reading() as tx:
        return await feed.feed_of(tx, token=token, areas=areas, now=NOW) is not None


async def test_of_two_who_make_an_address_for_one_officer_at_once_one_does(
    database: Database, replica: Database
) -> None:
    await an_officer(database)

    made = await asyncio.gather(makes(database), makes(replica), makes(database))

    [token] = [each for each in made if each is not None]
    assert await works(database, token)


async def test_a_token_is_kept_by_its_keyed_hash_only(database: Database) -> None:
    await an_officer(database)
    token = await makes(database)
    assert token is not None
    assert len(token) >= 22, "at least 128 bits"

    async with database.reading() as tx:
        rows = [tuple(row) for row in await tx.all(text("select * from calendar_address"))]

    assert token not in str(rows)
    assert database.keys.hash(token) in str(rows)


async def test_an_address_works_for_an_active_member_of_an_area_that_serves_it(
    database: Database,
) -> None:
    officer = await an_officer(database)
    token = await makes(database)
    assert token is not None
    off = {**AREAS, "lambeth": replace(AREAS["lambeth"], feed=FeedRules(address=ON.address))}

    assert await works(database, token)
    assert not await works(database, token, off), "the area has turned it off"
    assert not await works(database, token + "x")
    async with database.transaction() as tx:
        lead = await people.actor_by_telegram(tx, LEAD)
        await membership.suspend(tx, actor=lead, member_id=officer, now=NOW)
    assert not await works(database, token), "paused"
    async with database.transaction() as tx:
        await membership.restore(tx, actor=lead, member_id=officer, now=NOW)
    assert not await works(database, token), "whoever had the phone meanwhile has it no longer"
    assert await makes(database) is not None


async def test_whoever_lost_access_unseen_has_no_address_either(database: Database) -> None:
    officer = await an_officer(database)
    async with database.transaction() as tx:
        await addresses.add_address(tx, officer, token="t" * 32, at=NOW)
        await people.change_member(tx, officer, state="removed")

    assert not await works(database, "t" * 32)


async def test_revoking_leaves_room_for_another(database: Database) -> None:
    await an_officer(database)
    first = await makes(database)
    assert first is not None
    async with database.transaction() as tx:
        actor: Actor = await people.actor_by_telegram(tx, OFFICER)
        await feed.revoke_address(tx, actor=actor, now=NOW)

    second = await makes(database)

    assert second is not None
    assert second != first
    assert not await works(database, first)
    assert await works(database, second)


async def test_whoever_moves_to_another_area_has_an_address_there_with_the_duties_there(
    database: Database,
) -> None:
    areas = dict(AREAS)
    areas["southwark"] = replace(AREAS["southwark"], feed=replace(ON, alarm_minutes=(30,)))
    before = await an_officer(database)
    old = await makes(database)
    assert old is not None
    night = planned(date(2031, 3, 14))
    await worked(database, night, {before: State.CONFIRMED})

    async with database.transaction() as tx:
        lead = await people.actor_by_telegram(tx, LEAD)
        await membership.remove(tx, actor=lead, member_id=before, now=NOW)
    async with database.transaction() as tx:
        now = await enrol(tx, surname="Sample", telegram_id=OFFICER, at=NOW, area="southwark")
    new = await makes(database)
    assert new is not None
    saturday = planned(date(2031, 3, 15))
    await worked(database, saturday, {now: State.CONFIRMED}, area="southwark")

    assert not await works(database, old)
    async with database.reading() as tx:
        found = await feed.feed_of(tx, token=new, areas=areas, now=NOW)
    assert found is not None
    assert (found.area.key, found.area.feed.alarm_minutes) == ("southwark", (30,))
    assert [each.starts for each in found.duties] == [saturday.starts]
