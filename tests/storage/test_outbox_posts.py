from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime

import pytest

from storage import chats, outbox
from storage.chats import ChatKind
from storage.database import Database
from storage.outbox import Outcome, Parcel
from tests.storage.machine_time import pass_time

NOW = datetime(2026, 11, 6, 19, 0, tzinfo=UTC)
GROUP, ANN = -4001, 7001

Place = int | None


@pytest.fixture
async def group(database: Database) -> int:
    async with database.transaction() as tx:
        return (await chats.ensure(tx, GROUP, ChatKind.GROUP)).id


@pytest.fixture
async def ann(database: Database) -> int:
    async with database.transaction() as tx:
        return (await chats.ensure(tx, ANN, ChatKind.PRIVATE)).id


@pytest.fixture
def keep(database: Database) -> Callable[..., Awaitable[int]]:
    async def keep_one(chat_id: int, **changed: object) -> int:
        facts = {"key": "rota", "screen": "rota", "subject": "week:1", "at": NOW} | changed
        async with database.transaction() as tx:
            return await outbox.keep_post(tx, chat_id=chat_id, **facts)  # type: ignore[arg-type]  # as given

    return keep_one


Keep = Callable[..., Awaitable[int]]


async def raised(database: Database) -> None:
    async with database.transaction() as tx:
        await outbox.raise_posts(tx, screen="rota", subject="week:1")


async def claim(database: Database, owner: str = "me") -> list[Parcel]:
    async with database.transaction() as tx:
        return await outbox.claim(tx, owner=owner, limit=10)


async def claim_one(database: Database, owner: str = "me") -> Parcel:
    (parcel,) = await claim(database, owner)
    return parcel


async def finish(database: Database, *outcomes: Outcome) -> outbox.Finished:
    async with database.transaction() as tx:
        return await outbox.finish(tx, outcomes, at=NOW)


async def shown(database: Database, parcel: Parcel, message_id: int = 50) -> outbox.Finished:
    return await finish(database, outbox.Shown(parcel, parcel.wanted, message_id))


async def adopt(database: Database, chat_id: int, message_id: int) -> bool:
    async with database.transaction() as tx:
        return await outbox.adopt(tx, chat_id=chat_id, key="rota", message_id=message_id)


async def place(database: Database, chat_id: int) -> int | None:
    async with database.reading() as tx:
        post = await outbox.find_post(tx, chat_id=chat_id, key="rota")
    assert post is not None
    return post.message_id


async def next_due(database: Database) -> float | None:
    async with database.reading() as tx:
        return await outbox.next_due(tx)


async def test_a_new_post_is_sent_and_a_change_edits_it(
    database: Database, group: int, keep: Keep
) -> None:
    await keep(group)
    first = await claim_one(database)
    assert (first.kind, first.message_id, first.wanted, first.shown) == ("post", None, 1, 0)
    await shown(database, first)
    assert await claim(database) == []
    await raised(database)
    second = await claim_one(database)
    assert (second.message_id, second.wanted, second.shown, second.tries) == (50, 2, 1, 1)


async def test_several_changes_become_one_edit(database: Database, group: int, keep: Keep) -> None:
    await keep(group)
    await shown(database, await claim_one(database))
    for _ in range(5):
        await raised(database)
    await shown(database, await claim_one(database))
    assert await claim(database) == []


async def test_a_change_during_the_send_is_shown_by_another_edit(
    database: Database, group: int, keep: Keep
) -> None:
    await keep(group)
    parcel = await claim_one(database)
    await raised(database)
    assert await claim(database) == []
    await shown(database, parcel)
    assert (await claim_one(database)).wanted == 2


async def test_what_was_rendered_counts_and_not_what_was_claimed(
    database: Database, group: int, keep: Keep
) -> None:
    post_id = await keep(group)
    parcel = await claim_one(database)
    await raised(database)
    async with database.reading() as tx:
        version = await outbox.version(tx, post_id)
        assert await outbox.version(tx, 99) is None
    assert version == (1, 2)
    await finish(database, outbox.Shown(parcel, 2, 50))
    assert await claim(database) == []


async def test_keeping_it_again_changes_what_is_shown_where_it_stands(
    database: Database, group: int, keep: Keep
) -> None:
    post_id = await keep(group)
    await shown(database, await claim_one(database))
    assert await keep(group, screen="gate", facts={"a": 1}) == post_id
    parcel = await claim_one(database)
    assert (parcel.screen, parcel.facts, parcel.message_id) == ("gate", {"a": 1}, 50)


async def test_a_post_can_be_moved_to_a_message_that_is_there(
    database: Database, group: int, keep: Keep
) -> None:
    await keep(group)
    await shown(database, await claim_one(database))
    await keep(group, message_id=60)
    assert (await claim_one(database)).message_id == 60


