"""The running sandbox: the world and all that works on it, in one place."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from sandbox.callbacks import Callbacks
from sandbox.clock import Clock
from sandbox.events import Events
from sandbox.faults import Faults
from sandbox.files import FileStore
from sandbox.follower import Follower
from sandbox.journal import Journal
from sandbox.limits import Limiter
from sandbox.signals import Signal
from sandbox.state import ADMINISTRATORS, Chat, Message, User, World
from sandbox.telegram_json import message_json
from sandbox.updates import Queued, UpdateQueue
from sandbox.webhook import Webhook


@dataclass(slots=True)
class Engine:
    """One bot's sandbox."""

    token: str
    world: World
    files: FileStore
    clock: Clock = field(default_factory=Clock)
    updates: UpdateQueue = field(default_factory=UpdateQueue)
    limiter: Limiter = field(default_factory=Limiter)
    faults: Faults = field(default_factory=Faults)
    journal: Journal = field(default_factory=Journal)
    events: Events = field(default_factory=Events)
    callbacks: Callbacks = field(default_factory=Callbacks)
    signal: Signal = field(default_factory=Signal)
    dirty: Signal = field(default_factory=Signal)
    unsaved: bool = False
    follower: Follower = field(init=False)
    webhook: Webhook = field(init=False)

    def __post_init__(self) -> None:
        self.follower = Follower(self.clock, self.clock_changed)
        self.webhook = Webhook(self.updates)
        self.updates.on_new = self._new_update

    @property
    def bot(self) -> User:
        """The bot's own user."""
        return self.world.bot

    def changed(self, chats: Iterable[Chat] = (), people: Iterable[int] = ()) -> None:
        """Note a change that somebody can see; wakes whoever waits for it."""
        self.world.rev += 1
        touched = list(chats)
        for chat in touched:
            chat.rev = self.world.rev
            chat.signal.fire()
        self.signal.fire()
        self.mark_unsaved()
        if self.events.listened_to:
            ids = [chat.id for chat in touched]
            data = {"rev": self.world.rev, "chats": ids, "people": list(people)}
            self.events.publish("change", data)

    def clock_changed(self) -> None:
        """Tell everyone that the clock or the next due instant moved."""
        self.changed()
        self.events.publish("clock", self.clock_json())

    def clock_json(self) -> dict[str, Any]:
        """The clock as the control interface shows it."""
        due = self.follower.next_due
        return {
            "now": self.clock.now().isoformat(),
            "next_due": due.isoformat() if due else None,
            "moving": self.follower.moving,
        }

    def release(self) -> None:
        """Let go of open streams and long polls, since the server stops."""
        self.events.close()
        self.updates.close()
        self.follower.close()
        self.signal.close()
        for chat in self.world.chats.values():
            chat.signal.close()

    def mark_unsaved(self) -> None:
        """The snapshot is out of date."""
        self.unsaved = True
        self.dirty.fire()

    def post(self, chat: Chat, message: Message) -> Message:
        """Put a new message into a chat. Everybody there sees it."""
        chat.messages[message.id] = message
        chat.read[message.from_id] = message.id
        self.changed([chat])
        return message

    def new_message(self, chat: Chat, from_id: int, **fields: Any) -> Message:
        """A message with the next id and the business time of now; not yet posted."""
        return Message(
            self.world.take_message_id(chat), chat.id, from_id, self.clock.unix(), **fields
        )

    def tell_bot(self, chat: Chat, message: Message, kind: str = "message") -> None:
        """Queue the update about a message, if the bot may read it."""
        if self._bot_may_read(chat, message):
            lane = message.from_id if chat.is_private else chat.id
            self.updates.add(kind, message_json(self.world, chat, message), lane)

    def _bot_may_read(self, chat: Chat, message: Message) -> bool:
        """Privacy mode: a plain member gets commands, replies to it and service messages."""
        if chat.is_private or chat.status(self.bot.id) in ADMINISTRATORS:
            return True
        if message.kind == "service":
            return chat.has(self.bot.id) or message.extra.get("left_chat_member") == self.bot.id
        return chat.has(self.bot.id) and (
            self._answers_bot(chat, message) or self._is_command_for_bot(message)
        )

    def _answers_bot(self, chat: Chat, message: Message) -> bool:
        answered = chat.messages.get(message.reply_to or 0)
        return answered is not None and answered.from_id == self.bot.id

    def _is_command_for_bot(self, message: Message) -> bool:
        if not any(e["type"] == "bot_command" and e["offset"] == 0 for e in message.entities):
            return False
        _, at, addressee = message.text.split(maxsplit=1)[0].partition("@")
        return not at or addressee.lower() == self.bot.username.lower()

    def _new_update(self, update: Queued) -> None:
        self.mark_unsaved()
        if self.webhook.is_set:
            self.webhook.take(update)
