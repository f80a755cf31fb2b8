"""The turn that every update takes: one transaction, and only then an answer.

Who acts is looked up, the handler calls its action, and the domain change, the
audit, the screens asked for and the mark that the update is done are committed
together. `answer()` and `show()` only record; if the commit fails nothing was
said, and the update is tried again.
"""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, Mapping
from contextvars import ContextVar
from dataclasses import dataclass
from functools import partial
from typing import Any, Protocol

from telegram import Bot, Update
from telegram.ext import Application

from bot import errors, updates
from bot.callbacks import Payload, Unreadable, unpack
from bot.clock import Clock
from bot.context import PANEL, Context, Reply
from bot.delivery.inbox import ReadDone
from bot.screens import Screen, Screens, Showing
from bot.views import plain
from operation.area import Area
from operation.people import Actor, NotAMember
from storage import chats, inbox, outbox, people
from storage.audit import AuditEvent, AuditKind
from storage.chats import ChatKind
from storage.database import Database, Transaction
from storage.errors import Deadlocked
from storage.inbox import Claimed

log = logging.getLogger(__name__)

Handle = Callable[[Context, Any], Awaitable[None]]
Fetch = Callable[[Bot, Update], Awaitable[Any]]

_RECOGNISED_AT_MOST = 10_000


@dataclass(frozen=True)
class Route:
    """How one kind of update is answered."""

    handle: Handle
    is_writing: bool
    is_open: bool
    """Whether a person whom the bot does not know may use it."""
    fetch: Fetch | None = None


class Delivers(Protocol):
    """What a turn needs of delivery."""

    def answer_tap(
        self, callback_id: str, text: str | None, *, alert: bool, url: str | None
    ) -> None:
        """Answer a callback query at once, past the queue."""

    async def direct(
        self, telegram_id: int, screen: Screen, *, is_private: bool, message_id: int | None
    ) -> None:
        """Send a screen that is not kept, or edit it into a message."""

    def goes_back(self, telegram_id: int) -> None:
        """A kept screen goes before what `direct` has shown in its place."""

    def tidy(self, telegram_id: int, message_id: int) -> None:
        """Remove a message, if that can be done."""


class NotHandled(Exception):
    """No route took the update: a fault of ours, since one takes everything."""


class Turns:
    """Plays claimed updates, one transaction each."""

    def __init__(
        self,
        *,
        application: Application[Any, Any, Any, Any, Any, Any],
        db: Database,
        delivery: Delivers,
        screens: Screens,
        areas: Mapping[str, Area],
        clock: Clock,
    ) -> None:
        """Take what every turn needs; app.py is the only caller."""
        self.application = application
        self.bot: Bot = application.bot
        self.db = db
        self.delivery = delivery
        self.screens = screens
        self.areas = areas
        self.clock = clock
        self.recognised: dict[tuple[int, int], None] = {}

    async def take(self, claimed: Claimed) -> ReadDone | None:
        """Handle one update whole. Raises whatever made it fail, so that it is tried again."""
        update = updates.read(claimed.payload, self.bot)
        if update is None:
            await self._give_up(claimed)
            return None
        turn = Turn(self, update, claimed)
        token = TURN.set(turn)
        try:
            await self.application.process_update(update)
        except Exception as fault:
            await turn.apologise(fault)
            raise
        finally:
            TURN.reset(token)
        if not turn.is_handled:
            raise NotHandled(f"update {claimed.update_id}")
        return None if turn.is_done else ReadDone()

    def recognise(self, seen: tuple[int, int]) -> None:
        """Remember that a message is a post of ours."""
        if len(self.recognised) >= _RECOGNISED_AT_MOST:
            self.recognised.clear()
        self.recognised[seen] = None

    async def _give_up(self, claimed: Claimed) -> None:
        """Trying again would not make it readable: recorded, and done with."""
        log.error("update %s cannot be read as an update", claimed.update_id)
        async with self.db.transaction() as tx:
            tx.record(
                AuditEvent(
                    kind=AuditKind.ACCESS,
                    verb="update unreadable",
                    area=None,
                    actor=None,
                    subject=f"update:{claimed.update_id}",
                    at=claimed.received_at,
                )
            )
            await inbox.done(tx, [claimed.update_id])


