"""Training on the stage where permissions are tried: a session ahead, one just over, applicants."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any

from operation.joining import InviteMade
from operation.people import Actor, Role
from storage import invites, people
from storage import qualification as qualifications
from storage import training as trainings
from storage.database import Database, Transaction
from tests.enrolled import enrol

NOW = datetime(2031, 3, 3, 9, tzinfo=UTC)
AHEAD = (datetime(2031, 3, 20, 10, tzinfo=UTC), datetime(2031, 3, 20, 13, tzinfo=UTC))
OVER = (datetime(2031, 2, 20, 10, tzinfo=UTC), datetime(2031, 2, 20, 13, tzinfo=UTC))
TOKEN = "a-token-for-the-training"


async def build(
    tx: Transaction, members: Mapping[str, int], _crews: object, _cast: Mapping[str, Actor]
) -> Mapping[str, Any]:
    """Colleague, whose training runs out, has applied and their mindset was seen; officer too.

    Trainee came to the session that is over; newcomer is an officer who could be entered. Pending
    is not trained, so that they could apply.
    """
    by = members["lead"]
    await people.change_member(tx, members["pending"], trained_on=None)
    new = [
        await enrol(tx, surname=f"Fable{number}", telegram_id=number, at=NOW, trained_on=None)
        for number in (301, 302, 303)
    ]
    ahead, over = [
        await trainings.add_session(
            tx, area="lambeth", starts=starts, ends=ends, seats=4, place="Room 1", by=by, at=NOW
        )
        for starts, ends in (AHEAD, OVER)
    ]
    made = InviteMade("lambeth", Role.OFFICER, 50, AHEAD[0], by=by)
    invite = await invites.add_invite(tx, made, token=TOKEN, at=NOW)
    await trainings.add_link(tx, invite_id=invite, session_id=ahead)
    await qualifications.add(
        tx, member_id=members["colleague"], gained_on=date(2031, 2, 1),
        expires_on=date(2031, 4, 1), session_id=None, signed_off_by=by, at=NOW,
    )  # fmt: skip
    applied = await _applies(tx, ahead, members["colleague"], mindset="seen")
    await _applies(tx, ahead, members["officer"])
    came = await _applies(
        tx, over, new[0], state="selected", seat=1, mindset="seen", attendance="attended"
    )
    await people.change_member(tx, new[2], trained_on=OVER[0].date())
    signed_off = await qualifications.add(
        tx, member_id=new[2], gained_on=OVER[0].date(), expires_on=None, session_id=over,
        signed_off_by=by, at=NOW,
    )  # fmt: skip
    return {
        "signed_off": signed_off,
        "training": ahead,
        "training_over": over,
        "training_invite": invite,
        "application": applied,
        "application_over": came,
        "trainee": new[0],
        "newcomer": new[1],
    }


async def _applies(tx: Transaction, session_id: int, member_id: int, **more: Any) -> int:
    values = {"state": "applied", "applied_at": NOW, **more}
    return await trainings.save_application(
        tx, None, {"session_id": session_id, "member_id": member_id, **values}
    )


async def session_is_there(db: Database, *, at: datetime) -> None:
    """Session 1, set by member 1, who has applied for it and is trained: qualification 1."""
    async with db.transaction() as tx:
        session = await trainings.add_session(
            tx, area="lambeth", starts=AHEAD[0], ends=AHEAD[1], seats=4, place="Room 1", by=1, at=at
        )
        await _applies(tx, session, 1)
        await qualifications.add(
            tx, member_id=1, gained_on=date(2031, 2, 1), expires_on=None, session_id=None,
            signed_off_by=1, at=at,
        )  # fmt: skip
