from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from storage import chats, outbox
from storage.chats import ChatKind
from storage.database import Database
from storage.outbox import ANSWER, BROADCAST, NOTICE, Outcome, Parcel, Unfinished
from storage.outbox_tables import message
from tests.storage.machine_time import pass_time

NOW = datetime(2026, 11, 6, 19, 0, tzinfo=UTC)


async def chat(database: Database, telegram_id: int = 7001) -> int:
    kind = ChatKind.PRIVATE if telegram_id > 0 else ChatKind.GROUP
    async with database.transaction() as tx:
        return (await chats.ensure(tx, telegram_id, kind)).id


async def say(database: Database, chat_id: int, screen: str, urgency: int = NOTICE) -> int:
    async with database.transaction() as tx:
        return await outbox.say(
            tx, chat_id=chat_id, screen=screen, facts={"n": 1}, urgency=urgency, at=NOW
        )


async def claim(database: Database, *, owner: str = "me", limit: int = 20) -> list[Parcel]:
    async with database.transaction() as tx:
        return await outbox.claim(tx, owner=owner, limit=limit)


async def screens(database: Database, *, owner: str = "me") -> list[str]:
    return [parcel.screen for parcel in await claim(database, owner=owner)]


async def finish(database: Database, *outcomes: Outcome) -> outbox.Finished:
    async with database.transaction() as tx:
        return await outbox.finish(tx, outcomes, at=NOW)


async def send(database: Database, *parcels: Parcel) -> None:
    await finish(database, *(outbox.Sent(parcel, 100 + parcel.id) for parcel in parcels))


async def next_due(database: Database) -> float | None:
    async with database.reading() as tx:
        return await outbox.next_due(tx)


async def states(database: Database) -> dict[str, str]:
    async with database.reading() as tx:
        rows = await tx.all(select(message.c.screen, message.c.state).order_by(message.c.id))
    return {row.screen: row.state for row in rows}


async def test_a_message_is_claimed_once_with_all_that_sending_it_takes(
    database: Database,
) -> None:
    ann = await chat(database)
    row = await say(database, ann, "receipt")
    (parcel,) = await claim(database)
    assert (parcel.kind, parcel.id, parcel.chat_id, parcel.telegram_id) == (
        "message",
        row,
        ann,
        7001,
    )
    assert (parcel.screen, parcel.facts, parcel.tries, parcel.unsure) == (
        "receipt",
        {"n": 1},
        1,
        False,
    )
    assert await claim(database) == []
    await send(database, parcel)
    assert await claim(database) == []
    assert await next_due(database) is None


async def test_facts_are_gone_when_it_is_sent_and_the_message_id_stays(
    database: Database,
) -> None:
    await say(database, await chat(database), "receipt")
    await send(database, *await claim(database))
    async with database.reading() as tx:
        row = await tx.first(select(message))
    assert row is not None
    assert (row.state, row.message_id, row.sent_at, row.facts) == ("sent", 101, NOW, None)


async def test_answers_go_before_notices_and_those_before_broadcasts(
    database: Database,
) -> None:
    for number, urgency in enumerate((BROADCAST, NOTICE, ANSWER)):
        await say(database, await chat(database, 7001 + number), str(urgency), urgency)
    assert await screens(database) == ["0", "1", "2"]


async def test_in_one_chat_they_go_one_by_one_the_urgent_first_and_then_in_order(
    database: Database,
) -> None:
    ann = await chat(database)
    for screen, urgency in (("n1", NOTICE), ("n2", NOTICE), ("a", ANSWER), ("n3", NOTICE)):
        await say(database, ann, screen, urgency)
    seen = []
    while parcels := await claim(database):
        seen += [parcel.screen for parcel in parcels]
        await send(database, *parcels)
    assert seen == ["a", "n1", "n2", "n3"]


async def test_an_urgent_one_waits_for_the_one_in_flight(database: Database) -> None:
    ann = await chat(database)
    await say(database, ann, "notice")
    (parcel,) = await claim(database)
    await say(database, ann, "answer", ANSWER)
    assert await claim(database) == []
    await send(database, parcel)
    assert await screens(database) == ["answer"]


async def test_one_that_is_put_off_holds_up_its_chat_and_no_other(database: Database) -> None:
    ann, bob = await chat(database), await chat(database, 7002)
    await say(database, ann, "first")
    await say(database, ann, "second")
    (parcel,) = await claim(database)
    await finish(database, outbox.Later(parcel, 30.0, "too many requests"))
    await say(database, bob, "to bob")
    assert await screens(database) == ["to bob"]
    due = await next_due(database)
    assert due is not None
    assert 0 < due <= 30
    await pass_time(database, 30)
    assert await screens(database) == ["first"]


@pytest.mark.parametrize(("counts", "tries"), [(True, 2), (False, 1)])
async def test_waiting_out_a_limit_can_be_forgiven(
    database: Database, counts: bool, tries: int
) -> None:
    await say(database, await chat(database), "first")
    (parcel,) = await claim(database)
    await finish(database, outbox.Later(parcel, 0.0, counts=counts))
    (again,) = await claim(database)
    assert again.tries == tries


