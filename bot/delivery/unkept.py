"""What is said past the outbox: answers to taps, screens of readings, tidying up.

If the process dies, none of it is said again; the person taps again.
"""

from __future__ import annotations

import logging
from collections.abc import Callable

from telegram import Bot

from bot.delivery import telegram, verdicts
from bot.delivery.limiter import Limiter
from bot.screens import Screen

log = logging.getLogger(__name__)

_TRIES = 3


async def answer_tap(
    bot: Bot, callback_id: str, text: str | None, *, alert: bool, url: str | None
) -> None:
    """Answer a callback query; once more if the first try has not gone through."""
    result = await telegram.answer_callback(bot, callback_id, text, alert=alert, url=url)
    if isinstance(result, verdicts.NotSent):
        result = await telegram.answer_callback(bot, callback_id, text, alert=alert, url=url)
    if not isinstance(result, verdicts.Done | verdicts.TooLate):
        log.info("a tap was not answered: %s", result)


async def show(
    bot: Bot,
    limiter: Limiter,
    chat: int,
    newest: Callable[[], Screen],
    message_id: int | None,
    *,
    may_double: bool,
) -> None:
    """Edit a screen into a message, or send it; `may_double` repeats what is in doubt.

    `newest` is asked once, when the turn has come: what was to be shown may have changed.
    """
    await limiter.turn(chat)
    screen = newest()
    for n in range(_TRIES):
        if n:
            await limiter.turn(chat)
        if message_id is not None:
            result = await telegram.edit(bot, chat, message_id, screen)
        else:
            result = await telegram.send(bot, chat, screen)
        match result:
            case verdicts.EditTargetGone():
                message_id = None
            case verdicts.RetryAfter(seconds, scope):
                limiter.pause(scope, seconds)
            case verdicts.NotSent():
                pass
            case verdicts.Ambiguous() if may_double:
                pass
            case _:
                break
    if not isinstance(result, verdicts.Done | verdicts.NotModified):
        log.info("a screen was not shown: %s", result)


async def retire(bot: Bot, chat: int, message_id: int) -> None:
    """Delete a message; if that is refused, as it is after 48 hours, take its buttons off."""
    result = await telegram.delete(bot, chat, message_id)
    if not isinstance(result, verdicts.Done):
        await telegram.disarm(bot, chat, message_id)
