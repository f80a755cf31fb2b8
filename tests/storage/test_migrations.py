from __future__ import annotations

import asyncio
import importlib
import multiprocessing
import pkgutil
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

import storage
from storage import upgrade
from storage.database import Database
from storage.errors import MigrationFailed
from storage.keys import Keys
from storage.schema import metadata
from tests.storage.conftest import Open


def revisions() -> list[str]:
    config = Config()
    config.set_main_option("script_location", str(Path(upgrade.__file__).parent / "migrations"))
    return [found.revision for found in ScriptDirectory.from_config(config).walk_revisions()]


async def run_sync(database: Database, work: Callable[[sa.Connection], Any]) -> Any:
    async with database.transaction() as tx:
        return await tx.conn.run_sync(work)


def one_row_in_each_table(connection: sa.Connection, keys: Keys) -> None:
    """Something in every column, whatever the tables of that revision are, and nothing else."""
    tables = sa.MetaData()
    tables.reflect(connection)
    filled = [each for each in tables.sorted_tables if each.name not in _NOT_OURS]
    for table in reversed(filled):
        connection.execute(table.delete())
    for table in filled:
        row = {column.name: _something(column, keys) for column in table.columns}
        connection.execute(table.insert(), row)


_NOT_OURS = {"alembic_version", "key_check"}


def _something(column: sa.Column[Any], keys: Keys) -> object:
    kind = column.type
    if isinstance(kind, sa.LargeBinary):
        return keys.encrypt("1")
    if isinstance(kind, sa.DateTime):
        # SQLite's reflected type wants a naive one, PostgreSQL's column an aware one.
        naive = datetime(2026, 1, 1)  # noqa: DTZ001 - see above
        return naive.replace(tzinfo=UTC) if kind.timezone else naive
    if isinstance(kind, sa.Date):
        return date(2026, 1, 5)
    if isinstance(kind, sa.Boolean):
        return True
    if isinstance(kind, sa.Integer | sa.Float | sa.Numeric):
        return 1
    # A grade is the one text that a table checks.
    return "2BC" if column.name == "grade" else "x"


def counts(connection: sa.Connection) -> dict[str, int]:
    return {
        name: connection.exec_driver_sql(f'SELECT count(*) FROM "{name}"').scalar_one()
        for name in sa.inspect(connection).get_table_names()
    }


async def test_data_of_every_earlier_schema_come_up_to_date(
    empty_url: str, open_database: Open, keys: Keys
) -> None:
    """Each step finds a row with something in every column of every table, and leaves it there."""
    database = open_database(empty_url)
    for revision in reversed(revisions()):
        before = await run_sync(database, counts)
        await _to(database, revision)
        after = await run_sync(database, counts)
        assert {name: after[name] for name in before} == before, revision
        await run_sync(database, lambda connection: one_row_in_each_table(connection, keys))
    await database.migrate()
    kept = await run_sync(database, counts)
    assert set(kept.values()) == {1}


async def _to(database: Database, revision: str) -> None:
    await asyncio.to_thread(upgrade.to_head, database.url, database.keys, revision)


async def test_the_migrations_make_the_tables_that_the_code_expects(database: Database) -> None:
    for module in pkgutil.iter_modules(storage.__path__):
        if module.name != "migrations":
            importlib.import_module(f"storage.{module.name}")

    def differences(connection: sa.Connection) -> list[Any]:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        return list(compare_metadata(context, metadata))

    assert await run_sync(database, differences) == []


async def test_migrating_again_changes_nothing(database: Database) -> None:
    before = await run_sync(database, counts)
    await database.migrate()
    assert await run_sync(database, counts) == before


async def test_processes_that_migrate_at_once_do_not_collide(
    empty_url: str, open_database: Open, keys: Keys
) -> None:
    with multiprocessing.get_context("spawn").Pool(2) as pool:
        pool.starmap(_migrate, [(empty_url, keys)] * 2)
    assert (await run_sync(open_database(empty_url), counts))["key_check"] == 1


def _migrate(url: str, keys: Keys) -> None:
    async def migrate() -> None:
        database = Database(url, keys=keys)
        await database.migrate()
        await database.dispose()

    asyncio.run(migrate())


async def test_a_database_of_a_later_version_is_left_alone(
    empty_url: str, open_database: Open
) -> None:
    # One of its own: the version would stay in the database that tests share.
    database = open_database(empty_url)
    await database.migrate()
    async with database.transaction() as tx:
        await tx.execute(sa.text("UPDATE alembic_version SET version_num = 'later'"))
    with pytest.raises(MigrationFailed):
        await database.migrate()


async def test_rows_that_would_refer_to_nothing_stop_a_migration_on_sqlite(
    tmp_path: Path, keys: Keys, open_database: Open
) -> None:
    database = open_database(f"sqlite+aiosqlite:///{tmp_path / 'odd % name.db'}")
    await _to(database, "0001")
    async with database._engine.connect() as connection:
        await connection.exec_driver_sql("PRAGMA foreign_keys=OFF")
        await connection.exec_driver_sql(
            "INSERT INTO draft (person_id, form, version, step, answers, chat_id, touched_at,"
            " expires_at) VALUES (1, 'f', 1, 's', x'00', 99, '', '')"
        )
    with pytest.raises(MigrationFailed, match="refer to nothing"):
        await database.migrate()
