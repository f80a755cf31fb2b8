from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import delete, select, update

from storage.audit import (
    AuditEvent,
    AuditKind,
    ChainBroken,
    append,
    audit,
    head,
    recent,
    verify,
)
from storage.database import Database
from storage.keys import Keys

NOW = datetime(2026, 11, 6, 19, 0, tzinfo=UTC)


def event(number: int, **changed: Any) -> AuditEvent:
    facts: dict[str, Any] = {
        "kind": AuditKind.ALTERATION,
        "verb": "signed_up",
        "area": "lambeth",
        "actor": number,
        "subject": f"patrol:{number}",
        "at": NOW,
        "detail": {"place": number, "waiting": False},
    }
    return AuditEvent(**facts | changed)


async def keep(database: Database, *events: AuditEvent) -> None:
    async with database.transaction() as tx:
        for one in events:
            tx.record(one)


async def broken(database: Database) -> ChainBroken | None:
    async with database.reading(long=True) as tx:
        return await verify(tx)


async def test_recorded_events_are_in_the_chain_after_the_commit(database: Database) -> None:
    await keep(database, event(1), event(2))
    await keep(database, event(3))
    async with database.reading() as tx:
        entries = await recent(tx, "lambeth")
    assert [entry.seq for entry in entries] == [3, 2, 1]
    assert entries[0].event == event(3)
    assert await broken(database) is None


async def test_events_of_a_failed_transaction_are_not_kept(database: Database) -> None:
    async def fail() -> None:
        async with database.transaction() as tx:
            tx.record(event(1))
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await fail()
    async with database.reading() as tx:
        assert (await head(tx)).seq == 0


async def test_forty_at_once_make_one_chain_without_a_deadlock(
    database: Database, replica: Database
) -> None:
    writers = (keep((database, replica)[n % 2], event(n), event(n)) for n in range(40))
    await asyncio.gather(*writers)
    async with database.reading() as tx:
        seqs = [row.seq for row in await tx.all(select(audit.c.seq).order_by(audit.c.seq))]
        entries = await recent(tx, None, limit=100)
    assert seqs == list(range(1, 81))
    assert sorted(entry.event.actor or 0 for entry in entries[::2]) == list(range(40))
    assert await broken(database) is None


@pytest.mark.parametrize(
    "change",
    [
        {"area": "southwark"},
        {"kind": "erasure"},
        {"verb": "stepped_back"},
        {"actor": 99},
        {"actor": None},
        {"subject": "patrol:99"},
        {"at": datetime(2026, 11, 6, 19, 1, tzinfo=UTC)},
        {"detail": {"place": 1}},
        {"hash": "0" * 64},
        {"previous": "0" * 64},
    ],
)
async def test_a_changed_entry_is_found(database: Database, change: dict[str, Any]) -> None:
    await keep(database, *(event(number) for number in range(5)))
    async with database.transaction() as tx:
        await tx.execute(update(audit).where(audit.c.seq == 3).values(**change))
    found = await broken(database)
    assert found is not None
    assert found.seq == 3


@pytest.mark.parametrize("seq", [1, 3])
async def test_a_removed_entry_is_found(database: Database, seq: int) -> None:
    await keep(database, *(event(number) for number in range(5)))
    async with database.transaction() as tx:
        await tx.execute(delete(audit).where(audit.c.seq == seq))
    assert await broken(database) == ChainBroken(seq, "removed")


async def test_a_removed_entry_is_found_even_when_the_gap_is_closed(database: Database) -> None:
    await keep(database, *(event(number) for number in range(5)))
    async with database.transaction() as tx:
        await tx.execute(delete(audit).where(audit.c.seq == 3))
        for seq in (4, 5):
            await tx.execute(update(audit).where(audit.c.seq == seq).values(seq=seq - 1))
    found = await broken(database)
    assert found is not None
    assert found.seq == 3


async def test_swapped_entries_are_found(database: Database) -> None:
    await keep(database, *(event(number) for number in range(5)))
    async with database.transaction() as tx:
        for old, new in ((2, 9), (3, 2), (9, 3)):
            await tx.execute(update(audit).where(audit.c.seq == old).values(seq=new))
    found = await broken(database)
    assert found is not None
    assert found.seq == 2


async def test_an_end_cut_off_is_found_by_a_head_noted_elsewhere(database: Database) -> None:
    await keep(database, *(event(number) for number in range(5)))
    async with database.transaction() as tx:
        noted = await head(tx)
        await tx.execute(delete(audit).where(audit.c.seq > 3))
    async with database.reading() as tx:
        assert await verify(tx) is None
        assert await verify(tx, noted) == ChainBroken(4, "removed")


async def test_a_chain_written_anew_is_found_by_a_head_noted_elsewhere(database: Database) -> None:
    await keep(database, *(event(number) for number in range(3)))
    async with database.transaction() as tx:
        noted = await head(tx)
        await tx.execute(delete(audit))
        await append(tx, [event(7), event(8), event(9), event(10)])
    async with database.reading() as tx:
        assert await verify(tx) is None
        assert await verify(tx, noted) == ChainBroken(3, "not the entry that was noted")


async def test_a_long_chain_is_walked_in_pages(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("storage.audit._PAGE", 3)
    await keep(database, *(event(number) for number in range(10)))
    assert await broken(database) is None
    async with database.transaction() as tx:
        await tx.execute(update(audit).where(audit.c.seq == 8).values(verb="other"))
    assert await broken(database) == ChainBroken(8, "changed")


async def test_the_chain_holds_after_the_keys_have_rotated(url: str, keys: Keys) -> None:
    old, new = Database(url, keys=keys), Database(url, keys=keys.with_new_key())
    await keep(old, event(1))
    await keep(new, event(2))
    assert await broken(new) is None
    await old.dispose()
    await new.dispose()


async def test_recent_entries_can_be_narrowed_down_and_paged(database: Database) -> None:
    await keep(
        database,
        *(event(number, area="southwark" if number % 2 else "lambeth") for number in range(6)),
    )
    async with database.reading() as tx:
        lambeth = await recent(tx, "lambeth")
        everywhere = await recent(tx, None, limit=2)
        page = await recent(tx, None, before=everywhere[-1].seq, limit=2)
        about = await recent(tx, None, subject="patrol:3")
        by = await recent(tx, None, actor=4)
    assert [entry.event.actor for entry in lambeth] == [4, 2, 0]
    assert [entry.seq for entry in everywhere + page] == [6, 5, 4, 3]
    assert [entry.event.actor for entry in about] == [3]
    assert [entry.event.actor for entry in by] == [4]
