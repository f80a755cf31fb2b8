"""The stage for plays about a crew: a Friday whose list has closed, or whose crew is published."""

from __future__ import annotations

from collections.abc import AsyncIterator, Collection, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import product
from pathlib import Path
from typing import Any

import httpx
from icalendar import Calendar, Event
from sqlalchemy import insert

from operation.book import Window
from operation.crew import State
from operation.duties import Duty, Side
from operation.leading import Leading
from operation.nights import PlannedNight
from sandbox.client import Group, Message, Person
from sandbox.client_bot import NO_CERTIFICATES
from storage import crew as crews
from storage import leading, notices, rest, rota
from storage.audit import AuditEvent
from storage.rota import Patrol
from tests.e2e.troupe import Troupe, post_of, taps, troupe

WEEK = "Mon 10 Mar"
FRIDAY = date(2031, 3, 14)
NIGHT = "Fri 14 Mar"
DEADLINE = datetime(2031, 3, 5, 18, 0, tzinfo=UTC)
STARTS = datetime(2031, 3, 14, 20, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)


@dataclass
class Scene:
    """The people of a play, and what is looked at again and again."""

    players: Troupe
    lead: Person
    crew: list[Person]
    group: Group
    others: list[Person]
    """Leads and officers besides."""

    @property
    def everyone(self) -> list[Person]:
        """All who could hear something in private."""
        return [self.lead, *self.crew, *self.others]

    async def passes(self, time: timedelta) -> None:
        """So much time goes by; what falls due on the way happens."""
        await self.players.world.clock_by(time.total_seconds())
        await self.players.settles()

    async def comes_to(self, moment: datetime) -> None:
        """It is that time; what falls due on the way has happened."""
        await self.players.world.clock_to(moment)
        await self.players.settles()

    async def before_start(self, hours: float) -> None:
        """It is so many hours before the night."""
        await self.comes_to(STARTS - timedelta(hours=hours))

    async def post(self) -> str:
        """Friday as the group sees it."""
        await self.players.settles()
        return night_of(post_of(await self.lead.sees(self.group), WEEK))

    async def signs_up(self, *people: Person) -> None:
        """One after the other they tap on the group's post."""
        for person in people:
            await person.presses(f"{NIGHT}: in", chat=self.group)

    async def publishes(self) -> None:
        """The lead publishes the proposal: one tap on what the deadline brought."""
        [label] = [each for each in (await self.proposal()).buttons if f"Publish {NIGHT}" in each]
        await self.lead.presses(label)
        await self.players.settles()
        await self.is_led()

    async def is_led(self) -> None:
        """The last of the crew leads it, the lead supervises; nobody asks for a ward or a return.

        What is asked about these is played in plays of its own.
        """
        patrol = await self.patrol()
        crew = patrol.crew.crew
        named = Leading(
            patrol_lead=crew[-1].member_id if crew else None,
            supervisor=await self.players.member_id(self.lead),
        )
        async with self.players.db.transaction() as tx:
            await leading.save(tx, patrol.book.patrol_id, named, at=self.players.now())
            for kind in ("agree_ward", "return_due"):
                await notices.cancel(tx, kind=kind, subject=str(patrol.book.patrol_id))

    async def proposal(self) -> Message:
        """What the deadline brought the lead."""
        return await self.lead.waits_for("Here is a crew for")

    async def opens_night(self, lead: Person | None = None) -> Message:
        """A lead opens the night by way of the rota."""
        lead = lead or self.lead
        await lead.sends("/rota")
        await taps(lead, f"Week of {WEEK}")
        # A message about the week has the same button: the newest is the one of this screen.
        await self.players.settles()
        await taps(lead, f"Open {NIGHT}")
        await self.players.settles()
        return (await lead.sees()).last

    async def withdraws(self, person: Person, why: str = "Yes, I can't make it") -> None:
        """Two taps on the card."""
        await person.presses("Can't make it")
        await taps(person, why)
        await self.players.settles()

    async def patrol(self) -> Patrol:
        """Friday by the database."""
        async with self.players.db.reading() as tx:
            [week] = [
                each
                for each in await rota.weeks_from(tx, "lambeth", FRIDAY - timedelta(days=6))
                if each.monday == FRIDAY - timedelta(days=4)
            ]
            patrols = await rota.patrols_of_week(tx, week.id)
            [friday] = [each for each in patrols if each.book.night == FRIDAY]
            return await crews.held(tx, friday.book.patrol_id)

    async def states(self) -> dict[str, str]:
        """How everyone on the night stands by the database, by name."""
        crew = (await self.patrol()).crew
        named = {await self.players.member_id(each): each.name for each in self.everyone}
        return {named.get(each.member_id, "?"): each.state.value for each in crew.assignments}

    async def moves(self) -> list[AuditEvent]:
        """What the audit has of this night, oldest first."""
        subject = f"patrol:{(await self.patrol()).book.patrol_id}"
        return [each for each in reversed(await self.players.audited()) if each.subject == subject]

    @asynccontextmanager
    async def tells(self, *told: Person, apart: Collection[Person] = ()) -> AsyncIterator[None]:
        """What happens inside brings these one message each about Friday, and nobody else any.

        Those `apart` tap, and get screens for it.
        """
        await self.players.settles()
        watched = [each for each in self.everyone if each not in apart]
        before = {each.name: await messages(each) for each in watched}
        yield
        await self.players.settles()
        new = {each.name: len(await messages(each) - before[each.name]) for each in watched}
        found = {name: n for name, n in new.items() if n}
        if found != {each.name: 1 for each in told}:
            raise AssertionError(f"one message each for {[t.name for t in told]}, not {found}")


