"""The command line meets addresses, answers and levels that nobody meant, and stays plain."""

from __future__ import annotations

import asyncio
import logging
import re
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path

import pytest
from pydantic import SecretStr
from sqlalchemy import text
from telegram import Bot
from telegram.error import NetworkError

from bot.__main__ import _log_to_stderr
from config.settings import Settings
from storage.database import Database
from storage.keys import Keys
from tests.e2e.command_line import Ended, in_this_process, python_m_bot

TOKEN = "100001:a-token-of-the-sandbox"
NOWHERE = "http://127.0.0.1:9"


def is_plain(ended: Ended) -> bool:
    """A line for each fault, ending in what to do; no traceback, no password, no token."""
    said = ended.err + ended.out
    complete = all(re.search(r"\. [A-Z].*\.$", line) for line in ended.faults)
    return complete and not re.search(r"Traceback|hush|Error:", said) and TOKEN not in said


@pytest.mark.parametrize("command", ["check", "plan --area lambeth"])
@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("postgresql://u:hush@127.0.0.1:notaport/db", "has no number where its port should be"),
        ("postgresql://u:hush@127.0.0.1:9/db?sslmode=hush", "has an unknown sslmode"),
        ("postgresql://u:hush@127.0.0.1:9/db?sslmode=require", "cannot be opened: .*"),
        ("postgresql://u:hush@127.0.0.1:9/db?sslmode=verify-full", "cannot be opened: .*"),
        ("postgresql://u:hush@127.0.0.1:9/db?nonsense=1", "cannot be opened: .*'nonsense'"),
        ("postgresql://u:hush@127.0.0.1:9/db?port=x", "cannot be opened: .*"),
        ("sqlite:///x.db?timeout=soon", "cannot be opened: .*"),
    ],
)
def test_an_address_that_does_not_work_is_said_plainly(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: str, address: str, said: str
) -> None:
    settings = {"TOKEN": TOKEN, "TELEGRAM_API_URL": NOWHERE, "DATABASE_URL": address}
    for name, value in settings.items():
        monkeypatch.setenv(f"EPHEDRA_{name}", value)
    monkeypatch.chdir(tmp_path)

    ended = in_this_process(*command.split())

    assert ended.code == 1
    assert is_plain(ended), ended.err
    about = [line for line in ended.faults if "EPHEDRA_DATABASE_URL" in line]
    assert len(about) == 1
    assert re.search(rf"EPHEDRA_DATABASE_URL {said}\. ", about[0]), about


def test_a_folder_named_as_the_keys_is_refused_and_left_open(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "shared"
    folder.mkdir()
    folder.chmod(0o755)
    settings = {"TOKEN": TOKEN, "TELEGRAM_API_URL": NOWHERE, "KEYS": str(folder)}
    for name, value in settings.items():
        monkeypatch.setenv(f"EPHEDRA_{name}", value)
    monkeypatch.chdir(tmp_path)

    ended = in_this_process("check")

    assert is_plain(ended), ended.err
    assert "EPHEDRA_KEYS cannot be used: Is a directory." in ended.err
    assert folder.stat().st_mode & 0o777 == 0o755


@asynccontextmanager
async def something_else_answers(body: bytes) -> AsyncIterator[str]:
    """A web server that gives one answer to everything, as a hotel's network does; its address."""

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        head = f"HTTP/1.1 200 OK\r\nContent-Length: {len(body)}\r\nConnection: close\r\n\r\n"
        writer.write(head.encode() + body)
        await writer.drain()
        writer.close()
        await writer.wait_closed()

    server = await asyncio.start_server(answer, "127.0.0.1", 0)
    async with server:
        host, port = server.sockets[0].getsockname()
        yield f"http://{host}:{port}"


@pytest.mark.parametrize("command", ["check", "run"])
@pytest.mark.parametrize("body", [b"<html>Log in to the Wi-Fi</html>", b"{}"])
async def test_an_answer_that_is_not_telegrams_is_said_plainly(
    tmp_path: Path, command: str, body: bytes
) -> None:
    async with something_else_answers(body) as url:
        ended = await python_m_bot(
            command, folder=tmp_path, TOKEN=TOKEN, TELEGRAM_API_URL=url, LOG_LEVEL="ERROR"
        )

    assert ended.code == 1
    assert ended.faults == [
        f"{url}: EPHEDRA_TELEGRAM_API_URL cannot be reached: what answers there is not Telegram. "
        "Check the network, or the address."
    ]


@contextmanager
def logging_of_its_own() -> Iterator[None]:
    """As in a fresh program; afterwards as it was. No fixture: pytest's own handlers come later."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    known = {each: each.level for each in _loggers()}
    disabled = root.manager.disable
    root.handlers.clear()
    logging.disable(logging.NOTSET)
    for each in known:
        each.setLevel(logging.NOTSET)
        each.disabled = False
    try:
        yield
    finally:
        logging.disable(disabled)
        root.handlers[:] = handlers
        root.setLevel(level)
        for each in _loggers():
            each.setLevel(known.get(each, logging.NOTSET))


def _loggers() -> list[logging.Logger]:
    known = logging.root.manager.loggerDict.values()
    return [each for each in known if isinstance(each, logging.Logger)]


async def writes_and_says(folder: Path, words: str) -> None:
    """Put words through the database and the Telegram library."""
    database = Database(f"sqlite+aiosqlite:///{folder / 'x.db'}", keys=Keys.generate())
    async with database.transaction(long=True) as tx:
        await tx.execute(text("select :words"), {"words": words})
    await database.dispose()
    async with Bot(TOKEN, base_url=f"{NOWHERE}/bot") as bot:
        await bot.send_message(1, words)


async def test_the_fullest_log_holds_nothing_that_people_wrote(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    settings = Settings(_env_file=None, token=SecretStr(TOKEN), log_level="DEBUG")  # type: ignore[call-arg] # not a field
    with logging_of_its_own():
        _log_to_stderr(settings)
        logging.getLogger("bot.somewhere").debug("a detail of our own")
        with pytest.raises(NetworkError):
            await writes_and_says(tmp_path, "PC Example is on sick leave")

    logged = capsys.readouterr().err
    assert "a detail of our own" in logged
    assert "Example" not in logged
    assert TOKEN not in logged


def test_a_library_writes_no_more_than_the_level_asks_for() -> None:
    settings = Settings(_env_file=None, token=SecretStr(TOKEN), log_level="ERROR")  # type: ignore[call-arg] # not a field
    with logging_of_its_own():
        _log_to_stderr(settings)
        for name in ("telegram", "aiosqlite", "sqlalchemy", "apscheduler", "alembic", "asyncio"):
            assert not logging.getLogger(f"{name}.part").isEnabledFor(logging.WARNING), name
