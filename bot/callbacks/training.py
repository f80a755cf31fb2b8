"""The buttons of training: one's own, and a lead's."""

from __future__ import annotations

from dataclasses import dataclass

from bot.callbacks import Payload, payload

# One's own


@payload("tgm")
@dataclass(frozen=True)
class MyTraining(Payload):
    """Where I stand with the training, and the sessions ahead."""

    area: str


@payload("tga")
@dataclass(frozen=True)
class Apply(Payload):
    """I apply for a session."""

    session: int


@payload("tgw")
@dataclass(frozen=True)
class WithdrawApplication(Payload):
    """I take my application back."""

    session: int


# A lead's, about sessions


@payload("tgh")
@dataclass(frozen=True)
class TrainingOf(Payload):
    """The pool and the sessions of an area."""

    area: str


@payload("tgn")
@dataclass(frozen=True)
class NewSession(Payload):
    """Set a session."""

    area: str


@payload("tgs")
@dataclass(frozen=True)
class SessionCard(Payload):
    """One session with its applicants, a page of them."""

    session: int
    page: int


@payload("tgv")
@dataclass(frozen=True)
class ChangeSession(Payload):
    """What can be changed about a session."""

    session: int


@payload("tgp")
@dataclass(frozen=True)
class StepSeats(Payload):
    """More or fewer places."""

    session: int
    step: int


@payload("tgj")
@dataclass(frozen=True)
class MoveSession(Payload):
    """Another time or place for a session."""

    session: int


@payload("tgx")
@dataclass(frozen=True)
class CallOffSession(Payload):
    """Call a session off, after a second tap."""

    session: int
    sure: bool


@payload("tgg")
@dataclass(frozen=True)
class TellGroup(Payload):
    """Tell the group of a session."""

    session: int


@payload("tgl")
@dataclass(frozen=True)
class SessionLink(Payload):
    """Make a link by which newcomers apply for a session."""

    session: int


@payload("tge")
@dataclass(frozen=True)
class ChooseApplicant(Payload):
    """Whom to enter for a session."""

    session: int
    page: int


@payload("tgi")
@dataclass(frozen=True)
class EnterApplicant(Payload):
    """Enter somebody for a session."""

    session: int
    member: int


# A lead's, about applicants


@payload("tgo")
@dataclass(frozen=True)
class ApplicantCard(Payload):
    """One applicant."""

    application: int


@payload("tgq")
@dataclass(frozen=True)
class AnswerMindset(Payload):
    """Whether the mindset was seen."""

    application: int
    mindset: str


@payload("tgy")
@dataclass(frozen=True)
class SelectApplicant(Payload):
    """Give somebody a place; where the mindset was not seen, a reason is asked for."""

    application: int


@payload("tgr")
@dataclass(frozen=True)
class KeepWaiting(Payload):
    """Put somebody on the reserve list."""

    application: int


@payload("tgd")
@dataclass(frozen=True)
class DeclineApplicant(Payload):
    """Say no to somebody, after a second tap."""

    application: int
    sure: bool


@payload("tgu")
@dataclass(frozen=True)
class WithdrawFor(Payload):
    """Somebody has told their lead that they do not come."""

    application: int


# A lead's, afterwards


@payload("tgz")
@dataclass(frozen=True)
class AttendanceOf(Payload):
    """Who was there, a page of them; how many months a sign-off counts, 0 for ever."""

    session: int
    months: int
    page: int


@payload("tgt")
@dataclass(frozen=True)
class MarkAttendance(Payload):
    """Somebody was there, or was not."""

    application: int
    attended: bool


@payload("tgf")
@dataclass(frozen=True)
class SignOff(Payload):
    """Somebody is qualified."""

    application: int
    months: int


@payload("tgk")
@dataclass(frozen=True)
class SignOffAll(Payload):
    """Everybody who was there is qualified."""

    session: int
    months: int


@payload("tgb")
@dataclass(frozen=True)
class QualificationCard(Payload):
    """A member's training."""

    member: int


@payload("tgun")
@dataclass(frozen=True)
class UndoSignOff(Payload):
    """A sign-off was a mistake: take it back, with a reason."""

    qualification: int


@payload("tgc")
@dataclass(frozen=True)
class SetExpiry(Payload):
    """How many months a member's training counts; 0 is for ever."""

    member: int
    months: int
