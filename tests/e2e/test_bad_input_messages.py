"""Messages that should not be: unknown commands, stray text, pictures, edits, chatter, nonsense."""

from __future__ import annotations

import base64
from pathlib import Path
from typing import Any

import pytest

from operation.people import Role
from sandbox.client import Person
from storage.inbox import inbox as table
from tests.e2e.casting import contents, inbox, joined, link_from, newcomer
from tests.e2e.troupe import Troupe, taps, troupe

NOT_KEPT = "Nothing of it was kept, and your message is deleted. Use the buttons instead."
NOTHING_ASKED = "Nothing is being asked just now. Use the buttons: /start shows yours."
UNKNOWN_COMMAND = "That command is not known. /help says what you can do."
SECRET = "She lives at 12 Invented Road"
DOCUMENT = {
    "file_name": "list.csv",
    "content_base64": base64.b64encode(b"a,b\n").decode(),
    "caption": SECRET,
}


async def is_nowhere(players: Troupe, *words: str) -> bool:
    """Whether none of these words can be found in the database, as they are or decrypted."""
    await players.settles()
    held = str(await contents(players.db))
    async with players.db.reading() as tx:
        payloads = [row.payload or "" for row in await tx.all(table.select())]
    return not any(word in each for word in words for each in (held, *payloads))


@pytest.mark.parametrize(
    ("said", "answer"),
    [
        ("/nonsense", UNKNOWN_COMMAND),
        ("/start_now", UNKNOWN_COMMAND),
        ("/rota_please 3", UNKNOWN_COMMAND),
        ("/приказ", NOTHING_ASKED),
        ("/", NOTHING_ASKED),
        ("/link", "Send /link in your team's group: it makes that group yours."),
    ],
)
async def test_an_unknown_command_says_where_help_is(
    tmp_path: Path, said: str, answer: str
) -> None:
    async with troupe(tmp_path) as players:
        officer = await joined(players, "Sample")

        await officer.sends(said)

        await officer.waits_for(answer)


async def test_text_that_nobody_asked_for_is_not_kept_and_says_where_the_buttons_are(
    tmp_path: Path,
) -> None:
    async with troupe(tmp_path) as players:
        officer = await joined(players, "Sample")

        await officer.sends(SECRET)

        await officer.waits_for(NOTHING_ASKED)
        assert await is_nowhere(players, SECRET)


@pytest.mark.parametrize(
    "content",
    [
        {"sticker": True},
        {"voice": True},
        {"photo": True},
        {"document": DOCUMENT},
        {"location": {"latitude": 51.5, "longitude": -0.1}},
        {"contact": True},
    ],
    ids=lambda content: next(iter(content)),
)
async def test_anything_but_text_is_refused_and_not_kept(
    tmp_path: Path, content: dict[str, Any]
) -> None:
    async with troupe(tmp_path) as players:
        officer = await joined(players, "Sample")

        await officer.shares(**content)

        await officer.waits_for(NOT_KEPT)
        assert await is_nowhere(players, SECRET, "51.5", "960000", "file_id")


@pytest.mark.parametrize("kind", ["sticker", "voice", "photo"])
async def test_in_the_middle_of_a_form_they_leave_the_form_as_it_is(
    tmp_path: Path, kind: str
) -> None:
    async with troupe(tmp_path) as players:
        lead = await joined(players, "Example", Role.LEAD)
        person = await newcomer(players)
        await person.opens(await link_from(lead, "Officer"))
        await taps(person, "I have read this, go on", "PC")
        await person.waits_for("Your surname?")

        await person.shares(**{kind: True})
        await person.waits_for(NOT_KEPT)
        await person.sends("Sample")

        await person.waits_for("Your warrant number?")


async def test_an_edited_message_is_quietly_ignored(tmp_path: Path) -> None:
    async with troupe(tmp_path) as players:
        officer = await joined(players, "Sample")
        said = await officer.sends("/help")
        await officer.waits_for("In danger:")

        await officer.edits(said, "/start")
        await officer.edits(said, SECRET)
        await players.settles()

        shown = await officer.sees()
        assert shown.find("Support, any time") is None
        assert len([each for each in shown.messages if each.is_from_bot]) == 1
        assert await is_nowhere(players, SECRET)


async def test_group_chatter_is_dropped_before_it_is_stored(tmp_path: Path) -> None:
    async with troupe(tmp_path) as players:
        lead = await joined(players, "Example", Role.LEAD)
        officer = await joined(players, "Sample")
        stranger = await newcomer(players)
        group = await players.group(lead, officer, stranger)
        await players.settles()
        before = await inbox(players.db)

        said = await officer.sends(SECRET, chat=group)
        await officer.edits(said, f"{SECRET}, first floor")
        await stranger.sends("@ephedra_demo_bot hello", chat=group)
        await lead.sends("a reply", chat=group, reply_to=said.id)
        await lead.sends("/weather@another_bot London", chat=group)
        for content in (
            {"sticker": True},
            {"voice": True},
            {"photo": True},
            {"document": DOCUMENT},
            {"location": {"latitude": 51.5, "longitude": -0.1}},
            {"contact": True},
        ):
            await officer.shares(chat=group, **content)
        await players.settles()

        assert await inbox(players.db) == before, "not a row was written"
        assert await is_nowhere(players, "Invented Road", "hello", "51.5")


