"""Entities back into HTML: Telegram's own dialect, or safe HTML for the page."""

from html import escape
from typing import Any

from sandbox.utf16 import slice_units, units

Json = dict[str, Any]

TAGS = {
    "bold": ("<b>", "</b>"),
    "italic": ("<i>", "</i>"),
    "underline": ("<u>", "</u>"),
    "strikethrough": ("<s>", "</s>"),
    "code": ("<code>", "</code>"),
    "blockquote": ("<blockquote>", "</blockquote>"),
}
DIALECT = {
    **TAGS,
    "spoiler": ("<tg-spoiler>", "</tg-spoiler>"),
    "expandable_blockquote": ("<blockquote expandable>", "</blockquote>"),
}
PAGE = {
    **TAGS,
    "spoiler": ('<span class="spoiler">', "</span>"),
    "expandable_blockquote": ('<blockquote class="expandable">', "</blockquote>"),
    "bot_command": ('<span class="command">', "</span>"),
    "hashtag": ('<span class="hashtag">', "</span>"),
    "mention": ('<span class="mention">', "</span>"),
}
SAFE_SCHEMES = ("http://", "https://", "tg://", "mailto:")


def to_html(text: str, entities: list[Json]) -> str:
    """Telegram's HTML: parsing it gives the same text and entities again."""
    return _weave(text, entities, _dialect_tag)


def to_page(text: str, entities: list[Json]) -> str:
    """Safe HTML for the page: everything escaped, only known tags, only known schemes."""
    if not entities:
        return escape(text).replace("\n", "<br>")
    return _weave(text, entities, _page_tag).replace("\n", "<br>")


def _weave(text: str, entities: list[Json], tag: Any) -> str:
    if not entities:
        return escape(text, quote=False)
    opens: dict[int, list[Json]] = {}
    cuts = {0, units(text)}
    for entity in entities:
        opens.setdefault(entity["offset"], []).append(entity)
        cuts |= {entity["offset"], entity["offset"] + entity["length"]}
    points = sorted(cuts)
    out: list[str] = []
    stack: list[tuple[int, Json, str]] = []
    for start, end in zip(points, [*points[1:], points[-1]], strict=True):
        _close(start, stack, out, tag, text)
        for entity in opens.get(start, []):
            begin, finish = tag(entity, text)
            out.append(begin)
            stack.append((start + entity["length"], entity, finish))
        out.append(escape(slice_units(text, start, end), quote=False))
    return "".join(out)


def _close(
    at: int, stack: list[tuple[int, Json, str]], out: list[str], tag: Any, text: str
) -> None:
    # An entity that ends inside another one closes the inner ones, which then go on.
    again: list[tuple[int, Json, str]] = []
    while any(end <= at for end, _, _ in stack):
        end, entity, finish = stack.pop()
        out.append(finish)
        if end > at:
            again.append((end, entity, finish))
    for end, entity, finish in reversed(again):
        out.append(tag(entity, text)[0])
        stack.append((end, entity, finish))


def _dialect_tag(entity: Json, text: str) -> tuple[str, str]:
    match entity["type"]:
        case "text_link":
            return f'<a href="{escape(entity["url"])}">', "</a>"
        case "text_mention":
            return f'<a href="tg://user?id={entity["user"]["id"]}">', "</a>"
        case "custom_emoji":
            return f'<tg-emoji emoji-id="{entity["custom_emoji_id"]}">', "</tg-emoji>"
        case "pre" if entity.get("language"):
            language = escape(entity["language"])
            return f'<pre><code class="language-{language}">', "</code></pre>"
        case "pre":
            return "<pre>", "</pre>"
        case kind:
            return DIALECT.get(kind, ("", ""))


def _page_tag(entity: Json, text: str) -> tuple[str, str]:
    start, end = entity["offset"], entity["offset"] + entity["length"]
    match entity["type"]:
        case "text_link":
            return _anchor(entity["url"])
        case "url":
            url = slice_units(text, start, end)
            return _anchor(url if "://" in url else f"https://{url}")
        case "email":
            return _anchor(f"mailto:{slice_units(text, start, end)}")
        case "pre":
            return "<pre>", "</pre>"
        case "text_mention":
            return PAGE["mention"]
        case kind:
            return PAGE.get(kind, ("", ""))


def _anchor(url: str) -> tuple[str, str]:
    if not url.lower().startswith(SAFE_SCHEMES):
        return "", ""
    return f'<a href="{escape(url)}" target="_blank" rel="noopener noreferrer">', "</a>"
