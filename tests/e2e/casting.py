"""More people for the plays, and what they do that takes more than one tap."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import text

from operation.people import Actor, Grant, Member, Role
from sandbox.client import Group, Message, Person
from storage import grants as grant_rows
from storage import people
from storage.database import Database
from storage.grants import StoredGrant
from storage.schema import metadata
from tests.e2e.troupe import Troupe, taps
from tests.enrolled import enrol

WARRANT = "778899XY"


async def joined(
    players: Troupe,
    name: str,
    *roles: Role,
    area: str = "lambeth",
    trained: bool = True,
    has_chat: bool = True,
) -> Person:
    """Someone who joined long ago in these roles, an officer unless told otherwise."""
    person = await players.world.person(name)
    if has_chat:
        players.engine.world.users[person.id].started = True
    async with players.db.transaction() as tx:
        member_id = await enrol(
            tx,
            surname=name,
            telegram_id=person.id,
            at=players.now(),
            area=area,
            roles=(),
            trained_on=date(2031, 1, 6) if trained else None,
        )
        for role in roles or (Role.OFFICER,):
            await grant_rows.add_grant(tx, member_id, _bound(players, area, role), at=players.now())
        await people.change_member(tx, member_id, warrant=WARRANT)
    return person


def _bound(players: Troupe, area: str, role: Role) -> Grant:
    there = players.running.areas[area]
    if role.needs_ward:
        return Grant(role, ward=there.wards[0].code)
    return Grant(role, agency=there.agencies[0].key) if role.needs_agency else Grant(role)


async def newcomer(players: Troupe, name: str = "Newcomer") -> Person:
    """Someone with a phone whom the bot has never met."""
    return await players.world.person(name)


async def link_from(lead: Person, label: str) -> str:
    """The link that a lead makes in the bot with this button, such as "Officer ×20"."""
    await lead.sends("/start")
    await taps(lead, "People", "New link", label)
    shown = await lead.waits_for("?start=")
    found = re.search(r"https://t\.me/\S+", shown.text)
    assert found is not None
    return found[0]


async def asks_to_join(person: Person, link: str, *, surname: str = "Newcomer") -> None:
    """An officer opens a link, fills the form in and sends it."""
    await person.opens(link)
    await taps(person, "I have read this, go on")
    await person.waits_without("I have read this, go on")
    await taps(person, "PC")
    await person.waits_for("Your surname?")
    await person.sends(surname)
    await person.waits_for("Your warrant number?")
    await person.sends(WARRANT)
    await taps(person, "Send to the project lead")
    await person.waits_for("A project lead has been asked to let you in")


async def opens_card(lead: Person, name: str) -> Message:
    """A lead opens someone's card by way of the list; the card."""
    await lead.sends("/people")
    await lead.waits_for(": people")
    await lead.presses(name)
    return await lead.waits_for("‹ People")


async def actor(players: Troupe, person: Person) -> Actor:
    """Someone as the bot knows them."""
    async with players.db.reading() as tx:
        return await people.actor_by_telegram(tx, person.id)


async def member(players: Troupe, person: Person) -> Member:
    """Someone's one membership."""
    return (await actor(players, person)).members[0]


async def grants(players: Troupe, person: Person) -> list[StoredGrant]:
    """The roles someone holds or asks for."""
    known = await member(players, person)
    async with players.db.reading() as tx:
        return await grant_rows.grants_of(tx, member_id=known.id)


async def offers(
    players: Troupe, chat: Person | Group, *data: str, words: str = "Tampered"
) -> Message:
    """A message in the bot's own name, whose buttons carry whatever is given."""
    keyboard = [[{"text": f"{n}.", "callback_data": each}] for n, each in enumerate(data)]
    sent = await players.stage.bot.call(
        "sendMessage",
        chat_id=chat.id,
        text=words,
        reply_markup=json.dumps({"inline_keyboard": keyboard}),
    )
    return Message({"id": sent["message_id"], "chat_id": chat.id})


async def tries(players: Troupe, person: Person, *data: str) -> dict[str, str]:
    """What somebody is told by each of these buttons; a message holds at most a hundred."""
    said: dict[str, str] = {}
    for first in range(0, len(data), AT_ONCE):
        some = data[first : first + AT_ONCE]
        shown = await offers(players, person, *some)
        for each in some:
            said[each] = (await person.presses(data=each, message=shown)).text or ""
    return said


AT_ONCE = 80


async def contents(db: Database, *, but: Sequence[str] = ()) -> dict[str, list[Any]]:
    """Every row of every table as it is stored, but for the audit and the tables named.

    When the door last heard anything is left out too.
    """
    async with db.reading() as tx:
        return {
            table.name: [
                tuple(row) for row in await tx.all(text(f"select * from {table.name} order by 1"))
            ]
            for table in metadata.sorted_tables
            if table.name not in ("audit", "door", *but)
        }


async def inbox(db: Database) -> list[Any]:
    """What the inbox holds: update id, state, tries, whether a payload is kept."""
    async with db.reading() as tx:
        return list(
            await tx.all(
                text(
                    "select update_id, state, tries, payload is not null as kept "
                    "from inbox order by update_id"
                )
            )
        )
