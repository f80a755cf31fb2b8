"""Each patrol names its lead, its supervisor and a fallback, and all of them hear it."""

from __future__ import annotations

from pathlib import Path

from operation.people import Role
from tests.e2e.crew_scene import DEADLINE, FRIDAY, NIGHT, card, cards, closed, worked
from tests.e2e.test_pairing import of_ward, tapped


async def test_the_most_experienced_is_suggested_and_supervisors_are_named_in_two_taps(
    tmp_path: Path,
) -> None:
    async with closed(tmp_path, 5, leads=2) as scene:
        deputy = scene.others[0]
        [acre, *_] = scene.players.running.areas["lambeth"].wards
        sergeant = await of_ward(scene, "Tester", Role.WARD_SERGEANT, acre.code, "PS")
        await worked(scene, scene.crew[2], FRIDAY.replace(day=1))

        # Published without one: the same message asks, with the most experienced on a button.
        label = next(e for e in (await scene.proposal()).buttons if f"Publish {NIGHT}" in e)
        await scene.lead.presses(label)
        await scene.players.settles()
        asked = await scene.proposal()
        assert "No patrol lead yet" in asked.text
        suggestion = f"{NIGHT}: name PC Sample 3 lead"
        assert suggestion in asked.buttons
        assert "PC Sample 3 is the patrol lead." in await tapped(scene, scene.lead, suggestion)
        assert "You are the patrol lead of this night." in (await card(scene.crew[2])).text
        assert "Patrol lead: PC Sample 3" in (await card(scene.crew[0])).text

        # From the night card two taps name a supervisor: the part, and then who.
        await scene.opens_night()
        await tapped(scene, scene.lead, "Lead & pairing", "Name supervisor", "PS Tester")
        assert "You are named supervisor." in (await card(sergeant)).text
        await tapped(scene, scene.lead, "Name fallback", "PS Deputy 1")
        assert "You are named fallback" in (await cards(deputy))[-1].text
        seen = (await card(scene.crew[0])).text
        assert "Patrol lead: PC Sample 3 · Supervisor: PS Tester, fallback PS Deputy 1" in seen

        # Nobody of the crew supervises it, and nobody from outside leads it.
        patrol = (await scene.patrol()).book.patrol_id
        outside = await scene.players.member_id(sergeant)
        crew = await scene.players.member_id(scene.crew[0])
        for data, said in (
            (f"ldn:{patrol}:patrol_lead:{outside}:0", "not on the crew"),
            (f"ldn:{patrol}:supervisor:{crew}:0", "cannot supervise"),
            (f"ldn:{patrol}:supervisor:{outside}:0", "supervisor of this night already"),
        ):
            assert said in await scene.players.forged(scene.lead, data)

        # The patrol lead can't make it: leads and supervisor are told, and it is asked again.
        await scene.withdraws(scene.crew[2])
        for lead in (scene.lead, deputy):
            news = await lead.waits_for("PC Sample 3 was the patrol lead and is off the crew.")
            assert "Who leads the patrol?" in news.text
            assert "Name PC Sample 1 lead" in news.buttons
        assert "The patrol lead is off the crew" in (await card(sergeant)).text
        await tapped(scene, deputy, "Name PC Sample 1 lead")
        assert "You are the patrol lead" in (await card(scene.crew[0])).text
        named = [e for e in await scene.moves() if e.verb.endswith(" named")]
        assert [(each.verb, each.actor is None) for each in named] == [
            ("patrol lead named", False), ("supervisor named", False), ("fallback named", False),
            ("patrol lead named", True), ("patrol lead named", False),
        ]  # fmt: skip


async def test_leads_are_told_before_the_night_that_nobody_leads_it(tmp_path: Path) -> None:
    async with closed(tmp_path, 4) as scene:
        assert scene.players.now() >= DEADLINE
        label = next(e for e in (await scene.proposal()).buttons if f"Publish {NIGHT}" in e)
        await scene.lead.presses(label)
        await scene.players.settles()
        await scene.before_start(71.9)
        told = await scene.lead.waits_for("Who leads the patrol? No supervisor is named either.")
        assert "the most experienced of the crew (0 patrols)" in told.text
        await tapped(scene, scene.lead, "Name PC Sample 1 lead", "Lead & pairing")
        assert "Patrol lead: PC Sample 1" in (await scene.lead.sees()).last.text
