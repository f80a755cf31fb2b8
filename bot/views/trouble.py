"""What people are told when something went wrong on the bot's side."""

from __future__ import annotations

from bot.screens import Screen


def gave_up(_nothing: object = None) -> Screen:
    """Somebody learns that what they sent was tried three times and given up."""
    text = (
        "Something you sent could not be carried out. Please try again; "
        "if it fails again, tell your lead."
    )
    return Screen(text=text)
