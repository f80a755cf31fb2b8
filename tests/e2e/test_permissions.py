"""Who may do what: every action with every role, strangers, the suspended, and other areas.

The table says who is allowed. An action that is not in it fails the first test.
"""

from __future__ import annotations

import importlib
import inspect
import pkgutil
import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

import bot.actions
import bot.handlers
from bot.actions import boards, crew_boards, people_boards
from operation.errors import Refusal
from operation.people import Actor
from storage.database import Database, Transaction
from storage.keys import Keys
from storage.schema import metadata
from tests.e2e.permission_kinds import EVERYBODY
from tests.e2e.permission_stage import AREAS, NOW, Ids, actors_of
from tests.e2e.permission_table import FOR_ACTIONS, PERMISSIONS

TABLES = [table.name for table in metadata.sorted_tables if table.name != "audit"]

one_loop = pytest.mark.asyncio(loop_scope="module")


def public_actions() -> Iterator[str]:
    """Every action that somebody does: async, public, taking a transaction and an actor."""
    for found in pkgutil.iter_modules(bot.actions.__path__, f"{bot.actions.__name__}."):
        module = importlib.import_module(found.name)
        for name, action in inspect.getmembers(module, inspect.iscoroutinefunction):
            is_own = action.__module__ == module.__name__ and not name.startswith("_")
            if is_own and {"tx", "actor"} <= inspect.signature(action).parameters.keys():
                yield f"{module.__name__.rpartition('.')[2]}.{name}"


def test_every_action_is_in_the_table() -> None:
    tabled = {re.split("[ ,]", name)[0] for name in PERMISSIONS}

    assert set(public_actions()) == tabled | FOR_ACTIONS


def test_whatever_names_a_member_to_act_for_is_tried_for_oneself_and_for_somebody() -> None:
    for name in set(public_actions()) & set(PERMISSIONS):
        module, action = name.split(".")
        found = getattr(importlib.import_module(f"bot.actions.{module}"), action)
        member = inspect.signature(found).parameters.get("member_id")
        if member is not None and member.default is None:
            assert f"{name} for somebody" in PERMISSIONS


def test_no_handler_calls_what_only_actions_may() -> None:
    for found in pkgutil.iter_modules(bot.handlers.__path__, f"{bot.handlers.__name__}."):
        source = inspect.getsource(importlib.import_module(found.name))
        assert not [each for each in FOR_ACTIONS if each.partition(".")[2] in source]


@dataclass(frozen=True)
class Stage:
    """A database with everybody in it, and what it held before anybody acted."""

    db: Database
    ids: Ids
    actors: Mapping[str, Actor]
    before: Mapping[str, list[Any]]


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def stage(cast: tuple[Path, Keys, Ids], cast_db: Database) -> Stage:
    """Every test undoes what it does, so that one database serves them all."""
    ids = cast[2]
    actors = await actors_of(cast_db, ids)
    async with cast_db.reading() as tx:
        return Stage(cast_db, ids, actors, await contents(tx))


async def contents(tx: Transaction) -> dict[str, list[Any]]:
    """Every row of every table but the audit, as it is stored."""
    # By the driver itself, some thousand times: SQLAlchemy would take ten times as long.
    assert tx.spot is not None
    raw = tx.spot.connection.driver_connection._conn  # type: ignore[union-attr] # aiosqlite's
    return {name: raw.execute(f"select * from {name} order by 1").fetchall() for name in TABLES}


class Undo(Exception):
    """Raised to leave a transaction without committing it."""


@one_loop
@pytest.mark.parametrize("name", PERMISSIONS)
async def test_only_those_allowed_get_through(name: str, stage: Stage) -> None:
    permission = PERMISSIONS[name]
    through = set()
    for who in permission.allowed:
        with suppress(Undo):
            async with stage.db.transaction() as tx:
                await permission.call(tx, stage.actors[who], stage.ids)
                through.add(who)
                raise Undo

    assert through == permission.allowed


@one_loop
@pytest.mark.parametrize("name", PERMISSIONS)
async def test_everybody_else_is_refused_for_their_own_reason_and_changes_nothing(
    name: str, stage: Stage
) -> None:
    permission = PERMISSIONS[name]
    told: dict[str, type[BaseException] | None] = {}
    refused = EVERYBODY - permission.allowed
    for who in refused:
        async with stage.db.transaction() as tx:
            try:
                await permission.call(tx, stage.actors[who], stage.ids)
                told[who] = None
            except Refusal as refusal:
                told[who] = type(refusal)
            assert await contents(tx) == stage.before, f"{who} has changed something"
            assert not tx.events, "a refusal is recorded by the turn, not by the action"

    assert told == {who: permission.refusal(who) for who in refused}


@one_loop
async def test_looking_up_ones_own_things_shows_nobody_elses(stage: Stage) -> None:
    async with stage.db.reading() as tx:
        for who, actor in stage.actors.items():
            own = {member.id for member in actor.members}
            nights = await boards.my_nights(tx, actor=actor, areas=AREAS, now=NOW)
            standings = await people_boards.standings(tx, actor=actor, areas=AREAS, now=NOW)

            duties = await crew_boards.duties(tx, actor=actor, areas=AREAS, now=NOW)

            assert {each.member.id for each in standings} <= own
            assert {each.member_id for each in nights} <= own
            assert len(nights) == {"officer": 3, "deputy": 3}.get(who, 0)
            assert bool(duties) is (who == "officer")


@one_loop
async def test_what_a_lead_sees_of_another_area_is_nothing(stage: Stage) -> None:
    async with stage.db.reading() as tx:
        elsewhere = await people_boards.people_board(tx, area=AREAS["southwark"], page=0, now=NOW)

        assert {member.area for member in elsewhere.members} == {"southwark"}
        assert not elsewhere.pending
        assert not elsewhere.invites
