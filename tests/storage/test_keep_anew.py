"""Cards that come down the chat as new messages: numbered, the one before giving way."""

from __future__ import annotations

from sqlalchemy import select

from storage import chats, outbox
from storage.chats import ChatKind
from storage.database import Database
from storage.outbox_tables import post
from storage.transaction import AnyRow
from tests.storage.machine_time import pass_time
from tests.storage.posting import NOW, claim, claim_one, finish, shown


async def tell(database: Database, chat_id: int, *news: str, key: str = "night:7") -> None:
    """Bring the card of a night down with this news."""
    async with database.transaction() as tx:
        await outbox.keep_anew(
            tx,
            chat_id=chat_id,
            key=key,
            screen="my_night",
            subject="7",
            news=[(each, 7) for each in news],
            retired="moved_on",
            at=NOW,
        )


async def cards(database: Database) -> list[AnyRow]:
    async with database.reading() as tx:
        return list(await tx.all(select(post).order_by(post.c.id)))


async def test_the_first_card_is_number_one_and_carries_its_news(
    database: Database, ann: int
) -> None:
    await tell(database, ann, "selected")
    parcel = await claim_one(database)
    assert (parcel.key, parcel.screen, parcel.subject) == ("night:7:1", "my_night", "7")
    assert parcel.facts == {"news": [["selected", 7]]}
    assert (parcel.message_id, parcel.wanted, parcel.shown) == (None, 1, 0)


async def test_a_second_card_numbers_on_and_retires_the_first(database: Database, ann: int) -> None:
    await tell(database, ann, "selected")
    await shown(database, await claim_one(database), 50)
    await tell(database, ann, "ward")
    first, second = await cards(database)
    assert (first.key, first.screen, first.subject, first.facts) == (
        "night:7:1", "moved_on", "7", None,
    )  # fmt: skip
    assert (first.message_id, first.wanted, first.shown) == (50, 2, 1)
    assert (second.key, second.screen, second.message_id) == ("night:7:2", "my_night", None)
    assert second.facts == {"news": [["ward", 7]]}, "what was told is not told again"
    assert {each.key: each.message_id for each in await claim(database)} == {
        "night:7:1": 50,
        "night:7:2": None,
    }


async def test_news_merges_while_nothing_was_sent(database: Database, ann: int) -> None:
    await tell(database, ann, "selected")
    await tell(database, ann, "times", "ward")
    [only] = await cards(database)
    assert only.facts == {"news": [["selected", 7], ["times", 7], ["ward", 7]]}
    assert (only.key, only.wanted, only.shown) == ("night:7:1", 2, 0)


async def test_news_merges_into_a_card_whose_predecessor_was_sent(
    database: Database, ann: int
) -> None:
    await tell(database, ann, "selected")
    await shown(database, await claim_one(database), 50)
    await tell(database, ann, "times")
    await tell(database, ann, "ward")
    first, second = await cards(database)
    assert (first.screen, first.wanted) == ("moved_on", 2), "it gave way once"
    assert second.facts == {"news": [["times", 7], ["ward", 7]]}


async def test_what_is_on_its_way_gets_the_news_as_well_and_is_edited(
    database: Database, ann: int
) -> None:
    await tell(database, ann, "selected")
    on_its_way = await claim_one(database)
    await tell(database, ann, "ward")
    await shown(database, on_its_way, 50)
    again = await claim_one(database)
    assert (again.key, again.message_id, again.wanted) == ("night:7:1", 50, 2)
    assert again.facts == {"news": [["selected", 7], ["ward", 7]]}


async def test_many_cards_number_on_past_nine(database: Database, ann: int) -> None:
    for number in range(1, 13):
        await tell(database, ann, "ward")
        for parcel in await claim(database):
            await shown(database, parcel, parcel.message_id or 50 + number)
    rows = await cards(database)
    assert [row.key for row in rows] == [f"night:7:{number}" for number in range(1, 13)]
    assert [row.screen for row in rows] == ["moved_on"] * 11 + ["my_night"]
    assert await claim(database) == []


async def test_nights_and_chats_are_told_apart(database: Database, ann: int) -> None:
    async with database.transaction() as tx:
        bea = (await chats.ensure(tx, 7002, ChatKind.PRIVATE)).id
    for chat_id, key in ((ann, "night:7"), (ann, "night:71"), (bea, "night:7")):
        await tell(database, chat_id, "selected", key=key)
        await shown(database, await claim_one(database), 50)
    await tell(database, ann, "ward", key="night:7")
    found = {(row.chat_id, row.key): row.screen for row in await cards(database)}
    assert found == {
        (ann, "night:7:1"): "moved_on",
        (ann, "night:7:2"): "my_night",
        (ann, "night:71:1"): "my_night",
        (bea, "night:7:1"): "my_night",
    }


async def test_a_card_that_was_not_sent_since_the_chat_was_blocked_waits_with_all_its_news(
    database: Database, ann: int
) -> None:
    await tell(database, ann, "selected")
    await finish(database, outbox.Unreachable(await claim_one(database), "blocked"))
    await tell(database, ann, "ward")
    assert await claim(database) == []
    async with database.transaction() as tx:
        await chats.mark_reachable(tx, ann)
    await pass_time(database, 60)
    parcel = await claim_one(database)
    assert parcel.facts == {"news": [["selected", 7], ["ward", 7]]}
