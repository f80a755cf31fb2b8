"""Rest, played: duties in two taps, who is not rested, overriding, and rest that is owed."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from sandbox.client import Message, Person
from storage import audit
from tests.e2e.crew_scene import DEADLINE, Scene, card, closed, opened
from tests.e2e.troupe import taps

NEXT_FRIDAY = "Fri 21 Mar"
AFTERWARDS = datetime(2031, 3, 15, 9, 0, tzinfo=UTC)


async def shifts(scene: Scene, person: Person) -> Message:
    """What “My shifts” says now."""
    await person.sends("/shifts")
    await scene.players.settles()
    return (await person.sees()).last


async def says(scene: Scene, person: Person, before: str, after: str) -> Message:
    """Two taps on what is asked; what stands there then."""
    await taps(person, before)
    await person.waits_for("next duty after it?")
    await taps(person, after)
    await scene.players.settles()
    return (await person.sees()).last


async def opens_rest(scene: Scene, lead: Person) -> Message:
    """A lead opens the rest of Friday."""
    await scene.opens_night(lead)
    await taps(lead, "Rest")
    return await lead.waits_for("· rest")


async def test_duties_are_said_in_two_taps_stop_a_publication_and_are_overridden_and_owed(
    tmp_path: Path,
) -> None:
    async with opened(tmp_path, 4, leads=2, rested=False) as scene:
        ann, bea = scene.crew[0], scene.crew[1]
        lead, deputy = scene.lead, scene.others[0]

        # Two taps under “My shifts”: nothing stands against a duty from twelve to eight but hours.
        asked = await shifts(scene, ann)
        assert "Fri 14 Mar: Your duty before Friday’s patrol?" in asked.text
        assert asked.buttons[:7] == [
            "Early 7–15", "Day 9–17", "Middle 12–20", "Late 14–22", "Night 22–7", "Rest day",
            "Other times…",
        ]  # fmt: skip
        said = await says(scene, ann, "Middle 12–20", "Early 7–15")
        assert "Before: Middle 12:00–20:00 (Fri 14 Mar)" in said.text
        assert "After: Early 07:00–15:00 (Sat 15 Mar)" in said.text
        assert "⚠️ 14 h on duty in one stretch; the limit is 16 h." in said.text
        assert "⚠️ Only 5 h of rest after the patrol instead of 11 h." in said.text
        assert (await shifts(scene, ann)).text.count("duty before") == 0

        # At the deadline whoever has not said it is asked; the others are left alone.
        await scene.comes_to(DEADLINE)
        assert "So that everyone who goes is rested" in (await bea.sees()).last.text
        assert "So that everyone" not in (await ann.sees()).last.text
        assert "14 h in one stretch" in (await scene.proposal()).text
        assert "duties not stated" in (await scene.proposal()).text

        # A duty from nine to five makes it seventeen hours: both hear it at once.
        said = await says(scene, bea, "Day 9–17", "Rest day")
        assert "⛔ 17 h on duty in one stretch; the limit is 16 h." in said.text
        assert "You stay on the list" in said.text
        told = (await lead.sees()).last
        assert told.text.startswith(f"PC {bea.name} is not rested for this night")
        assert "17 h in one stretch" not in await scene.post()

        # The rules propose others now; the lead who wants her all the same is refused.
        await scene.opens_night(lead)
        await taps(lead, "Choose who goes")
        await lead.waits_for("Tap a name to move it in")
        await taps(lead, f"PC {bea.name}")
        await lead.waits_for(f"✓ PC {bea.name}")
        refused = await lead.presses("✅ Publish: crew of 4")
        assert str(refused.text).startswith(f"PC {bea.name}: ⛔ 17 h in one stretch.")
        night = await opens_rest(scene, lead)
        assert f"PC {bea.name} · ⛔ 17 h in one stretch" in night.text
        await taps(lead, f"⛔ PC {bea.name}")
        theirs = await lead.waits_for("Before: Day 09:00–17:00")
        assert "Override with a reason" in theirs.buttons
        await taps(lead, "Override with a reason")
        why = await lead.waits_for("Why is it right that they go?")
        assert "17 h on duty in one stretch" in why.text
        await lead.sends("She has slept until noon")
        await taps(lead, "✅ Override")
        await lead.waits_for("Overridden by PS Example: She has slept until noon")
        assert "your lead has overridden the rest rules" in (await card(bea)).text
        await scene.opens_night(lead)
        published = await lead.presses("✅ Publish: crew of 4")
        assert "published. 4 people told" in str(published.text)
        await scene.players.settles()
        assert "rest overridden" in (await scene.opens_night(deputy)).text
        assert "slept" not in await scene.post()

        # What is worse than what was overridden is not covered.
        await taps(bea, "Your duties")
        await bea.waits_for("Before: Day 09:00–17:00")
        await taps(bea, "Change before", "Early 7–15")
        await bea.waits_for("⛔ 19 h on duty in one stretch")
        assert "⛔ 19 h in one stretch" in (await opens_rest(scene, deputy)).text

        # Ann went out, and was back on duty after five hours.
        await scene.comes_to(AFTERWARDS)
        owed = await ann.waits_for("Rest is owed to you")
        assert "6 h · Fri 14 Mar: only 5 h of rest" in owed.text
        await taps(ann, "Rest owed to you")
        await ann.waits_for("They note the day, and it goes from here.")
        await lead.sends("/start")
        await taps(lead, "Rest owed")
        listed = await lead.waits_for("rest owed")
        assert f"PC {ann.name} · 6 h: Fri 14 Mar" in listed.text
        assert bea.name not in listed.text
        await taps(lead, f"PC {ann.name}")
        await lead.waits_for(f"PC {ann.name} · 6 h · Fri 14 Mar: only 5 h of rest")
        await taps(lead, "Another day…")
        await lead.waits_for("On which day was it given?")
        await lead.sends("20 Mar 2031")
        ahead = await taps(lead, "✅ Note it")
        assert "still ahead" in str(ahead.text)
        await taps(lead, "✏️ Given on")
        await lead.waits_for("On which day was it given?")
        await lead.sends("15 Mar 2031")
        await taps(lead, "✅ Note it")
        await lead.waits_for("No rest is owed to anybody.")
        await ann.waits_for("as given: 6 h, on Sat 15 Mar")

        async with scene.players.db.reading() as tx:
            events = [each.event for each in await audit.recent(tx, "lambeth", limit=500)][::-1]
        verbs = [each.verb for each in events]
        assert verbs.count("duty stated") == 5
        assert "duties looked at" in verbs
        assert "rest owed looked at" in verbs
        done = [e for e in events if e.verb in {"rest overridden", "rest owed", "rest given"}]
        assert [each.verb for each in done] == ["rest overridden", "rest owed", "rest given"]
        assert done[0].detail["reason"] == "She has slept until noon"


async def test_what_was_said_is_remembered_changed_typed_and_said_by_the_lead(
    tmp_path: Path,
) -> None:
    async with closed(tmp_path, 2, spare=1, rested=False) as scene:
        ann, _ = scene.crew
        lead = scene.lead
        await says(scene, ann, "Rest day", "Rest day")

        # The next Friday knows it by itself, and can be changed to times of one's own.
        await scene.players.settles()
        await ann.presses(f"{NEXT_FRIDAY}: in", chat=scene.group)
        mine = await shifts(scene, ann)
        assert "duty before" not in mine.text
        await taps(ann, f"{NEXT_FRIDAY} ›")
        await ann.waits_for("Before: rest day, as last time. After: rest day, as last time.")
        await taps(ann, "Your duties")
        await ann.waits_for("Before: rest day, as last time")
        await taps(ann, "Change before", "Other times…")
        await ann.waits_for("From when to when?")
        for wrong, why in (
            ("after lunch", "Those are no two times."),
            ("0700-2500", "A day has no such time."),
            ("0700-0600", "lasts more than 16 hours"),
            ("07-07", "ends before it starts"),
        ):
            await ann.sends(wrong)
            await ann.waits_for(why)
        await ann.sends("0930 - 17:45")
        await ann.waits_for("From and to: 09:30–17:45")
        noted = await taps(ann, "✅ Note it")
        assert str(noted.text).startswith("Noted. ⛔ 16 h 30 min on duty in one stretch")
        said = await ann.waits_for("⛔ 16 h 30 min on duty in one stretch")
        assert "Before: 09:30–17:45 (Fri 21 Mar)" in said.text
        # Friday the 14th is as it was said.
        await shifts(scene, ann)
        await taps(ann, "Fri 14 Mar ›")
        await ann.waits_for("Before: rest day. After: rest day.")

        # What overlaps with what was said for another night is refused.
        await ann.presses("Sat 22 Mar: in", chat=scene.group)
        await shifts(scene, ann)
        await taps(ann, f"{NEXT_FRIDAY} ›", "Your duties")
        await ann.waits_for("Change after")
        await taps(ann, "Change after", "Early 7–15")
        await ann.waits_for("After: Early 07:00–15:00 (Sat 22 Mar)")
        await shifts(scene, ann)
        overlapping = await taps(ann, "Day 9–17")
        assert "Another duty is stated from Saturday 22 March 07:00" in str(overlapping.text)

        # The lead says it for somebody; who was asked is not asked again.
        bea = scene.crew[1]
        await opens_rest(scene, lead)
        await taps(lead, f"⚠️ PC {bea.name}")
        await lead.waits_for("Their duty before Friday’s patrol?")
        await taps(lead, "Day 9–17")
        await lead.waits_for("And their next duty after it?")
        await taps(lead, "Rest day")
        await lead.waits_for("⛔ 17 h on duty in one stretch")
        await scene.players.settles()
        assert "By what else you work you cannot go on this night" in (await card(bea)).text

        # Somebody who is not rested is not added by one tap: what stands against it comes first.
        spare = scene.others[0]
        await spare.presses(f"{NEXT_FRIDAY}: in", chat=scene.group)
        await shifts(scene, spare)
        await says(scene, spare, "Day 9–17", "Rest day")
        again = await spare.presses("Fri 28 Mar: in", chat=scene.group)
        assert str(again.text).startswith(
            "Fri 28 Mar: You are in as 1st of 6. ⛔ 17 h on duty in one stretch"
        )
        assert str(again.text).endswith("Other duties this time? Say so in /shifts.")
        await spare.presses("Fri 28 Mar: out", chat=scene.group)
        await lead.sends("/rota")
        await taps(lead, "Week of Mon 24 Mar", "Open Fri 28 Mar", "Add someone")
        await lead.waits_for("Who is to be added?")
        await taps(lead, f"⛔ PC {spare.name}")
        stops = await lead.waits_for("Not on this night.")
        assert "Before: Day 09:00–17:00 (Fri 28 Mar), as last time" in stops.text
        assert "Add them" not in stops.buttons
        await taps(lead, "Override with a reason")
        await lead.waits_for("Why is it right that they go?")
        await lead.sends("Agreed with the duty inspector")
        await taps(lead, "✅ Override", "Add them")
        await lead.waits_for("In: 1. PC " + spare.name)
