"""The buttons of patrol returns."""

from __future__ import annotations

from dataclasses import dataclass

from bot.callbacks import Payload, payload


@payload("rto")
@dataclass(frozen=True)
class OpenReturn(Payload):
    """Begin the return of a patrol, go on with it, or look at it once it is in."""

    patrol: int


@payload("rtn")
@dataclass(frozen=True)
class NilReturn(Payload):
    """The patrol came to nothing."""

    patrol: int


@payload("rtp")
@dataclass(frozen=True)
class PractiseReturn(Payload):
    """Try the return, without anything coming of it."""


@payload("rta")
@dataclass(frozen=True)
class AcceptReturn(Payload):
    """A lead is content with it."""

    patrol: int


@payload("rtf")
@dataclass(frozen=True)
class ChooseFault(Payload):
    """A lead wants it put right: what is wrong?"""

    patrol: int


@payload("rtb")
@dataclass(frozen=True)
class SendBack(Payload):
    """A lead sends it back."""

    patrol: int
    fault: str


@payload("rte")
@dataclass(frozen=True)
class EnterReturn(Payload):
    """It is in the force's own system: under which reference?"""

    patrol: int


@payload("rtc")
@dataclass(frozen=True)
class CorrectReturn(Payload):
    """Something in a return that is in is wrong."""

    patrol: int


@payload("rtl")
@dataclass(frozen=True)
class EntriesOf(Payload):
    """What is recorded of a patrol besides its return."""

    patrol: int


@payload("rth")
@dataclass(frozen=True)
class StruckValues(Payload):
    """What was struck in a return, by whom and why."""

    patrol: int
