"""Training sessions, who has applied for them, and the links that lead to them."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import (
    Column,
    ForeignKey,
    Integer,
    String,
    Table,
    UniqueConstraint,
    func,
    insert,
    select,
    update,
)

from operation.training import (
    OPEN,
    Application,
    ApplicationState,
    Attendance,
    Mindset,
    Session,
)
from storage.crew import ON_CREW
from storage.database import Transaction
from storage.errors import NotFound
from storage.hours import absent
from storage.invites import invite
from storage.rota import patrol, sign_up
from storage.schema import metadata
from storage.types import Id, Instant, Sealed

session = Table(
    "training_session",
    metadata,
    Column("id", Id, primary_key=True),
    Column("area", String(40), nullable=False),
    Column("starts_at", Instant, nullable=False),
    Column("ends_at", Instant, nullable=False),
    Column("seats", Integer, nullable=False),
    Column("place", Sealed, nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("created_by", ForeignKey("member.id")),
    Column("announced_at", Instant),
    Column("called_off_at", Instant),
    sqlite_autoincrement=True,
)

application = Table(
    "training_application",
    metadata,
    Column("id", Id, primary_key=True),
    Column("session_id", ForeignKey("training_session.id"), nullable=False),
    Column("member_id", ForeignKey("member.id"), nullable=False, index=True),
    Column("state", String(12), nullable=False),
    Column("applied_at", Instant, nullable=False),
    Column("entered_by", ForeignKey("member.id")),
    Column("decided_at", Instant),
    Column("decided_by", ForeignKey("member.id")),
    Column("seat", Integer),
    Column("mindset", Sealed),
    Column("mindset_reason", Sealed),
    Column("attendance", String(12)),
    Column("signed_off_at", Instant),
    Column("grant_id", ForeignKey("role_grant.id")),
    UniqueConstraint("session_id", "member_id"),
    # Two leads who race past each other can still not give one seat to two people.
    UniqueConstraint("session_id", "seat"),
    sqlite_autoincrement=True,
)

training_link = Table(
    "training_link",
    metadata,
    Column("invite_id", ForeignKey("invite.id"), primary_key=True),
    Column("session_id", ForeignKey("training_session.id"), nullable=False, index=True),
)
_OPEN_STATES = sorted(state.value for state in OPEN)


# Sessions


async def add_session(
    tx: Transaction,
    *,
    area: str,
    starts: datetime,
    ends: datetime,
    seats: int,
    place: str,
    by: int,
    at: datetime,
) -> int:
    """Set a session; its id."""
    made = insert(session).values(
        area=area,
        starts_at=starts,
        ends_at=ends,
        seats=seats,
        place=place,
        created_at=at,
        created_by=by,
    )
    return int(await tx.scalar(made.returning(session.c.id)))


async def change_session(tx: Transaction, session_id: int, **values: Any) -> None:
    """Set columns of a session: starts_at, ends_at, seats, place, announced_at, called_off_at."""
    await tx.execute(update(session).where(session.c.id == session_id).values(**values))


async def get_session(tx: Transaction, session_id: int) -> Session:
    """A session. Raises NotFound."""
    row = await tx.first(select(session).where(session.c.id == session_id))
    if row is None:
        raise NotFound(f"training:{session_id}")
    return _session(row)


async def get_session_for_update(tx: Transaction, session_id: int) -> Session:
    """A session, locked: whoever decides about its places does so in turn. Raises NotFound."""
    this = select(session.c.id).where(session.c.id == session_id)
    await tx.execute(this.with_for_update(key_share=True))
    return await get_session(tx, session_id)


async def sessions_of(tx: Transaction, area: str, *, since: datetime) -> list[Session]:
    """The sessions of an area that end after then, called off or not, in order."""
    mine = (session.c.area == area) & (session.c.ends_at > since)
    query = select(session).where(mine).order_by(session.c.starts_at, session.c.id)
    return [_session(row) for row in await tx.all(query)]


# Applications


async def save_application(
    tx: Transaction, found: Application | None, values: dict[str, Any]
) -> int:
    """Write an application anew, or over one that was withdrawn; its id."""
    if found is None:
        made = insert(application).values(**values).returning(application.c.id)
        return int(await tx.scalar(made))
    await change_application(tx, found.id, **values)
    return found.id


async def change_application(tx: Transaction, application_id: int, **values: Any) -> None:
    """Set columns of an application."""
    this = application.c.id == application_id
    await tx.execute(update(application).where(this).values(**values))


async def get_application(tx: Transaction, application_id: int) -> Application:
    """An application. Raises NotFound."""
    row = await tx.first(select(application).where(application.c.id == application_id))
    if row is None:
        raise NotFound(f"application:{application_id}")
    return _application(row)


async def find_application(tx: Transaction, session_id: int, member_id: int) -> Application | None:
    """Somebody's application for a session."""
    mine = (application.c.session_id == session_id) & (application.c.member_id == member_id)
    row = await tx.first(select(application).where(mine))
    return _application(row) if row is not None else None


