"""Referrals by their random references, what they were before, and the links of agencies."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    Boolean,
    Column,
    Date,
    ForeignKey,
    Integer,
    Select,
    String,
    Table,
    UniqueConstraint,
    func,
    insert,
    select,
    update,
)

from operation.referrals import (
    WAITS,
    AgencyLink,
    Change,
    Consent,
    Recorded,
    Referral,
    Slip,
    Stage,
    Urgency,
    stage_of,
)
from storage.database import Transaction
from storage.errors import NotFound
from storage.rota import patrol
from storage.schema import metadata
from storage.transaction import AnyRow
from storage.types import Id, Instant, Sealed

_TRIES = 20
"""Of a random reference that is taken already: with 190 million of them, once is rare."""

referral = Table(
    "referral",
    metadata,
    Column("id", Id, primary_key=True),
    Column("area", String(40), nullable=False),
    Column("patrol_id", ForeignKey("patrol.id"), nullable=False, index=True),
    Column("reference", Sealed),
    # What is sealed cannot be searched: a reference is found by its keyed hash with the area.
    Column("reference_hash", String(64)),
    Column("number", Integer, nullable=False),
    Column("services", Sealed, nullable=False),
    Column("consent", String(12), nullable=False),
    Column("stage", String(16), nullable=False),
    Column("urgency", String(12)),
    Column("is_new", Boolean),
    Column("follow_up", Date),
    Column("recorded_by", ForeignKey("member.id"), nullable=False),
    Column("recorded_at", Instant, nullable=False),
    Column("handed_by", ForeignKey("member.id")),
    Column("handed_at", Instant),
    Column("handed_to", ForeignKey("agency.id")),
    Column("was_accepted", Boolean, nullable=False),
    Column("chased", Integer, nullable=False),
    # However many are recorded at once, a reference is one person's of the area.
    UniqueConstraint("reference_hash", "number"),
)
referral_change = Table(
    "referral_change",
    metadata,
    Column("id", Id, primary_key=True),
    Column("referral_id", ForeignKey("referral.id"), nullable=False, index=True),
    Column("what", String(12), nullable=False),
    Column("was", Sealed, nullable=False),
    Column("by", ForeignKey("member.id")),
    Column("at", Instant, nullable=False),
    Column("slip", String(12)),
)
referral_link = Table(
    "referral_link",
    metadata,
    Column("id", Id, primary_key=True),
    Column("referral_id", ForeignKey("referral.id"), nullable=False, index=True),
    Column("token_hash", String(64), nullable=False, unique=True),
    Column("made_by", ForeignKey("member.id"), nullable=False),
    Column("made_at", Instant, nullable=False),
    Column("expires_at", Instant, nullable=False),
    Column("chat_id", ForeignKey("chat.id")),
    Column("used_at", Instant),
    Column("ended_at", Instant),
)


def _hash(tx: Transaction, area: str, reference: str) -> str:
    return tx.keys.hash(f"referral:{area}:{reference}")


async def add(
    tx: Transaction,
    *,
    area: str,
    patrol_id: int,
    said: Recorded,
    reference: str | Callable[[], str] | None,
    by: int,
    at: datetime,
) -> Referral:
    """Record one: for a person with a reference, one more of hers; else with a new one of hers.

    A new reference is made until it is one that the area does not have; None for somebody who
    has none.
    """
    values = _values(area, patrol_id, said, by=by, at=at)
    if reference is None:
        return await get(tx, int(await tx.scalar(_adding(values))))
    if isinstance(reference, str):
        hashed = _hash(tx, area, reference)
        most = select(func.max(referral.c.number)).where(referral.c.reference_hash == hashed)
        number = int(await tx.scalar(most) or 0) + 1
        more = {"reference": reference, "reference_hash": hashed, "number": number}
        return await get(tx, int(await tx.scalar(_adding(values | more))))
    for _ in range(_TRIES):
        made = reference()
        more = {"reference": made, "reference_hash": _hash(tx, area, made)}
        adding = tx.insert(referral).values(values | more).on_conflict_do_nothing()
        found = await tx.scalar(adding.returning(referral.c.id))
        if found is not None:
            return await get(tx, int(found))
    raise RuntimeError("no free reference was found")


def _adding(values: dict[str, Any]) -> Any:
    return insert(referral).values(values).returning(referral.c.id)


def _values(area: str, patrol_id: int, said: Recorded, *, by: int, at: datetime) -> dict[str, Any]:
    return {
        "area": area,
        "patrol_id": patrol_id,
        "number": 1,
        "services": ",".join(said.services),
        "consent": said.consent,
        "stage": stage_of(said.consent),
        "urgency": said.urgency,
        "is_new": said.is_new,
        "follow_up": said.follow_up,
        "recorded_by": by,
        "recorded_at": at,
        "was_accepted": False,
        "chased": 0,
    }


async def get(tx: Transaction, referral_id: int) -> Referral:
    """A referral. Raises NotFound."""
    return _found(await tx.first(select(referral).where(referral.c.id == referral_id)), referral_id)


async def get_for_update(tx: Transaction, referral_id: int) -> Referral:
    """The same, locked until the transaction ends. Raises NotFound."""
    query = select(referral).where(referral.c.id == referral_id)
    return _found(await tx.first(query.with_for_update()), referral_id)


async def of_reference(tx: Transaction, area: str, reference: str) -> list[Referral]:
    """All of one person in an area, locked, the first one first."""
    query = select(referral).where(referral.c.reference_hash == _hash(tx, area, reference))
    return await _all(tx, query.order_by(referral.c.number).with_for_update())


async def of_patrol(tx: Transaction, patrol_id: int) -> list[Referral]:
    """All of a patrol, in the order in which they were recorded."""
    query = select(referral).where(referral.c.patrol_id == patrol_id)
    return await _all(tx, query.order_by(referral.c.id))


async def of_nights(tx: Transaction, area: str, first: date, last: date) -> list[Referral]:
    """All of an area's nights from the first to the last."""
    nights = patrol.c.night.between(first, last)
    query = select(referral).join(patrol, patrol.c.id == referral.c.patrol_id)
    return await _all(tx, query.where(referral.c.area == area, nights).order_by(referral.c.id))


