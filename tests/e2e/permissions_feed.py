"""Who may have an address for their calendar: the officer whose duties it shows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from bot.actions import feed
from operation.errors import Refusal
from operation.feed import AddressMade, FeedOff, NoAddress
from operation.feed_rules import FeedRules
from operation.people import RoleMissing
from tests.e2e.permission_kinds import OFFICERS, Permission, by
from tests.e2e.permission_stage import AREAS, ELSEWHERE, HERE, NOW

SERVED = {
    HERE.key: replace(HERE, feed=FeedRules(enabled=True, address="https://duty.example")),
    ELSEWHERE.key: ELSEWHERE,
}
_ELSEWHERE: Mapping[str, type[Refusal]] = {"lead elsewhere": RoleMissing}

PERMISSIONS: Mapping[str, Permission] = {
    "feed.make_address": Permission(
        by(feed.make_address, areas=SERVED, now=NOW)(),
        frozenset({"officer"}),
        {**_ELSEWHERE, "officer elsewhere": FeedOff, "deputy": AddressMade},
    ),
    "feed.revoke_address": Permission(
        by(feed.revoke_address, now=NOW)(),
        frozenset({"deputy"}),
        {**_ELSEWHERE, "officer": NoAddress, "officer elsewhere": NoAddress},
    ),
    "feed.calendar_board": Permission(
        by(feed.calendar_board, areas=AREAS)(), OFFICERS | {"officer elsewhere"}, _ELSEWHERE
    ),
}