async def test_a_blocked_chat_gets_nothing_more_and_holds_up_only_itself(
    database: Database,
) -> None:
    ann, bob = await chat(database), await chat(database, 7002)
    for screen in ("a1", "a2"):
        await say(database, ann, screen)
    await say(database, bob, "b1")
    first, other = await claim(database)
    finished = await finish(database, outbox.Unreachable(first), outbox.Sent(other, 5))
    assert finished.unreachable == (ann,)
    assert await states(database) == {"a1": "unreachable", "a2": "unreachable", "b1": "sent"}
    await say(database, ann, "a3")
    await say(database, bob, "b2")
    assert await screens(database) == ["b2"]
    async with database.reading() as tx:
        assert await outbox.unfinished(tx) == Unfinished(posts=0, queued=0, sending=1, unsure=0)


async def test_what_has_nothing_to_say_any_more_or_is_refused_ends(database: Database) -> None:
    ann, bob = await chat(database), await chat(database, 7002)
    await say(database, ann, "stale")
    await say(database, bob, "refused")
    first, second = await claim(database)
    await finish(database, outbox.Dropped(first), outbox.Failed(second, "message is too long"))
    assert await states(database) == {"stale": "dropped", "refused": "failed"}
    assert await next_due(database) is None


async def test_many_are_said_and_finished_in_a_batch(database: Database) -> None:
    people = [await chat(database, 7001 + number) for number in range(50)]
    async with database.transaction() as tx:
        await outbox.say_many(tx, people, screen="call", urgency=BROADCAST, at=NOW)
        await outbox.say_many(tx, [], screen="call", at=NOW)
    claimed = 0
    while parcels := await claim(database, limit=20):
        claimed += len(parcels)
        await send(database, *parcels)
    assert claimed == 50


async def test_two_claimers_at_once_never_have_one_chat_both(
    database: Database, replica: Database
) -> None:
    people = [await chat(database, 7001 + number) for number in range(8)]
    for _ in range(3):
        async with database.transaction() as tx:
            await outbox.say_many(tx, people, screen="call", at=NOW)
    both = (claim(each, owner=str(n), limit=3) for n, each in enumerate((database, replica) * 4))
    parcels = [parcel for part in await asyncio.gather(*both) for parcel in part]
    assert len(parcels) == 8
    assert {parcel.chat_id for parcel in parcels} == set(people)


async def test_a_lapsed_send_to_a_person_is_repeated(database: Database) -> None:
    ann = await chat(database)
    await say(database, ann, "notice")
    await say(database, ann, "next")
    await claim(database, owner="dead")
    await pass_time(database, outbox.LEASE_SECONDS + 1)
    (parcel,) = await claim(database)
    assert (parcel.screen, parcel.unsure, parcel.tries) == ("notice", True, 2)


async def test_a_lapsed_send_to_a_group_is_not_repeated_and_lets_the_next_pass(
    database: Database,
) -> None:
    group = await chat(database, -4001)
    await say(database, group, "announcement")
    await say(database, group, "next")
    await claim(database, owner="dead")
    await pass_time(database, outbox.LEASE_SECONDS + 1)
    assert await claim(database) == []
    assert await screens(database) == ["next"]
    assert (await states(database))["announcement"] == "unsure"
    async with database.reading() as tx:
        assert (await outbox.unfinished(tx)).unsure == 1


async def test_after_a_restart_what_others_were_sending_is_unsure_at_once(
    database: Database,
) -> None:
    ann, group = await chat(database), await chat(database, -4001)
    await say(database, ann, "to ann")
    await say(database, group, "to the group")
    await claim(database, owner="before")
    async with database.transaction() as tx:
        await outbox.release_owned_by_others(tx, owner="after")
    assert await next_due(database) == 0
    assert await screens(database, owner="after") == ["to ann"]
    assert (await states(database))["to the group"] == "unsure"


@pytest.mark.parametrize(("telegram_id", "repeated"), [(7001, True), (-4001, False)])
async def test_a_send_that_timed_out_is_repeated_to_a_person_only(
    database: Database, telegram_id: int, repeated: bool
) -> None:
    await say(database, await chat(database, telegram_id), "notice")
    (parcel,) = await claim(database)
    await finish(database, outbox.Unsure(parcel, "read timeout"))
    await pass_time(database, 100)
    again = await claim(database)
    assert [one.unsure for one in again] == ([True] if repeated else [])


async def test_an_outcome_that_comes_after_the_lease_lapsed_still_counts(
    database: Database,
) -> None:
    await say(database, await chat(database), "notice")
    (parcel,) = await claim(database)
    await pass_time(database, outbox.LEASE_SECONDS + 1)
    await send(database, parcel)
    assert await claim(database) == []


async def test_a_group_that_migrated_gets_it_under_its_new_id(database: Database) -> None:
    await say(database, await chat(database, -4001), "announcement")
    (parcel,) = await claim(database)
    await finish(database, outbox.Migrated(parcel, -1004001))
    (again,) = await claim(database)
    assert (again.telegram_id, again.tries) == (-1004001, 1)


async def test_what_is_over_is_purged_and_what_waits_is_not(database: Database) -> None:
    ann = await chat(database)
    await say(database, ann, "sent")
    await send(database, *await claim(database))
    await say(database, ann, "waits")
    async with database.transaction() as tx:
        await outbox.purge(tx, NOW + timedelta(days=2))
    assert await states(database) == {"waits": "queued"}


async def test_a_commit_wakes_delivery(database: Database) -> None:
    heard: list[frozenset[str]] = []
    ann = await chat(database)
    database.on_commit(heard.append)
    await say(database, ann, "notice")
    assert heard == [frozenset({"outbox"})]
