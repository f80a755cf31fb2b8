"""What the sandbox knows: people, chats, messages, files, and what the bot has set."""

from dataclasses import dataclass, field
from typing import Any

from sandbox.signals import Signal

Json = dict[str, Any]

PRESENT = frozenset({"member", "administrator", "creator"})
ADMINISTRATORS = frozenset({"administrator", "creator"})


@dataclass(slots=True)
class User:
    """A person, or the bot itself."""

    id: int
    first_name: str
    last_name: str = ""
    username: str = ""
    is_bot: bool = False
    started: bool = False
    blocked: bool = False
    deactivated: bool = False
    language_code: str = "en"

    @property
    def name(self) -> str:
        """The name as a phone shows it."""
        return f"{self.first_name} {self.last_name}".strip()


@dataclass(slots=True)
class File:
    """A file that the bot or a person sent. Its bytes are kept outside the snapshot."""

    id: str
    unique_id: str
    name: str
    mime: str
    size: int
    path: str


@dataclass(slots=True)
class Message:
    """One message of a chat. `extra` holds what Telegram shows as it is (location, contact)."""

    id: int
    chat_id: int
    from_id: int
    date: int
    kind: str = "text"
    text: str = ""
    entities: list[Json] = field(default_factory=list)
    edit_date: int | None = None
    keyboard: list[list[Json]] | None = None
    file_id: str | None = None
    extra: Json = field(default_factory=dict)
    service_text: str | None = None
    reply_to: int | None = None
    protected: bool = False
    silent: bool = False
    link_preview: Json | None = None


@dataclass(slots=True)
class Chat:
    """A private chat with the bot, or a group."""

    id: int
    type: str
    title: str = ""
    members: dict[int, str] = field(default_factory=dict)
    messages: dict[int, Message] = field(default_factory=dict)
    pinned: list[int] = field(default_factory=list)
    read: dict[int, int] = field(default_factory=dict)
    next_id: int = 1
    migrated_to: int | None = None
    migrated_from: int | None = None
    rev: int = 0
    signal: Signal = field(default_factory=Signal, repr=False, compare=False)

    @property
    def is_private(self) -> bool:
        """Whether this is one person's chat with the bot."""
        return self.type == "private"

    def status(self, user_id: int) -> str:
        """The member's status; "left" for someone who was never there."""
        return self.members.get(user_id, "left")

    def has(self, user_id: int) -> bool:
        """Whether this person reads along now."""
        return self.members.get(user_id) in PRESENT


@dataclass(slots=True)
class World:
    """Everything that a restart must keep."""

    bot: User
    users: dict[int, User] = field(default_factory=dict)
    chats: dict[int, Chat] = field(default_factory=dict)
    files: dict[str, File] = field(default_factory=dict)
    commands: dict[str, list[Json]] = field(default_factory=dict)
    texts: dict[str, str] = field(default_factory=dict)
    rev: int = 1
    next_user_id: int = 1001
    next_group_id: int = 1
    # Private chats and basic groups share the bot's own counter of messages, as in Telegram;
    # a supergroup counts for itself.
    next_message_id: int = 1

    def __post_init__(self) -> None:
        self.users[self.bot.id] = self.bot

    def people(self) -> list[User]:
        """Everybody but the bot."""
        return [user for user in self.users.values() if not user.is_bot]

    def is_known_to_bot(self, user: User) -> bool:
        """Whether the bot has ever met this person: here, or in a group with it."""
        return user.started or any(
            user.id in chat.members and self.bot.id in chat.members
            for chat in self.chats.values()
            if not chat.is_private
        )

    def take_message_id(self, chat: Chat) -> int:
        """The next message id of this chat."""
        if chat.type == "supergroup":
            chat.next_id += 1
            return chat.next_id - 1
        self.next_message_id += 1
        return self.next_message_id - 1
