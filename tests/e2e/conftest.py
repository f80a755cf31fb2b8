"""An area with everybody in it, built once for each process and copied for those who ask for it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from storage.database import Database
from storage.keys import Keys
from tests.e2e.permission_stage import Ids, build
from tests.storage import postgres


@pytest.fixture(scope="session")
def cast(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Keys, Ids]:
    """The file of a database with the cast of `permission_stage`, its keys, and the ids in it."""
    path = tmp_path_factory.mktemp("cast") / "ephedra.db"
    keys = Keys.generate()
    built: list[Ids] = []

    async def prepare() -> None:
        db = Database(f"sqlite+aiosqlite:///{path}", keys=keys)
        await db.migrate()
        built.append(await build(db))
        await db.dispose()

    postgres.in_own_loop(prepare())
    return path, keys, built[0]


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def cast_db(
    tmp_path_factory: pytest.TempPathFactory, cast: tuple[Path, Keys, Ids]
) -> AsyncIterator[Database]:
    """A copy for the tests of one module, none of which leaves anything behind in it."""
    path, keys, _ = cast
    copy = tmp_path_factory.mktemp("copy") / "ephedra.db"
    copy.write_bytes(path.read_bytes())
    db = Database(f"sqlite+aiosqlite:///{copy}", keys=keys)
    yield db
    await db.dispose()
