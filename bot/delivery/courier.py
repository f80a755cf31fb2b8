"""Carries one parcel to Telegram: waits its turn, draws it as things stand, sends or edits.

Drawing comes after the wait, so that what has changed meanwhile is in it.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable
from dataclasses import dataclass, replace

from telegram import Bot

from bot.clock import Clock
from bot.delivery import telegram, verdicts
from bot.delivery.limiter import Limiter
from bot.screens import Screen, Screens, Showing
from storage import outbox
from storage.database import Database
from storage.outbox import Outcome, Parcel, ParcelKind

log = logging.getLogger(__name__)

PATIENT_FOR = 3.0
"""Seconds that a parcel waits for the limiter in memory; for longer it goes back."""
MAX_DRAWINGS = 3
"""Times that a screen may fail to be drawn."""

_DRAW_AGAIN_AFTER = 1.0
_SHORTEST_WAIT = 1.0
_LONGEST_WAIT = 30.0


class Outage:
    """Whether Telegram can be reached: one log line for each change, longer waits with time."""

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        """Start in good health. `now` is the machine's monotonic time in seconds."""
        self._now = now
        self._since: float | None = None

    def is_over(self) -> None:
        """Telegram has answered."""
        if self._since is not None:
            log.info("Telegram takes messages again.")
        self._since = None

    def goes_on(self, reason: str) -> float:
        """A call has not gone through. Returns after how many seconds to try again."""
        if self._since is None:
            log.warning("Telegram takes no messages (%s). They are kept and sent later.", reason)
            self._since = self._now()
        return min(max(self._now() - self._since, _SHORTEST_WAIT), _LONGEST_WAIT)


@dataclass(frozen=True, slots=True)
class PinRefused:
    """A post that stands but may not be pinned."""

    parcel: Parcel
    reason: str


@dataclass(frozen=True, slots=True)
class _Drawn:
    """A parcel as it is now, and what is to be shown; None: nothing any more."""

    parcel: Parcel
    screen: Screen | None


