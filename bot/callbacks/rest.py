"""The buttons of rest: duties around a night, what a lead overrides, and rest that is owed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from bot.callbacks import Payload, payload

# One's own duties


@payload("rsm")
@dataclass(frozen=True)
class MyDuties(Payload):
    """What I work around a night; `on_list` for a button under “My shifts”, not under a card."""

    patrol: int
    on_list: bool


@payload("rsq")
@dataclass(frozen=True)
class AskDuty(Payload):
    """Say anew what I work on one side of a night."""

    patrol: int
    side: str


@payload("rss")
@dataclass(frozen=True)
class SayDuty(Payload):
    """I work this duty on that side of a night; “-” is a rest day."""

    patrol: int
    side: str
    duty: str


@payload("rst")
@dataclass(frozen=True)
class SayTimes(Payload):
    """I work other times, which are typed."""

    patrol: int
    side: str


@payload("rsi")
@dataclass(frozen=True)
class MyRestOwed(Payload):
    """What rest I am owed."""


# For the lead


@payload("rsn")
@dataclass(frozen=True)
class NightRest(Payload):
    """How rested everyone on a night is."""

    patrol: int


@payload("rsp")
@dataclass(frozen=True)
class DutiesOf(Payload):
    """One person's duties around a night, and what stands against them."""

    patrol: int
    member: int


@payload("rsa")
@dataclass(frozen=True)
class AskDutyOf(Payload):
    """Say anew for somebody what they work on one side of a night."""

    patrol: int
    member: int
    side: str


@payload("rsf")
@dataclass(frozen=True)
class SayDutyFor(Payload):
    """They work this duty on that side of a night; “-” is a rest day."""

    patrol: int
    member: int
    side: str
    duty: str


@payload("rsx")
@dataclass(frozen=True)
class SayTimesFor(Payload):
    """They work other times, which are typed."""

    patrol: int
    member: int
    side: str


@payload("rso")
@dataclass(frozen=True)
class OverrideRest(Payload):
    """Let somebody go in spite of what stands against it, with a reason that is asked."""

    patrol: int
    member: int


@payload("rsl")
@dataclass(frozen=True)
class OwedIn(Payload):
    """What rest is owed in an area."""

    area: str


@payload("rsu")
@dataclass(frozen=True)
class OwedTo(Payload):
    """What rest is owed to one person."""

    area: str
    member: int


@payload("rsv")
@dataclass(frozen=True)
class NotOwed(Payload):
    """It is not owed after all, with a reason that is asked."""

    owed: int


@payload("rsg")
@dataclass(frozen=True)
class GiveRest(Payload):
    """Rest that was owed has been given: when?"""

    owed: int


@payload("rsd")
@dataclass(frozen=True)
class GivenOn(Payload):
    """It was given on this day."""

    owed: int
    day: date


@payload("rsy")
@dataclass(frozen=True)
class GivenOnAnother(Payload):
    """It was given on a day that is typed."""

    owed: int
