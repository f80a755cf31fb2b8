from __future__ import annotations

from storage import chats, outbox
from storage.database import Database
from tests.storage.machine_time import pass_time
from tests.storage.posting import (
    NOW,
    Keep,
    claim,
    claim_one,
    finish,
    next_due,
    place,
    raised,
    shown,
)


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