class Courier:
    """Turns parcels into outcomes. Never raises on account of Telegram or of a screen."""

    def __init__(
        self, *, db: Database, bot: Bot, screens: Screens, limiter: Limiter, clock: Clock
    ) -> None:
        """`clock` is business time, for what screens show."""
        self.overtaken: dict[int, int] = {}
        self._db = db
        self._bot = bot
        self._screens = screens
        self._limiter = limiter
        self._clock = clock
        self._outage = Outage()

    async def wait(self, parcel: Parcel) -> outbox.Later | None:
        """Wait until the parcel may be sent; Later if that takes too long to wait here."""
        seconds = self._limiter.next_free(parcel.telegram_id)
        if seconds <= PATIENT_FOR:
            try:
                async with asyncio.timeout(PATIENT_FOR):
                    await self._limiter.turn(parcel.telegram_id, parcel.urgency)
            except TimeoutError:
                return outbox.Later(parcel, 0.0, counts=False)
            return None
        return outbox.Later(parcel, seconds, counts=False)

    async def carry(self, parcel: Parcel) -> list[Outcome | PinRefused]:
        """Deliver a parcel whose turn has come. Empty: it is no longer ours to finish."""
        try:
            if parcel.message_id is not None and parcel.shown >= parcel.wanted:
                return await self._pin(parcel, parcel.message_id)
            if self.is_overtaken(parcel):
                return [outbox.Shown(parcel, parcel.wanted, self.overtaken[parcel.telegram_id])]
            drawn = await self._draw(parcel)
            if drawn is None:
                return []
            if drawn.screen is None:
                return [outbox.Dropped(drawn.parcel)]
            ends = await self._put(drawn.parcel, drawn.screen)
            return _marked(ends) if drawn.screen.protect else ends
        except Exception as fault:
            return [_fault(parcel, fault)]

    def is_overtaken(self, parcel: Parcel) -> bool:
        """Whether the person has gone on, in this very message, to a screen that is not kept."""
        on_to = self.overtaken.get(parcel.telegram_id)
        return parcel.kind is ParcelKind.POST and on_to is not None and on_to == parcel.message_id

    async def _draw(self, parcel: Parcel) -> _Drawn | None:
        """The parcel's screen, as one moment of the database has it; None if it has moved."""
        async with self._db.reading() as tx:
            if parcel.kind is ParcelKind.POST:
                post = await outbox.find_post(tx, chat_id=parcel.chat_id, key=parcel.key)
                if post is None or (post.id, post.epoch) != (parcel.id, parcel.epoch):
                    return None
                parcel = replace(
                    parcel,
                    wanted=post.wanted,
                    screen=post.screen,
                    subject=post.subject,
                    facts=post.facts,
                )
            showing = Showing(parcel.subject, parcel.facts, parcel.chat_id, self._clock.now())
            return _Drawn(parcel, await self._screens[parcel.screen].draw(tx, showing))

    async def _put(self, parcel: Parcel, screen: Screen) -> list[Outcome | PinRefused]:
        """Edit the message of a post where there is one; otherwise send."""
        chat = parcel.telegram_id
        verdict: verdicts.Verdict = verdicts.EditTargetGone()
        if parcel.message_id is not None and screen.gives_way:
            verdict = await telegram.delete(self._bot, chat, parcel.message_id)
            if isinstance(verdict, verdicts.Done | verdicts.EditTargetGone):
                self._outage.is_over()
                return [outbox.Shown(parcel, parcel.wanted, parcel.message_id)]
        if parcel.message_id is not None and _is_for_edit(screen, verdict):
            verdict = await telegram.edit(self._bot, chat, parcel.message_id, screen)
            if isinstance(verdict, verdicts.EditTargetGone):
                later = await self.wait(parcel)
                if later is not None:
                    return [later]
        if isinstance(verdict, verdicts.EditTargetGone):
            verdict = await telegram.send(self._bot, chat, screen)
        stands_at = parcel.message_id
        if isinstance(verdict, verdicts.Done):
            stands_at = verdict.message_id or stands_at
        elif not isinstance(verdict, verdicts.NotModified):
            return [self._failure(parcel, verdict)]
        self._outage.is_over()
        return await self._delivered(parcel, stands_at)

    async def _delivered(self, parcel: Parcel, stands_at: int | None) -> list[Outcome | PinRefused]:
        if stands_at is None:
            return [outbox.Unsure(parcel, "Telegram gave no message id")]
        if parcel.kind is ParcelKind.MESSAGE:
            return [outbox.Sent(parcel, stands_at)]
        shown = outbox.Shown(parcel, parcel.wanted, stands_at)
        if parcel.unpin and parcel.pinned_message_id is not None:
            # Best effort: a pin too many does no harm.
            await telegram.unpin(self._bot, parcel.telegram_id, parcel.pinned_message_id)
            return [shown, outbox.Pinned(parcel, None)]
        # A pin that is missing after this is claimed again, for itself alone.
        pinned = await self._pin(parcel, stands_at) if parcel.pin else []
        return [shown, *(o for o in pinned if isinstance(o, outbox.Pinned | PinRefused))]

    async def _pin(self, parcel: Parcel, message_id: int) -> list[Outcome | PinRefused]:
        chat, old = parcel.telegram_id, parcel.pinned_message_id
        if old is not None and old != message_id:
            await telegram.unpin(self._bot, chat, old)
        verdict = await telegram.pin(self._bot, chat, message_id)
        pinned = outbox.Pinned(parcel, message_id)
        if isinstance(verdict, verdicts.Done | verdicts.NotModified):
            return [pinned]
        if isinstance(verdict, verdicts.RetryAfter | verdicts.NotSent | verdicts.Migrated):
            return [self._failure(parcel, verdict)]
        return [pinned, PinRefused(parcel, getattr(verdict, "reason", "it is gone"))]

    def _failure(self, parcel: Parcel, verdict: verdicts.Verdict) -> Outcome:
        if isinstance(verdict, verdicts.RetryAfter):
            self._limiter.pause(verdict.chat, verdict.seconds)
            return outbox.Later(parcel, verdict.seconds, counts=False)
        if isinstance(verdict, verdicts.NotSent):
            wait = self._outage.goes_on(verdict.reason)
            return outbox.Later(parcel, wait, verdict.reason, counts=False)
        return _end(parcel, verdict)


def _marked(ends: list[Outcome | PinRefused]) -> list[Outcome | PinRefused]:
    """The same, with a note that what is seen now may not stay in the chat."""
    seen = (outbox.Shown, outbox.Sent)
    return [replace(each, is_protected=True) if isinstance(each, seen) else each for each in ends]


def _is_for_edit(screen: Screen, verdict: verdicts.Verdict) -> bool:
    """Whether the message stays: what gives way does where Telegram lets nobody remove it."""
    return not screen.gives_way or isinstance(verdict, verdicts.Refused)


def _end(parcel: Parcel, verdict: verdicts.Verdict) -> Outcome:
    match verdict:
        case verdicts.Blocked(reason) | verdicts.ChatGone(reason):
            return outbox.Unreachable(parcel, reason)
        case verdicts.Migrated(new_telegram_id):
            return outbox.Migrated(parcel, new_telegram_id)
        case verdicts.Ambiguous(reason):
            return outbox.Unsure(parcel, reason)
        case verdicts.Refused(reason):
            return outbox.Failed(parcel, reason)
    return outbox.Failed(parcel, type(verdict).__name__)


def _fault(parcel: Parcel, fault: Exception) -> Outcome:
    """A screen that cannot be drawn is tried three times in all."""
    log.error("screen %r could not be drawn", parcel.screen, exc_info=fault)
    name = type(fault).__name__
    if parcel.tries >= MAX_DRAWINGS:
        return outbox.Failed(parcel, name)
    return outbox.Later(parcel, _DRAW_AGAIN_AFTER, name)
