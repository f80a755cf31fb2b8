"""Telegram's old Markdown: parsed as its server does, and refused in its words."""

from sandbox.errors import ApiError, bad_request
from sandbox.links import user_id_in, web_link
from sandbox.utf16 import Span, units

LEGACY = {"_": "italic", "*": "bold", "`": "code"}


def parse_error(reason: str) -> ApiError:
    """A 400 "can't parse entities"."""
    return bad_request(f"can't parse entities: {reason}")


def link_span(offset: int, length: int, url: str) -> Span | None:
    """A link or a mention of a person; None when the address is no link."""
    user_id = user_id_in(url)
    if user_id is not None:
        return Span(offset, length, "text_mention", {"user": {"id": user_id}})
    link = web_link(url)
    return Span(offset, length, "text_link", {"url": link}) if link else None


class Reader:
    """A place in a text, with what has been written so far."""

    def __init__(self, source: str) -> None:
        self.source = source
        self.at = 0
        self.out: list[str] = []
        self.length = 0
        self.spans: list[Span] = []

    def starts(self, prefix: str) -> bool:
        """Whether the rest begins so."""
        return self.source.startswith(prefix, self.at)

    def peek(self, ahead: int = 0) -> str:
        """One character, or nothing at the end."""
        return self.source[self.at + ahead : self.at + ahead + 1]

    def emit(self, text: str) -> None:
        """Write text out."""
        self.out.append(text)
        self.length += units(text)

    def byte(self, position: int) -> int:
        """A position as Telegram counts it in its errors."""
        return len(self.source[:position].encode())

    def add(self, span: Span | None) -> None:
        """Keep an entity."""
        if span is not None:
            self.spans.append(span)

    def language(self) -> str:
        """The language after three backticks, and the line break that follows."""
        end = self.at
        while end < len(self.source) and self.source[end] != "`" and not self.source[end].isspace():
            end += 1
        language = ""
        if self.at < end < len(self.source) and self.source[end] != "`":
            language, self.at = self.source[self.at : end], end
        if self.peek() == "\n":
            self.at += 1
        return language

    @property
    def text(self) -> str:
        """All that was written."""
        return "".join(self.out)


def parse_markdown(source: str) -> tuple[str, list[Span]]:
    """The old Markdown: no nesting. Raises 400 "can't parse entities"."""
    reader = Reader(source)
    while reader.at < len(source):
        character = reader.peek()
        if character == "\\" and reader.peek(1) in ("_", "*", "`", "["):
            reader.emit(reader.peek(1))
            reader.at += 2
        elif character in LEGACY or character == "[":
            _legacy_entity(reader, character)
        else:
            reader.emit(character)
            reader.at += 1
    return reader.text, reader.spans


def _legacy_entity(reader: Reader, character: str) -> None:
    begin, offset, language = reader.at, reader.length, None
    closing = "]" if character == "[" else character
    reader.at += 1
    if character == "`" and reader.starts("``"):
        reader.at += 2
        closing, language = "```", reader.language()
    end = reader.source.find(closing, reader.at)
    if end < 0:
        raise parse_error(
            f"Can't find end of the entity starting at byte offset {reader.byte(begin)}"
        )
    inner = reader.source[reader.at : end]
    reader.emit(inner)
    reader.at = end + len(closing)
    url = _legacy_url(reader, inner) if character == "[" else ""
    length = reader.length - offset
    if not length:
        return
    if character == "[":
        reader.add(link_span(offset, length, url))
    elif language is not None:
        reader.add(Span(offset, length, "pre", {"language": language} if language else {}))
    else:
        reader.add(Span(offset, length, LEGACY[character]))


def _legacy_url(reader: Reader, inner: str) -> str:
    if reader.peek() != "(":
        return inner
    end = reader.source.find(")", reader.at)
    stop = end if end >= 0 else len(reader.source)
    url = reader.source[reader.at + 1 : stop]
    reader.at = stop + 1
    return url
