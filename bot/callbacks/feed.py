"""The buttons of one's calendar."""

from __future__ import annotations

from dataclasses import dataclass

from bot.callbacks import Payload, payload


@payload("cal")
@dataclass(frozen=True)
class CalendarOf(Payload):
    """My calendar: the file, and my address."""


@payload("calm")
@dataclass(frozen=True)
class MakeAddress(Payload):
    """Make my address."""


@payload("calr")
@dataclass(frozen=True)
class RevokeAddress(Payload):
    """Revoke my address; asked again before anything happens."""

    sure: bool
