"""A small bot for the plays of delivery: real storage, real delivery, the sandbox as Telegram.

Its screens show a board: whatever text is written for their subject.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from telegram import Bot
from telegram.request import HTTPXRequest

from bot.delivery.limiter import Limiter, Limits
from bot.delivery.outbox import Delivery, Hooks
from bot.screens import Button, Screen, Screenplay, Screens, Showing
from sandbox.client import Group, Person
from sandbox.inprocess import Stage
from storage import chats, outbox
from storage.chats import ChatKind
from storage.database import Database, Transaction
from storage.keys import Keys
from storage.outbox import Parcel

PATIENCE = 20.0
"""Seconds after which a play that hangs has failed."""


class Today:
    """Business time, level with the machine's."""

    def now(self) -> datetime:
        return datetime.now(UTC)


@dataclass(frozen=True)
class Tap:
    """A button that says what it is."""

    data: str

    def pack(self) -> str:
        return self.data


@dataclass
class Heard:
    """What the hooks were told."""

    unreachable: list[int] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)
    unsure: list[str] = field(default_factory=list)
    unpinned: list[str] = field(default_factory=list)

    def hooks(self) -> Hooks:
        async def on_unreachable(_tx: Transaction, chat_id: int) -> None:
            self.unreachable.append(chat_id)

        async def on_failed(_tx: Transaction, parcel: Parcel, _error: str) -> None:
            self.failed.append(parcel.screen)

        async def on_unsure(_tx: Transaction, parcel: Parcel) -> None:
            self.unsure.append(parcel.screen)

        async def on_pin_refused(_tx: Transaction, _parcel: Parcel, reason: str) -> None:
            self.unpinned.append(reason)

        return Hooks(on_unreachable, on_failed, on_unsure, on_pin_refused)


class Office:
    """The bot: its database, its delivery, and the board that its screens show."""

    def __init__(self, db: Database, bot: Bot, *, limits: Limits | None) -> None:
        self.db = db
        self.bot = bot
        self.heard = Heard()
        self.limits = limits
        self.board: dict[str, str | None] = {}
        self.gate = asyncio.Event()
        self.gate.set()
        self._waiting = 0
        self._news = asyncio.Event()
        db.on_commit(lambda _names: self._news.set())
        self.lives = 0
        self.delivery: Delivery
        self.running: asyncio.Task[None]

    def open(self) -> None:
        """Start delivering, as a new process."""
        self.lives += 1
        self.delivery = Delivery(
            db=self.db,
            bot=self.bot,
            screens=self.screens(),
            limiter=Limiter(self.limits, is_on=self.limits is not None),
            clock=Today(),
            owner=f"life {self.lives}",
            hooks=self.heard.hooks(),
        )
        self.running = asyncio.create_task(self.delivery.run())

    async def close(self) -> None:
        """Stop in good order."""
        self.delivery.stop()
        await self.running

    async def die(self) -> None:
        """Stop as kill -9 would: nothing that is on its way is finished."""
        for task in (self.running, *self.delivery._lines._tasks):
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task
        self.delivery._outcomes.clear()

    def screens(self) -> Screens:
        return {
            "board": Screenplay(self._load, _view),
            "broken": Screenplay(self._load, _broken),
        }

    async def _load(self, _tx: Transaction, showing: Showing) -> str | None:
        self._waiting += 1
        self._news.set()
        await self.gate.wait()
        self._waiting -= 1
        return self.board.get(showing.subject, showing.facts.get("text"))

    async def settles(self) -> None:
        """Wait until all that can be delivered now is delivered."""
        async with asyncio.timeout(PATIENCE):
            await self.delivery.drained()

    async def empties(self) -> None:
        """Wait until all has been delivered, whatever has to be waited out for it."""
        async with asyncio.timeout(PATIENCE):
            while True:
                self._news.clear()
                left = await self.unfinished()
                if not (left.posts or left.queued or left.sending):
                    return
                await self._news.wait()

    async def at_gate(self, count: int) -> None:
        """Wait until so many screens are about to be drawn, while the gate is shut."""
        while self._waiting < count:
            self._news.clear()
            await self._news.wait()

    async def knows(self, who: Person | Group) -> int:
        """Our id of a chat."""
        kind = ChatKind.GROUP if isinstance(who, Group) else ChatKind.PRIVATE
        async with self.db.transaction() as tx:
            return (await chats.ensure(tx, who.id, kind)).id

    async def posts(
        self, chat_id: int, text: str, *, subject: str = "week", pin: bool = False
    ) -> int:
        """Have a living message stand in a chat."""
        self.board[subject] = text
        async with self.db.transaction() as tx:
            return await outbox.keep_post(
                tx,
                chat_id=chat_id,
                key=subject,
                screen="board",
                subject=subject,
                pin=pin,
                at=_now(),
            )

    async def changes(self, text: str, *, subject: str = "week") -> None:
        """Let what the board says change."""
        self.board[subject] = text
        async with self.db.transaction() as tx:
            await outbox.raise_posts(tx, screen="board", subject=subject)

    async def says(self, chat_id: int, text: str, *, screen: str = "board") -> int:
        """Say something once."""
        async with self.db.transaction() as tx:
            return await outbox.say(
                tx, chat_id=chat_id, screen=screen, facts={"text": text}, at=_now()
            )

    async def unfinished(self) -> outbox.Unfinished:
        async with self.db.reading() as tx:
            return await outbox.unfinished(tx)


def _view(text: str) -> Screen:
    return Screen(text, rows=((Button("I'm in", Tap("in")),),))


def _broken(text: str) -> Screen:
    raise ValueError(text)


def _now() -> datetime:
    return datetime.now(UTC)


@asynccontextmanager
async def office_at(
    stage: Stage, folder: Path, *, limits: Limits | None = None
) -> AsyncIterator[Office]:
    """A bot that delivers into the sandbox."""
    db = Database(f"sqlite+aiosqlite:///{folder}/ephedra.db", keys=Keys.generate())
    await db.migrate()
    request = HTTPXRequest(read_timeout=2.0)
    bot = Bot(stage.token, base_url=stage.bot_url, request=request)
    async with bot:
        office = Office(db, bot, limits=limits)
        office.open()
        yield office
        await office.close()
    await db.dispose()
