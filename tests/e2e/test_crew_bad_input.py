"""What cannot be done with a crew: a clear answer, and nothing half done."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from pathlib import Path

from bot.callbacks import Payload
from bot.callbacks.crew import (
    Accept,
    AnswerFor,
    CallForCover,
    CancelNight,
    Confirm,
    Decline,
    MoveTimes,
    Pick,
    Publish,
    PutBack,
    SetWard,
    Withdraw,
)
from operation.people import Role
from sandbox.client import Person
from tests.e2e.casting import contents, joined, newcomer, opens_card
from tests.e2e.crew_scene import MINUTE, NIGHT, Scene, card, closed, published
from tests.e2e.test_crew_changes import cancels
from tests.e2e.troupe import taps


async def refuses(scene: Scene, person: Person, *buttons: Payload, words: str) -> None:
    """Each of these buttons is answered with these words, and changes nothing."""
    await scene.players.settles()
    before = await contents(scene.players.db, but=["inbox"])
    for button in buttons:
        answer = await scene.players.forged(person, button.pack())
        assert words in answer, (button, answer)
    await scene.players.settles()
    assert await contents(scene.players.db, but=["inbox"]) == before


async def id_of(scene: Scene) -> int:
    """Friday's number."""
    return (await scene.patrol()).book.patrol_id


async def test_an_offer_that_lapsed_or_went_to_another_cannot_be_taken(tmp_path: Path) -> None:
    async with published(tmp_path, 8, spare=3) as scene:
        night = await id_of(scene)
        first, second = scene.crew[6:]
        take, leave = Accept(night, False), Decline(night, False)
        await scene.withdraws(scene.crew[0])

        gone = "This place has gone to somebody else, or the offer has run out."
        await refuses(scene, second, take, leave, words=gone)
        await refuses(scene, scene.others[0], take, leave, words=gone)
        [offered] = (await scene.patrol()).crew.offered
        assert offered.offered_until is not None
        await scene.comes_to(offered.offered_until)
        await refuses(scene, first, take, leave, words=gone)

        # Then the place is taken: nobody else has it, and the one who does taps in vain twice.
        await taps(second, "✅ Take the place")
        await second.waits_for("and you have confirmed.")
        await refuses(scene, first, take, words=gone)
        async with scene.tells():
            again = await scene.players.forged(second, take.pack())
        assert again == "Fri 14 Mar: the place is yours. Thank you."
        assert "6. PC Sample 8 ✓" in await scene.post()

        # A call for cover: of two who tap at once, one has it.
        await scene.withdraws(scene.crew[1])
        helpers = scene.others
        for each in helpers:
            await each.waits_for("✅ I can cover")
        answers = await asyncio.gather(*(each.presses("✅ I can cover") for each in helpers))
        texts = sorted(str(each.text) for each in answers)
        assert texts[0] == "Fri 14 Mar: the place is yours. Thank you."
        assert texts[1] == texts[2]
        assert texts[1].startswith(gone)
        assert "6 on the crew" in await scene.post()


async def test_a_cancelled_night_takes_no_answer_and_no_change(tmp_path: Path) -> None:
    async with published(tmp_path, 7) as scene:
        night = await id_of(scene)
        officer = scene.crew[0]
        member = await scene.players.member_id(officer)
        ward = scene.players.running.areas["lambeth"].wards[0].code
        await cancels(scene, "Weather")

        off = "This night is cancelled (weather)"
        await refuses(
            scene, officer, Confirm(night, False), Withdraw(night, "unsaid"),
            Accept(night, False), Decline(night, False), words=off,
        )  # fmt: skip
        version = (await scene.patrol()).crew.version
        await refuses(
            scene, scene.lead, Publish(night, version, "n"), Pick(night, member, False),
            MoveTimes(night, 21 * 60, 27 * 60), SetWard(night, ward), CallForCover(night),
            CancelNight(night, "numbers"), AnswerFor(night, member, "confirm"), words=off,
        )  # fmt: skip
        await taps(scene.lead, "Put it back on")
        await refuses(scene, scene.lead, PutBack(night), words="This night takes place")


