"""Notices: what is to be said or done at a time, planned with the change that calls for it.

A notice is one row for a kind and a subject, so planning it twice plans it once, and planning it
for another time moves it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    Column,
    Double,
    Index,
    Integer,
    String,
    Table,
    UniqueConstraint,
    bindparam,
    delete,
    func,
    select,
    update,
)

from storage.errors import NoLongerOurs
from storage.machine import is_past, machine_now
from storage.schema import metadata
from storage.transaction import AnyInsert, AnyRow, Transaction, for_both
from storage.types import Id, Instant, Sealed

MAX_TRIES = 5
LEASE_SECONDS = 120.0
LATER_SECONDS = 3600.0
"""How long one that has failed MAX_TRIES times waits, if it is useful at any time."""
WAITING, DONE, MISSED, CANCELLED = "waiting", "done", "missed", "cancelled"


@dataclass(frozen=True, slots=True)
class Notice:
    """Something due; after ``useful_until`` it is recorded as missed instead of said late."""

    id: int
    kind: str
    subject: str
    area: str | None
    due_at: datetime
    useful_until: datetime | None
    tries: int
    owner: str

    def is_useful(self, now: datetime) -> bool:
        """Whether it is still worth saying."""
        return self.useful_until is None or now <= self.useful_until


notice = Table(
    "notice",
    metadata,
    Column("id", Id, primary_key=True),
    Column("kind", String, nullable=False),
    Column("subject", String, nullable=False),
    Column("area", String),
    Column("due_at", Instant, nullable=False),
    Column("useful_until", Instant),
    Column("state", String, nullable=False, server_default=WAITING),
    Column("tries", Integer, nullable=False, server_default="0"),
    Column("owner", String),
    Column("leased_until", Double),
    Column("not_before", Double),
    Column("error", Sealed),
    UniqueConstraint("kind", "subject"),
    sqlite_autoincrement=True,
)
_row = notice.c
Index(
    "ix_notice_waiting",
    _row.due_at,
    sqlite_where=_row.state == WAITING,
    postgresql_where=_row.state == WAITING,
)


async def plan(
    tx: Transaction,
    *,
    kind: str,
    subject: str,
    due_at: datetime,
    useful_until: datetime | None = None,
    area: str | None = None,
) -> None:
    """Have it done at ``due_at``, in place of any time planned before.

    One that was done or missed at this very time is not repeated.
    """
    values = {"due_at": due_at, "useful_until": useful_until, "area": area}
    await tx.execute(_PLAN[tx.is_postgres], {"kind": kind, "subject": subject, **values})
    tx.mark("notices")
    tx.mark(_name(kind, subject))


async def cancel(tx: Transaction, kind: str, subject: str) -> None:
    """It is not wanted any more. Nothing happens if it was not planned or is over."""
    await tx.execute(_CANCEL, {"of_kind": kind, "about": subject})
    tx.mark("notices")
    tx.mark(_name(kind, subject))


async def cancel_several(
    tx: Transaction,
    kind: str,
    prefix: str,
    *,
    due_by: datetime | None = None,
    but: str = "",
) -> None:
    """The same for all whose subject begins like this, those due by then or whenever they are.

    `but` names the one that is being done.
    """
    named = (_row.kind == kind) & _row.subject.startswith(prefix, autoescape=True)
    named &= _row.subject != but
    if due_by is not None:
        named &= _row.due_at <= due_by
    await tx.execute(
        update(notice)
        .where(named, _row.state == WAITING)
        .values(state=CANCELLED, owner=None, leased_until=None)
    )
    tx.mark("notices")


async def claim_due(tx: Transaction, *, now: datetime, owner: str, limit: int) -> list[Notice]:
    """Lease what is due at ``now`` (business time), the longest due first."""
    claiming = {"now": now, "claimant": owner, "at_most": limit}
    claimed = map(_notice, await tx.all(_CLAIM, claiming))
    return sorted(claimed, key=lambda found: (found.due_at, found.id))


async def require_ours(tx: Transaction, claimed: Notice) -> None:
    """Before it is done. Raises NoLongerOurs: it was planned anew, cancelled or taken over."""
    found = await tx.first(_OURS, _which(claimed))
    _require_ours(claimed, 1 if found else 0)


async def done(tx: Transaction, claimed: Notice) -> None:
    """It was done, in this transaction, whose action may have planned it anew or cancelled it.

    Call this after the action: whoever changes a night holds it first and then its notices.

    Raises:
        NoLongerOurs: somebody else planned it anew, cancelled it or took it over; leave it be.
    """
    try:
        await _end(tx, claimed, DONE)
    except NoLongerOurs:
        if _name(claimed.kind, claimed.subject) not in tx.marks:
            raise


async def missed(tx: Transaction, claimed: Notice) -> None:
    """It came too late to be useful. Raises NoLongerOurs as ``done`` does."""
    await _end(tx, claimed, MISSED)


async def give_back(tx: Transaction, claimed: Notice, error: str) -> str:
    """It failed: again after 1, 4, 16… seconds. Returns the state.

    After MAX_TRIES it is missed if it is useful for a while only; else it is tried every hour,
    for what it sets going may plan all that comes after it.

    Raises:
        NoLongerOurs: it was planned anew, cancelled or taken over; leave it be.
    """
    spent = claimed.tries >= MAX_TRIES
    state = MISSED if spent and claimed.useful_until is not None else WAITING
    pause = LATER_SECONDS if spent else 4.0 ** (claimed.tries - 1)
    result = await tx.execute(
        update(notice)
        .where(_IS_OURS)
        .values(state=state, error=error, owner=None, leased_until=None)
        .values(not_before=machine_now() + pause),
        _which(claimed),
    )
    _require_ours(claimed, result.rowcount)
    tx.mark("notices")
    return state


async def release_owned_by_others(tx: Transaction, *, owner: str) -> None:
    """At the start of the only process: whoever else held a lease is gone."""
    theirs = (_row.owner != owner) & (_row.state == WAITING)
    await tx.execute(update(notice).where(theirs).values(owner=None, leased_until=None))


async def next_due(tx: Transaction) -> datetime | None:
    """When the next notice is due, in business time; in the past if one is waiting to be done.

    One that keeps failing counts only when its hour is over: nobody shall wait for it.
    """
    due: datetime | None = await tx.scalar(_NEXT_DUE)
    return due


async def purge(tx: Transaction, before: datetime) -> None:
    """Delete notices due before that are over."""
    await tx.execute(delete(notice).where(_row.state != WAITING, _row.due_at < before))


def _name(kind: str, subject: str) -> str:
    return f"notice:{kind}:{subject}"


def _fresh() -> dict[str, object]:
    lease = {"owner": None, "leased_until": None, "not_before": None}
    return {"state": WAITING, "tries": 0, "error": None, **lease}


def _which(claimed: Notice) -> dict[str, object]:
    return {"this": claimed.id, "due": claimed.due_at, "claimant": claimed.owner}


async def _end(tx: Transaction, claimed: Notice, state: str) -> None:
    result = await tx.execute(_END, _which(claimed) | {"end": state})
    _require_ours(claimed, result.rowcount)
    tx.mark("notices")


def _require_ours(claimed: Notice, changed: int) -> None:
    if changed == 0:
        raise NoLongerOurs(f"notice {claimed.kind} {claimed.subject}")


def _notice(row: AnyRow) -> Notice:
    return Notice(
        id=row.id,
        kind=row.kind,
        subject=row.subject,
        area=row.area,
        due_at=row.due_at,
        useful_until=row.useful_until,
        tries=row.tries,
        owner=row.owner,
    )


def _planning(insert: Callable[[Any], AnyInsert]) -> AnyInsert:
    statement = insert(notice)
    new = statement.excluded
    moved = _row.due_at != new.due_at
    waits = (_row.state == WAITING) & _row.useful_until.is_distinct_from(new.useful_until)
    planned = {"due_at": new.due_at, "useful_until": new.useful_until, "area": new.area}
    return statement.on_conflict_do_update(
        index_elements=[_row.kind, _row.subject],
        set_={**planned, **_fresh()},
        where=moved | waits | (_row.state == CANCELLED),
    )


# What every tap or tick runs is built once: building a statement costs more than running it.
_PLAN = for_both(_planning)
_CANCEL = (
    update(notice)
    .where(_row.kind == bindparam("of_kind"), _row.subject == bindparam("about"))
    .where(_row.state == WAITING)
    .values(state=CANCELLED, owner=None, leased_until=None)
)
_DUE = (
    select(_row.id)
    .where(_row.state == WAITING, _row.due_at <= bindparam("now"))
    .where(is_past(_row.leased_until), is_past(_row.not_before))
    .order_by(_row.due_at, _row.id)
    .limit(bindparam("at_most", type_=Integer))
    .with_for_update(skip_locked=True)
    .cte("due")
)
_CLAIM = (
    update(notice)
    .where(_row.id.in_(select(_DUE.c.id)), is_past(_row.leased_until))
    .values(owner=bindparam("claimant"), tries=_row.tries + 1)
    .values(leased_until=machine_now() + LEASE_SECONDS)
    .returning(notice)
)
_IS_OURS = (
    (_row.id == bindparam("this"))
    & (_row.state == WAITING)
    & (_row.due_at == bindparam("due"))
    & (_row.owner == bindparam("claimant"))
)
_OURS = select(_row.id).where(_IS_OURS)
_END = (
    update(notice)
    .where(_IS_OURS)
    .values(state=bindparam("end"), error=None, owner=None, leased_until=None)
)
_NEXT_DUE = (
    select(func.min(_row.due_at, type_=Instant))
    .where(_row.state == WAITING)
    .where((_row.tries < MAX_TRIES) | is_past(_row.not_before))
)
