"""Rest on both databases: what is known of people's work, and what it stops."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

import pytest
import sqlalchemy as sa

from bot.actions import nights, qualification, rest_stating
from bot.actions import rest as resting
from bot.actions import rota as rota_actions
from operation.attendance import Attended
from operation.crew import Cancelled, State
from operation.duties import Duty, Side
from operation.hours import Sheet, Span
from operation.rest import (
    CrewNotRested,
    Finding,
    FindingKind,
    NothingToOverride,
    NotRested,
    Severity,
)
from storage import hours, pairing, people, rest, rota
from storage import qualification as qualifications
from storage.database import Database
from tests.storage.crew_scene import (
    AREAS,
    CLOSES,
    LATER,
    LEADS,
    NOW,
    Clock,
    Scene,
    planned,
    scene,
    ticking,
    worked,
)

HOUR = timedelta(hours=1)
SATURDAY = date(2031, 3, 15)
K = FindingKind
UNSAID = Finding(K.NOT_STATED, Severity.WARNING)


async def found(on: Scene, night: int) -> Mapping[int, tuple[Finding, ...]]:
    """What stands against each officer's going on a night, by Telegram id."""
    async with on.db.reading() as tx:
        patrol = await rota.get_patrol(tx, night)
        ids = [on.ids[who] for who in on.officers]
        found = await resting.findings_of(
            tx, member_ids=ids, patrol=patrol, area=AREAS["lambeth"], now=NOW
        )
    return {who: found[on.ids[who]] for who in on.officers}


async def states(on: Scene, who: int, night: int, *, before: Duty, after: Duty) -> None:
    """Somebody's duties around a night, written straight into the database."""
    async with on.db.transaction() as tx:
        for side, duty in ((Side.BEFORE, before), (Side.AFTER, after)):
            await rest.state(
                tx, patrol_id=night, member_id=on.ids[who], side=side, duty=duty,
                by=on.ids[who], at=NOW,
            )  # fmt: skip


REST_DAY = Duty("")


def day_duty(night: date, hours: int = 8) -> Duty:
    """A duty that ends at five, three hours before the patrol."""
    ends = planned(night).starts - 3 * HOUR
    return Duty("Day", ends - hours * HOUR, ends)


async def test_patrols_of_any_area_of_the_same_person_count(database: Database) -> None:
    on = await scene(database, officers=4)
    ann, bea, cat, dan = on.officers
    friday = planned(date(2031, 3, 14))
    stand = {ann: State.SELECTED, bea: State.STANDING_BY, cat: State.OFFERED}
    await worked(
        database, friday, {on.ids[who]: state for who, state in stand.items()}, area="southwark"
    )
    overlap = Finding(K.OVERLAP, Severity.STOP, 6.0)

    assert await found(on, on.friday) == {
        ann: (overlap, UNSAID), bea: (UNSAID,), cat: (UNSAID,), dan: (UNSAID,),
    }  # fmt: skip
    with pytest.raises(NotRested):
        await on.signs_up(ann, on.friday)
    await on.signs_up(bea, on.friday)
    async with database.transaction() as tx:
        elsewhere = rota.patrol.c.area == "southwark"
        await tx.execute(sa.update(rota.patrol).where(elsewhere).values(cancelled_at=CLOSES))
    assert (await found(on, on.friday))[ann] == (UNSAID,)


async def test_a_patrol_that_is_given_up_does_not_stand_against_the_one_for_which(
    database: Database,
) -> None:
    on = await scene(database, officers=1)
    (ann,) = on.officers
    friday = planned(date(2031, 3, 14))
    other = await worked(database, friday, {on.ids[ann]: State.CONFIRMED}, area="southwark")

    async with database.reading() as tx:
        patrol = await rota.get_patrol(tx, on.friday)
        left = await resting.findings_of(
            tx, member_ids=[on.ids[ann]], patrol=patrol, area=AREAS["lambeth"], now=NOW,
            leaving=[other],
        )  # fmt: skip
    assert left[on.ids[ann]] == (UNSAID,)


