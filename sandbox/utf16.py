"""Counting as Telegram counts: in UTF-16 code units."""

from dataclasses import dataclass, field, replace
from typing import Any

# When two entities cover the same text, this one is outside (lower number first).
OUTSIDE_FIRST = {
    "expandable_blockquote": 0,
    "blockquote": 0,
    "pre": 5,
    "code": 6,
    "text_link": 10,
    "text_mention": 11,
    "bold": 20,
    "italic": 21,
    "underline": 22,
    "strikethrough": 23,
    "spoiler": 24,
}


@dataclass(frozen=True, slots=True)
class Span:
    """An entity: where it is, what it is, and what else belongs to it (a link's url)."""

    offset: int
    length: int
    kind: str
    extra: dict[str, Any] = field(default_factory=dict)

    @property
    def end(self) -> int:
        """The offset just behind it."""
        return self.offset + self.length

    def cut(self, end: int) -> "Span":
        """The part before an offset."""
        return self if self.end <= end else replace(self, length=end - self.offset)

    def moved(self, by: int) -> "Span":
        """The same entity elsewhere."""
        return replace(self, offset=self.offset + by) if by else self


def units(text: str) -> int:
    """The length of a text in UTF-16 code units."""
    if text.isascii():
        return len(text)
    return len(text) + sum(c > "\uffff" for c in text)


def ordered(spans: list[Span]) -> list[Span]:
    """From left to right; of those that begin together the longest first."""
    return sorted(spans, key=lambda s: (s.offset, -s.length, OUTSIDE_FIRST.get(s.kind, 50)))


def slice_units(text: str, start: int, end: int) -> str:
    """The part of a text between two UTF-16 offsets."""
    if text.isascii():
        return text[start:end]
    raw = text.encode("utf-16-le", "surrogatepass")
    return raw[start * 2 : end * 2].decode("utf-16-le", "replace")
