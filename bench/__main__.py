"""Run the contenders in turns, and say how we stand."""

from __future__ import annotations

import asyncio
import gc
import json
import sys
from contextlib import AsyncExitStack
from dataclasses import asdict
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated

import typer

from bench import figures
from bench.crowd import Crowd, crowd
from bench.figures import BARE, OURS, PLAIN, Round, Rounds
from bench.ours import ours
from bench.proposing import Proposing, proposing
from bench.taps import Tapping
from bench.venue import has_posted, program, venue

IDLE_TAPS, LOAD_TAPS, FULL_TAPS = 40, 90, 300
TOO_BUSY = 0.8
"""Part of one processor beyond which the load generator may hold the contenders up."""


def main(
    quick: Annotated[
        bool, typer.Option(help="Leave out what has to wait for Telegram's limits, a minute.")
    ] = False,
    rounds: Annotated[int, typer.Option(help="Turns of each contender.", min=1)] = 8,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON instead.")] = False,
) -> None:
    """Tap to toast, tap to edited post, taps a second; beside a bare and an aiogram handler."""
    with TemporaryDirectory(prefix="ephedra-bench-") as folder:
        found = asyncio.run(_compare(Path(folder), rounds))
        crowds = [asyncio.run(crowd(Path(folder, "crowd"), limits=False))]
        if not quick:
            _say("With Telegram's limits on; this takes somewhat more than a minute…")
            crowds.append(asyncio.run(crowd(Path(folder, "limits"), limits=True)))
    chosen = proposing()
    if as_json:
        more = {"crowds": [asdict(one) for one in crowds], "proposing": asdict(chosen)}
        print(json.dumps({**figures.as_json(found), **more}))
    else:
        _report(found, crowds, chosen)
    if any(one.faults for one in crowds):
        sys.exit(1)


async def _compare(folder: Path, rounds: int) -> Rounds:
    """All contenders stand ready all the time; one at a time is tapped, in turns."""
    async with AsyncExitStack() as stack:
        tapping = {name: await _ready(stack, name, folder) for name in (OURS, BARE, PLAIN)}
        found: Rounds = {name: [] for name in tapping}
        gc.freeze()
        for number in range(1, rounds + 1):
            _say(f"Round {number} of {rounds}")
            gc.collect()
            idle = {name: await taps.idle(IDLE_TAPS) for name, taps in tapping.items()}
            load = {name: await taps.load(LOAD_TAPS) for name, taps in tapping.items()}
            full = {name: await taps.full(FULL_TAPS) for name, taps in tapping.items()}
            for name, done in found.items():
                done.append(Round(idle[name], load[name], full[name]))
        return found


async def _ready(stack: AsyncExitStack, name: str, folder: Path) -> Tapping:
    """A contender that runs and is warm."""
    _say(f"Starting {figures.TITLES[name]}")
    place = await stack.enter_async_context(venue())
    where = [place.url, place.token, str(place.group.id)]
    log = folder / f"{name}.log"
    if name == OURS:
        runs = ours(place, folder / name)
    elif name == BARE:
        runs = program(["bench.bare", *where], log)
    else:
        runs = program(["bench.plain", *where, str(folder / "plain.db")], log)
    running = await stack.enter_async_context(runs)
    taps = Tapping(place, (await has_posted(place, running))[0], running)
    await taps.warm_up()
    return taps


def _report(found: Rounds, crowds: list[Crowd], chosen: Proposing) -> None:
    print(figures.table(found))
    print()
    print(figures.verdict(figures.ratios(found)))
    busy = figures.generator_load(found)
    warning = ": too much, the figures are its own" if busy > TOO_BUSY else ""
    print(f"The load generator used at most {busy:.0%} of a processor{warning}.")
    for one, how in zip(crowds, ("limits off", "limits on"), strict=False):
        print(f"\nWith {how}: {one}")
    print(f"\n{chosen}")


def _say(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


if __name__ == "__main__":
    typer.run(main)
