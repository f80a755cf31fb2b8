from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from storage import drafts
from storage.chats import ChatKind, ensure
from storage.database import Database, Transaction
from storage.drafts import Draft
from storage.errors import NotFound

NOW = datetime(2026, 11, 6, 19, 0, tzinfo=UTC)
DAY = timedelta(days=1)


async def start(
    tx: Transaction, *, person_id: int = 1, form: str = "enrol", at: datetime = NOW
) -> Draft:
    chat = await ensure(tx, 7001, ChatKind.PRIVATE)
    return await drafts.start(
        tx,
        person_id=person_id,
        form=form,
        version=3,
        step="rank",
        chat_id=chat.id,
        at=at,
        expires_at=at + DAY,
    )


async def test_answers_are_kept_with_the_version_of_the_form(database: Database) -> None:
    async with database.transaction() as tx:
        begun = await start(tx)
        await drafts.save(
            tx,
            begun.id,
            step="surname",
            answers={"rank": "PC"},
            at=NOW + DAY,
            expires_at=NOW + 2 * DAY,
        )
    async with database.transaction() as tx:
        found = await drafts.get_for_update(tx, begun.id)
        assert found == await drafts.find(tx, person_id=1, form="enrol")
    assert (found.version, found.step, found.answers) == (3, "surname", {"rank": "PC"})
    assert (found.touched_at, found.expires_at) == (NOW + DAY, NOW + 2 * DAY)


async def test_beginning_anew_replaces_the_draft_and_its_buttons(database: Database) -> None:
    async with database.transaction() as tx:
        first = await start(tx)
        second = await start(tx)
        assert second.id > first.id
        with pytest.raises(NotFound):
            await drafts.get_for_update(tx, first.id)
        with pytest.raises(NotFound):
            await drafts.save(tx, first.id, step="x", answers={}, at=NOW, expires_at=NOW)


async def test_an_id_is_never_used_again(database: Database) -> None:
    async with database.transaction() as tx:
        first = await start(tx)
        await drafts.discard(tx, first.id)
    async with database.transaction() as tx:
        assert (await start(tx)).id > first.id


async def test_the_latest_draft_is_where_typing_belongs(database: Database) -> None:
    async with database.transaction() as tx:
        await start(tx, form="enrol")
        await start(tx, form="return", at=NOW + DAY)
        await start(tx, person_id=2, form="enrol", at=NOW + 2 * DAY)
        latest = await drafts.latest(tx, person_id=1)
        assert latest is not None
        assert latest.form == "return"
        await drafts.discard_all(tx, person_id=1)
        assert await drafts.latest(tx, person_id=1) is None
        assert await drafts.latest(tx, person_id=2) is not None


async def test_drafts_that_run_out_are_found_in_order(database: Database) -> None:
    async with database.transaction() as tx:
        for person_id, days in ((1, 2), (2, 1), (3, 5)):
            await start(tx, person_id=person_id, at=NOW + days * DAY)
        found = await drafts.expiring(tx, before=NOW + 4 * DAY)
    assert [draft.person_id for draft in found] == [2, 1]
