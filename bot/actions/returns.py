"""The return of a patrol: begun and filled in by its crew, sent, decided about, corrected."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from bot.actions.recording import record
from bot.actions.return_notices import (
    DUE,
    refresh_return,
    tell_crew_of_return,
    tell_leads_of_return,
)
from operation import returns as rules
from operation.area import Area
from operation.people import Actor, Member, Role
from operation.returns import Fault, Kind, PatrolReturn, Slip
from storage import areas as area_plans
from storage import crew as crews
from storage import drafts, notices, outbox, pairing, people, returns, rota
from storage.audit import AuditKind
from storage.database import Transaction
from storage.rota import Patrol

Answers = Mapping[str, str]
LOOKS_BACK = timedelta(days=7)
FORMS = frozenset({"return", "nilreturn"})
"""The forms in which it is filled in: once it is in, what the others had open is over."""


async def recording_on(
    tx: Transaction, *, actor: Actor, patrol_id: int, now: datetime
) -> tuple[Patrol, Member]:
    """The patrol, held, and whoever may record what happened on it: its crew and local officer.

    A lead of the area may too, for those without Telegram. Raises NotYourReturn, ReturnNotYet,
    NightCancelled, or what `Actor.member` raises.
    """
    actor = await people.held(tx, actor)
    patrol = await crews.held(tx, patrol_id)
    member = await require_recorder(tx, actor, patrol)
    rules.require_recordable(patrol.crew, now=now)
    return patrol, member


async def require_recorder(tx: Transaction, actor: Actor, patrol: Patrol) -> Member:
    """Whoever may record on a patrol and see what is recorded. Raises NotYourReturn."""
    member = actor.member(patrol.book.area)
    beside = await pairing.local_officer_of(tx, patrol.book.patrol_id)
    if not (member.may(Role.LEAD) or rules.may_record(member.id, patrol.crew, beside)):
        raise rules.NotYourReturn
    return member


async def begin(
    tx: Transaction, *, actor: Actor, patrol_id: int, now: datetime
) -> tuple[Patrol, PatrolReturn]:
    """Somebody of the crew begins the return, or goes on with it; everyone else may join in."""
    patrol, member = await recording_on(tx, actor=actor, patrol_id=patrol_id, now=now)
    is_new = await returns.find(tx, patrol_id) is None
    found = await returns.begin(tx, patrol_id, by=member.id, at=now)
    if is_new:
        _record(tx, patrol, "return begun", actor, at=now)
    return patrol, found


async def latest_unsent(tx: Transaction, *, actor: Actor, area: str, now: datetime) -> Patrol:
    """The last patrol that somebody was out on and whose return is still to come.

    Raises NoReturnToFill, or what `Actor.member` raises.
    """
    member = actor.member(area)
    mine = await rota.patrols_of_member(tx, [member.id], after=now - LOOKS_BACK)
    for patrol in sorted(mine, key=lambda each: each.book.starts, reverse=True):
        is_mine = patrol.crew.goes(member.id) and patrol.book.starts <= now
        found = await returns.find(tx, patrol.book.patrol_id) if is_mine else None
        if is_mine and (found is None or found.takes_answers):
            return patrol
    raise rules.NoReturnToFill


async def consult(
    tx: Transaction, *, actor: Actor, patrol_id: int, now: datetime
) -> tuple[Patrol, PatrolReturn | None]:
    """Somebody who may looks at a return: recorded, as every look is. Raises NotYourReturn."""
    patrol = await rota.get_patrol(tx, patrol_id)
    await require_recorder(tx, actor, patrol)
    record(
        tx, AuditKind.CONSULTATION, "return looked at", f"patrol:{patrol_id}",
        area=patrol.book.area, actor=actor, at=now,
    )  # fmt: skip
    return patrol, await returns.find(tx, patrol_id)


async def answer(
    tx: Transaction, *, actor: Actor, patrol_id: int, step: str, value: str, now: datetime
) -> None:
    """One answer of the crew's, in place of the one before.

    Once the return was sent, the one before is struck and kept. Raises ReturnIn while it is in,
    and what `recording_on` raises.
    """
    patrol, member = await recording_on(tx, actor=actor, patrol_id=patrol_id, now=now)
    found = await returns.get_for_update(tx, patrol_id)
    if not found.takes_answers:
        raise rules.ReturnIn
    await _keep(tx, found, step, value, by=member.id, now=now)
    _record(tx, patrol, "return answered", actor, at=now, step=step)


async def _keep(
    tx: Transaction, found: PatrolReturn, step: str, value: str, *, by: int, now: datetime
) -> None:
    if found.was_sent:
        slip = Slip.ASKED
        await returns.correct(tx, found.patrol_id, step, value, by=by, at=now, slip=slip)
    else:
        await returns.keep(tx, found.patrol_id, step, value, by=by, at=now)


async def submit(
    tx: Transaction,
    *,
    actor: Actor,
    patrol_id: int,
    kind: Kind,
    answers: Answers,
    now: datetime,
) -> PatrolReturn:
    """The crew hands it in: answers that no longer apply go, those that stand by default stay.

    The group hears that it is in, the leads too, once. Raises ReturnIn for the second of two.
    """
    patrol, member = await recording_on(tx, actor=actor, patrol_id=patrol_id, now=now)
    before = await returns.begin(tx, patrol_id, by=member.id, at=now)
    after = rules.submit(before, kind, by=member.id, now=now)
    await _settle(tx, before, answers, by=member.id, now=now)
    await returns.save(tx, after)
    await drafts.discard_about(tx, forms=FORMS, subject=str(patrol_id))
    await notices.cancel(tx, DUE, str(patrol_id))
    _record(tx, patrol, "return sent", actor, at=now, what=kind.value)
    await tell_leads_of_return(tx, patrol, but=member.id, now=now)
    if not before.was_sent:
        await _tell_group(tx, patrol, now=now)
    await refresh_return(tx, patrol_id)
    return after


async def _settle(
    tx: Transaction, found: PatrolReturn, answers: Answers, *, by: int, now: datetime
) -> None:
    """What is handed in, and nothing else, stands."""
    standing = await returns.answers_of(tx, found.patrol_id)
    for step in standing.keys() - answers.keys():
        if found.was_sent:
            slip = Slip.ASKED
            await returns.strike(tx, found.patrol_id, step, by=by, at=now, slip=slip)
        else:
            await returns.drop(tx, found.patrol_id, step)
    for step, value in answers.items():
        if standing.get(step) != value:
            await _keep(tx, found, step, value, by=by, now=now)


async def _tell_group(tx: Transaction, patrol: Patrol, *, now: datetime) -> None:
    """That it is in, and nothing of what it says."""
    chat_id = (await area_plans.get(tx, patrol.book.area)).group_chat_id
    if chat_id is not None:
        await outbox.say(
            tx, chat_id=chat_id, screen="return_is_in", subject=str(patrol.book.patrol_id), at=now
        )


# What leads decide


async def accept(tx: Transaction, *, actor: Actor, patrol_id: int, now: datetime) -> PatrolReturn:
    """A lead is content with it. Raises ReturnNotIn, ReturnDecided."""
    patrol, lead, before = await _as_lead(tx, actor, patrol_id)
    after = rules.accept(before, by=lead.id, now=now)
    await _decided(tx, patrol, after, "return accepted", actor, now=now)
    return after


async def send_back(
    tx: Transaction, *, actor: Actor, patrol_id: int, fault: Fault, now: datetime
) -> PatrolReturn:
    """A lead wants it put right; its crew is told. Raises ReturnNotIn, ReturnDecided."""
    patrol, lead, before = await _as_lead(tx, actor, patrol_id)
    after = rules.send_back(before, fault, by=lead.id, now=now)
    await _decided(tx, patrol, after, "return sent back", actor, now=now, why=fault.value)
    await tell_crew_of_return(tx, patrol, but=lead.id, now=now)
    return after


async def enter(
    tx: Transaction, *, actor: Actor, patrol_id: int, reference: str, now: datetime
) -> PatrolReturn:
    """A lead says that it is in the force's system. Raises ReturnNotIn before it is accepted."""
    patrol, lead, before = await _as_lead(tx, actor, patrol_id)
    after = rules.enter(before, reference, by=lead.id, now=now)
    await _decided(tx, patrol, after, "return entered", actor, now=now)
    return after


