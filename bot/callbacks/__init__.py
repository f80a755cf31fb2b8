"""Typed button payloads: what a button carries, packed into at most 64 bytes.

A payload is a frozen dataclass registered under a short code. `pack` writes
`code:field:field`, `unpack` reads it back and checks every field, so that a
payload that was tampered with, or one of last year's, raises `Unreadable` and
never reaches an action.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, fields
from datetime import date
from enum import StrEnum
from typing import Any, ClassVar, TypeVar, get_type_hints

MAX_BYTES = 64
"""Telegram's limit for callback_data."""
LARGEST = 2**63 - 1
"""The largest number that a database can be asked for."""


class Unreadable(Exception):
    """The data of a button is not one of ours, or no longer."""


@dataclass(frozen=True)
class Payload:
    """What one button carries."""

    code: ClassVar[str] = ""

    def pack(self) -> str:
        """The callback_data of this button.

        Raises ValueError when it would not fit, which is a fault of ours.
        """
        parts = [self.code, *(_write(getattr(self, field.name)) for field in fields(self))]
        packed = ":".join(parts)
        if len(packed.encode()) > MAX_BYTES:
            raise ValueError(f"{type(self).__name__} packs to more than {MAX_BYTES} bytes")
        return packed

    @property
    def living(self) -> str | None:
        """The key of the living post that this button stands under, if it does."""
        return None


P = TypeVar("P", bound=Payload)
_KNOWN: dict[str, type[Payload]] = {}
_READERS: dict[type[Payload], list[Callable[[str], Any]]] = {}


def payload(code: str) -> Callable[[type[P]], type[P]]:
    """Register a payload type under a short code, once."""

    def register(kind: type[P]) -> type[P]:
        if code in _KNOWN or not code.isalnum():
            raise ValueError(f"the code {code!r} is taken or not alphanumeric")
        kind.code = code
        _KNOWN[code] = kind
        hints = get_type_hints(kind)
        _READERS[kind] = [_reader(hints[field.name]) for field in fields(kind)]
        return kind

    return register


def unpack(data: str | None) -> Payload:
    """Read a button's data. Raises Unreadable on anything that `pack` did not write."""
    code, *parts = (data or "").split(":")
    kind = _KNOWN.get(code)
    if kind is None or len(parts) != len(_READERS[kind]):
        raise Unreadable
    try:
        return kind(*(read(part) for read, part in zip(_READERS[kind], parts, strict=True)))
    except (ValueError, KeyError) as wrong:
        raise Unreadable from wrong


def _write(value: object) -> str:
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, StrEnum):
        return value.value
    if isinstance(value, date):
        return value.isoformat().replace("-", "")
    text = str(value)
    if ":" in text:
        raise ValueError("a payload's text must not hold a colon")
    return text


def _reader(hint: Any) -> Callable[[str], Any]:
    if hint is bool:
        return {"1": True, "0": False}.__getitem__
    if hint is int:
        return _read_int
    if hint is date:
        return _read_date
    if isinstance(hint, type) and issubclass(hint, str):
        return hint
    raise TypeError(f"a payload cannot carry {hint!r}")


def _read_int(text: str) -> int:
    # int() also reads " 1_0" and other digits than ours: pack never writes those.
    if not (text.removeprefix("-").isascii() and text.removeprefix("-").isdigit()):
        raise ValueError(text)
    number = int(text)
    if abs(number) > LARGEST:
        raise ValueError(text)
    return number


def _read_date(text: str) -> date:
    if len(text) != 8 or not (text.isascii() and text.isdigit()):
        raise ValueError(text)
    return date(int(text[:4]), int(text[4:6]), int(text[6:]))
