"""What people do on their phones: write, edit, tap, open links, block the bot."""

import asyncio
import base64
import binascii
import mimetypes
import re
from collections.abc import Callable
from typing import Any

from sandbox.callbacks import Callback
from sandbox.engine import Engine
from sandbox.entities import read_text
from sandbox.errors import ControlError, not_found
from sandbox.keyboards import kind_of
from sandbox.state import Chat, Message, User
from sandbox.telegram_json import (
    chat_json,
    inaccessible_json,
    member_json,
    message_json,
    user_json,
)

Json = dict[str, Any]

PAYLOAD = re.compile(r"[A-Za-z0-9_-]{1,64}")


def new_person(engine: Engine, fields: Json) -> User:
    """A new person with a phone; the private chat with the bot is there but not begun."""
    world = engine.world
    user_id = fields.get("id") or world.next_user_id
    if user_id in world.users:
        raise ControlError(f"there is already a person with id {user_id}", 409)
    world.next_user_id = max(world.next_user_id, user_id + 1)
    user = User(
        user_id,
        fields["first_name"],
        fields.get("last_name") or "",
        (fields.get("username") or "").lstrip("@"),
    )
    world.users[user_id] = user
    members = {user_id: "member", engine.bot.id: "member"}
    world.chats[user_id] = Chat(user_id, "private", members=members)
    engine.changed(people=[user_id])
    return user


def write(engine: Engine, user: User, chat: Chat, fields: Json) -> Message:
    """A person sends something to a chat."""
    check_writing(engine, user, chat, str(fields.get("text") or ""))
    content = content_of(engine, fields)
    reply_to = fields.get("reply_to")
    if reply_to is not None and reply_to not in chat.messages:
        raise not_found(f"there is no message {reply_to} to reply to")
    message = engine.new_message(chat, user.id, reply_to=reply_to, **content)
    engine.post(chat, message)
    engine.tell_bot(chat, message)
    return message


def check_writing(engine: Engine, user: User, chat: Chat, text: str) -> None:
    """Raise unless this person can write here; /start begins or reopens the private chat."""
    if user.deactivated:
        raise ControlError(f"{user.name} has deleted the account")
    if not chat.has(user.id):
        raise ControlError(f"{user.name} is not in this chat", 403)
    if chat.migrated_to is not None:
        raise ControlError(f"this group became the supergroup {chat.migrated_to}", 409)
    if not chat.is_private:
        return
    if user.blocked:
        if not text.startswith("/start"):
            raise ControlError(f"{user.name} has blocked the bot")
        set_blocked(engine, user, False)
    if not user.started:
        user.started = True
        engine.changed([chat], [user.id])


def content_of(engine: Engine, fields: Json) -> Json:
    """The fields of a message for what was sent: exactly one thing."""
    given = [name for name in CONTENT if fields.get(name)]
    if len(given) != 1:
        raise ControlError(f"send exactly one of: {', '.join(CONTENT)}")
    return CONTENT[given[0]](engine, fields[given[0]])


STICKER = {
    "file_id": "CAACAgQAAxkBsticker",
    "file_unique_id": "AgADsticker",
    "type": "regular",
    "width": 512,
    "height": 512,
    "is_animated": False,
    "is_video": False,
    "emoji": "👍",
    "set_name": "sandbox",
    "file_size": 12_000,
}
INVENTED_CONTACT = {"phone_number": "+44 1632 960000", "first_name": "Robin"}
# One grey dot, the smallest picture that a browser shows.
PICTURE = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGOYCQAAmwCarS5ItAAAAABJRU5ErkJggg=="
)
VOICE = {
    "file_id": "AwACAgQAAxkBvoice",
    "file_unique_id": "AgADvoice",
    "duration": 3,
    "mime_type": "audio/ogg",
    "file_size": 9_000,
}


def _text(_engine: Engine, given: str) -> Json:
    text, entities = read_text(given, None, None)
    if not text:
        raise ControlError("the text is empty")
    return {"text": text, "entities": entities}


def _document(engine: Engine, given: Json) -> Json:
    try:
        content = base64.b64decode(given["content_base64"], validate=True)
    except binascii.Error:
        raise ControlError("content_base64 is not base64") from None
    name = given["file_name"]
    mime = given.get("mime") or mimetypes.guess_type(name)[0] or "application/octet-stream"
    file = engine.files.add(name, mime, content, kind="document")
    engine.world.files[file.id] = file
    text, entities = read_text(given.get("caption") or "", None, None)
    return {"kind": "document", "file_id": file.id, "text": text, "entities": entities}


def _photo(engine: Engine, _given: Any) -> Json:
    file = engine.files.add("photo.png", "image/png", PICTURE, kind="photo")
    engine.world.files[file.id] = file
    return {"kind": "photo", "file_id": file.id}


def _contact(_engine: Engine, given: Any) -> Json:
    shared = given if isinstance(given, dict) else INVENTED_CONTACT
    return {"kind": "contact", "extra": {"contact": shared}}


