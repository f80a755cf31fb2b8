"""Crews as they are written down: publication, leads who meet, histories, the migration."""

from __future__ import annotations

import asyncio
from datetime import date

import pytest
import sqlalchemy as sa

from bot.actions import crew as actions
from bot.actions import nights
from bot.actions import rota as lists
from operation.crew import Cancelled, NightCancelled, State
from operation.selection import BelowMinimum, CrewChanged, NothingChanged
from storage import people, rota
from storage.database import Database
from tests.storage.crew_scene import (
    LATER,
    LEADS,
    NOW,
    Scene,
    only,
    planned,
    published,
    scene,
    worked,
)


async def positions(database: Database, night: int) -> dict[int, int | None]:
    async with database.reading() as tx:
        mine = rota.sign_up.c.patrol_id == night
        rows = await tx.all(
            sa.select(rota.sign_up.c.member_id, rota.sign_up.c.position).where(mine)
        )
    return {row.member_id: row.position for row in rows}


# Publication


async def test_a_publication_is_written_down_whole(database: Database) -> None:
    on = await scene(database, officers=7, signed_up=6)
    last = on.officers[5]
    for who in on.officers[:2]:
        hours = planned(date(2031, 2, 14) if who == on.officers[0] else date(2031, 2, 21))
        await worked(database, hours, {on.ids[who]: State.CONFIRMED})
    await on.closes()
    async with database.transaction() as tx:
        await rota.mark_week(tx, on.week, handed_over_at=None)
    await on.closes()
    ranked = [*on.officers[2:6], *on.officers[:2]]
    before = await on.crew(on.friday)
    assert [each.member_id for each in before.assignments] == [on.ids[who] for who in ranked]

    await on.picks(last, on.friday, wanted=False)
    await on.picks(on.officers[0], on.friday, wanted=True)
    done = await on.publishes(on.friday)

    crew = await on.crew(on.friday)
    going = {*on.officers[2:5], on.officers[0]}
    assert await on.stand(on.friday) == {
        who: State.SELECTED if who in going else State.STANDING_BY for who in on.officers[:6]
    }
    assert (crew.target, crew.published_at, done.told) == (4, LATER, 6)
    assert crew.version > before.version
    assert crew == done.patrol.crew, "what is read is what was decided"
    assert await positions(database, on.friday) == {
        on.ids[who]: place for place, who in enumerate(ranked)
    }
    assert await on.told(on.friday) == {
        who: ["selected" if who in going else "standing_by"] for who in on.officers[:6]
    }
    assert await on.told(on.saturday) == {}


async def test_the_audit_says_who_published_and_from_where_to_where_each_came(
    database: Database,
) -> None:
    on = await scene(database, officers=5, signed_up=5, minimum=4)
    for who in on.officers[:2]:
        await on.picks(who, on.friday, wanted=False)
    with pytest.raises(BelowMinimum):
        await on.publishes(on.friday)
    assert only(await on.audited(), "crew published") == []
    assert (await on.crew(on.friday)).published_at is None

    await on.publishes(on.friday, reason="Two are better than none.")

    events = await on.audited()
    [entry] = only(events, "crew published")
    async with database.reading() as tx:
        lead = await people.actor_by_telegram(tx, LEADS[0])
    assert (entry.actor, entry.at, entry.subject) == (lead.person_id, LATER, f"patrol:{on.friday}")
    assert entry.detail == {"size": 2, "reason": "Two are better than none."}
    assert {event.actor for event in only(events, "selected")} == {lead.person_id}
    assert [event.detail for event in only(events, "selected")] == [
        {"member": on.ids[who], "was": "in", "now": "selected"} for who in on.officers[2:4]
    ]
    assert [event.detail for event in only(events, "put on standby")] == [
        {"member": on.ids[who], "was": "in", "now": "standing_by"}
        for who in (*on.officers[:2], on.officers[4])
    ]


async def test_with_a_place_less_the_choice_is_made_anew_and_what_a_lead_chose_stays(
    database: Database,
) -> None:
    on = await scene(database, officers=4, signed_up=4)
    await on.picks(on.officers[0], on.friday, wanted=False)
    await on.does(LEADS[0], lists.change_numbers, patrol_id=on.friday, minimum=0, places=-1)
    await on.publishes(on.friday)
    crew = await on.crew(on.friday)
    assert (len(crew.crew), crew.book.places) == (3, 3)
    assert on.ids[on.officers[0]] not in {each.member_id for each in crew.crew}


async def test_taking_somebody_off_makes_the_proposals_of_later_nights_anew(
    database: Database,
) -> None:
    on = await scene(database, officers=6, signed_up=6)
    before = {each.member_id for each in (await on.crew(on.saturday)).picked}
    gone = on.officers[0]
    await on.does(LEADS[0], lists.take_off, patrol_id=on.friday, member_id=on.ids[gone])
    saturday = await on.crew(on.saturday)
    friday = {each.member_id for each in (await on.crew(on.friday)).picked}
    assert on.ids[gone] in {each.member_id for each in saturday.picked} - friday
    for both in (friday, {each.member_id for each in saturday.picked}):
        assert len(both) == 4
    assert friday | before == set(on.ids.values()) - {on.ids[each] for each in LEADS}


