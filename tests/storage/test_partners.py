"""Two people and one invitation: however they race, one state is left, on both databases."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import select

from bot.actions import nights, partners, partners_afterwards, partners_answers
from operation.crew import Cancelled
from operation.errors import Refusal
from operation.partners import Invitation, Purpose, Stand
from operation.people import Grant, Role
from storage import agencies, grants, people
from storage import partners as records
from storage.database import Database
from storage.errors import Deadlocked
from storage.notices import WAITING, notice
from storage.outbox_tables import post
from tests.enrolled import enrol
from tests.storage.crew_scene import AREAS, LATER, LEADS, NOW, STARTS, Scene, only, published

ANN, BEN = 801, 802
HOUR = timedelta(hours=1)


@dataclass(frozen=True)
class Stage:
    """A published Friday, and two people of an agency that is invited to it."""

    on: Scene
    agency: int
    other: int

    async def tries(self, who: int, act: Callable[..., Awaitable[Any]], **facts: Any) -> str:
        """What became of somebody's action, tried again as a turn would."""
        for _ in range(3):
            try:
                await self.on.does(who, act, **facts)
            except Refusal as refused:
                return type(refused).__name__
            except Deadlocked:
                continue
            return "done"
        return "deadlocked"

    async def invitations(self) -> list[Invitation]:
        async with self.on.db.reading() as tx:
            return await records.invitations_of(tx, self.on.friday)

    async def invites(self, *agency_ids: int, lead: int = LEADS[0]) -> str:
        return await self.tries(
            lead, partners.invite, patrol_id=self.on.friday, agency_ids=list(agency_ids), starts=60,
            ends=180, meeting="Example Hall",
        )  # fmt: skip

    async def cards(self) -> dict[str, int]:
        """How often each card of an invitation was to be drawn anew, by key."""
        async with self.on.db.reading() as tx:
            rows = await tx.all(
                select(post.c.key, post.c.chat_id, post.c.wanted).where(
                    post.c.screen == "my_invitation"
                )
            )
        return {f"{row.chat_id}:{row.key}": row.wanted for row in rows}


async def staged(db: Database) -> Stage:
    on = await published(db, officers=4, signed_up=4)
    area = AREAS["lambeth"]
    async with db.transaction() as tx:
        await agencies.seed(tx, area.key, area.agencies, at=NOW)
        first, second, *_ = await agencies.of_area(tx, area.key)
        for who in (ANN, BEN):
            member = await enrol(tx, surname=f"Fable {who}", telegram_id=who, at=NOW, roles=())
            grant = Grant(Role.PARTNER, agency=first.key)
            await grants.add_grant(tx, member, grant, at=NOW)
    stage = Stage(on, first.id, second.id)
    said = await stage.tries(LEADS[0], partners.set_window, patrol_id=on.friday, starts=0, ends=240)
    assert said == "done"
    return stage


async def test_two_of_one_agency_who_answer_at_once_leave_one_answer_that_both_see(
    database: Database,
) -> None:
    stage = await staged(database)
    assert await stage.invites(stage.agency) == "done"
    [found] = await stage.invitations()
    before = await stage.cards()
    assert len(before) == 2

    ends = await asyncio.gather(
        *(
            stage.tries(
                who, partners_answers.answer, invitation_id=found.id, version=1, comes=comes
            )
            for who, comes in ((ANN, True), (BEN, False))
        )
    )

    assert ends == ["done", "done"]
    [after] = await stage.invitations()
    async with database.reading() as tx:
        ann, ben = [(await people.actor_by_telegram(tx, who)).members[0].id for who in (ANN, BEN)]
    assert (after.stand, after.comes, after.answered_by) in (
        (Stand.YES, ann, ann),
        (Stand.NO, None, ben),
    )
    events = only(await stage.on.audited(), "partner answered")
    assert len(events) == 2
    assert events[1].detail["was"] == events[0].detail["now"]
    assert events[1].detail["now"] == after.stand.value
    now = await stage.cards()
    assert all(now[key] > wanted for key, wanted in before.items()), "both cards are drawn anew"


async def test_two_who_invite_the_same_agency_at_once_send_one_invitation(
    database: Database,
) -> None:
    stage = await staged(database)

    ends = await asyncio.gather(*(stage.invites(stage.agency, lead=lead) for lead in LEADS))

    assert sorted(ends) == ["AlreadyInvited", "done"]
    assert len(await stage.invitations()) == 1
    assert len(await stage.cards()) == 2


async def test_no_night_for_enforcement_only_is_left_with_an_invitation(
    database: Database,
) -> None:
    stage = await staged(database)
    enforcement = {"patrol_id": stage.on.friday, "purpose": Purpose.ENFORCEMENT}
    kitchen = {"patrol_id": stage.on.friday, "agency_id": stage.agency}
    supplies = partners_afterwards.set_soup_kitchen
    assert await stage.tries(LEADS[0], supplies, **kitchen) == "done"
    unsure = await stage.tries(LEADS[1], partners.set_purpose, is_sure=False, **enforcement)
    assert unsure == "PartnersInvited"

    ends = await asyncio.gather(
        stage.invites(stage.agency),
        stage.tries(LEADS[1], partners.set_purpose, is_sure=True, **enforcement),
    )

    assert ends[1] == "done"
    assert not [each for each in await stage.invitations() if each.is_standing]
    async with database.reading() as tx:
        assert (await records.engagement_of(tx, stage.on.friday)).window is None
        assert await records.soup_kitchen_of(tx, stage.on.friday) is None
    assert await stage.tries(LEADS[0], supplies, **kitchen) == "EnforcementOnly"


async def test_what_falls_due_follows_the_answer_the_window_and_the_night(
    database: Database,
) -> None:
    stage = await staged(database)
    on = stage.on
    assert await stage.invites(stage.agency, stage.other) == "done"
    first, second = [str(each.id) for each in await stage.invitations()]
    starts = STARTS + HOUR
    assert await on.planned("remind_partner") == {
        f"{first}:24": starts - 24 * HOUR,
        f"{second}:24": starts - 24 * HOUR,
    }
    assert (await on.planned("chase_partner")).keys() == {first, second}
    assert await on.planned("partner_morning") == {
        str(on.friday): STARTS.replace(hour=10) + 24 * HOUR
    }

    said = await stage.tries(
        ANN, partners_answers.answer, invitation_id=int(first), version=1, comes=True
    )
    assert said == "done"
    assert (await on.planned("chase_partner")).keys() == {second}
    assert (await on.planned("show_partner")).keys() == {second}

    # Moved by half an hour: everyone who had said yes is asked, and chased, again.
    said = await stage.tries(
        LEADS[0], partners.change_window, patrol_id=on.friday, starts=90, ends=180
    )
    assert said == "done"
    assert (await on.planned("chase_partner")).keys() == {first, second}
    assert set((await on.planned("remind_partner")).values()) == {starts - 23.5 * HOUR}

    await on.does(LEADS[0], nights.cancel, patrol_id=on.friday, reason=Cancelled.WEATHER)
    kinds = (
        "remind_partner", "chase_partner", "show_partner", "partners_start", "partner_morning",
    )  # fmt: skip
    async with database.reading() as tx:
        rows = await tx.all(
            select(notice.c.kind).where(notice.c.kind.in_(kinds), notice.c.state == WAITING)
        )
    assert not rows
    await on.does(LEADS[0], nights.put_back, patrol_id=on.friday, at=LATER + HOUR)
    for kind in kinds:
        assert await on.planned(kind), kind
    assert {each.version for each in await stage.invitations()} == {3}