async def test_times_that_were_confirmed_count_instead_of_the_plan_and_absences_not_at_all(
    database: Database,
) -> None:
    on = await scene(database, officers=3)
    ann, bea, cat = on.officers
    earlier = planned(SATURDAY - timedelta(days=1))
    states = dict.fromkeys((on.ids[who] for who in on.officers), State.CONFIRMED)
    friday = await worked(database, earlier, states, area="southwark")
    planned_times = Span(earlier.starts, earlier.ends)
    times = Span(earlier.starts, earlier.ends + 8 * HOUR)
    async with database.transaction() as tx:
        await hours.save(tx, Sheet(friday, on.ids[ann], planned_times, confirmed=times))
        absent = Sheet(friday, on.ids[cat], planned_times, attended=Attended.MISSED)
        await hours.save(tx, absent)

    # From ten on Saturday morning it is ten hours until eight; by the plan it was eighteen.
    # Together with the fourteen hours before they are one shift.
    assert await found(on, on.saturday) == {
        ann: (Finding(K.LONG_SHIFT, Severity.STOP, 30.0, 16), UNSAID),
        bea: (UNSAID,),
        cat: (UNSAID,),
    }
    assert [each.kind for each in (await found(on, on.friday))[bea]] == [K.OVERLAP, K.NOT_STATED]
    assert (await found(on, on.friday))[cat] == (UNSAID,), "who was not there was not on it"


async def test_what_was_said_once_is_remembered_for_the_same_night_of_later_weeks(
    database: Database,
) -> None:
    on = await scene(database, officers=2)
    ann, bea = on.officers
    earlier = await worked(database, planned(SATURDAY - timedelta(weeks=1)), {})
    await states(on, ann, earlier, before=day_duty(SATURDAY - timedelta(weeks=1)), after=REST_DAY)

    shift = Finding(K.LONG_SHIFT, Severity.STOP, 17.0, 16)
    assert await found(on, on.saturday) == {ann: (shift,), bea: (UNSAID,)}
    assert await found(on, on.friday) == {ann: (UNSAID,), bea: (UNSAID,)}
    await states(on, ann, on.saturday, before=REST_DAY, after=REST_DAY)
    assert (await found(on, on.saturday))[ann] == ()


async def test_an_override_counts_for_that_person_and_night_and_for_nothing_worse(
    database: Database,
) -> None:
    on = await scene(database, officers=2)
    ann, bea = on.officers
    for who in on.officers:
        await states(on, who, on.friday, before=day_duty(date(2031, 3, 14)), after=REST_DAY)
    covered = (await found(on, on.friday))[ann]
    async with database.transaction() as tx:
        await rest.override(
            tx, patrol_id=on.friday, member_id=on.ids[ann], covers=covered,
            reason="A sample reason", by=on.ids[LEADS[0]], at=NOW,
        )  # fmt: skip

    assert await found(on, on.friday) == {ann: (), bea: covered}
    await states(on, ann, on.friday, before=day_duty(date(2031, 3, 14), 9), after=REST_DAY)
    assert (await found(on, on.friday))[ann] == (Finding(K.LONG_SHIFT, Severity.STOP, 18.0, 16),)


async def test_a_crew_with_somebody_who_is_not_rested_is_not_published(database: Database) -> None:
    on = await scene(database, officers=3, signed_up=3)
    ann, bea, _ = on.officers
    await states(on, bea, on.friday, before=day_duty(date(2031, 3, 14)), after=REST_DAY)

    with pytest.raises(CrewNotRested) as refused:
        await on.publishes(on.friday)
    assert [each.member_id for each in refused.value.people] == [on.ids[bea]]
    assert "Sample 1002" in refused.value.people[0].called
    await on.picks(bea, on.friday, wanted=False)
    await on.publishes(on.friday)
    assert await on.those(on.friday, State.SELECTED) == [ann, on.officers[2]]


async def test_whoever_is_not_rested_is_passed_over_and_keeps_their_place_in_line(
    database: Database,
) -> None:
    on = await scene(database, officers=7, signed_up=6, places=3)
    await on.publishes(on.friday)
    ann, bea, cat, dan, eve, fay, gus = on.officers
    await states(on, dan, on.friday, before=day_duty(date(2031, 3, 14)), after=REST_DAY)

    await on.withdraws(ann, on.friday)
    assert await on.those(on.friday, State.OFFERED) == [eve]
    assert await on.those(on.friday, State.STANDING_BY) == [dan, fay]
    # With nobody else in line others are asked, and of them those who are rested.
    await states(on, gus, on.friday, before=day_duty(date(2031, 3, 14)), after=REST_DAY)
    await on.accepts(eve, on.friday)
    await on.withdraws(fay, on.friday)
    await on.withdraws(bea, on.friday)
    assert await on.those(on.friday, State.ASKED) == []
    assert await on.those(on.friday, State.STANDING_BY) == [dan]
    assert (await on.leads_told(on.friday))[LEADS[0]][-1] == "nobody_left"
    await states(on, gus, on.friday, before=REST_DAY, after=REST_DAY)
    await on.withdraws(cat, on.friday, LATER + HOUR)
    assert await on.those(on.friday, State.ASKED) == [gus]


