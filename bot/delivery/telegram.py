"""The calls to Telegram: whatever Telegram makes of one, it ends in a verdict."""

from __future__ import annotations

from collections.abc import Awaitable

from telegram import (
    Bot,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InputFile,
    LinkPreviewOptions,
    Message,
)
from telegram.constants import ParseMode
from telegram.error import TelegramError

from bot.delivery.verdicts import Ambiguous, Done, Refused, Verdict, classify
from bot.screens import Button, File, Screen

_NO_PREVIEW = LinkPreviewOptions(is_disabled=True)
_TOAST_AT_MOST = 200


async def send(bot: Bot, chat: int, screen: Screen) -> Verdict:
    """Send a screen to a chat as a new message. Not safe to repeat."""
    if screen.file is not None:
        return await _send_file(bot, chat, screen, screen.file)
    call = bot.send_message(
        chat,
        screen.text,
        parse_mode=ParseMode.HTML,
        reply_markup=keyboard(screen),
        link_preview_options=_NO_PREVIEW,
        protect_content=screen.protect,
        disable_notification=screen.silent,
    )
    return await _verdict(call, chat=chat, repeatable=False)


async def _send_file(bot: Bot, chat: int, screen: Screen, file: File) -> Verdict:
    document = InputFile(file.content, file.name)
    # The library goes by the name, as the machine's own list of kinds has it.
    document.mimetype = file.mime
    call = bot.send_document(
        chat,
        document,
        caption=screen.text,
        parse_mode=ParseMode.HTML,
        reply_markup=keyboard(screen),
        protect_content=screen.protect,
        disable_notification=screen.silent,
    )
    return await _verdict(call, chat=chat, repeatable=False)


async def edit(bot: Bot, chat: int, message_id: int, screen: Screen) -> Verdict:
    """Show a screen in a message that is there. Safe to repeat.

    Raises ValueError for a screen with a file: that can only be sent.
    """
    if screen.file is not None:
        raise ValueError(f"{screen.file.name!r} cannot be edited into a message")
    call = bot.edit_message_text(
        screen.text,
        chat,
        message_id,
        parse_mode=ParseMode.HTML,
        reply_markup=keyboard(screen),
        link_preview_options=_NO_PREVIEW,
    )
    return await _verdict(call, chat=chat)


async def pin(bot: Bot, chat: int, message_id: int) -> Verdict:
    """Pin a message without a sound."""
    return await _verdict(
        bot.pin_chat_message(chat, message_id, disable_notification=True), chat=chat
    )


async def unpin(bot: Bot, chat: int, message_id: int) -> Verdict:
    """Unpin a message."""
    return await _verdict(bot.unpin_chat_message(chat, message_id), chat=chat)


async def delete(bot: Bot, chat: int, message_id: int) -> Verdict:
    """Delete a message."""
    return await _verdict(bot.delete_message(chat, message_id), chat=chat)


async def disarm(bot: Bot, chat: int, message_id: int) -> Verdict:
    """Take the buttons off a message."""
    return await _verdict(bot.edit_message_reply_markup(chat, message_id), chat=chat)


async def answer_callback(
    bot: Bot,
    callback_id: str,
    text: str | None = None,
    *,
    alert: bool = False,
    url: str | None = None,
) -> Verdict:
    """Answer a tap. Free of limits."""
    shown = (
        text if text is None or len(text) <= _TOAST_AT_MOST else text[: _TOAST_AT_MOST - 1] + "…"
    )
    return await _verdict(bot.answer_callback_query(callback_id, shown, show_alert=alert, url=url))


def keyboard(screen: Screen) -> InlineKeyboardMarkup | None:
    """The buttons of a screen as Telegram takes them."""
    if not screen.rows:
        return None
    return InlineKeyboardMarkup([[_button(button) for button in row] for row in screen.rows])


def _button(button: Button) -> InlineKeyboardButton:
    if button.payload is not None:
        return InlineKeyboardButton(button.label, callback_data=button.payload.pack())
    return InlineKeyboardButton(button.label, url=button.url)


async def _verdict(
    call: Awaitable[object], *, chat: int | None = None, repeatable: bool = True
) -> Verdict:
    try:
        result = await call
    except TelegramError as error:
        return classify(error, chat=chat, repeatable=repeatable)
    except Exception as error:
        # The library could not read the answer to a call that went through.
        reason = type(error).__name__
        return Refused(reason) if repeatable else Ambiguous(reason)
    return Done(result.message_id if isinstance(result, Message) else None)
