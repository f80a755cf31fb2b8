"""The area's group: linked by its lead, left by people, moved by Telegram."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from operation.people import MemberState, Role
from storage import chats, people
from storage import rota as records
from tests.e2e.casting import actor, contents, inbox, joined, member, newcomer, opens_card
from tests.e2e.troupe import Troupe, taps, troupe

FRIDAY_ENDS = datetime(2031, 3, 15, 2, 0, tzinfo=UTC)


async def group_of(players: Troupe) -> int | None:
    """Telegram's id of the group that is Lambeth's."""
    async with players.db.reading() as tx:
        found = await chats.group_of(tx, "lambeth")
    return found.telegram_id if found is not None else None


async def row_of(players: Troupe, member_id: int) -> Any:
    """What is kept of a member besides what the rules need."""
    async with players.db.reading() as tx:
        return await tx.first(people.member.select().where(people.member.c.id == member_id))


# Linked


async def test_the_bot_says_what_to_do_when_it_is_added_to_a_group(tmp_path: Path) -> None:
    async with troupe(tmp_path) as players:
        lead = await joined(players, "Example", Role.LEAD)

        group = await players.world.group("Team", [lead])

        hello = await lead.waits_for("then a project lead sends /link here", chat=group)
        assert "nobody watches me" in hello.text
        assert await group_of(players) is None


async def test_a_leads_link_makes_the_group_the_areas_and_the_rota_opens_there(
    tmp_path: Path,
) -> None:
    async with troupe(tmp_path) as players:
        lead = await joined(players, "Example", Role.LEAD)
        group = await players.world.group("Team", [lead])

        await lead.sends("/link", chat=group)

        await lead.waits_for(
            "This is the group of Lambeth now. 2 rotas open for sign-up.", chat=group
        )
        assert await group_of(players) == group.id
        await lead.waits_for("Rota · week of Mon 17 Mar", chat=group)
        await lead.sends("/link", chat=group)
        await lead.waits_for("This is the group of Lambeth already.", chat=group)


@pytest.mark.parametrize("who", ["stranger", "officer", "suspended lead", "lead of southwark"])
async def test_nobody_elses_link_takes_the_group(tmp_path: Path, who: str) -> None:
    async with troupe(tmp_path) as players:
        lead = await joined(players, "Example", Role.LEAD)
        other = (
            await newcomer(players)
            if who == "stranger"
            else await joined(
                players,
                "Sample",
                Role.OFFICER if who == "officer" else Role.LEAD,
                area="southwark" if "southwark" in who else "lambeth",
            )
        )
        if who == "suspended lead":
            await opens_card(lead, "PC Sample")
            await taps(lead, "Pause access")
        group = await players.group(lead, other)
        before = await contents(players.db, but=["inbox", "post"])

        await other.sends("/link", chat=group)

        said = {
            "stranger": "This bot is for members of a team.",
            "lead of southwark": "This group belongs to another area already.",
        }.get(who, "You need the role “project lead” for that.")
        await lead.waits_for(said, chat=group)
        assert await group_of(players) == group.id
        assert await contents(players.db, but=["inbox", "post"]) == before


async def test_a_bot_without_rights_says_so_when_it_is_linked(tmp_path: Path) -> None:
    async with troupe(tmp_path) as players:
        lead = await joined(players, "Example", Role.LEAD)
        group = await players.world.group("Team", [lead], bot="member")

        await lead.sends("/link", chat=group)

        await lead.waits_for(
            "Make me an administrator, or I cannot pin the rota and see who leaves.", chat=group
        )


async def test_another_group_takes_over_with_the_rota(tmp_path: Path) -> None:
    async with troupe(tmp_path) as players:
        lead = await joined(players, "Example", Role.LEAD)
        officer = await joined(players, "Sample")
        first = await players.group(lead, officer, title="First")
        await officer.presses("Fri 14 Mar: in", chat=first)

        second = await players.group(lead, officer, title="Second")

        assert await group_of(players) == second.id
        await lead.waits_for("1. PC Sample", chat=second)
        answer = await officer.presses("Fri 14 Mar: out", chat=second)
        assert answer.text == "Fri 14 Mar: you are off the list."


async def test_when_the_bot_is_put_out_of_the_group_its_leads_are_told(tmp_path: Path) -> None:
    async with troupe(tmp_path) as players:
        lead = await joined(players, "Example", Role.LEAD)
        group = await players.group(lead)

        await group.loses("bot", kicked=True)

        await lead.waits_for("The group cannot be written to.")
        await group.adds("bot", "administrator")
        await lead.waits_for("then a project lead sends /link here", chat=group)
        await lead.sends("/link", chat=group)
        await lead.waits_for("This is the group of Lambeth already.", chat=group)


# Left


@pytest.mark.parametrize("kicked", [False, True], ids=["leaves", "is put out"])
async def test_whoever_leaves_the_group_loses_access_at_once_and_the_lead_is_told(
    tmp_path: Path, kicked: bool
) -> None:
    async with troupe(tmp_path) as players:
        lead = await joined(players, "Example", Role.LEAD)
        officer = await joined(players, "Sample")
        group = await players.group(lead, officer)
        await officer.presses("Fri 14 Mar: in", chat=group)
        await lead.waits_for("1. PC Sample", chat=group)

        await group.loses(officer, kicked=kicked)

        told = await lead.waits_for("PC Sample has left the group.")
        assert "Their access is paused and they are off the lists ahead." in told.text
        await lead.waits_without("1. PC Sample", chat=group)
        known = await member(players, officer)
        assert known.state is MemberState.SUSPENDED
        row = await row_of(players, known.id)
        assert row.left_group is not None
        assert row.safe_until is None, "nobody is out tonight"
        await officer.sends("/start")
        home = await officer.waits_for("Your access is paused.")
        assert "Support, any time" in home.text
        await group.adds(officer)
        assert (await member(players, officer)).state is MemberState.SUSPENDED
        await taps(lead, "Open", "Give access again")
        await officer.waits_for("Your access is back.")
        assert (await row_of(players, known.id)).left_group is None


async def test_leaving_counts_even_where_the_bot_is_no_administrator(tmp_path: Path) -> None:
    async with troupe(tmp_path) as players:
        lead = await joined(players, "Example", Role.LEAD)
        officer = await joined(players, "Sample")
        group = await players.world.group("Team", [lead, officer], bot="member")
        await lead.sends("/link", chat=group)
        await lead.waits_for("Rota · week of", chat=group)

        await group.loses(officer)

        await lead.waits_for("PC Sample has left the group.")
        assert (await member(players, officer)).state is MemberState.SUSPENDED


async def test_tonights_crew_keep_the_safety_functions_to_the_end_of_the_night(
    tmp_path: Path,
) -> None:
    async with troupe(tmp_path) as players:
        lead = await joined(players, "Example", Role.LEAD)
        tonight, another = await joined(players, "Tonight"), await joined(players, "Another")
        group = await players.group(lead, tonight, another)
        await tonight.presses("Fri 14 Mar: in", chat=group)
        await tonight.presses("Fri 21 Mar: in", chat=group)
        await another.presses("Fri 21 Mar: in", chat=group)
        await players.world.clock_to(datetime(2031, 3, 14, 22, 0, tzinfo=UTC))

        await group.loses(tonight)
        await group.loses(another)

        await lead.waits_for("PC Tonight has left the group.")
        await lead.waits_for("PC Another has left the group.")
        crew, spare = await member(players, tonight), await member(players, another)
        assert (await row_of(players, crew.id)).safe_until == FRIDAY_ENDS
        assert (await row_of(players, spare.id)).safe_until is None
        async with players.db.reading() as tx:
            still_on = await records.patrols_of_member(tx, [crew.id], after=players.now())
        assert [str(patrol.book.night) for patrol in still_on] == ["2031-03-14"]
        await tonight.sends("/start")
        home = await tonight.waits_for("You are on tonight's crew until 02:00.")
        assert "radio emergency button or 999" in home.text
        await players.world.clock_to(datetime(2031, 3, 15, 2, 1, tzinfo=UTC))
        await tonight.sends("/start")
        await players.settles()
        assert "tonight's crew" not in (await tonight.sees()).last.text


async def test_even_the_last_lead_loses_access_and_a_first_link_brings_one_back(
    tmp_path: Path,
) -> None:
    async with troupe(tmp_path) as players:
        lead = await joined(players, "Example", Role.LEAD)
        group = await players.group(lead)
        await group.loses(lead)
        await players.settles()
        assert (await member(players, lead)).state is MemberState.SUSPENDED

        await lead.opens(await players.link(Role.LEAD))
        await taps(lead, "I have read this, go on", "Send to the project lead")

        await lead.waits_for("You are in: Lambeth.")
        assert (await member(players, lead)).is_acting_lead


async def test_strangers_and_people_of_other_areas_come_and_go_unnoticed(tmp_path: Path) -> None:
    async with troupe(tmp_path) as players:
        lead = await joined(players, "Example", Role.LEAD)
        guest = await joined(players, "Guest", area="southwark")
        stranger = await newcomer(players)
        group = await players.group(lead, guest, stranger)

        await group.loses(guest)
        await group.loses(stranger)
        await players.settles()

        assert (await member(players, guest)).is_active
        assert not (await actor(players, stranger)).members
        assert (await lead.sees()).find("has left the group") is None


async def test_leaving_a_group_that_is_nobodys_changes_nothing(tmp_path: Path) -> None:
    async with troupe(tmp_path) as players:
        lead = await joined(players, "Example", Role.LEAD)
        officer = await joined(players, "Sample")
        other = await players.world.group("Football", [lead, officer])

        await other.loses(officer)
        await players.settles()

        assert (await member(players, officer)).is_active


# Moved


async def test_a_group_that_becomes_a_supergroup_keeps_everything(tmp_path: Path) -> None:
    async with troupe(tmp_path) as players:
        lead = await joined(players, "Example", Role.LEAD)
        officer = await joined(players, "Sample")
        group = await players.group(lead, officer)
        await officer.presses("Fri 14 Mar: in", chat=group)
        await lead.waits_for("1. PC Sample", chat=group)

        moved = await group.becomes_supergroup()
        await players.settles()

        assert await group_of(players) == moved.id
        await opens_card(lead, "PC Sample")
        await taps(lead, "Pause access")
        await lead.waits_for("Rota · week of", chat=moved)
        await taps(lead, "Give access again")
        await officer.waits_for("Your access is back.")
        answer = await officer.presses("Fri 14 Mar: in", chat=moved)
        assert answer.text == "Fri 14 Mar: You are in as 1st of 6."
        await moved.loses(officer)
        await lead.waits_for("PC Sample has left the group.")
        await players.settles()
        assert all(row.state == "done" for row in await inbox(players.db))
