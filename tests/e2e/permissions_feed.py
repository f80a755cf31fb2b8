"""Who may have an address for their calendar: the officer whose duties it shows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from bot.actions import feed
from operation.errors import Refusal
from operation.feed import FeedOff, NoAddress
from operation.feed_rules import FeedRules
from operation.people import Actor, RoleMissing
from storage import feed as addresses
from storage.database import Transaction
from tests.e2e.permission_kinds import OFFICERS, Permission, by
from tests.e2e.permission_stage import AREAS, ELSEWHERE, HERE, NOW, Crews

SERVED = {
    HERE.key: replace(HERE, feed=FeedRules(enabled=True, address="https://duty.example")),
    ELSEWHERE.key: ELSEWHERE,
}
_ELSEWHERE: Mapping[str, type[Refusal]] = {"lead elsewhere": RoleMissing}

PERMISSIONS: Mapping[str, Permission] = {
    "feed.make_address": Permission(
        by(feed.make_address, areas=SERVED, now=NOW)(),
        OFFICERS,
        {**_ELSEWHERE, "officer elsewhere": FeedOff},
    ),
    "feed.revoke_address": Permission(
        by(feed.revoke_address, now=NOW)(),
        frozenset({"suspended officer"}) & OFFICERS,
        {**_ELSEWHERE, **dict.fromkeys(OFFICERS | {"officer elsewhere"}, NoAddress)},
    ),
    "feed.calendar_board": Permission(
        by(feed.calendar_board, areas=AREAS)(), OFFICERS | {"officer elsewhere"}, _ELSEWHERE
    ),
}


async def build(
    tx: Transaction, members: Mapping[str, int], _crews: Crews, _actors: Mapping[str, Actor]
) -> Mapping[str, Any]:
    """Somebody who was on the way out still has the address of better days."""
    await addresses.add_address(tx, members["stand-in"], token="a" * 32, at=NOW)
    return {}
