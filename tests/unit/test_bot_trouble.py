"""What is recorded and told when something goes wrong on the bot's side."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import text

from bot.actions import trouble
from bot.views import trouble as views
from storage import audit, chats
from storage.chats import ChatKind
from storage.database import Database
from storage.keys import Keys

NOW = datetime(2026, 11, 4, 17, 50, tzinfo=UTC)
ANN = 11


@pytest.fixture
async def db(tmp_path: Path) -> AsyncIterator[Database]:
    database = Database(f"sqlite+aiosqlite:///{tmp_path}/ephedra.db", keys=Keys.generate())
    await database.migrate()
    yield database
    await database.dispose()


async def test_the_reason_of_a_failed_delivery_is_under_seal(db: Database) -> None:
    async with db.transaction() as tx:
        chat = await chats.ensure(tx, -21, ChatKind.GROUP)
        await trouble.note_failed(
            tx, chat_id=chat.id, screen="rota_week", error="outside words" * 20, now=NOW
        )
    async with db.reading() as tx:
        [entry] = await audit.recent(tx, None)

    assert entry.event.verb == "delivery failed"
    assert entry.event.detail["screen"] == "rota_week"
    assert str(entry.event.detail["reason"]).startswith("outside words")


async def test_whoever_sent_what_is_given_up_is_told(db: Database) -> None:
    async with db.transaction() as tx:
        chat = await chats.ensure(tx, ANN, ChatKind.PRIVATE)
        await trouble.tell_set_aside(tx, areas={}, update_id=1, lane=tx.keys.hash(ANN), now=NOW)
        said = await tx.all(text("select chat_id, screen from message"))

    assert [tuple(row) for row in said] == [(chat.id, "gave_up")]


async def test_what_a_stranger_sent_is_given_up_in_silence(db: Database) -> None:
    async with db.transaction() as tx:
        await trouble.tell_set_aside(tx, areas={}, update_id=1, lane=tx.keys.hash(ANN), now=NOW)
        assert not await tx.all(text("select id from message"))


def test_they_are_told_what_to_do() -> None:
    assert "Please try again" in views.gave_up().text
