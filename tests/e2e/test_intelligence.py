"""Entries of a patrol, played on phones: intelligence, incidents, and what stops one."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

from operation.incidents import Incident
from operation.intelligence import Item
from operation.stops import Stop, StopKind
from storage import drafts, incidents, intelligence, stops
from tests.e2e.crew_scene import Scene
from tests.e2e.return_scene import WORKED, over, tapped

ITEM = ("No, never before", "Kerb crawling", "2 Untested", "B Known indirectly, but")
"""The taps of an item up to its handling."""


async def entries(scene: Scene) -> tuple[Sequence[Item], Sequence[Incident], Sequence[Stop]]:
    """What there is of Friday by the database: items, incidents, stops."""
    patrol_id = (await scene.patrol()).book.patrol_id
    async with scene.players.db.reading() as tx:
        return (
            await intelligence.of_patrol(tx, patrol_id),
            await incidents.of_patrol(tx, patrol_id),
            await stops.of_patrol(tx, patrol_id),
        )


async def test_an_item_of_intelligence_is_graded_in_six_taps_and_its_reference_is_chased(
    tmp_path: Path,
) -> None:
    async with over(tmp_path) as scene:
        officer = scene.crew[0]
        await tapped(scene, officer, "📝 Return", *WORKED)
        shown = await tapped(scene, officer, "➕ Intelligence")
        assert shown.json["protected"]
        assert "Has this source told you before" in shown.text
        shown = await tapped(scene, officer, *ITEM)
        assert "C Permitted with conditions" in shown.buttons
        review = await tapped(scene, officer, "P Lawful sharing")
        assert "Ward: Brixton Acre Lane" in review.text
        # Back in the return that is being filled in, which shows it.
        shown = await tapped(scene, officer, "✅ Record it")
        assert "➕ Kerb crawling, 2BP, reference missing" in shown.text
        assert "Send the return" in " ".join(shown.buttons)
        await tapped(scene, officer, "✅ Send the return")
        # Asked for the next day, and the day after, by one card; whoever recorded it types it.
        await scene.passes(timedelta(hours=36))
        due = await officer.waits_for("no force reference yet")
        assert "Kerb" not in due.text
        await scene.passes(timedelta(hours=24))
        asked = [e for e in (await officer.sees()).texts if "no force reference yet" in e]
        assert len(asked) == 1
        await tapped(scene, officer, "🔗 Reference")
        await officer.sends("no digits")
        shown = await officer.waits_for("at least one digit")
        await officer.sends("CR 42/31")
        shown = await tapped(scene, officer, "✅ It is there")
        assert "Full report in the force's system: CR 42/31" in shown.text
        await officer.waits_without("no force reference yet")
        # Corrected: what was there is struck and kept, with who and why.
        await tapped(scene, officer, "Correct something", "Learnt since")
        await tapped(scene, officer, "✏️ Handling", "C Permitted", "☐ Police only", "✅ 1 ticked")
        shown = await tapped(scene, officer, "✅ Correct it")
        assert "Grade 2BC" in shown.text
        assert "Condition: Police only" in shown.text
        assert "Handling: P Lawful sharing permitted, PC Sample 1" in shown.text
        assert "learnt since" in shown.text
        audited = await scene.players.audited()
        said = {each.verb for each in audited}
        assert {"intelligence recorded", "intelligence referred", "intelligence corrected"} <= said
        assert "2BC" not in str(audited)
        assert "CR 42" not in str(audited)
        group = " ".join((await scene.lead.sees(scene.group)).texts)
        assert "Kerb" not in group


async def test_a_source_who_tells_again_ends_the_entry_and_nothing_of_it_is_kept(
    tmp_path: Path,
) -> None:
    async with over(tmp_path) as scene:
        officer = scene.crew[0]
        await tapped(scene, officer, "📝 Return", *WORKED, "✅ Send the return")
        await tapped(scene, officer, "Entries (0)", "➕ Intelligence")
        shown = await tapped(scene, officer, "Yes, told me before")
        assert "Stop: write nothing here" in shown.text
        assert "source handling unit" in shown.text
        items, _, [stop] = await entries(scene)
        assert items == []
        assert (stop.kind, stop.by) == (StopKind.SOURCE, None)
        [line] = [e for e in await scene.players.audited() if e.verb == "entry stopped"]
        assert line.actor is None
        async with scene.players.db.reading() as tx:
            left = await drafts.waiting_of(tx, person_id=1, now=scene.players.now())
        assert left == []
        # Nobody is asked for a reference of it.
        await scene.passes(timedelta(hours=48))
        assert not any("force reference" in text for text in (await officer.sees()).texts)


async def test_an_incident_that_needs_the_lead_alerts_at_once_and_one_of_them_has_it(
    tmp_path: Path,
) -> None:
    async with over(tmp_path) as scene:
        officer = scene.crew[0]
        await tapped(scene, officer, "📝 Return", *WORKED, "➕ Incident")
        await tapped(scene, officer, "Needle or sharps", "Minor", "☐ First aid", "☐ Reported")
        shown = await tapped(scene, officer, "✅ 2 ticked", "Yes")
        assert "radio emergency button or 999" in shown.text
        await tapped(scene, officer, "Yes")
        shown = await tapped(scene, officer, "✅ Record it")
        assert shown.text.startswith("In danger: radio emergency button or 999.")
        assert "Needle or sharps" in shown.text
        assert "nobody has said yet" in shown.text
        alert = await scene.lead.waits_for("The crew needs a lead now")
        assert alert.text.startswith("In danger: radio emergency button or 999.")
        assert "Needle" not in alert.text
        assert "Sample" not in alert.text
        await tapped(scene, scene.lead, "✅ I have it")
        await officer.waits_for("PS Example has it.")
        said = await scene.players.forged(scene.lead, "ict:1")
        assert said.startswith("PS Example has it already")
        said = await scene.players.forged(officer, "ict:1")
        assert said.startswith("Only those who were alerted")
        # Corrected; what it was is kept.
        await tapped(scene, officer, "Correct something", "A slip", "✏️ How bad", "Serious")
        shown = await tapped(scene, officer, "✅ Correct it")
        assert "How bad: Serious" in shown.text
        assert "How bad: Minor, PC Sample 1" in shown.text


async def test_possibly_under_18_ends_the_entry_keeps_nothing_and_is_chased_until_typed(
    tmp_path: Path,
) -> None:
    async with over(tmp_path) as scene:
        officer = scene.crew[0]
        await tapped(scene, officer, "📝 Return", *WORKED, "➕ Intelligence", *ITEM)
        shown = await tapped(scene, officer, "⛔ Under 18?")
        assert shown.text.startswith("In danger: radio emergency button or 999.")
        # A slip of the thumb: on with the entry.
        await tapped(scene, officer, "‹ Go on")
        shown = await tapped(scene, officer, "⛔ Under 18?", "⛔ Yes, stop")
        assert "Children's social care hub" in shown.text
        assert "Force reference missing" in shown.text
        alert = await scene.lead.waits_for("A safeguarding stop: ring the crew now.")
        assert "Fri 14 Mar, 02:10" in alert.text
        assert "Sample" not in alert.text
        items, _, [stop] = await entries(scene)
        assert items == []
        assert stop.kind is StopKind.CHILD
        # Nothing of the entry is left in the chat either; the return stays as it was.
        await officer.waits_without("Untested")
        shown = await tapped(scene, officer, "‹ Return")
        assert "Women seen: 3" in shown.text
        assert "Under-18 stop, reference missing" in shown.text
        # After an hour, from the morning every four hours, then daily; the leads after a day.
        await scene.passes(timedelta(minutes=59))
        assert not any("force reference is still" in text for text in (await officer.sees()).texts)
        await scene.passes(timedelta(minutes=1))
        await officer.waits_for("A force reference is still missing.")
        assert not any("force reference is still" in t for t in (await scene.lead.sees()).texts)
        await scene.passes(timedelta(hours=40))
        await scene.lead.waits_for("A force reference is still missing.")
        await tapped(scene, officer, "🔗 Reference")
        await officer.sends("MERLIN 12/31")
        shown = await tapped(scene, officer, "✅ The force has it")
        assert "Force reference: MERLIN 12/31" in shown.text
        await scene.passes(timedelta(hours=48))
        await officer.waits_without("A force reference is still missing")
        await scene.lead.waits_without("A force reference is still missing")


async def test_an_adult_in_danger_gets_the_card_and_the_entry_goes_on(tmp_path: Path) -> None:
    async with over(tmp_path) as scene:
        officer = scene.crew[0]
        await tapped(scene, officer, "📝 Return", *WORKED, "➕ Incident", "Threat")
        shown = await tapped(scene, officer, "🆘 In danger?")
        assert "needs her consent" in shown.text
        shown = await tapped(scene, officer, "🆘 Yes, note it")
        assert "Force reference missing" in shown.text
        _, _, [stop] = await entries(scene)
        assert stop.kind is StopKind.DANGER
        assert not any("safeguarding" in text for text in (await scene.lead.sees()).texts)
        await officer.sends("/start")
        shown = await tapped(scene, officer, "Drafts", "▶ Incident")
        assert "How bad was it?" in shown.text
        await scene.passes(timedelta(hours=32))
        await officer.waits_for("A force reference is still missing.")


async def test_entries_are_practised_without_anything_coming_of_them(tmp_path: Path) -> None:
    async with over(tmp_path) as scene:
        officer = scene.crew[0]
        await officer.sends("/start")
        await tapped(scene, officer, "My shifts", "Practise entries", "Intelligence", *ITEM)
        shown = await tapped(scene, officer, "⛔ Under 18?", "⛔ Yes, stop")
        assert "Practice · Under 18" in shown.text
        await officer.sends("/start")
        await tapped(scene, officer, "My shifts", "Practise entries", "Intelligence")
        shown = await tapped(scene, officer, "Yes, was asked to")
        assert "Stop: write nothing here" in shown.text
        await officer.sends("/start")
        await tapped(scene, officer, "My shifts", "Practise entries", "Incident", "Threat", "Minor")
        await tapped(scene, officer, "☐ Withdrew", "✅ 1 ticked", "No", "Yes")
        shown = await tapped(scene, officer, "✅ Record it")
        assert "Nothing was sent or counted." in shown.text
        assert await entries(scene) == ([], [], [])
        assert not any("needs a lead" in text for text in (await scene.lead.sees()).texts)


async def test_several_entries_wait_beside_each_other(tmp_path: Path) -> None:
    async with over(tmp_path) as scene:
        officer = scene.crew[0]
        await tapped(scene, officer, "📝 Return", *WORKED, "✅ Send the return", "Entries (0)")
        await tapped(scene, officer, "➕ Incident", "Threat", "Later")
        await officer.sends("/start")
        patrol_id = (await scene.patrol()).book.patrol_id
        await scene.players.forged(officer, f"icn:{patrol_id}")
        shown = await officer.waits_for("What was it?")
        await tapped(scene, officer, "Vehicle", "Minor", "Later")
        await officer.sends("/start")
        shown = await tapped(scene, officer, "Drafts (2)")
        assert shown.text.count("Incident, Fri 14 Mar") == 2


async def test_who_was_not_there_sees_no_entry_and_begins_none(tmp_path: Path) -> None:
    async with over(tmp_path) as scene:
        idle = await scene.players.officer("Idle")
        officer = scene.crew[0]
        await tapped(scene, officer, "📝 Return", *WORKED, "➕ Intelligence", *ITEM)
        await tapped(scene, officer, "P Lawful", "✅ Record it")
        patrol_id = (await scene.patrol()).book.patrol_id
        for data in (
            f"itn:{patrol_id}", "ito:1", "itc:1", "itr:1", f"icn:{patrol_id}",
            f"spa:{patrol_id}:0:child", f"spn:{patrol_id}:0:danger",
        ):  # fmt: skip
            said = await scene.players.forged(idle, data)
            assert said.startswith("Only the crew of this patrol"), data
        # A draft of somebody else's is nobody's to stop, and a source's stop has no button.
        await tapped(scene, officer, "➕ Incident")
        said = await scene.players.forged(idle, f"spn:{patrol_id}:4:child")
        assert said.startswith("This form was sent, cancelled")
        assert (
            "out of date"
            in (await scene.players.forged(officer, f"spn:{patrol_id}:0:source")).lower()
        )
        assert len((await entries(scene))[2]) == 0
