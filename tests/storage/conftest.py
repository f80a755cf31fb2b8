"""A database for each test, on SQLite and on PostgreSQL."""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path

import pytest

from storage import chats, outbox
from storage.chats import ChatKind
from storage.database import Database
from storage.keys import Keys
from tests.storage import postgres
from tests.storage.posting import NOW, Keep

Open = Callable[[str], Database]
BOTH = ["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)]


@pytest.fixture(scope="session")
def keys() -> Keys:
    return Keys.generate()


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory, keys: Keys) -> Path:
    path = tmp_path_factory.mktemp("template") / "ephedra.db"

    async def prepare() -> None:
        database = Database(f"sqlite+aiosqlite:///{path}", keys=keys)
        await database.migrate()
        await database.dispose()

    postgres.in_own_loop(prepare())
    return path


@pytest.fixture(scope="session")
def postgres_server(keys: Keys) -> Iterator[postgres.Server]:
    with postgres.running(keys) as server:
        yield server


@pytest.fixture(params=BOTH)
async def url(
    request: pytest.FixtureRequest, tmp_path: Path, sqlite_template: Path
) -> AsyncIterator[str]:
    """A migrated database with nothing in it."""
    if request.param == "sqlite":
        path = tmp_path / "ephedra.db"
        shutil.copy(sqlite_template, path)
        yield f"sqlite+aiosqlite:///{path}"
        return
    server: postgres.Server = request.getfixturevalue("postgres_server")
    yield await server.clean()


@pytest.fixture(params=BOTH)
async def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[str]:
    """A database of this test's own that has never been migrated."""
    if request.param == "sqlite":
        yield f"sqlite+aiosqlite:///{tmp_path / 'empty.db'}"
        return
    server: postgres.Server = request.getfixturevalue("postgres_server")
    name = await server.empty()
    yield server.url(name)
    await server.drop(name)


@pytest.fixture
async def open_database(keys: Keys) -> AsyncIterator[Open]:
    """Open a database by its URL, as a replica would; it is disposed of at the end."""
    opened: list[Database] = []

    def open_one(url: str) -> Database:
        opened.append(Database(url, keys=keys))
        return opened[-1]

    yield open_one
    for database in opened:
        await database.dispose()


@pytest.fixture
def database(url: str, open_database: Open) -> Database:
    return open_database(url)


@pytest.fixture
def replica(url: str, open_database: Open) -> Database:
    """A second process's view of the same database."""
    return open_database(url)


@pytest.fixture
async def group(database: Database) -> int:
    async with database.transaction() as tx:
        return (await chats.ensure(tx, -4001, ChatKind.GROUP)).id


@pytest.fixture
async def ann(database: Database) -> int:
    async with database.transaction() as tx:
        return (await chats.ensure(tx, 7001, ChatKind.PRIVATE)).id


@pytest.fixture
def keep(database: Database) -> Keep:
    """Keep a post in a chat, the rota of a week unless told otherwise."""

    async def keep_one(chat_id: int, **changed: object) -> int:
        facts = {"key": "rota", "screen": "rota", "subject": "week:1", "at": NOW} | changed
        async with database.transaction() as tx:
            return await outbox.keep_post(tx, chat_id=chat_id, **facts)  # type: ignore[arg-type]  # as given

    return keep_one
