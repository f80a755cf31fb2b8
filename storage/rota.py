"""The rota: weeks, their patrols, and who volunteered for which, in order."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    Boolean,
    Column,
    ColumnElement,
    Date,
    ForeignKey,
    Index,
    Integer,
    Select,
    String,
    Table,
    UniqueConstraint,
    bindparam,
    false,
    insert,
    select,
    text,
    update,
)

from operation.crew import Assignment, Cancelled, Crew, State
from operation.nights import PlannedNight
from operation.rota import Book, Volunteer, Window
from storage.database import Transaction
from storage.errors import NotFound
from storage.schema import metadata
from storage.types import Id, Instant, Sealed

rota_week = Table(
    "rota_week",
    metadata,
    Column("id", Id, primary_key=True),
    Column("area", String(40), nullable=False),
    Column("monday", Date, nullable=False),
    Column("opens_at", Instant, nullable=False),
    Column("closes_at", Instant, nullable=False),
    Column("opened_at", Instant),
    Column("asked_at", Instant),
    Column("handed_over_at", Instant),
    UniqueConstraint("area", "monday"),
)

patrol = Table(
    "patrol",
    metadata,
    Column("id", Id, primary_key=True),
    Column("week_id", ForeignKey("rota_week.id"), nullable=False, index=True),
    Column("area", String(40), nullable=False),
    Column("night", Date, nullable=False),
    Column("starts_at", Instant, nullable=False),
    Column("ends_at", Instant, nullable=False),
    Column("minimum", Integer, nullable=False),
    Column("places", Integer, nullable=False),
    Column("opens_at", Instant, nullable=False),
    Column("closes_at", Instant, nullable=False),
    Column("ward", String(20)),
    Column("is_extra", Boolean, nullable=False),
    Column("target", Integer),
    Column("crew_version", Integer, nullable=False, server_default="0"),
    Column("published_at", Instant),
    Column("cancelled_at", Instant),
    Column("cancelled", String(12)),
    Column("cancel_note", Sealed),
    Column("covered_at", Instant),
    Column("changed_at", Instant),
    Column("proposed_at", Instant),
    Column("by_hand", Boolean, nullable=False, server_default=false()),
    Column("short_reason", Sealed),
    UniqueConstraint("area", "night"),
)

sign_up = Table(
    "sign_up",
    metadata,
    Column("id", Id, primary_key=True),
    Column("patrol_id", ForeignKey("patrol.id"), nullable=False),
    Column("member_id", ForeignKey("member.id"), nullable=False, index=True),
    Column("since", Instant, nullable=False),
    Column("added_by", ForeignKey("member.id")),
    Column("left_at", Instant),
    Column("taken_off_by", ForeignKey("member.id")),
    Column("state", String(12), nullable=False, server_default=State.IN.value),
    Column("position", Integer),
    Column("picked", Boolean, nullable=False, server_default=false()),
    Column("must_answer", Boolean, nullable=False, server_default=false()),
    Column("offered_until", Instant),
    Column("asked_at", Instant),
    Column("reason", Sealed),
    Column("moved_at", Instant),
    Column("selected_at", Instant),
    # Two taps that race past each other can still make only one live row.
    Index(
        "sign_up_once",
        "patrol_id",
        "member_id",
        unique=True,
        sqlite_where=text("left_at is null"),
        postgresql_where=text("left_at is null"),
    ),
    sqlite_autoincrement=True,
)


@dataclass(frozen=True, slots=True)
class Week:
    """A week of the rota.

    `opened_at` is None while it holds nothing but an extra night, `asked_at` is
    when the lead last asked those who had not answered, `handed_over_at` when
    its lists went to the lead.
    """

    id: int
    area: str
    monday: date
    window: Window
    opened_at: datetime | None
    asked_at: datetime | None
    handed_over_at: datetime | None


@dataclass(frozen=True, slots=True)
class Patrol:
    """One patrol with its list.

    `changed_at` is when its times or whether it takes place last changed, None for never.
    """

    week_id: int
    ward: str | None
    is_extra: bool
    book: Book
    crew: Crew
    cancel_note: str | None
    short_reason: str | None
    changed_at: datetime | None


_BOOKS = (
    select(
        patrol,
        sign_up.c.member_id,
        sign_up.c.since,
        sign_up.c.added_by,
        sign_up.c.state,
        sign_up.c.position,
        sign_up.c.picked,
        sign_up.c.must_answer,
        sign_up.c.offered_until,
    )
    .select_from(patrol)
    .join(
        sign_up,
        (sign_up.c.patrol_id == patrol.c.id) & sign_up.c.left_at.is_(None),
        isouter=True,
    )
    .order_by(patrol.c.starts_at, patrol.c.id, sign_up.c.id)
)
# What every tap runs is built once: building a statement costs more than running it.
_BOOK = _BOOKS.where(patrol.c.id == bindparam("id"))
_BOOKS_OF_WEEK = _BOOKS.where(patrol.c.week_id == bindparam("week"))
_WEEK = select(rota_week).where(rota_week.c.id == bindparam("week"))
_VOLUNTEER = insert(sign_up)
_CHANGE_PATROL = update(patrol).where(patrol.c.id == bindparam("this"))
_SIBLING = patrol.alias()
_LOCK_WEEK = (
    select(patrol.c.id)
    .where(patrol.c.week_id == bindparam("week"))
    .order_by(patrol.c.starts_at, patrol.c.id)
    .with_for_update()
)
_LOCK_WEEK_OF = (
    select(patrol.c.id)
    .where(
        patrol.c.week_id
        == select(_SIBLING.c.week_id).where(_SIBLING.c.id == bindparam("id")).scalar_subquery()
    )
    .order_by(patrol.c.starts_at, patrol.c.id)
    .with_for_update()
)


async def add_week(tx: Transaction, *, area: str, monday: date, window: Window) -> int:
    """Begin a week; its id."""
    made = insert(rota_week).values(
        area=area, monday=monday, opens_at=window.opens_at, closes_at=window.closes_at
    )
    return int(await tx.scalar(made.returning(rota_week.c.id)))


async def find_week(tx: Transaction, area: str, monday: date) -> Week | None:
    """The week of an area that begins on this Monday."""
    mine = (rota_week.c.area == area) & (rota_week.c.monday == monday)
    row = (await tx.execute(select(rota_week).where(mine))).one_or_none()
    return _week(row) if row is not None else None


async def get_week(tx: Transaction, week_id: int) -> Week:
    """A week. Raises NotFound."""
    return await _one_week(tx, _WEEK, week_id)


async def get_week_for_update(tx: Transaction, week_id: int) -> Week:
    """A week, locked until the transaction ends. Raises NotFound."""
    # Not against what only refers to it: a patrol that is changed twice in one transaction looks
    # whether its week is still there, holding what whoever holds the week may wait for.
    return await _one_week(tx, _WEEK.with_for_update(key_share=True), week_id)


async def weeks_from(tx: Transaction, area: str, monday: date) -> list[Week]:
    """The weeks of an area from this Monday on, in order."""
    query = select(rota_week).where(rota_week.c.area == area, rota_week.c.monday >= monday)
    return [_week(row) for row in await tx.execute(query.order_by(rota_week.c.monday))]


async def change_window(tx: Transaction, week_id: int, window: Window) -> None:
    """Move a week's window, and that of its patrols."""
    values = {"opens_at": window.opens_at, "closes_at": window.closes_at}
    if tx.is_postgres:
        # One after the other, as everyone does who holds several.
        theirs = select(patrol.c.id).where(patrol.c.week_id == week_id)
        await tx.execute(theirs.order_by(patrol.c.starts_at, patrol.c.id).with_for_update())
    await tx.execute(update(rota_week).where(rota_week.c.id == week_id).values(**values))
    await tx.execute(update(patrol).where(patrol.c.week_id == week_id).values(**values))


