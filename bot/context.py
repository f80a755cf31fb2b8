"""What a handler is handed: who acts, in which transaction, at what time, and how to answer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from operation.area import Area
from operation.people import Actor, NotAMember, Role, require_active
from storage import outbox
from storage.database import Transaction

PANEL = "panel"
"""The key of the one message in a private chat that screens are shown in."""


@dataclass(frozen=True, slots=True)
class Where:
    """The chat that an update came from, and the message that was tapped or sent."""

    telegram_id: int
    is_private: bool
    message_id: int | None
    title: str = ""


@dataclass(frozen=True, slots=True)
class Change:
    """Someone, or the bot, came into a chat or left it."""

    telegram_id: int
    was_there: bool
    is_there: bool


@dataclass(frozen=True, slots=True)
class Refused:
    """A message whose content the door did not take."""

    kinds: tuple[str, ...] = ()
    """Of the identifiers in a text; empty for anything but text."""
    shared: str = ""
    """The kind of what was sent instead of text, such as "photo"."""
    command: str = ""
    """The command that the text began with."""
    is_edit: bool = False
    album: str = ""
    """Of pictures that came together, by Telegram's number for them."""


@dataclass(slots=True)
class Reply:
    """What a handler wants said; nothing of it leaves before the commit."""

    text: str | None = None
    is_alert: bool = False
    url: str | None = None
    screen: str | None = None
    subject: str = ""
    facts: Mapping[str, Any] = field(default_factory=dict)
    is_new: bool = False
    stays: bool = False
    tidy: list[int] = field(default_factory=list)


@dataclass(slots=True)
class Context:
    """One update, on its way through one handler."""

    tx: Transaction
    actor: Actor
    now: datetime
    """When the update came in."""
    earliest: datetime
    """When it may have been sent: earlier than `now` after an outage only."""
    where: Where
    areas: Mapping[str, Area]
    bot_username: str
    telegram_id: int
    """Of the person who acts."""
    text: str = ""
    """The text that was typed, or what follows a command; empty for a tap."""
    is_tap: bool = False
    fetched: Any = None
    """What the route asked to be fetched from Telegram before the transaction."""
    change: Change | None = None
    """Who came or went, for an update about a membership."""
    refused: Refused | None = None
    """What was not taken of the message, if anything was not."""
    migrated_to: int | None = None
    """The new id of a group that became a supergroup."""
    reply: Reply = field(default_factory=Reply)

    def area(self, key: str) -> Area:
        """The area of that key. Raises NotAMember for one that is not run here."""
        try:
            return self.areas[key]
        except KeyError:
            raise NotAMember(key) from None

    def own_area(self, role: Role) -> str:
        """The area where the person holds a role; where none does, the first that they are in.

        Raises NotAMember for somebody in no area.
        """
        for member in self.actor.members:
            if member.may(role):
                return member.area
        if not self.actor.members:
            raise NotAMember("")
        return self.actor.members[0].area

    def require_access(self) -> None:
        """Raise Suspended or AwaitingApproval for someone who may do nothing anywhere."""
        if not self.actor.active_members:
            require_active(self.actor.members[0])

    def start_link(self, token: str) -> str:
        """The deep link that opens the bot with a token."""
        return f"https://t.me/{self.bot_username}?start={token}"

    def answer(self, text: str, *, alert: bool = False, url: str | None = None) -> None:
        """Say something short: a toast on a tap, a line in the chat otherwise."""
        self.reply.text, self.reply.is_alert, self.reply.url = text, alert, url

    def show(
        self, screen: str, subject: str = "", *, new: bool = False, stay: bool = False, **facts: Any
    ) -> None:
        """Show a screen in the person's private chat, in place of the one that was tapped.

        `new` sends it as a new message all the same; `stay` edits the message where the last
        screen stands, for an answer that was typed and is tidied away.
        """
        self.reply.screen, self.reply.subject, self.reply.facts = screen, subject, facts
        self.reply.is_new, self.reply.stays = new, stay

    async def panel_facts(self, screen: str, subject: str) -> Mapping[str, Any]:
        """What the person's panel was last asked to show, if it was this screen of this subject."""
        if self.actor.chat_id is None:
            return {}
        panel = await outbox.find_post(self.tx, chat_id=self.actor.chat_id, key=PANEL)
        is_this = panel is not None and (panel.screen, panel.subject) == (screen, subject)
        return panel.facts if panel is not None and is_this else {}

    def tidy(self, message_id: int | None) -> None:
        """Remove a message that need not stay in the chat, once all else is done."""
        if message_id is not None:
            self.reply.tidy.append(message_id)
