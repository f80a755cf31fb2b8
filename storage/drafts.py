"""Drafts: a form that somebody is filling in. One of each form and subject for each person."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    Boolean,
    Column,
    ColumnElement,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    UniqueConstraint,
    delete,
    select,
    true,
    update,
)

from storage.errors import NotFound
from storage.schema import metadata
from storage.transaction import AnyRow, Transaction
from storage.types import Id, Instant, SealedJson


@dataclass(frozen=True, slots=True)
class Draft:
    """The answers so far, pinned to the version of the form that it was started with."""

    id: int
    person_id: int
    form: str
    version: int
    step: str
    answers: Mapping[str, Any]
    chat_id: int
    touched_at: datetime
    expires_at: datetime
    subject: str = ""
    """What it is about, where somebody may fill in the same form for several things."""
    began_at: datetime | None = None
    is_open: bool = True
    """Whether it is being filled in, and not saved for later: typing belongs to it."""


draft = Table(
    "draft",
    metadata,
    Column("id", Id, primary_key=True),
    Column("person_id", Id, nullable=False),
    Column("form", String, nullable=False),
    Column("version", Integer, nullable=False),
    Column("step", String, nullable=False),
    Column("answers", SealedJson, nullable=False),
    Column("chat_id", Id, ForeignKey("chat.id"), nullable=False),
    Column("touched_at", Instant, nullable=False),
    Column("expires_at", Instant, nullable=False),
    Column("subject", String, nullable=False, server_default=""),
    Column("began_at", Instant),
    Column("is_open", Boolean, nullable=False, server_default=true()),
    UniqueConstraint("person_id", "form", "subject"),
    Index("ix_draft_expires_at", "expires_at"),
    # A button of an old draft must never fit a later one.
    sqlite_autoincrement=True,
)


async def start(
    tx: Transaction,
    *,
    person_id: int,
    form: str,
    version: int,
    step: str,
    chat_id: int,
    at: datetime,
    expires_at: datetime,
    answers: Mapping[str, Any] | None = None,
    subject: str = "",
) -> Draft:
    """Begin anew, in place of any draft of this form; its buttons are then those of no draft."""
    await tx.execute(delete(draft).where(_is_of(person_id, form, subject)))
    values = {
        "person_id": person_id,
        "form": form,
        "version": version,
        "step": step,
        "answers": dict(answers or {}),
        "chat_id": chat_id,
        "touched_at": at,
        "expires_at": expires_at,
        "subject": subject,
        "began_at": at,
    }
    return _draft((await tx.execute(draft.insert().values(values).returning(draft))).one())


async def save(
    tx: Transaction,
    draft_id: int,
    *,
    step: str,
    answers: Mapping[str, Any],
    at: datetime,
    expires_at: datetime,
) -> Draft:
    """Keep an answer, or a step forwards or back. Raises NotFound."""
    statement = (
        update(draft)
        .where(draft.c.id == draft_id)
        .values(step=step, answers=dict(answers), touched_at=at, expires_at=expires_at)
        .values(is_open=True)
        .returning(draft)
    )
    return _found((await tx.execute(statement)).first(), draft_id)


async def find_by_id(tx: Transaction, draft_id: int) -> Draft | None:
    """The draft, if it has not been sent, cancelled or dropped."""
    row = await tx.first(select(draft).where(draft.c.id == draft_id))
    return _draft(row) if row else None


async def get_for_update(tx: Transaction, draft_id: int) -> Draft:
    """The draft, locked until the transaction ends. Raises NotFound."""
    row = await tx.first(select(draft).where(draft.c.id == draft_id).with_for_update())
    return _found(row, draft_id)


async def find(tx: Transaction, *, person_id: int, form: str, subject: str = "") -> Draft | None:
    """This person's draft of this form, about this."""
    row = await tx.first(select(draft).where(_is_of(person_id, form, subject)))
    return _draft(row) if row else None


async def put_aside(tx: Transaction, draft_id: int) -> None:
    """Saved for later: what is typed does not belong to it until it is taken up again."""
    await tx.execute(update(draft).where(draft.c.id == draft_id).values(is_open=False))


async def take_up(tx: Transaction, draft_id: int, *, at: datetime, expires_at: datetime) -> None:
    """On with one that was saved for later."""
    values = {"is_open": True, "touched_at": at, "expires_at": expires_at}
    await tx.execute(update(draft).where(draft.c.id == draft_id).values(values))


async def waiting_of(tx: Transaction, *, person_id: int, now: datetime) -> list[Draft]:
    """All that this person has begun and that has not run out, the newest first."""
    query = select(draft).where(draft.c.person_id == person_id, draft.c.expires_at > now)
    return [_draft(row) for row in await tx.all(query.order_by(draft.c.touched_at.desc()))]


async def latest(tx: Transaction, *, person_id: int) -> Draft | None:
    """The draft this person touched last and has not put aside: where a typed answer belongs."""
    query = select(draft).where(draft.c.person_id == person_id, draft.c.is_open)
    row = await tx.first(query.order_by(draft.c.touched_at.desc(), draft.c.id.desc()).limit(1))
    return _draft(row) if row else None


async def expiring(tx: Transaction, *, before: datetime, limit: int = 100) -> list[Draft]:
    """Drafts that run out before this moment, the first to do so first."""
    query = select(draft).where(draft.c.expires_at <= before).order_by(draft.c.expires_at)
    return [_draft(row) for row in await tx.all(query.limit(limit))]


async def discard(tx: Transaction, draft_id: int) -> None:
    """Submitted, cancelled or expired: the answers go."""
    await tx.execute(delete(draft).where(draft.c.id == draft_id))


async def discard_about(tx: Transaction, *, forms: Collection[str], subject: str) -> None:
    """What anybody has begun of these forms about this: it is sent, or calls for nothing more."""
    about = draft.c.form.in_(list(forms)) & (draft.c.subject == subject)
    await tx.execute(delete(draft).where(about))


async def discard_all(tx: Transaction, *, person_id: int) -> None:
    """Everything this person has begun."""
    await tx.execute(delete(draft).where(draft.c.person_id == person_id))


def _is_of(person_id: int, form: str, subject: str) -> ColumnElement[bool]:
    named = (draft.c.form == form) & (draft.c.subject == subject)
    return (draft.c.person_id == person_id) & named


def _found(row: AnyRow | None, draft_id: int) -> Draft:
    if row is None:
        raise NotFound(f"draft {draft_id}")
    return _draft(row)


def _draft(row: AnyRow) -> Draft:
    return Draft(
        id=row.id,
        person_id=row.person_id,
        form=row.form,
        version=row.version,
        step=row.step,
        answers=row.answers,
        chat_id=row.chat_id,
        touched_at=row.touched_at,
        expires_at=row.expires_at,
        subject=row.subject,
        began_at=row.began_at,
        is_open=row.is_open,
    )
