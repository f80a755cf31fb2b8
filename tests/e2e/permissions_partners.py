"""Who may do what about partner agencies: who acts for the patrol, the agency, and nobody else."""

from __future__ import annotations

from collections.abc import Awaitable, Mapping
from datetime import timedelta
from typing import Any

from bot.actions import partners, partners_afterwards, partners_answers, partners_mine
from operation.partners import Attendance, Purpose
from operation.partners_afterwards import Went
from operation.people import Actor
from storage.database import Transaction
from tests.e2e.permission_kinds import LEADS, Permission, by
from tests.e2e.permission_stage import AREAS, NOW, Ids

ACTING = LEADS | {"officer"}
"""The leads, and the patrol lead of the night whose crew is published."""
AGENCY = frozenset({"partner"})
AFTERWARDS = NOW.replace(day=16)
"""The morning after the night whose crew is published."""
DURING = NOW.replace(day=15, hour=20) + timedelta(minutes=30)


def _stops_quoting(tx: Transaction, actor: Actor, ids: Ids) -> Awaitable[Any]:
    async def both() -> None:
        if actor.members and actor.members[0].id == ids.members["partner"]:
            await _gives_feedback(tx, actor, ids)
        await partners_afterwards.stop_quoting(
            tx, actor=actor, invitation_id=ids.more["invitation"], now=AFTERWARDS
        )

    return both()


def _gives_feedback(tx: Transaction, actor: Actor, ids: Ids) -> Awaitable[Any]:
    return partners_afterwards.give_feedback(
        tx, actor=actor, invitation_id=ids.more["invitation"], went=Went.WELL,
        kept_to_engagement=True, may_quote=True, words=None, areas=AREAS, now=AFTERWARDS,
    )  # fmt: skip


def _drops_soup(tx: Transaction, actor: Actor, ids: Ids) -> Awaitable[Any]:
    async def both() -> None:
        await partners_afterwards.set_soup_kitchen(
            tx, actor=actor, patrol_id=ids.crews.published, agency_id=ids.more["agency"],
            areas=AREAS, now=NOW,
        )  # fmt: skip
        await partners_afterwards.drop_soup_kitchen(
            tx, actor=actor, patrol_id=ids.crews.published, now=NOW
        )

    return both()


def _records_served(tx: Transaction, actor: Actor, ids: Ids) -> Awaitable[Any]:
    async def both() -> None:
        await partners_afterwards.set_soup_kitchen(
            tx, actor=actor, patrol_id=ids.crews.published, agency_id=ids.more["agency"],
            areas=AREAS, now=NOW,
        )  # fmt: skip
        await partners_afterwards.record_served(
            tx, actor=actor, patrol_id=ids.crews.published, served=35, now=DURING
        )

    return both()


PERMISSIONS: Mapping[str, Permission] = {
    # Whoever acts for the patrol
    "partners.set_purpose": Permission(
        by(partners.set_purpose, purpose=Purpose.ENFORCEMENT, is_sure=True, now=NOW)(
            patrol_id="published"
        ),
        ACTING,
    ),
    "partners.set_window": Permission(
        by(partners.set_window, starts=0, ends=90, areas=AREAS, now=NOW)(patrol_id="published"),
        ACTING,
    ),
    "partners.invite": Permission(
        lambda tx, actor, ids: partners.invite(
            tx, actor=actor, patrol_id=ids.crews.published, agency_ids=[ids.more["other_agency"]],
            starts=0, ends=60, meeting="Example Hall", areas=AREAS, now=NOW,
        ),
        ACTING,
    ),
    "partners.change_window": Permission(
        by(partners.change_window, starts=30, ends=90, areas=AREAS, now=NOW)(
            patrol_id="published"
        ),
        ACTING,
    ),
    "partners.change_meeting": Permission(
        by(partners.change_meeting, meeting="Example Yard", areas=AREAS, now=NOW)(
            patrol_id="published"
        ),
        ACTING,
    ),
    "partners.withdraw": Permission(
        by(partners.withdraw, now=NOW)(invitation_id="invitation"), ACTING
    ),
    "partners_answers.answer_for": Permission(
        by(partners_answers.answer_for, comes=False, now=NOW)(invitation_id="invitation"), ACTING
    ),
    "partners_afterwards.mark": Permission(
        by(partners_afterwards.mark, attendance=Attendance.LATE, now=DURING)(
            invitation_id="invitation"
        ),
        ACTING,
    ),
    "partners_afterwards.set_soup_kitchen": Permission(
        by(partners_afterwards.set_soup_kitchen, areas=AREAS, now=NOW)(
            patrol_id="published", agency_id="agency"
        ),
        ACTING,
    ),
    "partners_afterwards.drop_soup_kitchen": Permission(_drops_soup, ACTING),
    "partners_afterwards.record_served": Permission(_records_served, ACTING),
    # The agency's own
    "partners_mine.require_mine": Permission(
        by(partners_mine.require_mine)(invitation_id="invitation"), AGENCY
    ),
    "partners_mine.held_mine": Permission(
        by(partners_mine.held_mine)(invitation_id="invitation"), AGENCY
    ),
    "partners_answers.answer": Permission(
        by(partners_answers.answer, version=1, comes=False, now=NOW)(invitation_id="invitation"),
        AGENCY,
    ),
    "partners_answers.send_somebody": Permission(
        by(partners_answers.send_somebody, version=1, now=NOW)(
            invitation_id="invitation", member_id="partner"
        ),
        AGENCY,
    ),
    "partners_answers.send_unnamed": Permission(
        by(partners_answers.send_unnamed, version=1, now=NOW)(invitation_id="invitation"), AGENCY
    ),
    "partners_afterwards.require_feedback": Permission(
        by(partners_afterwards.require_feedback, now=AFTERWARDS)(invitation_id="invitation"),
        AGENCY,
    ),
    "partners_afterwards.give_feedback": Permission(_gives_feedback, AGENCY),
    "partners_afterwards.stop_quoting": Permission(_stops_quoting, AGENCY),
}  # fmt: skip
