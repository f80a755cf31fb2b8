"""Qualifications: gained by a lead's word, ended by a lead or by the calendar, and reminded of.

`Member.trained_on` is what the rota asks. Every change of it goes through here, so that the
history beside it and the notices of its end agree with it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from bot.actions.proposing import plan_proposals
from bot.actions.recording import record
from bot.actions.rota import leave_lists
from bot.actions.telling import tell, tell_leads
from operation import qualification as rules
from operation.area import Area
from operation.nights import local_date, local_instant
from operation.people import Actor, Member, Role
from operation.qualification import Ending, NotTrainedNow, Qualification
from storage import notices, outbox, people, rota
from storage import qualification as qualifications
from storage import training as trainings
from storage.audit import AuditKind
from storage.database import Transaction

AT = time(9)
"""The local time at which a training lapses and is reminded of: no patrol is out, all are up."""
EXPIRING, LAPSES = "qualification_expiring", "qualification_lapses"


@dataclass(frozen=True, slots=True)
class Gained:
    """A training that counts from now on."""

    qualification_id: int
    expires_on: date | None


async def gain(
    tx: Transaction,
    *,
    member_id: int,
    gained_on: date,
    months: int | None,
    by: int | None,
    area: Area,
    now: datetime,
    session_id: int | None = None,
) -> Gained:
    """Somebody is trained; one that was live before gives way to it. The caller holds the member.

    `months` is how long it counts, None for as long as the area says. Raises `TrainingRunOut`.
    """
    today = local_date(now, area.zone)
    for_so_long = area.training.valid_months if months is None else months
    expires_on = rules.require_lasting(rules.expires_after(gained_on, for_so_long), today=today)
    await _keep_undated(tx, member_id, now=now)
    await _end_live(tx, member_id, Ending.RENEWED, on=today)
    made = await qualifications.add(
        tx,
        member_id=member_id,
        gained_on=gained_on,
        expires_on=expires_on,
        session_id=session_id,
        signed_off_by=by,
        at=now,
    )
    await people.change_member(tx, member_id, trained_on=gained_on)
    await _plan(tx, made, expires_on, area, now=now)
    await _choose_anew(tx, member_id, now=now)
    return Gained(made, expires_on)


async def undo_gain(
    tx: Transaction, member: Member, back: Qualification | None, area: Area, *, now: datetime
) -> None:
    """A sign-off was a mistake: what counted before does again, unless it has run out meanwhile.

    The caller holds the member, and tells them.
    """
    today = local_date(now, area.zone)
    await _end_live(tx, member.id, Ending.UNDONE, on=today)
    if back is None:
        await people.change_member(tx, member.id, trained_on=None)
        await leave_lists(tx, member, now=now)
        return
    if back.expires_on is not None and back.expires_on <= today:
        await qualifications.end(tx, back.id, Ending.LAPSED, on=back.expires_on)
        await people.change_member(tx, member.id, trained_on=None)
        await leave_lists(tx, member, now=now)
        return
    await qualifications.revive(tx, back.id)
    await people.change_member(tx, member.id, trained_on=back.gained_on)
    await _plan(tx, back.id, back.expires_on, area, now=now)
    await _choose_anew(tx, member.id, now=now)


async def take_back(tx: Transaction, member: Member, area: Area, *, now: datetime) -> None:
    """A lead says that somebody is not trained: off the lists ahead. The caller holds them."""
    await _end_live(tx, member.id, Ending.TAKEN_BACK, on=local_date(now, area.zone))
    await people.change_member(tx, member.id, trained_on=None)
    await leave_lists(tx, member, now=now)


async def leave(tx: Transaction, member_id: int, *, now: datetime) -> None:
    """Somebody is no member any more: what counted ends, and what they applied for is free."""
    await _end_live(tx, member_id, Ending.LEFT, on=now.date())
    await drop_applications(tx, member_id, now=now)


async def drop_applications(tx: Transaction, member_id: int, *, now: datetime) -> None:
    """Somebody's applications for sessions ahead are withdrawn."""
    for session, found in await trainings.open_of_member(tx, member_id, since=now):
        if session.is_ahead(now):
            await trainings.change_application(
                tx, found.id, state="withdrawn", seat=None, decided_at=now
            )


async def set_expiry(
    tx: Transaction,
    *,
    actor: Actor,
    member_id: int,
    months: int,
    areas: Mapping[str, Area],
    now: datetime,
) -> date | None:
    """A lead says how long somebody's training counts from its day on; the day, None for ever.

    Raises `NotTrainedNow`, `TrainingRunOut`.
    """
    member = await people.get_member(tx, member_id)
    lead = actor.acting(member.area, Role.LEAD)
    member = await people.get_member_for_update(tx, member_id)
    area = areas[member.area]
    live = await _live(tx, member, by=lead.id, now=now)
    today = local_date(now, area.zone)
    expires_on = rules.expires_after(live.gained_on, months)
    rules.require_lasting(expires_on, today=today)
    if expires_on == live.expires_on:
        return expires_on
    await qualifications.set_expiry(tx, live.id, expires_on)
    await _plan(tx, live.id, expires_on, area, now=now)
    await _choose_anew(tx, member_id, now=now)
    record(
        tx, AuditKind.ALTERATION, "end of training set", f"member:{member_id}",
        area=member.area, actor=actor, at=now, until=_iso(expires_on),
    )  # fmt: skip
    await tell(tx, [member_id], "qualification_until", str(member_id), at=now)
    return expires_on


