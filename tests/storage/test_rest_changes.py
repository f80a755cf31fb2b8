"""What changes of a night do to rest, on both databases: who is told, and what is owed then."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
import sqlalchemy as sa

from bot.actions import attendance, hours, nights, rest_owed, rest_stating
from bot.actions import rest as resting
from bot.actions import rota as lists
from operation.attendance import Attended
from operation.crew import Cancelled, State
from operation.duties import Duty, Side
from operation.hours import Why
from operation.owing import GivenAlready, NotOwedAnyMore
from operation.rest import Finding, FindingKind
from storage import rest, rota
from storage.database import Database
from storage.outbox_tables import message
from tests.storage.crew_scene import AREAS, LATER, LEADS, STARTS, Scene, planned, published, worked

HOUR = timedelta(hours=1)
ENDS = STARTS + 6 * HOUR
MORNING = ENDS + 8 * HOUR
FRIDAY = date(2031, 3, 14)


async def says(on: Scene, who: int, side: Side, name: str) -> None:
    await on.does(who, rest_stating.state_duty, patrol_id=on.friday, side=side, name=name)


async def against(on: Scene, who: int, night: int) -> dict[FindingKind, Finding]:
    async with on.db.reading() as tx:
        found = await resting.findings_of(
            tx, member_ids=[on.ids[who]], patrol=await rota.get_patrol(tx, night),
            area=AREAS["lambeth"], now=LATER,
        )  # fmt: skip
    return {each.kind: each for each in found[on.ids[who]]}


async def said(on: Scene, screen: str) -> list[str]:
    """The subjects of what is said by this screen."""
    async with on.db.reading() as tx:
        rows = await tx.all(sa.select(message.c.subject).where(message.c.screen == screen))
    return [row.subject for row in rows]


async def reckons(on: Scene, at: timedelta = timedelta()) -> list[tuple[int, timedelta, int]]:
    """Rest is reckoned as planned; who is owed what since when, after the planned end."""
    due = (await on.planned("rest_owed"))[str(on.friday)]
    await on.due(rest_owed.record_owed, at=due + at, patrol_id=on.friday)
    async with on.db.reading() as tx:
        owed = await rest.owed_in(tx, "lambeth")
    return [(each.member_id, each.since - ENDS, each.minutes) for each in owed]


async def test_a_moved_time_that_makes_a_stop_is_told_to_the_officer_and_the_leads(
    database: Database,
) -> None:
    on = await published(database, officers=3, signed_up=3, places=3)
    ann, bea, _ = on.officers
    await says(on, ann, Side.BEFORE, "Middle")
    await on.are_delivered()

    # From noon until half past four it is more than sixteen hours.
    done = await on.does(
        LEADS[0], nights.move_times, patrol_id=on.friday, starts=20 * 60, ends=28 * 60 + 30
    )
    assert done.stopped == (on.ids[ann],)
    told = await on.told(on.friday)
    assert (told[ann], told[bea]) == (["times", "not_rested"], ["times"])
    leads = await on.leads_told(on.friday)
    assert leads[LEADS[1]][-1] == "stopped"
    assert "stopped" not in leads.get(LEADS[0], [])


async def test_whoever_went_on_another_patrol_is_not_put_back_on_a_night_that_was_off(
    database: Database,
) -> None:
    on = await published(database, officers=3, signed_up=3, places=3)
    ann, bea, cat = on.officers
    await on.does(LEADS[0], nights.cancel, patrol_id=on.friday, reason=Cancelled.WEATHER)
    await worked(database, planned(FRIDAY), {on.ids[ann]: State.CONFIRMED}, area="southwark")

    done = await on.does(LEADS[0], nights.put_back, patrol_id=on.friday)
    assert (done.left_off, done.stopped) == (1, ())
    assert await on.those(on.friday, State.SELECTED) == [bea, cat]


async def test_who_comes_after_the_list_closed_is_asked_for_duties_too(database: Database) -> None:
    on = await published(database, officers=4, signed_up=3, places=2)
    friday = str(on.friday)
    assert (await said(on, "duties_asked")).count(friday) == 3

    late = on.officers[3]
    await on.does(LEADS[0], lists.add_officer, patrol_id=on.friday, member_id=on.ids[late])
    assert (await said(on, "duties_asked")).count(friday) == 4
    # Another's change asks nobody again.
    await on.withdraws(on.officers[0], on.friday)
    assert (await said(on, "duties_asked")).count(friday) == 4


async def test_a_cap_stands_against_the_night_that_exceeds_it_and_not_against_earlier_ones(
    database: Database,
) -> None:
    on = await published(database, officers=3, signed_up=2, places=2)
    ann, _, cat = on.officers
    later = [FRIDAY + timedelta(days=n) for n in (7, 8, 14, 15, 21, 22)]
    there = {on.ids[who]: State.CONFIRMED for who in (ann, cat)}
    last = 0
    for night in later:
        last = await worked(database, planned(night), there)

    assert (
        not {FindingKind.FOUR_WEEKS, FindingKind.WEEKENDS}
        & (await against(on, ann, on.friday)).keys()
    )
    too_many = (await against(on, ann, last))[FindingKind.FOUR_WEEKS]
    assert (too_many.amount, too_many.limit) == (7, 6)
    assert too_many.counted == (FRIDAY, *later)
    # Who is not on the night yet would make it too many by going.
    assert FindingKind.FOUR_WEEKS in await against(on, cat, on.friday)


async def test_rest_owed_follows_attendance_and_the_times_that_were_worked(
    database: Database,
) -> None:
    on = await published(database, officers=3, signed_up=3, places=3)
    ann, bea, cat = (on.ids[who] for who in on.officers)
    for who in on.officers[:2]:
        await says(on, who, Side.AFTER, "Early")
    assert await reckons(on) == [(ann, timedelta(), 360), (bea, timedelta(), 360)]

    async def confirms(member_id: int, ends: int, version: int) -> None:
        await on.does(
            LEADS[0], hours.confirm, at=MORNING + version * HOUR, patrol_id=on.friday,
            member_id=member_id, version=version, starts=0, ends=ends, why=Why.EARLY,
        )  # fmt: skip

    # Home an hour sooner: an hour less is owed, of the same rest.
    await confirms(ann, -60, 0)
    assert (ann, -HOUR, 300) in await reckons(on)
    assert len(await said(on, "rest_owed_told")) == 3
    # Not there after all: nothing is.
    await on.does(
        LEADS[0], attendance.mark, at=MORNING + HOUR, patrol_id=on.friday, member_id=bea,
        attended=Attended.MISSED,
    )  # fmt: skip
    assert await reckons(on) == [(ann, -HOUR, 300)]
    assert len(await said(on, "rest_void_told")) == 1
    # Taken back: it is owed again.
    await on.does(
        LEADS[0], attendance.mark, at=MORNING + 2 * HOUR, patrol_id=on.friday, member_id=bea,
        attended=Attended.TURNED_UP,
    )  # fmt: skip
    assert len(await reckons(on)) == 2
    del cat

    # A lead's word that it is not owed stands, whatever is noted later.
    async with database.reading() as tx:
        [hers] = await rest.owed_to(tx, [bea])
    at = MORNING + 3 * HOUR
    await on.does(LEADS[0], rest_owed.mark_not_owed, at=at, owed_id=hers.id, reason="Day off")
    with pytest.raises(NotOwedAnyMore):
        await on.does(LEADS[1], rest_owed.mark_not_owed, at=at, owed_id=hers.id, reason="Again")
    with pytest.raises((NotOwedAnyMore, GivenAlready)):
        await on.does(LEADS[1], rest_owed.mark_given, at=at, owed_id=hers.id, on=FRIDAY)
    await on.does(
        LEADS[0], hours.confirm, at=MORNING + 4 * HOUR, patrol_id=on.friday, member_id=bea,
        version=2, starts=0, ends=-60, why=Why.EARLY,
    )  # fmt: skip
    assert await reckons(on) == [(ann, -HOUR, 300)]


async def test_rest_is_owed_for_duties_that_were_stated_and_not_for_remembered_ones(
    database: Database,
) -> None:
    on = await published(database, officers=3, signed_up=3, places=3)
    ann = on.officers[0]
    earlier = await worked(
        database, planned(FRIDAY - timedelta(days=7)), {on.ids[ann]: State.CONFIRMED}
    )
    async with database.transaction() as tx:
        ended = ENDS - timedelta(days=7)
        early = Duty("Early", ended + 5 * HOUR, ended + 13 * HOUR)
        await rest.state(
            tx, patrol_id=earlier, member_id=on.ids[ann], side=Side.AFTER, duty=early,
            by=on.ids[ann], at=LATER,
        )  # fmt: skip

    assert FindingKind.REST_AFTER in await against(on, ann, on.friday)
    assert await reckons(on) == []
