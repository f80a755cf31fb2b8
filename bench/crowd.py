"""Five hundred taps by a hundred people inside a second, and whether all went right.

Everybody signs up for the same nights in an order of their own. Every rank of a list must have
been told to one person and no more, the log must be clean, and the posts must end as the lists.
"""

from __future__ import annotations

import asyncio
import itertools
import random
import re
import time
from collections import defaultdict, deque
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from bench.figures import percentile
from bench.ours import AREA, database, ours
from bench.venue import Post, Program, Tap, Venue, has_posted, venue
from bot.actions.boards import week_board
from bot.views.rota import week_post
from config.areas import SHIPPED_AREAS, read_areas
from sandbox.entities import read_text
from sandbox.state import User
from storage import outbox, rota
from storage.database import Database

TAPS_EACH = 5
GROUP_PER_MINUTE = 20
LEAVING = 80
_PAUSE = 0.5
_SETTLES_WITHIN = 150.0
_BAD_LOG = re.compile(r"locked|Traceback| (?:WARNING|ERROR|CRITICAL) ")
_IN = re.compile(r"in as (\d+)\w+ of (\d+)")
_WAITS = re.compile(r"(\d+)\w+ on the waiting list")
_WAIT = 429
_TO_THE_GROUP = frozenset({"sendMessage", "editMessageText"})


@dataclass(frozen=True, slots=True)
class Crowd:
    """How it went; no faults when all is as it must be."""

    taps: int
    answered_after: float
    """Seconds from the first tap to the last toast."""
    toast_p50: float
    toast_p99: float
    shown_after: float
    """Seconds from the last tap until every post showed the last state."""
    most_in_a_minute: int
    """Messages and edits that the group got in any 60 seconds."""
    told_to_wait: int
    """Calls refused with 429 and repeated: a machine that stumbles brings two too close."""
    faults: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        lines = [
            f"{self.taps} taps by 100 people: all answered after {self.answered_after:.1f} s, "
            f"p50 {1e3 * self.toast_p50:.0f} ms, p99 {1e3 * self.toast_p99:.0f} ms; "
            f"the last state shown {self.shown_after:.1f} s after the last tap; "
            f"at most {self.most_in_a_minute} messages and edits a minute in the group, "
            f"{self.told_to_wait} told to wait"
        ]
        return "\n".join([*lines, *(f"FAULT: {fault}" for fault in self.faults)])


async def crowd(folder: Path, *, limits: bool) -> Crowd:
    """Play it on a new bot; with limits, go on tapping until the minute's allowance is used."""
    async with venue(limits=limits) as place, ours(place, folder, limits=limits) as running:
        await has_posted(place, running)
        db = database(folder)
        try:
            await _settles(db)
            return await _play(place, running, db, limits=limits)
        finally:
            await db.dispose()


async def _play(place: Venue, running: Program, db: Database, *, limits: bool) -> Crowd:
    nights = [(post, night) for post in place.posts() for night in post.nights][:TAPS_EACH]
    began = time.monotonic()
    told = await _everybody_taps(place, nights)
    answered_after = time.monotonic() - began
    faults = _overbooked(told)
    if limits:
        await _step_back(place, *nights[0])
    last_tap = time.monotonic()
    await _settles(db)
    shown_after = time.monotonic() - last_tap
    faults += await _wrong_lists(db, place, LEAVING if limits else 0) + await _wrong_posts(
        db, place
    )
    faults += _refused_calls(place) + _bad_lines(running.log)
    most, wait = _most_in_a_minute(place), _told_to_wait(place)
    if limits and most > GROUP_PER_MINUTE:
        faults.append(f"{most} messages and edits in the group within a minute")
    toasts = [tap.toast for _, _, tap in told]
    p50, p99 = percentile(toasts, 0.5), percentile(toasts, 0.99)
    return Crowd(len(told), answered_after, p50, p99, shown_after, most, wait, faults)


Told = list[tuple[User, str, Tap]]
"""Who tapped which button, and what they were told."""


async def _everybody_taps(place: Venue, nights: list[tuple[Post, tuple[str, str]]]) -> Told:
    """Every person's taps in an order of their own, all together evenly over one second."""
    chance = random.Random(500)  # noqa: S311 - nothing to guess
    turns = []
    for number in range(TAPS_EACH):
        for user in chance.sample(place.crew, len(place.crew)):
            post, night = nights[(number + user.id) % len(nights)]
            turns.append((user, post, night[0]))
    began = time.perf_counter()

    async def one(number: int, user: User, post: Post, data: str) -> tuple[User, str, Tap]:
        await asyncio.sleep(began + number / len(turns) - time.perf_counter())
        return user, data, await place.tap(user, post, data)

    return list(await asyncio.gather(*itertools.starmap(one, _numbered(turns))))