# Leads who meet


async def test_of_two_leads_who_publish_different_crews_exactly_one_wins(
    database: Database,
) -> None:
    on = await scene(database, officers=6, signed_up=6)
    version = (await on.crew(on.friday)).version

    # Both have looked at the same proposal; one has changed it first.
    await on.picks(on.officers[0], on.friday, wanted=False)
    seen = (await on.crew(on.friday)).version
    found = await asyncio.gather(
        on.does(LEADS[0], actions.publish, patrol_id=on.friday, version=seen),
        on.does(LEADS[1], actions.publish, patrol_id=on.friday, version=version),
        return_exceptions=True,
    )

    assert isinstance(found[1], CrewChanged)
    assert await on.those(on.friday, State.SELECTED) == list(on.officers[1:4])
    await _told_once_and_whole(on)
    with pytest.raises(CrewChanged):
        await on.does(LEADS[1], actions.publish, patrol_id=on.friday, version=version)
    with pytest.raises(NothingChanged):
        await on.publishes(on.friday, lead=LEADS[1])


@pytest.mark.parametrize("count", [2, 6])
async def test_the_same_button_tapped_by_both_leads_at_once_publishes_once(
    database: Database, count: int
) -> None:
    on = await scene(database, officers=6, signed_up=6)
    version = (await on.crew(on.friday)).version

    found = await asyncio.gather(
        *(
            on.does(LEADS[n % 2], actions.publish, patrol_id=on.friday, version=version)
            for n in range(count)
        ),
        return_exceptions=True,
    )

    refused = [each for each in found if isinstance(each, BaseException)]
    assert len(refused) == count - 1
    assert all(isinstance(each, CrewChanged | NothingChanged) for each in refused)
    await _told_once_and_whole(on)


async def _told_once_and_whole(on: Scene) -> None:
    """One publication, in which everyone was told one thing and nothing is half done."""
    events = await on.audited()
    assert len(only(events, "crew published")) == 1
    crew = await on.crew(on.friday)
    assert len(only(events, "selected")) == len(crew.crew) == crew.target
    assert set((await on.stand(on.friday)).values()) <= {State.SELECTED, State.STANDING_BY}
    assert all(each.picked == (each.state is State.SELECTED) for each in crew.assignments)
    told = await on.told(on.friday)
    assert set(told) == set(on.officers)
    assert all(len(news) == 1 for news in told.values())


async def test_leads_who_publish_both_nights_at_the_same_instant_do_not_block_each_other(
    database: Database,
) -> None:
    on = await scene(database, officers=6, signed_up=6)
    await on.publishes(on.friday)
    await on.publishes(on.saturday)
    for round_ in range(12):
        await on.are_delivered()
        for night in (on.friday, on.saturday):
            going = await on.those(night, State.SELECTED)
            waiting = await on.those(night, State.STANDING_BY)
            await on.picks(going[round_ % len(going)], night, wanted=False)
            await on.picks(waiting[0], night, wanted=True)
        await asyncio.gather(
            on.publishes(on.friday, lead=LEADS[round_ % 2]),
            on.publishes(on.saturday, lead=LEADS[1 - round_ % 2]),
            on.are_delivered(),
        )
    assert len(only(await on.audited(), "crew published")) == 26
    await on.are_delivered()


async def test_whoever_confirms_while_the_night_is_called_off_is_either_refused_or_stood_down(
    database: Database,
) -> None:
    on = await published(database, officers=4, signed_up=4)
    call_off = on.does(
        LEADS[0], nights.cancel, patrol_id=on.friday, reason=Cancelled.WEATHER, note="Ice."
    )
    found = await asyncio.gather(
        on.confirms(on.officers[0], on.friday),
        call_off,
        on.confirms(on.officers[1], on.friday),
        return_exceptions=True,
    )
    assert not isinstance(found[1], BaseException)
    refused = [each for each in found if isinstance(each, BaseException)]
    assert all(isinstance(each, NightCancelled) for each in refused)
    assert len(only(await on.audited(), "confirmed")) == 2 - len(refused)
    assert set((await on.stand(on.friday)).values()) == {State.STOOD_DOWN}
    assert await on.told(on.friday) == {who: ["cancelled"] for who in on.officers}
    with pytest.raises(NightCancelled) as refusal:
        await on.confirms(on.officers[2], on.friday)
    assert refusal.value.reason is Cancelled.WEATHER
    for kind in ("remind_crew", "check_crew", "chase_crew", "crew_starts", "show_unconfirmed"):
        assert not any(
            each.partition(":")[0] == str(on.friday) for each in await on.planned(kind)
        ), kind


async def test_a_night_whose_list_closed_while_it_was_off_is_proposed_when_it_is_back(
    database: Database,
) -> None:
    on = await scene(database, officers=3)
    for who in on.officers:
        await on.signs_up(who, on.friday)
    await on.does(LEADS[0], nights.cancel, at=NOW, patrol_id=on.friday, reason=Cancelled.DEMAND)
    await on.closes()
    await on.does(LEADS[0], nights.put_back, patrol_id=on.friday)
    await on.publishes(on.friday)
    assert await on.those(on.friday, State.SELECTED) == list(on.officers)
