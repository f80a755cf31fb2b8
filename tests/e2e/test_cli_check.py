"""`python -m bot check` says everything that is wrong at once, and never with a traceback."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from config.areas import SHIPPED_AREAS
from sandbox.inprocess import on_port
from storage.database import Database
from storage.keys import Keys
from tests.e2e.command_line import Ended, freshly, in_this_process, python_m_bot

TOKEN = "100001:a-token-of-the-sandbox"
NOWHERE = "http://127.0.0.1:9"
AWAY = (
    f"{NOWHERE}: EPHEDRA_TELEGRAM_API_URL cannot be reached: no connection. "
    "Check the network, or the address."
)


def is_plain(ended: Ended) -> bool:
    """Each fault on a line of its own, ending in what to do; no traceback, no secret."""
    complete = all(re.search(r"\. [A-Z].*\.$", line) for line in ended.faults)
    said = ended.err + ended.out
    return complete and "Traceback" not in said and TOKEN not in said and "Error:" not in said


async def test_all_is_well(tmp_path: Path) -> None:
    async with on_port(token=TOKEN) as stage:
        ended = await freshly("check", folder=tmp_path, TOKEN=TOKEN, TELEGRAM_API_URL=stage.url)

    assert ended == Ended(
        0,
        "Telegram knows the bot as @ephedra_demo_bot.\nAll well. Areas: Lambeth, Southwark.\n",
        "",
    )
    assert (tmp_path / "data" / "ephedra.db").exists()
    assert (tmp_path / "data" / "keys.json").stat().st_mode & 0o777 == 0o600
    assert (tmp_path / "data").stat().st_mode & 0o777 == 0o700


async def test_a_first_start_lacks_nothing_but_the_token(tmp_path: Path) -> None:
    ended = await python_m_bot("check", folder=tmp_path)

    assert ended.code == 1
    assert ended.faults == [
        "environment or .env: EPHEDRA_TOKEN is missing. Put the token from @BotFather in .env; "
        ".env.example shows the line."
    ]


async def test_everything_wrong_is_said_at_once_with_file_key_and_remedy(tmp_path: Path) -> None:
    areas = tmp_path / "areas"
    areas.mkdir()
    (areas / "broken.toml").write_text('key = "a\n')
    text = (SHIPPED_AREAS / "lambeth.toml").read_text()
    text = text.replace("Europe/London", "Europe/Lundon").replace("[rhythm]", "[rythm]")
    (areas / "lambeth.toml").write_text(text)
    (tmp_path / "file").touch()

    ended = await python_m_bot(
        "check",
        folder=tmp_path,
        TOKEN=TOKEN,
        TOKN="x",
        LIMITS="maybe",
        AREAS_DIR="areas",
        DATA_DIR="file/below",
        TELEGRAM_API_URL=NOWHERE,
    )

    assert ended.code == 1
    assert is_plain(ended)
    expected = [
        r"environment: EPHEDRA_LIMITS is not one of the choices\. Write on or off\.",
        r"environment: EPHEDRA_TOKN is not a setting\. Write EPHEDRA_TOKEN, or remove it\.",
        r"areas/broken\.toml is not valid TOML: .*line 1.*\. Mend that line\.",
        r"areas/lambeth\.toml: zone is not a known time zone\. Write one such as .*",
        r"areas/lambeth\.toml: rhythm is missing\. Add it; docs/areas\.md describes every key\.",
        r"areas/lambeth\.toml: rythm is not a key that is known here\. Probably rhythm was meant\.",
        r"environment: EPHEDRA_DATA_DIR cannot be made: not a directory\. Name a folder .*",
        re.escape(AWAY),
    ]
    for pattern in expected:
        assert any(re.fullmatch(pattern, line) for line in ended.faults), (pattern, ended.err)
    assert len(ended.faults) == len(expected)


def _unreadable_area(folder: Path) -> dict[str, str]:
    (folder / "areas").mkdir()
    (folder / "areas" / "odd.toml").write_bytes(b"\xff\xfe\x00")
    return {"AREAS_DIR": "areas"}


def _free_text_in_no_form(folder: Path) -> dict[str, str]:
    (folder / "areas").mkdir()
    text = (SHIPPED_AREAS / "lambeth.toml").read_text()
    text = text.replace("forms = []", 'forms = ["howitwent", "howitwas"]')
    (folder / "areas" / "lambeth.toml").write_text(text)
    return {"AREAS_DIR": "areas"}


def _area_folder_missing(_folder: Path) -> dict[str, str]:
    return {"AREAS_DIR": "nowhere"}


def _folder_below_a_file(folder: Path) -> dict[str, str]:
    (folder / "file").touch()
    return {"DATA_DIR": "file/below"}


def _folder_is_a_file(folder: Path) -> dict[str, str]:
    (folder / "file").touch()
    return {"DATA_DIR": "file"}


def _nonsense_keys(folder: Path) -> dict[str, str]:
    (folder / "data").mkdir()
    (folder / "data" / "keys.json").write_text("nonsense")
    return {}


def _keys_are_a_folder(folder: Path) -> dict[str, str]:
    (folder / "data" / "keys.json").mkdir(parents=True)
    return {}


def _nonsense_keys_inline(_folder: Path) -> dict[str, str]:
    return {"KEYS": '{"encryption": [], "lookup": 7}'}


def _unclosed_keys_inline(_folder: Path) -> dict[str, str]:
    return {"KEYS": '{"encryption": ["secret'}


def _database_below_a_file(folder: Path) -> dict[str, str]:
    (folder / "file").touch()
    return {"DATABASE_URL": "sqlite:///file/below/x.db"}


def _database_is_none(folder: Path) -> dict[str, str]:
    (folder / "x.db").write_text("this is a letter to somebody and no database at all")
    return {"DATABASE_URL": "sqlite:///x.db"}


def _database_is_away(_folder: Path) -> dict[str, str]:
    return {"DATABASE_URL": "postgresql://somebody:secret@127.0.0.1:9/name"}


def _odd_address(_folder: Path) -> dict[str, str]:
    return {"DATABASE_URL": "mysql://x"}


def _dotenv_is_a_folder(folder: Path) -> dict[str, str]:
    (folder / ".env").mkdir()
    return {}


def _dotenv_is_no_text(folder: Path) -> dict[str, str]:
    (folder / ".env").write_bytes(b"\xff\xfe\x00")
    return {}


ONE_BY_ONE: list[tuple[Callable[[Path], dict[str, str]], str]] = [
    (_unreadable_area, r"areas/odd\.toml is not UTF-8 text\. Save it again as UTF-8\."),
    (_free_text_in_no_form,
     r"area lambeth: free_text\.forms names 'howitwas', which takes no free text\. .*howitwent.*"),
    (_area_folder_missing, r"environment: EPHEDRA_AREAS_DIR is not a folder\. .*"),
    (_folder_below_a_file, r"environment: EPHEDRA_DATA_DIR cannot be made: not a directory\. .*"),
    (_folder_is_a_file, r"environment: EPHEDRA_DATA_DIR is not a folder\. .*"),
    (_nonsense_keys, r"data/keys\.json: EPHEDRA_KEYS cannot be used: the keys are not JSON\. .*"),
    (_keys_are_a_folder, r"data/keys\.json: EPHEDRA_KEYS cannot be used: Is a directory\. .*"),
    (_nonsense_keys_inline, r"environment or \.env: EPHEDRA_KEYS cannot be used: .*"),
    (_unclosed_keys_inline, r"environment: EPHEDRA_KEYS is not valid JSON\. .*"),
    (_database_below_a_file,
     r"database: EPHEDRA_DATABASE_URL cannot be opened: Not a directory: 'file/below'\. .*"),
    (_database_is_none,
     r"database: EPHEDRA_DATABASE_URL cannot be opened: file is not a database\. .*"),
    (_database_is_away, r"database: EPHEDRA_DATABASE_URL cannot be opened: .*"),
    (_odd_address, r"environment: EPHEDRA_DATABASE_URL is not a database address .*"),
    (_dotenv_is_a_folder, r"\.env cannot be read: is a directory\. .*"),
    (_dotenv_is_no_text, r"\.env is not UTF-8 text\. .*"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("spoil", "said"), ONE_BY_ONE, ids=[spoil.__name__.strip("_") for spoil, _ in ONE_BY_ONE]
)
def test_one_thing_wrong_is_said_plainly(
    tmp_path: Path,
    spoil: Callable[[Path], dict[str, str]],
    said: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    settings = {"TOKEN": TOKEN, "TELEGRAM_API_URL": NOWHERE, **spoil(tmp_path)}
    for name, value in settings.items():
        monkeypatch.setenv(f"EPHEDRA_{name}", value)
    monkeypatch.chdir(tmp_path)

    ended = in_this_process("check")

    assert ended.code == 1
    assert is_plain(ended), ended.err
    found = [line for line in ended.faults if line != AWAY]
    assert len(found) == 1
    assert re.fullmatch(said, found[0]), found
    assert "secret" not in ended.err


async def test_keys_of_another_database_are_found_out(tmp_path: Path) -> None:
    keys = Keys.generate()
    database = Database(f"sqlite+aiosqlite:///{tmp_path / 'x.db'}", keys=keys)
    await database.migrate()
    await database.dispose()

    ended = await python_m_bot(
        "check",
        folder=tmp_path,
        TOKEN=TOKEN,
        TELEGRAM_API_URL=NOWHERE,
        DATABASE_URL="sqlite:///x.db",
    )

    assert ended.code == 1
    assert ended.faults[0] == (
        "database: EPHEDRA_KEYS the keys do not open this database. "
        "Use the keys that the database was made with."
    )


async def test_a_wrong_token_is_told_from_a_network_that_is_away(tmp_path: Path) -> None:
    async with on_port(token=TOKEN) as stage:
        wrong, right = await asyncio.gather(
            *(
                python_m_bot("check", folder=tmp_path, TOKEN=token, TELEGRAM_API_URL=stage.url)
                for token in ("100001:another-token", TOKEN)
            )
        )

    assert (wrong.code, right.code) == (1, 0)
    assert wrong.faults == [
        "Telegram: EPHEDRA_TOKEN is not accepted by Telegram. Take a new one from @BotFather."
    ]


async def test_what_only_the_sandbox_may_use_is_refused_with_the_real_telegram(
    tmp_path: Path,
) -> None:
    ended = await python_m_bot(
        "check", folder=tmp_path, CLOCK_URL="http://127.0.0.1:9", LIMITS="off"
    )

    assert ended.code == 1
    assert is_plain(ended)
    keys = {re.search(r"EPHEDRA_\w+", line)[0] for line in ended.faults}  # type: ignore[index] # is_plain
    assert keys == {"EPHEDRA_TOKEN", "EPHEDRA_CLOCK_URL", "EPHEDRA_LIMITS"}


@pytest.mark.parametrize("command", ["run", "invite --area lambeth", "plan --area lambeth"])
async def test_the_other_commands_say_the_same_before_they_do_anything(
    tmp_path: Path, command: str
) -> None:
    (tmp_path / "areas").mkdir()
    (tmp_path / "areas" / "broken.toml").write_text("=")

    ended = await python_m_bot(*command.split(), folder=tmp_path, AREAS_DIR="areas", LIMITS="maybe")

    assert ended.code == 1
    assert is_plain(ended), ended.err
    assert len(ended.faults) == 3
    assert not (tmp_path / "data").exists()
