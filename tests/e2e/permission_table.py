"""The table of permissions: how each action is called, and who may call it."""

from __future__ import annotations

from collections.abc import Awaitable, Mapping
from datetime import date
from typing import Any

from bot.actions import (
    boards,
    calling,
    crew,
    crew_boards,
    groups,
    joining,
    membership,
    nights,
    people_boards,
    plan,
    rota,
    turnout,
)
from bot.actions.plan import Figure
from operation.budget import Accepted
from operation.crew import Cancelled, NotOnTheNight, Reason
from operation.details import Details
from operation.errors import Refusal
from operation.joining import RoleAlreadyAsked
from operation.people import (
    Actor,
    Grant,
    Role,
    RoleAlreadyHeld,
    Suspended,
)
from operation.rota import NotInvolved
from operation.turnout import NotSelected, OfferGone
from storage.database import Transaction
from tests.e2e import (
    permissions_agencies,
    permissions_fairness,
    permissions_feed,
    permissions_hours,
    permissions_intelligence,
    permissions_pairing,
    permissions_partners,
    permissions_referrals,
    permissions_rest,
    permissions_returns,
    permissions_support,
    permissions_swaps,
    permissions_training,
    permissions_visits,
)
from tests.e2e.permission_kinds import ACTIVE, EVERYBODY, LEADS, OFFICERS, Permission, by
from tests.e2e.permission_stage import AREAS, ENOUGH, GROUP, HERE, NOW, TOKEN, Ids

DETAILS = Details(surname="Newcomer", rank="PC", warrant_number="9876ZY")

JOINING: Mapping[str, type[Refusal]] = {
    "officer": RoleAlreadyHeld,
    "deputy": RoleAlreadyHeld,
    "pending": RoleAlreadyAsked,
    "suspended lead": Suspended,
    "suspended officer": Suspended,
    "lead elsewhere": joining.MemberElsewhere,
    "officer elsewhere": joining.MemberElsewhere,
}
MAY_JOIN = EVERYBODY - JOINING.keys()


def _joins(tx: Transaction, actor: Actor, ids: Ids) -> Awaitable[Any]:
    # A stranger has become a person by opening the link.
    person = actor.person_id or ids.people["declined"]
    return joining.join(
        tx,
        actor=actor,
        person_id=person,
        invite_id=ids.invite,
        area=HERE,
        details=DETAILS,
        now=NOW,
    )


FOR_ACTIONS = (
    frozenset(
        {
            "crew.carry_out",
            "rest.require_rested",
            "returns.require_recorder",
            "alerting.is_alerted",
            "referrals.require_seer",
        }
    )
    | permissions_pairing.FOR_ACTIONS
)
"""What other actions do once they have asked who acts: nothing calls it with a tap."""