async def nights_lost(
    tx: Transaction, *, member_id: int, expires_on: date, now: datetime
) -> list[date]:
    """The nights ahead that somebody is on and for which they are not trained any more."""
    ahead = await rota.patrols_of_member(tx, [member_id], after=now)
    return [each.book.night for each in ahead if each.book.night >= expires_on]


async def remind(
    tx: Transaction, *, qualification_id: int, areas: Mapping[str, Area], now: datetime
) -> None:
    """A training runs out before long: its officer and the leads hear of it."""
    live = await qualifications.get(tx, qualification_id)
    member = await people.get_member(tx, live.member_id)
    if not live.is_live or live.expires_on is None or not member.may(Role.OFFICER):
        return
    if member.area not in areas:
        return
    await tell(tx, [member.id], "qualification_expiring", str(member.id), at=now)
    await tell_leads(
        tx, member.area, "qualification_expiring_lead", str(member.id), at=now, but=member.id
    )


async def lapse(
    tx: Transaction, *, qualification_id: int, areas: Mapping[str, Area], now: datetime
) -> None:
    """A training has run out: not trained any more, off the lists ahead; both are told."""
    found = await qualifications.get(tx, qualification_id)
    member = await people.get_member_for_update(tx, found.member_id)
    live = await qualifications.live_of(tx, member.id)
    if live is None or live.id != qualification_id or live.expires_on is None:
        return
    area = areas.get(member.area)
    if area is None or local_date(now, area.zone) < live.expires_on:
        return
    await _end_live(tx, member.id, Ending.LAPSED, on=live.expires_on)
    await people.change_member(tx, member.id, trained_on=None)
    record(
        tx, AuditKind.ACCESS, "training lapsed", f"member:{member.id}",
        area=member.area, actor=None, at=now, until=_iso(live.expires_on),
    )  # fmt: skip
    await leave_lists(tx, member, now=now)
    await tell(tx, [member.id], "qualification_lapsed", str(member.id), at=now)
    await tell_leads(
        tx, member.area, "qualification_lapsed_lead", str(member.id), at=now, but=member.id
    )
    for screen in ("my_training", "training_lead"):
        await outbox.raise_posts(tx, screen=screen, subject=member.area)


async def _choose_anew(tx: Transaction, member_id: int, *, now: datetime) -> None:
    """Their training ends on another day: on nights ahead they may go now, or no longer."""
    for patrol in await rota.patrols_of_member(tx, [member_id], after=now):
        await plan_proposals(tx, patrol, now=now)


async def _live(tx: Transaction, member: Member, *, by: int, now: datetime) -> Qualification:
    """The live qualification, written down now for a training from before there was a history."""
    await _keep_undated(tx, member.id, by=by, now=now)
    live = await qualifications.live_of(tx, member.id)
    if live is None:
        raise NotTrainedNow
    return live


async def _keep_undated(
    tx: Transaction, member_id: int, *, by: int | None = None, now: datetime
) -> None:
    """A training from before there was a history is written down, so that it is not lost."""
    member = await people.get_member(tx, member_id)
    if member.trained_on is not None and await qualifications.live_of(tx, member_id) is None:
        await qualifications.add(
            tx, member_id=member_id, gained_on=member.trained_on, expires_on=None,
            session_id=None, signed_off_by=by, at=now,
        )  # fmt: skip


async def _end_live(tx: Transaction, member_id: int, ending: Ending, *, on: date) -> None:
    live = await qualifications.live_of(tx, member_id)
    if live is None:
        return
    await qualifications.end(tx, live.id, ending, on=on)
    await notices.cancel(tx, LAPSES, str(live.id))
    await notices.cancel_several(tx, EXPIRING, f"{live.id}:")


async def _plan(
    tx: Transaction, qualification_id: int, expires_on: date | None, area: Area, *, now: datetime
) -> None:
    """Have the end happen when it comes, and be reminded of, in place of what was planned."""
    await notices.cancel(tx, LAPSES, str(qualification_id))
    await notices.cancel_several(tx, EXPIRING, f"{qualification_id}:")
    if expires_on is None:
        return
    ends = local_instant(expires_on, AT, area.zone)
    await notices.plan(tx, kind=LAPSES, subject=str(qualification_id), due_at=ends, area=area.key)
    for days in area.training.reminder_days:
        due = local_instant(expires_on - timedelta(days=days), AT, area.zone)
        if due > now:
            await notices.plan(
                tx, kind=EXPIRING, subject=f"{qualification_id}:{days}", due_at=due,
                useful_until=ends, area=area.key,
            )  # fmt: skip


def _iso(day: date | None) -> str:
    return day.isoformat() if day else "never"
