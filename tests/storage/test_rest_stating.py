"""Stating duties, overriding and owed rest, on both databases: what follows, and who is told."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from bot.actions import attendance, rest_boards, rest_owed, rest_stating
from bot.actions import rota as lists
from operation.attendance import Attended
from operation.crew import Cancelled, NightCancelled, NotOnTheNight, State
from operation.duties import DutiesOverlap, DutyTooLong, DutyUnknown, NightOver, Side
from operation.owing import GivenAlready, GivenInFuture, GivenTooEarly
from operation.people import NotAMember, RoleMissing
from operation.rest import FindingKind, NothingToOverride, NotRested
from operation.selection import ReasonTooLong
from storage import rest, rota
from storage.database import Database
from storage.rest import stated_duty
from tests.storage.crew_scene import (
    AREAS,
    LATER,
    LEADS,
    NOW,
    STARTS,
    Scene,
    only,
    planned,
    published,
    scene,
    worked,
)

HOUR = timedelta(hours=1)
ENDS = STARTS + 6 * HOUR
MORNING = ENDS + 7 * HOUR
BEFORE, AFTER = Side.BEFORE, Side.AFTER
REASON = "A sample reason"


async def says(
    on: Scene, who: int, night: int, side: Side, name: str, *, by: int | None = None,
    at: datetime = LATER, times: tuple[time, time] | None = None,
) -> rest_stating.Said:  # fmt: skip
    """Somebody says what they work, or a lead for them."""
    more = {} if by is None else {"member_id": on.ids[who]}
    return await on.does(
        by or who, rest_stating.state_duty, at=at, patrol_id=night, side=side, name=name,
        times=times, **more,
    )  # fmt: skip


async def overrides(
    on: Scene, who: int, night: int, *, lead: int = LEADS[0], reason: str = REASON
) -> rest_stating.Said:
    return await on.does(
        lead, rest_stating.override, patrol_id=night, member_id=on.ids[who], reason=reason
    )


async def rows(database: Database) -> list[Mapping[Any, Any]]:
    """Every duty that was stated, as it is stored."""
    async with database.reading() as tx:
        found = await tx.all(sa.select(stated_duty).order_by(stated_duty.c.id))
    return [dict(row._mapping) for row in found]


async def messages(database: Database, screen: str) -> list[str]:
    """The subjects of what waits to be said by this screen."""
    async with database.reading() as tx:
        found = await tx.all(sa.text(f"select subject from message where screen = '{screen}'"))
    return [row.subject for row in found]


async def test_a_duty_that_stops_somebody_is_told_to_the_leads_and_frees_their_choice(
    database: Database,
) -> None:
    on = await scene(database, officers=4, signed_up=4, places=3)
    ann = on.officers[0]

    said = await says(on, ann, on.friday, BEFORE, "Day")
    assert said.standing.is_stopped
    assert await on.told(on.friday) == {}
    assert {
        who: news[-1] for who, news in (await on.leads_told(on.friday)).items()
    } == dict.fromkeys(LEADS, "stopped")
    picked = [each.member_id for each in (await on.crew(on.friday)).picked]
    assert on.ids[ann] not in picked
    assert len(picked) == 3
    # Said again it is no news, and a rest day ends it.
    await says(on, ann, on.friday, BEFORE, "Day")
    await says(on, ann, on.friday, BEFORE, "-")
    assert (await on.leads_told(on.friday))[LEADS[0]].count("stopped") == 1
    assert [each.detail["side"] for each in only(await on.audited(), "duty stated")] == [
        "before"
    ] * 3


async def test_what_a_lead_says_for_somebody_is_told_to_them_and_to_the_other_leads(
    database: Database,
) -> None:
    on = await published(database, officers=3, signed_up=3)
    ann = on.officers[0]

    await says(on, ann, on.friday, BEFORE, "Early", by=LEADS[0])

    assert (await on.told(on.friday))[ann][-1] == "not_rested"
    heard = await on.leads_told(on.friday)
    assert heard[LEADS[1]][-1] == "stopped"
    assert "stopped" not in heard.get(LEADS[0], [])


async def test_a_night_remembered_from_another_is_shown_and_told_too(database: Database) -> None:
    on = await published(database, officers=3, signed_up=3)
    ann = on.officers[0]
    later = await worked(database, planned(date(2031, 3, 21)), {on.ids[ann]: State.CONFIRMED})
    async with database.transaction() as tx:
        await tx.execute(sa.update(rota.sign_up).values(picked=True))

    await says(on, ann, on.friday, BEFORE, "Day")
    assert (await on.leads_told(later))[LEADS[0]] == ["stopped"]


async def test_an_officer_and_a_lead_who_state_at_once_state_one_duty(database: Database) -> None:
    on = await published(database, officers=3, signed_up=3)
    ann = on.officers[0]

    await asyncio.gather(
        says(on, ann, on.friday, BEFORE, "Day"),
        says(on, ann, on.friday, BEFORE, "Late", by=LEADS[0]),
        says(on, ann, on.friday, AFTER, "-", by=LEADS[1]),
        says(on, ann, on.friday, AFTER, "Early"),
    )

    stored = await rows(database)
    assert sorted(str(each["side"]) for each in stored) == ["after", "before"]
    [last] = [each for each in stored if each["side"] == "before"]
    async with database.reading() as tx:
        board = await rest_boards.duties_of(
            tx, patrol_id=on.friday, member_id=on.ids[ann], areas=AREAS, now=LATER
        )
    assert board is not None
    assert board.standing.around.before is not None
    assert board.standing.around.before.name == last["name"]
    assert len(only(await on.audited(), "duty stated")) == 4


async def test_what_cannot_be_stated_is_refused_and_nothing_is_kept(database: Database) -> None:
    on = await published(database, officers=4, signed_up=3)
    ann, other = on.officers[0], on.officers[3]

    with pytest.raises(NotOnTheNight):
        await says(on, other, on.friday, BEFORE, "Day")
    with pytest.raises(NotOnTheNight):
        await says(on, other, on.friday, BEFORE, "Day", by=LEADS[0])
    with pytest.raises(DutyUnknown):
        await says(on, ann, on.friday, BEFORE, "Twilight")
    for starts, ends in ((9, 8), (7, 7)):
        with pytest.raises(DutyTooLong):
            await says(on, ann, on.friday, BEFORE, "", times=(time(starts), time(ends)))
    with pytest.raises(NightOver):
        await says(on, ann, on.friday, BEFORE, "Day", at=ENDS)
    with pytest.raises(RoleMissing):
        await says(on, ann, on.friday, BEFORE, "Day", by=other)
    with pytest.raises(NotAMember):
        await on.does(999, rest_stating.state_duty, patrol_id=on.friday, side=BEFORE, name="Day")
    async with database.transaction() as tx:
        off = rota.patrol.c.id == on.saturday
        await tx.execute(sa.update(rota.patrol).where(off).values(cancelled=Cancelled.WEATHER))
    with pytest.raises(NightCancelled):
        await says(on, ann, on.saturday, BEFORE, "Day")
    assert await rows(database) == []


async def test_duties_that_overlap_over_two_nights_cannot_both_be_stated(
    database: Database,
) -> None:
    on = await scene(database, officers=2, signed_up=2)
    ann = on.officers[0]
    await says(on, ann, on.friday, AFTER, "Early")

    with pytest.raises(DutiesOverlap):
        await says(on, ann, on.saturday, BEFORE, "Day")
    # The very same duty is the one that was meant.
    await says(on, ann, on.saturday, BEFORE, "Early")
    assert len(await rows(database)) == 2


async def test_duties_and_reasons_are_encrypted_where_they_are_stored(database: Database) -> None:
    on = await scene(database, officers=2, signed_up=2)
    ann = on.officers[0]
    await says(on, ann, on.friday, BEFORE, "Day")
    await overrides(on, ann, on.friday)

    async with database.reading() as tx:
        names = await tx.all(sa.text("select name from stated_duty"))
        reasons = await tx.all(sa.text("select reason, covers from rest_override"))
    for value in (names[0].name, reasons[0].reason, reasons[0].covers):
        assert not {b"Day", b"sample", b"long_shift"} & {
            word for word in (b"Day", b"sample", b"long_shift") if word in bytes(value)
        }


# Overriding


async def test_a_lead_overrides_what_there_is_once_with_a_reason(database: Database) -> None:
    on = await scene(database, officers=3, signed_up=2)
    ann, bea, cat = on.officers
    await says(on, ann, on.friday, BEFORE, "Day")
    with pytest.raises(ReasonTooLong):
        await overrides(on, ann, on.friday, reason="x" * 201)
    with pytest.raises(NothingToOverride):
        await overrides(on, bea, on.friday)

    said = await overrides(on, ann, on.friday)

    assert not said.standing.is_stopped
    assert (await on.told(on.friday))[ann] == ["rest_overridden"]
    assert cat not in await on.told(on.friday)
    with pytest.raises(NothingToOverride):
        await overrides(on, ann, on.friday, lead=LEADS[1])
    [event] = only(await on.audited(), "rest overridden")
    assert event.detail["reason"] == REASON
    assert event.detail["findings"] == FindingKind.LONG_SHIFT
    await on.publishes(on.friday)
    assert ann in await on.those(on.friday, State.SELECTED)


async def test_two_leads_who_override_at_once_leave_one_override(database: Database) -> None:
    on = await scene(database, officers=2, signed_up=2)
    ann = on.officers[0]
    await says(on, ann, on.friday, BEFORE, "Day")

    ends = await asyncio.gather(
        overrides(on, ann, on.friday),
        overrides(on, ann, on.friday, lead=LEADS[1]),
        return_exceptions=True,
    )

    assert sorted(type(each).__name__ for each in ends) == ["NothingToOverride", "Said"]
    async with database.reading() as tx:
        assert len(await rest.overrides(tx, [on.friday], [on.ids[ann]])) == 1


async def test_somebody_whom_a_lead_adds_has_to_be_rested_or_overridden(
    database: Database,
) -> None:
    on = await published(database, officers=4, signed_up=3)
    new = on.officers[3]
    earlier = await worked(database, planned(date(2031, 3, 7)), {on.ids[new]: State.IN})
    await says(on, new, earlier, BEFORE, "Day", at=NOW)

    async def add() -> object:
        return await on.does(
            LEADS[0], lists.add_officer, patrol_id=on.friday, member_id=on.ids[new]
        )

    with pytest.raises(NotRested):
        await add()
    await overrides(on, new, on.friday)
    await add()
    assert new in await on.those(on.friday, State.SELECTED)


async def test_what_is_only_remembered_refuses_no_sign_up_but_a_place(database: Database) -> None:
    on = await scene(database, officers=4)
    ann, bea, cat, _ = on.officers
    earlier = await worked(database, planned(date(2031, 3, 7)), {on.ids[ann]: State.IN})
    await says(on, ann, earlier, BEFORE, "Day", at=NOW)

    done = await on.does(ann, lists.sign_up, at=NOW, patrol_id=on.friday)
    assert [each.kind for each in done.findings if each.is_stop] == [FindingKind.LONG_SHIFT]
    for who in (bea, cat):
        await on.signs_up(who, on.friday)
    await on.closes()
    assert on.ids[ann] not in {each.member_id for each in (await on.crew(on.friday)).picked}
    await on.publishes(on.friday)
    await on.withdraws(bea, on.friday)
    assert await on.those(on.friday, State.OFFERED) == []
    await says(on, ann, on.friday, BEFORE, "-")
    assert await on.those(on.friday, State.OFFERED) == [ann]
    # What was said for the night itself does refuse.
    await says(on, ann, on.friday, BEFORE, "Day")
    with pytest.raises(NotRested):
        await on.accepts(ann, on.friday)


async def test_a_place_goes_to_whoever_is_rested_again(database: Database) -> None:
    on = await published(database, officers=4, signed_up=4, places=3)
    ann, dan = on.officers[0], on.officers[3]
    await says(on, dan, on.friday, BEFORE, "Day")
    await on.withdraws(ann, on.friday)
    assert await on.those(on.friday, State.OFFERED) == []

    await says(on, dan, on.friday, BEFORE, "-")
    assert await on.those(on.friday, State.OFFERED) == [dan]


# Asking


async def test_whoever_has_not_said_it_is_asked_once_when_the_list_closes(
    database: Database,
) -> None:
    on = await scene(database, officers=3)
    ann, bea, cat = on.officers
    for who in (ann, bea):
        for night in (on.friday, on.saturday):
            await on.signs_up(who, night)
    for side in Side:
        for night in (on.friday, on.saturday):
            await says(on, ann, night, side, "-", at=NOW)

    await on.closes()
    assert await messages(database, "duties_asked") == [str(on.friday)]
    del cat


# Owed


async def test_rest_that_lacked_is_owed_once_and_only_to_those_who_went(
    database: Database,
) -> None:
    on = await published(database, officers=5, signed_up=4, places=3)
    ann, bea, cat, dan, _ = on.officers
    for who in (ann, bea, cat, dan):
        await says(on, who, on.friday, AFTER, "Early")
    await on.withdraws(bea, on.friday)
    await says(on, cat, on.friday, AFTER, "-")
    await on.accepts(dan, on.friday)
    await on.does(
        LEADS[0], attendance.mark, at=STARTS, patrol_id=on.friday, member_id=on.ids[dan],
        attended=Attended.MISSED,
    )  # fmt: skip
    assert (await on.planned("rest_owed"))[str(on.friday)] == ENDS

    for _ in range(2):
        await on.due(rest_owed.record_owed, at=ENDS, patrol_id=on.friday)
    async with database.reading() as tx:
        [owed] = await rest.owed_in(tx, "lambeth")
        assert await rest.owed_in(tx, "southwark") == []
        assert [each.id for each in await rest.owed_to(tx, [on.ids[ann]])] == [owed.id]
    assert (owed.member_id, owed.minutes, owed.since) == (on.ids[ann], 6 * 60, ENDS)
    assert await messages(database, "rest_owed_told") == [str(owed.id)]
    assert len(only(await on.audited(), "rest owed")) == 1


async def test_a_rest_between_two_patrols_is_owed_once(database: Database) -> None:
    on = await scene(database, officers=3, signed_up=3, places=3)
    ann = on.officers[0]
    for night in (on.friday, on.saturday):
        await on.publishes(night)
    # A duty from noon on Saturday: ten hours after the one patrol, and the other extends it.
    await says(on, ann, on.saturday, BEFORE, "Middle")

    await on.due(rest_owed.record_owed, at=ENDS, patrol_id=on.friday)
    await on.due(rest_owed.record_owed, at=ENDS + 24 * HOUR, patrol_id=on.saturday)
    async with database.reading() as tx:
        assert [each.minutes for each in await rest.owed_to(tx, [on.ids[ann]])] == [60]


async def test_two_leads_who_note_it_at_once_note_it_once(database: Database) -> None:
    on = await published(database, officers=3, signed_up=3)
    ann = on.officers[0]
    await says(on, ann, on.friday, AFTER, "Early")
    await on.due(rest_owed.record_owed, at=ENDS, patrol_id=on.friday)
    async with database.reading() as tx:
        [owed] = await rest.owed_in(tx, "lambeth")

    async def gives(lead: int, day: date) -> object:
        return await on.does(
            lead, rest_owed.mark_given, at=MORNING + 24 * HOUR, owed_id=owed.id, on=day
        )

    sunday = date(2031, 3, 16)
    with pytest.raises(GivenInFuture):
        await gives(LEADS[0], sunday + timedelta(days=1))
    with pytest.raises(GivenTooEarly):
        await gives(LEADS[0], date(2031, 3, 13))
    ends = await asyncio.gather(
        gives(LEADS[0], sunday), gives(LEADS[1], date(2031, 3, 15)), return_exceptions=True
    )
    assert [type(each) for each in ends if isinstance(each, Exception)] == [GivenAlready]
    async with database.reading() as tx:
        assert await rest.owed_in(tx, "lambeth") == []
        assert (await rest.get_owed(tx, owed.id)).given_on in {sunday, date(2031, 3, 15)}
    assert len(only(await on.audited(), "rest given")) == 1
    assert await messages(database, "rest_given_told") == [str(owed.id)]
