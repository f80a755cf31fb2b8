"""The buttons about a patrol's local officer."""

from __future__ import annotations

from dataclasses import dataclass

from bot.callbacks import Payload, payload


@payload("prw")
@dataclass(frozen=True)
class ChooseNominee(Payload):
    """Whom a lead could nominate."""

    patrol: int
    page: int


@payload("prn")
@dataclass(frozen=True)
class Nominate(Payload):
    """Nominate this local officer; `on_card` says that it stands under a sergeant's card."""

    patrol: int
    member: int
    on_card: bool


@payload("prb")
@dataclass(frozen=True)
class TakeBack(Payload):
    """Take a nomination back, to nominate another."""

    patrol: int
    on_card: bool


@payload("pri")
@dataclass(frozen=True)
class InviteOfficer(Payload):
    """A link for a local officer who is not here yet."""

    patrol: int


@payload("prx")
@dataclass(frozen=True)
class OfficerByHand(Payload):
    """A local officer without Telegram is written down, and comes."""

    patrol: int


@payload("pra")
@dataclass(frozen=True)
class AnswerNomination(Payload):
    """I come along, or I can't."""

    patrol: int
    comes: bool


@payload("prf")
@dataclass(frozen=True)
class AnswerForOfficer(Payload):
    """A lead records what the local officer has said."""

    patrol: int
    member: int
    comes: bool


@payload("prl")
@dataclass(frozen=True)
class PairingOf(Payload):
    """The nights ahead, and who comes from the ward."""

    area: str


@payload("prr")
@dataclass(frozen=True)
class ReachedOf(Payload):
    """Local officers reached per ward."""

    area: str


@payload("prp")
@dataclass(frozen=True)
class TogetherOf(Payload):
    """Who has been out with whom."""

    area: str
    page: int


@payload("prm")
@dataclass(frozen=True)
class MyWard(Payload):
    """The nights in my ward, and what is asked."""


@payload("prc")
@dataclass(frozen=True)
class BesideNight(Payload):
    """One of these nights."""

    patrol: int
