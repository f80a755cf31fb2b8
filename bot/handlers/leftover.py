"""Whatever nothing else answered: a short clear line in private, silence in a group.

These routes are tried last.
"""

from __future__ import annotations

from telegram.ext import filters

from bot.context import Context
from bot.forms.catalogue import FORMS
from bot.routing import Routes

routes = Routes()

UNKNOWN_COMMAND = "That command is not known. /help says what you can do."
_SAID = filters.ChatType.PRIVATE & filters.UpdateType.MESSAGE


@routes.message(_SAID & filters.COMMAND, is_open=True)
async def unknown_command(context: Context, _nothing: None) -> None:
    """A command that the bot does not have."""
    await _require_known(context)
    context.answer(UNKNOWN_COMMAND)


@routes.anything()
async def pass_over(_context: Context, _nothing: object) -> None:
    """Edits, service messages, group commands of others: nothing to say."""


async def _require_known(context: Context) -> None:
    """A member, or somebody who is joining; raises NotAMember for anybody else."""
    if not context.actor.members:
        await FORMS.expected(context)
