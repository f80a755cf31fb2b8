"""What the wording of a refusal may mention besides the refusal's own data."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from bot.views.plain import moment


class Said:
    """What wording may mention besides the refusal's own data."""

    def __init__(self, bot_username: str, zone: str) -> None:
        """Keep the bot's name, for links, and the zone, for times."""
        self.start_link = f"t.me/{bot_username}?start=hello"
        self.zone = zone

    def when(self, at: Any) -> str:
        """Wednesday 11 November 18:00."""
        return moment(at, self.zone)


Wordings = dict[type[Exception], Callable[[Any, Said], str]]
"""How each refusal is put: at most 200 characters, since that is what an alert can hold."""