async def test_of_two_leads_who_publish_different_crews_at_once_one_is_told_to_look_again(
    tmp_path: Path,
) -> None:
    async with closed(tmp_path, 7, leads=2) as scene:
        [deputy] = scene.others
        night = await id_of(scene)
        seen = (await scene.patrol()).crew.version
        [label] = [b for b in (await scene.proposal()).buttons if f"Publish {NIGHT}" in b]
        async with scene.tells(*scene.crew):
            answers = await asyncio.gather(scene.lead.presses(label), deputy.presses(label))
        changed = "The crew was changed since you opened this."
        texts = sorted(str(each.text) for each in answers)
        assert texts[0] == "Fri 14 Mar: published. 7 people told."
        assert texts[1].startswith(changed)

        # One has looked at the crew, the other changes it: what was looked at is not published.
        await scene.opens_night(deputy)
        await taps(deputy, "Choose who goes", "✓ PC Sample 1")
        await deputy.waits_for("✅ Publish: the changes")
        looked_at = (await scene.patrol()).crew.version
        await taps(deputy, "PC Sample 7")
        await deputy.waits_for("PC Sample 7 → crew")
        for version in (seen, looked_at):
            await refuses(scene, scene.lead, Publish(night, version, "n"), words=changed)
        async with scene.tells(scene.crew[0], scene.crew[6]):
            await taps(deputy, "✅ Publish: the changes")
        now = (await scene.patrol()).crew.version
        already = Publish(night, now, "n")
        await refuses(scene, scene.lead, already, words="so there is nothing to change")


async def test_fewer_than_the_minimum_go_out_with_a_reason_that_can_be_read(tmp_path: Path) -> None:
    async with closed(tmp_path, 3) as scene:
        night = await id_of(scene)
        seen = (await scene.patrol()).crew.version
        await refuses(scene, scene.lead, Publish(night, seen, "n"), words="3 of at least 4.")
        assert "✅ Publish" not in str(await scene.proposal())

        await taps(scene.lead, f"Publish {NIGHT} with 3 of 4…")
        await scene.lead.waits_for("Why is it right to go with fewer?")
        await scene.lead.sends("Sample " * 571 + "eof")
        await scene.lead.waits_for("That has 4000 characters, and 200 is the most.")
        assert not (await scene.patrol()).crew.is_published
        await scene.lead.sends("Example weather")
        review = await scene.lead.waits_for("check and send")

        # While it is being typed, somebody drops out: the form does not publish another crew.
        await scene.crew[0].sends("/shifts")
        await taps(scene.crew[0], f"{NIGHT} ›", "Can't make it", "Yes, I can't make it")
        await scene.players.settles()
        answer = await scene.lead.presses("Publish", message=review)
        assert "The crew was changed since you opened this." in str(answer.text)
        assert not (await scene.patrol()).crew.is_published
        for each in scene.crew[1:]:
            assert not (await each.sees()).messages


async def test_a_reason_of_4000_characters_calls_nothing_off(tmp_path: Path) -> None:
    async with published(tmp_path, 4) as scene:
        await scene.opens_night()
        async with scene.tells(apart=[scene.lead]):
            await taps(scene.lead, "Change this night ›", "Cancel this night", "Another reason…")
            await scene.lead.waits_for("Those on the night will read it.")
            await scene.lead.sends("x" * 4000)
            await scene.lead.waits_for("That has 4000 characters, and 200 is the most.")
        assert (await scene.patrol()).crew.cancelled is None


