"""Telegram's HTML: parsed as its server does, and refused in its words."""

import re
from dataclasses import dataclass

from sandbox.errors import ApiError, bad_request
from sandbox.links import user_id_in, web_link
from sandbox.utf16 import Span, ordered, units

KINDS = {
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "u": "underline",
    "ins": "underline",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "span": "spoiler",
    "tg-spoiler": "spoiler",
    "code": "code",
    "pre": "pre",
    "a": "text_link",
    "blockquote": "blockquote",
    "tg-emoji": "custom_emoji",
}
NAMED = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}
REFERENCE = re.compile(r"&(?:#x([0-9a-fA-F]*)|#([0-9]*)|([A-Za-z]*));?")
TAG_NAME = re.compile(r"[^\s>]*")
ATTRIBUTE_NAME = re.compile(r"[^\s=>/\"']*")
NAME_TOKEN = re.compile(r"[A-Za-z0-9.-]*")
SPACE = re.compile(r"\s*")


@dataclass(slots=True)
class Open:
    """A tag that has begun and not yet ended."""

    tag: str
    argument: str
    offset: int
    position: int


def parse_html(text: str) -> tuple[str, list[Span]]:
    """Split HTML into text and entities. Raises 400 "can't parse entities"."""
    return HtmlParser(text).parse()


def unescape(text: str) -> str:
    """Resolve the references that Telegram knows; others stay as they are."""
    return REFERENCE.sub(lambda match: _character(match) or match.group(), text)


def _character(match: re.Match[str]) -> str | None:
    hexadecimal, decimal, name = match.groups()
    if name is not None:
        return NAMED.get(name)
    digits = hexadecimal if hexadecimal is not None else decimal
    if not digits or len(match.group().rstrip(";")) >= 10:
        return None
    code = int(digits, 16 if hexadecimal is not None else 10)
    return chr(code) if 0 < code < 0x10FFFF else None


