"""Handing parcels back, in one statement for each kind of outcome."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, TypeVar

from sqlalchemy import BindParameter, Update, bindparam, case, or_, select, update

from storage import chats, notices
from storage.chats import ChatKind
from storage.machine import machine_now
from storage.outbox.parcels import (
    Dropped,
    Failed,
    Finished,
    Later,
    Migrated,
    Outcome,
    Parcel,
    ParcelKind,
    Pinned,
    Sent,
    Shown,
    Unreachable,
    Unsure,
)
from storage.outbox_tables import (
    DROPPED,
    FAILED,
    QUEUED,
    SENDING,
    SENT,
    UNREACHABLE,
    UNSURE,
    message,
    post,
)
from storage.transaction import Transaction

_ID: BindParameter[int] = bindparam("row_id")
_O = TypeVar("_O", bound=Outcome)

CLOSES = "screen_closes"
"""The notice that removes a message that may not stay."""
SHOWN_FOR = timedelta(hours=12)

_UNLEASED = {"owner": None, "leased_until": None}
# Our post still, or one that its first tap has told us stands in the very same message.
_ours = or_(post.c.epoch == bindparam("at_epoch"), post.c.message_id == bindparam("at_message"))
_the_message = (message.c.id == _ID) & (message.c.state == SENDING)
_the_post = (post.c.id == _ID) & (post.c.epoch == bindparam("at_epoch"))
_newer: BindParameter[int] = bindparam("version")

_SHOWN = (
    update(post)
    .where(post.c.id == _ID, _ours)
    .values(shown=case((post.c.shown < _newer, _newer), else_=post.c.shown))
    .values(message_id=bindparam("at_message"), not_before=None, unsure_since=None)
    .values(tries=0, error=None, **_UNLEASED)
)
_POST_GIVEN_UP = (
    update(post)
    .where(_the_post)
    .values(shown=_newer, unsure_since=None, error=bindparam("why"), **_UNLEASED)
)
_POST_LATER = (
    update(post)
    .where(_the_post)
    .values(not_before=machine_now() + bindparam("seconds"), error=bindparam("why"), **_UNLEASED)
    .values(tries=post.c.tries - bindparam("forgiven"))
)
_POST_UNSURE = (
    update(post)
    .where(_the_post)
    .values(unsure_since=machine_now(), error=bindparam("why"), **_UNLEASED)
)
_PINNED = (
    update(post)
    .where(post.c.id == _ID)
    .values(pinned_message_id=bindparam("at_message"), tries=0, **_UNLEASED)
)
_STANDS = select(post.c.id, post.c.message_id).where(
    post.c.id.in_(bindparam("these", expanding=True))
)
_SENT = (
    update(message)
    .where(_the_message)
    .values(state=SENT, message_id=bindparam("at_message"), sent_at=bindparam("when"))
    .values(facts=None, error=None, **_UNLEASED)
)
_MESSAGE_ENDED = (
    update(message)
    .where(_the_message)
    .values(state=bindparam("end"), error=bindparam("why"), facts=None, **_UNLEASED)
)
_MESSAGE_UNSURE = (
    update(message)
    .where(_the_message)
    .values(state=UNSURE, doubtful=True, error=bindparam("why"), **_UNLEASED)
)
_MESSAGE_LATER = (
    update(message)
    .where(_the_message)
    .values(not_before=machine_now() + bindparam("seconds"), error=bindparam("why"), **_UNLEASED)
    .values(tries=message.c.tries - bindparam("forgiven"), state=QUEUED)
    .values(doubtful=case((bindparam("doubt") == 1, True), else_=message.c.doubtful))
)


async def finish(tx: Transaction, outcomes: Sequence[Outcome], *, at: datetime) -> Finished:
    """Record how deliveries ended; ``at`` is business time. See Finished for what to do next."""
    shown = _only(Shown, outcomes)
    await _each(tx, _SHOWN, [_at(o.parcel, o.message_id, version=o.version) for o in shown])
    sent = _only(Sent, outcomes)
    await _each(tx, _SENT, [_id(o.parcel, at_message=o.message_id, when=at) for o in sent])
    pinned = _only(Pinned, outcomes)
    await _each(tx, _PINNED, [_id(o.parcel, at_message=o.message_id) for o in pinned])
    await _give_up(tx, [(o.parcel, "") for o in _only(Dropped, outcomes)], DROPPED)
    await _give_up(tx, [(o.parcel, o.error) for o in _only(Failed, outcomes)], FAILED)
    await _leave_unsure(tx, _only(Unsure, outcomes))
    await _postpone(tx, _only(Later, outcomes))
    await _move(tx, _only(Migrated, outcomes))
    unreachable = await _leave_alone(tx, _only(Unreachable, outcomes), at)
    seen: list[Shown | Sent] = [*shown, *sent]
    for each in seen:
        if each.is_protected:
            await _plan_closing(tx, each, at)
    tx.mark("outbox")
    return Finished(unreachable=unreachable, stale=await _stale(tx, shown))


async def _plan_closing(tx: Transaction, seen: Shown | Sent, at: datetime) -> None:
    """What may not stay in a chat is removed well before Telegram stops allowing it."""
    subject = f"{seen.parcel.chat_id}:{seen.message_id}"
    await notices.plan(tx, kind=CLOSES, subject=subject, due_at=at + SHOWN_FOR)


async def _give_up(tx: Transaction, parcels: list[tuple[Parcel, str]], end: str) -> None:
    posts = [(p, why) for p, why in parcels if p.kind is ParcelKind.POST]
    await _each(tx, _POST_GIVEN_UP, [_at(p, version=p.wanted, why=why or None) for p, why in posts])
    messages = [(p, why) for p, why in parcels if p.kind is ParcelKind.MESSAGE]
    await _each(tx, _MESSAGE_ENDED, [_id(p, end=end, why=why or None) for p, why in messages])


async def _leave_unsure(tx: Transaction, outcomes: list[Unsure]) -> None:
    """What may be repeated is queued again; the rest waits to be adopted, or for a decision."""
    repeated = [o for o in outcomes if _may_be_repeated(o.parcel)]
    await _postpone(tx, [Later(o.parcel, 1.0, o.error) for o in repeated], doubt=1)
    rest = [o for o in outcomes if not _may_be_repeated(o.parcel)]
    posts = [o for o in rest if o.parcel.kind is ParcelKind.POST]
    await _each(tx, _POST_UNSURE, [_at(o.parcel, why=o.error) for o in posts])
    messages = [o for o in rest if o.parcel.kind is ParcelKind.MESSAGE]
    await _each(tx, _MESSAGE_UNSURE, [_id(o.parcel, why=o.error) for o in messages])


def _may_be_repeated(parcel: Parcel) -> bool:
    return parcel.chat_kind is ChatKind.PRIVATE or parcel.message_id is not None


async def _postpone(tx: Transaction, outcomes: Sequence[Later], *, doubt: int = 0) -> None:
    posts = [o for o in outcomes if o.parcel.kind is ParcelKind.POST]
    await _each(tx, _POST_LATER, [_at(o.parcel, **_pause(o)) for o in posts])
    messages = [o for o in outcomes if o.parcel.kind is ParcelKind.MESSAGE]
    await _each(tx, _MESSAGE_LATER, [_id(o.parcel, doubt=doubt, **_pause(o)) for o in messages])


async def _move(tx: Transaction, outcomes: list[Migrated]) -> None:
    for telegram_id, new in {(o.parcel.telegram_id, o.new_telegram_id) for o in outcomes}:
        await chats.migrate(tx, telegram_id, new)
    await _postpone(tx, [Later(o.parcel, 0.0, counts=False) for o in outcomes])


async def _leave_alone(
    tx: Transaction, outcomes: list[Unreachable], at: datetime
) -> tuple[int, ...]:
    if not outcomes:
        return ()
    messages = [o for o in outcomes if o.parcel.kind is ParcelKind.MESSAGE]
    ended = [_id(o.parcel, end=UNREACHABLE, why=o.error or None) for o in messages]
    await _each(tx, _MESSAGE_ENDED, ended)
    posts = [o for o in outcomes if o.parcel.kind is ParcelKind.POST]
    await _postpone(tx, [Later(o.parcel, 0.0, o.error) for o in posts])
    return await chats.mark_unreachable(tx, {o.parcel.chat_id for o in outcomes}, at=at)


async def _stale(tx: Transaction, shown: list[Shown]) -> tuple[Shown, ...]:
    """Of the messages that are new, those in which their post does not stand."""
    new = [o for o in shown if o.message_id != o.parcel.message_id]
    if not new:
        return ()
    ids = [o.parcel.id for o in new]
    rows = await tx.all(_STANDS, {"these": ids})
    stands = {row.id: row.message_id for row in rows}
    return tuple(o for o in new if stands.get(o.parcel.id) != o.message_id)


def _only(kind: type[_O], outcomes: Sequence[Outcome]) -> list[_O]:
    return [outcome for outcome in outcomes if isinstance(outcome, kind)]


def _id(parcel: Parcel, **values: Any) -> dict[str, Any]:
    return {"row_id": parcel.id, **values}


def _at(parcel: Parcel, at_message: int | None = None, **values: Any) -> dict[str, Any]:
    place = {} if at_message is None else {"at_message": at_message}
    return _id(parcel, at_epoch=parcel.epoch, **place, **values)


def _pause(outcome: Later) -> dict[str, Any]:
    return {
        "seconds": outcome.seconds,
        "why": outcome.error or None,
        "forgiven": 0 if outcome.counts else 1,
    }


async def _each(tx: Transaction, statement: Update, rows: list[dict[str, Any]]) -> None:
    if rows:
        await tx.execute(statement, rows)
