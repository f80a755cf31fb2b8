"""The inbox: updates as they came, kept until they are handled, each applied once.

A lane is a person's queue. Only the oldest unfinished row of a lane can be claimed, and none
while another of that lane is being worked on, so that a person's updates stay in order on any
number of replicas.

A try is counted when a row is claimed. A row that was claimed and then neither done nor given
back may have killed its process: it is a suspect, claimed again only one at a time.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    Column,
    ColumnElement,
    Double,
    Index,
    Integer,
    String,
    Table,
    bindparam,
    case,
    delete,
    exists,
    func,
    select,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.sql.dml import ReturningUpdate

from storage.errors import NoLongerOurs, NotFound
from storage.machine import is_past, later_of, machine_now
from storage.schema import metadata
from storage.transaction import AnyRow, Transaction
from storage.types import Instant, Sealed

MAX_TRIES = 3
LEASE_SECONDS = 120.0
NEW, DONE, SET_ASIDE = "new", "done", "set_aside"


@dataclass(frozen=True, slots=True)
class Arrival:
    """An update as Telegram sent it: ``payload`` is its JSON.

    It was sent between ``earliest`` and ``received_at``, which are the same but for an outage.
    """

    update_id: int
    lane: str
    payload: str
    received_at: datetime
    earliest: datetime


@dataclass(frozen=True, slots=True)
class Claimed:
    """An update to handle now; ``tries`` counts this one."""

    update_id: int
    lane: str
    payload: str
    tries: int
    received_at: datetime
    earliest: datetime


@dataclass(frozen=True, slots=True)
class SetAside:
    """An update that was given up."""

    update_id: int
    lane: str
    tries: int
    error: str


inbox = Table(
    "inbox",
    metadata,
    Column("update_id", BigInteger, primary_key=True, autoincrement=False),
    Column("lane", String, nullable=False),
    Column("payload", Sealed),
    Column("received_at", Instant, nullable=False),
    Column("earliest", Instant, nullable=False),
    Column("state", String, nullable=False, server_default=NEW),
    Column("tries", Integer, nullable=False, server_default="0"),
    Column("owner", String),
    Column("leased_until", Double),
    Column("not_before", Double),
    Column("done_at", Double),
    Column("error", Sealed),
)
_row = inbox.c
Index(
    "ix_inbox_lane",
    _row.lane,
    _row.update_id,
    sqlite_where=_row.state == NEW,
    postgresql_where=_row.state == NEW,
)


async def store(
    tx: Transaction, arrivals: Sequence[Arrival], *, owner: str, claim: int
) -> list[Claimed]:
    """Keep what came, an update id that is known already excepted, and claim up to ``claim``."""
    if arrivals:
        statement = _KEEP_ON_POSTGRES if tx.is_postgres else _KEEP_ON_SQLITE
        await tx.execute(statement, [_values(arrival) for arrival in arrivals])
        tx.mark("inbox")
    return await _claim(tx, owner=owner, limit=claim, suspects=False) if claim > 0 else []


async def claim(
    tx: Transaction, *, owner: str, limit: int, suspects: bool = False
) -> list[Claimed]:
    """Take up to ``limit`` updates, oldest first, at most one of each lane.

    With ``suspects``, at most one of those that may have killed a process, and nothing else.
    """
    return await _claim(tx, owner=owner, limit=1 if suspects else limit, suspects=suspects)


async def done(tx: Transaction, update_ids: Collection[int]) -> None:
    """Handled: the payload goes, the id stays, so that a redelivery is known.

    Raises:
        NoLongerOurs: one of them was finished by somebody else. Let this undo the transaction.
    """
    result = await tx.execute(_DONE, {"these": list(update_ids)})
    tx.mark("inbox")
    if result.rowcount != len(update_ids):
        raise NoLongerOurs(f"updates {sorted(update_ids)}")


async def give_back(tx: Transaction, update_id: int, error: str) -> str:
    """It failed: try again after a pause of 1, then 4 seconds, or set it aside.

    Returns the state it is in now. Raises NotFound.
    """
    spent = _row.tries >= MAX_TRIES
    statement = (
        update(inbox)
        .where(_row.update_id == update_id)
        .values(state=case((spent, SET_ASIDE), else_=_row.state), error=error)
        .values(not_before=machine_now() + case((_row.tries <= 1, 1.0), else_=4.0))
        .values(owner=None, leased_until=None)
        .returning(_row.state)
    )
    state = await tx.scalar(statement)
    if state is None:
        raise NotFound(f"update {update_id}")
    tx.mark("inbox")
    return str(state)


async def put_back(tx: Transaction, update_ids: Collection[int]) -> None:
    """Free claimed rows that were never started; the try is not counted."""
    await tx.execute(
        update(inbox)
        .where(_row.update_id.in_(list(update_ids)), _row.state == NEW)
        .values(tries=_row.tries - 1, owner=None, leased_until=None)
    )


async def renew(tx: Transaction, *, owner: str) -> None:
    """Hold on to everything this owner has claimed for another LEASE_SECONDS."""
    await tx.execute(
        update(inbox)
        .where(_row.owner == owner, _row.state == NEW)
        .values(leased_until=machine_now() + LEASE_SECONDS)
    )


async def release_owned_by_others(tx: Transaction, *, owner: str) -> None:
    """At the start of the only process: whoever else held a lease is gone. They are suspects."""
    await tx.execute(
        update(inbox)
        .where(_row.state == NEW, _row.owner != owner)
        .values(owner=None, leased_until=None)
    )


async def set_aside_exhausted(tx: Transaction) -> list[SetAside]:
    """Give up suspects that have been tried MAX_TRIES times; the payload is kept."""
    statement = (
        update(inbox)
        .where(_row.state == NEW, _is_suspect(), _row.tries >= MAX_TRIES)
        .where(is_past(_row.leased_until))
        .values(state=SET_ASIDE, error="it stopped the bot", owner=None, leased_until=None)
        .returning(_row.update_id, _row.lane, _row.tries, _row.error)
    )
    return [
        SetAside(row.update_id, row.lane, row.tries, row.error) for row in await tx.all(statement)
    ]


async def next_due(tx: Transaction) -> float | None:
    """Seconds until a row can be claimed, 0 if one can be now, None if there is none."""
    ready = later_of(func.coalesce(_row.not_before, 0.0), func.coalesce(_row.leased_until, 0.0))
    oldest = select(func.min(ready) - machine_now()).where(_row.state == NEW, _is_oldest())
    seconds = await tx.scalar(oldest)
    return None if seconds is None else max(0.0, float(seconds))


async def purge(
    tx: Transaction, before: datetime, *, set_aside_before: datetime | None = None
) -> int:
    """Delete handled updates received before, and those set aside if a date is given.

    Of the former only ids are left; with the latter go what people sent and why it failed.
    Returns how many of the latter there were.
    """
    await tx.execute(delete(inbox).where(_row.state == DONE, _row.received_at < before))
    if set_aside_before is None:
        return 0
    old = _row.received_at < set_aside_before
    erased = await tx.execute(delete(inbox).where(_row.state == SET_ASIDE, old))
    return erased.rowcount


def _is_suspect() -> ColumnElement[bool]:
    """Tried, and not given back: giving back leaves an error, a claim clears it."""
    return (_row.tries > 0) & _row.error.is_(None)


def _is_oldest() -> ColumnElement[bool]:
    """The oldest unfinished of its lane, and no other of the lane is in work."""
    other = inbox.alias()
    older = other.c.update_id < _row.update_id
    in_work = other.c.leased_until > machine_now()
    return ~exists().where(
        other.c.lane == _row.lane,
        other.c.state == NEW,
        other.c.update_id != _row.update_id,
        older | in_work,
    )


async def _claim(tx: Transaction, *, owner: str, limit: int, suspects: bool) -> list[Claimed]:
    statement = _CLAIM_SUSPECTS if suspects else _CLAIM
    rows = (await tx.execute(statement, {"claimant": owner, "at_most": limit})).all()
    return sorted(map(_claimed, rows), key=lambda row: row.update_id)


def _claiming(kind: ColumnElement[bool]) -> ReturningUpdate[*tuple[Any, ...]]:
    free = (
        select(_row.update_id)
        .where(_row.state == NEW, kind, is_past(_row.leased_until), is_past(_row.not_before))
        .where(_is_oldest())
        .order_by(_row.update_id)
        .limit(bindparam("at_most", type_=Integer))
        .with_for_update(skip_locked=True)
        .cte("free")
    )
    return (
        update(inbox)
        .where(_row.update_id.in_(select(free.c.update_id)), is_past(_row.leased_until))
        .values(owner=bindparam("claimant"), tries=_row.tries + 1, error=None, not_before=None)
        .values(leased_until=machine_now() + LEASE_SECONDS)
        .returning(_row.update_id, _row.lane, _row.payload, _row.tries)
        .returning(_row.received_at, _row.earliest)
    )


def _values(arrival: Arrival) -> dict[str, Any]:
    return {
        "update_id": arrival.update_id,
        "lane": arrival.lane,
        "payload": arrival.payload,
        "received_at": arrival.received_at,
        "earliest": arrival.earliest,
    }


def _claimed(row: AnyRow) -> Claimed:
    return Claimed(row.update_id, row.lane, row.payload, row.tries, row.received_at, row.earliest)


# What every tap runs is built once: building a statement costs more than running it.
_KEEP_ON_SQLITE = sqlite.insert(inbox).on_conflict_do_nothing()
_KEEP_ON_POSTGRES = postgresql.insert(inbox).on_conflict_do_nothing()
_CLAIM = _claiming(~_is_suspect())
_CLAIM_SUSPECTS = _claiming(_is_suspect() & (_row.tries < MAX_TRIES))
_DONE = (
    update(inbox)
    .where(_row.update_id.in_(bindparam("these", expanding=True)), _row.state == NEW)
    .values(state=DONE, payload=None, error=None, done_at=machine_now())
    .values(owner=None, leased_until=None)
)
