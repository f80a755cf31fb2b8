"""After an engagement: who came, how it went, how many were served, and what it adds up to."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from operation.free_text import FreeTextRules
from operation.partners_afterwards import FEEDBACK_FORM
from tests.e2e.crew_scene import NIGHT
from tests.e2e.partners_scene import Stage, invited
from tests.e2e.test_screening import is_nowhere

MORNING = datetime(2031, 3, 15, 10, 1, tzinfo=UTC)
"""A minute after everyone is asked: it is done by then."""


async def says_how_it_went(stage: Stage, kept: str, quote: str) -> int:
    """Ann says how it went by the buttons; how many taps that took."""
    person = stage.ann
    steps = ("Say how it went", "🙂 Well", kept, quote, "Send")
    for label in steps[:-1]:
        await stage.taps(person, label)
    await person.waits_for("check and send")
    await stage.taps(person, steps[-1])
    await stage.players.settles()
    return len(steps)


async def test_who_came_is_noted_and_the_agencies_say_how_it_went(tmp_path: Path) -> None:
    names = ("Streetlight", "Medical outreach", "Compass Group")
    async with invited(tmp_path, names) as stage:
        players, lead, ann, cleo = stage.players, stage.lead, stage.ann, stage.cleo
        await ann.presses("✅ I come")
        await cleo.presses("✅ I come")
        await stage.opens_partners()
        await stage.taps(lead, "🍲 Soup kitchen", "Compass Group")
        board = await lead.waits_for("Soup kitchen: Compass Group supplies")
        assert not board.shows("came")
        # Enforcement only has none, and says so before it is chosen.
        await stage.taps(lead, "What it is for", "Enforcement only")
        asked = await lead.waits_for("There is no soup kitchen then.")
        await stage.taps(lead, "No, keep them")
        assert asked.shows("Yes, withdraw them")
        this = await stage.invitation("Streetlight")
        said = await players.forged(lead, f"pnv:{this.id}:came")
        assert said == "It starts Friday 14 March 21:00. Look here again then."

        # During the night, one tap for each; a slip is put right by another.
        await stage.scene.before_start(-2)
        card = await lead.waits_for("Compass Group has not answered. Call them?")
        assert "2 came" in card.buttons, "what stood there before the start shows it too"
        board = await stage.opens_partners()
        assert "1. Streetlight: Fable Ann · said yes" in board.text
        await stage.taps(lead, "1 came")
        await lead.waits_for("1. Streetlight: Fable Ann · came")
        await stage.taps(lead, "1 late")
        board = await lead.waits_for("1. Streetlight: Fable Ann · late")
        assert "● late" in board.buttons
        said = await players.forged(lead, f"pnr:{this.patrol_id}:501")
        assert said.startswith("At most 500")

        # On the morning after, whoever came is asked how it went, and the lead who came.
        before = len((await stage.ben.sees()).messages)
        await stage.scene.comes_to(MORNING)
        assert "How did it go?" in (await stage.card(ann)).text
        assert "How did it go?" in (await stage.card(cleo)).text
        assert len((await stage.ben.sees()).messages) == before
        news = await lead.waits_for("Who came? One tap for each.")
        count = len((await lead.sees()).messages)
        await lead.presses("3 absent", message=news)
        await lead.presses("2 excused", message=news)
        await players.settles()
        assert len((await lead.sees()).messages) == count, "it renews itself where it stands"
        assert "This is over." in (await stage.card(cleo)).text
        medical = await stage.invitation("Medical outreach")
        said = await players.forged(cleo, f"pif:{medical.id}")
        assert said.startswith("Your agency is not noted as having been there.")

        # Five taps, no typing; that it was not engagement only reaches the lead at once.
        assert await says_how_it_went(stage, kept="No", quote="Yes, you may") == 5
        news = await lead.waits_for("Streetlight says that it was not kept to engagement.")
        mine = await stage.card(ann)
        assert "Thank you for saying how it went. You may be quoted." in mine.text
        said = await players.forged(stage.ben, f"pif:{this.id}")
        assert said.startswith("Your agency has said how it went already")

        # How many were served: by steps, or typed where that is quicker.
        await lead.presses("🍲 Soup kitchen", message=news)
        for shown in (10, 20, 30):
            await stage.taps(lead, "+10")
            await lead.waits_for(f"✅ {shown} served")
        await stage.taps(lead, "+1", "✅ 31 served")
        await lead.waits_for("Compass Group supplies, 31 served")
        await stage.taps(lead, "🍲 Soup kitchen", "Type a number")
        await lead.waits_for("How many were served?")
        await lead.sends("501")
        await lead.waits_for("Type a whole number from 0 to 500.")
        await lead.sends("35")
        await lead.waits_for("check and send")
        await stage.taps(lead, "Record")
        await lead.waits_for("Recorded: 35.")

        # What it adds up to, with the consent; and the consent is taken back by one tap.
        await lead.sends("/start")
        await stage.taps(lead, "Partners", "Streetlight", "History")
        past = await lead.waits_for("last 8 weeks")
        assert past.text == (
            "Streetlight · last 8 weeks\n"
            "Invited: 1 · said no: 0\n"
            "Came: 1, 1 of them late · did not come: 0 · excused: 0\n"
            "Feedback on 1 of 1: 🙂 1 😐 0 🙁 0\n"
            "Not kept to engagement only: 1\n\n"
            "What they said\n"
            f"{NIGHT} 🙂 (may be quoted) · not kept to engagement"
        )
        await ann.presses("Do not quote us after all")
        assert "You are not quoted." in (await stage.card(ann)).text
        await stage.taps(lead, "4 weeks")
        assert "(not to be quoted)" in (await lead.waits_for("last 4 weeks")).text
        await stage.taps(lead, "‹ Agency", "‹ Partners", "Compass Group", "History")
        past = await lead.waits_for("1 soup kitchen supplied, 35 served")
        assert "excused: 1" in past.text
        events = await players.audited()
        kinds = {each.verb: each.kind for each in events}
        assert kinds["feedback given"] == "collection"
        assert kinds["agency looked at"] == "consultation"
        assert kinds["consent to quote taken back"] == "alteration"


async def test_where_an_area_asks_for_words_they_are_short_and_can_be_skipped(
    tmp_path: Path,
) -> None:
    async with invited(tmp_path, ("Streetlight",)) as stage:
        areas = stage.players.running.areas
        assert isinstance(areas, dict)
        here = areas["lambeth"]
        areas["lambeth"] = replace(here, free_text=FreeTextRules((FEEDBACK_FORM,)))
        ann = stage.ann
        await stage.taps(ann, "✅ I come")
        await stage.scene.comes_to(MORNING)
        await stage.taps(ann, "Say how it went", "😐 Mixed", "Yes")
        asked = await ann.waits_for("Anything for next time?")
        assert "at most 280 characters. No names" in asked.text
        assert "Skip" in asked.buttons
        await ann.sends("x" * 281)
        await ann.waits_for("That has 281 characters, and 280 is the most. Say it shorter.")
        await ann.sends("Jane Invented was a great help")
        await ann.waits_for("That may hold a person's name.")
        await stage.taps(ann, "Reword")
        await ann.waits_without("Reword")
        assert await is_nowhere(stage.players, "Jane Invented")
        await ann.sends("Thank Ann Sample")
        await stage.taps(ann, "Keep it, there is no name in it")
        await ann.waits_for("May we quote you")
        [kept] = [each for each in await stage.players.audited() if each.verb == "kept as no name"]
        assert (kept.subject, kept.detail) == ("form:howitwent", {"step": "words"})
        await stage.taps(ann, "‹ Back")
        await ann.sends("More light at the door")
        await stage.taps(ann, "No, please don't")
        await ann.waits_for("check and send")
        await stage.taps(ann, "Send")
        await stage.lead.sends("/start")
        await stage.taps(stage.lead, "Partners", "Streetlight", "History")
        past = await stage.lead.waits_for("What they said")
        assert "😐 “More light at the door” (not to be quoted)" in past.text
