"""Messages that the door did not let in whole: deleted, recorded as refused, and answered.

These routes are tried first, so that no other handler takes what is left of such a message.
"""

from __future__ import annotations

from telegram import Bot, Message, Update
from telegram.ext import filters

from bot import updates
from bot.actions import screening
from bot.context import Context, Refused
from bot.delivery import telegram, verdicts
from bot.forms.catalogue import FORMS
from bot.routing import Routes
from bot.views import screening as views
from operation.people import NotAMember

routes = Routes()


class _NotTaken(filters.MessageFilter):
    """What the door has kept the kind of only; of an edited message only what it objected to."""

    def filter(self, message: Message) -> bool:
        """Whether anything of a message was refused."""
        kept = message.api_kwargs
        is_shared = "shared" in kept or kept.get("kind", "edited") != "edited"
        return is_shared or bool(kept.get("screened"))


async def remove(bot: Bot, update: Update) -> bool:
    """Delete the message at once, before anything else can fail; whether it is gone now.

    A message that is gone already is: the update may be tried again.
    """
    where = updates.where(update)
    if where.message_id is None:
        return False
    result = await telegram.delete(bot, where.telegram_id, where.message_id)
    if isinstance(result, verdicts.NotSent):
        result = await telegram.delete(bot, where.telegram_id, where.message_id)
    return isinstance(result, verdicts.Done | verdicts.EditTargetGone)


@routes.message(_NotTaken(), writes=True, is_open=True, fetch=remove)
async def refuse(context: Context, _nothing: None) -> None:
    """A text with an identifier in it, or anything but text."""
    refused, is_gone = context.refused or Refused(), bool(context.fetched)
    if not context.actor.members and await FORMS.waiting(context) is None:
        raise NotAMember("")
    subject = f"album:{refused.album}" if refused.album else _what(refused)
    is_said = bool(refused.album) and await screening.is_noted(context.tx, subject=subject)
    screening.note_refused(
        context.tx,
        actor=context.actor,
        what=_what(refused),
        kinds=refused.kinds,
        is_gone=is_gone,
        subject=subject,
        now=context.now,
    )
    # Pictures that came together are answered together, unless one could not be deleted.
    if not (is_said and is_gone):
        await _say(context, refused, is_gone=is_gone)


async def _say(context: Context, refused: Refused, *, is_gone: bool) -> None:
    """In the form that waits for an answer, where the message was one; else as a line."""
    if refused.kinds:
        words = views.identifiers_refused(refused.kinds, is_gone=is_gone)
    else:
        words = views.shared_refused(refused.shared, is_gone=is_gone)
    may_be_answer = context.where.is_private and not (refused.is_edit or refused.command)
    if not (may_be_answer and await FORMS.refuse(context, words)):
        context.answer(words)


def _what(refused: Refused) -> str:
    if refused.kinds:
        return "edit" if refused.is_edit else "command" if refused.command else "text"
    return refused.shared
