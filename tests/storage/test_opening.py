"""A database that cannot be opened is a reason, whatever the driver raised; errors keep secrets."""

from __future__ import annotations

import pytest
from sqlalchemy.exc import IntegrityError

from storage.address import complete
from storage.database import Database
from storage.errors import MigrationFailed
from storage.keys import Keys
from storage.people import member
from tests.storage.postgres import Server


def with_option(url: str, option: str) -> str:
    return f"{url}{'&' if '?' in url else '?'}{option}"


async def opened(url: str, keys: Keys) -> None:
    database = Database(url, keys=keys)
    try:
        await database.migrate()
    finally:
        await database.dispose()


async def test_an_option_with_a_nonsensical_value_is_a_reason(empty_url: str, keys: Keys) -> None:
    with pytest.raises(MigrationFailed) as failed:
        await opened(with_option(empty_url, "timeout=soon"), keys)
    assert failed.value.reason


@pytest.mark.postgres
@pytest.mark.parametrize(
    "option",
    ["sslmode=require", "ssl=verify-full", "ssl=nonsense", "nonsense=1",
     "prepared_statement_cache_size=x"],
)  # fmt: skip
async def test_what_postgres_cannot_be_asked_for_is_a_reason(
    postgres_server: Server, keys: Keys, option: str
) -> None:
    with pytest.raises(MigrationFailed) as failed:
        await opened(with_option(postgres_server.url("ephedra_test"), option), keys)
    assert failed.value.reason


@pytest.mark.postgres
@pytest.mark.parametrize("mode", ["disable", "prefer"])
async def test_without_encryption_where_that_will_do(
    postgres_server: Server, keys: Keys, mode: str
) -> None:
    await opened(
        complete(with_option(postgres_server.url("ephedra_test"), f"sslmode={mode}")), keys
    )


@pytest.mark.postgres
async def test_a_database_that_is_not_there_is_a_reason(
    postgres_server: Server, keys: Keys
) -> None:
    database = Database(postgres_server.url("nowhere"), keys=keys)
    with pytest.raises(MigrationFailed, match="does not exist"):
        await database.migrate()


async def test_an_error_never_prints_the_values_of_a_statement(database: Database) -> None:
    orphan = member.insert().values(area="lambeth", state="active", surname="Example")
    with pytest.raises(IntegrityError) as failed:
        async with database.transaction() as tx:
            await tx.execute(orphan)
    said = str(failed.value)
    assert "person_id" in said
    assert "lambeth" not in said
    assert "hide_parameters" in said
