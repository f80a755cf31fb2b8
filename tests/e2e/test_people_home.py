"""Home, help, privacy, menus and cancel: what each person finds, and what a stranger does not."""

from __future__ import annotations

from pathlib import Path

import pytest

from operation.people import Role
from sandbox.client import Person
from tests.e2e.casting import (
    WARRANT,
    asks_to_join,
    contents,
    joined,
    link_from,
    newcomer,
    opens_card,
)
from tests.e2e.troupe import Troupe, taps, troupe

ONE_LINE = (
    "This bot is for members of a team. If you should be one, ask your team's lead for a link."
)
EVERYONES = ["start", "help", "privacy", "cancel"]

ASK = "Ask for support"
OF_A_LEAD = [
    "Rota", "People", "Partners", "Pairing", "Support requests", "Money",
    "Pool & training", "Rest owed",
]  # fmt: skip


async def menu_of(players: Troupe, person: Person, *expected: str) -> list[str]:
    """The commands in someone's menu, once these are among them."""
    await players.settles()
    for _ in range(100):
        commands = list((await person.sees()).commands)
        if set(expected) <= set(commands):
            break
        await players.engine.signal.wait(0.05)
    return commands


@pytest.mark.parametrize(
    "said",
    ["/start", "/help", "/privacy", "/cancel", "/people", "/rota", "/shifts", "/nonsense", "Hello"],
)
async def test_an_unknown_person_gets_one_polite_line_and_learns_nothing(
    tmp_path: Path, said: str
) -> None:
    async with troupe(tmp_path) as players:
        await joined(players, "Example", Role.LEAD)
        stranger = await newcomer(players)
        before = await contents(players.db, but=["inbox"])

        await stranger.sends(said)
        await stranger.waits_for(ONE_LINE)
        await players.settles()

        assert (await stranger.sees()).texts == [said, ONE_LINE]
        assert await contents(players.db, but=["inbox"]) == before


@pytest.mark.parametrize("kind", ["sticker", "voice", "photo"])
async def test_an_unknown_person_gets_the_same_line_for_anything_else(
    tmp_path: Path, kind: str
) -> None:
    async with troupe(tmp_path) as players:
        stranger = await newcomer(players)

        await stranger.shares(**{kind: True})

        await stranger.waits_for(ONE_LINE)


async def test_an_unknown_person_in_the_group_learns_nothing_by_tapping(tmp_path: Path) -> None:
    async with troupe(tmp_path) as players:
        lead = await joined(players, "Example", Role.LEAD)
        stranger = await newcomer(players)
        group = await players.group(lead, stranger)

        answer = await stranger.presses("Fri 14 Mar: in", chat=group)

        assert answer.text == ONE_LINE
        assert answer.alert


@pytest.mark.parametrize(
    ("role", "buttons"),
    [
        (Role.LEAD, [*OF_A_LEAD, "Referrals", "Visit a patrol", ASK, "Help", "Privacy"]),
        (
            Role.OFFICER,
            [
                "My shifts",
                "My account",
                "My hours",
                "Training",
                "Referrals",
                ASK,
                "Help",
                "Privacy",
            ],
        ),
        (Role.LOCAL_OFFICER, ["Training", "My ward", "Referrals", ASK, "Help", "Privacy"]),
        (Role.WARD_SERGEANT, ["Training", "My ward", "Visit a patrol", ASK, "Help", "Privacy"]),
        (Role.PARTNER, ["My invitations", "Help", "Privacy"]),
        (Role.VISITOR, ["Help", "Privacy"]),
    ],
)
async def test_home_shows_the_buttons_of_the_role_and_always_the_support_card(
    tmp_path: Path, role: Role, buttons: list[str]
) -> None:
    async with troupe(tmp_path) as players:
        person = await joined(players, "Sample", role)
        # Somebody is there to answer whoever asks for support.
        for area in ("lambeth", "southwark"):
            await players.lead(f"Boss of {area.title()}", area=area)

        await person.sends("/start")

        home = await person.waits_for("Support, any time")
        assert home.buttons == buttons
        for line in players.running.areas["lambeth"].support:
            assert f"{line.name}: {line.detail}" in home.text
        for label in buttons[:-2]:
            await taps(person, label)
            if label == ASK and role is not Role.WARD_SERGEANT:
                # There is one area to ask: the first question at once.
                await taps(person, "Cancel")
            await taps(person, "Home")


