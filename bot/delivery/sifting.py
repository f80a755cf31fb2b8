"""What of an update may come in.

Only the least that its handling needs is kept. Group chatter, channel posts,
reactions and kinds nobody asked for are dropped before anything is written. Of a
photo, voice message, sticker or document in a private chat only the fact remains,
under `kind`; of an edited message, too.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from storage.inbox import Arrival
from storage.keys import Keys

log = logging.getLogger(__name__)

Json = dict[str, Any]
Kept = tuple[Json, int]
"""What is kept of an update, and the id of the person or chat whose lane it takes."""

ALLOWED_UPDATES = (
    "message",
    "edited_message",
    "callback_query",
    "my_chat_member",
    "chat_member",
)

KINDS = (
    "photo",
    "voice",
    "video",
    "video_note",
    "audio",
    "animation",
    "document",
    "sticker",
    "location",
    "contact",
    "venue",
    "poll",
    "dice",
    "story",
)
"""What a private message may be besides text; anything else is kept as `other`."""

TEXT_AT_MOST = 4096
_DATA_AT_MOST = 256
_GROUPS = ("group", "supergroup")
_CREATED = ("group_chat_created", "supergroup_chat_created")
_MIGRATED = ("migrate_to_chat_id", "migrate_from_chat_id")


def sift(
    raw: Any, *, keys: Keys, username: str, received_at: datetime, earliest: datetime
) -> Arrival | None:
    """What of a raw update is to be stored; None to drop it. Never raises.

    `username` is the bot's own, without @: commands in a group for another bot
    are dropped. The lane is the sender's, or the chat's where there is none.
    """
    try:
        update_id = _id(raw["update_id"])
        kept = _keep(raw, username)
        if kept is None:
            return None
        name, content, owner = kept
        payload = json.dumps({"update_id": update_id, name: content}, separators=(",", ":"))
        return Arrival(update_id, keys.hash(owner), payload, received_at, earliest)
    except Exception as malformed:
        # Whatever comes from outside must not stop what comes after it.
        log.warning("a malformed update was dropped: %s", type(malformed).__name__)
        return None


def _keep(raw: Json, username: str) -> tuple[str, Json, int] | None:
    for name, keep in _KEEPERS.items():
        content = raw.get(name)
        if content is not None:
            kept = keep(content, username)
            return None if kept is None else (name, kept[0], kept[1])
    return None


def _message(message: Json, username: str) -> Kept | None:
    kept = _envelope(message)
    if kept["chat"]["type"] == "private":
        kept |= _private(message)
    elif kept["chat"]["type"] in _GROUPS:
        content = _service(message) or _command(message, username)
        if not content:
            return None
        kept |= content
    else:
        return None
    return kept, _owner(kept)


def _edited(message: Json, _username: str) -> Kept | None:
    kept = _envelope(message)
    if kept["chat"]["type"] != "private":
        return None
    kept |= {"edit_date": _id(message["edit_date"]), "kind": "edited"}
    return kept, _owner(kept)


def _tap(query: Json, _username: str) -> Kept:
    sender = _user(query["from"])
    kept = {
        "id": _text(query["id"], _DATA_AT_MOST),
        "from": sender,
        "chat_instance": _text(query.get("chat_instance", ""), _DATA_AT_MOST),
    }
    if "data" in query:
        kept["data"] = _text(query["data"], _DATA_AT_MOST)
    if "message" in query:
        message = query["message"]
        kept["message"] = {
            "message_id": _id(message["message_id"]),
            "date": _id(message["date"]),
            "chat": _chat(message["chat"]),
        }
    return kept, sender["id"]


def _membership(change: Json, _username: str) -> Kept | None:
    chat = _chat(change["chat"])
    if chat["type"] != "private" and chat["type"] not in _GROUPS:
        return None
    sender = _user(change["from"])
    kept = {
        "chat": chat,
        "from": sender,
        "date": _id(change["date"]),
        "old_chat_member": _member(change["old_chat_member"]),
        "new_chat_member": _member(change["new_chat_member"]),
    }
    return kept, sender["id"]


_KEEPERS: Mapping[str, Callable[[Json, str], Kept | None]] = {
    "callback_query": _tap,
    "message": _message,
    "edited_message": _edited,
    "my_chat_member": _membership,
    "chat_member": _membership,
}


def _envelope(message: Json) -> Json:
    kept: Json = {
        "message_id": _id(message["message_id"]),
        "date": _id(message["date"]),
        "chat": _chat(message["chat"]),
    }
    if "from" in message:
        kept["from"] = _user(message["from"])
    return kept


def _owner(kept: Json) -> int:
    owner: int = kept["from"]["id"] if "from" in kept else kept["chat"]["id"]
    return owner


def _private(message: Json) -> Json:
    if "text" in message:
        text = _text(message["text"], TEXT_AT_MOST)
        return {"text": text, **_command_entity(message, text)}
    return {"kind": next((kind for kind in KINDS if kind in message), "other")}


def _command(message: Json, username: str) -> Json:
    """A command in a group, when it is meant for this bot; otherwise nothing."""
    if not isinstance(message.get("text"), str):
        return {}
    text = _text(message["text"], TEXT_AT_MOST)
    entity = _command_entity(message, text)
    if not entity:
        return {}
    _, at, addressee = text[: entity["entities"][0]["length"]].partition("@")
    if at and addressee.lower() != username.lower():
        return {}
    return {"text": text, **entity}


def _command_entity(message: Json, text: str) -> Json:
    """The entity that marks a command at the very start, as the library wants to see it."""
    if not text.startswith("/"):
        return {}
    for entity in message.get("entities", ()):
        if entity["type"] == "bot_command" and entity["offset"] == 0:
            length = min(_id(entity["length"]), len(text))
            return {"entities": [{"type": "bot_command", "offset": 0, "length": length}]}
    return {}


def _service(message: Json) -> Json:
    """People who came or went, a group that was made or became a supergroup."""
    kept: Json = {name: _id(message[name]) for name in _MIGRATED if name in message}
    kept |= {name: True for name in _CREATED if message.get(name) is True}
    if "new_chat_members" in message:
        kept["new_chat_members"] = [_user(user) for user in message["new_chat_members"]]
    if "left_chat_member" in message:
        kept["left_chat_member"] = _user(message["left_chat_member"])
    return kept


def _user(user: Json) -> Json:
    return {
        "id": _id(user["id"]),
        "is_bot": user.get("is_bot") is True,
        "first_name": _text(user.get("first_name", ""), _DATA_AT_MOST),
    }


def _chat(chat: Json) -> Json:
    kept: Json = {"id": _id(chat["id"]), "type": _text(chat["type"], _DATA_AT_MOST)}
    if "title" in chat:
        kept["title"] = _text(chat["title"], _DATA_AT_MOST)
    return kept


def _member(member: Json) -> Json:
    """A membership with its rights, which the library insists on."""
    kept = {
        name: _text(value, _DATA_AT_MOST) if isinstance(value, str) else value
        for name, value in member.items()
        if isinstance(value, bool | int | str)
    }
    return {**kept, "status": _text(member["status"], _DATA_AT_MOST), "user": _user(member["user"])}


def _id(value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or abs(value) >= 2**63:
        raise ValueError("not a number that Telegram would send")
    return value


def _text(value: Any, at_most: int) -> str:
    """Text that every database and encoder takes: no lone surrogates, no NUL."""
    if not isinstance(value, str):
        raise TypeError("not a text")
    return value[:at_most].replace("\0", "").encode("utf-8", "replace").decode()
