"""A local officer is out with the patrol, beside its crew and never on it: what follows of that."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from bot.actions import (
    attendance,
    beside_boards,
    membership,
    nights,
    rest_boards,
    rest_owed,
    rest_stating,
    swaps,
)
from bot.actions import crew as publishing
from bot.actions import leading as leads
from bot.actions import pairing as asking
from bot.actions import rota as lists
from bot.actions.cards import News
from bot.actions.crew import candidates
from bot.actions.crew_boards import lead_night
from bot.actions.hours_boards import night_hours
from bot.actions.rest import findings_of
from bot.actions.swap_options import options, stand_ins
from bot.views import hours_lead, rest_lead
from bot.views.crew_news import crew_news
from operation.attendance import Attended
from operation.crew import CREW, Cancelled, NotOnTheNight, State
from operation.duties import Duty, Side
from operation.leading import ComesAlong, Part
from operation.pairing import Answer, SupervisesAlready, Together, Why
from operation.people import Grant, MemberState, Role
from operation.rest import FindingKind, Severity
from storage import grants, leading, pairing, people, rest, rota
from storage.database import Database
from storage.outbox_tables import message
from tests.storage.crew_scene import (
    AREAS,
    LATER,
    LEADS,
    NOW,
    STARTS,
    Clock,
    planned,
    ticking,
    worked,
)
from tests.storage.hours_scene import ENDS, MORNING
from tests.storage.test_pairing import ACRE, LOCALS, SERGEANTS, Ward, of_ward

LAMBETH = AREAS["lambeth"]


async def coming(db: Database, *, goes_out: bool = False) -> Ward:
    """Friday's local officer has confirmed; with `goes_out` they are an officer as well."""
    ward = await of_ward(db)
    if goes_out:
        async with db.transaction() as tx:
            await grants.add_grant(tx, ward.ids[LOCALS[0]], Grant(Role.OFFICER), at=NOW)
    await ward.nominates(SERGEANTS[0], LOCALS[0])
    await ward.answers(LOCALS[0], comes=True)
    await ward.on.are_delivered()
    return ward


async def test_who_comes_along_is_at_work_in_any_area_once_they_have_confirmed(
    database: Database,
) -> None:
    ward = await of_ward(database)
    local = ward.ids[LOCALS[0]]
    async with database.transaction() as tx:
        person = (await people.get_member(tx, local)).person_id
        far = await people.save_member(
            tx, person_id=person or 0, area="southwark", state=MemberState.ACTIVE,
            rank="PC", surname="Fable", warrant=None, at=NOW,
        )  # fmt: skip
    there = await worked(database, planned(STARTS.date()), {far: State.OFFERED}, area="southwark")

    async def stops() -> list[FindingKind]:
        async with database.reading() as tx:
            patrol = await rota.get_patrol(tx, there)
            found = await findings_of(
                tx, member_ids=[far], patrol=patrol, area=AREAS["southwark"], now=LATER
            )
        return [each.kind for each in found[far] if each.severity is Severity.STOP]

    await ward.nominates(SERGEANTS[0], LOCALS[0])
    assert await stops() == []
    await ward.answers(LOCALS[0], comes=True)
    assert await stops() == [FindingKind.OVERLAP]
    await ward.answers(LOCALS[0], comes=False)
    assert await stops() == []


