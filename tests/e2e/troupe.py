"""The whole bot against the sandbox, in one process: what every play is staged with.

Business time starts on Monday 3 March 2031 at 09:00, so that a play says the
same dates for ever. Everything goes over HTTP, as it would to Telegram.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import IO, Any, Self

from pydantic import SecretStr

from bot import app
from bot.actions import joining
from bot.app import Running
from config.areas import SHIPPED_AREAS, read_areas
from config.settings import Settings
from operation.area import Area
from operation.people import Role
from sandbox.client import Answer, Group, Person, Sandbox, View
from sandbox.engine import Engine
from sandbox.inprocess import Stage, on_port
from sandbox.people import callback_json
from storage import audit, people, rota
from storage.audit import AuditEvent
from storage.database import Database
from storage.keys import Keys
from tests.enrolled import enrol
from tests.forked import PIPE, Forked, forked
from tests.storage.postgres import in_own_loop

OPENING = datetime(2031, 3, 3, 9, 0, tzinfo=UTC)
"""A Monday: the rotas of the weeks of 10 and 17 March are open, that of 24 March opens at 10."""

TRAINED = date(2031, 3, 3)
HOUSE = Path(app.__file__).parents[1]
"""Where the packages are, for programs of their own."""
PATIENCE = 20.0
"""Seconds after which a play that hangs has failed."""


@dataclass
class Troupe:
    """A sandbox, a bot, and the people of a play."""

    stage: Stage
    settings: Settings
    running: Running
    keys: Keys
    cast: dict[str, Person] = field(default_factory=dict)
    _stop: asyncio.Event = field(default_factory=asyncio.Event)
    _task: asyncio.Task[None] | None = None

    @property
    def world(self) -> Sandbox:
        """The sandbox as its people use it."""
        return self.stage.world

    @property
    def engine(self) -> Engine:
        """The sandbox's own works, for waiting on what no phone shows."""
        return self.stage.engine

    @property
    def db(self) -> Database:
        """The bot's database, for looking at what a play has left there."""
        return self.running.db

    def now(self) -> datetime:
        """Business time."""
        return self.running.clock.now()

    async def starts(self) -> Self:
        """Start the bot; returns once it listens."""
        self._stop = asyncio.Event()
        self._task = asyncio.create_task(app.run(self.running, self._stop))
        is_up = asyncio.create_task(self.running.is_up.wait())
        await asyncio.wait({self._task, is_up}, return_when=asyncio.FIRST_COMPLETED)
        is_up.cancel()
        if self._task.done():
            self._task.result()
        return self

    async def stops(self) -> None:
        """Stop the bot as Ctrl-C would, and let go of the database."""
        self._stop.set()
        if self._task is not None:
            await self._task
        # Else a clock moved now may wait half a minute for it.
        self.engine.follower.left()
        await self.db.dispose()

    async def restarts(self) -> None:
        """Stop the bot and start it anew on the same database."""
        await self.stops()
        await self.returns()

    async def returns(self) -> None:
        """Start a bot that was stopped anew, with nothing but the database to go by."""
        # It may have been read meanwhile.
        await self.db.dispose()
        db = Database(self.settings.database_url, keys=self.keys)
        self.running = app.wire(self.settings, self.running.areas, db)
        await self.starts()

    async def settles(self) -> None:
        """Wait until all that was sent to the bot is handled, and all it had to say is said."""
        async with asyncio.timeout(PATIENCE):
            await self.until(lambda: not self.engine.updates.queue)
            await self.running.lanes.drained()
            await self.running.delivery.drained()

    async def until(self, holds: Callable[[], bool]) -> None:
        """Wait until something is so in the sandbox that no phone shows."""
        async with asyncio.timeout(PATIENCE):
            while not holds():
                # Not every change there has a signal of its own.
                await self.engine.signal.wait(0.01)

    async def audited(self, area: str | None = "lambeth") -> list[AuditEvent]:
        """The newest fifty entries of the audit, newest first."""
        async with self.db.reading() as tx:
            return [entry.event for entry in await audit.recent(tx, area)]

    async def forged(self, person: Person, data: str, *, chat: Group | None = None) -> str:
        """What someone is told whose phone sends the data of a button that is not shown there."""
        there = self.engine.world.chats[chat.id if chat else person.id]
        last = max(there.messages, default=1)
        callback = self.engine.callbacks.ask(person.id, there.id, last, data)
        update = callback_json(self.engine, there, callback)
        self.engine.updates.add("callback_query", update, person.id)
        async with asyncio.timeout(PATIENCE):
            return str((await callback.answered)["text"])

    async def volunteers(self, night: date, area: str = "lambeth") -> list[str]:
        """Who is on a night's list by the database, in order, as the crew calls them."""
        async with self.db.reading() as tx:
            [week] = [
                week
                for week in await rota.weeks_from(tx, area, night - timedelta(days=6))
                if week.monday <= night <= week.monday + timedelta(days=6)
            ]
            patrols = await rota.patrols_of_week(tx, week.id)
            [book] = [each.book for each in patrols if each.book.night == night]
            ids = [volunteer.member_id for volunteer in book.volunteers]
            called = {each.id: each.called for each in await people.members_by_id(tx, ids)}
        return [called[each] for each in ids]

    def environment(self, **more: str) -> dict[str, str]:
        """The settings of this play, as a program of its own is given them."""
        return {
            "PATH": os.environ["PATH"],
            "PYTHONPATH": str(HOUSE),
            "SSL_CERT_DIR": os.environ["SSL_CERT_DIR"],
            "EPHEDRA_TOKEN": self.stage.token,
            "EPHEDRA_TELEGRAM_API_URL": self.stage.url,
            "EPHEDRA_DATA_DIR": str(self.settings.data_dir),
            "EPHEDRA_DATABASE_URL": self.settings.database_url,
            "EPHEDRA_CLOCK_URL": f"{self.stage.url}/control/clock/follow",
            "EPHEDRA_LIMITS": self.settings.limits,
        } | more

    async def program(self, *words: str, stdout: int | IO[bytes], **more: str) -> Forked:
        """Start `python -m bot` with these words as a process of its own."""
        return await forked(
            "bot",
            words,
            env=self.environment(**more),
            # Where no .env of the developer's can speak.
            cwd=self.settings.data_dir,
            stdout=stdout,
            stderr=stdout if words == ("run",) else None,
        )

    async def command(self, *words: str) -> tuple[int | None, str]:
        """Run `python -m bot` with these words, beside the bot; its exit code and output."""
        program = await self.program(*words, stdout=PIPE)
        printed, _ = await program.communicate()
        return program.returncode, printed.decode()

    # Casting

    async def crew(self, count: int, area: str = "lambeth", **more: Any) -> list[Person]:
        """So many trained officers who joined long ago: their chats with the bot are open."""
        names = [f"Sample {n}" for n in range(1, count + 1)]
        crew = [await self.world.person(name) for name in names]
        async with self.db.transaction() as tx:
            for person, name in zip(crew, names, strict=True):
                self.engine.world.users[person.id].started = True
                await enrol(
                    tx, surname=name, telegram_id=person.id, area=area, at=self.now(), **more
                )
        return crew

    async def lead(self, name: str = "Example", area: str = "lambeth") -> Person:
        """A person who joined as a lead before the play."""
        return await self._has_joined(name, Role.LEAD, area, "PS")

    async def officer(self, name: str, *, trained: bool = True, area: str = "lambeth") -> Person:
        """A person who joined as an officer before the play."""
        return await self._has_joined(name, Role.OFFICER, area, "PC", trained=trained)

    async def newcomer(self, name: str, role: Role, area: str = "lambeth") -> Person:
        """A person who joins by the link of the command line, on their phone."""
        return await self._joins(name, role, area, "PS" if role is Role.LEAD else "PC")

    async def _has_joined(
        self, name: str, role: Role, area: str, rank: str, *, trained: bool = False
    ) -> Person:
        person = await self.world.person(name)
        self.engine.world.users[person.id].started = True
        async with self.db.transaction() as tx:
            member_id = await enrol(
                tx, surname=name, telegram_id=person.id, at=self.now(), area=area,
                roles=(role,), trained_on=TRAINED if trained else None, rank=rank,
                warrant="1234AB",
            )  # fmt: skip
            tx.mark(f"menu:{member_id}")
        self.cast[name] = person
        return person

    async def group(self, lead: Person, *members: Person, title: str = "Team") -> Group:
        """The area's group, linked by its lead; returns once the rota is posted there."""
        group = await self.world.group(title, [lead, *members])
        await lead.sends("/link", chat=group)
        await lead.waits_for("Rota · week of", chat=group)
        await self.running.delivery.drained()
        return group

    async def link(self, role: Role, area: str = "lambeth") -> str:
        """A link that needs no approval, as `python -m bot invite` prints it."""
        async with self.db.transaction() as tx:
            token, _ = await joining.make_first_link(tx, area=area, role=role, now=self.now())
        return f"https://t.me/{self.running.application.bot.username}?start={token}"

    async def member_id(self, person: Person) -> int:
        """The id of someone's membership."""
        async with self.db.reading() as tx:
            actor = await people.actor_by_telegram(tx, person.id)
        return actor.members[0].id

    async def _joins(self, name: str, role: Role, area: str, rank: str) -> Person:
        person = await self.world.person(name)
        await person.opens(await self.link(role, area))
        await fills_in(person, rank=rank, surname=name, warrant="1234AB")
        await person.waits_for("You are in")
        self.cast[name] = person
        return person


