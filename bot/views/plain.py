"""What every screen shares: escaping, one-line answers, buttons in rows, pages."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime
from html import escape, unescape
from typing import TypeVar
from zoneinfo import ZoneInfo

from bot.callbacks import Payload
from bot.callbacks.people import Home
from bot.screens import Button, Screen

T = TypeVar("T")

PAGE = 8
"""Options on one page of a list: as many as a phone shows without scrolling."""
MOST_TEXT = 4096
"""What one message holds, in the UTF-16 units that Telegram counts."""


def safe(text: str) -> str:
    """Text from outside, escaped for Telegram's HTML; control and direction marks removed.

    A right-to-left override in a name would turn the rest of the line around.
    """
    kept = (c for c in text if (c.isprintable() and c not in _TURNING) or c in _JOINING)
    return escape("".join(kept), quote=False)


_JOINING = frozenset("\u200c\u200d")
"""Invisible, but part of spelling in several scripts."""
_TURNING = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f")


def veiled(text: str) -> str:
    """Escaped, and hidden until it is tapped: a lock screen's preview does not show it."""
    return f"<tg-spoiler>{safe(text)}</tg-spoiler>"


def hidden(lines: Sequence[str]) -> str:
    """Lines that are escaped already, hidden until one tap shows them all."""
    return f"<tg-spoiler>{chr(10).join(lines)}</tg-spoiler>"


def line(text: str) -> Screen:
    """A short answer with no buttons; the text is escaped here."""
    return Screen(text=safe(text))


def button(label: str, payload: Payload) -> Button:
    """A button that taps back to the bot."""
    return Button(label=label, payload=payload, url=None)


def link(label: str, url: str) -> Button:
    """A button that opens a link."""
    return Button(label=label, payload=None, url=url)


def in_rows(buttons: Sequence[Button], width: int) -> tuple[tuple[Button, ...], ...]:
    """Buttons side by side, `width` to a row."""
    return tuple(tuple(buttons[i : i + width]) for i in range(0, len(buttons), width))


def page_of(items: Sequence[T], page: int, size: int = PAGE) -> tuple[Sequence[T], int, int]:
    """The items of a page, the page shown (clamped to what there is), and how many pages."""
    pages = max(1, -(-len(items) // size))
    page = min(max(page, 0), pages - 1)
    return items[page * size : (page + 1) * size], page, pages


def page_turns(here: int, pages: int, to: Callable[[int], Payload]) -> tuple[Button, ...]:
    """The buttons to the page before and the page after, where there are such."""
    before = (button("‹ Earlier", to(here - 1)),) if here > 0 else ()
    after = (button("More ›", to(here + 1)),) if here < pages - 1 else ()
    return (*before, *after)


def fitting(draw: Callable[[int], str], sizes: Iterable[int]) -> str:
    """What is drawn at the first of these sizes that fits into one message, or at the last."""
    text = ""
    for size in sizes:
        text = draw(size)
        # Telegram counts what is shown: no tags, and an escaped sign as one.
        if _units(text) <= MOST_TEXT or _units(unescape(_TAG.sub("", text))) <= MOST_TEXT:
            break
    return text


_TAG = re.compile(r"<[^>]*>")


def _units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


def hours(number: float) -> str:
    """6.8 h, to the tenth."""
    return f"{round(number, 1):g} h"


def home_row() -> tuple[Button, ...]:
    """The row at the foot of every private screen."""
    return (button("Home", Home()),)


def day(night: date) -> str:
    """Friday 4 December."""
    return f"{night:%A} {night.day} {night:%B}"


def short_day(night: date) -> str:
    """Fri 4 Dec."""
    return f"{night:%a} {night.day} {night:%b}"


def clock(at: datetime, zone: str) -> str:
    """20:00, in the area's own time."""
    return f"{at.astimezone(ZoneInfo(zone)):%H:%M}"


def moment(at: datetime, zone: str) -> str:
    """Wednesday 11 November 18:00, in the area's own time."""
    return f"{day(at.astimezone(ZoneInfo(zone)).date())} {clock(at, zone)}"


def ordinal(n: int) -> str:
    """1st, 2nd, 3rd, 4th."""
    if 10 <= n % 100 <= 20:
        return f"{n}th"
    return f"{n}{ {1: 'st', 2: 'nd', 3: 'rd'}.get(n % 10, 'th') }"


def count(n: int, one: str, many: str | None = None) -> str:
    """1 place, 2 places."""
    return f"{n} {one if n == 1 else many or one + 's'}"
