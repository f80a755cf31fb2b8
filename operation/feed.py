"""The private address of an officer's duties, to which a calendar subscribes: who may have one."""

from __future__ import annotations

from dataclasses import dataclass

from operation.area import Area
from operation.errors import Refusal


@dataclass(eq=False)
class FeedOff(Refusal):
    """The area has not turned calendar addresses on, or this server serves none."""


@dataclass(eq=False)
class NoAddress(Refusal):
    """There is no address to revoke, or it was revoked already."""


@dataclass(eq=False)
class AddressMade(Refusal):
    """They have an address: it is revoked before there is another."""


def require_served(area: Area) -> str:
    """Where the area's calendars are reached from outside; raises `FeedOff`."""
    if not area.feed.is_served or area.feed.address is None:
        raise FeedOff
    return area.feed.address


def require_address(address: object | None) -> None:
    """Raises `NoAddress` where there is none to revoke."""
    if address is None:
        raise NoAddress


def require_none(address: object | None) -> None:
    """Raises `AddressMade`: one address is one thing to keep private, and to revoke."""
    if address is not None:
        raise AddressMade
