"""Who may name, nominate, answer, propose and settle: leading, pairing and places."""

from __future__ import annotations

from collections.abc import Mapping

from bot.actions import beside_boards, leading, pairing, pairing_links, places
from operation.details import Details
from operation.leading import Part
from operation.pairing import NotNominated
from operation.places import OwnProposal
from tests.e2e.permission_kinds import ACTIVE, EVERYBODY, LEADS, Permission, by
from tests.e2e.permission_stage import AREAS, HERE, NOW

WARD = HERE.wards[0].code
DETAILS = Details(surname="Newcomer", rank="PC", warrant_number="9876ZY")
MAY_ACT = LEADS | {"officer"}
"""The leads of the area, and the night's own patrol lead."""
NOMINATORS = LEADS | {"ward sergeant"}
PROPOSERS = MAY_ACT | {"ward sergeant"}

PERMISSIONS: Mapping[str, Permission] = {
    # Leading
    "leading.acting_for_patrol": Permission(
        by(leading.acting_for_patrol)(patrol_id="published"), MAY_ACT
    ),
    "leading.acting_for_patrol of another night": Permission(
        by(leading.acting_for_patrol)(patrol_id="proposed"), LEADS
    ),
    "leading.require_acting": Permission(
        by(leading.require_acting)(patrol_id="published"), MAY_ACT
    ),
    "leading.name_patrol_lead": Permission(
        by(leading.name_patrol_lead, now=NOW)(patrol_id="published", member_id="colleague"), LEADS
    ),
    "leading.name_supervisor": Permission(
        by(leading.name_supervisor, part=Part.SUPERVISOR, areas=AREAS, now=NOW)(
            patrol_id="published", member_id="ward sergeant"
        ),
        LEADS,
    ),
    # Pairing
    "pairing.nominate": Permission(
        by(pairing.nominate, areas=AREAS, now=NOW)(
            patrol_id="published", member_id="local officer"
        ),
        NOMINATORS,
    ),
    "pairing.answer": Permission(
        by(pairing.answer, comes=True, areas=AREAS, now=NOW)(patrol_id="vacant"),
        frozenset({"local officer"}),
        dict.fromkeys(ACTIVE, NotNominated),
    ),
    "pairing.answer for somebody": Permission(
        by(pairing.answer, comes=False, areas=AREAS, now=NOW)(
            patrol_id="vacant", member_id="local officer"
        ),
        LEADS,
    ),
    "pairing.take_back": Permission(
        by(pairing.take_back, areas=AREAS, now=NOW)(patrol_id="vacant"), NOMINATORS
    ),
    "pairing_links.invite_local_officer": Permission(
        by(pairing_links.invite_local_officer, now=NOW)(patrol_id="published"), NOMINATORS
    ),
    "pairing_links.write_down": Permission(
        by(pairing_links.write_down, details=DETAILS, areas=AREAS, now=NOW)(patrol_id="published"),
        LEADS,
    ),
    "beside_boards.my_ward": Permission(
        by(beside_boards.my_ward, areas=AREAS, now=NOW)(), EVERYBODY
    ),
    "beside_boards.consult_record": Permission(
        by(beside_boards.consult_record, area=HERE.key, now=NOW)(), LEADS
    ),
    # Places
    "places.propose": Permission(
        by(places.propose, ward=WARD, meeting=None, reason="Quiet", areas=AREAS, now=NOW)(
            patrol_id="published"
        ),
        PROPOSERS,
    ),
    "places.require_proposer": Permission(
        by(places.require_proposer, now=NOW)(patrol_id="published"), PROPOSERS
    ),
    "places.agree": Permission(
        by(places.agree, now=NOW)(patrol_id="published", proposal_id="proposal"),
        frozenset({"ward sergeant"}),
        {"officer": OwnProposal},
    ),
    "places.settle_proposal": Permission(
        by(places.settle_proposal, areas=AREAS, now=NOW)(
            patrol_id="published", proposal_id="proposal"
        ),
        LEADS,
    ),
    "places.set_meeting": Permission(
        by(places.set_meeting, meeting="By the clock", areas=AREAS, now=NOW)(patrol_id="published"),
        LEADS,
    ),
    "places.set_ward": Permission(
        by(places.set_ward, ward=HERE.wards[1].code, areas=AREAS, now=NOW)(patrol_id="published"),
        LEADS,
    ),
}

FOR_ACTIONS = frozenset(
    {
        "pairing.ward_settled",
        "pairing.night_cancelled",
        "pairing.night_back",
        "pairing.comes_by_hand",
        "pairing.crew_changed",
    }
)
"""What follows from a change of the night or its crew, which has asked who acts."""
