"""Programs of their own, started from one process that has everything loaded already.

`python -m bot` takes a second or two to load, of which a killed and restarted bot should not be
made of. A fork is a process like any other: it has its own memory, files and signals.
"""

from __future__ import annotations

import asyncio
import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

HOUSE = Path(__file__).parents[1]
PIPE = asyncio.subprocess.PIPE


@dataclass
class Forked:
    """A running program, as `asyncio.subprocess.Process` would have it."""

    pid: int
    out: asyncio.StreamReader | None = None
    err: asyncio.StreamReader | None = None
    returncode: int | None = None

    async def wait(self) -> int:
        """Its exit code, once it has ended; minus the signal that ended it."""
        if self.returncode is None:
            await _has_ended(self.pid)
            self.returncode = int(_zygote().ask({"wait_for": self.pid}))
        return self.returncode

    async def communicate(self) -> tuple[bytes, bytes]:
        """All that it prints until it ends."""
        out, err = await asyncio.gather(_read(self.out), _read(self.err))
        await self.wait()
        return out, err

    def terminate(self) -> None:
        """SIGTERM."""
        os.kill(self.pid, signal.SIGTERM)


async def forked(
    module: str,
    words: Sequence[str],
    *,
    env: Mapping[str, str],
    cwd: Path,
    stdout: int | IO[bytes],
    stderr: int | IO[bytes] | None = None,
) -> Forked:
    """Start `python -m module words` in a folder, with this environment and no other.

    `stdout` and `stderr` are PIPE or a file; without `stderr` it goes where ours goes.
    """
    ours: list[asyncio.StreamReader | None] = []
    theirs: list[int] = []
    opened: list[int] = []
    for wanted in (stdout, stderr):
        if wanted == PIPE:
            reading, writing = os.pipe()
            ours.append(await _reader(reading))
            opened.append(writing)
            theirs.append(writing)
        else:
            ours.append(None)
            theirs.append(
                2 if wanted is None else wanted if isinstance(wanted, int) else wanted.fileno()
            )
    request = {"module": module, "words": list(words), "env": dict(env), "cwd": str(cwd)}
    pid = int(_zygote().ask(request, theirs))
    for each in opened:
        os.close(each)
    out, err = ours
    return Forked(pid, out, err)


class _Zygote:
    def __init__(self) -> None:
        self._control, theirs = socket.socketpair()
        env = {name: text for name, text in os.environ.items() if not name.startswith("EPHEDRA_")}
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.zygote", str(theirs.fileno())],
            cwd=HOUSE,
            env=env,
            pass_fds=[theirs.fileno()],
        )
        theirs.close()

    def ask(self, request: Mapping[str, Any], files: Sequence[int] = ()) -> Any:
        """Its answer; it goes by itself when this process has gone."""
        socket.send_fds(self._control, [json.dumps(request).encode()], list(files))
        return json.loads(self._control.recv(1024))


_FOUND: list[_Zygote] = []


def _zygote() -> _Zygote:
    """One for each process of tests, made when the first program is wanted."""
    if not _FOUND:
        _FOUND.append(_Zygote())
    return _FOUND[0]


async def _has_ended(pid: int) -> None:
    ended = asyncio.Event()
    watched = os.pidfd_open(pid)
    loop = asyncio.get_running_loop()
    loop.add_reader(watched, ended.set)
    try:
        await ended.wait()
    finally:
        loop.remove_reader(watched)
        os.close(watched)


async def _reader(pipe: int) -> asyncio.StreamReader:
    reader = asyncio.StreamReader()
    protocol = asyncio.StreamReaderProtocol(reader)
    await asyncio.get_running_loop().connect_read_pipe(lambda: protocol, os.fdopen(pipe, "rb"))
    return reader


async def _read(stream: asyncio.StreamReader | None) -> bytes:
    return b"" if stream is None else await stream.read()