async def test_how_many_more_nights_each_may_take(database: Database) -> None:
    on = await scene(database, officers=2)
    ann, bea = (on.ids[who] for who in on.officers)
    for weeks in (1, 2):
        for day in (SATURDAY, SATURDAY - timedelta(days=1)):
            night = planned(day - timedelta(weeks=weeks))
            await worked(database, night, {ann: State.CONFIRMED})
    await worked(database, planned(SATURDAY + timedelta(weeks=1)), {bea: State.CONFIRMED})
    wanted = [SATURDAY - timedelta(days=1), SATURDAY]

    async with database.reading() as tx:
        caps = await resting.caps_of(
            tx, member_ids=[ann, bea], nights=wanted, area=AREAS["lambeth"], now=NOW
        )
        none = await resting.caps_of(
            tx, member_ids=[ann], nights=[], area=AREAS["lambeth"], now=NOW
        )
    assert caps == {ann: 2, bea: 2}
    assert none == {ann: 0}
    await worked(
        database, planned(SATURDAY + timedelta(weeks=1)), {ann: State.SELECTED}, area="southwark"
    )
    async with database.reading() as tx:
        caps = await resting.caps_of(
            tx, member_ids=[ann, bea], nights=wanted, area=AREAS["lambeth"], now=NOW
        )
    # Six nights of four weeks allow one more, a fourth weekend running none.
    assert caps == {ann: 0, bea: 2}


async def test_whose_training_runs_out_before_a_night_is_not_trained_for_it(
    database: Database,
) -> None:
    on = await scene(database, officers=3, signed_up=2, minimum=1)
    ann, bea, cat = on.officers
    untrained = Finding(K.UNTRAINED, Severity.STOP)
    saturday_only = date(2031, 3, 15)

    async def ends(who: int, day: date | None) -> None:
        async with database.transaction() as tx:
            actor = await people.actor_by_telegram(tx, LEADS[0])
            await qualification.set_expiry(
                tx, actor=actor, member_id=on.ids[who], months=1, areas=AREAS, now=LATER
            )
            live = await qualifications.live_of(tx, on.ids[who])
            assert live is not None
            await qualifications.set_expiry(tx, live.id, day)

    for who in (ann, cat):
        async with database.transaction() as tx:
            # Gained lately, so that a month from then is ahead.
            await people.change_member(tx, on.ids[who], trained_on=date(2031, 2, 20))
        await ends(who, saturday_only)

    # Friday's patrol ends on Saturday morning, before it runs out; Saturday's begins after.
    assert (await found(on, on.friday))[ann] == (UNSAID,)
    assert (await found(on, on.saturday))[ann] == (untrained, UNSAID)
    with pytest.raises(NotRested):
        await on.does(LEADS[0], rota_actions.add_officer, patrol_id=on.saturday,
                      member_id=on.ids[cat])  # fmt: skip
    with pytest.raises(CrewNotRested):
        await on.publishes(on.saturday)
    with pytest.raises(NothingToOverride):
        await on.does(
            LEADS[0], rest_stating.override, patrol_id=on.saturday, member_id=on.ids[ann],
            reason="A sample reason",
        )  # fmt: skip
    async with database.reading() as tx:
        lost = await qualification.nights_lost(
            tx, member_id=on.ids[ann], expires_on=saturday_only, now=LATER
        )
    assert lost == [saturday_only]
    # They are proposed for Friday only, without a tap by anybody.
    await ticking(database, Clock(LATER)).run()
    assert [e.member_id for e in (await on.crew(on.friday)).picked] == [on.ids[ann], on.ids[bea]]
    assert [e.member_id for e in (await on.crew(on.saturday)).picked] == [on.ids[bea]]
    await on.publishes(on.saturday)

    # Nor are they on a night again that is put back on.
    await on.does(LEADS[0], nights.cancel, patrol_id=on.friday, reason=Cancelled.WEATHER)
    await ends(ann, date(2031, 3, 14))
    await on.does(LEADS[0], nights.put_back, patrol_id=on.friday)
    assert on.ids[ann] not in {e.member_id for e in (await on.crew(on.friday)).assignments}

    # As the ward's own officer one needs no training.
    async with database.transaction() as tx:
        await pairing.ask(tx, on.saturday, "brixton", at=LATER)
        await pairing.nominate(
            tx, on.saturday, "brixton", on.ids[cat], by=on.ids[LEADS[0]], at=LATER
        )
    assert (await found(on, on.saturday))[cat] == (UNSAID,)
