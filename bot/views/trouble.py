"""What people are told when something went wrong on the bot's side."""

from __future__ import annotations

from bot.screens import Screen
from bot.views.plain import home_row, safe
from operation.area import Area

_DOES = {
    "open_weeks": "open the next rota",
    "end_sign_up": "close a rota",
    "end_extra_night": "close an extra night",
    "week_over": "file a week that is over",
}


def gave_up(_nothing: object = None) -> Screen:
    """Somebody learns that what they sent was tried three times and given up."""
    text = (
        "Something you sent could not be carried out. Please try again; "
        "if it fails again, tell your lead."
    )
    return Screen(text=text)


def notice_failed(area: Area, kind: str) -> Screen:
    """A lead learns that something the bot does by itself keeps failing."""
    text = (
        f"<b>{safe(area.name)}: I could not {_DOES.get(kind, 'do what was due')}.</b>\n"
        "I try again every hour. Please check the rota, and ask whoever runs the server to "
        "look at the log."
    )
    return Screen(text=text, rows=(home_row(),))
