"""Cover: whoever can't make it says so, and somebody else is found in their place."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

from operation.crew import State
from sandbox.client import Person
from tests.e2e.crew_scene import MINUTE, Scene, card, closed, published, worked
from tests.e2e.troupe import taps


async def offer_ends(scene: Scene) -> datetime:
    """When the one open offer runs out."""
    [offered] = (await scene.patrol()).crew.offered
    assert offered.offered_until is not None
    return offered.offered_until


async def last_of(person: Person) -> str:
    """What somebody's phone shows at the bottom."""
    return (await person.sees()).last.text


async def test_withdrawing_takes_two_taps_tells_the_lead_and_offers_the_place_on(
    tmp_path: Path,
) -> None:
    async with published(tmp_path, 8, leads=2) as scene:
        gone, first, second = scene.crew[1], *scene.crew[6:]
        await gone.presses("✅ Confirm")

        async with scene.tells(scene.lead, scene.others[0], first, apart=[gone]):
            await gone.presses("Can't make it")
            sure = await gone.waits_for("You can't make it?")
            assert sure.buttons[:4] == [
                "Yes, I can't make it",
                "Duty or court",
                "Family or home",
                "Not fit for duty",
            ]
            answer = await gone.presses("Not fit for duty")

        assert answer.text == "Fri 14 Mar: you are off. Your lead knows."
        told = await last_of(scene.lead)
        assert told.startswith("PC Sample 2 can't make it (not fit for duty).")
        assert "Can't make it: PC Sample 2 (not fit for duty)" in told
        offer = await card(first)
        assert "A place has come free." in offer.text
        assert "A place is yours if you take it by Thursday 6 March 09:00." in offer.text
        assert offer.buttons[:2] == ["✅ Take the place", "No, thanks"]
        assert "You are standing by, 1st in line." in (await card(second)).text
        post = await scene.post()
        assert "5 on the crew, 0 confirmed" in post
        assert "PC Sample 2" not in post
        assert "fit" not in post, "the reason is for the lead alone"
        withdrew, offered = (await scene.moves())[-2:]
        assert (withdrew.verb, withdrew.detail["was"]) == ("withdrew", "confirmed")
        assert withdrew.detail["reason"] == "unfit"
        assert withdrew.actor is not None
        assert (offered.verb, offered.actor) == ("offered a place", None)

        # One tap, and it is theirs; the lead is told who.
        async with scene.tells(scene.lead, scene.others[0]):
            answer = await first.presses("✅ Take the place")
        assert answer.text == "Fri 14 Mar: the place is yours. Thank you."
        assert (await last_of(scene.lead)).startswith("PC Sample 7 has taken the place.")
        assert "you have confirmed" in (await card(first)).text
        assert "6. PC Sample 7 ✓\nStanding by: 1. PC Sample 8" in await scene.post()


async def test_an_offer_goes_on_when_declined_and_when_it_lapses_whatever_the_bot_does_meanwhile(
    tmp_path: Path,
) -> None:
    async with published(tmp_path, 9) as scene:
        first, second, third = scene.crew[6:]
        for officer in scene.crew[1:6]:
            await officer.presses("✅ Confirm")
        await scene.withdraws(scene.crew[0])
        assert (await last_of(scene.lead)).startswith("PC Sample 1 can't make it.\n")

        async with scene.tells(second):
            answer = await first.presses("No, thanks")
        assert answer.text == "Fri 14 Mar: that is fine. Others are asked."
        assert "You are not down for this night" in (await card(first)).text
        assert "You are standing by, 1st in line." in (await card(third)).text

        ends = await offer_ends(scene)
        await scene.comes_to(ends - MINUTE)
        await scene.players.restarts()
        await scene.players.settles()
        assert (await scene.states())["Sample 8"] == "offered"
        async with scene.tells(second, third):
            await scene.comes_to(ends)
        assert "The offer has run out" in (await card(second)).text
        assert not (await card(second)).shows("✅ Take the place")
        assert "Sample 8" not in await scene.states()
        lapse = next(e for e in await scene.moves() if e.verb == "let the offer lapse")
        assert (lapse.actor, lapse.detail["was"], lapse.detail["now"]) == (
            None,
            "offered",
            "declined",
        )

        # The bot is away when the last offer runs out, and goes on when it is back.
        ends = await offer_ends(scene)
        async with scene.tells(scene.lead, third):
            await scene.players.stops()
            await scene.players.world.clock_to(ends + MINUTE)
            await scene.players.returns()
            await scene.lead.waits_for("nobody is left to be asked")
        told = await last_of(scene.lead)
        assert told.startswith("A place is free, and nobody is left to be asked.")
        assert "Ask more people" in (await scene.lead.sees()).last.buttons
        refused = await taps(scene.lead, "Ask more people")
        assert refused.alert
        assert "Add a person by hand" in str(refused.text)