def _numbered(turns: list[tuple[User, Post, str]]) -> list[tuple[int, User, Post, str]]:
    return [(number, *turn) for number, turn in enumerate(turns)]


async def _step_back(place: Venue, post: Post, night: tuple[str, str]) -> None:
    """One after the other steps back, two a second, so that the post always has news."""
    for user in place.crew[:LEAVING]:
        await place.tap(user, post, night[1])
        await asyncio.sleep(_PAUSE)


async def _settles(db: Database) -> None:
    """Wait until nothing is left to be sent."""
    end = time.monotonic() + _SETTLES_WITHIN
    while True:
        async with db.reading() as tx:
            left = await outbox.unfinished(tx)
        if not (left.posts or left.queued or left.sending):
            return
        if time.monotonic() > end:
            raise RuntimeError(f"still to be sent: {left}")
        await asyncio.sleep(0.05)


def _overbooked(told: Told) -> list[str]:
    """Every rank of a list goes to one person; who is in by their rank fits into the places."""
    ranks: dict[str, dict[int, set[int]]] = defaultdict(lambda: defaultdict(set))
    places = {data: int(found[2]) for _, data, tap in told if (found := _IN.search(tap.text))}
    faults = []
    for user, data, tap in told:
        inside, waits = _IN.search(tap.text), _WAITS.search(tap.text)
        if inside:
            ranks[data][int(inside[1])].add(user.id)
        elif waits:
            ranks[data][places[data] + int(waits[1])].add(user.id)
        else:
            faults.append(f"{user.name} was told: {tap.text!r}")
    for data, by_rank in ranks.items():
        shared = [rank for rank, people in by_rank.items() if len(people) > 1]
        if shared or sorted(by_rank) != list(range(1, len(by_rank) + 1)):
            faults.append(f"{data}: ranks {shared} were given twice, or some to nobody")
        if (
            sum(len(people) for rank, people in by_rank.items() if rank <= places[data])
            > places[data]
        ):
            faults.append(f"{data}: more are in than there are places")
    return faults


async def _wrong_lists(db: Database, place: Venue, left: int) -> list[str]:
    """Lists on which somebody stands twice or is missing; so many have left the first."""
    faults = []
    tapped = [night[0] for post in place.posts() for night in post.nights][:TAPS_EACH]
    async with db.reading() as tx:
        for number, data in enumerate(tapped):
            expected = len(place.crew) - (left if number == 0 else 0)
            patrol = await rota.get_patrol(tx, int(data.rpartition(":")[2]))
            names = [name.member_id for name in patrol.book.volunteers]
            if len(names) != expected or len(set(names)) != len(names):
                faults.append(f"{data}: {len(names)} names, {len(set(names))} people")
    return faults


async def _wrong_posts(db: Database, place: Venue) -> list[str]:
    """Posts that do not show what the database has."""
    areas = {AREA: read_areas([SHIPPED_AREAS])[AREA]}
    faults = []
    async with db.reading() as tx:
        for post in place.posts():
            week = int(post.nights[0][0].split(":")[1])
            board = await week_board(tx, week_id=week, areas=areas, now=datetime.now(UTC))
            text, _ = read_text(week_post(board).text, "HTML", None)
            if text != post.message.text:
                faults.append(f"the post of week {week} shows:\n{post.message.text}\nnot:\n{text}")
    return faults


def _refused_calls(place: Venue) -> list[str]:
    """Calls that the sandbox has refused for good.

    A change and its opposite may leave a post as it was: that refusal is benign.
    """
    refused = [call for call in place.engine.journal.calls if not call["ok"]]
    return [
        f"{call['method']}: {call['description']}"
        for call in refused
        if call["error_code"] != _WAIT and "message is not modified" not in call["description"]
    ]


def _told_to_wait(place: Venue) -> int:
    return sum(1 for call in place.engine.journal.calls if call["error_code"] == _WAIT)


def _bad_lines(log: Path) -> list[str]:
    return [line for line in log.read_text().splitlines() if _BAD_LOG.search(line)]


def _most_in_a_minute(place: Venue) -> int:
    window: deque[datetime] = deque()
    most = 0
    for call in place.engine.journal.calls:
        is_message = call["error_code"] != _WAIT and call["method"] in _TO_THE_GROUP
        if not is_message or call["chat_id"] != place.group.id:
            continue
        at = datetime.fromisoformat(call["at"])
        window.append(at)
        while (at - window[0]).total_seconds() >= 60.0:
            window.popleft()
        most = max(most, len(window))
    return most
