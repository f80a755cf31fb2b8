"""What is said about a message that was refused: what kind was seen, never what it said."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from operation.screening import Identifier

KINDS: Mapping[Identifier, str] = {
    Identifier.PHONE: "a phone number",
    Identifier.EMAIL: "an e-mail address",
    Identifier.POSTCODE: "a postcode",
    Identifier.BIRTH_DATE: "a date of birth",
    Identifier.REGISTRATION: "a vehicle registration",
    Identifier.NATIONAL_INSURANCE: "a National Insurance number",
    Identifier.CARD: "a card number",
    Identifier.HANDLE: "a name on social media",
    Identifier.LINK: "a link",
}
_MOST_NAMED = 2

_MAY_SHOW = "may show somebody, so this bot takes none."
_MAY_TELL = "may tell who somebody is, so this bot takes none."
SHARED: Mapping[str, str] = {
    "photo": f"Photos {_MAY_SHOW}",
    "video": f"Videos {_MAY_SHOW}",
    "video_note": f"Videos {_MAY_SHOW}",
    "animation": f"Moving pictures {_MAY_SHOW}",
    "sticker": f"Stickers {_MAY_SHOW}",
    "story": f"Stories {_MAY_SHOW}",
    "voice": f"Voice messages {_MAY_TELL}",
    "audio": f"Recordings {_MAY_TELL}",
    "document": f"Files {_MAY_TELL}",
    "contact": "A contact is somebody's name and number, so this bot takes none.",
    "location": "A place on the map may be where somebody lives, so this bot takes none.",
    "venue": "A place on the map may be where somebody lives, so this bot takes none.",
}
_ANYTHING_ELSE = "This bot takes taps and short typed answers only."


def identifiers_refused(kinds: Sequence[str], *, is_gone: bool) -> str:
    """A text held what identifies somebody: its kinds, that nothing was kept, what to do."""
    named = [KINDS[Identifier(kind)] for kind in kinds]
    first, more = named[:_MOST_NAMED], named[_MOST_NAMED:]
    seen = ", ".join([*first, "more"] if more else first)
    seen = " and ".join(seen.rsplit(", ", 1))
    return f"That looks like {seen}. {_kept_nothing(is_gone)} Say it without."


def shared_refused(kind: str, *, is_gone: bool) -> str:
    """Anything but text was sent: why it is not taken, and that it was not kept."""
    return f"{SHARED.get(kind, _ANYTHING_ELSE)} {_kept_nothing(is_gone)} Use the buttons instead."


def _kept_nothing(is_gone: bool) -> str:
    if is_gone:
        return "Nothing of it was kept, and your message is deleted."
    return "Nothing of it was kept, but it is still in this chat: delete it there, please."
