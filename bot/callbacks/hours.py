"""The buttons of hours and attendance: what an officer states, what a lead notes and confirms.

`times` are two numbers of quarters of an hour, such as `0.3`: how much later than planned somebody
started and ended.
"""

from __future__ import annotations

from dataclasses import dataclass

from bot.callbacks import Payload, Unreadable, payload

QUARTER = 15


def times_of(starts: int, ends: int) -> str:
    """Minutes later than planned, as a button carries them."""
    return f"{starts // QUARTER}.{ends // QUARTER}"


def minutes_of(times: str) -> tuple[int, int]:
    """What `times_of` wrote, read back. Raises Unreadable."""
    starts, dot, ends = times.partition(".")
    for part in (starts, ends):
        digits = part.removeprefix("-")
        if not (dot and digits.isascii() and digits.isdigit() and len(digits) <= 3):
            raise Unreadable
    return int(starts) * QUARTER, int(ends) * QUARTER


@payload("hrt")
@dataclass(frozen=True)
class AsPlanned(Payload):
    """My times were as planned; what I want for them, pay or time off."""

    patrol: int
    wants: str


@payload("hot")
@dataclass(frozen=True)
class OtherTimes(Payload):
    """My times were other ones: which?"""

    patrol: int


@payload("hst")
@dataclass(frozen=True)
class StepMine(Payload):
    """Step my times that are looked at by so many minutes; nothing is stated yet."""

    patrol: int
    starts: int
    ends: int


@payload("hwm")
@dataclass(frozen=True)
class WantMine(Payload):
    """Pay or time off for me."""

    patrol: int
    wants: str


@payload("hsy")
@dataclass(frozen=True)
class SayTimes(Payload):
    """My times were these, because of that."""

    patrol: int
    times: str
    why: str


@payload("hmy")
@dataclass(frozen=True)
class MyHours(Payload):
    """My hours of the last weeks."""


# For the lead


@payload("hmu")
@dataclass(frozen=True)
class MusterCard(Payload):
    """Who is there."""

    patrol: int
    page: int


@payload("hmo")
@dataclass(frozen=True)
class MusterOne(Payload):
    """How did one of them turn out; `page` is where the button stands."""

    patrol: int
    member: int
    page: int


@payload("hmk")
@dataclass(frozen=True)
class MarkOne(Payload):
    """How one of the crew turned out; `page` is where the button stands."""

    patrol: int
    member: int
    attended: str
    page: int


@payload("hma")
@dataclass(frozen=True)
class MarkAll(Payload):
    """Everyone else turned up."""

    patrol: int


@payload("hcd")
@dataclass(frozen=True)
class NightHoursCard(Payload):
    """The hours of one night."""

    patrol: int
    page: int


@payload("hcp")
@dataclass(frozen=True)
class ConfirmAsPlanned(Payload):
    """Confirm everyone who says that it was as planned."""

    patrol: int


@payload("hsh")
@dataclass(frozen=True)
class SheetCard(Payload):
    """One person's hours, to confirm or put right."""

    patrol: int
    member: int


@payload("hsl")
@dataclass(frozen=True)
class StepTheirs(Payload):
    """Step their times that are looked at by so many minutes; nothing is confirmed yet."""

    patrol: int
    member: int
    starts: int
    ends: int


@payload("hcf")
@dataclass(frozen=True)
class ConfirmTimes(Payload):
    """Confirm these times, of the sheet in this version."""

    patrol: int
    member: int
    version: int
    times: str
    why: str


@payload("hco")
@dataclass(frozen=True)
class CorrectTimes(Payload):
    """Correct confirmed hours to these times: asked for a reason first."""

    patrol: int
    member: int
    version: int
    times: str
    why: str


@payload("hnt")
@dataclass(frozen=True)
class NotThere(Payload):
    """They were not there after all: asked for a reason first."""

    patrol: int
    member: int
    version: int


@payload("hkd")
@dataclass(frozen=True)
class SetKind(Payload):
    """What sort of overtime it was."""

    patrol: int
    member: int
    kind: str


@payload("hwt")
@dataclass(frozen=True)
class WantTheirs(Payload):
    """Pay or time off, entered for somebody."""

    patrol: int
    member: int
    wants: str
