"""The buttons of a crew: what an officer answers, and what a lead decides."""

from __future__ import annotations

from dataclasses import dataclass

from bot.callbacks import Payload, payload

# One's own answers. `on_list` says that the button stands under “My shifts”, not under a card.


@payload("opn")
@dataclass(frozen=True)
class MyShift(Payload):
    """One of the nights under “My shifts”, with all that I can do about it."""

    patrol: int


@payload("cf")
@dataclass(frozen=True)
class Confirm(Payload):
    """I am coming."""

    patrol: int
    on_list: bool


@payload("cmi")
@dataclass(frozen=True)
class CannotMakeIt(Payload):
    """I can't make it: asked again before anything happens."""

    patrol: int
    on_list: bool


@payload("wd")
@dataclass(frozen=True)
class Withdraw(Payload):
    """I can't make it, for this reason."""

    patrol: int
    reason: str


@payload("acc")
@dataclass(frozen=True)
class Accept(Payload):
    """I take the place."""

    patrol: int
    on_list: bool


@payload("dcl")
@dataclass(frozen=True)
class Decline(Payload):
    """I leave the place to others."""

    patrol: int
    on_list: bool


@payload("sba")
@dataclass(frozen=True)
class StandByAgain(Payload):
    """I said no, and stand by after all."""

    patrol: int


@payload("ics")
@dataclass(frozen=True)
class CalendarFile(Payload):
    """My shifts as a file for my calendar."""


# For the lead


@payload("pub")
@dataclass(frozen=True)
class Publish(Payload):
    """Publish the crew in this version; `under` says which card the button stands under."""

    patrol: int
    version: int
    under: str


@payload("pubs")
@dataclass(frozen=True)
class PublishShort(Payload):
    """Publish a crew below the minimum, with a reason that is asked."""

    patrol: int
    version: int


@payload("crw")
@dataclass(frozen=True)
class CrewCard(Payload):
    """Choose who goes."""

    patrol: int


@payload("pck")
@dataclass(frozen=True)
class Pick(Payload):
    """Put somebody into the crew, or out of it."""

    patrol: int
    member: int
    wanted: bool


@payload("tms")
@dataclass(frozen=True)
class Times(Payload):
    """What times a night could have; nothing is changed yet."""

    patrol: int


@payload("tmx")
@dataclass(frozen=True)
class StepTimes(Payload):
    """Step the times that are looked at by so many minutes; nothing is changed yet."""

    patrol: int
    starts: int
    ends: int


@payload("tmv")
@dataclass(frozen=True)
class MoveTimes(Payload):
    """Move a night to these times."""

    patrol: int
    starts: int
    ends: int


@payload("wrd")
@dataclass(frozen=True)
class ChooseWard(Payload):
    """In which ward a night is worked."""

    patrol: int
    page: int


@payload("wrds")
@dataclass(frozen=True)
class SetWard(Payload):
    """It is this ward."""

    patrol: int
    ward: str


@payload("cxl")
@dataclass(frozen=True)
class CancelCard(Payload):
    """Call a night off: asked why before anything happens."""

    patrol: int


@payload("cxn")
@dataclass(frozen=True)
class CancelNight(Payload):
    """Call a night off, for this reason."""

    patrol: int
    reason: str


@payload("cxw")
@dataclass(frozen=True)
class CancelForAnother(Payload):
    """Call a night off for a reason that is typed."""

    patrol: int


@payload("ptb")
@dataclass(frozen=True)
class PutBack(Payload):
    """Take a cancellation back."""

    patrol: int


@payload("prs")
@dataclass(frozen=True)
class PersonCard(Payload):
    """One person of a night, to answer for them."""

    patrol: int
    member: int


@payload("ans")
@dataclass(frozen=True)
class AnswerFor(Payload):
    """Answer for somebody: confirm, withdraw, accept or decline."""

    patrol: int
    member: int
    answer: str


@payload("cov")
@dataclass(frozen=True)
class CallForCover(Payload):
    """Ask more people to cover a vacant place."""

    patrol: int
