"""Signing up is not being selected: the bot proposes, the lead chooses and publishes."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from tests.e2e.crew_scene import DEADLINE, NIGHT, card, closed, night_of, opened, published, worked
from tests.e2e.troupe import taps

SATURDAY = "Sat 15 Mar"


async def test_the_proposal_gives_the_reason_beside_each_name(tmp_path: Path) -> None:
    async with opened(tmp_path, 8, spare=7) as scene:
        await worked(scene, scene.crew[0], date(2031, 2, 7))
        await worked(scene, scene.crew[0], date(2031, 2, 14))
        await worked(scene, scene.crew[1], date(2031, 2, 21))
        await worked(scene, scene.crew[2], date(2031, 2, 28))
        await worked(scene, scene.crew[3], date(2031, 1, 10))
        for officer in scene.others:
            await officer.presses(f"{SATURDAY}: in", chat=scene.group)

        async with scene.tells(scene.lead):
            await scene.comes_to(DEADLINE)

        proposal = (await scene.proposal()).text
        assert night_of(proposal) == (
            "Fri 14 Mar · 20:00–02:00\n"
            "ward to be agreed · 6 of 6 places\n"
            "Proposed crew (weighed hours, 8 weeks):\n"
            "1. PC Sample 5 · 0 h · fewest hours\n"
            "2. PC Sample 6 · 0 h · fewest hours\n"
            "3. PC Sample 7 · 0 h · fewest hours\n"
            "4. PC Sample 8 · 0 h · fewest hours\n"
            "5. PC Sample 4 · 0 h · fewest hours\n"
            "6. PC Sample 2 · 6.8 h · longest since a patrol (Fri 21 Feb)\n"
            "Would stand by:\n"
            "1. PC Sample 3 · 6.8 h\n"
            "2. PC Sample 1 · 14.2 h"
        )
        saturday = night_of(proposal, SATURDAY)
        assert "1. PC Sample 9 · 0 h · earliest sign-up" in saturday
        assert "Would stand by:\n1. PC Sample 15 · 0 h" in saturday


async def test_one_tap_publishes_and_everybody_is_told_how_they_stand(tmp_path: Path) -> None:
    async with closed(tmp_path, 8, spare=1, leads=2) as scene:
        deputy, idle = scene.others
        [label] = [b for b in (await scene.proposal()).buttons if f"Publish {NIGHT}" in b]
        assert label == "✅ Publish Fri 14 Mar: crew of 6"

        async with scene.tells(*scene.crew):
            answer = await scene.lead.presses(label)

        assert answer.text == "Fri 14 Mar: published. 8 people told."
        mine = await card(scene.crew[0])
        assert "You have been chosen for the crew." in mine.text
        assert mine.buttons[:2] == ["✅ Confirm", "Can't make it"]
        assert (
            "you are standing by.\n\nYou are standing by, 1st in line."
            in (await card(scene.crew[6])).text
        )
        assert "You are standing by, 2nd in line." in (await card(scene.crew[7])).text
        assert await scene.post() == (
            "Fri 14 Mar · 20:00–02:00\n"
            "ward to be agreed · 6 on the crew, 0 confirmed\n"
            "Crew: " + ", ".join(f"{n}. PC Sample {n}" for n in range(1, 7)) + "\n"
            "Standing by: 1. PC Sample 7, 2. PC Sample 8"
        )
        theirs = await deputy.waits_for("Here is a crew for")
        assert "Crew published: 6, of whom 0 confirmed" in theirs.text
        assert not theirs.shows("Publish")
        assert not (await idle.sees()).messages
        moves = await scene.moves()
        assert [each.verb for each in moves][9:11] == ["crew published", "selected"]
        assert moves[-1].verb == "put on standby"
        assert moves[-1].detail["was"] == "in"
        assert moves[-1].detail["now"] == "standing_by"
        assert moves[-1].actor == moves[9].actor is not None


async def test_the_lead_swaps_two_names_and_nobody_hears_before_it_is_published(
    tmp_path: Path,
) -> None:
    async with closed(tmp_path, 7, leads=2) as scene:
        [deputy] = scene.others
        async with scene.tells(apart=[scene.lead]):
            await taps(scene.lead, f"Open {NIGHT}", "Choose who goes", "✓ PC Sample 1")
            await scene.lead.waits_without("✓ PC Sample 1")
            await taps(scene.lead, "PC Sample 7")
            chosen = await scene.lead.waits_for("✓ PC Sample 7")
        for text in (chosen.text, (await deputy.sees()).last.text):
            assert "Your crew, not published yet" in text
            assert "6. PC Sample 7 · 0 h · chosen by you" in text
            assert "1. PC Sample 1 · 0 h · left out by you" in text

        async with scene.tells(*scene.crew):
            await taps(scene.lead, "✅ Publish: crew of 6")

        assert "You have been chosen" in (await card(scene.crew[6])).text
        assert "You are standing by, 1st in line." in (await card(scene.crew[0])).text
        post = await scene.post()
        assert "6. PC Sample 7" in post
        assert "Standing by: 1. PC Sample 1" in post


async def test_a_change_after_publication_is_told_to_those_who_moved_alone(tmp_path: Path) -> None:
    async with published(tmp_path, 8, leads=2) as scene:
        [deputy] = scene.others
        await scene.crew[1].presses("✅ Confirm")
        await scene.opens_night()
        await taps(scene.lead, "Choose who goes", "✓ PC Sample 2")
        await scene.lead.waits_without("✓ PC Sample 2")
        await taps(scene.lead, "PC Sample 8")
        hers = await scene.lead.waits_for("PC Sample 8 → crew")
        assert "Your changes are not published yet." in hers.text
        assert "2. PC Sample 2 ✓ → standby" in hers.text
        assert "2. PC Sample 8 → crew" in hers.text
        assert "PC Sample 2 ✓" in await scene.post(), "the group sees what is published"

        async with scene.tells(scene.crew[1], scene.crew[7]):
            answer = await taps(scene.lead, "✅ Publish: the changes")

        assert answer.text == "Fri 14 Mar: published. 2 people told."
        assert "The crew has changed: you are standing by now." in (await card(scene.crew[1])).text
        assert "✅ Confirm" in (await card(scene.crew[7])).buttons
        assert "PC Sample 8" in (await card(scene.crew[0])).text, "cards renew where they stand"
        post = await scene.post()
        assert "6. PC Sample 8\nStanding by: 1. PC Sample 7, 2. PC Sample 2" in post
        theirs = (await deputy.waits_for("Here is a crew for")).text
        assert "6. PC Sample 8 · not confirmed yet" in theirs


async def test_whoever_signs_up_for_a_reopened_night_that_has_its_crew_joins_the_standby(
    tmp_path: Path,
) -> None:
    async with published(tmp_path, 7, spare=1) as scene:
        late, early = scene.others[0], scene.crew[0]
        await scene.withdraws(early)
        await scene.lead.sends("/rota")
        await taps(scene.lead, "Week of Mon 10 Mar", "Reopen sign-up")
        await scene.lead.waits_for("Close sign-up now")

        async with scene.tells():
            answer = await late.presses(f"{NIGHT}: in", chat=scene.group)
            again = await early.presses(f"{NIGHT}: in", chat=scene.group)

        assert answer.text == "Fri 14 Mar: You are standing by, 1st in line."
        assert again.text == "Fri 14 Mar: You are standing by, 2nd in line."
        post = await scene.post()
        assert "Standing by: 1. PC Sample 7, 2. PC Sample 8, 3. PC Sample 1" in post
        assert not (await scene.lead.sees(scene.group)).find(f"{NIGHT}: out"), "nor just steps back"
        await late.sends("/shifts")
        listed = await late.waits_for("You are standing by, 1st in line.")
        await late.presses(NIGHT, message=listed)
        assert "Can't stand by" in (await late.waits_for("‹ My shifts")).buttons

        # The crew is not proposed anew, and nobody on it hears of the second deadline.
        await scene.before_start(6.5)
        async with scene.tells(scene.lead):
            await scene.before_start(6)
        assert "Crew published: 5" in (await scene.lead.sees()).last.text


async def test_a_lead_adds_and_takes_off_by_hand_once_the_crew_is_published(tmp_path: Path) -> None:
    async with published(tmp_path, 5, spare=3) as scene:
        new, second, _ = scene.others
        await scene.opens_night()
        async with scene.tells(new):
            answer = await taps(scene.lead, "Add someone", "PC Sample 6")
        assert answer.text == "Fri 14 Mar: on the crew."
        assert "✅ Confirm" in (await card(new)).buttons
        async with scene.tells(second):
            answer = await taps(scene.lead, "Add someone", "PC Sample 7")
        assert answer.text == "Fri 14 Mar: standing by, 1st in line."
        assert "6. PC Sample 6\nStanding by: 1. PC Sample 7" in await scene.post()

        async with scene.tells(scene.crew[0], second):
            await taps(scene.lead, "PC Sample 1 ›", "Take them off")
        assert "Your lead has taken you off this night." in (await card(scene.crew[0])).text
        assert "A place has come free." in (await card(second)).text
        off = next(each for each in await scene.moves() if each.verb == "stood down")
        assert off.actor is not None
        assert off.detail["was"] == "selected"
