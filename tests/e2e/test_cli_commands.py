"""The other commands: links, the plan as the leads have changed it, the audit."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

from sqlalchemy import text

from config.areas import read_areas
from operation.people import Role
from tests.e2e.casting import joined, newcomer
from tests.e2e.command_line import in_this_process, python_m_bot
from tests.e2e.troupe import Troupe, fills_in, taps, troupe


def settings_of(players: Troupe) -> dict[str, str]:
    """The settings of a play for a program that runs beside it."""
    return {
        name.removeprefix("EPHEDRA_"): value
        for name, value in players.environment().items()
        if name.startswith("EPHEDRA_")
    }


async def test_invite_prints_one_link_and_until_when_it_holds(tmp_path: Path) -> None:
    async with troupe(tmp_path) as players:
        ended = await python_m_bot(
            "invite", "--area", "southwark", folder=tmp_path, **settings_of(players)
        )

        assert ended.code == 0
        assert re.fullmatch(r"https://t\.me/ephedra_demo_bot\?start=[A-Za-z0-9_-]{24}\n", ended.out)
        assert ended.err == "For one person, until Thursday 6 March 09:00.\n"
        person = await newcomer(players)
        await person.opens(ended.out.strip())
        await person.waits_for("Join Southwark: project lead")
        await fills_in(person, rank="PS", surname="Example", warrant="1234AB")
        await person.waits_for("You are in: Southwark.")


async def test_invite_names_the_areas_when_the_one_asked_for_is_none(tmp_path: Path) -> None:
    async with troupe(tmp_path) as players:
        ended = await python_m_bot(
            "invite", "--area", "lambteh", folder=tmp_path, **settings_of(players)
        )

        assert ended.code == 1
        assert ended.err == (
            "command line: --area 'lambteh' is not an area. Name one of: lambeth, southwark.\n"
        )


async def test_invite_with_a_token_that_telegram_rejects_makes_no_link(tmp_path: Path) -> None:
    async with troupe(tmp_path) as players:
        settings = settings_of(players) | {"TOKEN": "100001:another-token"}
        ended = await python_m_bot("invite", "--area", "lambeth", folder=tmp_path, **settings)

        assert ended.code == 1
        assert ended.faults == [
            "Telegram: EPHEDRA_TOKEN is not accepted by Telegram. Take a new one from @BotFather."
        ]
        assert "link made" not in [event.verb for event in await players.audited()]


async def test_plan_prints_an_area_file_with_what_the_leads_have_changed(tmp_path: Path) -> None:
    async with troupe(tmp_path) as players:
        lead = await joined(players, "Example", Role.LEAD)
        await lead.sends("/rota")
        await taps(lead, "Usual nights", "Friday", "Places +1")
        await lead.waits_for("Friday 20:00–02:00, minimum 4, places 7")

        ended = await python_m_bot(
            "plan", "--area", "lambeth", folder=tmp_path, **settings_of(players)
        )

        assert (ended.code, ended.err) == (0, "")
        assert tomllib.loads(ended.out)["nights"][0]["places"] == 7
        folder = tmp_path / "again"
        folder.mkdir()
        (folder / "lambeth.toml").write_text(ended.out)
        again = read_areas([folder])["lambeth"]
        assert again.plan.nights[0].places == 7
        assert again.wards == players.running.areas["lambeth"].wards


async def test_audit_prints_who_did_what_and_verifies_the_chain(tmp_path: Path) -> None:
    async with troupe(tmp_path) as players:
        lead = await joined(players, "Example", Role.LEAD)
        await lead.sends("/people")
        await lead.waits_for("Lambeth: people")
        settings = settings_of(players)

        ended = await python_m_bot("audit", folder=tmp_path, **settings)

        assert (ended.code, ended.err) == (0, "")
        *entries, last = ended.out.splitlines()
        assert last == "The chain is whole."
        assert re.fullmatch(
            r"1 2031-03-03T09:00:\d\d\+00:00 consultation person:1 people listed area:lambeth",
            entries[0],
        )
        assert "Example" not in ended.out, "people are named by number"

        async with players.db.transaction() as tx:
            await tx.execute(text("update audit set verb = 'nothing happened' where seq = 1"))
        ended = await python_m_bot("audit", "--area", "lambeth", folder=tmp_path, **settings)

        assert ended.code == 1
        assert ended.err.startswith("audit: entry 1 ")


async def test_audit_shows_the_newest_of_one_area(tmp_path: Path) -> None:
    async with troupe(tmp_path) as players:
        for area in ("lambeth", "southwark"):
            for _ in range(3):
                await players.link(Role.OFFICER, area)

        ended = await python_m_bot(
            "audit", "--area", "southwark", "--last", "2", folder=tmp_path, **settings_of(players)
        )

        *entries, last = ended.out.splitlines()
        assert [entry.rpartition(" ")[2] for entry in entries] == ["invite:5", "invite:6"]
        assert last == "The chain is whole."


def test_help_lists_the_commands_with_a_line_each() -> None:
    ended = in_this_process("--help")

    assert ended.code == 0
    for command in ("run", "check", "invite", "plan", "audit"):
        assert re.search(rf"^\W*{command}\s+[A-Z]", ended.out, re.MULTILINE), command


def test_a_command_that_is_not_known_is_refused_without_a_traceback() -> None:
    ended = in_this_process("nonsense")

    assert ended.code == 2
    assert "No such command" in ended.err
    assert "Traceback" not in ended.err