async def test_who_comes_along_states_duties_and_is_owed_the_rest_that_lacked(
    database: Database,
) -> None:
    ward = await coming(database)
    on, local = ward.on, ward.ids[LOCALS[0]]

    async def says(who: int, side: Side, name: str) -> None:
        await on.does(who, rest_stating.state_duty, patrol_id=on.friday, side=side, name=name)

    await says(LOCALS[0], Side.BEFORE, "-")
    # An early shift follows: the patrol ends at two.
    await says(LOCALS[0], Side.AFTER, "Early")
    with pytest.raises(NotOnTheNight):
        await says(LOCALS[1], Side.BEFORE, "-")
    async with database.reading() as tx:
        actor = await people.actor_by_telegram(tx, LOCALS[0])
        mine = await rest_boards.my_duties(
            tx, patrol_id=on.friday, chat_id=actor.chat_id or 0, areas=AREAS, now=LATER
        )
        night = await lead_night(tx, patrol_id=on.friday, areas=AREAS, now=LATER)
        theirs = await rest_boards.duties_of(
            tx, patrol_id=on.friday, member_id=local, areas=AREAS, now=LATER
        )
    assert mine is not None
    assert mine.standing.around.is_known
    listed = rest_lead.night_rest(night)
    assert "PS Fable 2101 (local officer) · " in listed.text
    assert any("PS Fable 2101" in each.label for row in listed.rows for each in row)
    assert theirs is not None
    assert "Not on this night" not in rest_lead.duties_of(theirs).text

    await on.due(rest_owed.record_owed, at=ENDS, patrol_id=on.friday)
    async with database.reading() as tx:
        owed = await rest.owed_to(tx, [local])
    assert [each.patrol_id for each in owed] == [on.friday]


async def test_nothing_is_owed_to_a_local_officer_who_was_not_there(database: Database) -> None:
    ward = await coming(database)
    on, local = ward.on, ward.ids[LOCALS[0]]
    await on.does(
        LOCALS[0], rest_stating.state_duty, patrol_id=on.friday, side=Side.AFTER, name="Early"
    )
    await on.does(
        LEADS[0], attendance.mark, at=STARTS, patrol_id=on.friday, member_id=local,
        attended=Attended.MISSED,
    )  # fmt: skip
    await on.due(rest_owed.record_owed, at=ENDS, patrol_id=on.friday)
    async with database.reading() as tx:
        assert await rest.owed_to(tx, [local]) == []


async def test_the_record_has_who_was_there_by_what_was_noted_at_muster(
    database: Database,
) -> None:
    ward = await coming(database)
    on, local = ward.on, ward.ids[LOCALS[0]]
    crew = [each.member_id for each in (await on.crew(on.friday)).crew]

    async def marks(member_id: int, how: Attended) -> None:
        await on.does(
            LEADS[0], attendance.mark, at=MORNING, patrol_id=on.friday, member_id=member_id,
            attended=how,
        )  # fmt: skip

    async def record() -> list[Together]:
        async with database.reading() as tx:
            return await pairing.together(tx, "lambeth", until=MORNING)

    assert await record() == [Together(STARTS, ACRE, local, tuple(crew))], "nothing is noted yet"

    # The local officer stands on the same list, last, and is noted with everyone.
    async with database.reading() as tx:
        found = await night_hours(tx, patrol_id=on.friday, areas=AREAS, now=MORNING)
    shown = hours_lead.muster(found, 0)
    assert "PS Fable 2101 (local officer) · –" in shown.text
    assert local not in {each.sheet.member_id for each in found.rows}, "and has no hours"
    await marks(crew[0], Attended.EXCUSED)
    done = await on.does(LEADS[0], attendance.mark_all, at=MORNING, patrol_id=on.friday)
    assert done == len(crew)
    assert await record() == [Together(STARTS, ACRE, local, tuple(crew[1:]))]
    async with database.reading() as tx:
        known = await leading.experience(tx, crew[:2], before=MORNING + timedelta(days=1))
    assert {each.member_id: each.patrols for each in known} == {crew[0]: 0, crew[1]: 1}

    await marks(local, Attended.MISSED)
    assert await record() == []
    await marks(local, Attended.LATE)
    assert len(await record()) == 1


# Beside the crew, never on it


