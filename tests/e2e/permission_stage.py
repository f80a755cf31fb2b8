"""An area with everybody in it, and another beside it: who may do what is tried out here."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from bot.actions import calling, crew, nights, rota, turnout
from config.areas import SHIPPED_AREAS, read_areas
from operation.area import Area
from operation.crew import Cancelled, Reason
from operation.joining import InviteMade
from operation.people import Actor, Grant, GrantState, MemberState, Role
from storage import areas as area_plans
from storage import chats, invites, people
from storage import grants as grant_rows
from storage.chats import ChatKind
from storage.database import Database, Transaction
from storage.rota import get_patrol, patrols_of_week
from tests.e2e import (
    hours_stage,
    partners_stage,
    stage_intelligence,
    stage_pairing,
    stage_referrals,
    stage_rest,
    stage_returns,
    stage_swaps,
    stage_training,
    stage_visits,
)

NOW = datetime(2031, 3, 3, 9, tzinfo=UTC)
"""A Monday on which the rota of the week of 10 March is open."""
AREAS: Mapping[str, Area] = read_areas([SHIPPED_AREAS])
HERE, ELSEWHERE = AREAS["lambeth"], AREAS["southwark"]
GROUP = -1001

WARD = Grant(Role.LOCAL_OFFICER, ward=HERE.wards[0].code)
SERGEANT = Grant(Role.WARD_SERGEANT, ward=HERE.wards[0].code)
PARTNER = Grant(Role.PARTNER, agency=HERE.agencies[0].key)
LEAD, OFFICER, VISITOR = Grant(Role.LEAD), Grant(Role.OFFICER), Grant(Role.VISITOR)
ASKED = Grant(Role.OFFICER, state=GrantState.PENDING)

CAST: dict[str, tuple[str, MemberState, tuple[Grant, ...]]] = {
    "lead": (HERE.key, MemberState.ACTIVE, (LEAD,)),
    "deputy": (HERE.key, MemberState.ACTIVE, (LEAD, OFFICER)),
    "officer": (HERE.key, MemberState.ACTIVE, (OFFICER,)),
    "local officer": (HERE.key, MemberState.ACTIVE, (WARD,)),
    "ward sergeant": (HERE.key, MemberState.ACTIVE, (SERGEANT,)),
    "visitor": (HERE.key, MemberState.ACTIVE, (VISITOR,)),
    "partner": (HERE.key, MemberState.ACTIVE, (PARTNER,)),
    "suspended lead": (HERE.key, MemberState.SUSPENDED, (LEAD, OFFICER)),
    "suspended officer": (HERE.key, MemberState.SUSPENDED, (OFFICER,)),
    "pending": (HERE.key, MemberState.PENDING, (ASKED,)),
    "declined": (HERE.key, MemberState.DECLINED, ()),
    "removed lead": (HERE.key, MemberState.REMOVED, ()),
    "lead elsewhere": (ELSEWHERE.key, MemberState.ACTIVE, (LEAD,)),
    "officer elsewhere": (ELSEWHERE.key, MemberState.ACTIVE, (OFFICER,)),
}
"""Area, state and roles. A stranger is added without any of them."""
EXTRAS: dict[str, tuple[Grant, ...]] = {
    "colleague": (OFFICER, WARD),
    "paused": (OFFICER,),
    "stand-in": (OFFICER,),
}
"""People whom things are done to."""
ENOUGH = "Enough for a quiet night"
"""Why a lead publishes fewer than the minimum."""


@dataclass(frozen=True, slots=True)
class Crews:
    """The nights of the closed week, each with its crew as far as it has come.

    `proposed` has colleague, deputy, officer and stand-in picked, in this `version`. `published`
    has officer selected, colleague confirmed, deputy holding an offer since paused withdrew, and
    stand-in standing by. Of `vacant` colleague has withdrawn; deputy and stand-in are asked for
    cover, officer has said no, and late, who came afterwards, is not asked yet. `cancelled` had
    officer on it.
    """

    proposed: int
    version: int
    published: int
    vacant: int
    cancelled: int


@dataclass(frozen=True, slots=True)
class Ids:
    """What the calls refer to."""

    members: Mapping[str, int]
    people: Mapping[str, int]
    week: int
    closed_week: int
    patrol: int
    other_patrol: int
    crews: Crews
    asked: int
    second_role: int
    invite: int
    more: Mapping[str, Any]
    """What the slices have added, by name: see `BUILDERS`."""


TOKEN = "a-token-for-a-new-officer"


Builder = Callable[
    [Transaction, Mapping[str, int], Crews, Mapping[str, Actor]], Awaitable[Mapping[str, Any]]
]
BUILDERS: tuple[Builder, ...] = (
    stage_pairing.build,
    partners_stage.build,
    stage_swaps.build,
    stage_visits.build,
    hours_stage.build,
    stage_training.build,
    stage_rest.build,
    stage_returns.build,
    stage_intelligence.build,
    stage_referrals.build,
)  # fmt: skip
"""What each slice adds to the stage, from the members, the nights and the actors: ids by name."""


async def build(db: Database) -> Ids:
    """Fill an empty database; everything is as if it had been done by the actions."""
    async with db.transaction() as tx:
        for area in AREAS.values():
            await area_plans.seed(tx, area.key, area.plan, at=NOW)
        group = await chats.ensure(tx, GROUP, ChatKind.GROUP, "Team")
        await chats.bind(tx, group.id, HERE.key)
        members = {}
        for number, (name, (area_key, state, grants)) in enumerate(CAST.items(), 1):
            members[name] = await _member(tx, number, area_key, state, grants)
        for number, (name, grants) in enumerate(EXTRAS.items(), 100):
            members[name] = await _member(tx, number, HERE.key, MemberState.ACTIVE, grants)
        who = {name: (await people.get_member(tx, each)).person_id or 0
               for name, each in members.items()}  # fmt: skip
        weeks = await calling.open_weeks(tx, area=HERE, now=NOW)
        built = await _crews(tx, members, weeks[1])
        late = await _member(tx, 200, HERE.key, MemberState.ACTIVE, (OFFICER,))
        await people.change_member(tx, members["paused"], state=MemberState.SUSPENDED)
        patrols = [each.book.patrol_id for each in await patrols_of_week(tx, weeks[0])]
        officer = await people.actor_of_person(tx, who["officer"])
        await rota.sign_up(tx, actor=officer, patrol_id=patrols[1], areas=AREAS, now=NOW)
        made = InviteMade(HERE.key, Role.OFFICER, 20, NOW.replace(day=6), by=members["lead"])
        invite = await invites.add_invite(tx, made, token=TOKEN, at=NOW)
        cast = {name: await people.actor_of_person(tx, each) for name, each in who.items()}
        more: dict[str, Any] = {}
        for builder in BUILDERS:
            more |= await builder(tx, members, built, cast)
        asked = await grant_rows.grants_of(tx, member_id=members["pending"])
        second = await grant_rows.grants_of(tx, member_id=members["colleague"])
    return Ids(
        members={**members, "late": late},
        people=who,
        week=weeks[0],
        closed_week=weeks[1],
        patrol=patrols[0],
        other_patrol=patrols[1],
        crews=built,
        asked=asked[0].id,
        second_role=second[1].id,
        invite=invite,
        more=more,
    )


async def _crews(tx: Transaction, members: Mapping[str, int], week_id: int) -> Crews:
    """Fill the nights of a week, two extra ones among them, and close it."""
    who = {
        name: await people.actor_of_person(tx, (await people.get_member(tx, each)).person_id or 0)
        for name, each in members.items()
        if name in {"lead", "deputy", "officer", *EXTRAS}
    }
    lead = who["lead"]
    for day in (10, 11):
        night = date(2031, 3, day)
        await calling.add_extra_night(tx, actor=lead, area=HERE, night=night, now=NOW)
    by_night = {each.book.night.day: each.book.patrol_id
                for each in await patrols_of_week(tx, week_id)}  # fmt: skip
    vacant, cancelled, proposed, published = (by_night[day] for day in (10, 11, 14, 15))
    for patrol_id, names in {
        vacant: ["colleague"],
        cancelled: ["officer"],
        proposed: ["colleague", "deputy", "officer", "stand-in"],
        published: ["officer", "colleague", "paused", "deputy", "stand-in"],
    }.items():
        for name in names:
            await rota.sign_up(tx, actor=who[name], patrol_id=patrol_id, areas=AREAS, now=NOW)
    await calling.close_week(tx, actor=lead, week_id=week_id, areas=AREAS, now=NOW)
    for name in ("deputy", "stand-in"):
        await crew.pick(
            tx,
            actor=lead,
            patrol_id=published,
            member_id=members[name],
            wanted=False,
            areas=AREAS,
            now=NOW,
        )
    for patrol_id, leaves in ((vacant, "colleague"), (published, "paused")):
        chosen = (await get_patrol(tx, patrol_id)).crew
        await crew.publish(
            tx, actor=lead, patrol_id=patrol_id, version=chosen.version, areas=AREAS, now=NOW,
            reason=ENOUGH,
        )  # fmt: skip
        await turnout.withdraw(
            tx, actor=who[leaves], patrol_id=patrol_id, reason=Reason.HOME, areas=AREAS, now=NOW
        )
    await turnout.confirm(tx, actor=who["colleague"], patrol_id=published, areas=AREAS, now=NOW)
    await turnout.decline(tx, actor=who["officer"], patrol_id=vacant, areas=AREAS, now=NOW)
    await nights.cancel(
        tx, actor=lead, patrol_id=cancelled, reason=Cancelled.WEATHER, areas=AREAS, now=NOW
    )
    version = (await get_patrol(tx, proposed)).crew.version
    return Crews(proposed, version, published, vacant, cancelled)


async def actors_of(db: Database, ids: Ids) -> dict[str, Actor]:
    """Everybody as the turn of an update would see them."""
    async with db.reading() as tx:
        found = {
            name: await people.actor_by_telegram(tx, number) for number, name in enumerate(CAST, 1)
        }
        found["stranger"] = await people.actor_by_telegram(tx, 999)
    assert found["stranger"] == Actor()
    assert not found["removed lead"].members
    assert ids.people["lead"] == found["lead"].person_id
    return found


async def _member(
    tx: Transaction, number: int, area: str, state: MemberState, grants: tuple[Grant, ...]
) -> int:
    chat = await chats.ensure(tx, number, ChatKind.PRIVATE)
    person = await people.ensure_person(tx, chat.id, at=NOW)
    member_id = await people.save_member(
        tx,
        person_id=person,
        area=area,
        state=state,
        rank="PC",
        surname=f"Fable{number}",
        warrant="1234AB",
        at=NOW,
    )
    await people.change_member(tx, member_id, trained_on=date(2031, 2, 1))
    for grant in grants:
        await grant_rows.add_grant(tx, member_id, grant, at=NOW)
    return member_id
