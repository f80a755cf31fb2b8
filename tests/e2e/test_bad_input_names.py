"""Names of every script and every length, markup in them, and numbers that are none."""

from __future__ import annotations

from pathlib import Path

import pytest

from operation.people import Role
from sandbox.client import Person
from tests.e2e.casting import WARRANT, actor, joined, link_from, member, newcomer
from tests.e2e.troupe import Troupe, taps, troupe

UNCLEAR = "A surname has letters, spaces, hyphens and apostrophes only. Type it again."
HANDLE = "That looks like a name on social media. Nothing of it was kept"
TOO_LONG = "A surname has at most 60 characters. Shorten it."


async def comes_to_the_surname(players: Troupe) -> tuple[Person, Person]:
    """A lead, and a newcomer who is asked the surname."""
    lead = await joined(players, "Example", Role.LEAD)
    person = await newcomer(players)
    await person.opens(await link_from(lead, "Officer"))
    await taps(person, "I have read this, go on", "PC")
    await person.waits_for("Your surname?")
    return lead, person


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  O'Sample  ", "O'Sample"),
        ("Sample-van   der Example", "Sample-van der Example"),
        ("Ng\N{LATIN SMALL LETTER U WITH GRAVE}", "Ng\N{LATIN SMALL LETTER U WITH GRAVE}"),
        (
            "\N{HEBREW LETTER ALEF}\N{HEBREW LETTER BET}",
            "\N{HEBREW LETTER ALEF}\N{HEBREW LETTER BET}",
        ),
        ("نمونه\u200cای", "نمونه\u200cای"),
        ("Sam\u202eple\u200f", "Sample"),
        ("Sample\nSecond", "Sample Second"),
        ("例", "例"),
    ],
    ids=["apostrophe", "spaces", "accent", "hebrew", "joiner", "direction", "lines", "han"],
)
async def test_a_name_of_any_script_is_kept_tidied_and_shown_whole(
    tmp_path: Path, typed: str, kept: str
) -> None:
    async with troupe(tmp_path) as players:
        lead, person = await comes_to_the_surname(players)

        await person.sends(typed)
        await person.waits_for("Your warrant number?")
        await person.sends(WARRANT)
        await taps(person, "Send to the project lead")

        await lead.waits_for(f"PC {kept} asks to join as Officer.")
        await taps(lead, "Yes, trained")
        await person.waits_for("You are in as Officer")
        assert (await member(players, person)).surname == kept


@pytest.mark.parametrize(
    ("typed", "reason"),
    [
        ("<b>Sample</b>", UNCLEAR),
        ("Sample & Sons", UNCLEAR),
        ("&lt;Sample&gt;", UNCLEAR),
        ("Sample \N{POLICE CAR}", UNCLEAR),
        ("\N{PILE OF POO}" * 30, UNCLEAR),
        ("@sample", HANDLE),
        ("Sample; drop table member", UNCLEAR),
        ("...", UNCLEAR),
        ("\u200b\u202e\u2066", UNCLEAR),
        ("x" * 61, TOO_LONG),
        ("x" * 4000, TOO_LONG),
        ("\N{HEBREW LETTER ALEF}" * 4000, TOO_LONG),
        ("e\u0301" * 2000, TOO_LONG),
    ],
    ids=lambda value: repr(value[:12]),
)
async def test_a_name_that_is_none_is_asked_again_with_the_reason(
    tmp_path: Path, typed: str, reason: str
) -> None:
    async with troupe(tmp_path) as players:
        _, person = await comes_to_the_surname(players)

        await person.sends(typed)

        asked = await person.waits_for(reason)
        assert "Your surname?" in asked.text
        await person.sends("Sample")
        await person.waits_for("Your warrant number?")


@pytest.mark.parametrize("typed", ["1", "ABCD", "1234567890123", "12-34", "<1>", "١٢٣٤", "12 😀"])
async def test_a_warrant_number_that_is_none_is_asked_again(tmp_path: Path, typed: str) -> None:
    async with troupe(tmp_path) as players:
        _, person = await comes_to_the_surname(players)
        await person.sends("Sample")
        await person.waits_for("Your warrant number?")

        await person.sends(typed)

        asked = await person.waits_for("A warrant number has 2 to 12 letters and digits")
        assert "Your warrant number?" in asked.text


async def test_what_telegram_calls_people_and_groups_is_never_shown(tmp_path: Path) -> None:
    """Profile names are anybody's choice: 4,000 characters, markup, marks that turn a line."""
    async with troupe(tmp_path) as players:
        lead = await joined(players, "Example", Role.LEAD)
        odd = await players.world.person("<b>&\u202e" * 1000, "\N{PILE OF POO}" * 500)
        title = "<i>Team & \u202e" * 100
        group = await players.world.group(title, [lead, odd])
        await lead.sends("/link", chat=group)
        await lead.waits_for("Rota · week of", chat=group)

        await odd.sends("/start")
        await odd.waits_for("This bot is for members of a team.")
        await odd.opens(await link_from(lead, "Officer"))
        await odd.waits_for("What is kept about you")
        tap = await odd.presses("Fri 14 Mar: in", chat=group)

        assert tap.text is not None
        assert tap.text.startswith("This bot is for members of a team.")
        assert not (await actor(players, odd)).members
        said = [call.params.get("text", "") for call in await players.world.calls()]
        assert not any("<i>Team" in words or "&\u202e" in words for words in said)
