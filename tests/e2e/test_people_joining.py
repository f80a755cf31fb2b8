"""How people come in: the first link, what is kept, the form, and a lead's yes or no."""

from __future__ import annotations

from pathlib import Path

import pytest

from operation.people import MemberState, Role
from tests.e2e.casting import (
    WARRANT,
    actor,
    asks_to_join,
    grants,
    joined,
    link_from,
    member,
    newcomer,
)
from tests.e2e.troupe import fills_in, taps, troupe


async def test_the_first_link_comes_from_the_command_line_and_needs_no_approval(
    tmp_path: Path,
) -> None:
    async with troupe(tmp_path) as players:
        code, printed = await players.command("invite", "--area", "lambeth", "--role", "lead")
        assert code == 0
        link = next(line for line in printed.splitlines() if "?start=" in line)

        person = await newcomer(players)
        await person.opens(link)
        answer = await fills_in(person, rank="Insp", surname="Example", warrant="12 34 ab")

        assert answer.text == "You are in."
        await person.waits_for("You are in: Lambeth.")
        known = await member(players, person)
        assert known.state is MemberState.ACTIVE
        assert known.roles == {Role.LEAD}
        assert (known.called, known.warrant_number) == ("Insp Example", "1234AB")


async def test_an_officer_joins_by_a_leads_link_and_both_are_told(tmp_path: Path) -> None:
    async with troupe(tmp_path) as players:
        lead = await joined(players, "Example", Role.LEAD)
        person = await newcomer(players)

        await asks_to_join(person, await link_from(lead, "Officer"), surname="O'Sample-Smith")

        card = await lead.waits_for("asks to join as Officer")
        assert "PC O'Sample-Smith" in card.text
        assert WARRANT in card.text
        assert not (await member(players, person)).is_active
        answer = await lead.presses("Yes, trained")
        assert answer.text == "PC O'Sample-Smith is in. They have been told."
        await lead.waits_for("Let in.")
        told = await person.waits_for("You are in as Officer")
        assert "Sign up with the buttons" in told.text
        assert (await member(players, person)).is_trained
        verbs = [event.verb for event in await players.audited()]
        assert [verb for verb in verbs if verb != "link made"][:2] == ["approved", "asked to join"]


async def test_an_officer_who_is_not_trained_yet_is_let_in_and_told_so(tmp_path: Path) -> None:
    async with troupe(tmp_path) as players:
        lead = await joined(players, "Example", Role.LEAD)
        person = await newcomer(players)
        await asks_to_join(person, await link_from(lead, "Officer"))

        await taps(lead, "Yes, not trained yet")

        told = await person.waits_for("You are in as Officer")
        assert "Not trained yet" in told.text
        assert not (await member(players, person)).is_trained


async def test_someone_who_is_declined_is_told_and_is_a_stranger_again(tmp_path: Path) -> None:
    async with troupe(tmp_path) as players:
        lead = await joined(players, "Example", Role.LEAD)
        person = await newcomer(players)
        await asks_to_join(person, await link_from(lead, "Officer"))

        answer = await taps(lead, "No, decline")

        assert answer.text == "Not let in. They have been told."
        await lead.waits_for("Not let in.")
        await person.waits_for("You were not let in this time.")
        assert not (await actor(players, person)).members
        await person.sends("/start")
        await person.waits_for("This bot is for members of a team.")


async def test_a_second_lead_finds_that_the_first_has_decided(tmp_path: Path) -> None:
    async with troupe(tmp_path) as players:
        lead = await joined(players, "Example", Role.LEAD)
        deputy = await joined(players, "Deputy", Role.LEAD)
        person = await newcomer(players)
        await asks_to_join(person, await link_from(lead, "Officer"))
        await taps(lead, "Yes, trained")
        await deputy.waits_for("asks to join")

        answer = await deputy.presses("No, decline")

        assert answer.text == "This has been decided already."
        assert (await member(players, person)).is_active


async def test_what_is_kept_is_read_before_anything_is_asked(tmp_path: Path) -> None:
    async with troupe(tmp_path) as players:
        lead = await joined(players, "Example", Role.LEAD)
        person = await newcomer(players)

        await person.opens(await link_from(lead, "Officer"))

        first = await person.waits_for("What is kept about you")
        for line in players.running.areas["lambeth"].privacy.strip().splitlines():
            assert line.strip() in first.text
        assert "1 of 4" in first.text
        assert first.buttons == ["I have read this, go on", "Cancel"]