async def test_home_of_several_roles_has_the_buttons_of_all(tmp_path: Path) -> None:
    async with troupe(tmp_path) as players:
        person = await joined(players, "Sample", Role.LEAD, Role.OFFICER, Role.WARD_SERGEANT)

        await person.sends("/start")

        home = await person.waits_for("Support, any time")
        assert home.buttons == [
            "My shifts", "My account", "My hours", "Training", "My ward", *OF_A_LEAD,
            "Referrals", "Visit a patrol", ASK, "Help", "Privacy",
        ]  # fmt: skip


@pytest.mark.parametrize("state", ["pending", "suspended"])
async def test_someone_who_waits_or_is_paused_has_the_support_card_too(
    tmp_path: Path, state: str
) -> None:
    async with troupe(tmp_path) as players:
        lead = await joined(players, "Example", Role.LEAD)
        if state == "pending":
            person = await newcomer(players)
            await asks_to_join(person, await link_from(lead, "Officer"))
        else:
            person = await joined(players, "Sample")
            await opens_card(lead, "PC Sample")
            await taps(lead, "Pause access")

        await person.sends("/start")

        home = await person.waits_for("Support, any time")
        assert "0300 131 2789" in home.text
        assert home.buttons == ["Help", "Privacy"]


@pytest.mark.parametrize(
    ("role", "said"),
    [
        (Role.LEAD, "/link makes that group yours"),
        (Role.OFFICER, "/shifts shows how you stand and what is asked"),
        (Role.PARTNER, "Invitations come here"),
    ],
)
async def test_help_is_about_the_role(tmp_path: Path, role: Role, said: str) -> None:
    async with troupe(tmp_path) as players:
        person = await joined(players, "Sample", role)

        await person.sends("/help")

        shown = await person.waits_for(said)
        assert "In danger: radio emergency button or 999." in shown.text
        assert shown.text.count("\n\n") == 2, "one part for the role, and two for everybody"


async def test_privacy_shows_again_what_was_read_on_joining(tmp_path: Path) -> None:
    async with troupe(tmp_path) as players:
        officer = await joined(players, "Sample")

        await officer.sends("/privacy")

        shown = await officer.waits_for("What is kept about you")
        for line in players.running.areas["lambeth"].privacy.strip().splitlines():
            assert line.strip() in shown.text


async def test_every_scope_has_its_own_menu(tmp_path: Path) -> None:
    async with troupe(tmp_path) as players:
        lead = await joined(players, "Example", Role.LEAD)
        officer = await joined(players, "Sample")
        stranger = await newcomer(players)
        for person in (lead, officer, stranger):
            await person.sends("/start")

        assert await menu_of(players, stranger) == EVERYONES
        assert await menu_of(players, officer, "shifts") == [
            "start", "shifts", "account", "quick", *EVERYONES[1:],
        ]  # fmt: skip
        lead_menu = await menu_of(players, lead, "rota")
        assert lead_menu == ["start", "rota", "people", *EVERYONES[1:]]
        group = await players.world.group("Team", [lead, officer])
        assert list((await lead.sees(group)).commands) == ["link"]
        assert list((await officer.sees(group)).commands) == []


