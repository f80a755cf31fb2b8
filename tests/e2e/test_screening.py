"""What identifies somebody is not let in: not kept, taken out of the chat, and said by its kind."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from operation.people import Role
from sandbox.client import Message, Person
from storage.schema import metadata
from tests.e2e.casting import WARRANT, joined, link_from, newcomer
from tests.e2e.test_bad_input_messages import NOT_KEPT
from tests.e2e.troupe import OPENING, Troupe, taps, troupe

KEPT_NOTHING = "Nothing of it was kept, and your message is deleted. Say it without."
PHONE = f"That looks like a phone number. {KEPT_NOTHING}"


async def rows_of_everything(players: Troupe) -> str:
    """Every row of every table as the bot reads it, the audit's too."""
    await players.settles()
    async with players.db.reading() as tx:
        return str(
            [tuple(row) for each in metadata.sorted_tables for row in await tx.all(each.select())]
        )


async def is_nowhere(players: Troupe, *words: str) -> bool:
    """Whether none of these words is in the database, decrypted or as its files hold it."""
    held = await rows_of_everything(players)
    files = b"".join(each.read_bytes() for each in players.settings.data_dir.glob("ephedra.db*"))
    return not any(word in held or word.encode() in files for word in words)


async def is_gone(players: Troupe, person: Person, said: Message) -> bool:
    """Whether a message is no longer on the person's phone."""
    await players.settles()
    return said.id not in {each.id for each in (await person.sees()).messages}


async def refusals(players: Troupe) -> list[tuple[str, Any, Any]]:
    """What the audit says of refused messages, oldest first: what, kinds, whether it is gone."""
    events = [each for each in await players.audited() if each.verb.startswith("refused")]
    return [(each.verb, each.detail["seen"], each.detail["deleted"]) for each in reversed(events)]


async def test_in_a_form_the_question_is_asked_again_and_the_answers_stay(tmp_path: Path) -> None:
    async with troupe(tmp_path) as players:
        lead = await joined(players, "Example", Role.LEAD)
        person = await newcomer(players)
        await person.opens(await link_from(lead, "Officer"))
        await taps(person, "I have read this, go on", "PC")
        await person.waits_for("Your surname?")

        said = await person.sends("Sample, 07700 900123")
        shown = await person.waits_for(PHONE)

        assert "Your surname?" in shown.text
        assert await is_gone(players, person, said)
        assert await is_nowhere(players, "Sample, 07700", "900123")
        picture = await person.shares(photo=True)
        shown = await person.waits_for(
            f"Photos may show somebody, so this bot takes none. {NOT_KEPT}"
        )
        assert "Your surname?" in shown.text
        assert await is_gone(players, person, picture)
        await person.sends("Sample")
        await person.waits_for("Your warrant number?")
        await person.sends(WARRANT)
        await person.waits_for("check and send")
        assert (
            "<b>PC</b>" in (await person.sees()).texts[-1]
            or "PC" in (await person.sees()).texts[-1]
        )
        assert (await refusals_of_anyone(players)) == [
            ("refused text", "phone"),
            ("refused photo", ""),
        ]


async def refusals_of_anyone(players: Troupe) -> list[tuple[str, Any]]:
    """The same of people who are in no area yet."""
    events = [each for each in await players.audited(None) if each.verb.startswith("refused")]
    return [(each.verb, each.detail["seen"]) for each in reversed(events)]


