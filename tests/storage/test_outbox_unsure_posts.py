from __future__ import annotations

from storage import outbox
from storage.database import Database
from tests.storage.machine_time import pass_time
from tests.storage.posting import (
    Keep,
    adopt,
    claim,
    claim_one,
    finish,
    next_due,
    place,
    raised,
    shown,
)


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
