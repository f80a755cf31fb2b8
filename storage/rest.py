"""Rest: the duties stated around patrols, what leads have overridden, and rest that is owed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import (
    Column,
    Date,
    ForeignKey,
    Integer,
    String,
    Table,
    UniqueConstraint,
    bindparam,
    select,
    update,
)

from operation.duties import REMEMBERED, Duty, Side, Stated
from operation.pairing import Answer
from operation.rest import Finding, FindingKind, Severity, Work
from storage import qualification
from storage.crew import ON_CREW
from storage.database import Transaction
from storage.errors import NotFound
from storage.hours import WAS_NOT_ABSENT, confirmed_or, night_sheet
from storage.pairing import nomination
from storage.people import member
from storage.rota import patrol, sign_up
from storage.schema import metadata
from storage.transaction import AnyInsert, for_both
from storage.types import Id, Instant, Sealed, SealedJson

stated_duty = Table(
    "stated_duty",
    metadata,
    Column("id", Id, primary_key=True),
    Column("patrol_id", ForeignKey("patrol.id"), nullable=False),
    Column("member_id", ForeignKey("member.id"), nullable=False, index=True),
    Column("side", String(8), nullable=False),
    Column("name", Sealed, nullable=False),
    Column("starts_at", Instant),
    Column("ends_at", Instant),
    Column("stated_by", ForeignKey("member.id"), nullable=False),
    Column("stated_at", Instant, nullable=False),
    # An officer and a lead who state at once still state one duty.
    UniqueConstraint("patrol_id", "member_id", "side"),
)

rest_override = Table(
    "rest_override",
    metadata,
    Column("id", Id, primary_key=True),
    Column("patrol_id", ForeignKey("patrol.id"), nullable=False),
    Column("member_id", ForeignKey("member.id"), nullable=False, index=True),
    Column("covers", SealedJson, nullable=False),
    Column("reason", Sealed, nullable=False),
    Column("overridden_by", ForeignKey("member.id"), nullable=False),
    Column("overridden_at", Instant, nullable=False),
    UniqueConstraint("patrol_id", "member_id"),
)

rest_owed = Table(
    "rest_owed",
    metadata,
    Column("id", Id, primary_key=True),
    Column("member_id", ForeignKey("member.id"), nullable=False),
    Column("patrol_id", ForeignKey("patrol.id"), nullable=False),
    Column("since", Instant, nullable=False),
    Column("until", Instant, nullable=False),
    Column("minutes", Integer, nullable=False),
    Column("recorded_at", Instant, nullable=False),
    Column("given_on", Date),
    Column("given_by", ForeignKey("member.id")),
    Column("voided_at", Instant),
    # Only where a lead has said it; empty where the times that were noted have it so.
    Column("void_reason", Sealed),
    # Two patrols may lie on either side of one short rest: it is owed once.
    UniqueConstraint("member_id", "since"),
)


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of one member's work: nights on which they are out, and duties stated.

    They are out with a crew, or beside one as its local officer who has confirmed. From
    `trained_until` on their training no longer counts, None for never.
    """

    patrols: tuple[tuple[date, Work], ...] = ()
    stated: tuple[Stated, ...] = ()
    trained_until: date | None = None


@dataclass(frozen=True, slots=True)
class Override:
    """What a lead has overridden for somebody and a night, and why."""

    member_id: int
    covers: tuple[Finding, ...]
    reason: str
    by: int
    at: datetime


@dataclass(frozen=True, slots=True)
class Owed:
    """Rest that somebody is owed for a gap that was too short; `given_on` once they had it.

    `voided_at` is when it turned out not to be owed; `void_reason` is a lead's, and final.
    """

    id: int
    member_id: int
    patrol_id: int
    area: str
    night: date
    since: datetime
    until: datetime
    minutes: int
    given_on: date | None
    voided_at: datetime | None = None
    void_reason: str | None = None

    @property
    def is_open(self) -> bool:
        return self.given_on is None and self.voided_at is None

    @property
    def is_final(self) -> bool:
        """Whether a lead has settled it, whatever is noted of the night later."""
        return self.given_on is not None or self.void_reason is not None