async def test_whoever_took_the_place_in_time_has_it_though_the_bot_was_away_over_the_limit(
    tmp_path: Path,
) -> None:
    async with published(tmp_path, 8) as scene:
        holder = scene.crew[6]
        await scene.withdraws(scene.crew[0])
        ends = await offer_ends(scene)
        await scene.players.stops()
        await holder.presses("✅ Take the place", wait=0)
        await scene.players.world.clock_to(ends + MINUTE)
        await scene.players.returns()
        await holder.waits_for("you have confirmed")
        await scene.players.settles()

        assert (await scene.states())["Sample 7"] == "confirmed"
        assert (await scene.states())["Sample 8"] == "standing_by"
        assert "let the offer lapse" not in [each.verb for each in await scene.moves()]


async def test_when_nobody_stands_by_those_least_recently_asked_are_and_the_first_has_it(
    tmp_path: Path,
) -> None:
    async with closed(tmp_path, 6, spare=9) as scene:
        recent, before, *fresh = scene.others
        await worked(scene, recent, date(2031, 2, 21), State.DECLINED)
        await worked(scene, before, date(2031, 1, 3), State.DECLINED)
        await scene.publishes()

        async with scene.tells(scene.lead, *fresh[:6], apart=scene.crew[:1]):
            await scene.withdraws(scene.crew[0], "Family or home")
        told = await last_of(scene.lead)
        assert told.startswith(
            "PC Sample 1 can't make it (family or home).\n"
            "Nobody is standing by: 6 people asked for cover."
        )
        call = await card(fresh[0])
        assert "Can you help out?" in call.text
        assert call.buttons[:2] == ["✅ I can cover", "Sorry, no"]

        # The lead asks more people: the one left, and those asked lately come last.
        async with scene.tells(fresh[6], before, recent):
            answer = await taps(scene.lead, "Ask more people")
        assert answer.text == "Asking 3 people."
        async with scene.tells():
            assert (await fresh[1].presses("Sorry, no")).text is not None

        released = [fresh[0], *fresh[3:], before, recent]
        async with scene.tells(scene.lead, *released):
            answer = await fresh[2].presses("✅ I can cover")
        assert answer.text == "Fri 14 Mar: the place is yours. Thank you."
        assert (await last_of(scene.lead)).startswith("PC Sample 11 has taken the place.")
        assert "you have confirmed" in (await card(fresh[2])).text
        for each in released:
            stood_down = await card(each)
            assert "The place is filled. Thank you." in stood_down.text
            assert not stood_down.shows("✅ I can cover")
        assert "6. PC Sample 11 ✓" in await scene.post()
        assert {each.verb for each in (await scene.moves())[-8:]} == {"accepted", "stood down"}


async def test_whoever_stands_by_can_step_out_and_nobody_is_asked_for_it(tmp_path: Path) -> None:
    async with published(tmp_path, 8) as scene:
        first, second = scene.crew[6:]

        async with scene.tells(scene.lead, apart=[first]):
            await first.presses("Can't stand by")
            await taps(first, "Duty or court")

        assert (await last_of(scene.lead)).startswith("PC Sample 7 can't make it (duty or court).")
        assert "You are standing by, 1st in line." in (await card(second)).text
        assert "Standing by: 1. PC Sample 8" in await scene.post()

        # The night starts: who still stands by is released without a word.
        await scene.before_start(1)
        async with scene.tells():
            await scene.before_start(-0.1)
        assert "You are not needed for this night." in (await card(second)).text
        assert (await scene.moves())[-1].verb == "stood down"
