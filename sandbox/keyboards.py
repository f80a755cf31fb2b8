"""Buttons under messages: what Telegram accepts and how it refuses the rest."""

from typing import Any

from sandbox.errors import bad_request
from sandbox.links import link_fault

Json = dict[str, Any]
Keyboard = list[list[Json]]

LONGEST_DATA = 64
MOST_BUTTONS = 100


def keyboard_of(markup: Json | None, *, only_inline: bool = False) -> Keyboard | None:
    """The rows of an inline keyboard, checked; None for other markup and for none.

    Raises 400 when a button is faulty, and for other markup where only inline may stand.
    """
    if not markup:
        return None
    rows = markup.get("inline_keyboard")
    if rows is None:
        if only_inline:
            raise bad_request("inline keyboard expected")
        return None
    kept = [[checked(button) for button in row] for row in rows if row]
    if sum(map(len, kept)) > MOST_BUTTONS:
        raise bad_request("reply markup is too long")
    return kept or None


def checked(button: Json) -> Json:
    """The button without empty fields, or the refusal."""
    button = {key: value for key, value in button.items() if value is not None}
    if not button.get("text", "").strip():
        raise bad_request("inline keyboard button text must be non-empty")
    if url := button.get("url"):
        fault = link_fault(url)
        if fault:
            raise bad_request(f"inline keyboard button URL '{url}' is invalid: {fault}")
    elif data := button.get("callback_data"):
        if len(data.encode()) > LONGEST_DATA:
            raise bad_request("BUTTON_DATA_INVALID")
    elif len(button) == 1 or "callback_data" in button:
        raise bad_request(
            "can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard"
        )
    return button


def kind_of(button: Json) -> str:
    """callback, url or other, for the page."""
    if "url" in button:
        return "url"
    return "callback" if "callback_data" in button else "other"