async def test_a_local_officer_is_neither_asked_for_cover_nor_for_a_shift(
    database: Database,
) -> None:
    ward = await coming(database, goes_out=True)
    on, local = ward.on, ward.ids[LOCALS[0]]
    giver = (await on.those(on.friday, *CREW))[0]
    async with database.reading() as tx:
        patrol = await rota.get_patrol(tx, on.friday)
        covers = await candidates(tx, patrol.crew, LAMBETH, now=LATER)
        able = await options(tx, patrol=patrol, giver=on.ids[giver], area=LAMBETH, now=LATER)
        could = await stand_ins(tx, patrol=patrol, giver=on.ids[giver], area=LAMBETH, now=LATER)
    assert local not in covers
    assert local not in {each.member.id for each in able} | {each.member.id for each in could}

    # Nor is a place offered to them where they stand by.
    for who in await on.those(on.friday, State.STANDING_BY):
        await on.withdraws(who, on.friday)
    await on.does(LEADS[0], lists.add_officer, patrol_id=on.friday, member_id=local)
    await on.withdraws(giver, on.friday)
    crew = await on.crew(on.friday)
    assert [each.member_id for each in crew.standing_by] == [local]
    assert (len(crew.offered), crew.vacant) == (0, 1)
    assert (await ward.stands()).is_filled, "waiting does not end a nomination"


async def test_coming_onto_the_crew_ends_a_nomination_which_is_told_and_chased(
    database: Database,
) -> None:
    ward = await coming(database, goes_out=True)
    on, local = ward.on, ward.ids[LOCALS[0]]
    assert await on.planned("chase_pairing") == {}

    await on.does(
        LEADS[0], swaps.swap_for, patrol_id=on.friday,
        member_id=on.ids[(await on.those(on.friday, *CREW))[0]], taker_id=local,
    )  # fmt: skip

    found = await ward.stands()
    assert found.is_open
    assert found.nominations[-1].why is Why.CREW
    told = await ward.told()
    assert [told[who] for who in SERGEANTS] == [["on_crew"]] * 2
    assert LOCALS[0] not in {who for who, news in told.items() if "not_needed" in news}
    assert {who: news[-1] for who, news in (await on.leads_told(on.friday)).items()} == {
        LEADS[0]: "local_left", LEADS[1]: "swapped",
    }  # fmt: skip
    assert "local_left" in (await on.leads_told(on.friday))[LEADS[1]]
    assert await on.planned("chase_pairing")
    async with database.reading() as tx:
        night = await lead_night(
            tx, patrol_id=on.friday, areas=AREAS, now=LATER,
            news=[(News.LOCAL_LEFT, local, Why.CREW)],
        )  # fmt: skip
    words = re.sub(r"</?tg-spoiler>", "", crew_news(night).text)
    assert "PS Fable 2101, the local officer, goes out with the crew now. No local" in words


async def test_a_night_put_back_asks_nobody_to_come_along_who_goes_out_or_is_not_rested(
    database: Database,
) -> None:
    ward = await coming(database)
    on, local = ward.on, ward.ids[LOCALS[0]]
    await on.does(LEADS[0], nights.cancel, patrol_id=on.friday, reason=Cancelled.WEATHER)
    async with database.transaction() as tx:
        await rest.state(
            tx, patrol_id=on.friday, member_id=local, side=Side.BEFORE,
            duty=Duty("Late", STARTS - timedelta(hours=6), STARTS + timedelta(hours=2)),
            by=local, at=LATER,
        )  # fmt: skip
    await on.does(LEADS[0], nights.put_back, patrol_id=on.friday)
    found = await ward.stands()
    assert found.is_open
    assert [each.state for each in found.nominations] == [Answer.WITHDRAWN]
    assert (await ward.told())[SERGEANTS[0]][-1] == "wanted"


