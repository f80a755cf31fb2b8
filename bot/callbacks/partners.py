"""The buttons about partner agencies on a night: whoever acts for the patrol, and the agencies.

Windows are in minutes that pass from the patrol's start.
"""

from __future__ import annotations

from dataclasses import dataclass

from bot.callbacks import Payload, payload
from operation.partners import Attendance, Purpose

# Whoever acts for the patrol


@payload("pnc")
@dataclass(frozen=True)
class PartnersOf(Payload):
    """A night's engagement, and who is invited."""

    patrol: int


@payload("pnp")
@dataclass(frozen=True)
class ChoosePurpose(Payload):
    """What the night is for."""

    patrol: int


@payload("pnq")
@dataclass(frozen=True)
class SetPurpose(Payload):
    """It is for this; `sure` says that agencies are to be turned away if need be."""

    patrol: int
    purpose: Purpose
    sure: bool


@payload("pnw")
@dataclass(frozen=True)
class Window(Payload):
    """Step the window of the night; nothing is changed yet. `part` says whose window."""

    patrol: int
    part: str


@payload("pnx")
@dataclass(frozen=True)
class StepWindow(Payload):
    """Step the window that is looked at by so many minutes; nothing is changed yet."""

    patrol: int
    part: str
    starts: int
    ends: int


@payload("pny")
@dataclass(frozen=True)
class KeepWindow(Payload):
    """It is this window."""

    patrol: int
    part: str
    starts: int
    ends: int


@payload("pni")
@dataclass(frozen=True)
class InviteCard(Payload):
    """Whom to invite."""

    patrol: int


@payload("pnt")
@dataclass(frozen=True)
class TickAgency(Payload):
    """Invite this one too, or not after all; nothing is sent yet."""

    patrol: int
    agency: int


@payload("pnn")
@dataclass(frozen=True)
class InviteNext(Payload):
    """These are invited: where do they meet?"""

    patrol: int


@payload("pnm")
@dataclass(frozen=True)
class MeetingPoint(Payload):
    """Another meeting point for everyone who is invited."""

    patrol: int


@payload("pnk")
@dataclass(frozen=True)
class InvitationCard(Payload):
    """One agency's invitation; `sure` asks whether it is to be withdrawn."""

    invitation: int
    sure: bool


@payload("pna")
@dataclass(frozen=True)
class AnswerForAgency(Payload):
    """Record what an agency has answered."""

    invitation: int
    comes: bool


@payload("pnd")
@dataclass(frozen=True)
class WithdrawInvitation(Payload):
    """Take an invitation back."""

    invitation: int


@payload("pnv")
@dataclass(frozen=True)
class MarkAttendance(Payload):
    """Whether an agency took part."""

    invitation: int
    attendance: Attendance


@payload("pns")
@dataclass(frozen=True)
class SoupCard(Payload):
    """Whether the night is a soup kitchen, who supplies, how many were served."""

    patrol: int


@payload("pnz")
@dataclass(frozen=True)
class SetSupplier(Payload):
    """This agency supplies."""

    patrol: int
    agency: int


@payload("pno")
@dataclass(frozen=True)
class DropSoup(Payload):
    """No soup kitchen after all."""

    patrol: int


@payload("pnu")
@dataclass(frozen=True)
class StepServed(Payload):
    """Step the number that is looked at; nothing is changed yet."""

    patrol: int
    step: int


@payload("pnr")
@dataclass(frozen=True)
class KeepServed(Payload):
    """So many were served."""

    patrol: int
    served: int


@payload("pne")
@dataclass(frozen=True)
class TypeServed(Payload):
    """How many were served, typed."""

    patrol: int


@payload("pgh")
@dataclass(frozen=True)
class AgencyHistory(Payload):
    """What has been with an agency in the last weeks."""

    agency: int
    weeks: int


# The agencies' own


@payload("pim")
@dataclass(frozen=True)
class MyInvitations(Payload):
    """What my agency is invited to."""

    area: str


@payload("pic")
@dataclass(frozen=True)
class MyInvitation(Payload):
    """One invitation."""

    invitation: int


@payload("pia")
@dataclass(frozen=True)
class AnswerInvitation(Payload):
    """I come, or nobody does; to what was read in this version."""

    invitation: int
    version: int
    comes: bool


@payload("pie")
@dataclass(frozen=True)
class SomeoneElse(Payload):
    """Somebody else comes: who?"""

    invitation: int
    version: int


@payload("pis")
@dataclass(frozen=True)
class SendColleague(Payload):
    """This colleague comes."""

    invitation: int
    version: int
    member: int


@payload("piu")
@dataclass(frozen=True)
class SendUnnamed(Payload):
    """A colleague without Telegram comes."""

    invitation: int
    version: int


@payload("pif")
@dataclass(frozen=True)
class GiveFeedback(Payload):
    """Say how it went."""

    invitation: int


@payload("piq")
@dataclass(frozen=True)
class StopQuoting(Payload):
    """Do not quote us after all."""

    invitation: int
