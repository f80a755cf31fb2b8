"""Who visits, who lets them, and who invites."""

from __future__ import annotations

from collections.abc import Mapping

from bot.actions import visit_boards, visits
from operation.crew import NotOnTheNight
from operation.details import Details
from operation.errors import Refusal
from operation.people import AwaitingApproval, NotAMember, RoleMissing, Suspended
from operation.visits import NoVisit, OwnArea
from tests.e2e.permission_kinds import ACTIVE, EVERYBODY, LEADS, Permission, by
from tests.e2e.permission_stage import AREAS, NOW
from tests.e2e.stage_visits import VISITOR_TOKEN

DETAILS = Details(surname="Guest", rank="PS")

FROM_HERE: Mapping[str, type[Refusal]] = {
    **dict.fromkeys(ACTIVE, OwnArea),
    "pending": AwaitingApproval,
    "suspended lead": Suspended,
    "suspended officer": Suspended,
}
_ASKING = {**FROM_HERE, "officer elsewhere": RoleMissing, "stranger": NotAMember}
BY_LINK = EVERYBODY - FROM_HERE.keys()
"""Who may come by a link: colleagues elsewhere, and people whom no area knows."""
WITH_PERSON = BY_LINK - {"stranger"}

PERMISSIONS: Mapping[str, Permission] = {
    "visits.ask": Permission(
        by(visits.ask, areas=AREAS, now=NOW)(patrol_id="published"),
        frozenset({"lead elsewhere"}),
        _ASKING,
    ),
    "visits.open_link": Permission(
        by(visits.open_link, token=VISITOR_TOKEN, areas=AREAS, now=NOW)(), BY_LINK, FROM_HERE
    ),
    "visits.come_by_link": Permission(
        # A stranger has become a person by opening the link.
        by(visits.come_by_link, details=DETAILS, areas=AREAS, now=NOW)(link_id="visit_link"),
        WITH_PERSON,
        {**FROM_HERE, "stranger": NoVisit},
    ),
    "visits.make_link": Permission(
        by(visits.make_link, areas=AREAS, now=NOW)(patrol_id="published"),
        LEADS | {"officer"},
        dict.fromkeys(ACTIVE, NotOnTheNight),
    ),
    "visits.accept": Permission(
        by(visits.accept, areas=AREAS, now=NOW)(visit_id="visit_asked"), LEADS
    ),
    "visits.decline": Permission(by(visits.decline, now=NOW)(visit_id="visit_asked"), LEADS),
    "visits.take_back": Permission(by(visits.take_back, now=NOW)(visit_id="visit_accepted"), LEADS),
    "visits.withdraw": Permission(
        by(visits.withdraw, now=NOW)(visit_id="visit_asked"),
        frozenset({"lead elsewhere"}),
        dict.fromkeys(EVERYBODY, NoVisit),
    ),
    "visit_boards.my_visits": Permission(
        by(visit_boards.my_visits, areas=AREAS, now=NOW)(), EVERYBODY
    ),
    "visit_boards.count_mine": Permission(by(visit_boards.count_mine)(), EVERYBODY),
}
