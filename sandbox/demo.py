"""`make demo`: the sandbox and the bot beside it, a small cast, and one address to open.

Two processes: each ends when this one does, however this one ends. What
happens in the demo is kept in data/demo and is there the next time.
"""

from __future__ import annotations

import asyncio
import os
import runpy
import shutil
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import httpx

from sandbox import demo_history
from sandbox.client import Sandbox
from sandbox.demo_cast import casts

ROOT = Path(__file__).resolve().parent.parent
FOLDER = Path("data/demo")
READY = FOLDER / "ready"
"""Says that the cast has joined and played what comes before."""
TOKEN = "100001:only-good-in-the-sandbox"  # noqa: S105 - the sandbox's own, good for nothing else
PORT = 8081
PATIENCE = 60.0
"""Seconds after which something that does not come up has failed."""


def main(arguments: Sequence[str]) -> int:
    """Run the demo, or, as its own child, one of its two processes; the exit code."""
    if arguments[:1] == ["child"]:
        _as_child(arguments[1], list(arguments[2:]))
        return 0
    # A shell that starts us in the background would have us ignore Ctrl-C.
    for name in (signal.SIGINT, signal.SIGTERM):
        signal.signal(name, signal.default_int_handler)
    children: list[subprocess.Popen[bytes]] = []
    try:
        return _run(children)
    except KeyboardInterrupt:
        sys.stdout.write(
            "\nStopped. 'make demo' goes on where you left, 'make demo-reset' starts over.\n"
        )
        return 0
    finally:
        _end(children)


def _run(children: list[subprocess.Popen[bytes]]) -> int:
    is_new = not READY.exists()
    if is_new:
        # A first start that was broken off has half a cast.
        shutil.rmtree(FOLDER, ignore_errors=True)
    FOLDER.mkdir(parents=True, exist_ok=True)
    port = _free_port(int(os.environ.get("PORT", PORT)))
    url = f"http://127.0.0.1:{port}"
    state = str((FOLDER / "sandbox.json").absolute())
    starts = demo_history.begins(datetime.now(UTC)).isoformat()
    children.append(
        _child(
            *("sandbox", "--port", str(port), "--state", state, "--token", TOKEN),
            *("--starts", starts),
            log="sandbox",
        )
    )
    _await_health(url, children)
    if is_new:
        sys.stdout.write("The cast joins, and plays the weeks before: about half a minute, once.\n")
        sys.stdout.flush()
        # The rush is no test of Telegram's limits.
        children.append(_child("bot", "run", log="bot", url=url, EPHEDRA_LIMITS="off"))
        asyncio.run(_prepare(url, children))
        _end([children.pop()])
        READY.touch()
    children.append(_child("bot", "run", log="bot", url=url))
    phones = asyncio.run(_prepare(url, children))
    sys.stdout.write(f"\n  Open  {url}/#phones={phones}\n\n  Ctrl-C stops everything.\n")
    sys.stdout.flush()
    while all(child.poll() is None for child in children):
        threading.Event().wait(0.5)
    return _gone(children)


async def _prepare(url: str, children: list[subprocess.Popen[bytes]]) -> str:
    """The cast, on the first start; whose phones the page is to show."""
    async with Sandbox(url) as world:
        casting = asyncio.create_task(casts(world, first_link=lambda: _first_link(url)))
        while not casting.done():
            await asyncio.wait({casting}, timeout=0.5)
            if any(child.poll() is not None for child in children):
                casting.cancel()
                raise SystemExit(_gone(children))
        return casting.result()


def _environment(url: str) -> dict[str, str]:
    """The bot's settings for the demo; nothing of a real bot's may leak in."""
    kept = {name: text for name, text in os.environ.items() if not name.startswith("EPHEDRA_")}
    return kept | {
        "PYTHONPATH": str(ROOT),
        "EPHEDRA_TOKEN": TOKEN,
        "EPHEDRA_TELEGRAM_API_URL": url,
        "EPHEDRA_CLOCK_URL": f"{url}/control/clock/follow",
        "EPHEDRA_DATA_DIR": str(FOLDER.absolute()),
    }


def _first_link(url: str) -> str:
    """A link for the first lead, as the command line prints it."""
    done = subprocess.run(
        [sys.executable, "-m", "bot", "invite", "--area", "lambeth", "--role", "lead"],
        env=_environment(url),
        cwd=FOLDER,  # away from a real bot's .env
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout.strip()


def _child(
    module: str, *arguments: str, log: str, url: str = "", **more: str
) -> subprocess.Popen[bytes]:
    """One of the two processes; the open pipe to it says that this one is alive."""
    with (FOLDER / f"{log}.log").open("ab") as output:
        return subprocess.Popen(
            [sys.executable, "-m", "sandbox.demo", "child", module, *arguments],
            env=_environment(url) | more,
            cwd=FOLDER,
            stdin=subprocess.PIPE,
            stdout=output,
            stderr=output,
            start_new_session=True,  # Ctrl-C reaches the parent alone, which ends both in order
        )


def _as_child(module: str, arguments: list[str]) -> None:
    threading.Thread(target=_end_with_parent, daemon=True).start()
    sys.argv = [module, *arguments]
    runpy.run_module(module, run_name="__main__", alter_sys=True)


def _end_with_parent() -> None:
    # Not through sys.stdin, whose lock a daemon thread would still hold at the end.
    while os.read(0, 1024):
        pass
    os.kill(os.getpid(), signal.SIGTERM)


def _free_port(wanted: int) -> int:
    """The wanted port, or the next one that nobody listens on."""
    for port in range(wanted, wanted + 50):
        with socket.socket() as trial:
            trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                trial.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port
    raise SystemExit(f"No port is free between {wanted} and {wanted + 49}. Set PORT to another.")


def _await_health(url: str, children: list[subprocess.Popen[bytes]]) -> None:
    for _ in range(int(PATIENCE / 0.1)):
        if children[0].poll() is not None:
            raise SystemExit(_gone(children))
        try:
            httpx.get(f"{url}/health", trust_env=False)
            return
        except httpx.HTTPError:
            threading.Event().wait(0.1)
    raise SystemExit("The sandbox does not come up. Its log: data/demo/sandbox.log")


def _gone(children: list[subprocess.Popen[bytes]]) -> int:
    name = "sandbox" if children[0].poll() is not None else "bot"
    sys.stdout.write(f"The {name} has stopped. The end of data/demo/{name}.log:\n")
    lines = (FOLDER / f"{name}.log").read_text(errors="replace").splitlines()
    sys.stdout.write("\n".join(lines[-15:]) + "\n")
    return 1


def _end(children: list[subprocess.Popen[bytes]]) -> None:
    """The bot first, so that what it still has to say finds the sandbox there."""
    for child in reversed(children):
        child.terminate()
        try:
            child.wait(timeout=10)
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()
        if child.stdin is not None:
            child.stdin.close()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
