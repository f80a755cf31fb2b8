"""What becomes of a message that the door did not take: it is recorded that it came, not what."""

from __future__ import annotations

from datetime import datetime

from bot.actions.recording import record
from operation.people import Actor
from storage import audit
from storage.audit import AuditKind
from storage.database import Transaction


def note_refused(
    tx: Transaction,
    *,
    actor: Actor,
    what: str,
    kinds: tuple[str, ...],
    is_gone: bool,
    subject: str,
    now: datetime,
) -> None:
    """Record that a message was refused and taken out of the chat, without a word of it.

    `what` is "text", "command", "edit" or the kind of what was shared; `kinds` are those of the
    identifiers that were seen.
    """
    record(
        tx,
        AuditKind.ERASURE,
        f"refused {what}",
        subject,
        area=_area(actor),
        actor=actor,
        at=now,
        seen=", ".join(kinds),
        deleted=is_gone,
    )


async def is_noted(tx: Transaction, *, subject: str) -> bool:
    """Whether a refusal of this very subject was recorded before."""
    return bool(await audit.recent(tx, None, subject=subject, limit=1))


def _area(actor: Actor) -> str | None:
    return actor.members[0].area if actor.members else None
