"""Drafts: a form that somebody is filling in. One of each form for each person."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    Column,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    UniqueConstraint,
    delete,
    select,
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
    UniqueConstraint("person_id", "form"),
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
) -> Draft:
    """Begin anew, in place of any draft of this form; its buttons are then those of no draft."""
    await tx.execute(delete(draft).where(draft.c.person_id == person_id, draft.c.form == form))
    values = {
        "person_id": person_id,
        "form": form,
        "version": version,
        "step": step,
        "answers": dict(answers or {}),
        "chat_id": chat_id,
        "touched_at": at,
        "expires_at": expires_at,
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


async def find(tx: Transaction, *, person_id: int, form: str) -> Draft | None:
    """This person's draft of this form."""
    where = (draft.c.person_id == person_id) & (draft.c.form == form)
    row = await tx.first(select(draft).where(where))
    return _draft(row) if row else None


async def latest(tx: Transaction, *, person_id: int) -> Draft | None:
    """The draft this person touched last: where a typed answer belongs."""
    query = select(draft).where(draft.c.person_id == person_id)
    row = await tx.first(query.order_by(draft.c.touched_at.desc(), draft.c.id.desc()).limit(1))
    return _draft(row) if row else None


async def expiring(tx: Transaction, *, before: datetime, limit: int = 100) -> list[Draft]:
    """Drafts that run out before this moment, the first to do so first."""
    query = select(draft).where(draft.c.expires_at <= before).order_by(draft.c.expires_at)
    return [_draft(row) for row in await tx.all(query.limit(limit))]


async def discard(tx: Transaction, draft_id: int) -> None:
    """Submitted, cancelled or expired: the answers go."""
    await tx.execute(delete(draft).where(draft.c.id == draft_id))


async def discard_all(tx: Transaction, *, person_id: int) -> None:
    """Everything this person has begun."""
    await tx.execute(delete(draft).where(draft.c.person_id == person_id))


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
    )