@asynccontextmanager
async def opened(
    tmp_path: Path, signed_up: int, *, spare: int = 0, leads: int = 1, rested: bool = True,
    **staging: Any,
) -> AsyncIterator[Scene]:  # fmt: skip
    """So many officers have signed up for Friday, whose list is open.

    There are `spare` officers who have not, and so many leads. Unless told otherwise every officer
    has said that they work nothing beside it. `staging` is for the troupe.
    """
    async with troupe(tmp_path, **staging) as players:
        lead = await players.lead()
        more = [await players.lead(f"Deputy {n}") for n in range(1, leads)]
        everyone = await players.crew(signed_up + spare)
        group = await players.group(lead, *more, *everyone)
        crew, others = everyone[:signed_up], [*more, *everyone[signed_up:]]
        scene = Scene(players, lead, crew, group, others)
        if rested:
            await _rest_about_the_week(scene, everyone)
        await scene.signs_up(*crew)
        yield scene


async def _rest_about_the_week(scene: Scene, officers: Sequence[Person]) -> None:
    """They have said that they work nothing about its nights, which holds for later ones too."""
    ids = [await scene.players.member_id(each) for each in officers]
    week_id = (await scene.patrol()).week_id
    async with scene.players.db.transaction() as tx:
        for patrol in await rota.patrols_of_week(tx, week_id):
            for member_id, side in product(ids, Side):
                await rest.state(
                    tx, patrol_id=patrol.book.patrol_id, member_id=member_id, side=side,
                    duty=Duty(""), by=member_id, at=scene.players.now(),
                )  # fmt: skip


@asynccontextmanager
async def closed(
    tmp_path: Path, signed_up: int, *, spare: int = 0, leads: int = 1, **staging: Any
) -> AsyncIterator[Scene]:
    """The same, and the list has closed: the leads have a proposal."""
    async with opened(tmp_path, signed_up, spare=spare, leads=leads, **staging) as scene:
        await scene.comes_to(DEADLINE)
        await scene.proposal()
        yield scene


@asynccontextmanager
async def published(
    tmp_path: Path, signed_up: int, *, spare: int = 0, leads: int = 1, **staging: Any
) -> AsyncIterator[Scene]:
    """The same, and the lead has published the proposal."""
    async with closed(tmp_path, signed_up, spare=spare, leads=leads, **staging) as scene:
        await scene.publishes()
        yield scene


def night_of(post: str, night: str = NIGHT) -> str:
    """One night's lines of a week."""
    return next(part for part in post.split("\n\n") if part.startswith(night))


async def messages(person: Person) -> set[int]:
    """The messages about Friday that the bot has ever sent to someone in private."""
    shown = [each for each in (await person.sees()).messages if each.is_from_bot]
    # A list of shifts that was asked for earlier is renewed where it stands.
    return {e.id for e in shown if NIGHT in e.text and not e.text.startswith("My shifts")}


async def cards(person: Person, night: str = NIGHT) -> list[Message]:
    """Someone's messages about a night, the newest last."""
    return [each for each in (await person.sees()).messages if each.text.startswith(night)]


async def card(person: Person) -> Message:
    """The newest of them; the ones before it say no more than that there is a newer one."""
    *old, newest = await cards(person)
    for each in old:
        assert "see the newer message below" in each.text, each
        assert not each.buttons
    return newest


async def worked(scene: Scene, person: Person, night: date, state: State = State.CONFIRMED) -> None:
    """Someone was on a patrol of six hours on a night of an earlier week, or asked to be."""
    member_id = await scene.players.member_id(person)
    async with scene.players.db.transaction() as tx:
        starts = datetime(night.year, night.month, night.day, 20, 0, tzinfo=UTC)
        window = Window(starts - timedelta(days=21), starts - timedelta(days=9))
        planned = PlannedNight(night, starts, starts + 6 * HOUR, 4, 6)
        monday = night - timedelta(days=night.weekday())
        week_id = await rota.add_week(tx, area="lambeth", monday=monday, window=window)
        await rota.add_patrols(tx, week_id=week_id, area="lambeth", nights=[planned], window=window)
        [patrol] = await rota.patrols_of_week(tx, week_id)
        await tx.execute(
            insert(rota.sign_up).values(
                patrol_id=patrol.book.patrol_id,
                member_id=member_id,
                since=window.opens_at,
                state=state.value,
                asked_at=starts if state is State.DECLINED else None,
                left_at=starts if state is State.DECLINED else None,
            )
        )


async def duties(scene: Scene, file: Message) -> list[Event]:
    """The events of the calendar file that someone has received."""
    async with httpx.AsyncClient(
        base_url=scene.players.stage.url, trust_env=False, verify=NO_CERTIFICATES
    ) as http:
        answer = await http.get(file.json["document"]["url"])
    calendar = Calendar.from_ical(answer.content)
    return [each for each in calendar.walk("VEVENT") if isinstance(each, Event)]
