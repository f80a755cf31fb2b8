"""What falls due for partner agencies: reminders, chasing, and the morning after."""

from __future__ import annotations

from datetime import datetime, timedelta

from operation.area import Area
from operation.partners import Invitation, Stand, morning_after
from operation.turnout import when_awake
from storage import notices
from storage.database import Transaction
from storage.rota import Patrol

_THIRD = 3
USEFUL_AFTERWARDS = timedelta(days=3)


async def plan_invitation(
    tx: Transaction, invitation: Invitation, area: Area, *, now: datetime
) -> None:
    """Have an agency reminded; and, while it has not answered, asked again and then shown.

    When the engagement is near, it is asked again after a third of what is left.
    """
    starts = invitation.window.starts
    for hours in area.partners.reminders:
        due_at, subject = starts - timedelta(hours=hours), f"{invitation.id}:{hours}"
        if due_at > now:
            await notices.plan(
                tx, kind="remind_partner", subject=subject, due_at=due_at, area=area.key,
                useful_until=starts,
            )  # fmt: skip
        else:
            await notices.cancel(tx, kind="remind_partner", subject=subject)
    if invitation.stand is Stand.ASKED and starts > now:
        await _plan_chase(tx, invitation, area, now=now)
    else:
        await unplan_chase(tx, invitation)


async def _plan_chase(
    tx: Transaction, invitation: Invitation, area: Area, *, now: datetime
) -> None:
    starts = invitation.window.starts
    left = starts - now
    after = min(timedelta(hours=area.partners.chase_after), left / _THIRD)
    shown = min(timedelta(hours=area.partners.show_lead_after), left * 2 / _THIRD)
    for kind, wait in (("chase_partner", after), ("show_partner", shown)):
        awake = when_awake(now + wait, area.zone)
        due_at = awake if awake < starts else now + wait
        await notices.plan(
            tx, kind=kind, subject=str(invitation.id), due_at=due_at, area=area.key,
            useful_until=starts,
        )  # fmt: skip


async def unplan_chase(tx: Transaction, invitation: Invitation) -> None:
    """It has answered, or is not asked any more."""
    for kind in ("chase_partner", "show_partner"):
        await notices.cancel(tx, kind=kind, subject=str(invitation.id))


async def unplan_invitation(tx: Transaction, invitation: Invitation) -> None:
    """It is not invited any more, or the night is called off."""
    await notices.cancel_several(tx, "remind_partner", f"{invitation.id}:")
    await unplan_chase(tx, invitation)


async def plan_morning(tx: Transaction, patrol: Patrol, area: Area) -> None:
    """From the start on it is noted who came; on the morning after, everyone is asked."""
    await notices.plan(
        tx, kind="partners_start", subject=str(patrol.book.patrol_id), due_at=patrol.book.starts,
        area=area.key, useful_until=patrol.book.ends,
    )  # fmt: skip
    due_at = morning_after(patrol.book.ends, area.partners.feedback_at, area.zone)
    await notices.plan(
        tx, kind="partner_morning", subject=str(patrol.book.patrol_id), due_at=due_at,
        area=area.key, useful_until=due_at + USEFUL_AFTERWARDS,
    )  # fmt: skip


async def unplan_morning(tx: Transaction, patrol: Patrol) -> None:
    """The night is called off: there is nothing to say of it."""
    for kind in ("partners_start", "partner_morning"):
        await notices.cancel(tx, kind=kind, subject=str(patrol.book.patrol_id))
