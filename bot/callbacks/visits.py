"""The buttons of visits: a sergeant's, a visitor's, and those of a lead and of the crew."""

from __future__ import annotations

from dataclasses import dataclass

from bot.callbacks import Payload, payload

# A sergeant's


@payload("vsp")
@dataclass(frozen=True)
class ChooseVisit(Payload):
    """Visit a patrol: where?"""


@payload("vsn")
@dataclass(frozen=True)
class VisitNights(Payload):
    """When an area could be visited."""

    area: str


@payload("vsa")
@dataclass(frozen=True)
class AskToVisit(Payload):
    """Ask to visit a night; asked again before anything happens."""

    patrol: int
    sure: bool


# A visitor's


@payload("vmy")
@dataclass(frozen=True)
class MyVisits(Payload):
    """My visits."""


@payload("vmv")
@dataclass(frozen=True)
class MyVisit(Payload):
    """One visit of mine."""

    visit: int


@payload("vwd")
@dataclass(frozen=True)
class CannotVisit(Payload):
    """I can't come; asked again before anything happens."""

    visit: int
    sure: bool


# A lead's, and the crew's


@payload("vis")
@dataclass(frozen=True)
class Visitors(Payload):
    """The visitors of a night."""

    patrol: int


@payload("vcd")
@dataclass(frozen=True)
class VisitorCard(Payload):
    """One visitor, for a lead."""

    visit: int


@payload("vok")
@dataclass(frozen=True)
class AcceptVisitor(Payload):
    """They may come."""

    visit: int


@payload("vno")
@dataclass(frozen=True)
class DeclineVisitor(Payload):
    """They may not come."""

    visit: int


@payload("vtb")
@dataclass(frozen=True)
class TakeVisitBack(Payload):
    """They may not come after all."""

    visit: int


@payload("vln")
@dataclass(frozen=True)
class InviteVisitor(Payload):
    """Make a link for one visitor."""

    patrol: int
