from __future__ import annotations

import asyncio
from datetime import UTC, datetime

import pytest
from sqlalchemy import func, select

from storage import chats, outbox
from storage.chats import ChatKind
from storage.database import Database
from storage.errors import NotFound

NOW = datetime(2026, 11, 6, 19, 0, tzinfo=UTC)
GROUP, SUPERGROUP, ANN = -4001, -1004001, 7001


async def test_a_chat_is_made_once_and_found_by_its_telegram_id(database: Database) -> None:
    async with database.transaction() as tx:
        made = await chats.ensure(tx, GROUP, ChatKind.GROUP, "Lambeth nights")
        again = await chats.ensure(tx, GROUP, ChatKind.GROUP)
        assert made == again == await chats.find(tx, GROUP) == await chats.get(tx, made.id)
        assert await chats.telegram_id(tx, made.id) == GROUP
        assert await chats.find(tx, 1) is None
        with pytest.raises(NotFound):
            await chats.get(tx, 99)


async def test_a_chat_that_many_meet_at_once_is_made_once(
    database: Database, replica: Database
) -> None:
    async def meet(through: Database) -> int:
        async with through.transaction() as tx:
            return (await chats.ensure(tx, ANN, ChatKind.PRIVATE)).id

    met = await asyncio.gather(*(meet(each) for each in (database, replica) * 5))
    assert len(set(met)) == 1


async def test_a_new_title_is_kept(database: Database) -> None:
    async with database.transaction() as tx:
        await chats.ensure(tx, GROUP, ChatKind.GROUP, "Old")
        assert (await chats.ensure(tx, GROUP, ChatKind.GROUP, "New")).title == "New"


async def test_a_group_that_becomes_a_supergroup_keeps_its_id_and_area(
    database: Database,
) -> None:
    async with database.transaction() as tx:
        group = await chats.ensure(tx, GROUP, ChatKind.GROUP, "Lambeth nights")
        await chats.bind(tx, group.id, "lambeth")
        moved = await chats.migrate(tx, GROUP, SUPERGROUP)
        assert moved is not None
        assert (moved.id, moved.area, moved.telegram_id) == (group.id, "lambeth", SUPERGROUP)
        assert await chats.find(tx, GROUP) is None
        # Telegram tells both the old and the new group.
        assert await chats.migrate(tx, GROUP, SUPERGROUP) == moved


async def test_what_the_supergroup_has_said_first_joins_the_group(database: Database) -> None:
    async with database.transaction() as tx:
        group = await chats.ensure(tx, GROUP, ChatKind.GROUP)
        early = await chats.ensure(tx, SUPERGROUP, ChatKind.GROUP)
        for chat, keys in ((group, ["rota"]), (early, ["rota", "gate"])):
            for key in keys:
                await outbox.keep_post(tx, chat_id=chat.id, key=key, screen="s", at=NOW)
        await outbox.say(tx, chat_id=early.id, screen="hello", at=NOW)
        moved = await chats.migrate(tx, GROUP, SUPERGROUP)
        assert moved is not None
        assert moved.id == group.id
        assert (await chats.get(tx, early.id)).forgotten
        parcels = await outbox.claim(tx, owner="me", limit=10)
    assert {(p.chat_id, p.telegram_id) for p in parcels} == {(group.id, SUPERGROUP)}
    assert sorted(p.key for p in parcels) == ["", "gate", "rota"]


async def test_a_group_that_nobody_knows_migrates_to_nothing(database: Database) -> None:
    async with database.transaction() as tx:
        assert await chats.migrate(tx, GROUP, SUPERGROUP) is None


async def test_an_area_has_one_group(database: Database) -> None:
    async with database.transaction() as tx:
        first = await chats.ensure(tx, GROUP, ChatKind.GROUP)
        second = await chats.ensure(tx, GROUP - 1, ChatKind.GROUP)
        await chats.bind(tx, first.id, "lambeth")
        await chats.bind(tx, second.id, "lambeth")
        found = await chats.group_of(tx, "lambeth")
        assert found is not None
        assert found.id == second.id
        await chats.bind(tx, second.id, None)
        assert await chats.group_of(tx, "lambeth") is None


async def test_being_blocked_is_news_once(database: Database) -> None:
    async with database.transaction() as tx:
        ann = await chats.ensure(tx, ANN, ChatKind.PRIVATE)
        assert await chats.mark_unreachable(tx, [ann.id], at=NOW) == (ann.id,)
        assert await chats.mark_unreachable(tx, [ann.id], at=NOW) == ()
        blocked = await chats.get(tx, ann.id)
        assert (blocked.reachable, blocked.unreachable_since) == (False, NOW)
        await chats.mark_reachable(tx, ann.id)
        assert await chats.get(tx, ann.id) == ann


async def test_who_comes_back_is_not_met_by_a_burst_of_what_is_stale(database: Database) -> None:
    async with database.transaction() as tx:
        ann = await chats.ensure(tx, ANN, ChatKind.PRIVATE)
        await outbox.say(tx, chat_id=ann.id, screen="before", at=NOW)
        await chats.mark_unreachable(tx, [ann.id], at=NOW)
        await outbox.say(tx, chat_id=ann.id, screen="meanwhile", at=NOW)
        await chats.mark_reachable(tx, ann.id)
        await outbox.say(tx, chat_id=ann.id, screen="now", at=NOW)
        parcels = await outbox.claim(tx, owner="me", limit=10)
    assert [parcel.screen for parcel in parcels] == ["now"]


async def test_a_forgotten_chat_leaves_a_row_without_a_name(database: Database) -> None:
    async with database.transaction() as tx:
        ann = await chats.ensure(tx, ANN, ChatKind.PRIVATE, "Ann")
        await chats.forget(tx, ann.id)
        gone = await chats.get(tx, ann.id)
        assert (gone.telegram_id, gone.title, gone.reachable) == (None, None, False)
        with pytest.raises(NotFound):
            await chats.telegram_id(tx, ann.id)
        await chats.mark_reachable(tx, ann.id)
        assert not (await chats.get(tx, ann.id)).reachable
        again = await chats.ensure(tx, ANN, ChatKind.PRIVATE)
        assert again.id != ann.id
        assert await tx.scalar(select(func.count()).select_from(chats.chat)) == 2
