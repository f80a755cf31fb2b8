"""What of an update may come in.

Only the least that its handling needs is kept. Group chatter, channel posts,
reactions and kinds nobody asked for are dropped before anything is written. Of a
photo, voice message, sticker or document in a private chat only the fact remains,
under `kind`; of an edited message, too.

Typed text is screened here, before anything is written: where it holds an identifier, only the
kinds that were seen are kept, under `screened`, and the name of the command if it was one.
"""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime
from typing import Any, NamedTuple

from operation.screening import Identifier, identifiers_in
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
_MARKED = {
    "url": Identifier.LINK,
    "text_link": Identifier.LINK,
    "email": Identifier.EMAIL,
    "phone_number": Identifier.PHONE,
    "mention": Identifier.HANDLE,
    "text_mention": Identifier.HANDLE,
}
"""What Telegram itself marks in a text."""
_MISSED_SPACE = re.compile(r"[A-Za-z]+\.[A-Z][a-z]+")
"""What Telegram takes for a link: "quiet.Then"."""
_DEEP_LINK = re.compile(r"/start [A-Za-z0-9_-]{20,64}")
"""What Telegram sends when one of the bot's own links is opened; nobody types that."""
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
        kept = _keep(raw, _At(username, received_at.date()))
        if kept is None:
            return None
        name, content, owner = kept
        payload = json.dumps({"update_id": update_id, name: content}, separators=(",", ":"))
        return Arrival(update_id, keys.hash(owner), payload, received_at, earliest)
    except Exception as malformed:
        # Whatever comes from outside must not stop what comes after it.
        log.warning("a malformed update was dropped: %s", type(malformed).__name__)
        return None


class _At(NamedTuple):
    """What the door knows: the bot's own name, and which day it is."""

    username: str
    today: date


def _keep(raw: Json, at: _At) -> tuple[str, Json, int] | None:
    for name, keep in _KEEPERS.items():
        content = raw.get(name)
        if content is not None:
            kept = keep(content, at)
            return None if kept is None else (name, kept[0], kept[1])
    return None


def _message(message: Json, at: _At) -> Kept | None:
    kept = _envelope(message)
    if kept["chat"]["type"] == "private":
        kept |= _private(message, at)
    elif kept["chat"]["type"] in _GROUPS:
        content = _service(message) or _command(message, at)
        if not content:
            return None
        kept |= content
    else:
        return None
    return kept, _owner(kept)


def _edited(message: Json, at: _At) -> Kept | None:
    kept = _envelope(message)
    if kept["chat"]["type"] != "private":
        return None
    kept |= {"edit_date": _id(message["edit_date"]), "kind": "edited"}
    if "text" not in message:
        kept["shared"] = _kind(message)
    elif seen := _seen(message, _text(message["text"], TEXT_AT_MOST), at):
        kept["screened"] = seen
    return kept, _owner(kept)


def _tap(query: Json, _at: _At) -> Kept:
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


def _membership(change: Json, _at: _At) -> Kept | None:
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


_KEEPERS: Mapping[str, Callable[[Json, _At], Kept | None]] = {
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


def _private(message: Json, at: _At) -> Json:
    if "text" in message:
        text = _text(message["text"], TEXT_AT_MOST)
        entity = _command_entity(message, text)
        if _DEEP_LINK.fullmatch(text):
            return {"text": text, **entity}
        seen = _seen(message, text, at)
        return _without_text(text, entity, seen, at) if seen else {"text": text, **entity}
    kept = {"kind": _kind(message)}
    if "media_group_id" in message:
        kept["album"] = _text(message["media_group_id"], _DATA_AT_MOST)
    return kept


def _kind(message: Json) -> str:
    return next((kind for kind in KINDS if kind in message), "other")


def _seen(message: Json, text: str, at: _At) -> list[str]:
    """The kinds of identifiers in a text, by its words and by what Telegram marks in it."""
    others = re.sub(rf"@{re.escape(at.username)}\b", "", text, flags=re.IGNORECASE)
    seen = {*identifiers_in(others, today=at.today), *_marked(message, at)}
    return [kind.value for kind in Identifier if kind in seen]


def _marked(message: Json, at: _At) -> Iterator[Identifier]:
    for entity in message.get("entities", ()):
        kind = _MARKED.get(entity["type"])
        if kind is None:
            continue
        units = message["text"].encode("utf-16-le", "surrogatepass")
        start, length = _id(entity["offset"]), _id(entity["length"])
        marked = units[2 * start : 2 * (start + length)].decode("utf-16-le", "replace")
        is_bot = marked.lower() == f"@{at.username}".lower()
        if not is_bot and not _MISSED_SPACE.fullmatch(marked):
            yield kind


def _without_text(text: str, entity: Json, seen: list[str], at: _At) -> Json:
    """That it was screened, and which command it was: nothing else that was typed."""
    kept: Json = {"screened": seen}
    if entity:
        name = text[: entity["entities"][0]["length"]]
        if not identifiers_in(name, today=at.today):
            kept |= {"text": name, **entity}
    return kept


def _command(message: Json, at: _At) -> Json:
    """A command in a group, when it is meant for this bot; otherwise nothing."""
    if not isinstance(message.get("text"), str):
        return {}
    text = _text(message["text"], TEXT_AT_MOST)
    entity = _command_entity(message, text)
    if not entity:
        return {}
    _, mark, addressee = text[: entity["entities"][0]["length"]].partition("@")
    if mark and addressee.lower() != at.username.lower():
        return {}
    seen = _seen(message, text, at)
    return _without_text(text, entity, seen, at) if seen else {"text": text, **entity}


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
