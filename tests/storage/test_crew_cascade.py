"""A place that comes free goes from one to the next, whatever happens at the same instant."""

from __future__ import annotations

import asyncio
from collections import Counter
from datetime import UTC, date, datetime, timedelta

import pytest

from bot.actions import membership, turnout
from bot.actions.crew import Done
from operation.crew import Move, State
from operation.turnout import OfferGone
from storage import crew as crews
from storage import people
from storage.database import Database
from tests.storage.conftest import Open
from tests.storage.crew_scene import (
    AREAS,
    LATER,
    LEADS,
    STARTS,
    Clock,
    Scene,
    only,
    planned,
    published,
    ticking,
    worked,
)
from tests.storage.waiting import somebody_waits

MINUTE = timedelta(minutes=1)


async def cascade(db: Database) -> Scene:
    """Four on the crew, two standing by in order, eight more who could be asked for cover."""
    return await published(db, officers=14, signed_up=6)


async def lapses(on: Scene, at: datetime) -> None:
    await on.due(turnout.end_offers, at=at, patrol_id=on.friday)


async def is_asked_for_cover(on: Scene) -> datetime:
    """Somebody withdraws and both who stand by let it lapse; when that was."""
    await on.withdraws(on.officers[0], on.friday)
    for who in on.officers[4:6]:
        at = await on.until(who, on.friday)
        await lapses(on, at)
    return at


def done(found: list[Done | BaseException]) -> list[int]:
    """Which of several who tried at once had it; all others were told that it is gone."""
    assert all(isinstance(each, Done | OfferGone) for each in found), found
    return [n for n, each in enumerate(found) if isinstance(each, Done)]


async def test_a_place_goes_down_the_standby_and_then_to_those_least_recently_asked(
    database: Database,
) -> None:
    on = await cascade(database)
    # The first two of those who could cover were asked before, one on duty on Friday elsewhere.
    early, late, busy = (on.ids[who] for who in on.officers[6:9])
    for member_id, day in ((early, 3), (late, 17)):
        night, asked = planned(date(2031, 2, day + 4)), datetime(2031, 2, day, tzinfo=UTC)
        await worked(database, night, {member_id: State.DECLINED}, asked_at=asked)
    await worked(database, planned(date(2031, 3, 14)), {busy: State.CONFIRMED}, area="southwark")
    first, second = on.officers[4:6]

    await on.withdraws(on.officers[0], on.friday)
    assert await on.those(on.friday, State.OFFERED) == [first]
    assert await on.leads_told(on.friday) == {lead: ["withdrew"] for lead in LEADS}
    until = await on.until(first, on.friday)
    assert until > LATER
    assert await on.planned("offer_ends") == {str(on.friday): until}

    await lapses(on, until - MINUTE)
    assert await on.those(on.friday, State.OFFERED) == [first]
    await lapses(on, until)
    assert await on.those(on.friday, State.OFFERED) == [second]
    assert (await on.stand(on.friday))[first] is State.DECLINED
    assert await on.planned("offer_ends") == {str(on.friday): await on.until(second, on.friday)}

    await on.are_delivered()
    await lapses(on, await on.until(second, on.friday))
    fresh = list(on.officers[9:14])
    assert await on.those(on.friday, State.ASKED) == [*fresh, on.officers[6]]
    assert await on.planned("offer_ends") == {}
    assert await on.leads_told(on.friday) == {lead: ["called"] for lead in LEADS}
    told = await on.told(on.friday)
    assert {who for who, news in told.items() if news == ["asked"]} == {*fresh, on.officers[6]}
    events = await on.audited()
    assert [each.detail["member"] for each in only(events, Move.LAPSE)] == [
        on.ids[first],
        on.ids[second],
    ]
    assert {each.actor for each in only(events, Move.CALL)} == {None}


async def test_offers_lapse_after_a_restart_at_their_time_and_not_before(
    database: Database, url: str, open_database: Open
) -> None:
    on = await cascade(database)
    clock = Clock(LATER)
    await on.withdraws(on.officers[0], on.friday)
    for held_by, next_one in ((on.officers[4], on.officers[5]), (on.officers[5], None)):
        until = await on.until(held_by, on.friday)
        # Another process, with nothing but the database to go by.
        await database.dispose()
        anew = ticking(open_database(url), clock)
        await anew.start()
        clock.shows = until - MINUTE
        await anew.run()
        assert await on.those(on.friday, State.OFFERED) == [held_by]
        clock.shows = until
        await anew.run()
        expected = [next_one] if next_one else []
        assert await on.those(on.friday, State.OFFERED) == expected
    assert len(await on.those(on.friday, State.ASKED)) == 6