async def applications_of(tx: Transaction, session_id: int) -> list[Application]:
    """Everybody's for a session, in the order in which they came."""
    query = (
        select(application)
        .where(application.c.session_id == session_id)
        .order_by(application.c.applied_at, application.c.id)
    )
    return [_application(row) for row in await tx.all(query)]


async def applications_by_member(tx: Transaction, member_id: int) -> list[Application]:
    """All of somebody's."""
    query = select(application).where(application.c.member_id == member_id)
    return [_application(row) for row in await tx.all(query.order_by(application.c.id))]


async def counts_of(
    tx: Transaction, session_ids: Collection[int]
) -> dict[tuple[int, ApplicationState], int]:
    """How many stand how, by session and state."""
    query = (
        select(application.c.session_id, application.c.state, func.count().label("number"))
        .where(application.c.session_id.in_(list(session_ids)))
        .group_by(application.c.session_id, application.c.state)
    )
    return {
        (row.session_id, ApplicationState(row.state)): int(row.number)
        for row in await tx.all(query)
    }


async def open_of_member(
    tx: Transaction, member_id: int, *, since: datetime
) -> list[tuple[Session, Application]]:
    """Somebody's open applications for sessions that take place and end after then."""
    query = (
        select(application.c.id, application.c.session_id)
        .join(session, session.c.id == application.c.session_id)
        .where(application.c.member_id == member_id, application.c.state.in_(_OPEN_STATES))
        .where(session.c.ends_at > since, session.c.called_off_at.is_(None))
        .order_by(session.c.starts_at, session.c.id)
    )
    rows = await tx.all(query)
    return [
        (await get_session(tx, row.session_id), await get_application(tx, row.id)) for row in rows
    ]


async def selected_since(tx: Transaction, area: str, *, since: datetime) -> dict[int, datetime]:
    """Who of an area is selected for a session and not signed off; when the next one starts.

    `since` is the end before which a session no longer counts.
    """
    query = (
        select(application.c.member_id, session.c.starts_at)
        .join(session, session.c.id == application.c.session_id)
        .where(session.c.area == area, session.c.called_off_at.is_(None))
        .where(session.c.ends_at > since)
        .where(application.c.state == ApplicationState.SELECTED)
        .where(application.c.signed_off_at.is_(None))
        .where(application.c.attendance.is_distinct_from(Attendance.ABSENT.value))
        .order_by(session.c.starts_at.desc())
    )
    return {row.member_id: row.starts_at for row in await tx.all(query)}


# Links


async def add_link(tx: Transaction, *, invite_id: int, session_id: int) -> None:
    """A link for newcomers leads to this session."""
    await tx.execute(insert(training_link).values(invite_id=invite_id, session_id=session_id))


async def session_of_invite(tx: Transaction, invite_id: int) -> int | None:
    """The session to which a link leads."""
    this = training_link.c.invite_id == invite_id
    found = await tx.scalar(select(training_link.c.session_id).where(this))
    return None if found is None else int(found)


async def session_of_token(tx: Transaction, token: str) -> int | None:
    """The session to which a link's token leads, whatever has become of the link."""
    query = (
        select(training_link.c.session_id)
        .join(invite, invite.c.id == training_link.c.invite_id)
        .where(invite.c.token_hash == tx.keys.hash(token))
    )
    found = await tx.scalar(query)
    return None if found is None else int(found)


async def links_of(tx: Transaction, session_id: int) -> list[int]:
    """The links that lead to a session, by their invites' ids."""
    query = select(training_link.c.invite_id).where(training_link.c.session_id == session_id)
    return [row.invite_id for row in await tx.all(query)]


# The pool


async def places_filled(
    tx: Transaction, member_ids: Collection[int], *, since: datetime, until: datetime
) -> dict[int, int]:
    """On how many crews each of these members was that started in that time.

    Those for which they were noted as excused or missing are left out.
    """
    query = (
        select(sign_up.c.member_id, func.count().label("number"))
        .join(patrol, patrol.c.id == sign_up.c.patrol_id)
        .where(sign_up.c.member_id.in_(list(member_ids)), ON_CREW)
        .where(~absent(sign_up.c.patrol_id, sign_up.c.member_id))
        .where(patrol.c.cancelled_at.is_(None))
        .where(patrol.c.starts_at > since, patrol.c.starts_at <= until)
        .group_by(sign_up.c.member_id)
    )
    return {row.member_id: int(row.number) for row in await tx.all(query)}


def _session(row: Any) -> Session:
    return Session(
        id=row.id,
        area=row.area,
        starts=row.starts_at,
        ends=row.ends_at,
        seats=row.seats,
        place=row.place,
        called_off_at=row.called_off_at,
        announced_at=row.announced_at,
    )


def _application(row: Any) -> Application:
    return Application(
        id=row.id,
        session_id=row.session_id,
        member_id=row.member_id,
        state=ApplicationState(row.state),
        applied_at=row.applied_at,
        seat=row.seat,
        mindset=Mindset(row.mindset) if row.mindset else None,
        mindset_reason=row.mindset_reason,
        attendance=Attendance(row.attendance) if row.attendance else None,
        signed_off_at=row.signed_off_at,
        grant_id=row.grant_id,
    )