async def test_a_post_can_be_sent_anew(database: Database, group: int, keep: Keep) -> None:
    await keep(group)
    await shown(database, await claim_one(database))
    await keep(group, message_id=None)
    parcel = await claim_one(database)
    assert (parcel.message_id, parcel.epoch) == (None, 2)


async def test_moving_it_to_where_it_stands_is_no_move(
    database: Database, group: int, keep: Keep
) -> None:
    await keep(group)
    await shown(database, await claim_one(database))
    await keep(group, message_id=50)
    parcel = await claim_one(database)
    await keep(group, message_id=50)
    assert (await shown(database, parcel)).stale == ()
    assert (await claim_one(database)).wanted == 3


async def test_an_edit_of_the_old_message_says_nothing_about_the_new_one(
    database: Database, group: int, keep: Keep
) -> None:
    await keep(group, message_id=50)
    old = await claim_one(database)
    await keep(group, message_id=60)
    new = await claim_one(database)
    assert (await finish(database, outbox.Shown(old, 99, 50))).stale == ()
    await pass_time(database, 1000)
    assert (await claim_one(database)).message_id == 60
    await shown(database, new, 60)
    assert await claim(database) == []
    assert await place(database, group) == 60


async def test_a_send_that_was_overtaken_leaves_a_message_to_delete(
    database: Database, group: int, keep: Keep
) -> None:
    await keep(group)
    slow = await claim_one(database)
    await keep(group, message_id=None)
    await shown(database, await claim_one(database), 61)
    finished = await shown(database, slow, 60)
    assert [stale.message_id for stale in finished.stale] == [60]
    assert await place(database, group) == 61


async def test_a_post_that_has_lost_its_message_is_sent_anew_in_one_delivery(
    database: Database, group: int, keep: Keep
) -> None:
    await keep(group, message_id=50)
    parcel = await claim_one(database)
    assert (await shown(database, parcel, 51)).stale == ()
    assert await place(database, group) == 51


async def test_a_refused_post_is_left_until_it_changes(
    database: Database, group: int, keep: Keep
) -> None:
    await keep(group)
    await finish(database, outbox.Failed(await claim_one(database), "message is too long"))
    assert await claim(database) == []
    await raised(database)
    assert (await claim_one(database)).tries == 1


async def test_a_post_without_anything_to_show_is_left_until_it_changes(
    database: Database, group: int, keep: Keep
) -> None:
    await keep(group)
    await finish(database, outbox.Dropped(await claim_one(database)))
    assert await claim(database) == []
    await raised(database)
    assert (await claim_one(database)).message_id is None


async def test_a_change_does_not_hurry_one_that_was_told_to_wait(
    database: Database, group: int, keep: Keep
) -> None:
    await keep(group)
    await finish(database, outbox.Later(await claim_one(database), 30.0, counts=False))
    await raised(database)
    assert await claim(database) == []
    due = await next_due(database)
    assert due is not None
    assert 0 < due <= 30
    await pass_time(database, 30)
    assert (await claim_one(database)).tries == 1


async def test_an_unsure_send_to_a_group_waits_a_minute_for_a_tap(
    database: Database, group: int, keep: Keep
) -> None:
    await keep(group)
    await finish(database, outbox.Unsure(await claim_one(database), "read timeout"))
    await raised(database)
    assert await claim(database) == []
    due = await next_due(database)
    assert due is not None
    assert 50 < due <= outbox.ADOPTION_SECONDS
    await pass_time(database, outbox.ADOPTION_SECONDS)
    parcel = await claim_one(database)
    assert (parcel.message_id, parcel.unsure) == (None, True)


async def test_the_first_tap_on_an_unsure_post_tells_where_it_stands(
    database: Database, group: int, keep: Keep
) -> None:
    await keep(group)
    await finish(database, outbox.Unsure(await claim_one(database), "read timeout"))
    assert await adopt(database, group, 50)
    assert not await adopt(database, group, 51)
    parcel = await claim_one(database)
    assert (parcel.message_id, parcel.unsure) == (50, False)


async def test_an_unsure_send_to_a_person_is_repeated_soon(
    database: Database, ann: int, keep: Keep
) -> None:
    await keep(ann)
    await finish(database, outbox.Unsure(await claim_one(database), "read timeout"))
    await pass_time(database, 1)
    assert (await claim_one(database)).message_id is None


async def test_an_unsure_edit_is_repeated_soon(database: Database, group: int, keep: Keep) -> None:
    await keep(group, message_id=50)
    await finish(database, outbox.Unsure(await claim_one(database), "read timeout"))
    await pass_time(database, 1)
    assert (await claim_one(database)).message_id == 50


async def test_a_tap_that_is_faster_than_the_answer_of_the_send_agrees_with_it(
    database: Database, group: int, keep: Keep
) -> None:
    await keep(group)
    parcel = await claim_one(database)
    assert await adopt(database, group, 50)
    assert (await shown(database, parcel, 50)).stale == ()
    assert await claim(database) == []


