"""Every Bot API method that the sandbox knows, by its name in lower case."""

from collections.abc import Awaitable, Callable
from functools import partial
from typing import Any, NamedTuple

from sandbox import (
    methods_bot,
    methods_chats,
    methods_editing,
    methods_sending,
    methods_updates,
)
from sandbox.checks import Call
from sandbox.engine import Engine

Handler = Callable[[Engine, Call[Any]], Any | Awaitable[Any]]


class Method(NamedTuple):
    """A method's proper name and what it does."""

    name: str
    handler: Handler


def _text_methods() -> dict[str, Handler]:
    """The six methods for the bot's name and descriptions."""
    handlers: dict[str, Handler] = {}
    for field, name in (
        ("name", "MyName"),
        ("description", "MyDescription"),
        ("short_description", "MyShortDescription"),
    ):
        handlers[f"set{name}"] = partial(methods_bot.set_text, field=field)
        handlers[f"get{name}"] = partial(methods_bot.get_text, field=field)
    return handlers


HANDLERS: dict[str, Handler] = {
    "getMe": methods_bot.get_me,
    "setMyCommands": methods_bot.set_my_commands,
    "getMyCommands": methods_bot.get_my_commands,
    "deleteMyCommands": methods_bot.delete_my_commands,
    **_text_methods(),
    "getUpdates": methods_updates.get_updates,
    "setWebhook": methods_updates.set_webhook,
    "deleteWebhook": methods_updates.delete_webhook,
    "getWebhookInfo": methods_updates.get_webhook_info,
    "getFile": methods_updates.get_file,
    "sendMessage": methods_sending.send_message,
    "sendPhoto": methods_sending.send_photo,
    "sendDocument": methods_sending.send_document,
    "sendChatAction": methods_sending.send_chat_action,
    "editMessageText": methods_editing.edit_message_text,
    "editMessageCaption": methods_editing.edit_message_caption,
    "editMessageReplyMarkup": methods_editing.edit_message_reply_markup,
    "deleteMessage": methods_editing.delete_message,
    "deleteMessages": methods_editing.delete_messages,
    "answerCallbackQuery": methods_editing.answer_callback_query,
    "getChat": methods_chats.get_chat,
    "getChatMember": methods_chats.get_chat_member,
    "getChatMemberCount": methods_chats.get_chat_member_count,
    "getChatAdministrators": methods_chats.get_chat_administrators,
    "leaveChat": methods_chats.leave_chat,
    "pinChatMessage": methods_chats.pin_chat_message,
    "unpinChatMessage": methods_chats.unpin_chat_message,
    "unpinAllChatMessages": methods_chats.unpin_all_chat_messages,
}

METHODS = {name.lower(): Method(name, handler) for name, handler in HANDLERS.items()}
