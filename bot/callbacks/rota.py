"""The buttons of the rota: in, out, and what a lead changes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from bot.callbacks import Payload, payload


@payload("in")
@dataclass(frozen=True)
class SignUp(Payload):
    """I am in for this night."""

    week: int
    patrol: int

    @property
    def living(self) -> str | None:
        """These buttons stand under the week's post."""
        return f"rota:{self.week}"


@payload("out")
@dataclass(frozen=True)
class StepBack(Payload):
    """I am out of this night."""

    week: int
    patrol: int

    @property
    def living(self) -> str | None:
        """These buttons stand under the week's post."""
        return f"rota:{self.week}"


@payload("mine")
@dataclass(frozen=True)
class MyShifts(Payload):
    """What I am in for."""


@payload("rota")
@dataclass(frozen=True)
class RotaOf(Payload):
    """The weeks of an area, for its lead."""

    area: str


@payload("wk")
@dataclass(frozen=True)
class WeekCard(Payload):
    """One week, for its lead."""

    week: int


@payload("nt")
@dataclass(frozen=True)
class PatrolCard(Payload):
    """One night, for its lead."""

    patrol: int


@payload("chn")
@dataclass(frozen=True)
class ChangeNight(Payload):
    """What a lead can change about the night itself."""

    patrol: int


@payload("cls")
@dataclass(frozen=True)
class CloseWeek(Payload):
    """Close sign-up by hand."""

    week: int


@payload("rop")
@dataclass(frozen=True)
class ReopenWeek(Payload):
    """Open sign-up again."""

    week: int


@payload("ask")
@dataclass(frozen=True)
class AskUnanswered(Payload):
    """Ask everyone who could sign up and has not."""

    week: int


@payload("xn")
@dataclass(frozen=True)
class ChooseExtraNight(Payload):
    """Which date an extra night is on."""

    area: str


@payload("xnd")
@dataclass(frozen=True)
class AddExtraNight(Payload):
    """Add a night on a date."""

    area: str
    night: date


@payload("num")
@dataclass(frozen=True)
class ChangeNumbers(Payload):
    """Change a night's minimum or places by a step."""

    patrol: int
    minimum: int
    places: int


@payload("addf")
@dataclass(frozen=True)
class ChooseOfficer(Payload):
    """Whom to sign up on their behalf."""

    patrol: int
    page: int


@payload("addm")
@dataclass(frozen=True)
class AddOfficer(Payload):
    """Sign this member up on their behalf."""

    patrol: int
    member: int


@payload("offm")
@dataclass(frozen=True)
class TakeOff(Payload):
    """Take this member off on their behalf."""

    patrol: int
    member: int


@payload("plan")
@dataclass(frozen=True)
class PlanOf(Payload):
    """The area's usual nights and rhythm."""

    area: str


@payload("pln")
@dataclass(frozen=True)
class PlanNight(Payload):
    """One usual night."""

    area: str
    weekday: int


@payload("plns")
@dataclass(frozen=True)
class StepNight(Payload):
    """Change one figure of a usual night by a step: times in minutes, numbers in people."""

    area: str
    weekday: int
    figure: str
    step: int


@payload("plnd")
@dataclass(frozen=True)
class ToggleNight(Payload):
    """Add a weekday to the usual nights, or take it out."""

    area: str
    weekday: int


@payload("plm")
@dataclass(frozen=True)
class PlanMoment(Payload):
    """One moment of the week's rhythm."""

    area: str
    name: str


@payload("plms")
@dataclass(frozen=True)
class StepMoment(Payload):
    """Move a moment of the rhythm by so many minutes."""

    area: str
    name: str
    minutes: int