async def test_a_menu_follows_the_roles(tmp_path: Path) -> None:
    async with troupe(tmp_path) as players:
        lead = await joined(players, "Example", Role.LEAD)
        officer = await joined(players, "Sample")
        await opens_card(lead, "PC Sample")

        await taps(lead, "Add a role", "Project lead")
        assert "people" in await menu_of(players, officer, "people")
        await taps(lead, "Pause access")

        await officer.waits_for("Your access is paused.")
        for _ in range(100):
            if list((await officer.sees()).commands) == EVERYONES:
                break
            await players.engine.signal.wait(0.05)
        assert list((await officer.sees()).commands) == EVERYONES


async def test_cancel_always_works(tmp_path: Path) -> None:
    async with troupe(tmp_path) as players:
        lead = await joined(players, "Example", Role.LEAD)
        await lead.sends("/cancel")
        await lead.waits_for("Nothing was begun.")
        await lead.sends("/people")
        await taps(lead, "Add someone without Telegram")
        await lead.waits_for("Their rank?")

        await lead.sends("/cancel")

        await lead.waits_for("Cancelled. Your answers were not kept.")
        shown = await lead.waits_without("Their rank?")
        assert shown.find("Home") is not None
        await lead.sends("PC")
        await lead.waits_for("Nothing is being asked just now.")


async def test_home_leads_back_to_what_was_begun(tmp_path: Path) -> None:
    async with troupe(tmp_path) as players:
        lead = await joined(players, "Example", Role.LEAD)
        await lead.sends("/people")
        await taps(lead, "Add someone without Telegram")
        await lead.waits_for("Their rank?")
        await taps(lead, "PC")
        await lead.waits_for("Their surname?")

        await lead.sends("/start")
        await taps(lead, "▶ Go on where you stopped")

        await lead.waits_without("Support, any time")
        await lead.sends("Paper")
        await lead.waits_for("Their warrant number?")


async def test_a_restart_forgets_no_draft(tmp_path: Path) -> None:
    async with troupe(tmp_path) as players:
        lead = await joined(players, "Example", Role.LEAD)
        await lead.sends("/people")
        await taps(lead, "Add someone without Telegram")
        await lead.waits_for("Their rank?")
        await taps(lead, "PC")
        await lead.waits_for("Their surname?")

        await players.restarts()
        await lead.sends("Paper")

        await lead.waits_for("Their warrant number?")


async def test_the_bots_name_and_the_groups_posts_are_neutral(tmp_path: Path) -> None:
    async with troupe(tmp_path) as players:
        lead = await joined(players, "Example", Role.LEAD)
        officer = await joined(players, "Sample")
        group = await players.group(lead, officer)
        await officer.presses("Fri 14 Mar: in", chat=group)
        await lead.waits_for("1. PC Sample", chat=group)

        shown = "\n".join((await officer.sees(group)).texts).lower()

        for word in ("prostitut", "sex", "kerb", "soliciting", "police", "women", WARRANT.lower()):
            assert word not in shown
        for call in await players.world.calls("sendMessage"):
            assert "is_disabled" in str(call.params["link_preview_options"])


async def test_a_blocked_bot_is_found_out_and_the_lead_told_once(tmp_path: Path) -> None:
    async with troupe(tmp_path) as players:
        lead = await joined(players, "Example", Role.LEAD)
        officer = await joined(players, "Sample")
        group = await players.group(lead, officer)

        await officer.blocks()

        await lead.waits_for("PC Sample cannot be written to")
        tap = await officer.presses("Fri 14 Mar: in", chat=group)
        assert tap.text is not None
        assert tap.text.startswith("The bot cannot write to you, so you would miss changes.")
        assert f"t.me/{players.engine.bot.username}?start=hello" in tap.text
        await officer.opens(f"https://t.me/{players.engine.bot.username}?start=hello")
        await officer.waits_for("Support, any time")
        tap = await officer.presses("Fri 14 Mar: in", chat=group)
        assert tap.text == "Fri 14 Mar: You are in as 1st of 6."
        told = [words for words in (await lead.sees()).texts if "cannot be written to" in words]
        assert len(told) == 1