async def test_whoever_has_withdrawn_is_off_and_a_patrol_under_way_stays_as_it_is(
    tmp_path: Path,
) -> None:
    async with published(tmp_path, 6) as scene:
        night = await id_of(scene)
        gone, stays = scene.crew[:2]
        await scene.withdraws(gone)
        off = "Already off this night"
        await refuses(scene, gone, Withdraw(night, "duty"), words=off)
        await refuses(scene, gone, Confirm(night, False), words="Not down for this night")
        await refuses(
            scene, stays, Withdraw(night, "access"), Withdraw(night, "flu"), words="out of date"
        )
        member = await scene.players.member_id(gone)
        await refuses(scene, scene.lead, AnswerFor(night, member, "withdraw"), words=off)
        await refuses(scene, scene.lead, Pick(night, member, True), words="Not down for this")

        await scene.before_start(-0.5)
        under_way = "The patrol started Friday 14 March 20:00"
        await refuses(scene, stays, Confirm(night, False), words=under_way)
        version = (await scene.patrol()).crew.version
        await refuses(
            scene, scene.lead, Publish(night, version, "n"), CancelNight(night, "weather"),
            MoveTimes(night, 23 * 60, 26 * 60), CallForCover(night), words=under_way,
        )  # fmt: skip
        foot = ["📝 Return", "Nil return", "📅 Calendar file", "My shifts"]
        assert (await card(stays)).buttons == ["Take me off now", *foot]
        await scene.before_start(-6)
        over = Withdraw(night, "unsaid")
        await refuses(scene, stays, over, words=under_way)
        await refuses(scene, scene.lead, AnswerFor(night, member, "withdraw"), words=under_way)


async def test_a_night_is_moved_to_no_time_that_is_past_or_cannot_be(tmp_path: Path) -> None:
    async with published(tmp_path, 6) as scene:
        night = await id_of(scene)
        await scene.comes_to(datetime(2031, 3, 14, 18, 50, tzinfo=UTC))
        await scene.opens_night()
        await taps(scene.lead, "Change this night ›", "Times", "From −1h")
        await scene.lead.waits_for("✅ Change to 19:00–02:00")
        await taps(scene.lead, "From −15")
        await scene.lead.waits_for("✅ Change to 18:45–02:00")
        async with scene.tells():
            answer = await taps(scene.lead, "✅ Change to 18:45–02:00")
        assert answer.alert
        assert "Friday 14 March 18:45 has passed. Choose a start that is still ahead." in str(
            answer.text
        )
        await refuses(
            scene, scene.lead, MoveTimes(night, 20 * 60, 20 * 60), MoveTimes(night, 60, 120),
            MoveTimes(night, 20 * 60, 40 * 60), MoveTimes(night, -5, 9**15),
            words="A night starts between noon and midnight and lasts at most 16 hours.",
        )  # fmt: skip
        same = MoveTimes(night, 20 * 60, 26 * 60)
        await refuses(scene, scene.lead, same, words="so there is nothing to change")


async def test_forged_buttons_open_nothing_to_those_who_may_not(tmp_path: Path) -> None:
    async with published(tmp_path, 7) as scene:
        night = await id_of(scene)
        member = await scene.players.member_id(scene.crew[0])
        version = (await scene.patrol()).crew.version
        mine: list[Payload] = [
            Confirm(night, False), Withdraw(night, "unsaid"), Accept(night, True),
        ]  # fmt: skip
        leads: list[Payload] = [
            Publish(night, version, "n"), Pick(night, member, False), CallForCover(night),
            MoveTimes(night, 21 * 60, 27 * 60), CancelNight(night, "weather"),
            AnswerFor(night, member, "withdraw"), PutBack(night),
        ]  # fmt: skip
        stranger = await newcomer(scene.players)
        await refuses(scene, stranger, *mine, *leads, words="This bot is for members of a team.")
        south = await joined(scene.players, "Specimen", Role.LEAD, Role.OFFICER, area="southwark")
        await refuses(scene, south, *mine, *leads, words="This bot is for members of a team.")
        await refuses(scene, scene.crew[1], *leads, words="You need the role “project lead”")

        await opens_card(scene.lead, "PC Sample 1")
        await taps(scene.lead, "Pause access")
        await scene.crew[0].waits_for("paused")
        await scene.passes(MINUTE)
        assert "PC Sample 1" not in await scene.post()
        paused = "Your access is paused."
        await refuses(scene, scene.crew[0], Accept(night, False), *leads, words=paused)
        assert (await scene.states())["Sample 7"] == "offered"
        assert any(each.verb.startswith("refused") for each in await scene.players.audited())
