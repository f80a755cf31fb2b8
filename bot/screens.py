"""What a chat shows: a screen of text and buttons, and how one is found and drawn.

Nothing here knows Telegram: delivery turns a Screen into a message.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, Protocol, TypeVar

from storage.database import Transaction

T = TypeVar("T")

LONGEST_CAPTION = 1024
"""What the text of a screen with a file may hold, in the UTF-16 units that Telegram counts."""


class Packable(Protocol):
    """What a button carries when it is tapped."""

    def pack(self) -> str:
        """At most 64 bytes of callback data."""
        ...


@dataclass(frozen=True, slots=True)
class Button:
    """A button: it either tells us its payload or opens an address."""

    label: str
    payload: Packable | None = None
    url: str | None = None

    def __post_init__(self) -> None:
        """Raise ValueError unless the button does exactly one thing."""
        if (self.payload is None) == (self.url is None):
            raise ValueError(f"button {self.label!r} needs a payload or an address, not both")


@dataclass(frozen=True, slots=True)
class File:
    """A file that a screen carries; it may not be empty."""

    name: str
    content: bytes
    mime: str


@dataclass(frozen=True, slots=True)
class Screen:
    """One message as a person sees it. Links are never previewed.

    `text` is HTML in which all that people wrote is escaped; `protect` forbids
    forwarding and saving; `silent` makes no sound. With a `file`, `text` is its
    caption; such a screen is only ever sent anew, so it is never that of a post.
    One that `gives_way` has a newer one below it: its message is removed while
    Telegram allows that, and shows the text after that.
    """

    text: str
    rows: tuple[tuple[Button, ...], ...] = ()
    protect: bool = False
    silent: bool = False
    file: File | None = None
    gives_way: bool = False

    def __post_init__(self) -> None:
        """Raise ValueError for a caption that may be too long; its tags count here."""
        if self.file is not None and len(self.text.encode("utf-16-le")) // 2 > LONGEST_CAPTION:
            raise ValueError(f"the caption of {self.file.name!r} is too long")


@dataclass(frozen=True, slots=True)
class Showing:
    """What a screen is about to be drawn for. `chat_id` is our own id of the chat."""

    subject: str
    facts: Mapping[str, Any]
    chat_id: int
    now: datetime


@dataclass(frozen=True, slots=True)
class Screenplay(Generic[T]):
    """How a named screen comes about: what is looked up, and how it is put.

    Either may return None: what was to be said is no longer true, and nothing is.
    `view` is pure; `load` reads only.
    """

    load: Callable[[Transaction, Showing], Awaitable[T | None]]
    view: Callable[[T], Screen | None]

    async def draw(self, tx: Transaction, showing: Showing) -> Screen | None:
        """Look up and draw, in the reading transaction that is handed in."""
        found = await self.load(tx, showing)
        return None if found is None else self.view(found)


Screens = Mapping[str, Screenplay[Any]]
"""The screens of the bot by name."""