async def test_commands_in_the_group_that_are_not_for_the_group_stay_unanswered(
    tmp_path: Path,
) -> None:
    async with troupe(tmp_path) as players:
        lead = await joined(players, "Example", Role.LEAD)
        officer = await joined(players, "Sample")
        group = await players.group(lead, officer)
        count = len((await officer.sees(group)).messages)
        said = ["/start", "/people", "/privacy", "/cancel", "/nonsense", "/help@ephedra_demo_bot"]

        for words in said:
            await lead.sends(words, chat=group)
        await players.settles()

        assert len((await officer.sees(group)).messages) == count + len(said)
        assert {row.state for row in await inbox(players.db)} == {"done"}


UNKNOWN: list[dict[str, Any]] = [
    {"a_kind_of_next_year": {"id": 1}},
    {"poll_answer": {"poll_id": "1", "user": {"id": 1}, "option_ids": []}},
    {"channel_post": {"message_id": 1, "date": 1, "chat": {"id": -100, "type": "channel"}}},
    {"message_reaction": {"chat": {"id": 1, "type": "private"}, "message_id": 1, "date": 1}},
    {"inline_query": {"id": "1", "from": {"id": 1}, "query": "x", "offset": ""}},
    {"business_message": {"message_id": 1, "date": 1, "chat": {"id": 1, "type": "private"}}},
    {"message": None},
    {"message": {}},
    {"message": {"message_id": "one", "date": 0, "chat": {"id": 1, "type": "private"}}},
    {"message": {"message_id": 1, "date": 0, "chat": {"id": 1}, "text": "no type"}},
    {"message": {"message_id": 1, "date": 0, "chat": {"id": 2**70, "type": "private"}}},
    {"message": {"message_id": 1, "date": 0, "chat": {"id": 5, "type": "planet"}, "text": "x"}},
    {"callback_query": {"id": 3, "from": {"id": "x"}}},
    {"callback_query": {"data": "home"}},
    {"my_chat_member": {"chat": {"id": 1, "type": "private"}}},
    {"chat_member": []},
    {},
]


async def test_updates_that_make_no_sense_are_dropped_and_what_comes_after_them_is_not(
    tmp_path: Path,
) -> None:
    async with troupe(tmp_path) as players:
        officer = await joined(players, "Sample")
        for update in UNKNOWN:
            await players.world.raw_update(update)

        await officer.sends("/help")

        await officer.waits_for("In danger:")
        await players.settles()
        assert len(await inbox(players.db)) == 1


async def test_a_message_without_a_sender_is_passed_over(tmp_path: Path) -> None:
    async with troupe(tmp_path) as players:
        lead = await joined(players, "Example", Role.LEAD)
        group = await players.group(lead)
        anonymous = {
            "message_id": 900, "date": 1930294800, "text": "/link",
            "entities": [{"type": "bot_command", "offset": 0, "length": 5}],
            "chat": {"id": group.id, "type": "group", "title": "Team"},
        }  # fmt: skip

        await players.world.raw_update({"message": anonymous})
        await players.settles()

        assert {row.state for row in await inbox(players.db)} == {"done"}


async def test_a_form_whose_message_was_deleted_comes_back_with_the_next_answer(
    tmp_path: Path,
) -> None:
    async with troupe(tmp_path) as players:
        lead = await joined(players, "Example", Role.LEAD)
        person = await newcomer(players)
        await person.opens(await link_from(lead, "Officer"))
        await taps(person, "I have read this, go on", "PC")
        asked = await person.waits_for("Your surname?")
        await players.stage.bot.call("deleteMessage", chat_id=person.id, message_id=asked.id)

        await person.sends("Sample")

        again = await person.waits_for("Your warrant number?")
        assert again.id > asked.id
        await person.sends("1234AB")
        await taps(person, "Send to the project lead")
        await lead.waits_for("PC Sample asks to join")


async def test_an_answer_deleted_before_the_bot_could_does_no_harm(tmp_path: Path) -> None:
    async with troupe(tmp_path) as players:
        lead = await joined(players, "Example", Role.LEAD)
        person = await newcomer(players)
        await person.opens(await link_from(lead, "Officer"))
        await taps(person, "I have read this, go on", "PC")
        await person.waits_for("Your surname?")
        await players.world.fault("400", "deleteMessage", times=1)

        await person.sends("Sample")

        await person.waits_for("Your warrant number?")
        await players.settles()
        assert {row.tries for row in await inbox(players.db)} == {1}


async def test_a_flood_of_messages_is_taken_in_order_and_nothing_is_lost(tmp_path: Path) -> None:
    async with troupe(tmp_path) as players:
        lead = await joined(players, "Example", Role.LEAD)
        officer = await joined(players, "Sample")
        people: list[Person] = [lead, officer]

        for n in range(15):
            for person in people:
                await person.sends(f"line {n}")
        await players.settles()

        for person in people:
            assert (await person.sees()).texts.count(NOTHING_ASKED) == 15
        rows = await inbox(players.db)
        assert len(rows) == 30
        assert {row.state for row in rows} == {"done"}
        assert not any(row.kept for row in rows), "what was said is not kept once it is handled"
