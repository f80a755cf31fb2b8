"""Who sees the screens about partner agencies: the agency its own part, and nothing of a crew."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from pathlib import Path

import pytest

from bot.screenplays import screens
from bot.screenplays.access import NO_LONGER
from bot.screens import Screen, Showing
from operation.people import Actor
from storage import people
from storage.database import Database
from storage.keys import Keys
from tests.e2e.access_partners import FOR_LEADS, FOR_THE_AGENCY, FOR_WHOEVER_ACTS
from tests.e2e.permission_kinds import LEADS
from tests.e2e.permission_stage import AREAS, HERE, NOW, Ids, actors_of

Stage = tuple[Database, Ids, Mapping[str, Actor]]
TABLES = (
    (FOR_WHOEVER_ACTS, LEADS | {"officer"}),
    (FOR_LEADS, LEADS),
    (FOR_THE_AGENCY, {"partner"}),
)
"""The officer is the patrol lead of the night."""


@pytest.fixture
async def stage(tmp_path: Path, cast: tuple[Path, Keys, Ids]) -> AsyncIterator[Stage]:
    """A database with everybody in it."""
    path, keys, ids = cast
    (tmp_path / "access.db").write_bytes(path.read_bytes())
    db = Database(f"sqlite+aiosqlite:///{tmp_path / 'access.db'}", keys=keys)
    yield db, ids, await actors_of(db, ids)
    await db.dispose()


async def drawn(stage: Stage, name: str, who: str) -> Screen | None:
    """A screen as somebody gets it, None for who may not see it."""
    db, ids, actors = stage
    [found] = [table[name] for table, _ in TABLES if name in table]
    subject, facts = found
    async with db.reading() as tx:
        showing = Showing(subject(ids), facts, actors[who].chat_id or 0, NOW)
        screen = await screens(AREAS)[name].draw(tx, showing)
    return None if screen is NO_LONGER else screen


@pytest.mark.parametrize(("table", "allowed"), TABLES, ids=["who acts", "leads", "the agency"])
async def test_each_screen_is_drawn_for_those_whom_it_is_for_and_nobody_else(
    stage: Stage, table: Mapping[str, object], allowed: set[str]
) -> None:
    for name in table:
        seen = {who for who in stage[2] if await drawn(stage, name, who) is not None}
        assert seen == allowed, name


async def test_no_screen_of_an_agency_names_a_crew_or_a_ward_or_another_agency(
    stage: Stage,
) -> None:
    db, ids, _ = stage
    async with db.transaction() as tx:
        mine = await people.get_member(tx, ids.members["partner"])
        contact = await people.get_member(tx, ids.members["officer"])
        others = {
            each.surname
            for each in await people.members_of(tx, HERE.key)
            if each.id not in (mine.id, contact.id)
        }
    assert len(others) > 6
    agencies = {each.name for each in HERE.agencies[1:]}
    wards = {each.name for each in HERE.wards}
    for name in FOR_THE_AGENCY:
        screen = await drawn(stage, name, "partner")
        assert screen is not None
        shown = " ".join([screen.text, *(each.label for row in screen.rows for each in row)])
        words = set(shown.replace(":", " ").replace(".", " ").split())
        assert not others & words, name
        assert not {each for each in agencies | wards if each in shown}, name
        assert "nforcement" not in shown
        assert "rew" not in shown