async def test_nobody_supervises_a_night_and_comes_along(database: Database) -> None:
    ward = await of_ward(database)
    on = ward.on
    supervising: dict[str, Any] = {"patrol_id": on.friday, "part": Part.FALLBACK}
    await on.does(LEADS[0], leads.name_supervisor, member_id=ward.ids[LOCALS[0]], **supervising)
    with pytest.raises(SupervisesAlready):
        await ward.nominates(SERGEANTS[0], LOCALS[0])
    await ward.nominates(SERGEANTS[0], LOCALS[1])
    with pytest.raises(ComesAlong):
        await on.does(LEADS[0], leads.name_supervisor, member_id=ward.ids[LOCALS[1]], **supervising)
    async with database.reading() as tx:
        found = await beside_boards.candidates(
            tx, patrol_id=on.friday, part=Part.SUPERVISOR, areas=AREAS, now=LATER
        )
    assert ward.ids[LOCALS[1]] not in {each.member_id for each in found.people}
    await on.does(SERGEANTS[0], asking.take_back, patrol_id=on.friday)
    async with database.reading() as tx:
        found = await beside_boards.nominees(tx, patrol_id=on.friday, areas=AREAS, now=LATER)
    assert {each.member_id for each in found.people} == {ward.ids[LOCALS[1]]}


async def test_a_local_officer_who_loses_access_is_told_of_and_another_is_chased(
    database: Database,
) -> None:
    ward = await coming(database)
    on = ward.on
    await on.does(LEADS[0], membership.suspend, member_id=ward.ids[LOCALS[0]])

    assert [(await ward.told())[who] for who in SERGEANTS] == [["said_no"]] * 2
    assert await on.leads_told(on.friday) == {lead: ["local_left"] for lead in LEADS}
    assert await on.planned("chase_pairing") == {}, "the area's hours are not at hand"
    await ticking(database, Clock(LATER)).run()
    [chased] = (await on.planned("chase_pairing")).values()
    assert chased > LATER
    assert await on.leads_told(on.friday) == {lead: ["local_left"] for lead in LEADS}


# At short notice


@pytest.mark.parametrize("way", ["by themself", "by a lead", "by losing access", "by publishing"])
async def test_whoever_leaves_at_short_notice_is_missed_by_everyone_whichever_way(
    database: Database, way: str
) -> None:
    ward = await coming(database)
    on = ward.on
    near = STARTS - timedelta(hours=2)
    gone, *rest_of_it = await on.those(on.friday, *CREW)
    await on.does(
        LEADS[0], leads.name_supervisor, patrol_id=on.friday, member_id=ward.ids[SERGEANTS[0]],
        part=Part.FALLBACK, at=near,
    )  # fmt: skip
    await on.are_delivered()

    if way == "by themself":
        await on.withdraws(gone, on.friday, at=near)
    elif way == "by a lead":
        await on.does(
            LEADS[0], lists.take_off, patrol_id=on.friday, member_id=on.ids[gone], at=near
        )
    elif way == "by publishing":
        await on.picks(gone, on.friday, wanted=False)
        await on.does(
            LEADS[0], publishing.publish, patrol_id=on.friday, at=near,
            version=(await on.crew(on.friday)).version, reason="Fewer will do",
        )  # fmt: skip
    else:
        await on.does(LEADS[0], membership.suspend, member_id=on.ids[gone], at=near)
        await ticking(database, Clock(near)).run()

    told = await on.told(on.friday)
    assert [told[who][-1] for who in rest_of_it] == ["dropped"] * len(rest_of_it)
    assert (await ward.told())[LOCALS[0]][-1] == "dropped"
    other = (await on.leads_told(on.friday))[LEADS[1]]
    assert set(other) & {"withdrew", "off_late"}
    assert not {"withdrew", "off_late"} <= set(other), "once"
    async with database.reading() as tx:
        apart = await tx.all(select(message.c.screen).where(message.c.screen == "short_notice"))
    assert len(apart) == 1, "the supervisor, from afar"


async def test_taking_somebody_off_in_good_time_alarms_nobody(database: Database) -> None:
    ward = await coming(database)
    on = ward.on
    gone = (await on.those(on.friday, *CREW))[0]
    await on.does(LEADS[0], lists.take_off, patrol_id=on.friday, member_id=on.ids[gone])
    await on.does(LEADS[0], membership.suspend, member_id=on.ids[gone])
    await ticking(database, Clock(LATER)).run()
    assert not any("dropped" in news for news in (await on.told(on.friday)).values())
