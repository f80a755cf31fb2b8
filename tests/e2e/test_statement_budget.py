"""How many statements a tap may cost: what makes it slow comes one at a time, unnoticed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, event

from storage.database import Database
from tests.e2e import crew_scene
from tests.e2e.troupe import troupe

DOOR = 3
"""Begin, store, claim."""
TURN = 11
"""Begin, who acts, the patrol, the patrols they work, the duties they have stated, the sign-up, the
post, who else has it on their list of shifts, the update done, the audit's end twice."""
POST = 11
"""Claim with posts, messages and chats; draw from post, week, patrols and names; finish."""

CONFIRM = 31
"""A turn's nine; the night's past, its offers, its numbers and seven more screens that show it;
another night of the week that is still to be chosen for, with the eight screens that show that."""


@contextmanager
def counted(db: Database) -> Iterator[list[list[str]]]:
    """The statements of each transaction, once it is over; not those of the tick, every second."""
    by_transaction: dict[Connection, list[str]] = {}
    found: list[list[str]] = []

    def note(connection: Connection, _cursor: Any, statement: str, *_: Any) -> None:
        by_transaction.setdefault(connection, []).append(statement)

    engine = db._engine.sync_engine
    event.listen(engine, "before_cursor_execute", note)
    try:
        yield found
    finally:
        event.remove(engine, "before_cursor_execute", note)
    found += [
        each
        for each in by_transaction.values()
        if mention(each, r"\binbox\b") or not mention(each, r"\bnotice\b")
    ]


def mention(statements: list[str], words: str) -> bool:
    """Whether one of the statements has these words."""
    return any(re.search(words, statement) for statement in statements)


async def test_a_tap_on_the_rota_stays_within_its_statements(tmp_path: Path) -> None:
    async with troupe(tmp_path) as players:
        lead = await players.lead()
        first, second = await players.crew(2)
        group = await players.group(lead, first, second)
        # The first tap on a post also looks whether it is the one that we know of.
        await first.presses("Fri 14 Mar: in", chat=group)
        await players.settles()

        with counted(players.db) as found:
            await second.presses("Fri 14 Mar: in", chat=group)
            await players.settles()

        (door,) = [each for each in found if mention(each, "INSERT INTO inbox")]
        (turn,) = [each for each in found if mention(each, "INSERT INTO sign_up")]
        post = [one for each in found if each not in (door, turn) for one in each]
        assert len(door) <= DOOR, door
        assert len(turn) <= TURN, turn
        assert len(post) <= POST, post


async def test_a_second_tap_of_the_same_person_writes_no_more_than_that_it_is_done(
    tmp_path: Path,
) -> None:
    async with troupe(tmp_path) as players:
        lead = await players.lead()
        (officer,) = await players.crew(1)
        group = await players.group(lead, officer)
        await officer.presses("Fri 14 Mar: in", chat=group)
        await players.settles()

        with counted(players.db) as found:
            await officer.presses("Fri 14 Mar: in", chat=group)
            await players.settles()

        changes = [
            one
            for each in found
            for one in each
            if re.match(r"(INSERT|UPDATE|DELETE)", one) and not mention([one], r"\binbox\b")
        ]
        assert changes == []


async def test_a_confirmation_stays_within_its_statements(tmp_path: Path) -> None:
    async with crew_scene.published(tmp_path, 4) as scene:
        with counted(scene.players.db) as found:
            await scene.crew[0].presses("Confirm")
            await scene.players.settles()

        (turn,) = [each for each in found if mention(each, "UPDATE sign_up")]
        assert len(turn) <= CONFIRM, turn
