"""Support after a visit, played: asked by buttons, answered, closed, counted."""

from __future__ import annotations

from pathlib import Path

from tests.e2e.crew_scene import HOUR, STARTS, published
from tests.e2e.test_visits import asks, fills_in, invites
from tests.e2e.troupe import taps


async def test_a_visitor_asks_for_support_a_lead_answers_and_closes_and_it_is_counted(
    tmp_path: Path,
) -> None:
    async with published(tmp_path, 5, leads=2) as scene:
        players, deputy = scene.players, scene.others[0]
        sergeant = await players.lead("Elsewhere", area="southwark")
        guest = await players.world.person("Guest")
        await asks(scene, sergeant)
        await scene.lead.waits_for("May they come along?")
        await scene.lead.presses("✅ Accept")
        await guest.opens(await invites(scene, scene.crew[0]))
        await fills_in(guest)
        await guest.presses("Ask to come")
        await players.settles()
        assert "members of a team" in await players.forged(guest, "sqn:lambeth")
        await scene.lead.presses("✅ Accept")
        await scene.comes_to(STARTS + 8 * HOUR)

        # From the card of the visit, which is over: the topic, nothing to add, ask.
        await guest.waits_for("Ask for support")
        await taps(guest, "Ask for support", "Setting up an area", "Skip", "✅ Send it")
        await guest.waits_for("The project leads of Lambeth answer here.")
        await players.settles()
        asked = await scene.lead.waits_for("Support asked for · Setting up an area")
        assert "PS Guest · a visitor" in asked.text
        await scene.lead.presses("📞 I'll call you")
        await players.settles()
        assert "PS Example: They will call you." in (await guest.sees()).last.text
        # The other lead's card says so, and has nothing to answer.
        theirs = await deputy.waits_for("PS Example: will call")
        assert "📞 I'll call you" not in theirs.buttons
        await scene.lead.presses("✅ Done, close it")

        # A sergeant adds a few words; a long note is asked for again.
        await sergeant.sends("/start")
        await taps(sergeant, "Ask for support", "Training for our team")
        await sergeant.sends("W" * 201)
        await sergeant.waits_for("Say it shorter")
        await sergeant.sends("Four officers in May")
        await taps(sergeant, "✅ Send it")
        await players.settles()
        again = await players.forged(sergeant, "sqn:southwark")
        assert "what is asked of it comes to you" in again

        # Chased after two days, with its age; answered in words; on the leads' list.
        await scene.passes(72 * HOUR)
        await scene.lead.waits_for("Still open, asked")
        await scene.lead.sends("/start")
        board = await scene.lead.waits_for("1 support request open")
        assert "❗ Requests (1)" in board.buttons
        await taps(scene.lead, "❗ Requests (1)")
        listed = await scene.lead.waits_for("Training for our team · open, ")
        assert "So far: 2 asked, 1 answered, half within 1 h, 1 closed. 2 visits." in listed.text
        await taps(scene.lead, next(b for b in listed.buttons if b.startswith("Training")))
        await taps(scene.lead, "Write an answer")
        await scene.lead.sends("Two places in May, two in June")
        await taps(scene.lead, "Send the answer")
        await players.settles()
        assert "PS Example: Two places in May, two in June" in (await sergeant.sees()).last.text
        request = 2
        assert "Another lead has answered" in await players.forged(deputy, f"sqk:{request}")
        assert "project lead" in await players.forged(scene.crew[0], f"sqk:{request}")
        assert "members of a team" in await players.forged(sergeant, f"sqx:{request}")

        # An officer asks the leads of their own area.
        await scene.crew[1].sends("/start")
        await taps(scene.crew[1], "Ask for support", "Wellbeing of the team", "Skip", "✅ Send it")
        await players.settles()
        await deputy.waits_for("Wellbeing of the team")
        verbs = [each.verb for each in await players.audited()]
        for verb, times in (("support asked", 3), ("support answered", 2), ("support closed", 1)):
            assert verbs.count(verb) == times