async def _as_lead(
    tx: Transaction, actor: Actor, patrol_id: int
) -> tuple[Patrol, Member, PatrolReturn]:
    actor = await people.held(tx, actor)
    patrol = await crews.held(tx, patrol_id)
    lead = actor.acting(patrol.book.area, Role.LEAD)
    if await returns.find(tx, patrol_id) is None:
        raise rules.ReturnNotIn
    return patrol, lead, await returns.get_for_update(tx, patrol_id)


async def _decided(
    tx: Transaction, patrol: Patrol, after: PatrolReturn, verb: str, actor: Actor, *,
    now: datetime, **detail: str,
) -> None:  # fmt: skip
    await returns.save(tx, after)
    _record(tx, patrol, verb, actor, at=now, **detail)
    await refresh_return(tx, patrol.book.patrol_id)


# Corrections


async def correct(
    tx: Transaction,
    *,
    actor: Actor,
    patrol_id: int,
    answers: Answers,
    slip: Slip,
    areas: Mapping[str, Area],
    now: datetime,
) -> int:
    """Strike what is different and put this in its place; how many values that was.

    Raises NothingToCorrect, ReturnNotIn, and what `recording_on` raises.
    """
    patrol, member = await recording_on(tx, actor=actor, patrol_id=patrol_id, now=now)
    if await returns.find(tx, patrol_id) is None:
        raise rules.ReturnNotIn
    found = await returns.get_for_update(tx, patrol_id)
    rules.require_correctable(found)
    standing = await returns.answers_of(tx, patrol_id)
    changed = [step for step, value in answers.items() if standing.get(step) != value]
    gone = [step for step in standing if step not in answers]
    if not changed and not gone:
        raise rules.NothingToCorrect
    for step in changed:
        await returns.correct(tx, patrol_id, step, answers[step], by=member.id, at=now, slip=slip)
    for step in gone:
        await returns.strike(tx, patrol_id, step, by=member.id, at=now, slip=slip)
    for step in (*changed, *gone):
        _record(tx, patrol, "return corrected", actor, at=now, step=step, why=slip.value)
    await tell_leads_of_return(tx, patrol, but=member.id, now=now)
    await refresh_return(tx, patrol_id)
    return len(changed) + len(gone)


def _record(
    tx: Transaction, patrol: Patrol, verb: str, actor: Actor, *, at: datetime, **detail: str
) -> None:
    record(
        tx, AuditKind.ALTERATION, verb, f"patrol:{patrol.book.patrol_id}",
        area=patrol.book.area, actor=actor, at=at, **detail,
    )  # fmt: skip