async def test_what_lapsed_while_no_bot_ran_goes_on_once_and_with_a_whole_time(
    database: Database, url: str, open_database: Open
) -> None:
    on = await cascade(database)
    await on.withdraws(on.officers[0], on.friday)
    until = await on.until(on.officers[4], on.friday)
    clock = Clock(until + timedelta(days=1))
    await ticking(open_database(url), clock).run()
    assert await on.those(on.friday, State.OFFERED) == [on.officers[5]]
    assert await on.until(on.officers[5], on.friday) > clock.shows


async def test_of_two_who_cover_at_the_same_instant_one_has_the_place(database: Database) -> None:
    on = await cascade(database)
    at = await is_asked_for_cover(on)
    await on.are_delivered()
    asked = await on.those(on.friday, State.ASKED)
    rest, racing = asked[:-2], asked[-2:]

    found = await asyncio.gather(
        *(on.accepts(who, on.friday, at) for who in racing), return_exceptions=True
    )

    [winner] = done(found)
    assert await on.those(on.friday, State.CONFIRMED) == [racing[winner]]
    crew = await on.crew(on.friday)
    assert len(crew.crew) == crew.target == 4
    stand = await on.stand(on.friday)
    losers = [*rest, racing[1 - winner]]
    assert {stand[who] for who in losers} == {State.STOOD_DOWN}
    told = await on.told(on.friday)
    assert {who: told[who] for who in losers} == {who: ["covered"] for who in losers}
    assert told[racing[winner]] == ["asked"], "whoever took it did that themself"
    assert await on.leads_told(on.friday) == {lead: ["took"] for lead in LEADS}
    assert Counter(each.verb for each in await on.audited())["accepted"] == 1
    # A second tap of the winner's is harmless, a late one of somebody else's a clear answer.
    await on.accepts(racing[winner], on.friday, at)
    with pytest.raises(OfferGone):
        await on.accepts(rest[0], on.friday, at)


async def test_all_who_are_asked_accept_at_once_in_two_processes(
    database: Database, replica: Database
) -> None:
    on = await cascade(database)
    at = await is_asked_for_cover(on)
    beside = Scene(replica, on.week, on.friday, on.saturday, on.officers, on.ids)
    asked = await on.those(on.friday, State.ASKED)
    found = await asyncio.gather(
        *((on, beside)[n % 2].accepts(who, on.friday, at) for n, who in enumerate(asked)),
        return_exceptions=True,
    )
    assert len(done(found)) == 1
    crew = await on.crew(on.friday)
    assert (len(crew.crew), len(crew.asked), len(crew.offered)) == (4, 0, 0)
    assert len(only(await on.audited(), Move.ACCEPT)) == 1


async def test_an_acceptance_that_meets_the_expiry_holds_or_the_next_has_the_offer(
    database: Database,
) -> None:
    on = await cascade(database)
    await on.withdraws(on.officers[0], on.friday)
    first, second = on.officers[4:6]
    until = await on.until(first, on.friday)
    accepted, _ = await asyncio.gather(
        on.accepts(first, on.friday, until, tapped=until - MINUTE),
        lapses(on, until),
        return_exceptions=True,
    )
    stand = await on.stand(on.friday)
    if done([accepted]):
        assert (stand[first], stand[second]) == (State.CONFIRMED, State.STANDING_BY)
        assert await on.planned("offer_ends") == {}
    else:
        assert (stand[first], stand[second]) == (State.DECLINED, State.OFFERED)
    crew = await on.crew(on.friday)
    assert len(crew.crew) + len(crew.offered) == crew.target == 4


async def test_an_acceptance_and_the_tick_do_not_wait_for_each_other_in_a_ring(
    database: Database, replica: Database, caplog: pytest.LogCaptureFixture
) -> None:
    on = await cascade(database)
    await on.withdraws(on.officers[0], on.friday)
    first = on.officers[4]
    until = await on.until(first, on.friday)
    async with database.transaction() as tx:
        actor = await people.actor_by_telegram(tx, first)
        # The tap has the night, and the tick has just come for the offer that ends.
        await crews.held(tx, on.friday)
        ends = asyncio.create_task(ticking(replica, Clock(until)).run())
        await somebody_waits(tx)
        await turnout.accept(
            tx, actor=actor, patrol_id=on.friday, areas=AREAS, now=until, tapped=until - MINUTE
        )
    await ends
    assert (await on.stand(on.friday))[first] is State.CONFIRMED
    assert await on.planned("offer_ends") == {}
    assert not caplog.records


