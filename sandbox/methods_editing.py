"""Editing and deleting what was sent, and answering taps."""

from dataclasses import dataclass
from typing import Any

from sandbox.access import chat_to_read, chat_to_write, check_delete, message_in
from sandbox.checks import Call, given
from sandbox.engine import Engine
from sandbox.entities import read_text
from sandbox.errors import bad_request
from sandbox.keyboards import Keyboard, keyboard_of
from sandbox.methods_sending import LONGEST_CAPTION, LONGEST_TEXT, known_mentions
from sandbox.models import (
    AnswerCallbackQuery,
    DeleteMessage,
    DeleteMessages,
    EditMessageCaption,
    EditMessageReplyMarkup,
    EditMessageText,
)
from sandbox.state import Chat, Message
from sandbox.telegram_json import message_json

Json = dict[str, Any]

NOT_MODIFIED = (
    "message is not modified: specified new message content and reply markup are exactly the "
    "same as a current content and reply markup of the message"
)
LONGEST_ANSWER = 200
MOST_DELETED = 100


@dataclass(frozen=True, slots=True)
class Content:
    """All of a message that an edit can change."""

    text: str
    entities: list[Json]
    keyboard: Keyboard | None
    preview: Json | None = None


def edit_message_text(engine: Engine, call: Call[EditMessageText]) -> Json:
    """Replace text and buttons."""
    method = call.method
    if not method.text:
        raise bad_request("message text is empty")
    text, entities = read_text(method.text, given(method.parse_mode), call.raw.get("entities"))
    chat, message = message_to_edit(engine, call)
    if message.kind != "text":
        raise bad_request("there is no text in the message to edit")
    keyboard = keyboard_of(call.raw.get("reply_markup"), only_inline=True)
    if not text:
        raise bad_request("text must be non-empty")
    if len(text) > LONGEST_TEXT:
        raise bad_request("MESSAGE_TOO_LONG")
    preview = call.raw.get("link_preview_options")
    new = Content(text, known_mentions(engine, entities), keyboard, preview)
    return rewrite(engine, chat, message, new)


def edit_message_caption(engine: Engine, call: Call[EditMessageCaption]) -> Json:
    """Replace caption and buttons."""
    method = call.method
    chat, message = message_to_edit(engine, call)
    if message.kind not in ("document", "photo"):
        raise bad_request("there is no caption in the message to edit")
    keyboard = keyboard_of(call.raw.get("reply_markup"), only_inline=True)
    text, entities = read_text(
        method.caption or "", given(method.parse_mode), call.raw.get("caption_entities")
    )
    if len(text) > LONGEST_CAPTION:
        raise bad_request("MEDIA_CAPTION_TOO_LONG")
    new = Content(text, known_mentions(engine, entities), keyboard)
    return rewrite(engine, chat, message, new)


def edit_message_reply_markup(engine: Engine, call: Call[EditMessageReplyMarkup]) -> Json:
    """Replace the buttons only; none at all removes them."""
    chat, message = message_to_edit(engine, call)
    keyboard = keyboard_of(call.raw.get("reply_markup"), only_inline=True)
    new = Content(message.text, message.entities, keyboard, message.link_preview)
    return rewrite(engine, chat, message, new)


def message_to_edit(engine: Engine, call: Call[Any]) -> tuple[Chat, Message]:
    """The message meant, if it is the bot's own."""
    method = call.method
    if method.chat_id is None and method.message_id is None:
        if method.inline_message_id:
            raise bad_request("MESSAGE_ID_INVALID")
        raise bad_request("message identifier is not specified")
    chat = chat_to_write(engine, method.chat_id)
    message = message_in(chat, method.message_id, "message to edit")
    if message.from_id != engine.bot.id or message.kind == "service":
        raise bad_request("message can't be edited")
    return chat, message


def rewrite(engine: Engine, chat: Chat, message: Message, new: Content) -> Json:
    """Change a message, or refuse because nothing would change. Counts against the limits."""
    engine.limiter.spend(chat.id)
    old = Content(message.text, message.entities, message.keyboard, message.link_preview)
    if old == new:
        raise bad_request(NOT_MODIFIED)
    # Telegram marks a message as edited when its words changed, not for its buttons alone.
    if (old.text, old.entities) != (new.text, new.entities):
        message.edit_date = engine.clock.unix()
    message.text, message.entities = new.text, new.entities
    message.keyboard, message.link_preview = new.keyboard, new.preview
    engine.changed([chat])
    return message_json(engine.world, chat, message)


def delete_message(engine: Engine, call: Call[DeleteMessage]) -> bool:
    """Delete one message for everyone."""
    chat = chat_to_read(engine, call.method.chat_id)
    message = message_in(chat, call.method.message_id, "message to delete")
    check_delete(engine, chat, message)
    remove(engine, chat, [message])
    return True


def delete_messages(engine: Engine, call: Call[DeleteMessages]) -> bool:
    """Delete several; those that are not there are skipped."""
    ids = call.method.message_ids
    if not ids:
        raise bad_request("message identifiers are not specified")
    if len(ids) > MOST_DELETED:
        raise bad_request("too many message identifiers specified")
    chat = chat_to_read(engine, call.method.chat_id)
    messages = [chat.messages[i] for i in ids if i in chat.messages]
    for message in messages:
        check_delete(engine, chat, message)
    remove(engine, chat, messages)
    return True


def remove(engine: Engine, chat: Chat, messages: list[Message]) -> None:
    """Take messages out of a chat, and off its pins."""
    for message in messages:
        chat.messages.pop(message.id, None)
        if message.id in chat.pinned:
            chat.pinned.remove(message.id)
    engine.changed([chat])


def answer_callback_query(engine: Engine, call: Call[AnswerCallbackQuery]) -> bool:
    """Answer a tap with a toast, an alert, or nothing visible."""
    method = call.method
    text = method.text or ""
    if len(text) > LONGEST_ANSWER:
        raise bad_request("MESSAGE_TOO_LONG")
    alert = bool(method.show_alert)
    answer = {"text": text or None, "show_alert": alert, "url": method.url}
    callback = engine.callbacks.answer(method.callback_query_id, answer)
    if text:
        data = {"user_id": callback.user_id, "text": text}
        engine.events.publish("alert" if alert else "toast", data)
    return True
