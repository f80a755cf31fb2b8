"""The delivery loop: what commits have put in the outbox reaches the chats.

A commit wakes it, or the next parcel that falls due. One transaction finishes
all that has been delivered meanwhile and claims what comes next. Per chat one
thing happens at a time; chats do not wait for each other.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import partial

from telegram import Bot

from bot.clock import Clock
from bot.delivery import unkept
from bot.delivery.courier import PATIENT_FOR, Courier, PinRefused
from bot.delivery.limiter import Limiter
from bot.delivery.lines import Lines
from bot.delivery.supervision import Quiet, keep_going, survives, told
from bot.screens import Screen, Screens
from storage import outbox
from storage.chats import ChatKind
from storage.database import Database, Transaction
from storage.outbox import Outcome, Parcel

log = logging.getLogger(__name__)

IN_FLIGHT = 64
"""Parcels that are held at once."""

_SWEEP_EVERY = 30.0
_GRACE = 10.0
_GIVES_WAY_FOR = 0.02


async def _nothing(*_: object) -> None:
    """The default of every hook."""


@dataclass(frozen=True, slots=True)
class Hooks:
    """What the application wants to know; run inside the finishing transaction."""

    on_unreachable: Callable[[Transaction, int], Awaitable[None]] = _nothing
    """A chat (our id) has just become one that the bot cannot write to."""
    on_failed: Callable[[Transaction, Parcel, str], Awaitable[None]] = _nothing
    """A parcel was given up: Telegram refuses it, or its screen cannot be drawn."""
    on_unsure: Callable[[Transaction, Parcel], Awaitable[None]] = _nothing
    """Nobody knows whether a parcel reached its group. Only posts are sent again."""
    on_pin_refused: Callable[[Transaction, Parcel, str], Awaitable[None]] = _nothing
    """A post stands but could not be pinned; this is not tried again."""


class Delivery:
    """Delivers the outbox, and what is said past it. Nothing happens before `run`."""

    def __init__(
        self,
        *,
        db: Database,
        bot: Bot,
        screens: Screens,
        limiter: Limiter,
        clock: Clock,
        owner: str,
        hooks: Hooks | None = None,
    ) -> None:
        """`owner` names this process in the leases; `clock` is business time."""
        self._db = db
        self._bot = bot
        self._limiter = limiter
        self._clock = clock
        self._owner = owner
        self._hooks = hooks or Hooks()
        self._courier = Courier(db=db, bot=bot, screens=screens, limiter=limiter, clock=clock)
        self._to_show: dict[tuple[int, int], Screen] = {}
        self._outcomes: list[Outcome | PinRefused] = []
        self._in_flight = 0
        # Whether something may wait to be claimed, and whether when it falls due is unknown.
        self._may_claim = True
        self._asks_when = True
        self._is_committing = False
        self._is_stopping = False
        self._timer: asyncio.TimerHandle | None = None
        self._loop_task: asyncio.Task[None] | None = None
        self._wake = asyncio.Event()
        self._answering = 0
        self._are_answered = asyncio.Event()
        self._quiet = Quiet(self._is_idle)
        self._lines = Lines(
            deliver=self._deliver, hand_back=self._hand_back, on_rest=self._quiet.look
        )
        db.on_commit(self._on_commit)

    async def run(self) -> None:
        """Deliver until `stop`. Outlives a database or a Telegram that fails for a while."""
        self._loop_task = asyncio.current_task()
        self._wake.set()
        is_open = False

        async def open_once() -> None:
            nonlocal is_open
            await self._open()
            is_open = True

        await keep_going(
            open_once,
            until=lambda: is_open or self._is_stopping,
            trouble="the outbox could not be opened",
        )
        await keep_going(
            self._cycle,
            until=lambda: self._is_stopping,
            trouble="parcels could not be claimed or finished",
        )
        await self._close()

    def stop(self) -> None:
        """Let `run` end: what is on its way is finished, the rest goes back."""
        self._is_stopping = True
        self._wake.set()

    async def drained(self) -> None:
        """Wait until nothing can be claimed now and nothing is on its way."""
        await self._quiet.wait()

    async def next_due(self) -> float | None:
        """Seconds until something can be claimed; None if there is nothing."""
        async with self._db.reading() as tx:
            return await outbox.next_due(tx)

    def answer_tap(
        self,
        callback_id: str,
        text: str | None = None,
        *,
        alert: bool = False,
        url: str | None = None,
    ) -> None:
        """Answer a callback query at once, past every queue."""
        self._answering += 1
        self._are_answered.clear()
        self._lines.begin(self._answer(callback_id, text, alert=alert, url=url))

    async def _answer(
        self, callback_id: str, text: str | None, *, alert: bool, url: str | None
    ) -> None:
        try:
            await unkept.answer_tap(self._bot, callback_id, text, alert=alert, url=url)
        finally:
            self._answering -= 1
            if not self._answering:
                self._are_answered.set()

    async def direct(
        self, telegram_id: int, screen: Screen, *, is_private: bool, message_id: int | None = None
    ) -> None:
        """Say something that is not kept: edit it into a message or send it.

        It goes before all parcels for the chat, through the limiter; this call
        does not wait for it. In doubt it is repeated in a private chat only. A
        file is always sent; the message that it was asked for in stays as it is.
        """
        if message_id is None or screen.file is not None:
            self._show(telegram_id, None, lambda: screen, is_private=is_private)
            return
        # Whoever taps on faster than Telegram takes edits sees the last screen, not each.
        self._courier.overtaken[telegram_id] = message_id
        place = (telegram_id, message_id)
        waits = place in self._to_show
        self._to_show[place] = screen
        if not waits:
            newest = partial(self._to_show.pop, place)
            self._show(telegram_id, message_id, newest, is_private=is_private)

    def _show(
        self,
        telegram_id: int,
        message_id: int | None,
        screen: Callable[[], Screen],
        *,
        is_private: bool,
    ) -> None:
        show = partial(
            unkept.show,
            self._bot,
            self._limiter,
            telegram_id,
            screen,
            message_id,
            may_double=is_private,
        )
        if self._limiter.next_free(telegram_id) <= PATIENT_FOR:
            self._lines.put_job(telegram_id, show)
        else:
            # The leases of the parcels behind it would run out.
            self._lines.begin(show())

    def goes_back(self, telegram_id: int) -> None:
        """A kept screen was asked for again: it goes before what `direct` showed in its place."""
        self._courier.overtaken.pop(telegram_id, None)

    def tidy(self, telegram_id: int, message_id: int) -> None:
        """Remove a message, or at least its buttons; best effort."""
        self._lines.begin(unkept.retire(self._bot, telegram_id, message_id))

    def _is_idle(self) -> bool:
        has_work = self._in_flight or self._outcomes or self._lines.are_busy
        return not (has_work or self._may_claim or self._is_committing)

    def _on_commit(self, names: frozenset[str]) -> None:
        # What this loop commits itself is claimed in the same transaction.
        if "outbox" in names and asyncio.current_task() is not self._loop_task:
            self._may_claim = True
            self._wake.set()

    async def _open(self) -> None:
        async with self._db.transaction() as tx:
            if not self._db.is_postgres:
                await outbox.release_owned_by_others(tx, owner=self._owner)

    async def _cycle(self) -> None:
        """Wait for something to do, then finish and claim in one transaction."""
        try:
            async with asyncio.timeout(_SWEEP_EVERY):
                await self._wake.wait()
        except TimeoutError:
            self._may_claim = self._asks_when = True
        await self._let_answers_leave()
        self._wake.clear()
        if self._outcomes or (self._may_claim and self._in_flight < IN_FLIGHT):
            await self._commit(limit=IN_FLIGHT - self._in_flight)
        self._quiet.look()

    async def _let_answers_leave(self) -> None:
        """A toast is looked at, a post is not: what a tap has changed follows its answer."""
        if self._answering and not self._is_stopping:
            with suppress(TimeoutError):
                async with asyncio.timeout(_GIVES_WAY_FOR):
                    await self._are_answered.wait()

    async def _commit(self, *, limit: int) -> None:
        """Record what has ended and claim up to `limit`, if anything may wait."""
        outcomes = list(self._outcomes)
        claims, self._may_claim = self._may_claim, False
        parcels: Sequence[Parcel] = ()
        due: float | None = None
        self._is_committing = True
        try:
            async with self._db.transaction() as tx:
                claims |= await self._finish(tx, outcomes)
                if claims and limit > 0:
                    parcels = await outbox.claim(tx, owner=self._owner, limit=limit)
                asks = self._asks_when and len(parcels) < limit
                if asks:
                    due = await outbox.next_due(tx)
        except BaseException:
            self._may_claim = True
            self._wake.set()
            raise
        finally:
            self._is_committing = False
        del self._outcomes[: len(outcomes)]
        # What was leased then, this claim could not see, even if it has ended since; nor what did
        # not fit.
        was_leased = self._in_flight > 0 or bool(self._outcomes)
        self._may_claim |= claims and (was_leased or len(parcels) >= limit)
        if asks:
            self._asks_when = False
            self._wake_in(due)
        self._in_flight += len(parcels)
        for parcel in parcels:
            self._lines.put_parcel(parcel.telegram_id, parcel)

    async def _finish(self, tx: Transaction, outcomes: Sequence[Outcome | PinRefused]) -> bool:
        """Record outcomes and tell the hooks. Returns whether more can be claimed for it."""
        if not outcomes:
            return False
        ends = [outcome for outcome in outcomes if not isinstance(outcome, PinRefused)]
        finished = await outbox.finish(tx, ends, at=self._clock.now())
        for shown in finished.stale:
            tx.after_commit(partial(self.tidy, shown.parcel.telegram_id, shown.message_id))
        news = [await self._tell(tx, outcome) for outcome in outcomes]
        for chat_id in finished.unreachable:
            await told(tx, self._hooks.on_unreachable(tx, chat_id))
        if any(isinstance(o, outbox.Later | outbox.Unsure | outbox.Migrated) for o in ends):
            self._asks_when = True
        is_settled = all(
            isinstance(o, outbox.Shown) and o.message_id == o.parcel.message_id for o in ends
        )
        return any(news) or bool(finished.unreachable) or self._db.is_postgres or not is_settled

    async def _tell(self, tx: Transaction, outcome: Outcome | PinRefused) -> bool:
        match outcome:
            case outbox.Failed(parcel, error):
                log.error("%s %s failed: %s", parcel.kind.value, parcel.id, error)
                await told(tx, self._hooks.on_failed(tx, parcel, error))
            case outbox.Unsure(parcel) if parcel.chat_kind is ChatKind.GROUP:
                await told(tx, self._hooks.on_unsure(tx, parcel))
            case PinRefused(parcel, reason):
                await told(tx, self._hooks.on_pin_refused(tx, parcel, reason))
            case _:
                return False
        return True

    def _wake_in(self, seconds: float | None) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        if seconds is not None:
            self._timer = asyncio.get_running_loop().call_later(seconds, self._fall_due)

    def _fall_due(self) -> None:
        self._timer = None
        self._may_claim = self._asks_when = True
        self._wake.set()

    async def _deliver(self, parcel: Parcel) -> None:
        if self._courier.is_overtaken(parcel):
            self._end(outbox.Shown(parcel, parcel.wanted, parcel.message_id or 0))
            return
        try:
            later = await self._courier.wait(parcel)
        except asyncio.CancelledError:
            self._hand_back(parcel)
            raise
        self._end(*([later] if later else await self._courier.carry(parcel)))

    def _hand_back(self, parcel: Parcel) -> None:
        self._end(outbox.Later(parcel, 0.0, counts=False))

    def _end(self, *outcomes: Outcome | PinRefused) -> None:
        self._outcomes += outcomes
        self._in_flight -= 1
        self._wake.set()

    async def _close(self) -> None:
        """Let what is on its way arrive; send the rest back."""
        if self._timer is not None:
            self._timer.cancel()
        await self._lines.end(within=_GRACE)
        if self._outcomes:
            await survives(partial(self._commit, limit=0), "the last deliveries were not recorded")
