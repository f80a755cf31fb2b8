"""The buttons of intelligence."""

from __future__ import annotations

from dataclasses import dataclass

from bot.callbacks import Payload, payload


@payload("itn")
@dataclass(frozen=True)
class AddIntelligence(Payload):
    """One more item of a patrol."""

    patrol: int


@payload("ito")
@dataclass(frozen=True)
class OpenIntelligence(Payload):
    """Look at an item."""

    entry: int


@payload("itc")
@dataclass(frozen=True)
class CorrectIntelligence(Payload):
    """Something in it is wrong."""

    entry: int


@payload("itr")
@dataclass(frozen=True)
class ReferIntelligence(Payload):
    """Under which reference is the full report in the force's system?"""

    entry: int


@payload("itp")
@dataclass(frozen=True)
class PractiseIntelligence(Payload):
    """Try it, without anything coming of it."""
