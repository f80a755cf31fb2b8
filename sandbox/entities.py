"""Text and its entities, as Telegram keeps them: offsets and lengths in UTF-16 units."""

import re
from collections.abc import Iterable
from typing import Any

from sandbox.entities_found import find_entities
from sandbox.entities_html import parse_html
from sandbox.entities_markdown import parse_markdown
from sandbox.entities_markdown_v2 import parse_markdown_v2
from sandbox.errors import bad_request
from sandbox.utf16 import Span, ordered, units

Json = dict[str, Any]

PARSERS = {"html": parse_html, "markdown": parse_markdown, "markdownv2": parse_markdown_v2}
# Found by Telegram itself: a bot that sends them is ignored.
FOUND = frozenset(
    {
        "mention",
        "hashtag",
        "cashtag",
        "bot_command",
        "url",
        "email",
        "phone_number",
        "bank_card_number",
    }
)
LONGEST_INPUT = 1 << 15
CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f]")
BLANKED = {code: " " for code in range(32) if code != 10} | {13: ""}


def read_text(
    text: str, parse_mode: str | None, given: list[Json] | None
) -> tuple[str, list[Json]]:
    """Text as it will be shown and all its entities, given and found.

    Raises 400 when the markup cannot be parsed. The text may come out empty.
    """
    if len(text.encode()) > LONGEST_INPUT:
        raise bad_request("text is too long")
    mode = (parse_mode or "").lower()
    if text and mode and mode != "none":
        if mode not in PARSERS:
            raise bad_request("unsupported parse_mode")
        shown, spans = PARSERS[mode](clean(text))
    else:
        shown, spans = clean(text), given_spans(given or [], text)
    shown, spans = trim(shown, spans)
    return shown, as_json(with_found(shown, spans))


def clean(text: str) -> str:
    """Without the control characters that Telegram drops or blanks."""
    return text.translate(BLANKED) if CONTROL.search(text) else text


def given_spans(given: list[Json], text: str) -> list[Span]:
    """Entities that the bot sent as a list, without those that Telegram finds itself."""
    spans = []
    for entity in given:
        if entity["type"] in FOUND:
            continue
        rest = {k: v for k, v in entity.items() if k not in ("type", "offset", "length")}
        check_range(entity, text)
        spans.append(Span(entity["offset"], entity["length"], entity["type"], rest))
    return ordered(spans)


def check_range(entity: Json, text: str) -> None:
    """Raise 400 for an entity outside the text."""
    offset, length = entity["offset"], entity["length"]
    if offset < 0:
        raise bad_request(f"receive an entity with incorrect offset {offset}")
    if length < 0:
        raise bad_request(f"receive an entity with incorrect length {length}")
    if offset > units(text):
        raise bad_request(f"entity begins after the end of the text at UTF-16 offset {offset}")
    if offset + length > units(text):
        raise bad_request(
            f"entity beginning at UTF-16 offset {offset} ends after the end of the text at "
            f"UTF-16 offset {offset + length}"
        )


def trim(text: str, spans: list[Span]) -> tuple[str, list[Span]]:
    """Without white space at both ends; at the left only as far as the first entity."""
    kept = text.rstrip()
    end = units(kept)
    spans = [span.cut(end) for span in spans if span.offset < end]
    first = min((span.offset for span in spans), default=end)
    left = 0
    while left < min(first, len(kept)) and kept[left] in " \n":
        left += 1
    return kept[left:], [span.moved(-left) for span in spans if span.length > 0]


def with_found(text: str, spans: list[Span]) -> list[Span]:
    """The given entities and, where there are none, those that Telegram finds."""
    taken = [(s.offset, s.end) for s in spans if s.kind in ("code", "pre", "text_link")]
    found = [
        span
        for span in find_entities(text)
        if not any(start < span.end and span.offset < end for start, end in taken)
    ]
    return ordered([*spans, *found]) if found else spans


def as_json(spans: Iterable[Span]) -> list[Json]:
    """The entities as the Bot API writes them."""
    return [{"offset": s.offset, "length": s.length, "type": s.kind, **s.extra} for s in spans]