class Turn:
    """One update being handled."""

    def __init__(self, turns: Turns, update: Update, claimed: Claimed) -> None:
        """Begin the turn of one claimed update."""
        self.turns = turns
        self.update = update
        self.claimed = claimed
        self.is_handled = False
        self.is_done = False
        self.screen: Screen | None = None

    async def play(self, route: Route) -> None:
        """Run the route's handler in its transaction, then say what it recorded."""
        try:
            fetched = await route.fetch(self.turns.bot, self.update) if route.fetch else None
            payload = self._payload()
            run = self._write if route.is_writing else self._read
            reply = await _again(lambda: run(route, payload, fetched))
        except errors.EXPECTED as refused:
            self.screen = None
            reply = await self._refuse(refused)
        await self._say(reply)

    async def apologise(self, fault: BaseException) -> None:
        """Log a fault, and tell the person that it is being tried again.

        Every try of a tap is answered; what was typed is answered once.
        """
        words = errors.apology(fault, self.claimed.update_id)
        query = self.update.callback_query
        if query is not None:
            self.turns.delivery.answer_tap(query.id, words, alert=True, url=None)
        elif self._was_typed() and self.claimed.tries == 1:
            await self.turns.delivery.direct(
                updates.where(self.update).telegram_id,
                plain.line(words),
                is_private=True,
                message_id=None,
            )

    def _was_typed(self) -> bool:
        return self.update.message is not None and updates.where(self.update).is_private

    def _payload(self) -> Payload | None:
        query = self.update.callback_query
        return unpack(query.data) if query is not None else None

    async def _write(self, route: Route, payload: Payload | None, fetched: Any) -> Reply:
        async with self.turns.db.transaction() as tx:
            context = await self._context(tx, route, fetched)
            await self._recognise(context, payload)
            await route.handle(context, payload)
            await self._keep(context)
            await inbox.done(tx, [self.claimed.update_id])
        self.is_done = True
        return context.reply

    async def _read(self, route: Route, payload: Payload | None, fetched: Any) -> Reply:
        async with self.turns.db.reading() as tx:
            context = await self._context(tx, route, fetched)
            await route.handle(context, payload)
            self.screen = await self._render(context)
        return context.reply

    async def _refuse(self, refused: Exception) -> Reply:
        """Everything the handler did is rolled back by now: record the refusal instead."""
        async with self.turns.db.transaction() as tx:
            actor = await people.actor_by_telegram(tx, updates.person_id(self.update))
            tx.record(
                AuditEvent(
                    kind=AuditKind.ACCESS,
                    verb=f"refused {type(refused).__name__}",
                    area=actor.members[0].area if actor.members else None,
                    actor=actor.person_id,
                    subject=self._subject(),
                    at=self.claimed.received_at,
                )
            )
            await inbox.done(tx, [self.claimed.update_id])
        self.is_done = True
        words = errors.wording(
            refused, bot_username=self.turns.bot.username, zone=self._zone(actor)
        )
        return Reply(text=words, is_alert=True)

    def _zone(self, actor: Actor) -> str:
        """Times are told in the zone of the person's area, or of any where they have none."""
        areas = self.turns.areas
        mine = [areas[each.area].zone for each in actor.members if each.area in areas]
        return (mine or [area.zone for area in areas.values()])[0]

    def _subject(self) -> str:
        """The kind of button, or the update. What was tampered with may hold anything."""
        query = self.update.callback_query
        if query is None:
            return f"update:{self.claimed.update_id}"
        try:
            return f"button:{unpack(query.data).code}"
        except Unreadable:
            return "button:unreadable"

    async def _context(self, tx: Transaction, route: Route, fetched: Any) -> Context:
        actor = await people.actor_by_telegram(tx, updates.person_id(self.update))
        if not (route.is_open or actor.members):
            raise NotAMember("")
        return Context(
            tx=tx,
            actor=actor,
            now=self.claimed.received_at,
            earliest=self.claimed.earliest,
            where=updates.where(self.update),
            areas=self.turns.areas,
            bot_username=self.turns.bot.username,
            telegram_id=updates.person_id(self.update),
            text=updates.text(self.update),
            is_tap=self.update.callback_query is not None,
            fetched=fetched,
            change=updates.change(self.update),
            refused=updates.refused(self.update),
            migrated_to=updates.migrated_to(self.update),
        )

    async def _recognise(self, context: Context, payload: Payload | None) -> None:
        """Adopt the living post that was tapped if its send was in doubt, or retire a copy.

        Once per message and process: a post that was recognised stays ours.
        """
        where = context.where
        if payload is None or payload.living is None or where.is_private or not where.message_id:
            return
        seen = (where.telegram_id, where.message_id)
        if seen in self.turns.recognised:
            return
        if not await self._is_our_post(context, payload.living, where.message_id):
            context.tidy(where.message_id)
            return
        # After the commit: what a refusal rolls back was not adopted.
        context.tx.after_commit(partial(self.turns.recognise, seen))

    async def _is_our_post(self, context: Context, key: str, message_id: int) -> bool:
        tx = context.tx
        chat = await chats.find(tx, context.where.telegram_id)
        post = await outbox.find_post(tx, chat_id=chat.id, key=key) if chat else None
        if post is None:
            return False
        if post.message_id is None:
            return await outbox.adopt(tx, chat_id=post.chat_id, key=key, message_id=message_id)
        return post.message_id == message_id

    async def _keep(self, context: Context) -> None:
        reply = context.reply
        if reply.screen is None:
            return
        await self._leave_card_alone(context)
        chat_id = context.actor.chat_id
        if chat_id is None:
            chat_id = (await chats.ensure(context.tx, context.telegram_id, ChatKind.PRIVATE)).id
        context.tx.after_commit(partial(self.turns.delivery.goes_back, context.telegram_id))
        await outbox.keep_post(
            context.tx,
            chat_id=chat_id,
            key=PANEL,
            screen=reply.screen,
            subject=reply.subject,
            facts=reply.facts,
            message_id=_target(context),
            at=context.now,
        )

    async def _leave_card_alone(self, context: Context) -> None:
        """A card renews itself where it stands: what its buttons lead to is a new message."""
        chat_id, where = context.actor.chat_id, context.where
        may_replace = context.is_tap and where.is_private and not context.reply.is_new
        if may_replace and chat_id is not None and where.message_id is not None:
            context.reply.is_new = await outbox.is_card(
                context.tx, chat_id=chat_id, message_id=where.message_id, panel=PANEL
            )

    async def _render(self, context: Context) -> Screen | None:
        reply = context.reply
        if reply.screen is None:
            return None
        await self._leave_card_alone(context)
        play = self.turns.screens[reply.screen]
        showing = Showing(
            subject=reply.subject,
            facts=reply.facts,
            chat_id=context.actor.chat_id or 0,
            now=context.now,
        )
        shown = await play.load(context.tx, showing)
        return play.view(shown) if shown is not None else None

    async def _say(self, reply: Reply) -> None:
        delivery, where = self.turns.delivery, updates.where(self.update)
        query = self.update.callback_query
        if query is not None:
            delivery.answer_tap(query.id, reply.text, alert=reply.is_alert, url=reply.url)
        elif reply.text is not None:
            await delivery.direct(
                where.telegram_id,
                plain.line(reply.text),
                is_private=where.is_private,
                message_id=None,
            )
        if self.screen is not None:
            target = where.message_id if query and where.is_private and not reply.is_new else None
            await delivery.direct(
                updates.person_id(self.update), self.screen, is_private=True, message_id=target
            )
        for message_id in reply.tidy:
            delivery.tidy(where.telegram_id, message_id)


async def _again(run: Callable[[], Awaitable[Reply]]) -> Reply:
    """Run a transaction, anew if PostgreSQL undid it for another: nothing was said by then."""
    for _ in range(_DEADLOCKS):
        try:
            return await run()
        except Deadlocked:
            log.info("a transaction was undone for another, and is tried again")
    return await run()


_DEADLOCKS = 2


def _target(context: Context) -> int | outbox.Keep | None:
    """The message that a screen replaces: the one tapped, in a private chat only."""
    if context.reply.stays:
        return outbox.KEEP
    if context.is_tap and context.where.is_private and not context.reply.is_new:
        return context.where.message_id
    return None


TURN: ContextVar[Turn] = ContextVar("turn")
