"""Telegram's MarkdownV2: parsed as its server does, and refused in its words."""

from dataclasses import dataclass

from sandbox.entities_markdown import Reader, link_span, parse_error
from sandbox.errors import ApiError
from sandbox.utf16 import Span, ordered

RESERVED = frozenset("_*[]()~`>#+-=|{}.!\n")
SIMPLE = {"*": "bold", "~": "strikethrough"}
CLOSING = {
    "bold": "*",
    "strikethrough": "~",
    "underline": "__",
    "spoiler": "||",
    "code": "`",
    "pre": "```",
    "text_link": "]",
    "custom_emoji": "]",
}
NAMES = {
    "bold": "Bold",
    "italic": "Italic",
    "underline": "Underline",
    "strikethrough": "Strikethrough",
    "spoiler": "Spoiler",
    "code": "Code",
    "pre": "Pre",
    "text_link": "TextUrl",
    "custom_emoji": "CustomEmoji",
    "blockquote": "BlockQuote",
}


def _reserved(character: str) -> ApiError:
    return parse_error(
        f"Character '{character}' is reserved and must be escaped with the preceding '\\'"
    )


@dataclass(slots=True)
class Open:
    """An entity that has begun and not yet ended."""

    kind: str
    argument: str
    offset: int
    position: int
    written: int


def parse_markdown_v2(source: str) -> tuple[str, list[Span]]:
    """MarkdownV2: nested, and strict. Raises 400 "can't parse entities"."""
    return MarkdownV2(source).parse()


class MarkdownV2(Reader):
    """Reads once from left to right, with the open entities on a stack."""

    def __init__(self, source: str) -> None:
        super().__init__(source)
        self.stack: list[Open] = []
        self.quoting = False
        self.line_begins = True

    def parse(self) -> tuple[str, list[Span]]:
        """The text and its entities."""
        while self.at < len(self.source):
            self._step()
        self._close_last_quote()
        if self.stack:
            raise self._unended(self.stack[-1])
        return self.text, ordered(self.spans)

    def _step(self) -> None:
        character, following = self.peek(), self.peek(1)
        if character == "\\" and following and ord(following) <= 126:
            self.emit(following)
            self.line_begins = following == "\n"
            self.at += 2
        elif character not in RESERVED or (self._in_code() and character != "`"):
            self.emit(character)
            self.line_begins = False
            self.at += 1
        elif self._ends(character):
            self._end(character)
        else:
            self._begin(character)

    def _in_code(self) -> bool:
        return bool(self.stack) and self.stack[-1].kind in ("code", "pre")

    def _ends(self, character: str) -> bool:
        if not self.stack:
            return False
        if self.quoting and character == "\n" and self.peek(1) != ">":
            return True
        kind = self.stack[-1].kind
        if kind == "italic":
            return character == "_" and self.peek(1) != "_"
        closing = CLOSING.get(kind)
        return closing is not None and self.starts(closing)

    def _begin(self, character: str) -> None:
        position, kind, argument, width = self.at, "", "", 1
        match character:
            case "\n":
                self.emit("\n")
                self.line_begins = True
            case ">" if self.line_begins:
                kind = "" if self.quoting else "blockquote"
                self.quoting = True
            case "_":
                kind, width = ("underline", 2) if self.starts("__") else ("italic", 1)
            case "*" | "~":
                kind = SIMPLE[character]
            case "|" if self.starts("||"):
                kind, width = "spoiler", 2
            case "[":
                kind = "text_link"
            case "!" if self.starts("!["):
                kind, width = "custom_emoji", 2
            case "`" if self.starts("```"):
                self.at += 3
                kind, argument, width = "pre", self.language(), 0
            case "`":
                kind = "code"
            case _:
                raise _reserved(character)
        self.at += width
        if kind:
            self.stack.append(Open(kind, argument, self.length, position, len(self.out)))

    def _end(self, character: str) -> None:
        opened = self.stack[-1]
        if character == "\n" and opened.kind != "blockquote":
            self._end_expandable_quote(opened)
            return
        self.stack.pop()
        offset, length = opened.offset, self.length - opened.offset
        match opened.kind:
            case "blockquote":
                self._end_quote(opened, "blockquote")
                return
            case "text_link":
                self.at += 1
                url = self._url() if self.peek() == "(" else "".join(self.out[opened.written :])
                span = link_span(offset, length, url)
            case "custom_emoji":
                span = self._emoji(offset, length)
            case "pre":
                self.at += 3
                span = Span(
                    offset, length, "pre", {"language": opened.argument} if opened.argument else {}
                )
            case kind:
                self.at += 2 if kind in ("underline", "spoiler") else 1
                span = Span(offset, length, kind)
        if length:
            self.add(span)

    def _end_quote(self, opened: Open, kind: str) -> None:
        self.quoting = False
        self.emit("\n")
        self.at += 1
        self.line_begins = True
        self.add(Span(opened.offset, self.length - opened.offset, kind))

    def _end_expandable_quote(self, opened: Open) -> None:
        # A quote whose last line ends with an opening || can be unfolded.
        if opened.kind != "spoiler" or opened.position != self.at - 2:
            raise self._unended(opened)
        self.stack.pop()
        if not self.stack or self.stack[-1].kind != "blockquote":
            raise self._unended(self.stack[-1] if self.stack else opened)
        self._end_quote(self.stack.pop(), "expandable_blockquote")

    def _close_last_quote(self) -> None:
        if not self.quoting or not self.stack:
            return
        kind = "blockquote"
        if self.stack[-1].kind == "spoiler" and self.stack[-1].position == len(self.source) - 2:
            self.stack.pop()
            kind = "expandable_blockquote"
        if self.stack and self.stack[-1].kind == "blockquote":
            opened = self.stack.pop()
            if self.length > opened.offset:
                self.add(Span(opened.offset, self.length - opened.offset, kind))

    def _url(self) -> str:
        begin = self.at + 1
        self.at = begin
        url = []
        while self.peek() and self.peek() != ")":
            if self.peek() == "\\" and self.peek(1) and ord(self.peek(1)) <= 126:
                self.at += 1
            url.append(self.peek())
            self.at += 1
        if not self.peek():
            raise parse_error(f"Can't find end of a URL at byte offset {self.byte(begin)}")
        self.at += 1
        return "".join(url)

    def _emoji(self, offset: int, length: int) -> Span:
        self.at += 1
        if self.peek() != "(":
            raise parse_error("The entity must contain a tg://emoji or tg://time URL")
        url = self._url()
        emoji = url.removeprefix("tg://emoji?id=")
        if emoji == url or not emoji.isdecimal():
            raise parse_error("Invalid tg://emoji or tg://time URL specified")
        return Span(offset, length, "custom_emoji", {"custom_emoji_id": emoji})

    def _unended(self, opened: Open) -> ApiError:
        name = "PreCode" if opened.kind == "pre" and opened.argument else NAMES[opened.kind]
        return parse_error(
            f"Can't find end of {name} entity at byte offset {self.byte(opened.position)}"
        )
