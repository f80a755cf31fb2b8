"""Someone without Telegram can be on the rota: the lead adds the name and answers for them."""

from __future__ import annotations

from pathlib import Path

from operation.people import Role
from sandbox.client import Person
from storage import people
from tests.e2e.casting import WARRANT, joined
from tests.e2e.troupe import Troupe, taps, troupe


async def writes_down(lead: Person, surname: str, *, trained: bool = True) -> None:
    """A lead puts an officer without Telegram on the list of people."""
    await lead.sends("/people")
    await taps(lead, "Add someone without Telegram")
    await lead.waits_for("Their rank?")
    await lead.presses("SPC")
    await lead.waits_for("Their surname?")
    await lead.sends(surname)
    await lead.waits_for("Their warrant number?")
    await lead.sends(WARRANT)
    await lead.waits_for("Are they trained for patrols?")
    await lead.presses("Trained" if trained else "Not trained yet")
    await lead.waits_for("check and send")
    answer = await lead.presses("Add to the list")
    assert answer.text == f"{surname} is on the list. You answer for them."
    await lead.waits_for("Without Telegram: you answer for them.")


async def names_of(players: Troupe) -> dict[str, bool]:
    """Everybody of Lambeth, and whether they have Telegram."""
    async with players.db.reading() as tx:
        return {each.called: each.has_telegram for each in await people.members_of(tx, "lambeth")}


async def test_the_lead_writes_somebody_down(tmp_path: Path) -> None:
    async with troupe(tmp_path) as players:
        lead = await joined(players, "Example", Role.LEAD)

        await writes_down(lead, "Paper")

        assert await names_of(players) == {"PC Example": True, "SPC Paper": False}
        await lead.sends("/people")
        await lead.waits_for("SPC Paper · trained, without Telegram")
        assert "written down by the lead" in [event.verb for event in await players.audited()]


async def test_the_lead_puts_them_on_a_night_and_takes_them_off_again(tmp_path: Path) -> None:
    async with troupe(tmp_path) as players:
        lead = await joined(players, "Example", Role.LEAD)
        officer = await joined(players, "Sample")
        group = await players.group(lead, officer)
        await writes_down(lead, "Paper")
        await lead.sends("/rota")
        await taps(lead, "Week of Mon 10 Mar", "Open Fri 14 Mar", "Add someone")
        await lead.waits_for("Who is to be added?")
        await taps(lead, "SPC Paper")

        await officer.waits_for("1. SPC Paper", chat=group)
        card = await lead.waits_for("Without Telegram, you answer for: 1. SPC Paper")
        assert "✖ SPC Paper" in card.buttons
        answer = await lead.presses("✖ SPC Paper")

        assert answer.text == "Fri 14 Mar: taken off the list."
        await officer.waits_without("SPC Paper", chat=group)


async def test_somebody_untrained_is_not_among_those_who_can_be_added(tmp_path: Path) -> None:
    async with troupe(tmp_path) as players:
        lead = await joined(players, "Example", Role.LEAD)
        await players.group(lead)
        await writes_down(lead, "Paper", trained=False)

        await lead.sends("/rota")
        await taps(lead, "Week of Mon 10 Mar", "Open Fri 14 Mar", "Add someone")

        await lead.waits_for("Every trained officer is on the list already.")


async def test_a_stale_button_adds_nobody_whose_training_was_taken_back(tmp_path: Path) -> None:
    async with troupe(tmp_path) as players:
        lead = await joined(players, "Example", Role.LEAD)
        await players.group(lead)
        await writes_down(lead, "Paper")
        await lead.sends("/rota")
        await taps(lead, "Week of Mon 10 Mar", "Open Fri 14 Mar", "Add someone")
        stale = (await lead.waits_for("Who is to be added?")).data["SPC Paper"]
        list_ = await lead.waits_for("Who is to be added?")
        await lead.sends("/people")
        await lead.waits_for("Lambeth: people")
        await lead.presses("SPC Paper", message=(await lead.waits_for("Lambeth: people")))
        await taps(lead, "Not trained after all")

        answer = await lead.presses(data=stale, message=list_)

        assert answer.text is not None
        assert answer.text.startswith("Only officers who are trained and have access")


async def test_they_can_be_paused_and_removed_like_everybody_else(tmp_path: Path) -> None:
    async with troupe(tmp_path) as players:
        lead = await joined(players, "Example", Role.LEAD)
        await writes_down(lead, "Paper")

        answer = await taps(lead, "Pause access")
        assert answer.text == "Access is paused. Tell them yourself: the bot cannot."
        await taps(lead, "Give access again", "Remove", "Yes, remove")

        await lead.waits_for("Removed.")
        assert await names_of(players) == {"PC Example": True}


async def test_only_a_lead_writes_anybody_down(tmp_path: Path) -> None:
    async with troupe(tmp_path) as players:
        lead = await joined(players, "Example", Role.LEAD)
        deputy = await joined(players, "Deputy", Role.LEAD, Role.OFFICER)
        await lead.sends("/people")
        await taps(lead, "PC Deputy")
        await deputy.sends("/people")
        await taps(deputy, "Add someone without Telegram")
        await deputy.waits_for("Their rank?")
        await deputy.presses("PC")
        await deputy.waits_for("Their surname?")
        await deputy.sends("Paper")
        await deputy.waits_for("Their warrant number?")
        await deputy.sends(WARRANT)
        await taps(deputy, "Trained")
        await deputy.waits_for("check and send")

        await taps(lead, "✖ End: Project lead")
        await deputy.waits_for("Your roles now")
        answer = await deputy.presses("Add to the list")

        assert answer.text is not None
        assert answer.text.startswith("You need the role “project lead” for that.")
        assert await names_of(players) == {"PC Example": True, "PC Deputy": True}