async def waiting(tx: Transaction, area: str, *, recorded_by: int | None = None) -> list[Referral]:
    """Those of an area, or of one officer, of which something is to be done or heard."""
    query = select(referral).where(referral.c.area == area, referral.c.stage.in_(sorted(WAITS)))
    if recorded_by is not None:
        query = query.where(referral.c.recorded_by == recorded_by)
    return await _all(tx, query.order_by(referral.c.id))


async def save(
    tx: Transaction,
    before: Referral,
    after: Referral,
    *,
    by: int | None,
    at: datetime,
    slip: Slip | None = None,
) -> list[str]:
    """Write down what has changed; what was there is struck and kept. The names of what did."""
    changed = [name for name in _KEPT if getattr(before, name) != getattr(after, name)]
    for name in changed:
        if name in _TOLD:
            kept = {"was": _written(getattr(before, name)), "by": by, "at": at, "slip": slip}
            await tx.execute(
                insert(referral_change).values(referral_id=before.id, what=name, **kept)
            )
    values = {name: getattr(after, name) for name in changed}
    if "services" in values:
        values["services"] = ",".join(after.services)
    if values:
        await tx.execute(update(referral).where(referral.c.id == after.id).values(values))
    return changed


_KEPT = (
    "services", "consent", "stage", "urgency", "is_new", "follow_up", "handed_by", "handed_at",
    "handed_to", "was_accepted", "chased",
)  # fmt: skip
_TOLD = frozenset({"services", "consent", "stage", "urgency", "is_new", "follow_up"})


def _written(value: object) -> str:
    if isinstance(value, tuple):
        return ",".join(value)
    if isinstance(value, date):
        return value.isoformat()
    return "" if value is None else str(value)


async def changes_of(tx: Transaction, referral_id: int) -> list[Change]:
    """What it was before, the oldest first."""
    query = select(referral_change).where(referral_change.c.referral_id == referral_id)
    return [
        Change(row.what, row.was, row.by, row.at, Slip(row.slip) if row.slip else None)
        for row in await tx.all(query.order_by(referral_change.c.id))
    ]


# Links


async def add_link(
    tx: Transaction, referral_id: int, *, token: str, by: int, at: datetime, expires_at: datetime
) -> int:
    """Keep a link by the keyed hash of its token, in place of the one before."""
    await end_links(tx, referral_id, at=at)
    made = insert(referral_link).values(
        referral_id=referral_id, token_hash=tx.keys.hash(token), made_by=by, made_at=at,
        expires_at=expires_at,
    )  # fmt: skip
    return int(await tx.scalar(made.returning(referral_link.c.id)))


async def end_links(tx: Transaction, referral_id: int, *, at: datetime) -> None:
    """Those that were not used can no longer be."""
    live = referral_link.c.used_at.is_(None) & referral_link.c.ended_at.is_(None)
    its = referral_link.c.referral_id == referral_id
    await tx.execute(update(referral_link).where(its, live).values(ended_at=at))


async def find_link(
    tx: Transaction, *, token: str | None = None, link_id: int | None = None
) -> AgencyLink | None:
    """A link by its token or id. Whoever changes one holds its referral first."""
    query = select(referral_link)
    if token is not None:
        query = query.where(referral_link.c.token_hash == tx.keys.hash(token))
    else:
        query = query.where(referral_link.c.id == link_id)
    row = await tx.first(query)
    if row is None:
        return None
    is_over = row.used_at is not None or row.ended_at is not None
    return AgencyLink(row.id, row.referral_id, row.made_by, row.expires_at, row.chat_id, is_over)


async def claim_link(tx: Transaction, link_id: int, *, chat_id: int) -> None:
    """It was opened in a chat, and works in no other. Its referral is held."""
    its = referral_link.c.id == link_id
    await tx.execute(update(referral_link).where(its).values(chat_id=chat_id))


async def use_link(tx: Transaction, link_id: int, *, at: datetime) -> None:
    """It was used, and cannot be again. Its referral is held."""
    its = referral_link.c.id == link_id
    await tx.execute(update(referral_link).where(its).values(used_at=at))


async def _all(tx: Transaction, query: Select[Any]) -> list[Referral]:
    return [_referral(row) for row in await tx.all(query)]


def _found(row: AnyRow | None, referral_id: int) -> Referral:
    if row is None:
        raise NotFound(f"referral:{referral_id}")
    return _referral(row)


def _referral(row: AnyRow) -> Referral:
    return Referral(
        id=row.id,
        area=row.area,
        patrol_id=row.patrol_id,
        services=tuple(each for each in row.services.split(",") if each),
        consent=Consent(row.consent),
        stage=Stage(row.stage),
        recorded_by=row.recorded_by,
        recorded_at=row.recorded_at,
        reference=row.reference,
        number=row.number,
        urgency=Urgency(row.urgency) if row.urgency else None,
        is_new=row.is_new,
        follow_up=row.follow_up,
        handed_by=row.handed_by,
        handed_at=row.handed_at,
        handed_to=row.handed_to,
        was_accepted=row.was_accepted,
        chased=row.chased,
    )
