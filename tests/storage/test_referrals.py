"""Referrals at once, on both databases: references are one person's, and links are used once."""

from __future__ import annotations

import asyncio

import pytest

from bot.actions import referral_links, referrals
from operation.referrals import AgencyLinkOver, Consent, Recorded, Stage, Urgency
from storage import chats, people
from storage import referrals as stored
from storage.chats import ChatKind
from storage.database import Database
from tests.storage.crew_scene import AREAS, LEADS, Scene
from tests.storage.hours_scene import MORNING, over

LEAD = LEADS[0]
LAMBETH = AREAS["lambeth"]
SAID = Recorded(("medical", "housing"), Consent.GIVEN, Urgency.ROUTINE, is_new=True)


@pytest.fixture
async def scene(database: Database) -> Scene:
    """A night that is over, with its crew."""
    return await over(database)


async def recorded(scene: Scene, again: str | None = None, said: Recorded = SAID) -> str:
    """One by the lead; its reference."""
    made = await scene.does(
        LEAD, referrals.record, patrol_id=scene.friday, said=said, again=again, area=LAMBETH,
        at=MORNING,
    )  # fmt: skip
    return made.reference or ""


async def test_what_is_recorded_is_read_back_and_its_reference_is_the_areas(scene: Scene) -> None:
    reference = await recorded(scene)
    async with scene.db.transaction() as tx:
        [found] = await stored.of_reference(tx, "lambeth", reference)
        assert found.services == ("medical", "housing")
        assert (found.stage, found.urgency, found.is_new) == (
            Stage.NOT_SENT, Urgency.ROUTINE, True,
        )  # fmt: skip
        assert not await stored.of_reference(tx, "southwark", reference)


async def test_a_reference_that_is_taken_is_passed_over(scene: Scene) -> None:
    taken = await recorded(scene)
    offered = iter([taken, taken, "CCC222"])
    async with scene.db.transaction() as tx:
        by = scene.ids[scene.officers[0]]
        made = await stored.add(
            tx, area="lambeth", patrol_id=scene.friday, said=SAID,
            reference=lambda: next(offered), by=by, at=MORNING,
        )  # fmt: skip
        assert (made.reference, made.number) == ("CCC222", 1)


async def test_two_of_one_person_at_once_have_different_numbers(scene: Scene) -> None:
    reference = await recorded(scene)
    await asyncio.gather(recorded(scene, reference), recorded(scene, reference))
    async with scene.db.transaction() as tx:
        hers = await stored.of_reference(tx, "lambeth", reference)
    assert [each.number for each in hers] == [1, 2, 3]


async def test_a_link_that_two_open_at_once_is_one_persons_and_is_used_once(scene: Scene) -> None:
    await recorded(scene)
    async with scene.db.reading() as tx:
        [found] = await stored.of_patrol(tx, scene.friday)
    await scene.does(LEAD, referrals.hand_over, referral_id=found.id, to=None, at=MORNING)
    token, _ = await scene.does(LEAD, referral_links.make_link, referral_id=found.id, at=MORNING)
    async with scene.db.transaction() as tx:
        mine = (await chats.ensure(tx, 5001, ChatKind.PRIVATE)).id
        theirs = (await chats.ensure(tx, 5002, ChatKind.PRIVATE)).id

    async def opens(chat_id: int) -> int | None:
        try:
            async with scene.db.transaction() as tx:
                actor = await people.actor_by_telegram(tx, 5001)
                link = await referral_links.open_link(
                    tx, actor=actor, token=token, chat_id=chat_id, now=MORNING
                )
                return link.id
        except AgencyLinkOver:
            return None

    opened = await asyncio.gather(opens(mine), opens(theirs))
    assert opened.count(None) == 1
    owner, link_id = (mine, opened[0]) if opened[0] else (theirs, opened[1])
    assert link_id is not None

    async def answers(outcome: Stage) -> bool:
        try:
            async with scene.db.transaction() as tx:
                actor = await people.actor_by_telegram(tx, 5001)
                await referral_links.answer(
                    tx, actor=actor, link_id=link_id, chat_id=owner, outcome=outcome, now=MORNING
                )
                return True
        except AgencyLinkOver:
            return False

    said = await asyncio.gather(answers(Stage.ATTENDED), answers(Stage.NOT_ATTENDED))
    assert sorted(said) == [False, True]


async def test_a_withdrawal_ends_the_link_and_what_it_was_is_kept(scene: Scene) -> None:
    await recorded(scene)
    async with scene.db.reading() as tx:
        [found] = await stored.of_patrol(tx, scene.friday)
    await scene.does(LEAD, referrals.hand_over, referral_id=found.id, to=None, at=MORNING)
    token, _ = await scene.does(LEAD, referral_links.make_link, referral_id=found.id, at=MORNING)
    await scene.does(LEAD, referrals.withdraw, referral_id=found.id, at=MORNING)
    async with scene.db.transaction() as tx:
        link = await stored.find_link(tx, token=token)
        assert link is not None
        assert link.is_used
        changes = await stored.changes_of(tx, found.id)
    assert [(each.what, each.was) for each in changes] == [
        ("stage", "not_sent"), ("stage", "handed_over"),
    ]  # fmt: skip
