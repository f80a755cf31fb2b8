"""A local officer is out with the patrol: it is work, it can be noted, and it counts if noted."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.actions import attendance, rest_boards, rest_owed, rest_stating
from bot.actions.crew_boards import lead_night
from bot.actions.hours_boards import night_hours
from bot.actions.rest import findings_of
from bot.views import hours_lead, rest_lead
from operation.attendance import Attended
from operation.crew import NotOnTheNight, State
from operation.duties import Side
from operation.pairing import Together
from operation.people import MemberState
from operation.rest import FindingKind, Severity
from storage import leading, pairing, people, rest, rota
from storage.database import Database
from tests.storage.crew_scene import AREAS, LATER, LEADS, NOW, STARTS, planned, worked
from tests.storage.hours_scene import ENDS, MORNING
from tests.storage.test_pairing import ACRE, LOCALS, SERGEANTS, Ward, of_ward

LAMBETH = AREAS["lambeth"]


async def coming(db: Database) -> Ward:
    """Friday's local officer has confirmed."""
    ward = await of_ward(db)
    await ward.nominates(SERGEANTS[0], LOCALS[0])
    await ward.answers(LOCALS[0], comes=True)
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
    assert [each.patrols for each in known] == [0, 1]

    await marks(local, Attended.MISSED)
    assert await record() == []
    await marks(local, Attended.LATE)
    assert len(await record()) == 1