_OF_THE_ROTA: Mapping[str, Permission] = {
    # The rota
    "rota.sign_up": Permission(
        by(rota.sign_up, areas=AREAS, now=NOW)(patrol_id="patrol"), OFFICERS
    ),
    "rota.step_back": Permission(
        by(rota.step_back, areas=AREAS, now=NOW)(patrol_id="other_patrol"),
        frozenset({"officer"}),
        dict.fromkeys(ACTIVE, NotInvolved),
    ),
    "rota.add_officer": Permission(
        by(rota.add_officer, areas=AREAS, now=NOW)(patrol_id="patrol", member_id="colleague"), LEADS
    ),
    "rota.take_off": Permission(
        by(rota.take_off, areas=AREAS, now=NOW)(patrol_id="other_patrol", member_id="officer"),
        LEADS,
    ),
    "rota.change_numbers": Permission(
        by(rota.change_numbers, minimum=0, places=1, areas=AREAS, now=NOW)(patrol_id="patrol"),
        LEADS,
    ),
    "calling.close_week": Permission(
        by(calling.close_week, areas=AREAS, now=NOW)(week_id="week"), LEADS
    ),
    "calling.reopen_week": Permission(
        by(calling.reopen_week, now=NOW)(week_id="closed_week"), LEADS
    ),
    "calling.add_extra_night": Permission(
        by(calling.add_extra_night, area=HERE, night=date(2031, 3, 13), now=NOW)(), LEADS
    ),
    "calling.ask_unanswered": Permission(
        by(calling.ask_unanswered, now=NOW)(week_id="week"), LEADS
    ),
    "boards.require_lead_of_week": Permission(
        by(boards.require_lead_of_week)(week_id="week"), LEADS
    ),
    "boards.require_lead_of_patrol": Permission(
        by(boards.require_lead_of_patrol)(patrol_id="patrol"), LEADS
    ),
    "boards.lead_patrol": Permission(by(boards.lead_patrol)(patrol_id="patrol"), LEADS),
    "boards.my_nights": Permission(by(boards.my_nights, areas=AREAS, now=NOW)(), EVERYBODY),
    # The crew
    "crew.pick": Permission(
        by(crew.pick, wanted=False, areas=AREAS, now=NOW)(
            patrol_id="proposed", member_id="officer"
        ),
        LEADS,
    ),
    "crew.publish": Permission(
        by(crew.publish, reason=ENOUGH, accepts=Accepted(unpriced=9), areas=AREAS, now=NOW)(
            patrol_id="proposed", version="version"
        ),
        LEADS,
    ),
    "turnout.confirm": Permission(
        by(turnout.confirm, areas=AREAS, now=NOW)(patrol_id="published"),
        frozenset({"officer"}),
        dict.fromkeys(ACTIVE, NotOnTheNight) | {"deputy": NotSelected},
    ),
    "turnout.confirm for somebody": Permission(
        by(turnout.confirm, areas=AREAS, now=NOW)(patrol_id="published", member_id="officer"), LEADS
    ),
    "turnout.withdraw": Permission(
        by(turnout.withdraw, reason=Reason.DUTY, areas=AREAS, now=NOW)(patrol_id="published"),
        OFFICERS,
        dict.fromkeys(ACTIVE, NotOnTheNight),
    ),
    "turnout.withdraw for somebody": Permission(
        by(turnout.withdraw, reason=Reason.UNSAID, areas=AREAS, now=NOW)(
            patrol_id="published", member_id="officer"
        ),
        LEADS,
    ),
    "turnout.accept": Permission(
        # The officer is on the crew: to take the place again is harmless.
        by(turnout.accept, areas=AREAS, now=NOW)(patrol_id="published"),
        OFFICERS,
        dict.fromkeys(ACTIVE, OfferGone),
    ),
    "turnout.accept, asked for cover": Permission(
        by(turnout.accept, areas=AREAS, now=NOW)(patrol_id="vacant"),
        frozenset({"deputy"}),
        dict.fromkeys(ACTIVE, OfferGone),
    ),
    "turnout.accept for somebody": Permission(
        by(turnout.accept, areas=AREAS, now=NOW)(patrol_id="published", member_id="deputy"), LEADS
    ),
    "turnout.decline": Permission(
        by(turnout.decline, areas=AREAS, now=NOW)(patrol_id="published"),
        frozenset({"deputy"}),
        dict.fromkeys(ACTIVE, OfferGone),
    ),
    "turnout.decline for somebody": Permission(
        by(turnout.decline, areas=AREAS, now=NOW)(patrol_id="published", member_id="deputy"), LEADS
    ),
    "turnout.stand_by_again": Permission(
        # The deputy is on the night still: to stand by is harmless.
        by(turnout.stand_by_again, areas=AREAS, now=NOW)(patrol_id="vacant"),
        OFFICERS,
        dict.fromkeys(ACTIVE, NotOnTheNight),
    ),
    "turnout.call_for_cover": Permission(
        by(turnout.call_for_cover, areas=AREAS, now=NOW)(patrol_id="vacant"), LEADS
    ),
    "crew_boards.duties": Permission(
        by(crew_boards.duties, areas=AREAS, now=NOW)(), EVERYBODY
    ),
    # The night
    "nights.times_now": Permission(by(nights.times_now, areas=AREAS)(patrol_id="patrol"), LEADS),
    "nights.move_times": Permission(
        by(nights.move_times, starts=21 * 60, ends=26 * 60, areas=AREAS, now=NOW)(
            patrol_id="published"
        ),
        LEADS,
    ),
    "nights.set_ward": Permission(
        by(nights.set_ward, ward=HERE.wards[1].code, areas=AREAS, now=NOW)(patrol_id="published"),
        LEADS,
    ),
    "nights.cancel": Permission(
        by(nights.cancel, reason=Cancelled.NUMBERS, areas=AREAS, now=NOW)(patrol_id="published"),
        LEADS,
    ),
    "nights.put_back": Permission(
        by(nights.put_back, areas=AREAS, now=NOW)(patrol_id="cancelled"), LEADS
    ),
    # The plan
    "plan.step_night": Permission(
        by(plan.step_night, area=HERE, weekday=4, figure=Figure.PLACES, step=1, now=NOW)(), LEADS
    ),
    "plan.toggle_night": Permission(
        by(plan.toggle_night, area=HERE, weekday=3, now=NOW)(), LEADS
    ),
    "plan.step_moment": Permission(
        by(plan.step_moment, area=HERE, name="closes", minutes=30, now=NOW)(), LEADS
    ),
    # The group
    "groups.link_group": Permission(
        by(groups.link_group, area=HERE, telegram_id=GROUP - 1, title="Other", now=NOW)(), LEADS
    ),
    # Joining
    "joining.make_link": Permission(
        by(joining.make_link, area=HERE.key, role=Role.LEAD, uses=1, now=NOW)(), LEADS
    ),
    "joining.withdraw_link": Permission(
        by(joining.withdraw_link, now=NOW)(invite_id="invite"), LEADS
    ),
    "joining.open_link": Permission(
        by(joining.open_link, token=TOKEN, areas=AREAS, now=NOW)(), MAY_JOIN, JOINING
    ),
    "joining.join": Permission(_joins, MAY_JOIN, JOINING),
    "joining.approve": Permission(
        by(joining.approve, trained=True, area=HERE, now=NOW)(grant_id="asked"), LEADS
    ),
    "joining.decline": Permission(by(joining.decline, now=NOW)(grant_id="asked"), LEADS),
    "joining.write_down": Permission(
        by(joining.write_down, area=HERE, details=DETAILS, trained_on=None, now=NOW)(), LEADS
    ),
    # Members
    "membership.record_training": Permission(
        by(membership.record_training, trained_on=None, area=HERE, now=NOW)(member_id="colleague"),
        LEADS,
    ),
    "membership.give_role": Permission(
        by(membership.give_role, grant=Grant(Role.LEAD), now=NOW)(member_id="colleague"), LEADS
    ),
    "membership.end_role": Permission(
        by(membership.end_role, now=NOW)(grant_id="second_role"), LEADS
    ),
    "membership.suspend": Permission(
        by(membership.suspend, now=NOW)(member_id="colleague"), LEADS
    ),
    "membership.restore": Permission(by(membership.restore, now=NOW)(member_id="paused"), LEADS),
    "membership.remove": Permission(by(membership.remove, now=NOW)(member_id="colleague"), LEADS),
    # What is shown
    "people_boards.standings": Permission(
        by(people_boards.standings, areas=AREAS, now=NOW)(), EVERYBODY
    ),
    "people_boards.consult_people": Permission(
        by(people_boards.consult_people, area=HERE.key, now=NOW)(), LEADS
    ),
    "people_boards.consult_grant": Permission(
        by(people_boards.consult_grant, areas={HERE.key: HERE}, now=NOW)(grant_id="asked"), LEADS
    ),
    "people_boards.consult_member": Permission(
        by(people_boards.consult_member, now=NOW)(member_id="colleague"), LEADS
    ),
}  # fmt: skip

PERMISSIONS: Mapping[str, Permission] = {
    **_OF_THE_ROTA,
    **permissions_agencies.PERMISSIONS,
    **permissions_partners.PERMISSIONS,
    **permissions_feed.PERMISSIONS,
    **permissions_fairness.PERMISSIONS,
    **permissions_swaps.PERMISSIONS,
    **permissions_pairing.PERMISSIONS,
    **permissions_visits.PERMISSIONS,
    **permissions_support.PERMISSIONS,
    **permissions_hours.PERMISSIONS,
    **permissions_training.PERMISSIONS,
    **permissions_rest.PERMISSIONS,
    **permissions_returns.PERMISSIONS,
    **permissions_intelligence.PERMISSIONS,
    **permissions_referrals.PERMISSIONS,
}
"""Every slice keeps its own table beside this one, in `permissions_<slice>.py`."""
