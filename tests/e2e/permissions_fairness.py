"""Who may see an account of hours, and say maybe: an officer, for themself."""

from __future__ import annotations

from collections.abc import Mapping

from bot.actions import fairness, provisional
from operation.people import RoleMissing
from tests.e2e.permission_kinds import OFFICERS, Permission, by
from tests.e2e.permission_stage import AREAS, NOW

PERMISSIONS: Mapping[str, Permission] = {
    "fairness.my_accounts": Permission(
        by(fairness.my_accounts, areas=AREAS, now=NOW)(),
        OFFICERS | {"officer elsewhere"},
        {"lead elsewhere": RoleMissing},
    ),
    "provisional.say_maybe": Permission(
        by(provisional.say_maybe, areas=AREAS, now=NOW)(patrol_id="patrol"), OFFICERS
    ),
}
