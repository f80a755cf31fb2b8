"""The buttons of stops."""

from __future__ import annotations

from dataclasses import dataclass

from bot.callbacks import Payload, payload


@payload("spa")
@dataclass(frozen=True)
class AskStop(Payload):
    """Is it to stop? From an entry that is being filled in, or from none (0), of a patrol."""

    patrol: int
    draft: int
    kind: str


@payload("spn")
@dataclass(frozen=True)
class StopNow(Payload):
    """It is."""

    patrol: int
    draft: int
    kind: str


@payload("spo")
@dataclass(frozen=True)
class OpenStop(Payload):
    """The card of a stop."""

    stop: int


@payload("spr")
@dataclass(frozen=True)
class ReferStop(Payload):
    """Under which reference does the force have it?"""

    stop: int


@payload("spp")
@dataclass(frozen=True)
class PractiseEntries(Payload):
    """Which form is to be tried?"""