async def test_a_local_officer_is_asked_their_ward(tmp_path: Path) -> None:
    async with troupe(tmp_path) as players:
        lead = await joined(players, "Example", Role.LEAD)
        person = await newcomer(players)
        await person.opens(await link_from(lead, "Local officer"))
        await taps(person, "I have read this, go on", "PC")
        await person.waits_for("Your surname?")
        await person.sends("Sample")
        await person.waits_for("Your warrant number?")
        await person.sends(WARRANT)

        await person.waits_for("Your ward?")
        await taps(person, "More (1 of 4) ›", "More (2 of 4) ›", "More (3 of 4) ›")
        await person.waits_without("More")
        await taps(person, "‹ Earlier")
        ward = players.running.areas["lambeth"].wards[16]
        await taps(person, ward.name, "Send to the project lead")

        await lead.waits_for(f"asks to join as Local officer, {ward.name}")
        await taps(lead, "Yes, let in")
        await person.waits_for(f"You are in as Local officer, {ward.name}.")


async def test_a_partner_is_asked_their_agency_and_neither_rank_nor_number(tmp_path: Path) -> None:
    async with troupe(tmp_path) as players:
        lead = await joined(players, "Example", Role.LEAD)
        person = await newcomer(players)
        await person.opens(await link_from(lead, "Partner agency"))
        await taps(person, "I have read this, go on")
        await person.waits_for("Your surname?")
        await person.sends("Sample")
        agency = players.running.areas["lambeth"].agencies[0]
        await taps(person, agency.name)

        review = await person.waits_for("check and send")
        assert "Rank" not in review.text
        assert "Warrant" not in review.text
        await taps(person, "Send to the project lead")
        await taps(lead, "Yes, let in")

        await person.waits_for(f"You are in as Partner agency, {agency.name}.")


async def test_everybody_of_a_parade_room_is_approved_one_by_one(tmp_path: Path) -> None:
    async with troupe(tmp_path) as players:
        lead = await joined(players, "Example", Role.LEAD)
        link = await link_from(lead, "Officer ×20")
        shown = await lead.waits_for("up to 20 people")
        assert "until Tuesday 4 March 09:00" in shown.text

        room = [await newcomer(players, f"Newcomer {n}") for n in range(3)]
        for number, person in enumerate(room):
            await asks_to_join(person, link, surname=f"Sample{'abc'[number]}")

        await lead.sends("/start")
        await lead.waits_for("People (3 waiting)")
        for surname in ("Samplea", "Sampleb", "Samplec"):
            await lead.sends("/people")
            await taps(lead, f"⏳ PC {surname} asks to join")
            await lead.waits_without(": people")
            answer = await lead.presses("Yes, trained")
            assert answer.text == f"PC {surname} is in. They have been told."
            await lead.waits_for("Let in.")
        for person in room:
            await person.waits_for("You are in as Officer")
        await lead.sends("/people")
        await lead.waits_for("17 places left")


async def test_a_member_takes_a_second_role_and_is_not_asked_again_what_is_known(
    tmp_path: Path,
) -> None:
    async with troupe(tmp_path) as players:
        lead = await joined(players, "Example", Role.LEAD)
        officer = await joined(players, "Sample")
        await officer.opens(await link_from(lead, "Ward sergeant"))
        await taps(officer, "I have read this, go on")

        ward = players.running.areas["lambeth"].wards[0]
        await taps(officer, ward.name, "Send to the project lead", "Home")

        await officer.waits_for("My shifts")
        assert [each.grant.role for each in await grants(players, officer)] == [
            Role.OFFICER,
            Role.WARD_SERGEANT,
        ]
        await taps(lead, "Yes, let in")
        await officer.waits_for(f"You are in as Ward sergeant, {ward.name}.")
        await officer.sends("/start")
        await officer.waits_for(f"PC Sample · Officer; Ward sergeant, {ward.name}")


@pytest.mark.parametrize("role", ["Project lead", "Ward sergeant", "Local officer", "Officer"])
async def test_there_is_a_link_for_each_role(tmp_path: Path, role: str) -> None:
    async with troupe(tmp_path) as players:
        lead = await joined(players, "Example", Role.LEAD)
        person = await newcomer(players)

        await person.opens(await link_from(lead, role))

        await person.waits_for(f"Join Lambeth: {role.lower()}")
