"""What was worked before, who was asked when, and what the migration made of earlier lists."""

from __future__ import annotations

from datetime import UTC, date, datetime

import sqlalchemy as sa

from operation.crew import State
from storage import crew as crews
from storage import rota
from storage.database import Database
from storage.keys import Keys
from tests.storage.conftest import Open
from tests.storage.crew_scene import planned, scene, worked
from tests.storage.test_migrations import _to, one_row_in_each_table, run_sync


async def test_when_somebody_was_asked_last(database: Database) -> None:
    on = await scene(database, officers=3)
    ann, bea, cat = (on.ids[who] for who in on.officers)
    early, late = datetime(2031, 1, 3, tzinfo=UTC), datetime(2031, 2, 3, tzinfo=UTC)
    one = {ann: State.DECLINED, bea: State.CONFIRMED}
    await worked(database, planned(date(2031, 1, 10)), one, asked_at=early)
    await worked(database, planned(date(2031, 2, 7)), {ann: State.STOOD_DOWN}, asked_at=late)
    await worked(database, planned(date(2031, 2, 14)), {cat: State.CONFIRMED})
    async with database.reading() as tx:
        assert await crews.last_asked(tx, [ann, bea, cat]) == {ann: late, bea: early}
        assert await crews.last_asked(tx, [cat]) == {}


# The migration


async def test_names_of_earlier_lists_come_up_as_in_withdrawn_or_stood_down(
    empty_url: str, open_database: Open, keys: Keys
) -> None:
    database = open_database(empty_url)
    await _to(database, "0002")

    def fill(connection: sa.Connection) -> None:
        one_row_in_each_table(connection, keys)
        table = sa.Table("sign_up", sa.MetaData(), autoload_with=connection)
        [row] = connection.execute(sa.select(table)).mappings()
        stepped_back = {**row, "id": 2, "taken_off_by": None}
        live = {**stepped_back, "id": 3, "left_at": None}
        connection.execute(table.insert(), [stepped_back, live])

    await run_sync(database, fill)
    await database.migrate()

    table = rota.sign_up.c
    async with database.reading() as tx:
        rows = await tx.all(
            sa.select(table.state, table.moved_at, table.left_at, table.picked).order_by(table.id)
        )
    assert [row.state for row in rows] == [State.STOOD_DOWN, State.WITHDRAWN, State.IN]
    assert [row.moved_at == row.left_at for row in rows] == [True] * 3
    assert not any(row.picked for row in rows)
    async with database.transaction() as tx:
        crew = (await crews.held(tx, 1)).crew
    assert [each.state for each in crew.assignments] == [State.IN]
    assert (crew.version, crew.target, crew.is_published, dict(crew.past)) == (0, None, False, {})
