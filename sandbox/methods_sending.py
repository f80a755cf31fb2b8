"""sendMessage, sendPhoto, sendDocument and sendChatAction."""

import mimetypes
from typing import Any

from sandbox.access import chat_to_write, message_in
from sandbox.checks import Call, Upload, given
from sandbox.engine import Engine
from sandbox.entities import read_text
from sandbox.errors import bad_request
from sandbox.files import LARGEST_PHOTO, LARGEST_UPLOAD
from sandbox.keyboards import keyboard_of
from sandbox.models import SendChatAction, SendDocument, SendMessage, SendPhoto
from sandbox.state import Chat, File, Message
from sandbox.telegram_json import message_json

Json = dict[str, Any]

LONGEST_TEXT = 4096
LONGEST_CAPTION = 1024
ACTIONS = frozenset(
    {
        "typing",
        "upload_photo",
        "record_video",
        "upload_video",
        "record_voice",
        "upload_voice",
        "upload_document",
        "choose_sticker",
        "find_location",
        "record_video_note",
        "upload_video_note",
    }
)


def send_message(engine: Engine, call: Call[SendMessage]) -> Json:
    """Send a text."""
    method = call.method
    if not method.text:
        raise bad_request("message text is empty")
    text, entities = read_text(method.text, given(method.parse_mode), call.raw.get("entities"))
    keyboard = keyboard_of(call.raw.get("reply_markup"))
    chat = chat_to_write(engine, method.chat_id)
    check_text(text)
    message = Message(
        0,
        chat.id,
        engine.bot.id,
        0,
        text=text,
        entities=known_mentions(engine, entities),
        keyboard=keyboard,
        link_preview=call.raw.get("link_preview_options"),
    )
    return send(engine, call, chat, message)


def send_document(engine: Engine, call: Call[SendDocument]) -> Json:
    """Send a file."""
    return send_file(engine, call, "document", LARGEST_UPLOAD)


def send_photo(engine: Engine, call: Call[SendPhoto]) -> Json:
    """Send a picture."""
    return send_file(engine, call, "photo", LARGEST_PHOTO)


def send_file(
    engine: Engine, call: Call[SendDocument] | Call[SendPhoto], kind: str, largest: int
) -> Json:
    """Send a document or a photo with its caption."""
    method = call.method
    caption, entities = read_text(
        method.caption or "", given(method.parse_mode), call.raw.get("caption_entities")
    )
    keyboard = keyboard_of(call.raw.get("reply_markup"))
    chat = chat_to_write(engine, method.chat_id)
    check_caption(caption)
    file = file_sent(engine, call, kind, largest)
    message = Message(
        0,
        chat.id,
        engine.bot.id,
        0,
        kind=kind,
        text=caption,
        entities=known_mentions(engine, entities),
        keyboard=keyboard,
        file_id=file.id,
    )
    return send(engine, call, chat, message)


def send(engine: Engine, call: Call[Any], chat: Chat, message: Message) -> Json:
    """The last part of each sending: the reply, the limits, the post."""
    method = call.method
    message.reply_to = reply_target(chat, call)
    message.protected = bool(given(method.protect_content))
    message.silent = bool(method.disable_notification)
    engine.limiter.spend(chat.id)
    message.id = engine.world.take_message_id(chat)
    message.date = engine.clock.unix()
    engine.post(chat, message)
    return message_json(engine.world, chat, message)


def reply_target(chat: Chat, call: Call[Any]) -> int | None:
    """The message that is answered, or None. Raises 400 when it is not there."""
    parameters = call.method.reply_parameters
    if parameters is not None:
        message_id, optional = parameters.message_id, given(parameters.allow_sending_without_reply)
    else:
        message_id = call.method.reply_to_message_id
        optional = call.method.allow_sending_without_reply
    if not message_id:
        return None
    if message_id not in chat.messages and optional:
        return None
    return message_in(chat, message_id, "message to be replied").id


def check_text(text: str) -> None:
    """Raise 400 for a text that is empty or over 4096 characters after parsing."""
    if not text:
        raise bad_request("text must be non-empty")
    if len(text) > LONGEST_TEXT:
        raise bad_request("message is too long")


def check_caption(caption: str) -> None:
    """Raise 400 for a caption over 1024 characters after parsing."""
    if len(caption) > LONGEST_CAPTION:
        raise bad_request("message caption is too long")


def known_mentions(engine: Engine, entities: list[Json]) -> list[Json]:
    """Without mentions of people whom nobody knows; Telegram drops those silently."""
    return [
        entity
        for entity in entities
        if entity["type"] != "text_mention" or entity["user"]["id"] in engine.world.users
    ]


def file_sent(engine: Engine, call: Call[Any], kind: str, largest: int) -> File:
    """The file of this call: uploaded with it, or sent before and named by its file_id."""
    upload = uploaded(call, kind)
    if upload is None:
        known = engine.world.files.get(str(call.raw.get(kind, "")))
        if known is None:
            raise bad_request("wrong file identifier/HTTP URL specified")
        return known
    if not upload.content:
        raise bad_request("file must be non-empty")
    if len(upload.content) > largest:
        raise bad_request("file is too big")
    mime = upload.mime or mimetypes.guess_type(upload.name)[0] or "application/octet-stream"
    file = engine.files.add(upload.name, mime, upload.content, kind=kind)
    engine.world.files[file.id] = file
    return file


def uploaded(call: Call[Any], kind: str) -> Upload | None:
    """The upload under the field's own name, or under the one that attach:// points to."""
    value = call.raw.get(kind)
    if isinstance(value, str) and value.startswith("attach://"):
        attached = call.uploads.get(value.removeprefix("attach://"))
        if attached is None:
            raise bad_request(f"there is no {kind} in the request")
        return attached
    return call.uploads.get(kind)


def send_chat_action(engine: Engine, call: Call[SendChatAction]) -> bool:
    """Show "typing..." to the chat for a moment."""
    if call.method.action not in ACTIONS:
        raise bad_request("wrong parameter action in request")
    chat = chat_to_write(engine, call.method.chat_id, bad_request("PEER_ID_INVALID"))
    engine.events.publish("typing", {"chat_id": chat.id, "action": call.method.action})
    return True
