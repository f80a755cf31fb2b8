"""The buttons about who leads a patrol and who supervises it."""

from __future__ import annotations

from dataclasses import dataclass

from bot.callbacks import Payload, payload


@payload("ldc")
@dataclass(frozen=True)
class LeadingCard(Payload):
    """A night's lead and pairing."""

    patrol: int


@payload("ldw")
@dataclass(frozen=True)
class ChooseNamed(Payload):
    """Who could be patrol lead, supervisor or fallback."""

    patrol: int
    part: str
    page: int


@payload("ldn")
@dataclass(frozen=True)
class Name(Payload):
    """They are; `on_card` says that it stands under a message that renews itself."""

    patrol: int
    part: str
    member: int
    on_card: bool
