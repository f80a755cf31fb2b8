"""The patrol lead and the ward's sergeant propose where to go, and the lead settles."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from operation.people import Role
from tests.e2e.crew_scene import NIGHT, WEEK, card, closed, published
from tests.e2e.test_pairing import of_ward, settles_ward, tapped
from tests.e2e.troupe import post_of

WHY = "Quiet since the lights went up"


async def test_the_patrol_lead_proposes_a_place_and_the_lead_settles_it(tmp_path: Path) -> None:
    async with published(tmp_path, 4, leads=2) as scene:
        [acre, north, *_] = scene.players.running.areas["lambeth"].wards
        sergeant = await of_ward(scene, "Tester", Role.WARD_SERGEANT, north.code, "PS")
        patrol_lead, deputy = scene.crew[3], scene.others[0]

        # Three buttons and two short lines.
        await tapped(scene, patrol_lead, "✅ Confirm")
        await tapped(scene, patrol_lead, "Propose a place", acre.name)
        await patrol_lead.sends("By the invented clock")
        await patrol_lead.waits_for("Why there?")
        await patrol_lead.sends(WHY)
        await patrol_lead.waits_for("check and send")
        assert "Sent to the project lead" in await tapped(scene, patrol_lead, "✅ Propose")
        await scene.lead.waits_for("PC Sample 4 proposes where to go")

        # A sergeant proposes their own ward, and no other is offered.
        await sergeant.sends("/start")
        await tapped(scene, sergeant, "My ward", f"Propose {NIGHT}")
        wards = (await sergeant.sees()).last.buttons
        assert north.name in wards
        assert acre.name not in wards
        await tapped(scene, sergeant, north.name, "Skip")
        await sergeant.sends("Two patrols were there last month")
        async with scene.tells(patrol_lead, scene.lead, deputy, apart=[sergeant]):
            await tapped(scene, sergeant, "✅ Propose")

        # Whom it is for to agree sees it on their card, and agrees with one tap; the leads hear it.
        mine = await card(patrol_lead)
        assert "Somebody proposes where to go: do you agree?" in mine.text
        assert f"You propose {acre.name}, meeting at By the invented clock: {WHY}" in mine.text
        assert f"PS Tester proposes {north.name}: Two patrols" in mine.text
        async with scene.tells(scene.lead, deputy):
            agreed = await tapped(scene, patrol_lead, f"✅ Agree: {north.name}")
        assert agreed == "Fri 14 Mar: you agree. The project lead settles it."
        await scene.lead.waits_for("PC Sample 4 agrees to where to go")
        mine = await card(patrol_lead)
        assert "(agreed: you)" in mine.text
        assert not any("Agree" in label for label in mine.buttons)
        night = (await scene.patrol()).book.patrol_id
        assert "your own proposal" in await scene.players.forged(sergeant, f"plca:{night}:2")
        assert "You need the role" in await scene.players.forged(scene.crew[0], f"plca:{night}:2")
        async with scene.tells():
            assert "you agree" in await scene.players.forged(patrol_lead, f"plca:{night}:2")

        # The lead sees who proposes what and why, and settles with one tap; all hear once.
        await scene.opens_night()
        await tapped(scene, scene.lead, "Ward")
        shown = (await scene.lead.sees()).last
        assert f"PC Sample 4 proposes {acre.name}, meeting at By the invented clock: {WHY}" in (
            shown.text
        )
        assert f"PS Tester proposes {north.name}: Two patrols" in shown.text
        assert "(agreed: PC Sample 4)" in shown.text
        async with scene.tells(*scene.crew, apart=[scene.lead, deputy]):
            answer = await tapped(scene, scene.lead, f"✅ Take 1: {acre.name}")
        assert answer.startswith("The place is set.")
        mine = await card(scene.crew[0])
        assert f"The ward is now {acre.name}." in mine.text
        assert "Meeting area: By the invented clock" in mine.text
        post = post_of(await scene.lead.sees(scene.group), WEEK)
        assert acre.name in post
        assert "clock" not in post
        settled = next(e for e in await scene.moves() if e.verb == "ward changed")
        assert settled.detail["reason"] == WHY

        # What was not taken is over, and an old button says so.
        await tapped(scene, scene.lead, "Ward")
        assert "proposes" not in (await scene.lead.sees()).last.text
        patrol = (await scene.patrol()).book.patrol_id
        answer = await scene.players.forged(scene.lead, f"plcs:{patrol}:1")
        assert "settled or replaced meanwhile" in answer

        # The meeting area changes after that: its people hear it once, and the group nothing.
        await tapped(scene, scene.lead, "Meeting area…")
        await scene.lead.sends("x" * 81)
        await scene.lead.waits_for("80 is the most")
        await scene.lead.sends("At the painted door")
        async with scene.tells(*scene.crew, apart=[scene.lead, deputy]):
            await tapped(scene, scene.lead, "✅ Set it")
        assert "Meeting area: At the painted door" in (await card(scene.crew[0])).text
        assert post_of(await scene.lead.sees(scene.group), WEEK) == post

        # Proposals for a night that is off, and by whoever has no part in it, are refused.
        assert "You need the role" in await scene.players.forged(scene.crew[0], f"plcp:{patrol}")
        await scene.opens_night()
        await tapped(scene, scene.lead, "Change this night ›", "Cancel this night", "Weather")
        assert "cancelled" in await scene.players.forged(sergeant, f"plcp:{patrol}")


async def test_a_ward_that_is_not_settled_by_the_deadline_is_asked_for(tmp_path: Path) -> None:
    async with closed(tmp_path, 4) as scene:
        label = next(e for e in (await scene.proposal()).buttons if f"Publish {NIGHT}" in e)
        await scene.lead.presses(label)
        await scene.players.settles()
        await tapped(scene, scene.lead, f"{NIGHT}: name PC Sample 1 lead")

        # Monday noon: whoever leads the patrol, and the lead; nobody else.
        await scene.comes_to(datetime(2031, 3, 10, 11, 59, tzinfo=UTC))
        async with scene.tells(scene.lead, scene.crew[0]):
            await scene.comes_to(datetime(2031, 3, 10, 12, 1, tzinfo=UTC))
        assert "As patrol lead, agree one" in (await card(scene.crew[0])).text
        await scene.lead.waits_for("No ward is settled for this night yet.")
        [acre, *_] = scene.players.running.areas["lambeth"].wards
        await settles_ward(scene, acre.name)


async def test_a_sergeant_agrees_to_what_the_patrol_lead_proposes_for_their_ward(
    tmp_path: Path,
) -> None:
    async with published(tmp_path, 4) as scene:
        [acre, north, *_] = scene.players.running.areas["lambeth"].wards
        sergeant = await of_ward(scene, "Tester", Role.WARD_SERGEANT, north.code, "PS")
        other = await of_ward(scene, "Example", Role.WARD_SERGEANT, acre.code, "PS")
        patrol_lead = scene.crew[3]
        await tapped(scene, patrol_lead, "✅ Confirm")
        await tapped(scene, patrol_lead, "Propose a place", north.name)
        await patrol_lead.sends("By the invented clock")
        await patrol_lead.waits_for("Why there?")
        await patrol_lead.sends(WHY)
        await patrol_lead.waits_for("check and send")
        async with scene.tells(scene.lead, apart=[patrol_lead]):
            await tapped(scene, patrol_lead, "✅ Propose")

        asked = await sergeant.waits_for("Somebody proposes a place in your ward: do you agree?")
        for words in (
            f"PC Sample 4 proposes {north.name}, meeting at By the invented clock: {WHY}",
        ):
            assert words in asked.text
        assert asked.buttons == [f"✅ Agree: {north.name}", "My ward", "Home"]
        night = (await scene.patrol()).book.patrol_id
        refused = await scene.players.forged(other, f"plca:{night}:1")
        assert "ward" in refused
        async with scene.tells(scene.lead):
            assert "you agree" in await tapped(scene, sergeant, f"✅ Agree: {north.name}")
        assert "(agreed: PS Tester)" in (await card(patrol_lead)).text
        assert (await sergeant.sees()).last.buttons == ["My ward", "Home"]
        await tapped(scene, scene.lead, "Ward", f"✅ Take 1: {north.name}")
        assert "Somebody proposes" not in (await card(patrol_lead)).text
