"""Taps and typing that belong to guided conversations.

Open to people whom the bot does not know yet, since joining is a form too: a
draft answers only to the person who began it.
"""

from __future__ import annotations

from telegram.ext import filters

from bot.callbacks.forms import Answer, Back, Cancel, Continue, Edit, Page, Skip, Submit
from bot.context import Context
from bot.forms.catalogue import FORMS
from bot.routing import Routes
from bot.views import forms as views
from operation.people import NotAMember

routes = Routes()

NOTHING_ASKED = "Nothing is being asked just now. Use the buttons: /start shows yours."


@routes.press(Answer, writes=True, is_open=True)
async def press_answer(context: Context, button: Answer) -> None:
    """An option was chosen."""
    await FORMS.choose(context, button.draft, button.step, button.option)


@routes.press(Page, writes=True, is_open=True)
async def press_page(context: Context, button: Page) -> None:
    """A long list was turned."""
    await FORMS.page(context, button.draft, button.step, button.page)


@routes.press(Back, writes=True, is_open=True)
async def press_back(context: Context, button: Back) -> None:
    """A step back."""
    await FORMS.back(context, button.draft)


@routes.press(Skip, writes=True, is_open=True)
async def press_skip(context: Context, button: Skip) -> None:
    """An optional step is left out."""
    await FORMS.skip(context, button.draft, button.step)


@routes.press(Edit, writes=True, is_open=True)
async def press_edit(context: Context, button: Edit) -> None:
    """One answer is to be changed."""
    await FORMS.edit(context, button.draft, button.step)


@routes.press(Submit, writes=True, is_open=True)
async def press_submit(context: Context, button: Submit) -> None:
    """The form is handed in."""
    await FORMS.submit(context, button.draft)


@routes.press(Cancel, writes=True, is_open=True)
async def press_cancel(context: Context, button: Cancel) -> None:
    """The draft is thrown away."""
    await FORMS.cancel(context, button.draft)


@routes.press(Continue, writes=True, is_open=True)
async def press_continue(context: Context, button: Continue) -> None:
    """On with a draft."""
    await FORMS.carry_on(context, button.draft)


@routes.command("cancel", writes=True, is_open=True)
async def command_cancel(context: Context, _nothing: None) -> None:
    """Stop whatever was begun."""
    was_begun = await FORMS.cancel_latest(context)
    if not was_begun and not context.actor.members:
        raise NotAMember("")
    context.answer(views.CANCELLED if was_begun else "Nothing was begun.")
    if was_begun:
        # In place of the question, whose buttons would lead nowhere.
        context.show("cancelled", stay=True)
    else:
        context.show("home", new=True)


@routes.message(
    filters.TEXT & ~filters.COMMAND & filters.ChatType.PRIVATE & filters.UpdateType.MESSAGE,
    writes=True,
    is_open=True,
)
async def typed(context: Context, _nothing: None) -> None:
    """Text in a private chat: the answer to a step, if one waits for it."""
    if await FORMS.typed(context):
        return
    if not context.actor.members:
        raise NotAMember("")
    context.answer(NOTHING_ASKED)
