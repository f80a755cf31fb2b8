"""The world as a phone shows it: what the page, the tests and the demo read."""

from typing import Any

from sandbox.engine import Engine
from sandbox.entities_render import to_page
from sandbox.keyboards import kind_of
from sandbox.methods_bot import commands_for
from sandbox.state import PRESENT, Chat, Message, User

Json = dict[str, Any]


def message_view(engine: Engine, message: Message) -> Json:
    """One message."""
    sender = engine.world.users[message.from_id]
    return {
        "id": message.id,
        "chat_id": message.chat_id,
        "from": {"id": sender.id, "name": sender.name, "is_bot": sender.is_bot},
        "date": message.date,
        "edit_date": message.edit_date,
        "text": message.text,
        "entities": message.entities,
        "html": to_page(message.text, message.entities),
        "buttons": [[button_view(button) for button in row] for row in message.keyboard or []],
        "document": document_view(engine, message),
        "photo": {"url": file_url(engine, message)} if message.kind == "photo" else None,
        "kind": message.kind,
        "service": message.service_text,
        "location": message.extra.get("location"),
        "contact": message.extra.get("contact"),
        "reply_to": message.reply_to,
        "protected": message.protected,
        "silent": message.silent,
    }


def button_view(button: Json) -> Json:
    """One button."""
    return {
        "text": button["text"],
        "kind": kind_of(button),
        "data": button.get("callback_data"),
        "url": button.get("url"),
    }


def document_view(engine: Engine, message: Message) -> Json | None:
    """The document of a message, if it has one."""
    if message.kind != "document":
        return None
    file = engine.world.files[message.file_id or ""]
    return {
        "file_name": file.name,
        "size": file.size,
        "mime": file.mime,
        "url": file_url(engine, message),
    }


def file_url(engine: Engine, message: Message) -> str:
    """Where the page fetches a file."""
    return f"/control/files/{engine.world.files[message.file_id or ''].unique_id}"


def chat_title(engine: Engine, chat: Chat) -> str:
    """A chat's name on a phone; the private chat is the bot's."""
    return engine.bot.name if chat.is_private else chat.title


def unread(chat: Chat, user_id: int) -> int:
    """How many messages of others this person has not read."""
    last = chat.read.get(user_id, 0)
    count = 0
    for message in reversed(chat.messages.values()):
        if message.id <= last:
            break
        count += message.from_id != user_id
    return count


def chats_of(engine: Engine, user: User) -> list[Json]:
    """A person's list of chats, the one with the newest message first."""
    chats = [chat for chat in engine.world.chats.values() if shows(engine, chat, user)]
    rows = [chat_row(engine, chat, user) for chat in chats]
    return sorted(rows, key=lambda row: (row["last"] or {}).get("date", 0), reverse=True)


def shows(engine: Engine, chat: Chat, user: User) -> bool:
    """Whether this chat is in the person's list; the private one once it was begun."""
    if chat.is_private:
        return chat.id == user.id and user.started
    return chat.has(user.id) and chat.migrated_to is None


def chat_row(engine: Engine, chat: Chat, user: User) -> Json:
    """One line of the list of chats."""
    last = next(reversed(chat.messages.values()), None)
    return {
        "id": chat.id,
        "type": chat.type,
        "title": chat_title(engine, chat),
        "unread": unread(chat, user.id),
        "last": message_view(engine, last) if last else None,
    }


def chat_view(engine: Engine, chat: Chat, user: User) -> Json:
    """A chat opened on a person's phone."""
    return {
        "rev": engine.world.rev,
        "chat": {"id": chat.id, "type": chat.type, "title": chat_title(engine, chat)},
        "messages": [message_view(engine, message) for message in chat.messages.values()],
        "pinned": [message_view(engine, chat.messages[pin]) for pin in chat.pinned],
        "commands": commands_for(engine.world, chat, user),
        "unread": unread(chat, user.id),
    }


def person_view(user: User) -> Json:
    """One person."""
    return {
        "id": user.id,
        "first_name": user.first_name,
        "last_name": user.last_name,
        "username": user.username,
        "started": user.started,
        "blocked": user.blocked,
        "deactivated": user.deactivated,
    }


def state_view(engine: Engine) -> Json:
    """The whole sandbox at a glance."""
    world = engine.world
    return {
        "rev": world.rev,
        "clock": engine.clock_json(),
        "bot": {
            "id": engine.bot.id,
            "username": engine.bot.username,
            "first_name": engine.bot.first_name,
        },
        "people": [person_view(user) for user in world.people()],
        "chats": [group_view(engine, chat) for chat in world.chats.values()],
        "faults": [fault.as_json() for fault in engine.faults.orders],
        "limits": "on" if engine.limiter.enabled else "off",
    }


def group_view(engine: Engine, chat: Chat) -> Json:
    """One chat with its members."""
    members = [
        {"user_id": user_id, "status": status}
        for user_id, status in chat.members.items()
        if status in PRESENT or not chat.is_private
    ]
    return {
        "id": chat.id,
        "type": chat.type,
        "title": engine.world.users[chat.id].name if chat.is_private else chat.title,
        "members": members,
        "pinned": chat.pinned,
        "migrated_to": chat.migrated_to,
    }
