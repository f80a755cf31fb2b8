"""What delivery takes out of the outbox, and what it hands back about it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from storage.chats import ChatKind


class ParcelKind(StrEnum):
    POST = "post"
    MESSAGE = "message"


@dataclass(frozen=True, slots=True)
class Parcel:
    """Something to deliver.

    A post without ``message_id`` is sent, with one it is edited; ``wanted`` is the version to
    show, and where ``shown`` equals it only the pin is missing. ``pin`` says that the message is
    still to be pinned, ``unpin`` that it need not stay so. ``tries`` counts this one.
    ``unsure``: it may be there already.
    """

    kind: ParcelKind
    id: int
    chat_id: int
    telegram_id: int
    chat_kind: ChatKind
    key: str
    screen: str
    subject: str
    facts: Mapping[str, Any]
    message_id: int | None
    epoch: int
    wanted: int
    shown: int
    pin: bool
    pinned_message_id: int | None
    unpin: bool
    tries: int
    unsure: bool
    urgency: int


@dataclass(frozen=True, slots=True)
class Shown:
    """A post stands in the chat as ``message_id``, in this version."""

    parcel: Parcel
    version: int
    message_id: int
    is_protected: bool = False
    """It shows what may not stay in a chat."""


@dataclass(frozen=True, slots=True)
class Sent:
    """A message was sent."""

    parcel: Parcel
    message_id: int
    is_protected: bool = False


@dataclass(frozen=True, slots=True)
class Dropped:
    """There was nothing to say any more."""

    parcel: Parcel


@dataclass(frozen=True, slots=True)
class Later:
    """Not now: again after so many seconds. ``counts=False`` forgives the try (429)."""

    parcel: Parcel
    seconds: float
    error: str = ""
    counts: bool = True


@dataclass(frozen=True, slots=True)
class Failed:
    """Telegram refuses it for good. A post is tried again when it next changes."""

    parcel: Parcel
    error: str


@dataclass(frozen=True, slots=True)
class Unsure:
    """Nobody knows whether it arrived."""

    parcel: Parcel
    error: str = ""


@dataclass(frozen=True, slots=True)
class Unreachable:
    """The bot may not write to this chat."""

    parcel: Parcel
    error: str = ""


@dataclass(frozen=True, slots=True)
class Migrated:
    """The group has become a supergroup with this Telegram id."""

    parcel: Parcel
    new_telegram_id: int


@dataclass(frozen=True, slots=True)
class Pinned:
    """The post's message is pinned, or pinning it was refused for good; None: it is unpinned."""

    parcel: Parcel
    message_id: int | None


Outcome = Shown | Sent | Dropped | Later | Failed | Unsure | Unreachable | Migrated | Pinned


@dataclass(frozen=True, slots=True)
class Finished:
    """What followed.

    ``unreachable``: chats that have become so just now. ``stale``: new messages whose post stands
    elsewhere by now; they are to be deleted.
    """

    unreachable: tuple[int, ...] = ()
    stale: tuple[Shown, ...] = ()