_asked = member.alias("asked")
_BETWEEN = patrol.c.night.between(bindparam("first"), bindparam("last"))
_ASKED = _asked.c.id.in_(bindparam("these", expanding=True))
_SHEET = night_sheet.c
# Whatever a person does in any area they do as one person; and as it was, once that is known.
_OUT = (
    select(_asked.c.id.label("member"), patrol.c.id, patrol.c.night)
    .add_columns(confirmed_or(_SHEET.confirmed_starts, patrol.c.starts_at).label("starts_at"))
    .join_from(_asked, member, member.c.person_id == _asked.c.person_id)
    .where(_ASKED, _BETWEEN, patrol.c.cancelled_at.is_(None), WAS_NOT_ABSENT)
)
_ITS_SHEET = (_SHEET.patrol_id == patrol.c.id) & (_SHEET.member_id == member.c.id)
# Whoever left the crew during a patrol worked until then.
_UNTIL = confirmed_or(_SHEET.confirmed_ends, sign_up.c.left_at, patrol.c.ends_at)
_WITH_A_CREW = (
    _OUT.add_columns(_UNTIL.label("ends_at"))
    .join(sign_up, sign_up.c.member_id == member.c.id)
    .join(patrol, patrol.c.id == sign_up.c.patrol_id)
    .outerjoin(night_sheet, _ITS_SHEET)
    .where(ON_CREW)
)
_BESIDE_ONE = (
    _OUT.add_columns(confirmed_or(_SHEET.confirmed_ends, patrol.c.ends_at).label("ends_at"))
    .join(nomination, nomination.c.member_id == member.c.id)
    .join(patrol, patrol.c.id == nomination.c.patrol_id)
    .outerjoin(night_sheet, _ITS_SHEET)
    .where(nomination.c.state == Answer.CONFIRMED)
)
_PATROLS = _WITH_A_CREW.union(_BESIDE_ONE)
# One row at least for each who is asked about: what they stated, if anything, and their training.
_STATED = (
    select(_asked.c.id.label("member"), patrol.c.night, *stated_duty.c)
    .add_columns(qualification.ENDS.label("trained_until"))
    .join_from(_asked, member, member.c.person_id == _asked.c.person_id)
    .outerjoin(qualification.qualification, qualification.is_of(_asked.c.id))
    .outerjoin(
        stated_duty.join(patrol, (patrol.c.id == stated_duty.c.patrol_id) & _BETWEEN),
        stated_duty.c.member_id == member.c.id,
    )
    .where(_ASKED)
    .order_by(stated_duty.c.id)
)
_OWED = select(rest_owed, patrol.c.area, patrol.c.night).join_from(
    rest_owed, patrol, patrol.c.id == rest_owed.c.patrol_id
)


def _stating(insert: Callable[[Any], AnyInsert]) -> AnyInsert:
    row = insert(stated_duty)
    keys = ("patrol_id", "member_id", "side")
    said = ("name", "starts_at", "ends_at", "stated_by", "stated_at")
    return row.on_conflict_do_update(
        index_elements=keys, set_={name: row.excluded[name] for name in said}
    )


_STATE = for_both(_stating)
_NEAR = timedelta(days=3)
"""Duties of other nights that can matter to a night."""


async def known(
    tx: Transaction, member_ids: Collection[int], first: date, last: date, *, within: timedelta
) -> Mapping[int, Known]:
    """What is known of these members' work about the nights from first to last, by member.

    Patrols of any area as far as `within` before and after them, with the times that leads have
    confirmed and without those they were noted as absent from; duties as far back as they are
    remembered.
    """
    these = {"these": list(member_ids)}
    patrols: dict[int, list[tuple[date, Work]]] = defaultdict(list)
    dates = {"first": first - within, "last": last + within}
    for row in await tx.execute(_PATROLS, these | dates):
        work = Work(row.starts_at, row.ends_at, row.id)
        patrols[row.member].append((row.night, work))
    stated: dict[int, list[Stated]] = defaultdict(list)
    ends: dict[int, date | None] = {}
    dates = {"first": first - REMEMBERED, "last": last + _NEAR}
    for row in await tx.execute(_STATED, these | dates):
        ends[row.member] = row.trained_until
        if row.id is not None:
            stated[row.member].append(_stated(row))
    return {
        each: Known(tuple(patrols[each]), tuple(stated[each]), ends.get(each))
        for each in member_ids
    }


async def state(
    tx: Transaction,
    *,
    patrol_id: int,
    member_id: int,
    side: Side,
    duty: Duty,
    by: int,
    at: datetime,
) -> None:
    """Write down what somebody works on one side of a patrol, in place of what was said before."""
    values: dict[str, object] = {
        "name": duty.name,
        "starts_at": duty.starts,
        "ends_at": duty.ends,
        "stated_by": by,
        "stated_at": at,
    }
    values |= {"patrol_id": patrol_id, "member_id": member_id, "side": side.value}
    await tx.execute(_STATE[tx.is_postgres], values)


async def overrides(
    tx: Transaction, patrol_ids: Collection[int], member_ids: Collection[int]
) -> Mapping[tuple[int, int], Override]:
    """What leads have overridden on these nights, by patrol and member."""
    query = select(rest_override).where(
        rest_override.c.patrol_id.in_(list(patrol_ids)),
        rest_override.c.member_id.in_(list(member_ids)),
    )
    return {(row.patrol_id, row.member_id): _override(row) for row in await tx.all(query)}


