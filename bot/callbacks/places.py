"""The buttons about where a night is worked and where its people meet."""

from __future__ import annotations

from dataclasses import dataclass

from bot.callbacks import Payload, payload


@payload("plcp")
@dataclass(frozen=True)
class ProposePlace(Payload):
    """Propose a ward and a meeting area."""

    patrol: int


@payload("plca")
@dataclass(frozen=True)
class AgreeToPlace(Payload):
    """The patrol lead, or a sergeant of the ward, agrees to what is proposed."""

    patrol: int
    proposal: int


@payload("plcs")
@dataclass(frozen=True)
class SettleProposal(Payload):
    """A lead takes what was proposed."""

    patrol: int
    proposal: int


@payload("plcm")
@dataclass(frozen=True)
class SetMeeting(Payload):
    """A lead says where the people of a night meet."""

    patrol: int