async def test_an_acceptance_that_meets_the_leads_publication_leaves_one_truth(
    database: Database,
) -> None:
    on = await cascade(database)
    await on.withdraws(on.officers[0], on.friday)
    first, second = on.officers[4:6]
    await on.picks(second, on.friday, wanted=True)
    accepted, lead = await asyncio.gather(
        on.accepts(first, on.friday), on.publishes(on.friday), return_exceptions=True
    )
    crew = await on.crew(on.friday)
    assert len(crew.crew) + len(crew.offered) == crew.target == 4
    stand = await on.stand(on.friday)
    if isinstance(lead, BaseException):
        # The place was gone, and the lead's choice is one too many.
        assert done([accepted]) == [0]
        assert (stand[first], stand[second]) == (State.CONFIRMED, State.STANDING_BY)
    else:
        assert done([accepted]) == []
        assert (stand[first], stand[second]) == (State.STANDING_BY, State.SELECTED)
        assert (await on.told(on.friday))[first] == ["offered", "back_to_standby"]


async def test_two_who_withdraw_at_once_give_two_places_to_two_people(database: Database) -> None:
    on = await cascade(database)
    await asyncio.gather(*(on.withdraws(who, on.friday) for who in on.officers[:2]))
    assert await on.those(on.friday, State.OFFERED) == list(on.officers[4:6])
    told = await on.told(on.friday)
    assert [told[who] for who in on.officers[4:6]] == [["offered"]] * 2
    assert len(only(await on.audited(), Move.OFFER)) == 2
    assert await on.those(on.friday, State.STANDING_BY, State.ASKED) == []
    # Who declines is not asked again; the place goes to those who could cover.
    await on.declines(on.officers[4], on.friday)
    assert on.officers[4] not in await on.those(on.friday, State.ASKED)
    assert len(await on.those(on.friday, State.ASKED)) == 6


async def test_whoever_withdraws_twice_at_once_frees_one_place(database: Database) -> None:
    on = await cascade(database)
    found = await asyncio.gather(
        *(on.withdraws(on.officers[0], on.friday) for _ in range(2)), return_exceptions=True
    )
    assert sum(isinstance(each, Done) for each in found) == 1
    assert await on.those(on.friday, State.OFFERED) == [on.officers[4]]
    assert len(only(await on.audited(), Move.WITHDRAW)) == 1


async def test_a_place_that_a_loss_of_access_leaves_is_offered_on_by_the_tick(
    database: Database,
) -> None:
    on = await cascade(database)
    gone = on.officers[0]
    await on.does(LEADS[0], membership.suspend, member_id=on.ids[gone])
    assert (await on.stand(on.friday))[gone] is State.WITHDRAWN
    assert await on.planned("fill_crew") == {str(on.friday): LATER}
    assert await on.those(on.friday, State.OFFERED) == []
    assert await on.leads_told(on.friday) == {lead: ["withdrew"] for lead in LEADS}

    await ticking(database, Clock(LATER)).run()

    assert await on.those(on.friday, State.OFFERED) == [on.officers[4]]
    assert await on.planned("fill_crew") == {}
    entries = only(await on.audited(), Move.WITHDRAW)
    [entry] = [each for each in entries if each.subject == f"patrol:{on.friday}"]
    assert entry.detail == {
        "member": on.ids[gone], "was": "selected", "now": "withdrawn", "reason": "access",
    }  # fmt: skip
    assert await on.told(on.friday) == {
        who: ["offered" if who == on.officers[4] else "standing_by"]
        if who in on.officers[4:6]
        else ["selected"]
        for who in on.officers[:6]
    }, "nobody else hears of it"


async def test_whoever_holds_an_offer_and_loses_access_hands_it_on(database: Database) -> None:
    on = await cascade(database)
    await on.withdraws(on.officers[0], on.friday)
    await on.does(LEADS[0], membership.suspend, member_id=on.ids[on.officers[4]])
    await ticking(database, Clock(LATER)).run()
    assert await on.those(on.friday, State.OFFERED) == [on.officers[5]]
    assert await on.planned("offer_ends") == {
        str(on.friday): await on.until(on.officers[5], on.friday)
    }


async def test_when_the_night_starts_nobody_is_left_waiting_for_an_answer(
    database: Database,
) -> None:
    on = await cascade(database)
    await is_asked_for_cover(on)
    await on.are_delivered()
    before = await on.told(on.friday)
    await ticking(database, Clock(STARTS)).run()
    stand = await on.stand(on.friday)
    assert set(stand.values()) <= {
        State.SELECTED, State.WITHDRAWN, State.DECLINED, State.STOOD_DOWN,
    }  # fmt: skip
    after = await on.told(on.friday)
    asked = [who for who, news in before.items() if news == ["asked"]]
    assert {who: after[who] for who in asked} == {who: ["asked"] for who in asked}
