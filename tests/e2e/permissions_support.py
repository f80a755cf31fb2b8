"""Who asks the leads of an area for support, and who answers."""

from __future__ import annotations

from collections.abc import Mapping

from bot.actions import support_requests as support
from operation.errors import Refusal
from operation.people import RoleMissing
from operation.support_requests import LeadsThere, Topic
from tests.e2e.permission_kinds import EVERYBODY, LEADS, Permission, by
from tests.e2e.permission_stage import AREAS, HERE, NOW

ASKERS = frozenset({"officer", "local officer", "ward sergeant", "lead elsewhere"})
_TOLD: Mapping[str, type[Refusal]] = {
    **dict.fromkeys(LEADS, LeadsThere),
    "officer elsewhere": RoleMissing,
}

PERMISSIONS: Mapping[str, Permission] = {
    "support_requests.areas_to_ask": Permission(
        by(support.areas_to_ask, areas=AREAS, now=NOW)(), EVERYBODY
    ),
    "support_requests.require_asker": Permission(
        by(support.require_asker, area=HERE, areas=AREAS, now=NOW)(), ASKERS, _TOLD
    ),
    "support_requests.ask": Permission(
        by(support.ask, area=HERE, topic=Topic.SETUP, note=None, areas=AREAS, now=NOW)(),
        ASKERS,
        _TOLD,
    ),
    "support_requests.consult": Permission(
        by(support.consult, now=NOW)(request_id="request_open"), LEADS
    ),
    "support_requests.answer": Permission(
        by(support.answer, text=None, now=NOW)(request_id="request_open"), LEADS
    ),
    "support_requests.close": Permission(
        by(support.close, areas=AREAS, now=NOW)(request_id="request_answered"), LEADS
    ),
}
