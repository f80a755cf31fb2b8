"""Who may say what somebody works, override, and note that rest was given."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from bot.actions import rest_boards, rest_owed, rest_stating
from operation.crew import NotOnTheNight
from operation.duties import Side
from tests.e2e.permission_kinds import ACTIVE, EVERYBODY, LEADS, OFFICERS, Permission, by
from tests.e2e.permission_stage import AREAS, HERE, NOW
from tests.e2e.stage_rest import LATER

PERMISSIONS: Mapping[str, Permission] = {
    "rest_stating.state_duty": Permission(
        by(rest_stating.state_duty, side=Side.AFTER, name="-", areas=AREAS, now=NOW)(
            patrol_id="published"
        ),
        OFFICERS,
        dict.fromkeys(ACTIVE, NotOnTheNight),
    ),
    "rest_stating.state_duty for somebody": Permission(
        by(rest_stating.state_duty, side=Side.AFTER, name="Early", areas=AREAS, now=NOW)(
            patrol_id="published", member_id="colleague"
        ),
        LEADS,
    ),
    "rest_stating.override": Permission(
        by(rest_stating.override, reason="A sample reason", areas=AREAS, now=NOW)(
            patrol_id="published", member_id="colleague"
        ),
        LEADS,
    ),
    "rest_stating.to_override": Permission(
        by(rest_stating.to_override, areas=AREAS)(patrol_id="published", member_id="colleague"),
        LEADS,
    ),
    "rest_stating.consult_duties": Permission(
        by(rest_stating.consult_duties, now=NOW)(patrol_id="published", member_id="colleague"),
        LEADS,
    ),
    "rest_owed.mark_given": Permission(
        by(rest_owed.mark_given, on=date(2031, 3, 18), areas=AREAS, now=LATER)(owed_id="owed"),
        LEADS,
    ),
    "rest_owed.mark_not_owed": Permission(
        by(rest_owed.mark_not_owed, reason="Off sick", now=LATER)(owed_id="owed"), LEADS
    ),
    "rest_owed.require_lead_of_owed": Permission(
        by(rest_owed.require_lead_of_owed)(owed_id="owed"), LEADS
    ),
    "rest_owed.consult_owed": Permission(
        by(rest_owed.consult_owed, area=HERE.key, now=NOW)(), LEADS
    ),
    "rest_boards.my_nights": Permission(
        by(rest_boards.my_nights, areas=AREAS, now=NOW)(), EVERYBODY
    ),
    "rest_boards.my_owed": Permission(by(rest_boards.my_owed, areas=AREAS)(), EVERYBODY),
}
