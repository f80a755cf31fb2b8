"""Taps and typing that belong to guided conversations.

Open to people whom the bot does not know yet, since joining is a form too: a
draft answers only to the person who began it.
"""

from __future__ import annotations

from telegram.ext import filters

from bot.callbacks.forms import (
    Answer,
    Back,
    Cancel,
    Change,
    Continue,
    Drafts,
    Drop,
    Edit,
    Later,
    Look,
    Page,
    Review,
    Skip,
    Submit,
)
from bot.context import Context
from bot.forms.catalogue import FORMS
from bot.routing import Routes
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
    """The draft is thrown away, or it is asked about first."""
    await FORMS.cancel(context, button.draft)


@routes.press(Drop, writes=True, is_open=True)
async def press_drop(context: Context, button: Drop) -> None:
    """Thrown away for certain."""
    await FORMS.drop(context, button.draft)


@routes.press(Later, writes=True, is_open=True)
async def press_later(context: Context, button: Later) -> None:
    """Saved for later."""
    await FORMS.later(context, button.draft)


@routes.press(Review, writes=True, is_open=True)
async def press_review(context: Context, button: Review) -> None:
    """Back to all answers, with this one as it was."""
    await FORMS.review(context, button.draft)


@routes.press(Look, writes=True, is_open=True)
async def press_look(context: Context, button: Look) -> None:
    """All answers so far."""
    await FORMS.look(context, button.draft)


@routes.press(Change, writes=True, is_open=True)
async def press_change(context: Context, button: Change) -> None:
    """Which answer is to be changed."""
    await FORMS.change(context, button.draft)


@routes.press(Drafts, is_open=True)
async def press_drafts(context: Context, _button: Drafts) -> None:
    """What was begun and waits."""
    if not context.actor.members:
        await FORMS.expected(context)
    context.show("drafts")


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
    if not was_begun:
        context.answer("Nothing was begun.")
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
