"""What a lead does with people: sees them by role, changes roles, pauses, restores, removes."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from operation.people import GrantState, MemberState, Role
from storage import people
from tests.e2e.casting import (
    WARRANT,
    actor,
    grants,
    joined,
    member,
    opens_card,
)
from tests.e2e.troupe import taps, troupe


async def test_a_lead_sees_people_by_role(tmp_path: Path) -> None:
    async with troupe(tmp_path) as players:
        lead = await joined(players, "Example", Role.LEAD, Role.OFFICER)
        await joined(players, "Zebra")
        await joined(players, "Apple", trained=False)
        await joined(players, "Sergeant", Role.WARD_SERGEANT)
        await joined(players, "Agency", Role.PARTNER)

        await lead.sends("/people")

        shown = await lead.waits_for("Lambeth: people")
        assert shown.text.splitlines() == [
            "Lambeth: people (5)",
            "",
            "Project lead",
            "PC Example · trained",
            "",
            "Officer",
            "PC Apple · not trained yet",
            "PC Zebra · trained",
            "",
            "Ward sergeant",
            "PC Sergeant",
            "",
            "Partner agency",
            "PC Agency",
        ]


async def test_looking_at_people_is_recorded(tmp_path: Path) -> None:
    async with troupe(tmp_path) as players:
        lead = await joined(players, "Example", Role.LEAD)
        officer = await joined(players, "Sample")

        card = await opens_card(lead, "PC Sample")

        assert f"Warrant number {WARRANT}" in card.text
        looked = [(e.kind, e.verb, e.subject, e.actor) for e in await players.audited()]
        known = await member(players, officer)
        me = (await actor(players, lead)).person_id
        assert looked[:2] == [
            ("consultation", "member looked at", f"member:{known.id}", me),
            ("consultation", "people listed", "area:lambeth", me),
        ]


async def test_a_crowd_is_listed_page_by_page(tmp_path: Path) -> None:
    async with troupe(tmp_path) as players:
        lead = await joined(players, "Example", Role.LEAD)
        await players.crew(24)

        await lead.sends("/people")
        await taps(lead, "More (1 of 3) ›", "More (2 of 3) ›", "PC Sample 9")

        await lead.waits_for("PC Sample 9\nOfficer")


async def test_a_lead_records_training_and_takes_it_back(tmp_path: Path) -> None:
    async with troupe(tmp_path) as players:
        lead = await joined(players, "Example", Role.LEAD)
        officer = await joined(players, "Sample", trained=False)
        await opens_card(lead, "PC Sample")

        await taps(lead, "Trained as of today")
        await lead.waits_for("Trained: recorded on Monday 3 March 2031")
        await officer.waits_for("Training recorded.")
        await taps(lead, "Not trained after all")

        await officer.waits_for("You are recorded as not trained for now.")
        assert not (await member(players, officer)).is_trained


async def test_a_lead_says_on_which_day_somebody_was_trained(tmp_path: Path) -> None:
    async with troupe(tmp_path) as players:
        lead = await joined(players, "Example", Role.LEAD)
        officer = await joined(players, "Sample", trained=False)
        await opens_card(lead, "PC Sample")
        await taps(lead, "Trained on another day")
        await lead.waits_for("On which day were they trained?")

        await lead.sends("last week")
        await lead.waits_for("That is no day. Type it like 3 Feb 2026 or 03/02/2026.")
        await lead.sends("28/02/2031")
        await lead.waits_for("Trained on: Friday 28 February 2031")
        await taps(lead, "Record")

        await lead.waits_for("Trained: recorded on Friday 28 February 2031")
        await officer.waits_for("Training recorded.")
        assert (await member(players, officer)).trained_on == date(2031, 2, 28)


async def test_a_training_that_is_still_ahead_does_not_count(tmp_path: Path) -> None:
    async with troupe(tmp_path) as players:
        lead = await joined(players, "Example", Role.LEAD)
        officer = await joined(players, "Sample", trained=False)
        await opens_card(lead, "PC Sample")
        await taps(lead, "Trained on another day")
        await lead.waits_for("On which day were they trained?")

        await lead.sends("4 Mar 2031")
        answer = await taps(lead, "Record")

        assert answer.text == (
            "A training that is still ahead does not count yet. Record it once it has taken place."
        )
        assert not (await member(players, officer)).is_trained


async def test_a_lead_adds_a_role_with_a_ward_and_ends_another(tmp_path: Path) -> None:
    async with troupe(tmp_path) as players:
        lead = await joined(players, "Example", Role.LEAD)
        officer = await joined(players, "Sample")
        ward = players.running.areas["lambeth"].wards[2]
        await opens_card(lead, "PC Sample")

        await taps(lead, "Add a role", "Local officer", ward.name)
        await officer.waits_for(f"Your roles now\nOfficer; Local officer, {ward.name}")
        await taps(lead, "✖ End: Officer")

        await lead.waits_for(f"PC Sample\nLocal officer, {ward.name}")
        await officer.waits_for(f"Your roles now\nLocal officer, {ward.name}")
        assert (await member(players, officer)).roles == {Role.LOCAL_OFFICER}
        shown = await lead.waits_for("Add a role")
        assert not any("✖ End" in label for label in shown.buttons), "an only role is not ended"


async def test_an_officer_becomes_a_lead_and_may_use_the_leads_buttons(tmp_path: Path) -> None:
    async with troupe(tmp_path) as players:
        lead = await joined(players, "Example", Role.LEAD)
        officer = await joined(players, "Sample")
        await officer.sends("/people")
        await officer.waits_for("You need the role “project lead” for that.")
        await opens_card(lead, "PC Sample")

        await taps(lead, "Add a role", "Project lead")
        await officer.waits_for("Your roles now")
        await officer.sends("/people")

        await officer.waits_for("Lambeth: people (2)")


async def test_someone_suspended_can_do_nothing_until_they_are_restored(tmp_path: Path) -> None:
    async with troupe(tmp_path) as players:
        lead = await joined(players, "Example", Role.LEAD)
        officer = await joined(players, "Sample")
        group = await players.group(lead, officer)
        await officer.presses("Fri 14 Mar: in", chat=group)
        await officer.waits_for("1. PC Sample", chat=group)
        await opens_card(lead, "PC Sample")

        answer = await taps(lead, "Pause access")

        assert answer.text == "Access is paused. They have been told."
        await officer.waits_for("Your access is paused.")
        await officer.waits_without("1. PC Sample", chat=group)
        tap = await officer.presses("Sat 15 Mar: in", chat=group)
        assert tap.text == "Your access is paused. Speak to your project lead."
        await officer.sends("/shifts")
        await officer.waits_for("Your access is paused. Speak to your project lead.")
        await taps(lead, "Give access again")
        await officer.waits_for("Your access is back.")
        tap = await officer.presses("Sat 15 Mar: in", chat=group)
        assert tap.text == "Sat 15 Mar: You are in as 1st of 6."


async def test_removing_takes_a_second_tap_and_ends_everything(tmp_path: Path) -> None:
    async with troupe(tmp_path) as players:
        lead = await joined(players, "Example", Role.LEAD)
        officer = await joined(players, "Sample")
        known = await member(players, officer)
        await opens_card(lead, "PC Sample")

        await taps(lead, "Remove", "No, go back")
        assert (await member(players, officer)).is_active
        # The question names pausing too: the card is back once the question is gone.
        await lead.waits_without("Yes, remove")
        await taps(lead, "Remove", "Yes, remove")

        await officer.waits_for("Your membership has ended.")
        async with players.db.reading() as tx:
            gone = await people.get_member(tx, known.id)
        assert gone.state is MemberState.REMOVED
        assert gone.warrant_number is None
        assert not gone.roles
        assert not (await actor(players, officer)).members
        await lead.sends("/people")
        assert "Sample" not in (await lead.waits_for("Lambeth: people (1)")).text


async def test_the_last_lead_can_neither_leave_the_role_nor_be_paused_or_removed(
    tmp_path: Path,
) -> None:
    async with troupe(tmp_path) as players:
        lead = await joined(players, "Example", Role.LEAD, Role.OFFICER)
        await opens_card(lead, "PC Example")

        for labels in (["Pause access"], ["✖ End: Project lead"], ["Remove", "Yes, remove"]):
            answer = await taps(lead, *labels)
            assert answer.text == "This is the area's last lead. Make somebody else a lead first."

        assert (await member(players, lead)).roles == {Role.LEAD, Role.OFFICER}


async def test_a_lead_who_is_not_the_last_may_remove_themself(tmp_path: Path) -> None:
    async with troupe(tmp_path) as players:
        lead = await joined(players, "Example", Role.LEAD)
        await joined(players, "Deputy", Role.LEAD)
        await opens_card(lead, "PC Example")

        await taps(lead, "Remove", "Yes, remove")

        await lead.waits_for("Your membership has ended.")
        await lead.sends("/start")
        await lead.waits_for("This bot is for members of a team.")


async def test_two_leads_who_end_each_others_role_at_once_leave_one(tmp_path: Path) -> None:
    async with troupe(tmp_path) as players:
        first = await joined(players, "First", Role.LEAD, Role.OFFICER)
        second = await joined(players, "Second", Role.LEAD, Role.OFFICER)
        await opens_card(first, "PC Second")
        await opens_card(second, "PC First")

        answers = [
            await first.presses("✖ End: Project lead"),
            await second.presses("✖ End: Project lead"),
        ]

        assert answers[0].text == "Role ended. They have been told."
        assert answers[1].text == (
            "You need the role “project lead” for that. If you should have it, ask a project lead."
        )
        held = [each.grant for each in await grants(players, first)]
        assert [grant.role for grant in held if grant.state is GrantState.HELD] == [
            Role.LEAD,
            Role.OFFICER,
        ]


async def test_a_lead_of_another_area_sees_and_changes_nobody_here(tmp_path: Path) -> None:
    async with troupe(tmp_path) as players:
        await joined(players, "Example", Role.LEAD)
        officer = await joined(players, "Sample")
        neighbour = await joined(players, "Neighbour", Role.LEAD, area="southwark")

        await neighbour.sends("/people")

        shown = await neighbour.waits_for("Southwark: people (1)")
        assert "Sample" not in shown.text
        assert (await member(players, officer)).is_active