class HtmlParser:
    """Reads once from left to right, with the open tags on a stack."""

    def __init__(self, source: str) -> None:
        self.source = source
        self.at = 0
        self.out: list[str] = []
        self.length = 0
        self.stack: list[Open] = []
        self.spans: list[Span] = []

    def parse(self) -> tuple[str, list[Span]]:
        """The text and its entities."""
        while self.at < len(self.source):
            begin = self.source.find("<", self.at)
            if begin < 0:
                begin = len(self.source)
            self._plain(unescape(self.source[self.at : begin]))
            self.at = begin
            if begin < len(self.source):
                self._tag()
        if self.stack:
            tag = self.stack[-1].tag
            raise self._error(f'Can\'t find end tag corresponding to start tag "{tag}"')
        text = "".join(self.out)
        if any("\ud800" <= c <= "\udfff" for c in text):
            raise self._error(
                "Text contains invalid Unicode characters after decoding HTML entities, check "
                "for unmatched surrogate code units"
            )
        return text, ordered([self._without_language(span) for span in self.spans])

    def _plain(self, text: str) -> None:
        if text:
            self.out.append(text)
            self.length += units(text)

    def _tag(self) -> None:
        begin = self.at
        if self.source.startswith("</", begin):
            self._end_tag(begin)
        else:
            self._start_tag(begin)

    def _start_tag(self, begin: int) -> None:
        name = self._take(TAG_NAME, begin + 1)
        if self.at >= len(self.source):
            raise self._error(f"Unclosed start tag at byte offset {self._byte(begin)}")
        tag = name.lower()
        if tag not in KINDS:
            raise self._error(f'Unsupported start tag "{tag}" at byte offset {self._byte(begin)}')
        argument = self._attributes(tag, begin)
        if tag == "span" and argument != "spoiler":
            raise self._error(
                'Tag "span" must have class "tg-spoiler" at byte offset ' + str(self._byte(begin))
            )
        self.stack.append(Open(tag, argument, self.length, len(self.out)))

    def _attributes(self, tag: str, begin: int) -> str:
        argument = ""
        while self._peek() != ">":
            self._take(SPACE, self.at)
            if self._peek() == ">":
                break
            name = self._take(ATTRIBUTE_NAME, self.at)
            if not name:
                raise self._error(
                    f'Empty attribute name in the tag "{tag}" at byte offset {self._byte(begin)}'
                )
            self._take(SPACE, self.at)
            value = ""
            if self._peek() == "=":
                value = self._value(tag, begin)
            elif not self._peek():
                raise self._unclosed(tag, begin)
            argument = self._argument(tag, name, value, argument)
        self.at += 1
        return argument

    def _value(self, tag: str, begin: int) -> str:
        self._take(SPACE, self.at + 1)
        quote = self._peek()
        if not quote:
            raise self._unclosed(tag, begin)
        if quote not in "\"'":
            start = self.at
            value = self._take(NAME_TOKEN, start).lower()
            if self._peek() and not self._peek().isspace() and self._peek() != ">":
                raise self._error(
                    f"Unexpected end of name token at byte offset {self._byte(start)}"
                )
        else:
            end = self.source.find(quote, self.at + 1)
            stop = end if end >= 0 else len(self.source)
            value = unescape(self.source[self.at + 1 : stop])
            self.at = stop + 1
        if self.at >= len(self.source):
            raise self._error(f"Unclosed start tag at byte offset {self._byte(begin)}")
        return value

    @staticmethod
    def _argument(tag: str, name: str, value: str, earlier: str) -> str:
        match tag, name:
            case ("a", "href") | ("tg-emoji", "emoji-id"):
                return value
            case ("code", "class") if value.startswith("language-"):
                return value.removeprefix("language-")
            case ("span", "class") if value.startswith("tg-"):
                return value.removeprefix("tg-")
            case ("blockquote", "expandable"):
                return "1"
        return earlier

    def _end_tag(self, begin: int) -> None:
        if not self.stack:
            raise self._error(f"Unexpected end tag at byte offset {self._byte(begin)}")
        name = self._take(TAG_NAME, begin + 2).lower()
        self._take(SPACE, self.at)
        if self._peek() != ">":
            raise self._error(f"Unclosed end tag at byte offset {self._byte(begin)}")
        opened = self.stack.pop()
        if name and name != opened.tag:
            raise self._error(
                f"Unmatched end tag at byte offset {self._byte(begin)}, expected "
                f'"</{opened.tag}>", found "</{name}>"'
            )
        self.at += 1
        if self.length > opened.offset:
            self._close(opened)

    def _close(self, opened: Open) -> None:
        offset, length = opened.offset, self.length - opened.offset
        last = self.spans[-1] if self.spans else None
        whole = last is not None and (last.offset, last.length) == (offset, length)
        match opened.tag:
            case "a":
                self._link(opened, offset, length)
            case "pre" if whole and last is not None and last.kind == "code" and last.extra:
                self.spans[-1] = Span(offset, length, "pre", last.extra)
            case "code" if whole and last is not None and last.kind == "pre" and opened.argument:
                self.spans[-1] = Span(offset, length, "pre", {"language": opened.argument})
            case "code" if opened.argument:
                self.spans.append(Span(offset, length, "code", {"language": opened.argument}))
            case "tg-emoji":
                self._emoji(opened, offset, length)
            case "blockquote" if opened.argument:
                self.spans.append(Span(offset, length, "expandable_blockquote"))
            case tag:
                self.spans.append(Span(offset, length, KINDS[tag]))

    def _link(self, opened: Open, offset: int, length: int) -> None:
        url = opened.argument or "".join(self.out[opened.position :])
        user_id = user_id_in(url)
        if user_id is not None:
            self.spans.append(Span(offset, length, "text_mention", {"user": {"id": user_id}}))
        elif link := web_link(url):
            self.spans.append(Span(offset, length, "text_link", {"url": link}))

    def _emoji(self, opened: Open, offset: int, length: int) -> None:
        if not opened.argument.isdecimal() or int(opened.argument) == 0:
            raise self._error("Invalid custom emoji identifier specified")
        self.spans.append(
            Span(offset, length, "custom_emoji", {"custom_emoji_id": opened.argument})
        )

    @staticmethod
    def _without_language(span: Span) -> Span:
        # A language counts only for <pre><code>; a lone <code class> is plain code.
        return Span(span.offset, span.length, "code") if span.kind == "code" else span

    def _take(self, pattern: re.Pattern[str], start: int) -> str:
        match = pattern.match(self.source, start)
        taken = match.group() if match else ""
        self.at = start + len(taken)
        return taken

    def _peek(self) -> str:
        return self.source[self.at : self.at + 1]

    def _byte(self, position: int) -> int:
        return len(self.source[:position].encode())

    def _unclosed(self, tag: str, begin: int) -> ApiError:
        return self._error(f'Unclosed start tag "{tag}" at byte offset {self._byte(begin)}')

    @staticmethod
    def _error(reason: str) -> ApiError:
        return bad_request(f"can't parse entities: {reason}")
