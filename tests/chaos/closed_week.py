"""A Friday whose list has closed, and what must hold of it however often the bot was killed."""

from __future__ import annotations

from collections.abc import AsyncIterator, Collection
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

from sqlalchemy import select

from bot.actions import rota as lists
from operation.crew import Crew, State
from sandbox.client import Group, Message, Person
from storage import audit, people, rota
from storage import crew as crews
from storage.audit import AuditEvent
from storage.chats import chat
from storage.outbox_tables import post
from tests.e2e.troupe import Troupe, troupe

NIGHT = "Fri 14 Mar"
DEADLINE = datetime(2031, 3, 5, 18, 0, tzinfo=UTC)
PLACES = 6
_SAYS = {
    State.SELECTED: "Please confirm that you are coming.",
    State.CONFIRMED: "you have confirmed.",
    State.STANDING_BY: "You are standing by",
    State.OFFERED: "A place is yours if you take it by",
    State.ASKED: "Cover is needed.",
    State.DECLINED: "You are not down for this night",
    State.WITHDRAWN: "You are off this night",
    State.STOOD_DOWN: "You are not needed for this night.",
}


@dataclass
class Friday:
    """The people of a closed Friday: those who signed up, in order, and others who could cover."""

    players: Troupe
    lead: Person
    officers: list[Person]
    spare: list[Person]
    group: Group
    patrol: int

    @property
    def phones(self) -> set[int]:
        return {each.id for each in (*self.officers, *self.spare)}

    async def is_published(self) -> None:
        """The lead publishes the proposal, and everyone has heard of it."""
        await self.lead.presses(f"Publish {NIGHT}")
        for officer in self.officers:
            await officer.waits_for(NIGHT)
        await self.players.settles()

    async def crew(self) -> Crew:
        async with self.players.db.transaction() as tx:
            return (await crews.held(tx, self.patrol)).crew

    async def stand(self) -> dict[int, State]:
        """How everyone stands, by Telegram id."""
        crew = await self.crew()
        live = {each.member_id: each.state for each in crew.assignments}
        ids = {await self.players.member_id(p): p.id for p in (*self.officers, *self.spare)}
        return {ids[member]: state for member, state in {**crew.past, **live}.items()}

    async def known_to_be_told(self) -> set[int]:
        """On whose phones the bot knows, by Telegram id, the newest card of each to stand."""
        mine = post.c.key.startswith(f"night:{self.patrol}:") & (post.c.screen == "my_night")
        query = select(chat.c.telegram_id).join_from(post, chat, chat.c.id == post.c.chat_id)
        async with self.players.db.reading() as tx:
            rows = await tx.all(query.where(mine, post.c.message_id.is_not(None)))
        return {int(row.telegram_id) for row in rows}

    async def audited(self, verb: str) -> list[AuditEvent]:
        """What the audit has of this, its chain being whole."""
        async with self.players.db.reading() as tx:
            assert await audit.verify(tx) is None
            entries = await audit.recent(tx, None, subject=f"patrol:{self.patrol}", limit=500)
        return [each.event for each in entries if each.event.verb == verb]

    async def cards(self, person: Person) -> list[Message]:
        """Someone's messages about the night that have not given way to a newer one."""
        found = [each for each in (await person.sees()).messages if each.text.startswith(NIGHT)]
        return [each for each in found if "see the newer message below" not in each.text]

    async def all_is_true(self, *, maybe_twice: Collection[int] = ()) -> None:
        """Places and offers agree, everyone's card says how they stand, and the post does.

        One live card each, but for those for whom a send was in flight, who may have two.
        """
        crew = await self.crew()
        assert len(crew.crew) + len(crew.offered) <= (crew.target or 0) <= PLACES
        assert all(
            (e.offered_until is not None) == (e.state is State.OFFERED) for e in crew.offered
        )
        stand = await self.stand()
        for person in (*self.officers, *self.spare):
            cards = await self.cards(person)
            if person.id not in stand:
                assert cards == []
                continue
            assert 1 <= len(cards) <= (2 if person.id in maybe_twice else 1), cards
            assert _SAYS[stand[person.id]] in cards[-1].text
        text = next(
            each for each in (await self.lead.sees(self.group)).texts if "week of Mon 10" in each
        )
        [part] = [each for each in text.split("\n\n") if each.startswith(NIGHT)]
        sure = sum(each.state is State.CONFIRMED for each in crew.crew)
        assert f"{len(crew.crew)} on the crew, {sure} confirmed" in part
        await self.audited("")


@asynccontextmanager
async def closed_week(folder: Path, signed_up: int, spare: int = 0) -> AsyncIterator[Friday]:
    """A bot is running, sign-up has just closed, and the lead has the proposal."""
    async with troupe(folder) as players:
        lead = await players.lead()
        everyone = await players.crew(signed_up + spare)
        group = await players.group(lead, *everyone)
        async with players.db.transaction() as tx:
            [week, *_] = await rota.weeks_from(tx, "lambeth", date(2031, 3, 10))
            patrol = (await rota.patrols_of_week(tx, week.id))[0].book.patrol_id
            for person in everyone[:signed_up]:
                actor = await people.actor_by_telegram(tx, person.id)
                areas = players.running.areas
                await lists.sign_up(
                    tx, actor=actor, patrol_id=patrol, areas=areas, now=players.now()
                )
        await players.world.clock_to(DEADLINE)
        await lead.waits_for("Here is a crew for")
        await players.settles()
        officers, others = everyone[:signed_up], everyone[signed_up:]
        yield Friday(players, lead, officers, others, group, patrol)