async def test_a_second_send_is_stale_when_the_first_was_adopted_meanwhile(
    database: Database, group: int, keep: Keep
) -> None:
    await keep(group)
    await finish(database, outbox.Unsure(await claim_one(database)))
    await pass_time(database, outbox.ADOPTION_SECONDS)
    again = await claim_one(database)
    assert await adopt(database, group, 50)
    finished = await shown(database, again, 51)
    assert [stale.message_id for stale in finished.stale] == [51]
    assert await place(database, group) == 50


async def test_a_process_that_died_while_sending_to_a_group_leaves_it_unsure(
    database: Database, group: int, keep: Keep
) -> None:
    await keep(group)
    await claim_one(database, "dead")
    await pass_time(database, outbox.LEASE_SECONDS)
    assert await claim(database) == []
    await pass_time(database, outbox.ADOPTION_SECONDS)
    assert (await claim_one(database)).unsure


async def test_a_process_that_died_while_editing_is_followed_by_another_edit(
    database: Database, group: int, keep: Keep
) -> None:
    await keep(group, message_id=50)
    await claim_one(database, "dead")
    assert await claim(database) == []
    await pass_time(database, outbox.LEASE_SECONDS)
    assert not (await claim_one(database)).unsure


async def test_after_a_restart_a_send_to_a_group_is_unsure_and_an_edit_is_not(
    database: Database, group: int, keep: Keep
) -> None:
    await keep(group)
    await keep(group, key="gate", message_id=70)
    assert len(await claim(database, "before")) == 2
    async with database.transaction() as tx:
        await outbox.release_owned_by_others(tx, owner="after")
    assert (await claim_one(database, "after")).key == "gate"
    assert await adopt(database, group, 50)
    assert (await claim_one(database, "after")).message_id == 50


async def test_a_post_to_a_blocked_chat_waits_until_it_can_be_reached(
    database: Database, ann: int, keep: Keep
) -> None:
    await keep(ann)
    finished = await finish(database, outbox.Unreachable(await claim_one(database), "blocked"))
    assert finished.unreachable == (ann,)
    assert await claim(database) == []
    assert await next_due(database) is None
    async with database.transaction() as tx:
        await chats.mark_reachable(tx, ann)
    assert (await claim_one(database)).chat_id == ann


async def test_a_post_in_a_group_that_migrated_is_sent_there(
    database: Database, group: int, keep: Keep
) -> None:
    await keep(group)
    await finish(database, outbox.Migrated(await claim_one(database), -1004001))
    assert (await claim_one(database)).telegram_id == -1004001


async def test_a_message_is_pinned_once(database: Database, group: int, keep: Keep) -> None:
    await keep(group, pin=True)
    parcel = await claim_one(database)
    assert parcel.pin
    await finish(
        database, outbox.Shown(parcel, parcel.wanted, 50), outbox.Pinned(parcel, message_id=50)
    )
    await keep(group, pin=True)
    again = await claim_one(database)
    assert (again.pin, again.pinned_message_id) == (False, 50)


async def test_a_pin_that_was_left_undone_is_done_by_itself(
    database: Database, group: int, keep: Keep
) -> None:
    await keep(group, pin=True)
    await shown(database, await claim_one(database))
    parcel = await claim_one(database)
    assert (parcel.pin, parcel.wanted, parcel.shown) == (True, 1, 1)
    await finish(database, outbox.Pinned(parcel, 50))
    assert await claim(database) == []


async def test_a_post_that_moved_is_pinned_in_its_new_place(
    database: Database, group: int, keep: Keep
) -> None:
    await keep(group, pin=True, message_id=50)
    parcel = await claim_one(database)
    await finish(database, outbox.Shown(parcel, 1, 50), outbox.Pinned(parcel, 50))
    await keep(group, pin=True, message_id=60)
    moved = await claim_one(database)
    assert (moved.pin, moved.pinned_message_id) == (True, 50)


async def test_a_dropped_post_is_not_delivered(database: Database, group: int, keep: Keep) -> None:
    await keep(group)
    parcel = await claim_one(database)
    async with database.transaction() as tx:
        await outbox.drop_post(tx, chat_id=group, key="rota")
        assert await outbox.find_post(tx, chat_id=group, key="rota") is None
    assert [stale.message_id for stale in (await shown(database, parcel)).stale] == [50]
    assert await claim(database) == []


async def test_posts_leave_room_for_messages(database: Database, group: int, keep: Keep) -> None:
    for number in range(10):
        await keep(group, key=str(number))
    async with database.transaction() as tx:
        await outbox.say(tx, chat_id=group, screen="notice", at=NOW)
        parcels = await outbox.claim(tx, owner="me", limit=4)
    assert [parcel.kind for parcel in parcels] == ["post", "post", "message"]
