"""The stage for plays about partner agencies: a crew that goes, and people of two agencies."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from operation.partners import Invitation
from operation.people import Grant, Role
from sandbox.client import Answer, Message, Person
from storage import agencies, grants, partners, people
from tests.e2e import crew_scene
from tests.e2e.crew_scene import NIGHT, WEEK, Scene
from tests.e2e.troupe import Troupe
from tests.enrolled import enrol


@dataclass
class Stage:
    """The scene of a crew, with the people of two agencies beside it."""

    scene: Scene
    ann: Person
    """Of Streetlight, as is ben."""
    ben: Person
    cleo: Person
    """Of Medical outreach."""

    @property
    def players(self) -> Troupe:
        return self.scene.players

    @property
    def lead(self) -> Person:
        return self.scene.lead

    async def taps(self, who: Person, *labels: str) -> Answer:
        """Tap one button after the other, each once what the last one led to is there."""
        await self.players.settles()
        for label in labels:
            answer = await who.presses(label)
            await self.players.settles()
        return answer

    async def opens_partners(self, who: Person | None = None) -> Message:
        """A lead opens a night's agencies by way of the rota."""
        who = who or self.lead
        await self.opens_night(who)
        await self.taps(who, "Partners")
        return (await who.sees()).last

    async def opens_night(self, who: Person | None = None) -> None:
        """A lead opens the night by way of the rota, in a new message."""
        who = who or self.lead
        await who.sends("/rota")
        await self.taps(who, f"Week of {WEEK}", f"Open {NIGHT}")

    async def states_window(self) -> None:
        """Engagement from 21:00 to 23:00, by the buttons."""
        await self.opens_partners()
        await self.taps(self.lead, "Engagement times")
        await self.taps(self.lead, "From +1h")
        await self.lead.waits_for("✅ Engagement 21:00–02:00")
        for ends in ("01:00", "00:00", "23:00"):
            await self.taps(self.lead, "To −1h")
            await self.lead.waits_for(f"✅ Engagement 21:00–{ends}")
        await self.taps(self.lead, "✅ Engagement 21:00–23:00")
        await self.lead.waits_for("Engagement: 21:00–23:00")

    async def invites(self, *names: str, where: str = "Example Hall, side door") -> Answer:
        """The lead invites these agencies for the whole engagement."""
        await self.opens_partners()
        await self.taps(self.lead, "Invite agencies")
        for name in names:
            await self.taps(self.lead, name)
            await self.lead.waits_for(f"✓ {name}")
        await self.taps(self.lead, f"Go on with {len(names)}: where? ›")
        await self.lead.waits_for("Where do you meet?")
        await self.lead.sends(where)
        await self.lead.waits_for("check and send")
        answer = await self.lead.presses("Send invitations")
        await self.players.settles()
        return answer

    async def card(self, person: Person) -> Message:
        """Somebody's newest card; the ones before it only say that there is a newer one."""
        await self.players.settles()
        shown = [e for e in (await person.sees()).messages if e.is_from_bot and NIGHT in e.text]
        return shown[-1]

    async def board(self) -> str:
        """The night's agencies as the lead sees them in their panel."""
        return (await self.opens_partners()).text

    async def invitation(self, name: str) -> Invitation:
        """An agency's invitation to Friday, by the database."""
        patrol = (await self.scene.patrol()).book.patrol_id
        async with self.players.db.reading() as tx:
            named = {each.id: each.name for each in await agencies.of_area(tx, "lambeth")}
            found = await partners.invitations_of(tx, patrol)
        return next(each for each in found if named[each.agency_id] == name)


async def represents(players: Troupe, name: str, agency: str) -> Person:
    """Somebody who joined long ago for an agency."""
    person = await players.world.person(name)
    players.engine.world.users[person.id].started = True
    async with players.db.transaction() as tx:
        member_id = await enrol(
            tx, surname=name, telegram_id=person.id, at=players.now(), roles=(), trained_on=None
        )
        await people.change_member(tx, member_id, rank=None)
        grant = Grant(Role.PARTNER, agency=agency)
        await grants.add_grant(tx, member_id, grant, at=players.now())
    return person


@asynccontextmanager
async def staged(tmp_path: Path, *, signed_up: int = 5, leads: int = 1) -> AsyncIterator[Stage]:
    """A crew is published; two people of Streetlight and one of Medical outreach have joined."""
    async with crew_scene.published(tmp_path, signed_up, leads=leads) as scene:
        players = scene.players
        ann = await represents(players, "Fable Ann", "streetlight")
        ben = await represents(players, "Fable Ben", "streetlight")
        cleo = await represents(players, "Fable Cleo", "medical")
        yield Stage(scene, ann, ben, cleo)


@asynccontextmanager
async def invited(
    tmp_path: Path, names: Sequence[str] = ("Streetlight", "Medical outreach"), *, leads: int = 1
) -> AsyncIterator[Stage]:
    """The same, and these agencies are invited from 21:00 to 23:00."""
    async with staged(tmp_path, leads=leads) as stage:
        await stage.states_window()
        await stage.invites(*names)
        yield stage
