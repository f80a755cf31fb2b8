"""Who may lead a patrol, and act for it."""

from __future__ import annotations

from collections.abc import Mapping

from bot.actions import leading as actions
from tests.e2e.permission_kinds import LEADS, Permission, by
from tests.e2e.permission_stage import NOW

MAY_ACT = LEADS | {"officer"}
"""The leads of the area, and the night's own patrol lead."""

PERMISSIONS: Mapping[str, Permission] = {
    "leading.acting_for_patrol": Permission(
        by(actions.acting_for_patrol)(patrol_id="published"), MAY_ACT
    ),
    "leading.acting_for_patrol of another night": Permission(
        by(actions.acting_for_patrol)(patrol_id="proposed"), LEADS
    ),
    "leading.require_acting": Permission(
        by(actions.require_acting)(patrol_id="published"), MAY_ACT
    ),
    "leading.name_patrol_lead": Permission(
        by(actions.name_patrol_lead, now=NOW)(patrol_id="published", member_id="colleague"), LEADS
    ),
}
