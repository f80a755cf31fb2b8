"""Whatever comes in: nothing crashes, nothing is left over, nobody without a role changes a thing.

Hypothesis makes the updates up. They go through the door and the lanes of a whole bot.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from operation.people import Grant, MemberState, Role
from storage import chats, grants, people
from storage.chats import ChatKind
from tests.e2e.arbitrary_updates import CHATTER, GROUP, Json, anything, chatter, said
from tests.e2e.casting import contents, inbox, joined
from tests.e2e.troupe import Troupe, troupe

STRANGERS = st.sampled_from([5001, 5002])
WITHOUT_ACCESS = {"Paused": MemberState.SUSPENDED, "Waiting": MemberState.PENDING,
                  "Removed": MemberState.REMOVED, "Declined": MemberState.DECLINED}  # fmt: skip
UNTIMED = settings(deadline=None)
EXPECTED = ("a malformed update was dropped", "cannot be read as an update")
"""What the log says of updates that Telegram would never send."""


@asynccontextmanager
async def stage(folder: Path) -> AsyncIterator[tuple[Troupe, dict[str, int]]]:
    """A bot with a lead, an officer, a linked group and open weeks; Telegram's ids by name."""
    async with troupe(folder) as players:
        cast = {
            "lead": (await joined(players, "Example", Role.LEAD)).id,
            "deputy": (await joined(players, "Deputy", Role.LEAD, Role.OFFICER)).id,
            "officer": (await joined(players, "Sample")).id,
        }
        for name, state in WITHOUT_ACCESS.items():
            person = await joined(players, name, Role.LEAD)
            cast[name] = person.id
            async with players.db.transaction() as tx:
                known = (await people.actor_by_telegram(tx, person.id)).members[0]
                await people.change_member(tx, known.id, state=state)
        async with players.db.transaction() as tx:
            group = await chats.ensure(tx, GROUP, ChatKind.GROUP, "Team")
            await chats.bind(tx, group.id, "lambeth")
        await players.restarts()
        await players.settles()
        yield players, cast


@contextmanager
def playing(folder: Path) -> Iterator[tuple[Troupe, dict[str, int], Callable[..., Any]]]:
    """The same on a loop that lasts from one example to the next, and how to run on it."""
    with asyncio.Runner() as runner:
        staged = stage(folder)
        players, cast = runner.run(staged.__aenter__())
        try:
            yield players, cast, runner.run
        finally:
            runner.run(staged.__aexit__(None, None, None))


ROLES = {"lead": [Role.LEAD], "deputy": [Role.LEAD, Role.OFFICER], "officer": [Role.OFFICER]}


async def recast(players: Troupe, cast: dict[str, int]) -> None:
    """Give back what the last example may have taken, or nobody would have a role for long."""
    async with players.db.transaction() as tx:
        for name, roles in ROLES.items():
            chat = await chats.find(tx, cast[name])
            assert chat is not None
            person = await people.ensure_person(tx, chat.id, at=players.now())
            member_id = await people.save_member(
                tx,
                person_id=person,
                area="lambeth",
                state=MemberState.ACTIVE,
                rank="PC",
                surname=name.title(),
                warrant=None,
                at=players.now(),
            )
            await people.change_member(tx, member_id, trained_on=players.now().date())
            await chats.mark_reachable(tx, chat.id)
            for role in roles:
                await grants.add_grant(tx, member_id, Grant(role), at=players.now())


async def feed(players: Troupe, updates: list[Json]) -> list[int]:
    """Let Telegram deliver these, and wait until all is handled and said; their ids."""
    ids = [players.engine.updates.add_raw(update) for update in updates]
    await players.settles()
    return ids


@pytest.fixture
def faults(caplog: pytest.LogCaptureFixture) -> Callable[[], list[str]]:
    """What the bot has logged as a fault of its own since the last look."""
    caplog.set_level(logging.WARNING)

    def look() -> list[str]:
        found = [
            record.getMessage() + (caplog.handler.format(record) if record.exc_info else "")
            for record in caplog.records
            if not any(words in record.getMessage() for words in EXPECTED)
        ]
        caplog.clear()
        return found

    return look


def without_ids(update: Json) -> Json:
    """Telegram numbers updates itself."""
    return {name: part for name, part in update.items() if name != "update_id"}


def test_nothing_crashes_and_every_update_that_is_stored_ends_done(
    tmp_path: Path, faults: Callable[[], list[str]]
) -> None:
    with playing(tmp_path) as (players, cast, run):
        people_ = st.sampled_from(list(cast.values())) | STRANGERS

        @UNTIMED
        @given(st.lists(anything(people_).map(without_ids), min_size=1, max_size=5))
        def play(updates: list[Json]) -> None:
            run(recast(players, cast))

            run(feed(players, updates))

            rows = run(inbox(players.db))
            assert {row.state for row in rows} <= {"done"}
            assert {row.tries for row in rows} <= {1}
            assert not any(row.kept for row in rows)
            assert faults() == []

        play()


def test_nobody_without_a_role_changes_anything_by_saying_or_tapping_anything(
    tmp_path: Path, faults: Callable[[], list[str]]
) -> None:
    with playing(tmp_path) as (players, cast, run):
        outsiders = STRANGERS | st.sampled_from([cast[name] for name in WITHOUT_ACCESS])
        may_change = ("inbox", "post")
        before = run(contents(players.db, but=may_change))

        @UNTIMED
        @given(st.lists(said(outsiders).map(without_ids), min_size=1, max_size=5))
        def play(updates: list[Json]) -> None:
            run(feed(players, updates))

            assert run(contents(players.db, but=may_change)) == before
            assert faults() == []

        play()


def test_group_chatter_never_reaches_the_database(
    tmp_path: Path, faults: Callable[[], list[str]]
) -> None:
    with playing(tmp_path) as (players, cast, run):
        people_ = st.sampled_from(list(cast.values())) | STRANGERS
        before = run(contents(players.db))

        @UNTIMED
        @given(st.lists(chatter(people_), min_size=1, max_size=8))
        def play(updates: list[Json]) -> None:
            assert all(CHATTER in str(update) for update in updates)

            run(feed(players, updates))

            assert run(contents(players.db)) == before, "not even a row of the inbox"
            assert faults() == []

        play()