async def mark_week(tx: Transaction, week_id: int, **instants: datetime | None) -> None:
    """Note when a week was opened (opened_at), asked about, or handed over to the lead."""
    await tx.execute(update(rota_week).where(rota_week.c.id == week_id).values(**instants))


async def add_patrols(
    tx: Transaction,
    *,
    week_id: int,
    area: str,
    nights: Sequence[PlannedNight],
    window: Window,
    is_extra: bool = False,
) -> None:
    """Enter patrols of a week that share a window."""
    if not nights:
        return
    await tx.execute(
        insert(patrol).values(
            [
                {
                    "week_id": week_id,
                    "area": area,
                    "night": night.night,
                    "starts_at": night.starts,
                    "ends_at": night.ends,
                    "minimum": night.minimum,
                    "places": night.places,
                    "opens_at": window.opens_at,
                    "closes_at": window.closes_at,
                    "is_extra": is_extra,
                }
                for night in nights
            ]
        )
    )


async def nights_taken(tx: Transaction, area: str, first: date, last: date) -> set[date]:
    """The nights between two dates, both included, on which the area has a patrol."""
    between = patrol.c.night.between(first, last)
    rows = await tx.execute(select(patrol.c.night).where(patrol.c.area == area, between))
    return {row.night for row in rows}


async def get_patrol(tx: Transaction, patrol_id: int) -> Patrol:
    """A patrol with its list. Raises NotFound."""
    found = await _patrols(tx, _BOOK, {"id": patrol_id})
    if not found:
        raise NotFound(f"patrol:{patrol_id}")
    return found[0]


async def get_patrol_for_update(tx: Transaction, patrol_id: int) -> Patrol:
    """A patrol with its list, held until the transaction ends. Raises NotFound.

    The patrols of its week are held with it, in the order they start: crews of a week are
    proposed together, and two nights of it must not be held the one way and the other.
    """
    # Locked first and read after: a joined row would be as old as the start of the wait.
    await lock_week_of(tx, patrol_id)
    return await get_patrol(tx, patrol_id)


