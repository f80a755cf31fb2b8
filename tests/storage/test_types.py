from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import StatementError

from storage import notices, outbox
from storage.chats import ChatKind, ensure
from storage.database import Database
from storage.machine import later_of, machine_now
from storage.outbox_tables import message

LONDON = ZoneInfo("Europe/London")


async def test_an_instant_comes_back_aware_and_in_utc(database: Database) -> None:
    due = datetime(2026, 10, 25, 1, 30, 15, 123456, tzinfo=LONDON, fold=1)
    async with database.transaction() as tx:
        await notices.plan(tx, kind="test", subject="1", due_at=due)
        found = await notices.next_due(tx)
    assert found == datetime(2026, 10, 25, 1, 30, 15, 123456, tzinfo=UTC)
    assert found.tzinfo is UTC


async def test_instants_sort_by_time_whatever_their_zone(database: Database) -> None:
    noon = datetime(2026, 7, 1, 12, tzinfo=UTC)
    earlier_with_later_clock = datetime(2026, 7, 1, 12, 30, tzinfo=LONDON)
    async with database.transaction() as tx:
        await notices.plan(tx, kind="test", subject="noon", due_at=noon)
        await notices.plan(tx, kind="test", subject="half", due_at=earlier_with_later_clock)
        due = await notices.claim_due(tx, now=noon, owner="me", limit=5)
    assert [found.subject for found in due] == ["half", "noon"]


async def test_a_naive_datetime_is_refused(database: Database) -> None:
    naive = datetime(2026, 7, 1, 12)  # noqa: DTZ001 - the mistake under test
    with pytest.raises(StatementError, match="time zone"):
        async with database.transaction() as tx:
            await notices.plan(tx, kind="test", subject="1", due_at=naive)


async def test_what_is_sealed_cannot_be_read_in_the_database(database: Database) -> None:
    async with database.transaction() as tx:
        chat = await ensure(tx, 700700, ChatKind.PRIVATE, "Ann Example")
        facts = {"old": "Friday", "places": 4}
        await outbox.say(tx, chat_id=chat.id, screen="s", facts=facts, at=datetime.now(UTC))
        raw = (await tx.all(text("SELECT telegram_id, title FROM chat")))[0]
        raw_facts = await tx.scalar(text("SELECT facts FROM message"))
        opened = await tx.scalar(message.select().with_only_columns(message.c.facts))
    assert opened == facts
    assert b"700700" not in bytes(raw.telegram_id)
    assert b"Example" not in bytes(raw.title)
    assert b"Friday" not in bytes(raw_facts)


async def test_machine_time_is_seconds_since_1970(database: Database) -> None:
    async with database.reading() as tx:
        now = await tx.scalar(select(machine_now()))
        later = await tx.scalar(select(later_of(machine_now(), 0.0)))
    real = datetime.now(UTC).timestamp()
    assert abs(now - real) < timedelta(seconds=5).total_seconds()
    assert later >= now
