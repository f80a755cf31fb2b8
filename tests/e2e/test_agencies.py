"""Leads keep the list of partner agencies, and people join for what is on it now."""

from __future__ import annotations

from pathlib import Path

from sandbox.client import Message, Person
from tests.e2e import casting
from tests.e2e.casting import link_from
from tests.e2e.troupe import taps, troupe


async def answers(lead: Person, text: str, button: str) -> Message:
    """Type the one answer of a form and hand it in."""
    await lead.sends(text)
    await lead.waits_for("check and send")
    await taps(lead, button)
    return (await lead.sees()).last


async def test_the_list_that_a_lead_keeps_is_the_one_that_people_join_for(tmp_path: Path) -> None:
    async with troupe(tmp_path) as players:
        lead = await players.lead()
        await lead.sends("/start")
        await taps(lead, "Partners")
        board = await lead.waits_for("Lambeth: partner agencies")
        assert "Streetlight: no contact yet" in board.text

        await taps(lead, "Add an agency")
        await lead.waits_for("The agency's name?")
        await answers(lead, "  Harbour   Outreach ", "Add it")
        await lead.waits_for("No contact yet. Make a link, or write somebody down.")
        # The same name again is refused with the reason, and nothing is added.
        await taps(lead, "‹ Partners", "Add an agency")
        await lead.waits_for("The agency's name?")
        await lead.sends("harbour outreach")
        refused = await taps(lead, "Add it")
        assert refused.alert
        assert str(refused.text).startswith("Another agency is called so already.")
        await lead.sends("/cancel")

        await lead.sends("/start")
        await taps(lead, "Partners", "Streetlight", "Rename")
        await lead.waits_for("Its new name?")
        await answers(lead, "Lantern", "Rename")
        await lead.waits_for("Lantern")
        await taps(lead, "‹ Partners", "Drug outreach", "Pause")
        await lead.waits_for("Paused: not invited any more.")

        # Somebody who joins chooses from what there is now.
        person = await players.world.person("Tester")
        await person.opens(await link_from(lead, "Partner agency"))
        await taps(person, "I have read this, go on")
        await person.waits_for("Your surname?")
        await person.sends("Tester")
        choice = await person.waits_for("Your agency?")
        assert "Lantern" in choice.buttons
        assert "Harbour Outreach" in choice.buttons
        assert "Streetlight" not in choice.buttons
        assert "Drug outreach" not in choice.buttons
        await taps(person, "Lantern")
        review = await person.waits_for("check and send")
        assert "Agency: Lantern" in review.text
        await taps(person, "Send to the project lead")
        asked = await lead.waits_for("Tester")
        assert "Partner agency, Lantern" in asked.text
        await taps(lead, asked.buttons[0])
        await person.waits_for("Partner agency, Lantern")

        # Somebody without Telegram is written down, and one of the two is turned to first.
        await lead.sends("/start")
        await taps(lead, "Partners", "Lantern", "Without Telegram")
        await lead.waits_for("Their surname?")
        await answers(lead, "Fable", "Add to the list")
        card = await lead.waits_for("• Fable (without Telegram)")
        assert "• Tester" in card.text
        await taps(lead, "☆ Main contact: Fable")
        card = await lead.waits_for("Fable (main contact, without Telegram)")
        assert card.text.index("Fable") < card.text.index("Tester")
        # A name that was misheard is put right.
        await taps(lead, "✎ Fable")
        await lead.waits_for("Their surname?")
        await answers(lead, "Fabler", "Put it right")
        assert (
            "• Fabler (main contact, without Telegram)" in (await lead.waits_for("• Fabler")).text
        )
        await taps(lead, "‹ Partners")
        assert "Lantern: 2 contacts" in (await lead.waits_for("partner agencies")).text

        verbs = [each.verb for each in await players.audited()]
        for verb in ("agency added", "agency renamed", "agency paused", "main contact chosen"):
            assert verb in verbs
        # Another lead's list does not know any of it.
        other = await players.lead("Elsewhere", area="southwark")
        await other.sends("/start")
        await taps(other, "Partners")
        text = (await other.waits_for("Southwark: partner agencies")).text
        assert "Lantern" not in text
        assert "Harbour" not in text


async def test_a_role_is_given_for_an_agency_by_its_number_on_the_list(tmp_path: Path) -> None:
    async with troupe(tmp_path) as players:
        lead = await players.lead()
        await players.officer("Sample")
        await lead.sends("/start")
        await taps(lead, "Partners", "Streetlight", "Pause", "‹ Partners", "Home", "People")
        await taps(lead, "PC Sample", "Add a role", "Partner agency")
        choice = await lead.waits_for("For which agency?")
        assert "Streetlight" not in choice.buttons
        await taps(lead, "Compass Group")
        assert "Partner agency, Compass Group" in (await lead.waits_for("PC Sample")).text
        # A button of before the pause gives nothing.
        member = await players.member_id(players.cast["Sample"])
        said = await players.forged(lead, f"radr:{member}:partner:0")
        assert said.startswith("The area has no such agency.")
        found = await casting.member(players, players.cast["Sample"])
        assert [each.agency for each in found.grants] == [None, "compass"]
