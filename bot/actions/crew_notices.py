"""What falls due for a crew: reminders, chasing, warnings, the end of an offer, the start."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta

from bot.actions.hours_cards import plan_hours
from bot.actions.return_notices import plan_return
from operation.area import Area
from operation.turnout import when_awake
from storage import notices
from storage.database import Transaction
from storage.rota import Patrol

_THIRD = 3


async def plan_offers(tx: Transaction, patrol: Patrol) -> None:
    """Have the next offer end when its time is over."""
    subject = str(patrol.book.patrol_id)
    ends = [each.offered_until for each in patrol.crew.offered if each.offered_until]
    if ends:
        await notices.plan(
            tx, kind="offer_ends", subject=subject, due_at=min(ends), area=patrol.book.area
        )
    else:
        await notices.cancel(tx, kind="offer_ends", subject=subject)


async def plan_night(tx: Transaction, patrol: Patrol, area: Area, *, now: datetime) -> None:
    """Have the crew reminded, the lead warned, the standing-by released and owed rest written down.

    Each at its hour.

    What would be due by now is left out; planning anew moves what was planned before.
    """
    night, starts = patrol.book.patrol_id, patrol.book.starts
    hours = [("remind_crew", each) for each in area.crew.reminders]
    hours += [("check_crew", each) for each in area.crew.lead_checks]
    for kind, before in hours:
        subject, due_at = f"{night}:{before}", starts - timedelta(hours=before)
        if due_at > now:
            await notices.plan(
                tx, kind=kind, subject=subject, due_at=due_at, area=area.key,
                useful_until=starts - timedelta(hours=before) / 2,
            )  # fmt: skip
        else:
            await notices.cancel(tx, kind=kind, subject=subject)
    await notices.plan(tx, kind="crew_starts", subject=str(night), due_at=starts, area=area.key)
    await plan_hours(tx, patrol)
    await plan_return(tx, patrol, area)
    ends = patrol.book.ends
    await notices.plan(tx, kind="rest_owed", subject=str(night), due_at=ends, area=area.key)


async def unplan_night(tx: Transaction, patrol: Patrol) -> None:
    """A night that is called off calls for nothing any more."""
    night = str(patrol.book.patrol_id)
    for kind in ("remind_crew", "check_crew", "chase_crew", "show_unconfirmed"):
        await notices.cancel_several(tx, kind, f"{night}:")
    for kind in ("crew_starts", "rest_owed", "offer_ends", "fill_crew", "ask_hours", "return_due"):
        await notices.cancel(tx, kind=kind, subject=night)


async def plan_chase(
    tx: Transaction, patrol: Patrol, member_ids: Collection[int], area: Area, *, now: datetime
) -> None:
    """Whoever was selected now and does not confirm is asked again, then shown to the lead.

    When the night is near, each comes after a third of what is left; and not while people sleep,
    unless the night would have started by the morning.
    """
    starts = patrol.book.starts
    left = starts - now
    after = min(timedelta(hours=area.crew.chase_after), left / _THIRD)
    shown = min(timedelta(hours=area.crew.show_lead_after), left * 2 / _THIRD)
    for kind, wait in (("chase_crew", after), ("show_unconfirmed", shown)):
        awake = when_awake(now + wait, area.zone)
        due_at = awake if awake < starts else now + wait
        for member_id in member_ids:
            await notices.plan(
                tx, kind=kind, subject=f"{patrol.book.patrol_id}:{member_id}", due_at=due_at,
                area=area.key, useful_until=starts,
            )  # fmt: skip
