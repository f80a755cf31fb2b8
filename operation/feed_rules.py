"""What an area says about calendars that its officers subscribe to."""

from __future__ import annotations

from dataclasses import dataclass

MOST_ALARM_MINUTES = 7 * 24 * 60
MOST_ALARMS = 4


@dataclass(frozen=True, slots=True)
class FeedRules:
    """Whether officers may have an address for their calendar, and when it reminds them.

    `alarm_minutes`: before each duty, when the calendar rings; may be empty.
    `address`: where this server is reached from outside, such as `https://duty.example.org`; the
        wiring puts it there, no area file. None where nothing is served.
    """

    enabled: bool = False
    alarm_minutes: tuple[int, ...] = (24 * 60, 2 * 60)
    address: str | None = None

    @property
    def is_served(self) -> bool:
        """Whether an officer of the area can have an address at all."""
        return self.enabled and self.address is not None
