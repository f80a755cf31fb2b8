"""Keeps the world in a file, so that a demo survives a restart."""

import asyncio
import dataclasses
import logging
import time
from pathlib import Path
from typing import Any

from pydantic_core import from_json, to_json

from sandbox.engine import Engine
from sandbox.state import Chat, File, Message, User, World
from sandbox.updates import Queued, UpdateQueue

log = logging.getLogger(__name__)

SHORTEST_PAUSE = 1.0
# A large world is written less often, so that saving takes no more than this share of the time.
SHARE = 0.05
VERSION = 1


class Writer:
    """Writes the state as JSON. A chat that did not change is not written out again."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self._chats: dict[int, tuple[int, bytes]] = {}

    async def dump(self) -> bytes:
        """Everything that a restart must keep.

        Between two chats others get their turn. The head comes last, so that its counters are
        never behind what the chats hold.
        """
        chats = [await self._chat(chat) for chat in list(self.engine.world.chats.values())]
        return to_json(head(self.engine))[:-1] + b',"chats":[' + b",".join(chats) + b"]}"

    async def _chat(self, chat: Chat) -> bytes:
        known = self._chats.get(chat.id)
        if known is None or known[0] != chat.rev:
            known = self._chats[chat.id] = (chat.rev, to_json(chat_fields(chat)))
            await asyncio.sleep(0)
        return known[1]


def head(engine: Engine) -> dict[str, Any]:
    """The state without the chats."""
    world, webhook = engine.world, engine.webhook
    return {
        "version": VERSION,
        "offset": engine.clock.offset,
        "limits": engine.limiter.enabled,
        "bot": fields_of(world.bot),
        "users": [fields_of(user) for user in world.people()],
        "files": [fields_of(file) for file in world.files.values()],
        "commands": world.commands,
        "texts": world.texts,
        "rev": world.rev,
        "next_user_id": world.next_user_id,
        "next_group_id": world.next_group_id,
        "next_message_id": world.next_message_id,
        "updates": updates_fields(engine.updates),
        "webhook": {
            "url": webhook.url,
            "secret": webhook.secret,
            "connections": webhook.connections,
        },
    }


def fields_of(item: Any) -> dict[str, Any]:
    """A dataclass's fields, not copied."""
    return {field.name: getattr(item, field.name) for field in dataclasses.fields(item)}


def chat_fields(chat: Chat) -> dict[str, Any]:
    """A chat without what only a running server needs."""
    fields = fields_of(chat)
    del fields["signal"]
    fields["messages"] = [fields_of(message) for message in chat.messages.values()]
    return fields


def updates_fields(updates: UpdateQueue) -> dict[str, Any]:
    """The queue of updates."""
    return {
        "allowed": sorted(updates.allowed),
        "next_id": updates.next_id,
        "queue": [fields_of(update) | {"body": update.body.decode()} for update in updates.queue],
    }


def load_world(saved: dict[str, Any]) -> World:
    """The world as it was saved."""
    world = World(User(**saved["bot"]))
    for name in ("commands", "texts", "rev", "next_user_id", "next_group_id", "next_message_id"):
        setattr(world, name, saved[name])
    world.users |= {fields["id"]: User(**fields) for fields in saved["users"]}
    world.files = {fields["id"]: File(**fields) for fields in saved["files"]}
    world.chats = {fields["id"]: load_chat(fields) for fields in saved["chats"]}
    return world


def load_chat(fields: dict[str, Any]) -> Chat:
    """One chat; JSON made text of the numbers that are keys."""
    messages = {item["id"]: Message(**item) for item in fields.pop("messages")}
    fields["members"] = {int(key): value for key, value in fields["members"].items()}
    fields["read"] = {int(key): value for key, value in fields["read"].items()}
    return Chat(messages=messages, **fields)


def restore(engine: Engine, saved: dict[str, Any]) -> None:
    """Set the rest of the engine as it was saved."""
    engine.clock.offset = saved["offset"]
    engine.limiter.enabled = saved["limits"]
    updates = saved["updates"]
    engine.updates.allowed = frozenset(updates["allowed"])
    engine.updates.next_id = updates["next_id"]
    for fields in updates["queue"]:
        engine.updates.queue.append(Queued(**fields | {"body": fields["body"].encode()}))
    webhook = saved["webhook"]
    engine.webhook.url, engine.webhook.secret = webhook["url"], webhook["secret"]
    engine.webhook.connections = webhook["connections"]


def read(path: Path) -> dict[str, Any] | None:
    """The saved state, or None when there is none yet."""
    if not path.is_file():
        return None
    saved: dict[str, Any] = from_json(path.read_bytes())
    if saved.get("version") != VERSION:
        raise ValueError(f"{path} was written by another version; move it away to start anew")
    return saved


class Saver:
    """Writes the snapshot a moment after a change, and at the end."""

    def __init__(self, engine: Engine, path: Path) -> None:
        self.engine = engine
        self.path = path
        self.writer = Writer(engine)
        self._writing: asyncio.Task[None] | None = None

    async def run(self) -> None:
        """Save until cancelled."""
        while True:
            if not self.engine.unsaved:
                await self.engine.dirty.wait(3600)
            began = time.perf_counter()
            await self.save()
            took = time.perf_counter() - began
            await asyncio.sleep(max(SHORTEST_PAUSE, took / SHARE))

    async def finish(self) -> None:
        """Write once more, whatever a cancelled run() left half done."""
        self.engine.unsaved = True
        await self.save()

    async def save(self) -> None:
        """Write now, if anything changed."""
        if self._writing is not None:
            await self._writing
        if not self.engine.unsaved:
            return
        self.engine.unsaved = False
        content = await self.writer.dump()
        # Cancelled or not, a file that is being written is written to its end, and only then
        # the next one is begun.
        self._writing = asyncio.create_task(self._write_out(content))
        await asyncio.shield(self._writing)
        self._writing = None

    async def _write_out(self, content: bytes) -> None:
        try:
            await asyncio.to_thread(self._write, content)
        except OSError:
            self.engine.unsaved = True
            log.exception("The state could not be saved to %s; it will be tried again", self.path)

    def _write(self, content: bytes) -> None:
        self.engine.files.save()
        self.path.parent.mkdir(parents=True, exist_ok=True)
        beside = self.path.with_suffix(".new")
        beside.write_bytes(content)
        beside.replace(self.path)
