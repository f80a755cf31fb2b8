"""Who may keep the list of partner agencies: its leads, and nobody else."""

from __future__ import annotations

from collections.abc import Mapping

from bot.actions import agencies
from tests.e2e.permission_kinds import LEADS, Permission, by
from tests.e2e.permission_stage import HERE, NOW

PERMISSIONS: Mapping[str, Permission] = {
    "agencies.add": Permission(
        by(agencies.add, area=HERE.key, name="Example Outreach", now=NOW)(), LEADS
    ),
    "agencies.rename": Permission(
        by(agencies.rename, name="Example Outreach", now=NOW)(agency_id="agency"), LEADS
    ),
    "agencies.pause": Permission(
        by(agencies.pause, wanted=True, now=NOW)(agency_id="agency"), LEADS
    ),
    "agencies.choose_main_contact": Permission(
        by(agencies.choose_main_contact, now=NOW)(agency_id="agency", member_id="partner"), LEADS
    ),
    "agencies.correct_contact": Permission(
        by(agencies.correct_contact, surname="Fable", now=NOW)(
            agency_id="agency", member_id="partner"
        ),
        LEADS,
    ),
    "agencies.consult_agencies": Permission(
        by(agencies.consult_agencies, area=HERE.key)(), LEADS
    ),
    "agencies.consult_agency": Permission(
        by(agencies.consult_agency, now=NOW)(agency_id="agency"), LEADS
    ),
}  # fmt: skip
