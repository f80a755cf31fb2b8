"""The buttons of referrals."""

from __future__ import annotations

from dataclasses import dataclass

from bot.callbacks import Payload, payload


@payload("rfn")
@dataclass(frozen=True)
class NewReferral(Payload):
    """Record one of a patrol."""

    patrol: int


@payload("rfs")
@dataclass(frozen=True)
class SeenAgain(Payload):
    """Somebody with a reference was seen again: which?"""

    patrol: int


@payload("rfa")
@dataclass(frozen=True)
class ReferAgain(Payload):
    """One more referral of the person whose reference this is."""

    patrol: int
    reference: str


@payload("rfx")
@dataclass(frozen=True)
class PractiseReferral(Payload):
    """Try one, without anything coming of it."""


@payload("rfo")
@dataclass(frozen=True)
class OpenReferral(Payload):
    """Look at one."""

    referral: int


@payload("rfl")
@dataclass(frozen=True)
class WaitingReferralsOf(Payload):
    """Those of which something is to be done or heard."""

    area: str


@payload("rfh")
@dataclass(frozen=True)
class HandOver(Payload):
    """The agency was contacted: which?"""

    referral: int


@payload("rfm")
@dataclass(frozen=True)
class MetNow(Payload):
    """She was met: what did she say?"""

    referral: int


@payload("rfu")
@dataclass(frozen=True)
class NoteOutcome(Payload):
    """What became of it."""

    referral: int
    outcome: str


@payload("rfw")
@dataclass(frozen=True)
class WithdrawConsent(Payload):
    """She does not agree any more; asked again before anything happens."""

    referral: int
    sure: bool


@payload("rfk")
@dataclass(frozen=True)
class StrikeReferral(Payload):
    """It was recorded by mistake; asked again before anything happens."""

    referral: int
    sure: bool


@payload("rfc")
@dataclass(frozen=True)
class CorrectReferral(Payload):
    """Something in it is wrong."""

    referral: int


@payload("rfg")
@dataclass(frozen=True)
class LinkForAgency(Payload):
    """A link by which the agency says what became of it."""

    referral: int


@payload("rfz")
@dataclass(frozen=True)
class AgencySays(Payload):
    """The agency's answer, by its link."""

    link: int
    outcome: str
