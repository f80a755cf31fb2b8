"""What counts for whom: crews of every area that the same person serves in, and proposals."""

from __future__ import annotations

from datetime import date, timedelta

from bot.actions import membership
from operation.crew import State
from operation.fairness import Worked
from operation.people import MemberState
from storage import fairness, people
from storage.database import Database
from tests.storage.crew_scene import (
    CLOSES,
    LATER,
    LEADS,
    NOW,
    STARTS,
    Clock,
    planned,
    published,
    scene,
    ticking,
    worked,
)

SATURDAY = STARTS + timedelta(days=1)


def of(night: date) -> Worked:
    """A night from eight to two."""
    return Worked(planned(night).starts, planned(night).ends)


async def elsewhere(database: Database, member_id: int) -> int:
    """The same person as a member of another area."""
    async with database.transaction() as tx:
        person = (await people.get_member(tx, member_id)).person_id
        assert person is not None
        return await people.save_member(
            tx, person_id=person, area="southwark", state=MemberState.ACTIVE, rank="PC",
            surname="Sample", warrant="1234AB", at=NOW,
        )  # fmt: skip


async def test_crews_of_nights_that_take_place_count_in_the_order_they_start(
    database: Database,
) -> None:
    on = await scene(database, officers=3)
    ann, bea, cat = (on.ids[who] for who in on.officers)
    october, november = date(2030, 10, 26), date(2030, 11, 1)
    await worked(database, planned(november), {ann: State.SELECTED, cat: State.STANDING_BY})
    await worked(database, planned(october), {ann: State.CONFIRMED, bea: State.SELECTED})
    await worked(database, planned(date(2030, 11, 2)), {ann: State.CONFIRMED}, cancelled=True)
    gone = {ann: State.IN, bea: State.WITHDRAWN, cat: State.OFFERED}
    await worked(database, planned(date(2030, 11, 8)), gone)

    async with database.reading() as tx:
        found = await fairness.worked(tx, [ann, bea, cat], before=NOW, now=NOW)
        before = of(november).starts
        earlier = await fairness.worked(tx, [ann], before=before, now=NOW)

    assert found == {ann: (of(october), of(november)), bea: (of(october),)}
    assert earlier == {ann: (of(october),)}


async def test_a_patrol_of_another_area_counts_for_the_same_person(database: Database) -> None:
    on = await scene(database, officers=2)
    ann, bea = (on.ids[who] for who in on.officers)
    there = await elsewhere(database, ann)
    night = date(2031, 2, 7)
    await worked(database, planned(night), {there: State.CONFIRMED}, area="southwark")
    async with database.reading() as tx:
        found = await fairness.worked(tx, [ann, bea], before=NOW, now=NOW)
    assert found == {ann: (of(night),)}


async def test_a_place_that_was_given_up_counts_no_longer(database: Database) -> None:
    on = await published(database, officers=4, signed_up=4)
    first = on.officers[0]
    async with database.reading() as tx:
        found = await fairness.worked(tx, [on.ids[first]], before=SATURDAY, now=LATER)
    assert found == {on.ids[first]: (of(STARTS.date()),)}
    await on.withdraws(first, on.friday)
    async with database.reading() as tx:
        found = await fairness.worked(tx, [on.ids[first]], before=SATURDAY, now=LATER)
    assert found == {}


async def test_a_proposal_counts_while_its_night_is_ahead(database: Database) -> None:
    on = await scene(database, officers=4, signed_up=4)
    first = on.ids[on.officers[0]]
    async with database.reading() as tx:
        ahead = await fairness.worked(tx, [first], before=SATURDAY, now=CLOSES)
        over = await fairness.worked(tx, [first], before=SATURDAY, now=STARTS)
        but = await fairness.worked(tx, [first], before=SATURDAY, now=CLOSES, but=[on.friday])
    assert ahead == {first: (of(STARTS.date()),)}
    assert over == but == {}


async def test_both_nights_are_chosen_together_and_everyone_gets_one(database: Database) -> None:
    on = await scene(database, officers=8, signed_up=8)
    friday, saturday = (await on.crew(on.friday), await on.crew(on.saturday))
    assert len(friday.picked) == len(saturday.picked) == 4
    assert not {e.member_id for e in friday.picked} & {e.member_id for e in saturday.picked}


async def test_whoever_is_on_a_patrol_elsewhere_at_that_time_is_not_proposed(
    database: Database,
) -> None:
    on = await scene(database, officers=5)
    busy = on.ids[on.officers[0]]
    there = await elsewhere(database, busy)
    for who in on.officers:
        await on.signs_up(who, on.friday)
    await worked(database, planned(STARTS.date()), {there: State.CONFIRMED}, area="southwark")

    await on.closes()

    crew = await on.crew(on.friday)
    assert busy not in {each.member_id for each in crew.picked}
    assert crew.assignments[-1].member_id == busy, "at the end of the list"
    await on.picks(on.officers[1], on.friday, wanted=False)
    await on.picks(on.officers[0], on.friday, wanted=True)
    assert busy in {each.member_id for each in (await on.crew(on.friday)).picked}


async def test_a_leads_choice_on_saturday_stays_and_friday_is_chosen_around_it(
    database: Database,
) -> None:
    on = await scene(database, officers=8, signed_up=8)
    friday = {each.member_id for each in (await on.crew(on.friday)).picked}
    moved = next(who for who in on.officers if on.ids[who] in friday)
    saturday = await on.crew(on.saturday)
    out = next(who for who in on.officers if on.ids[who] == saturday.picked[0].member_id)

    await on.picks(out, on.saturday, wanted=False)
    await on.picks(moved, on.saturday, wanted=True)

    after = {each.member_id for each in (await on.crew(on.friday)).picked}
    assert after == friday - {on.ids[moved]} | {on.ids[out]}
    assert (await on.crew(on.saturday)).is_by_hand
    assert not (await on.crew(on.friday)).is_by_hand


async def test_a_published_friday_is_counted_when_saturday_is_chosen_anew(
    database: Database,
) -> None:
    on = await scene(database, officers=8, signed_up=8)
    await on.publishes(on.friday)
    friday = {each.member_id for each in (await on.crew(on.friday)).crew}
    saturday = {each.member_id for each in (await on.crew(on.saturday)).picked}
    assert not friday & saturday


async def test_somebody_who_loses_access_is_replaced_at_the_next_tick(database: Database) -> None:
    on = await scene(database, officers=9, signed_up=9)
    crew = await on.crew(on.friday)
    gone = crew.picked[0].member_id
    await on.does(LEADS[0], membership.suspend, member_id=gone)
    assert set(await on.planned("propose_week")) == {str(on.friday), str(on.saturday)}
    await ticking(database, Clock(LATER)).run()
    friday, saturday = (await on.crew(on.friday), await on.crew(on.saturday))
    assert len(friday.picked) == len(saturday.picked) == 4
    assert len({e.member_id for e in (*friday.picked, *saturday.picked)}) == 8