async def lock_week_of(tx: Transaction, patrol_id: int) -> None:
    """Hold all patrols of a patrol's week until the transaction ends, in the order they start."""
    if tx.is_postgres:
        await tx.execute(_LOCK_WEEK_OF, {"id": patrol_id})


async def lock_week(tx: Transaction, week_id: int) -> None:
    """Hold all patrols of a week until the transaction ends, in the order they start."""
    if tx.is_postgres:
        await tx.execute(_LOCK_WEEK, {"week": week_id})


async def patrols_of_week(tx: Transaction, week_id: int) -> list[Patrol]:
    """The patrols of a week with their lists, in the order they start."""
    return await _patrols(tx, _BOOKS_OF_WEEK, {"week": week_id})


async def patrols_of_member(
    tx: Transaction, member_ids: Iterable[int], *, after: datetime
) -> list[Patrol]:
    """The patrols, not ended by then, on whose lists any of these members stand."""
    mine = select(sign_up.c.patrol_id).where(
        sign_up.c.member_id.in_(list(member_ids)), sign_up.c.left_at.is_(None)
    )
    return await _patrols(tx, _BOOKS.where(patrol.c.id.in_(mine), patrol.c.ends_at > after))


async def patrols_ahead(tx: Transaction, area: str, *, after: datetime) -> list[Patrol]:
    """The patrols of an area that take place and start after then, in order."""
    is_ahead = (patrol.c.area == area) & (patrol.c.starts_at > after)
    return await _patrols(tx, _BOOKS.where(is_ahead, patrol.c.cancelled_at.is_(None)))


async def patrols_where(tx: Transaction, condition: ColumnElement[bool]) -> list[Patrol]:
    """The patrols of which this holds, with their lists."""
    return await _patrols(tx, _BOOKS.where(condition))


async def volunteer(tx: Transaction, patrol_id: int, name: Volunteer) -> None:
    """Write a name at the end of a list."""
    await tx.execute(
        _VOLUNTEER,
        {
            "patrol_id": patrol_id,
            "member_id": name.member_id,
            "since": name.since,
            "added_by": name.added_by,
        },
    )


async def change_patrol(tx: Transaction, patrol_id: int, **values: Any) -> None:
    """Set columns of a patrol: minimum, places, starts_at, ends_at, ward, cancelled…"""
    await tx.execute(_CHANGE_PATROL, {"this": patrol_id, **values})


async def _one_week(tx: Transaction, query: Select[Any], week_id: int) -> Week:
    row = (await tx.execute(query, {"week": week_id})).one_or_none()
    if row is None:
        raise NotFound(f"week:{week_id}")
    return _week(row)


def _week(row: Any) -> Week:
    return Week(
        id=row.id,
        area=row.area,
        monday=row.monday,
        window=Window(row.opens_at, row.closes_at),
        opened_at=row.opened_at,
        asked_at=row.asked_at,
        handed_over_at=row.handed_over_at,
    )


async def _patrols(
    tx: Transaction, query: Select[Any], parameters: dict[str, Any] | None = None
) -> list[Patrol]:
    grouped: dict[int, list[Any]] = {}
    for row in await tx.execute(query, parameters):
        grouped.setdefault(row.id, []).append(row)
    return [_patrol(rows) for rows in grouped.values()]


def _patrol(rows: Sequence[Any]) -> Patrol:
    first = rows[0]
    people = [row for row in rows if row.member_id is not None]
    book = Book(
        patrol_id=first.id,
        area=first.area,
        night=first.night,
        starts=first.starts_at,
        ends=first.ends_at,
        minimum=first.minimum,
        places=first.places,
        window=Window(first.opens_at, first.closes_at),
        volunteers=tuple(
            Volunteer(row.member_id, row.since, row.added_by)
            for row in people
            if row.state not in {State.ASKED, State.PROVISIONAL}
        ),
    )
    # Once ranked, in the order of the ranking; whoever came later, after them.
    in_turn = sorted(people, key=lambda row: (row.position is None, row.position or 0))
    crew = Crew(
        book=book,
        assignments=tuple(_assignment(row) for row in in_turn),
        target=first.target,
        version=first.crew_version,
        published_at=first.published_at,
        cancelled=Cancelled(first.cancelled) if first.cancelled else None,
        covered_at=first.covered_at,
        proposed_at=first.proposed_at,
        is_by_hand=first.by_hand,
    )
    return Patrol(
        first.week_id,
        first.ward,
        first.is_extra,
        book,
        crew,
        first.cancel_note,
        first.short_reason,
        first.changed_at,
    )


def _assignment(row: Any) -> Assignment:
    return Assignment(
        member_id=row.member_id,
        state=State(row.state),
        since=row.since,
        picked=row.picked,
        must_answer=row.must_answer,
        added_by=row.added_by,
        offered_until=row.offered_until,
    )
