"""Nominations and places on both databases: what two do at once ends in one consistent state."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

import pytest

from bot.actions import leading, membership, nights, pairing, places, turnout
from operation.crew import Cancelled, NightCancelled, Reason
from operation.duties import Duty, Side
from operation.errors import Refusal
from operation.leading import Leading, Part
from operation.pairing import (
    Answer,
    NominatedAlready,
    NotLocalOfficer,
    NotNominated,
    NotYourWard,
    Pairing,
    Why,
)
from operation.people import Grant, Role
from operation.places import Place
from operation.rest import CannotGo, NameNotRested, NotRested
from storage import grants, rest
from storage import leading as leadings
from storage import pairing as requests
from storage import places as kept
from storage.audit import AuditEvent
from storage.database import Database
from tests.enrolled import enrol
from tests.storage.crew_scene import AREAS, LATER, LEADS, NOW, STARTS, Scene, published

ACRE, NORTH = (each.code for each in AREAS["lambeth"].wards[:2])
SERGEANTS = (2001, 2002)
LOCALS = (2101, 2102)
AWAY = (2003, 2103)
"""A sergeant and a local officer of another ward."""


@dataclass(frozen=True)
class Ward:
    """A published Friday whose ward is settled, with two sergeants and two local officers."""

    on: Scene
    ids: Mapping[int, int]

    async def nominates(self, who: int, whom: int) -> None:
        await self.on.does(
            who, pairing.nominate, patrol_id=self.on.friday, member_id=self.ids[whom]
        )

    async def answers(self, who: int, *, comes: bool) -> None:
        await self.on.does(who, pairing.answer, patrol_id=self.on.friday, comes=comes)

    async def settles(self, ward: str, lead: int = LEADS[0]) -> None:
        await self.on.does(lead, nights.set_ward, patrol_id=self.on.friday, ward=ward)

    async def stands(self) -> Pairing:
        async with self.on.db.reading() as tx:
            return await requests.find(tx, self.on.friday)

    async def named(self) -> Leading:
        async with self.on.db.reading() as tx:
            return await leadings.find(tx, self.on.friday)

    async def told(self) -> dict[int, list[str]]:
        return await self.on._news(f"beside:{self.on.friday}:")

    async def audited(self) -> list[AuditEvent]:
        return [e for e in await self.on.audited() if e.subject == f"patrol:{self.on.friday}"]


async def of_ward(db: Database) -> Ward:
    on = await published(db, officers=5, signed_up=5)
    ids = dict(on.ids)
    async with db.transaction() as tx:
        for role, ward, people in (
            (Role.WARD_SERGEANT, ACRE, SERGEANTS),
            (Role.LOCAL_OFFICER, ACRE, LOCALS),
            (Role.WARD_SERGEANT, NORTH, AWAY[:1]),
            (Role.LOCAL_OFFICER, NORTH, AWAY[1:]),
        ):
            for who in people:
                ids[who] = await enrol(
                    tx, surname=f"Fable {who}", telegram_id=who, at=NOW, roles=(), rank="PS"
                )
                await grants.add_grant(tx, ids[who], Grant(role, ward=ward), at=NOW)
    stage = Ward(on, ids)
    await stage.settles(ACRE)
    return stage


def refused(found: list[object]) -> list[Refusal]:
    """Those who were told why not; anything else that went wrong fails the test."""
    for each in found:
        assert each is None or isinstance(each, Refusal), each
    return [each for each in found if isinstance(each, Refusal)]


async def test_a_request_goes_to_the_wards_own_sergeants_and_is_planned_to_be_chased(
    database: Database,
) -> None:
    ward = await of_ward(database)

    assert await ward.told() == {who: ["wanted"] for who in SERGEANTS}
    assert (await ward.stands()).ward == ACRE
    chased = await ward.on.planned("chase_pairing")
    assert chased[str(ward.on.friday)] >= LATER + timedelta(hours=24)
    checks = await ward.on.planned("check_pairing")
    assert sorted(checks.values()) == [STARTS - timedelta(hours=h) for h in (72, 24)]


async def test_of_two_sergeants_who_nominate_at_once_one_has_nominated(database: Database) -> None:
    ward = await of_ward(database)

    found = await asyncio.gather(
        *(ward.nominates(who, whom) for who, whom in zip(SERGEANTS, LOCALS, strict=True)),
        return_exceptions=True,
    )

    [no] = refused(list(found))
    assert isinstance(no, NominatedAlready)
    live = (await ward.stands()).live
    assert live is not None
    assert no.member_id == live.member_id
    nominated = [e for e in await ward.audited() if e.verb == "local officer nominated"]
    assert [each.detail["member"] for each in nominated] == [live.member_id]


async def test_a_sergeant_who_taps_twice_at_once_nominates_once(database: Database) -> None:
    ward = await of_ward(database)

    found = await asyncio.gather(
        *(ward.nominates(SERGEANTS[0], LOCALS[0]) for _ in range(3)), return_exceptions=True
    )

    assert [type(each) for each in refused(list(found))] == [NominatedAlready] * 2
    assert len((await ward.stands()).nominations) == 1


async def test_a_nomination_and_a_change_of_ward_at_once_leave_one_truth(
    database: Database,
) -> None:
    ward = await of_ward(database)

    found = await asyncio.gather(
        ward.nominates(SERGEANTS[0], LOCALS[0]), ward.settles(NORTH), return_exceptions=True
    )

    pairing_now = await ward.stands()
    assert pairing_now.ward == NORTH
    assert pairing_now.live is None
    told = await ward.told()
    no = refused(list(found))
    if no:
        # The ward changed first: whoever nominated was of another ward by then.
        assert isinstance(no[0], NotYourWard)
        assert LOCALS[0] not in told
    else:
        [gone] = pairing_now.nominations
        assert (gone.state, gone.why) == (Answer.WITHDRAWN, Why.WARD)
        assert told[LOCALS[0]][-1] == "other_ward"
    assert told[SERGEANTS[0]][-1] == "other_ward"
    assert told[AWAY[0]] == ["wanted"]


async def test_an_answer_and_a_cancellation_at_once_leave_nobody_expected(
    database: Database,
) -> None:
    ward = await of_ward(database)
    await ward.nominates(SERGEANTS[0], LOCALS[0])

    found = await asyncio.gather(
        ward.answers(LOCALS[0], comes=True),
        ward.on.does(LEADS[0], nights.cancel, patrol_id=ward.on.friday, reason=Cancelled.WEATHER),
        return_exceptions=True,
    )

    failed = [each for each in found if isinstance(each, BaseException)]
    assert all(isinstance(each, NightCancelled | NotNominated) for each in failed), failed
    stands = await ward.stands()
    assert stands.ward is None
    assert [each.why for each in stands.nominations] == [Why.CANCELLED]
    assert (await ward.told())[LOCALS[0]][-1] == "cancelled"
    assert await ward.on.planned("chase_pairing") == {}
    assert await ward.on.planned("check_pairing") == {}


async def test_declining_opens_the_request_again_and_who_said_no_is_remembered(
    database: Database,
) -> None:
    ward = await of_ward(database)
    await ward.nominates(SERGEANTS[0], LOCALS[0])
    await ward.answers(LOCALS[0], comes=False)
    stands = await ward.stands()
    assert stands.is_open
    assert stands.said_no == {ward.ids[LOCALS[0]]}
    with pytest.raises(NotNominated):
        await ward.answers(LOCALS[0], comes=True)
    await ward.nominates(SERGEANTS[1], LOCALS[1])
    await ward.answers(LOCALS[1], comes=True)
    assert (await ward.stands()).is_filled
    assert await ward.on.planned("chase_pairing") == {}
    with pytest.raises(NotYourWard):
        await ward.on.does(AWAY[0], pairing.take_back, patrol_id=ward.on.friday)


async def test_who_is_of_another_ward_or_area_is_never_nominated(database: Database) -> None:
    ward = await of_ward(database)
    async with database.transaction() as tx:
        far = await enrol(tx, surname="Far", telegram_id=3001, at=NOW, area="southwark", roles=())
        await grants.add_grant(tx, far, Grant(Role.LOCAL_OFFICER, ward=ACRE), at=NOW)
    for member_id in (ward.ids[AWAY[1]], far):
        with pytest.raises(NotLocalOfficer):
            await ward.on.does(
                LEADS[0], pairing.nominate, patrol_id=ward.on.friday, member_id=member_id
            )


async def test_a_sergeant_never_reads_why_a_local_officer_cannot_come(database: Database) -> None:
    ward = await of_ward(database)
    whom, night = LOCALS[0], ward.on.friday
    before = Duty("Day", STARTS - timedelta(hours=11), STARTS - timedelta(hours=3))
    async with database.transaction() as tx:
        await rest.state(
            tx, patrol_id=night, member_id=ward.ids[whom], side=Side.BEFORE, duty=before,
            by=ward.ids[whom], at=NOW,
        )  # fmt: skip

    for who, kind in ((SERGEANTS[0], CannotGo), (LEADS[0], NameNotRested)):
        with pytest.raises(NotRested) as refused:
            await ward.nominates(who, whom)
        assert type(refused.value) is kind


async def test_a_local_officer_who_loses_access_is_expected_no_longer(database: Database) -> None:
    ward = await of_ward(database)
    await ward.nominates(SERGEANTS[0], LOCALS[0])
    await ward.answers(LOCALS[0], comes=True)
    await ward.on.does(LEADS[0], membership.suspend, member_id=ward.ids[LOCALS[0]])
    stands = await ward.stands()
    assert stands.is_open
    assert stands.nominations[-1].why is Why.ACCESS
    assert (await ward.told())[SERGEANTS[0]][-1] == "said_no"


async def test_a_supervisor_who_loses_access_is_named_no_longer(database: Database) -> None:
    ward = await of_ward(database)
    await ward.on.does(
        LEADS[0], leading.name_supervisor, patrol_id=ward.on.friday,
        member_id=ward.ids[SERGEANTS[0]], part=Part.FALLBACK,
    )  # fmt: skip
    assert (await ward.named()).fallback == ward.ids[SERGEANTS[0]]
    await ward.on.does(LEADS[0], membership.suspend, member_id=ward.ids[SERGEANTS[0]])
    assert (await ward.named()).fallback is None
    assert (await ward.on.leads_told(ward.on.friday))[LEADS[1]][-1] == "unled"


async def test_a_patrol_lead_who_leaves_while_another_is_named_never_leads_from_outside(
    database: Database,
) -> None:
    ward = await of_ward(database)
    crew = (await ward.on.crew(ward.on.friday)).crew
    names = {member_id: who for who, member_id in ward.ids.items()}
    leaving, other = crew[0].member_id, crew[1].member_id
    await ward.on.does(
        LEADS[0], leading.name_patrol_lead, patrol_id=ward.on.friday, member_id=leaving
    )

    found = await asyncio.gather(
        ward.on.does(
            names[leaving], turnout.withdraw, patrol_id=ward.on.friday, reason=Reason.DUTY
        ),
        ward.on.does(LEADS[1], leading.name_patrol_lead, patrol_id=ward.on.friday, member_id=other),
        return_exceptions=True,
    )

    assert not [each for each in found if isinstance(each, BaseException)]
    assert (await ward.named()).patrol_lead == other


async def test_two_leads_who_settle_at_once_settle_one_place(database: Database) -> None:
    ward = await of_ward(database)
    both = [Place(ACRE, "By the clock"), Place(ACRE, "By the door")]
    ids = []
    for who, place in zip(SERGEANTS, both, strict=True):
        await ward.on.does(
            who, places.propose, patrol_id=ward.on.friday, ward=ACRE, meeting=place.meeting,
            reason="Quiet",
        )  # fmt: skip
    async with database.reading() as tx:
        ids = [each.id for each in await kept.proposals_of(tx, ward.on.friday)]

    found = await asyncio.gather(
        *(
            ward.on.does(
                lead, places.settle_proposal, patrol_id=ward.on.friday, proposal_id=proposal
            )
            for lead, proposal in zip(LEADS, ids, strict=True)
        ),
        return_exceptions=True,
    )

    assert sum(isinstance(each, Refusal) for each in found) == 1
    async with database.reading() as tx:
        meeting = await kept.meeting_of(tx, ward.on.friday)
        left = await kept.proposals_of(tx, ward.on.friday)
    taken = next(n for n, each in enumerate(found) if not isinstance(each, BaseException))
    assert (meeting, left) == (both[taken].meeting, [])


async def test_whoever_proposes_anew_has_one_proposal_the_newest(database: Database) -> None:
    ward = await of_ward(database)
    await asyncio.gather(
        *(
            ward.on.does(
                SERGEANTS[0], places.propose, patrol_id=ward.on.friday, ward=ACRE, meeting=where,
                reason="Quiet",
            )
            for where in ("By the clock", "By the door")
        )
    )  # fmt: skip
    async with database.reading() as tx:
        assert len(await kept.proposals_of(tx, ward.on.friday)) == 1
    with pytest.raises(NotYourWard):
        await ward.on.does(
            AWAY[0], places.propose, patrol_id=ward.on.friday, ward=ACRE, meeting=None,
            reason="Quiet",
        )  # fmt: skip
