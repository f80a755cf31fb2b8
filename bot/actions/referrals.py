"""Referrals: recorded, handed over, followed; nothing is sent to anybody by the bot."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from bot.actions.recording import record as note_down
from bot.actions.referral_notices import (
    DUE,
    alert_leads,
    plan_chase,
    plan_follow_up,
    refresh_referral,
    show_reference,
    stop_notices,
)
from bot.actions.returns import recording_on
from operation import referrals as rules
from operation.area import Area
from operation.people import Actor, Member, Role
from operation.referrals import Consent, Recorded, Referral, Slip, Stage, Urgency
from operation.returns import may_record
from storage import crew as crews
from storage import drafts, notices, pairing, people, referrals, rota
from storage.audit import AuditKind
from storage.database import Transaction
from storage.rota import Patrol

FORMS = frozenset({"meetreferral", "correctreferral", "handover"})
"""What is begun about one referral: over once she withdraws or it is struck."""


def _make_reference() -> str:
    return rules.new_reference(secrets.choice)


async def record(
    tx: Transaction,
    *,
    actor: Actor,
    patrol_id: int,
    said: Recorded,
    again: str | None = None,
    area: Area,
    now: datetime,
) -> Referral:
    """Whoever was on the patrol records one; `again` is the reference of somebody seen before.

    It is not sent: that is chased. Leads hear at once of one that is immediate. Raises what
    `bot.actions.returns.recording_on` raises, and ReferenceUnknown.
    """
    patrol, member = await recording_on(tx, actor=actor, patrol_id=patrol_id, now=now)
    said = rules.settled(said)
    known = rules.read_reference(again) if again else None
    is_told = said.consent is not Consent.REFUSED
    if again is not None:
        await _met_since(tx, await _of_person(tx, again, patrol), said, by=member.id, now=now)
    made = await referrals.add(
        tx,
        area=patrol.book.area,
        patrol_id=patrol_id,
        said=said,
        reference=known or (_make_reference if is_told else None),
        by=member.id,
        at=now,
    )
    _note(tx, AuditKind.COLLECTION, made, "referral recorded", actor, now=now)
    await _begins(tx, patrol, made, area, now=now)
    if is_told:
        await show_reference(tx, made, now=now)
    return made


async def _of_person(tx: Transaction, reference: str, patrol: Patrol) -> list[Referral]:
    """All of one person, held, so that two of hers at once have different numbers.

    Raises ReferenceUnknown, of a reference of another area too.
    """
    read = rules.read_reference(reference)
    found = await referrals.of_reference(tx, patrol.book.area, read) if read else []
    standing = [each for each in found if each.stage is not Stage.STRUCK]
    if not standing:
        raise rules.ReferenceUnknown
    return standing


async def _met_since(
    tx: Transaction, hers: Iterable[Referral], said: Recorded, *, by: int, now: datetime
) -> None:
    for each in hers:
        after = rules.met_since(each, said)
        if after is not each:
            await _save(tx, each, after, by, now=now)
            await _end(tx, after, now=now)


async def _begins(
    tx: Transaction, patrol: Patrol, made: Referral, area: Area, *, now: datetime
) -> None:
    """What follows from what she said; nothing where she refused."""
    if made.stage is Stage.NOT_SENT:
        await plan_chase(tx, made, rules.chased_first(made, now, area.referrals))
        if made.urgency is Urgency.IMMEDIATE:
            await alert_leads(tx, made, but=made.recorded_by, now=now)
    if made.follow_up is not None:
        await plan_follow_up(tx, made, area)


async def seen_again(
    tx: Transaction, *, actor: Actor, patrol_id: int, reference: str, now: datetime
) -> Referral:
    """The latest of whoever has this reference. Raises ReferenceUnknown.

    Whoever was on the patrol may ask: the reference itself is what makes them know her.
    """
    patrol, _ = await recording_on(tx, actor=actor, patrol_id=patrol_id, now=now)
    standing = await _of_person(tx, reference, patrol)
    _note(tx, AuditKind.CONSULTATION, standing[-1], "reference looked up", actor, now=now)
    return standing[-1]


async def consult(tx: Transaction, *, actor: Actor, referral_id: int, now: datetime) -> Referral:
    """Somebody who may looks at one: recorded, as every look is. Raises NotYourReferral."""
    found = await referrals.get(tx, referral_id)
    await require_seer(tx, actor, found)
    _note(tx, AuditKind.CONSULTATION, found, "referral looked at", actor, now=now)
    return found


async def consult_waiting(tx: Transaction, *, actor: Actor, area: str, now: datetime) -> None:
    """An officer looks at what waits of theirs, a lead at what waits in the area."""
    actor.acting(area, Role.LEAD, Role.OFFICER, Role.LOCAL_OFFICER)
    note_down(
        tx, AuditKind.CONSULTATION, "referrals looked at", f"area:{area}", area=area,
        actor=actor, at=now,
    )  # fmt: skip


async def require_seer(tx: Transaction, actor: Actor, found: Referral) -> Member:
    """A lead of the area, or who was on that patrol. Raises NotYourReferral."""
    member = actor.member(found.area)
    if member.may(Role.LEAD) or member.id == found.recorded_by:
        return member
    patrol = await rota.get_patrol(tx, found.patrol_id)
    beside = await pairing.local_officer_of(tx, found.patrol_id)
    if not may_record(member.id, patrol.crew, beside):
        raise rules.NotYourReferral
    return member


async def hand_over(
    tx: Transaction, *, actor: Actor, referral_id: int, to: int | None, now: datetime
) -> Referral:
    """The agency was contacted by its secure route, quoting the reference.

    `to` is the agency; None for one that is not on the list. Raises what
    `operation.referrals.hand_over` raises.
    """
    before, member = await _held(tx, actor, referral_id)
    after = rules.hand_over(before, to, by=member.id, now=now)
    await _save(tx, before, after, member.id, now=now)
    note_down(
        tx, AuditKind.DISCLOSURE, "referral handed over", f"referral:{referral_id}",
        area=after.area, actor=actor, at=now, to=f"agency:{to}" if to else "another agency",
    )  # fmt: skip
    await notices.cancel(tx, DUE, str(referral_id))
    return after


async def note(
    tx: Transaction, *, actor: Actor, referral_id: int, outcome: Stage, now: datetime
) -> Referral:
    """What became of it. Raises what `operation.referrals.note` raises."""
    before, member = await _held(tx, actor, referral_id)
    after = rules.note(before, outcome)
    await _save(tx, before, after, member.id, now=now)
    _note(tx, AuditKind.ALTERATION, after, "referral outcome noted", actor, now=now)
    return after


async def withdraw(tx: Transaction, *, actor: Actor, referral_id: int, now: datetime) -> Referral:
    """She does not agree any more: nothing more is passed on, nobody is chased."""
    before, member = await _held(tx, actor, referral_id)
    after = rules.withdraw(before)
    await _save(tx, before, after, member.id, now=now)
    await _end(tx, after, now=now)
    _note(tx, AuditKind.ALTERATION, after, "consent withdrawn", actor, now=now)
    return after


async def strike(tx: Transaction, *, actor: Actor, referral_id: int, now: datetime) -> Referral:
    """It was recorded by mistake. Raises SentAlready once an agency knows of it."""
    before, member = await _held(tx, actor, referral_id)
    after = rules.strike(before)
    await _save(tx, before, after, member.id, now=now, slip=Slip.MISTAP)
    await _end(tx, after, now=now)
    _note(tx, AuditKind.ALTERATION, after, "referral struck", actor, now=now)
    return after


async def meet(
    tx: Transaction,
    *,
    actor: Actor,
    referral_id: int,
    consent: Consent,
    urgency: Urgency | None,
    area: Area,
    now: datetime,
) -> Referral:
    """She is met now, and was asked. Raises MetAlready."""
    before, member = await _held(tx, actor, referral_id)
    after = rules.meet(before, consent, urgency)
    await _save(tx, before, after, member.id, now=now)
    _note(tx, AuditKind.ALTERATION, after, "met and asked", actor, now=now)
    if after.stage is Stage.DECLINED:
        await _end(tx, after, now=now)
        return after
    await plan_chase(tx, after, rules.chased_first(after, now, area.referrals))
    if after.urgency is Urgency.IMMEDIATE:
        await alert_leads(tx, after, but=member.id, now=now)
    return after


async def correct(
    tx: Transaction,
    *,
    actor: Actor,
    referral_id: int,
    said: Recorded,
    slip: Slip,
    area: Area,
    now: datetime,
) -> int:
    """Strike what is different and put this in its place; how many values that was.

    What she said herself is not corrected: it is met, withdrawn or struck. Raises NotedAlready
    when nothing is different, and ReferralOver.
    """
    before, member = await _held(tx, actor, referral_id)
    rules.require_correctable(before)
    after = replace(
        before, services=said.services, is_new=said.is_new, follow_up=said.follow_up,
        urgency=said.urgency if before.consent is Consent.GIVEN else None,
    )  # fmt: skip
    changed = await _save(tx, before, after, member.id, now=now, slip=slip)
    if not changed:
        raise rules.NotedAlready
    for what in changed:
        note_down(
            tx, AuditKind.ALTERATION, "referral corrected", f"referral:{referral_id}",
            area=after.area, actor=actor, at=now, what=what, why=slip.value,
        )  # fmt: skip
    await _replan(tx, before, after, area, by=member.id, now=now)
    return len(changed)


async def _replan(
    tx: Transaction, before: Referral, after: Referral, area: Area, *, by: int, now: datetime
) -> None:
    if after.follow_up != before.follow_up:
        await plan_follow_up(tx, after, area)
    if after.urgency is before.urgency or after.stage is not Stage.NOT_SENT:
        return
    if after.chased == 0:
        await plan_chase(tx, after, rules.chased_first(after, now, area.referrals))
    if after.urgency is Urgency.IMMEDIATE:
        await alert_leads(tx, after, but=by, now=now)


async def _held(tx: Transaction, actor: Actor, referral_id: int) -> tuple[Referral, Member]:
    """One as it stands, held, and who changes it. The night first, as everywhere."""
    actor = await people.held(tx, actor)
    await crews.held(tx, (await referrals.get(tx, referral_id)).patrol_id)
    found = await referrals.get_for_update(tx, referral_id)
    return found, await require_seer(tx, actor, found)


async def _save(
    tx: Transaction, before: Referral, after: Referral, by: int | None, *, now: datetime,
    slip: Slip | None = None,
) -> list[str]:  # fmt: skip
    changed = await referrals.save(tx, before, after, by=by, at=now, slip=slip)
    await refresh_referral(tx, after)
    return changed


async def _end(tx: Transaction, found: Referral, *, now: datetime) -> None:
    """Nothing follows from it any more."""
    await stop_notices(tx, found)
    await referrals.end_links(tx, found.id, at=now)
    await drafts.discard_about(tx, forms=FORMS, subject=str(found.id))


def _note(
    tx: Transaction, kind: AuditKind, found: Referral, verb: str, actor: Actor, *, now: datetime
) -> None:
    """Record what was done, and nothing of what it says."""
    note_down(
        tx, kind, verb, f"referral:{found.id}", area=found.area, actor=actor, at=now,
        patrol=found.patrol_id,
    )  # fmt: skip