# Each kind of content and how it becomes the fields of a message.
CONTENT: dict[str, Callable[[Engine, Any], Json]] = {
    "text": _text,
    "document": _document,
    "location": lambda _engine, given: {"kind": "location", "extra": {"location": given}},
    "contact": _contact,
    "sticker": lambda _engine, _given: {"kind": "sticker", "extra": {"sticker": STICKER}},
    "voice": lambda _engine, _given: {"kind": "voice", "extra": {"voice": VOICE}},
    "photo": _photo,
}


def rewrite(engine: Engine, user: User, chat: Chat, message_id: int, text: str) -> Message:
    """A person edits an own message."""
    message = chat.messages.get(message_id)
    if message is None or message.from_id != user.id or message.kind != "text":
        raise not_found(f"{user.name} has no text message {message_id} in this chat")
    message.text, message.entities = read_text(text, None, None)
    message.edit_date = engine.clock.unix()
    engine.changed([chat])
    engine.tell_bot(chat, message, "edited_message")
    return message


def set_blocked(engine: Engine, user: User, blocked: bool) -> None:
    """Block or unblock the bot; the bot is told, if it had ever been started."""
    if user.blocked == blocked:
        return
    chat = engine.world.chats[user.id]
    before, after = ("member", "kicked") if blocked else ("kicked", "member")
    user.blocked = blocked
    if user.started:
        update = {
            "chat": chat_json(engine.world, chat),
            "from": user_json(user),
            "date": engine.clock.unix(),
            "old_chat_member": member_json(engine.world, chat, engine.bot.id, before),
            "new_chat_member": member_json(engine.world, chat, engine.bot.id, after),
        }
        engine.updates.add("my_chat_member", update, user.id)
    engine.changed([chat], [user.id])


def open_link(engine: Engine, user: User, link: str) -> Message:
    """Follow a t.me link to the bot: /start, with the link's payload."""
    username = re.escape(engine.bot.username)
    match = re.search(rf"t\.me/{username}(?:\?start=([^&\s]*))?(?:[&\s]|$)", link, re.IGNORECASE)
    if match is None:
        raise ControlError(f"this is no link to the bot: {link}")
    payload = match.group(1)
    if payload and not PAYLOAD.fullmatch(payload):
        raise ControlError("a payload has at most 64 of A-Z a-z 0-9 _ -")
    text = f"/start {payload}" if payload else "/start"
    return write(engine, user, engine.world.chats[user.id], {"text": text})


def press(
    engine: Engine,
    user: User,
    chat: Chat,
    *,
    text: str | None,
    data: str | None,
    message_id: int | None,
) -> Callback:
    """A person taps a button; the bot is told at once."""
    if not chat.has(user.id):
        raise ControlError(f"{user.name} is not in this chat", 403)
    if chat.is_private and user.blocked:
        raise ControlError(f"{user.name} has blocked the bot")
    message, button = find_button(chat, text, data, message_id)
    if kind_of(button) != "callback":
        raise ControlError(f"the button {button['text']!r} calls nothing back: {kind_of(button)}")
    callback = engine.callbacks.ask(user.id, chat.id, message.id, button["callback_data"])
    engine.updates.add("callback_query", callback_json(engine, chat, callback), user.id)
    return callback


def callback_json(engine: Engine, chat: Chat, callback: Callback) -> Json:
    """A CallbackQuery object."""
    world = engine.world
    message = chat.messages.get(callback.message_id)
    return {
        "id": callback.id,
        "from": user_json(world.users[callback.user_id]),
        "message": message_json(world, chat, message)
        if message
        else inaccessible_json(world, chat, callback.message_id),
        "chat_instance": str(abs(chat.id) * 7919),
        "data": callback.data,
    }


def find_button(
    chat: Chat, text: str | None, data: str | None, message_id: int | None
) -> tuple[Message, Json]:
    """The button meant: the newest message that has it, or the given one."""
    if not text and not data:
        raise ControlError("say which button: text or data")
    if message_id is not None and message_id not in chat.messages:
        raise not_found(f"there is no message {message_id} in this chat")
    messages = [chat.messages[message_id]] if message_id else reversed(chat.messages.values())
    seen: list[str] = []
    for message in messages:
        buttons = [button for row in message.keyboard or [] for button in row]
        found = matching(buttons, text, data)
        if len(found) == 1 or (found and data):
            return message, found[0]
        if found:
            raise ControlError(f"{text!r} fits several buttons: {labels(found)}", 409)
        seen += [button["text"] for button in buttons]
    raise not_found(f"no message has the button {text or data!r}; there are: {seen}")


def matching(buttons: list[Json], text: str | None, data: str | None) -> list[Json]:
    """The buttons with this data or text: exactly that text, else those that contain it."""
    if data:
        return [button for button in buttons if button.get("callback_data") == data]
    exact = [button for button in buttons if button["text"] == text]
    return exact or [button for button in buttons if (text or "") in button["text"]]


def labels(buttons: list[Json]) -> str:
    """Buttons named for an error."""
    return ", ".join(repr(button["text"]) for button in buttons)


async def answer_to(callback: Callback, wait: float) -> Json | None:
    """What the bot answered to a tap; None when it did not in that time."""
    try:
        async with asyncio.timeout(wait):
            return await asyncio.shield(callback.answered)
    except TimeoutError:
        return None