async def test_wherever_it_is_typed_it_is_not_kept_and_the_message_goes(tmp_path: Path) -> None:
    async with troupe(tmp_path) as players:
        officer = await joined(players, "Sample")

        into_nothing = await officer.sends("She is on 07700 900123")
        await officer.waits_for(PHONE)
        after_command = await officer.sends("/help sample@example.com")
        await officer.waits_for(f"That looks like an e-mail address. {KEPT_NOTHING}")
        harmless = await officer.sends("all quiet")
        await officer.waits_for("Nothing is being asked just now.")
        await officer.edits(harmless, "all quiet on Acre Lane")
        await players.settles()
        assert not await is_gone(players, officer, harmless), "nothing is wrong with that"
        await officer.edits(harmless, "AB12 CDE, dob 12/03/1985, QQ123456C")
        await officer.waits_for(
            f"That looks like a date of birth, a vehicle registration and more. {KEPT_NOTHING}"
        )

        for said in (into_nothing, after_command, harmless):
            assert await is_gone(players, officer, said)
        assert await is_nowhere(players, "900123", "example.com", "AB12", "QQ123456C", "12/03/1985")
        assert await refusals(players) == [
            ("refused text", "phone", True),
            ("refused command", "email", True),
            ("refused edit", "birth_date, registration, national_insurance", True),
        ]
        assert all("In danger" not in text for text in (await officer.sees()).texts)


async def test_contacts_and_voices_are_refused_with_why(tmp_path: Path) -> None:
    async with troupe(tmp_path) as players:
        officer = await joined(players, "Sample")

        contact = await officer.shares(contact=True)
        await officer.waits_for("A contact is somebody's name and number")
        voice = await officer.shares(voice=True)
        await officer.waits_for("Voice messages may tell who somebody is")

        assert await is_gone(players, officer, contact)
        assert await is_gone(players, officer, voice)
        assert [what for what, _, _ in await refusals(players)] == [
            "refused contact",
            "refused voice",
        ]


async def test_pictures_that_came_together_are_answered_once(tmp_path: Path) -> None:
    async with troupe(tmp_path) as players:
        officer = await joined(players, "Sample")
        for album, number in (("4711", 901), ("4711", 902), ("4711", 903), ("4712", 904)):
            picture = {
                "message_id": number,
                "date": int(players.now().timestamp()),
                "chat": {"id": officer.id, "type": "private"},
                "from": {"id": officer.id, "is_bot": False, "first_name": "Sample"},
                "photo": [{"file_id": "x"}],
                "media_group_id": album,
            }
            players.engine.updates.add("message", picture, officer.id)
        await players.settles()

        said = [text for text in (await officer.sees()).texts if "Photos may show" in text]
        assert len(said) == 2
        assert len(await refusals(players)) == 4


async def test_a_message_too_old_to_be_deleted_is_left_to_its_sender(tmp_path: Path) -> None:
    async with troupe(tmp_path) as players:
        officer = await joined(players, "Sample")
        await players.stops()
        said = await officer.sends("She is on 07700 900123")
        await players.world.clock_to(OPENING.replace(day=6))
        await players.returns()

        await officer.waits_for("it is still in this chat: delete it there, please")

        assert not await is_gone(players, officer, said)
        assert await is_nowhere(players, "900123")
        assert await refusals(players) == [("refused text", "phone", False)]


async def test_a_message_that_its_sender_has_deleted_is_nothing_to_worry_about(
    tmp_path: Path,
) -> None:
    async with troupe(tmp_path) as players:
        officer = await joined(players, "Sample")
        await players.stops()
        said = await officer.sends("She is on 07700 900123")
        del players.engine.world.chats[officer.id].messages[said.id]
        await players.returns()

        await officer.waits_for(PHONE)


async def test_a_stranger_is_told_nothing_of_it_and_the_message_goes_all_the_same(
    tmp_path: Path,
) -> None:
    async with troupe(tmp_path) as players:
        stranger = await newcomer(players)

        said = await stranger.sends("She is on 07700 900123")
        await stranger.waits_for("link")

        assert await is_gone(players, stranger, said)
        assert await is_nowhere(players, "900123")


async def test_in_the_group_a_command_with_an_identifier_is_refused_and_not_obeyed(
    tmp_path: Path,
) -> None:
    async with troupe(tmp_path) as players:
        lead = await joined(players, "Example", Role.LEAD)
        group = await players.world.group("Team", [lead])

        await lead.sends("/link 07700 900123", chat=group)

        await lead.waits_for("That looks like a phone number.", chat=group)
        assert not [text for text in (await lead.sees(group)).texts if "Rota" in text]
        assert await is_nowhere(players, "900123")
