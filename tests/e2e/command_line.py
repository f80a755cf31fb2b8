"""The command line as somebody at a terminal has it: a program of its own, its own settings."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from typer.testing import CliRunner

from bot import app
from bot.__main__ import app as commands
from tests.forked import PIPE, Forked, forked

HOUSE = Path(app.__file__).parents[1]


@dataclass(frozen=True, slots=True)
class Ended:
    """How a command ended, and what it printed."""

    code: int | None
    out: str
    err: str

    @property
    def faults(self) -> list[str]:
        """What it complained about, a line each."""
        return self.err.splitlines()


async def python_m_bot(*words: str, folder: Path, **settings: str) -> Ended:
    """Run `python -m bot` in a folder, with these settings and no others: TOKEN="..." and so on."""
    return await _ended(words, folder, settings, forks=True)


async def freshly(*words: str, folder: Path, **settings: str) -> Ended:
    """The same loaded anew, as at a terminal, which takes a second or two."""
    return await _ended(words, folder, settings, forks=False)


async def _ended(
    words: Sequence[str], folder: Path, settings: Mapping[str, str], *, forks: bool
) -> Ended:
    environment = {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": str(HOUSE),
        "PYTHONDONTWRITEBYTECODE": "1",
        "SSL_CERT_DIR": os.environ["SSL_CERT_DIR"],
        **{f"EPHEDRA_{name}": value for name, value in settings.items()},
    }
    program: Forked | asyncio.subprocess.Process
    if not forks:
        program = await asyncio.create_subprocess_exec(
            *(sys.executable, "-W", "error", "-m", "bot"),
            *words,
            cwd=folder,
            env=environment,
            stdout=PIPE,
            stderr=PIPE,
        )
    else:
        program = await forked("bot", words, cwd=folder, env=environment, stdout=PIPE, stderr=PIPE)
    out, err = await program.communicate()
    return Ended(program.returncode, out.decode(), err.decode())


def in_this_process(*words: str) -> Ended:
    """The same without a program of its own, for what needs many tries; raises what it raised."""
    result = CliRunner().invoke(commands, list(words))
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return Ended(result.exit_code, result.stdout, result.stderr)
