"""The buttons of swaps: giving a shift away, taking it, and a lead's decision."""

from __future__ import annotations

from dataclasses import dataclass

from bot.callbacks import Payload, payload


@payload("swg")
@dataclass(frozen=True)
class GiveAway(Payload):
    """Give my shift away: to whom?"""

    patrol: int
    page: int


@payload("swn")
@dataclass(frozen=True)
class GiveTo(Payload):
    """Ask this one: for nothing, or for a shift of theirs?"""

    patrol: int
    member: int


@payload("swa")
@dataclass(frozen=True)
class OfferToAll(Payload):
    """Ask everyone who could take it."""

    patrol: int


@payload("swo")
@dataclass(frozen=True)
class OfferTo(Payload):
    """Ask this one; `other` is the patrol of theirs that I would take, 0 for none."""

    patrol: int
    member: int
    other: int


@payload("swb")
@dataclass(frozen=True)
class TakeBack(Payload):
    """I keep my shift; on_list as under the answers of a crew."""

    swap: int
    on_list: bool


@payload("swt")
@dataclass(frozen=True)
class TakeShift(Payload):
    """I take it."""

    swap: int


@payload("swd")
@dataclass(frozen=True)
class DeclineShift(Payload):
    """I do not."""

    swap: int


# For the lead


@payload("swc")
@dataclass(frozen=True)
class SwapApproval(Payload):
    """What waits for a lead."""

    swap: int


@payload("swy")
@dataclass(frozen=True)
class ApproveSwap(Payload):
    """The swap may go ahead."""

    swap: int


@payload("swx")
@dataclass(frozen=True)
class RefuseSwap(Payload):
    """It may not."""

    swap: int


@payload("swf")
@dataclass(frozen=True)
class SwapFor(Payload):
    """Put somebody else in this one's place: whom?"""

    patrol: int
    member: int
    page: int


@payload("sww")
@dataclass(frozen=True)
class SwapNow(Payload):
    """Put this one in that one's place."""

    patrol: int
    member: int
    taker: int
