"""Who may do what about training."""

from __future__ import annotations

from collections.abc import Awaitable, Mapping
from datetime import timedelta
from typing import Any

from bot.actions import (
    joining,
    qualification,
    training,
    training_after,
    training_boards,
    training_choice,
)
from operation.details import Details
from operation.errors import Refusal
from operation.joining import RoleAlreadyAsked
from operation.people import Actor, RoleAlreadyHeld, Suspended
from operation.training import (
    Attendance,
    Mindset,
    NoApplication,
    TrainedAlready,
    TrainingForPolice,
)
from storage.database import Transaction
from tests.e2e.permission_kinds import ACTIVE, EVERYBODY, LEADS, Permission, by
from tests.e2e.permission_stage import AREAS, HERE, NOW, Ids
from tests.e2e.stage_training import AHEAD, TOKEN

DETAILS = Details(surname="Newcomer", rank="PC", warrant_number="9876ZY")
STARTS, ENDS = (each + timedelta(days=7) for each in AHEAD)
JOINING: Mapping[str, type[Refusal]] = {
    "officer": RoleAlreadyHeld,
    "deputy": RoleAlreadyHeld,
    "pending": RoleAlreadyAsked,
    "suspended lead": Suspended,
    "suspended officer": Suspended,
    "lead elsewhere": joining.MemberElsewhere,
    "officer elsewhere": joining.MemberElsewhere,
}
APPLYING: Mapping[str, type[Refusal]] = {
    **dict.fromkeys(ACTIVE, TrainedAlready),
    "visitor": TrainingForPolice,
    "partner": TrainingForPolice,
}


def _joins(tx: Transaction, actor: Actor, ids: Ids) -> Awaitable[Any]:
    # A stranger has become a person by opening the link.
    return training_choice.join_and_apply(
        tx,
        actor=actor,
        person_id=actor.person_id or ids.people["declined"],
        invite_id=ids.more["training_invite"],
        area=HERE,
        details=DETAILS,
        now=NOW,
    )


PERMISSIONS: Mapping[str, Permission] = {
    # Sessions
    "training.set_session": Permission(
        by(training.set_session, area=HERE, starts=STARTS, ends=ENDS, seats=4, place="Room 1",
           now=NOW)(), LEADS
    ),
    "training.move_session": Permission(
        by(training.move_session, starts=STARTS, ends=ENDS, place="Room 1", now=NOW)(
            session_id="training"
        ),
        LEADS,
    ),
    "training.step_seats": Permission(
        by(training.step_seats, step=1, now=NOW)(session_id="training"), LEADS
    ),
    "training.call_off": Permission(
        by(training.call_off, now=NOW)(session_id="training"), LEADS
    ),
    "training.announce": Permission(
        by(training.announce, url="https://t.me/x", now=NOW)(session_id="training"), LEADS
    ),
    "training.make_session_link": Permission(
        by(training.make_session_link, now=NOW)(session_id="training"), LEADS
    ),
    # Applying and selecting
    "training_choice.apply": Permission(
        by(training_choice.apply, areas=AREAS, now=NOW)(session_id="training"),
        frozenset({"pending"}),
        APPLYING,
    ),
    "training_choice.apply for somebody": Permission(
        by(training_choice.apply, areas=AREAS, now=NOW)(
            session_id="training", member_id="newcomer"
        ),
        LEADS,
    ),
    "training_choice.join_and_apply": Permission(_joins, EVERYBODY - JOINING.keys(), JOINING),
    "training_choice.withdraw": Permission(
        by(training_choice.withdraw, now=NOW)(session_id="training"),
        frozenset({"officer"}),
        {**dict.fromkeys(ACTIVE, NoApplication), "pending": NoApplication},
    ),
    "training_choice.withdraw for somebody": Permission(
        by(training_choice.withdraw, now=NOW)(session_id="training", member_id="colleague"), LEADS
    ),
    "training_choice.consult_application": Permission(
        by(training_choice.consult_application, now=NOW)(application_id="application"), LEADS
    ),
    "training_choice.assess": Permission(
        by(training_choice.assess, mindset=Mindset.UNSURE, now=NOW)(application_id="application"),
        LEADS,
    ),
    "training_choice.select": Permission(
        by(training_choice.select, areas=AREAS, now=NOW)(application_id="application"), LEADS
    ),
    "training_choice.keep_waiting": Permission(
        by(training_choice.keep_waiting, now=NOW)(application_id="application"), LEADS
    ),
    "training_choice.decline": Permission(
        by(training_choice.decline, now=NOW)(application_id="application"), LEADS
    ),
    # Afterwards
    "training_after.mark": Permission(
        by(training_after.mark, attendance=Attendance.ABSENT, now=NOW)(
            application_id="application_over"
        ),
        LEADS,
    ),
    "training_after.sign_off": Permission(
        by(training_after.sign_off, months=12, areas=AREAS, now=NOW)(
            application_id="application_over"
        ),
        LEADS,
    ),
    "training_after.sign_off_all": Permission(
        by(training_after.sign_off_all, months=None, areas=AREAS, now=NOW)(
            session_id="training_over"
        ),
        LEADS,
    ),
    "training_after.to_undo": Permission(
        by(training_after.to_undo)(qualification_id="signed_off"), LEADS
    ),
    "training_after.undo_sign_off": Permission(
        by(training_after.undo_sign_off, reason="A sample reason", areas=AREAS, now=NOW)(
            qualification_id="signed_off"
        ),
        LEADS,
    ),
    "qualification.set_expiry": Permission(
        by(qualification.set_expiry, months=24, areas=AREAS, now=NOW)(member_id="colleague"), LEADS
    ),
    # What is shown
    "training_boards.require_lead_of_session": Permission(
        by(training_boards.require_lead_of_session)(session_id="training"), LEADS
    ),
    "training_boards.consult_session": Permission(
        by(training_boards.consult_session, now=NOW)(session_id="training"), LEADS
    ),
    "training_boards.reason_needed": Permission(
        by(training_boards.reason_needed)(application_id="application"), LEADS
    ),
    "training_boards.my_training": Permission(
        by(training_boards.my_training, area=HERE, now=NOW)(), EVERYBODY
    ),
    "training_boards.behind_link": Permission(
        by(training_boards.behind_link, token=TOKEN, areas=AREAS)(), EVERYBODY
    ),
}  # fmt: skip
