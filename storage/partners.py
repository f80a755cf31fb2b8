"""Partner agencies on a night: what it is for, invitations, feedback, soup kitchens."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import (
    Boolean,
    Column,
    ForeignKey,
    Integer,
    String,
    Table,
    UniqueConstraint,
    false,
    insert,
    select,
    update,
)

from operation.partners import Attendance, Engagement, Invitation, Purpose, Span, Stand
from operation.partners_afterwards import Feedback, Past, SoupKitchen, Went
from storage.agencies import agency
from storage.database import Transaction
from storage.errors import NotFound
from storage.rota import patrol
from storage.schema import metadata
from storage.types import Id, Instant, Sealed

engagement = Table(
    "engagement",
    metadata,
    Column("patrol_id", ForeignKey("patrol.id"), primary_key=True),
    Column("purpose", String(12), nullable=False),
    Column("starts_at", Instant),
    Column("ends_at", Instant),
    Column("changed_at", Instant, nullable=False),
)

invitation = Table(
    "invitation",
    metadata,
    Column("id", Id, primary_key=True),
    Column("patrol_id", ForeignKey("patrol.id"), nullable=False),
    Column("agency_id", ForeignKey("agency.id"), nullable=False, index=True),
    Column("starts_at", Instant, nullable=False),
    Column("ends_at", Instant, nullable=False),
    Column("meeting", Sealed, nullable=False),
    Column("invited_by", ForeignKey("member.id"), nullable=False),
    Column("invited_at", Instant, nullable=False),
    Column("stand", String(12), nullable=False),
    Column("version", Integer, nullable=False),
    Column("comes", ForeignKey("member.id"), index=True),
    Column("unnamed", Boolean, nullable=False, server_default=false()),
    Column("answered_by", ForeignKey("member.id")),
    Column("answered_at", Instant),
    Column("attendance", String(12)),
    # Two who invite the same agency at once send it one invitation.
    UniqueConstraint("patrol_id", "agency_id"),
)

feedback = Table(
    "partner_feedback",
    metadata,
    Column("invitation_id", ForeignKey("invitation.id"), primary_key=True),
    Column("went", String(12), nullable=False),
    Column("kept_to_engagement", Boolean, nullable=False),
    Column("may_quote", Boolean, nullable=False),
    Column("words", Sealed),
    Column("given_by", ForeignKey("member.id"), nullable=False),
    Column("given_at", Instant, nullable=False),
)

soup_kitchen = Table(
    "soup_kitchen",
    metadata,
    Column("patrol_id", ForeignKey("patrol.id"), primary_key=True),
    Column("agency_id", ForeignKey("agency.id"), nullable=False, index=True),
    Column("served", Integer),
    Column("changed_at", Instant, nullable=False),
)

_ALL = select(invitation).order_by(invitation.c.id)


async def engagement_of(tx: Transaction, patrol_id: int) -> Engagement:
    """What a night is for; the default where nobody has said."""
    row = await tx.first(select(engagement).where(engagement.c.patrol_id == patrol_id))
    if row is None:
        return Engagement()
    window = Span(row.starts_at, row.ends_at) if row.starts_at else None
    return Engagement(Purpose(row.purpose), window)


async def save_engagement(
    tx: Transaction, patrol_id: int, kept: Engagement, *, at: datetime
) -> None:
    """Write down what a night is for."""
    values = {
        "purpose": kept.purpose.value,
        "starts_at": kept.window.starts if kept.window else None,
        "ends_at": kept.window.ends if kept.window else None,
        "changed_at": at,
    }
    made = tx.insert(engagement).values(patrol_id=patrol_id, **values)
    await tx.execute(
        made.on_conflict_do_update(index_elements=[engagement.c.patrol_id], set_=values)
    )


async def invitations_of(tx: Transaction, patrol_id: int) -> list[Invitation]:
    """The invitations to a night, withdrawn ones too, in the order in which they were sent."""
    rows = await tx.all(_ALL.where(invitation.c.patrol_id == patrol_id))
    return [_invitation(row) for row in rows]


async def get_invitation(tx: Transaction, invitation_id: int) -> Invitation:
    """An invitation. Raises NotFound."""
    row = await tx.first(select(invitation).where(invitation.c.id == invitation_id))
    if row is None:
        raise NotFound(f"invitation:{invitation_id}")
    return _invitation(row)


async def add_invitation(tx: Transaction, made: Invitation) -> int:
    """Enter an invitation, whose own id does not count; its id."""
    row = insert(invitation).values(
        patrol_id=made.patrol_id, agency_id=made.agency_id, **_values(made)
    )
    return int(await tx.scalar(row.returning(invitation.c.id)))


async def save_invitation(tx: Transaction, changed: Invitation) -> None:
    """Write an invitation down as it stands."""
    this = invitation.c.id == changed.id
    await tx.execute(update(invitation).where(this).values(**_values(changed)))


async def of_agencies(
    tx: Transaction, area: str, keys: Collection[str], *, after: datetime
) -> list[Invitation]:
    """What agencies of an area are invited to whose patrol had not ended by then, by its start."""
    query = (
        select(invitation)
        .join_from(invitation, agency, agency.c.id == invitation.c.agency_id)
        .join(patrol, patrol.c.id == invitation.c.patrol_id)
        .where(agency.c.area == area, agency.c.key.in_(list(keys)), patrol.c.ends_at > after)
        .order_by(patrol.c.starts_at, invitation.c.id)
    )
    return [_invitation(row) for row in await tx.all(query)]


async def ahead_of_member(tx: Transaction, member_id: int, *, after: datetime) -> list[Invitation]:
    """Where a member is to come for their agency, and the window has not ended; by patrol."""
    query = _ALL.where(invitation.c.comes == member_id, invitation.c.ends_at > after)
    rows = await tx.all(query.order_by(None).order_by(invitation.c.patrol_id, invitation.c.id))
    return [_invitation(row) for row in rows]


async def feedback_of(tx: Transaction, ids: Collection[int]) -> Mapping[int, Feedback]:
    """What agencies have said afterwards, by invitation."""
    if not ids:
        return {}
    rows = await tx.all(select(feedback).where(feedback.c.invitation_id.in_(list(ids))))
    return {row.invitation_id: _feedback(row) for row in rows}


async def add_feedback(tx: Transaction, given: Feedback) -> None:
    """Write feedback down."""
    await tx.execute(
        insert(feedback).values(
            invitation_id=given.invitation_id,
            went=given.went.value,
            kept_to_engagement=given.kept_to_engagement,
            may_quote=given.may_quote,
            words=given.words,
            given_by=given.by,
            given_at=given.at,
        )
    )


async def stop_quoting(tx: Transaction, invitation_id: int) -> None:
    """The consent to be quoted is taken back."""
    this = feedback.c.invitation_id == invitation_id
    await tx.execute(update(feedback).where(this).values(may_quote=False))


async def soup_kitchen_of(tx: Transaction, patrol_id: int) -> SoupKitchen | None:
    """Who supplies a night's soup kitchen, if it is one."""
    row = await tx.first(select(soup_kitchen).where(soup_kitchen.c.patrol_id == patrol_id))
    return SoupKitchen(row.patrol_id, row.agency_id, row.served) if row else None


