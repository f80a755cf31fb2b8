"""The buttons of support that is asked for: the asker's, and a lead's."""

from __future__ import annotations

from dataclasses import dataclass

from bot.callbacks import Payload, payload


@payload("sqa")
@dataclass(frozen=True)
class ChooseSupport(Payload):
    """Ask for support: whom?"""


@payload("sqn")
@dataclass(frozen=True)
class AskForSupport(Payload):
    """Ask the leads of an area."""

    area: str


@payload("sql")
@dataclass(frozen=True)
class SupportOf(Payload):
    """What is asked of an area, for its leads."""

    area: str


@payload("sqc")
@dataclass(frozen=True)
class RequestCard(Payload):
    """One request, for a lead."""

    request: int


@payload("sqk")
@dataclass(frozen=True)
class WillCall(Payload):
    """I'll call you."""

    request: int


@payload("sqt")
@dataclass(frozen=True)
class WriteAnswer(Payload):
    """An answer in a few words."""

    request: int


@payload("sqx")
@dataclass(frozen=True)
class CloseRequest(Payload):
    """It is done."""

    request: int
