"""Entities that Telegram finds by itself: commands, mentions, hashtags, links, addresses."""

import re

from sandbox.utf16 import Span, units

PATTERN = re.compile(
    r"(?P<email>(?<![\w.+-])[\w.+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*\.[A-Za-z]{2,24}\b)"
    r"|(?P<url>(?<![\w@.])(?:https?|tg)://[^\s<>\"'()]*[^\s<>\"'().,;:!?]"
    r"|(?<![\w@./-])(?:[a-z0-9-]+\.)+(?:com|org|net|uk|me|info|io|police)\b(?:/[^\s<>\"'()]*[^\s<>\"'().,;:!?])?)"
    r"|(?P<bot_command>(?<![\w/<>])/[A-Za-z0-9_]{1,64}(?:@[A-Za-z0-9_]{3,32})?(?![\w/<>]))"
    r"|(?P<mention>(?<![\w@.])@[A-Za-z0-9_]{4,32}(?!\w))"
    r"|(?P<hashtag>(?<![\w#])#(?=\w*[^\W\d])\w{1,256})",
)
# Nothing can be found without one of these: most texts are done at once.
MARKS = re.compile(r"[/@#.]")


def find_entities(text: str) -> list[Span]:
    """All of them, from left to right."""
    if not MARKS.search(text):
        return []
    ascii_only = text.isascii()
    found = []
    for match in PATTERN.finditer(text):
        start = match.start() if ascii_only else units(text[: match.start()])
        found.append(Span(start, units(match.group()), match.lastgroup or ""))
    return found