async def fills_in(person: Person, *, rank: str, surname: str, warrant: str) -> Answer:
    """Go through the enrolment form, from the notice to the review, and send it."""
    await person.waits_for("What is kept about you")
    await person.presses("I have read this, go on")
    await person.waits_for("Your rank?")
    await person.presses(rank)
    await person.waits_for("Your surname?")
    await person.sends(surname)
    await person.waits_for("Your warrant number?")
    await person.sends(warrant)
    await person.waits_for("check and send")
    return await person.presses("Send to the project lead")


async def taps(person: Person, *labels: str, chat: Group | None = None) -> Answer:
    """Tap one button after the other, each as soon as it is there; the last one's answer."""
    for label in labels:
        await person.waits_for(label, chat=chat)
        answer = await person.presses(label, chat=chat)
    return answer


def post_of(view: View, week: str) -> str:
    """The text of the rota post of a week, such as "Mon 10 Mar", in a group's view."""
    return next(text for text in reversed(view.texts) if f"week of {week}" in text)


@cache
def blank() -> tuple[Keys, bytes]:
    """Keys and a new database made with them; copied, since migrating takes each play 35 ms."""
    keys = Keys.generate()

    async def migrate(path: Path) -> None:
        db = Database(f"sqlite+aiosqlite:///{path}", keys=keys)
        await db.migrate()
        await db.dispose()

    with TemporaryDirectory() as folder:
        in_own_loop(migrate(Path(folder) / "ephedra.db"))
        return keys, (Path(folder) / "ephedra.db").read_bytes()


@asynccontextmanager
async def troupe(
    folder: Path,
    *,
    at: datetime = OPENING,
    database_url: str | None = None,
    limits: bool = False,
    areas: Mapping[str, Area] | None = None,
    **more: Any,
) -> AsyncIterator[Troupe]:
    """A sandbox and a bot on a new database, both stopped at the end; `more` are settings."""
    keys, database = blank()
    (folder / "keys.json").write_text(keys.to_text())
    if database_url is None:
        (folder / "ephedra.db").write_bytes(database)
    async with on_port(token="100001:a-token-of-the-sandbox", limits=limits) as stage:
        await stage.world.clock_to(at)
        settings = Settings(
            token=SecretStr(stage.token),
            telegram_api_url=stage.url,
            data_dir=folder,
            database_url=database_url or f"sqlite:///{folder / 'ephedra.db'}",
            clock_url=f"{stage.url}/control/clock/follow",
            limits="on" if limits else "off",
            **more,
        )
        db = Database(settings.database_url, keys=keys)
        if database_url is not None:
            await db.migrate()
        areas = areas or read_areas([SHIPPED_AREAS])
        players = Troupe(stage, settings, app.wire(settings, areas, db), keys)
        await players.starts()
        try:
            yield players
        finally:
            await players.stops()