async def override(
    tx: Transaction,
    *,
    patrol_id: int,
    member_id: int,
    covers: Collection[Finding],
    reason: str,
    by: int,
    at: datetime,
) -> None:
    """Write down what a lead overrides for somebody and a night, in place of any before."""
    values = {
        "covers": {"findings": [_packed(each) for each in covers]},
        "reason": reason,
        "overridden_by": by,
        "overridden_at": at,
    }
    row = tx.insert(rest_override).values(patrol_id=patrol_id, member_id=member_id, **values)
    keys = [rest_override.c.patrol_id, rest_override.c.member_id]
    await tx.execute(row.on_conflict_do_update(index_elements=keys, set_=values))


async def owe(
    tx: Transaction,
    *,
    member_id: int,
    patrol_id: int,
    since: datetime,
    until: datetime,
    minutes: int,
    at: datetime,
) -> int | None:
    """Write down that rest is owed for a gap; its id, or None where that was done before."""
    row = tx.insert(rest_owed).values(
        member_id=member_id, patrol_id=patrol_id, since=since, until=until, minutes=minutes,
        recorded_at=at,
    )  # fmt: skip
    keys = [rest_owed.c.member_id, rest_owed.c.since]
    made = row.on_conflict_do_nothing(index_elements=keys).returning(rest_owed.c.id)
    found: int | None = await tx.scalar(made)
    return found


async def owed_of(tx: Transaction, patrol_id: int) -> list[Owed]:
    """All that was ever written down as owed for a patrol."""
    query = _OWED.where(rest_owed.c.patrol_id == patrol_id).order_by(rest_owed.c.id)
    return [_owed(row) for row in await tx.all(query)]


async def owe_otherwise(
    tx: Transaction, owed_id: int, *, since: datetime, until: datetime, minutes: int
) -> None:
    """The gap was another one than was written down: it is owed for that."""
    row = update(rest_owed).where(rest_owed.c.id == owed_id)
    await tx.execute(row.values(since=since, until=until, minutes=minutes, voided_at=None))


async def void(tx: Transaction, owed_id: int, *, at: datetime, reason: str | None = None) -> bool:
    """It is not owed; False where it was given or not owed before."""
    is_open = rest_owed.c.given_on.is_(None) & rest_owed.c.voided_at.is_(None)
    row = update(rest_owed).where(rest_owed.c.id == owed_id, is_open)
    result = await tx.execute(row.values(voided_at=at, void_reason=reason))
    return bool(result.rowcount)


async def owed_to(tx: Transaction, member_ids: Collection[int]) -> list[Owed]:
    """The rest that these members are owed and have not been given, the oldest first."""
    query = _OWED.where(rest_owed.c.member_id.in_(list(member_ids)))
    return await _open(tx, query)


async def owed_in(tx: Transaction, area: str) -> list[Owed]:
    """The rest that is owed in an area and has not been given, the oldest first."""
    return await _open(tx, _OWED.where(patrol.c.area == area))


async def get_owed(tx: Transaction, owed_id: int) -> Owed:
    """One entry. Raises NotFound."""
    row = await tx.first(_OWED.where(rest_owed.c.id == owed_id))
    if row is None:
        raise NotFound(f"rest owed:{owed_id}")
    return _owed(row)


async def give(tx: Transaction, owed_id: int, *, on: date, by: int) -> bool:
    """Mark rest as given on a day; False where somebody has done so before."""
    is_open = rest_owed.c.given_on.is_(None) & rest_owed.c.voided_at.is_(None)
    row = update(rest_owed).where(rest_owed.c.id == owed_id, is_open)
    result = await tx.execute(row.values(given_on=on, given_by=by))
    return bool(result.rowcount)


async def _open(tx: Transaction, query: Any) -> list[Owed]:
    is_open = rest_owed.c.given_on.is_(None) & rest_owed.c.voided_at.is_(None)
    rows = await tx.all(query.where(is_open).order_by(rest_owed.c.since))
    return [_owed(row) for row in rows]


def _stated(row: Any) -> Stated:
    duty = Duty(row.name, row.starts_at, row.ends_at)
    return Stated(row.patrol_id, row.night, Side(row.side), duty)


def _override(row: Any) -> Override:
    covers = tuple(_unpacked(each) for each in row.covers["findings"])
    return Override(row.member_id, covers, row.reason, row.overridden_by, row.overridden_at)


def _packed(found: Finding) -> list[str | float]:
    return [found.kind.value, found.severity.value, found.amount, found.limit]


def _unpacked(packed: list[Any]) -> Finding:
    kind, severity, amount, limit = packed
    return Finding(FindingKind(kind), Severity(severity), amount, limit)


def _owed(row: Any) -> Owed:
    return Owed(
        row.id, row.member_id, row.patrol_id, row.area, row.night, row.since, row.until,
        row.minutes, row.given_on, row.voided_at, row.void_reason,
    )  # fmt: skip
