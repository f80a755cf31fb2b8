"""What the client hands back: messages, open chats, answers to taps, calls, the clock."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Message:
    """A message as a phone shows it."""

    json: Json

    @property
    def id(self) -> int:
        """Its number in the chat."""
        return int(self.json["id"])

    @property
    def chat_id(self) -> int:
        """The chat that it is in."""
        return int(self.json["chat_id"])

    @property
    def text(self) -> str:
        """Its words; for a service message the line that is shown."""
        return str(self.json["text"] or self.json["service"] or "")

    @property
    def html(self) -> str:
        """Its words as safe HTML."""
        return str(self.json["html"])

    @property
    def sender(self) -> str:
        """The sender's name."""
        return str(self.json["from"]["name"])

    @property
    def is_from_bot(self) -> bool:
        """Whether the bot wrote it."""
        return bool(self.json["from"]["is_bot"])

    @property
    def kind(self) -> str:
        """text, document, photo, location, contact, sticker, voice or service."""
        return str(self.json["kind"])

    @property
    def date(self) -> datetime:
        """When it was sent, in business time."""
        return datetime.fromtimestamp(self.json["date"], UTC)

    @property
    def edited(self) -> bool:
        """Whether its words were changed later."""
        return self.json["edit_date"] is not None

    @property
    def buttons(self) -> list[str]:
        """The texts of its buttons, from top left to bottom right."""
        return [button["text"] for row in self.json["buttons"] for button in row]

    @property
    def data(self) -> dict[str, str | None]:
        """The callback data by button text."""
        return {button["text"]: button["data"] for row in self.json["buttons"] for button in row}

    @property
    def file_name(self) -> str | None:
        """The name of its document, if it has one."""
        document = self.json["document"]
        return str(document["file_name"]) if document else None

    @property
    def reply_to(self) -> int | None:
        """The message that it answers."""
        found: int | None = self.json["reply_to"]
        return found

    def shows(self, fragment: str) -> bool:
        """Whether the fragment is in its words, on a button or in its file's name."""
        return any(fragment in text for text in (self.text, self.file_name or "", *self.buttons))

    def __str__(self) -> str:
        edited = ", edited" if self.edited else ""
        lines = [f"{self.id}. {self.sender} ({self.kind}, {self.date:%a %d %b %H:%M}{edited}):"]
        lines += [f"     {line}" for line in self.text.splitlines()]
        if self.file_name:
            lines.append(f"     file: {self.file_name}")
        for row in self.json["buttons"]:
            lines.append("     " + " ".join(f"[{button['text']}]" for button in row))
        return "\n".join(lines)


@dataclass(frozen=True, slots=True)
class View:
    """An open chat on a phone."""

    json: Json

    @property
    def rev(self) -> int:
        """The state of the world that this shows."""
        return int(self.json["rev"])

    @property
    def title(self) -> str:
        """The chat's name."""
        return str(self.json["chat"]["title"])

    @property
    def messages(self) -> list[Message]:
        """All messages, oldest first."""
        return [Message(message) for message in self.json["messages"]]

    @property
    def last(self) -> Message:
        """The newest message. Raises AssertionError in an empty chat."""
        if not self.json["messages"]:
            raise AssertionError(f"the chat {self.title!r} is empty")
        return Message(self.json["messages"][-1])

    @property
    def texts(self) -> list[str]:
        """The words of all messages, oldest first."""
        return [message.text for message in self.messages]

    @property
    def pinned(self) -> list[Message]:
        """The pinned messages, the newest pin last."""
        return [Message(message) for message in self.json["pinned"]]

    @property
    def commands(self) -> dict[str, str]:
        """The commands in the menu, with their descriptions."""
        return {item["command"]: item["description"] for item in self.json["commands"]}

    @property
    def unread(self) -> int:
        """How many messages of others were not read yet."""
        return int(self.json["unread"])

    def find(self, fragment: str, *, after: int = 0) -> Message | None:
        """The newest message that shows the fragment and is newer than that one."""
        shown = (Message(message) for message in reversed(self.json["messages"]))
        return next((each for each in shown if each.id > after and each.shows(fragment)), None)

    def __str__(self) -> str:
        shown = "\n".join(str(message) for message in self.messages[-15:])
        return f"--- {self.title} ---\n{shown or '(nothing)'}"


@dataclass(frozen=True, slots=True)
class Answer:
    """The bot's answer to a tap; without one, `answered` is false."""

    json: Json

    @property
    def answered(self) -> bool:
        """Whether the bot answered in time."""
        return self.json["answer"] is not None

    @property
    def text(self) -> str | None:
        """The words of the toast or alert."""
        found: str | None = (self.json["answer"] or {}).get("text")
        return found

    @property
    def alert(self) -> bool:
        """Whether it was an alert, to be closed by hand."""
        return bool((self.json["answer"] or {}).get("show_alert"))

    @property
    def url(self) -> str | None:
        """The address that the phone was told to open."""
        found: str | None = (self.json["answer"] or {}).get("url")
        return found

    @property
    def message_id(self) -> int:
        """The message whose button was tapped."""
        return int(self.json["message_id"])

    @property
    def data(self) -> str:
        """The data behind the button."""
        return str(self.json["data"])


@dataclass(frozen=True, slots=True)
class Call:
    """One call of the bot."""

    json: Json

    @property
    def n(self) -> int:
        """Its number."""
        return int(self.json["n"])

    @property
    def method(self) -> str:
        """The method's name."""
        return str(self.json["method"])

    @property
    def chat_id(self) -> int | None:
        """The chat it was for."""
        found: int | None = self.json["chat_id"]
        return found

    @property
    def params(self) -> Json:
        """The fields as they were sent."""
        found: Json = self.json["params"]
        return found

    @property
    def ok(self) -> bool:
        """Whether it succeeded."""
        return bool(self.json["ok"])

    @property
    def error_code(self) -> int | None:
        """The refusal's code."""
        found: int | None = self.json["error_code"]
        return found

    @property
    def description(self) -> str | None:
        """The refusal's words."""
        found: str | None = self.json["description"]
        return found


@dataclass(frozen=True, slots=True)
class Clock:
    """Business time."""

    json: Json

    @property
    def now(self) -> datetime:
        """The instant that it is."""
        return datetime.fromisoformat(self.json["now"])

    @property
    def next_due(self) -> datetime | None:
        """When something falls due next, if a bot follows the clock and has said so."""
        due = self.json["next_due"]
        return datetime.fromisoformat(due) if due else None