async def save_soup_kitchen(tx: Transaction, kept: SoupKitchen, *, at: datetime) -> None:
    """Write a night's soup kitchen down."""
    values = {"agency_id": kept.agency_id, "served": kept.served, "changed_at": at}
    made = tx.insert(soup_kitchen).values(patrol_id=kept.patrol_id, **values)
    await tx.execute(
        made.on_conflict_do_update(index_elements=[soup_kitchen.c.patrol_id], set_=values)
    )


async def drop_soup_kitchen(tx: Transaction, patrol_id: int) -> None:
    """The night is no soup kitchen after all."""
    await tx.execute(soup_kitchen.delete().where(soup_kitchen.c.patrol_id == patrol_id))


async def past_of(
    tx: Transaction, agency_id: int, *, since: datetime, until: datetime
) -> list[Past]:
    """What an agency was invited to in a period, by when the engagement was to start."""
    query = (
        select(invitation, patrol.c.cancelled_at)
        .join_from(invitation, patrol, patrol.c.id == invitation.c.patrol_id)
        .where(invitation.c.agency_id == agency_id)
        .where(invitation.c.starts_at >= since, invitation.c.starts_at < until)
        .order_by(invitation.c.starts_at, invitation.c.id)
    )
    rows = await tx.all(query)
    given = await feedback_of(tx, [row.id for row in rows])
    return [Past(_invitation(row), row.cancelled_at is not None, given.get(row.id)) for row in rows]


async def soup_kitchens_of(
    tx: Transaction, agency_id: int, *, since: datetime, until: datetime
) -> list[SoupKitchen]:
    """The soup kitchens that an agency supplied in a period, those called off left out."""
    query = (
        select(soup_kitchen)
        .join_from(soup_kitchen, patrol, patrol.c.id == soup_kitchen.c.patrol_id)
        .where(soup_kitchen.c.agency_id == agency_id, patrol.c.cancelled_at.is_(None))
        .where(patrol.c.starts_at >= since, patrol.c.starts_at < until)
    )
    return [SoupKitchen(row.patrol_id, row.agency_id, row.served) for row in await tx.all(query)]


def _values(kept: Invitation) -> dict[str, Any]:
    return {
        "starts_at": kept.window.starts,
        "ends_at": kept.window.ends,
        "meeting": kept.meeting,
        "invited_by": kept.invited_by,
        "invited_at": kept.invited_at,
        "stand": kept.stand.value,
        "version": kept.version,
        "comes": kept.comes,
        "unnamed": kept.unnamed,
        "answered_by": kept.answered_by,
        "answered_at": kept.answered_at,
        "attendance": kept.attendance.value if kept.attendance else None,
    }


def _invitation(row: Any) -> Invitation:
    return Invitation(
        id=row.id,
        patrol_id=row.patrol_id,
        agency_id=row.agency_id,
        window=Span(row.starts_at, row.ends_at),
        meeting=row.meeting,
        invited_by=row.invited_by,
        invited_at=row.invited_at,
        stand=Stand(row.stand),
        version=row.version,
        comes=row.comes,
        unnamed=row.unnamed,
        answered_by=row.answered_by,
        answered_at=row.answered_at,
        attendance=Attendance(row.attendance) if row.attendance else None,
    )


def _feedback(row: Any) -> Feedback:
    return Feedback(
        invitation_id=row.invitation_id,
        went=Went(row.went),
        kept_to_engagement=row.kept_to_engagement,
        may_quote=row.may_quote,
        words=row.words,
        by=row.given_by,
        at=row.given_at,
    )
