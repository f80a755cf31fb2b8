"""What falls due for drafts and what they showed: reminders, drops, and removing it in time."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from bot.actions.protection import close_screen
from bot.actions.recording import record
from bot.forms.catalogue import FORMS
from bot.forms.engine import REMINDED_BEFORE, RUNS_OUT, Forms
from bot.scheduling.job import Job
from bot.views.forms import WaitingDraft, began
from operation.area import Area
from storage import drafts, notices, outbox
from storage.audit import AuditKind
from storage.database import Transaction
from storage.drafts import Draft
from storage.notices import Notice


def jobs(areas: Mapping[str, Area], forms: Forms = FORMS) -> dict[str, Job]:
    """The jobs of this slice by kind of notice."""

    async def draft_due(tx: Transaction, notice: Notice, now: datetime) -> None:
        draft = await drafts.find_by_id(tx, int(notice.subject))
        if draft is None:
            return
        waiting = await forms.waits(tx, draft, areas, now)
        if now >= draft.expires_at:
            await _drop(tx, draft, waiting, notice, now)
            return
        # Touched since, it is not time yet.
        reminded_at = draft.expires_at - REMINDED_BEFORE
        is_time = now >= reminded_at
        if is_time and waiting is not None:
            await outbox.say(
                tx, chat_id=draft.chat_id, screen="draft_due", subject=str(draft.id), at=now
            )
        await notices.plan(
            tx,
            kind=RUNS_OUT,
            subject=notice.subject,
            due_at=draft.expires_at if is_time else reminded_at,
            area=notice.area,
        )

    async def closes(tx: Transaction, notice: Notice, now: datetime) -> None:
        chat_id, _, message_id = notice.subject.partition(":")
        await close_screen(tx, chat_id=int(chat_id), message_id=int(message_id), now=now)

    return {RUNS_OUT: draft_due, outbox.CLOSES: closes}


async def _drop(
    tx: Transaction, draft: Draft, waiting: WaitingDraft | None, notice: Notice, now: datetime
) -> None:
    """Delete it, and say what it was; the answers themselves are not repeated."""
    await drafts.discard(tx, draft.id)
    record(
        tx, AuditKind.ERASURE, "draft ran out", f"draft:{draft.id}",
        area=notice.area, actor=None, at=now, form=draft.form,
    )  # fmt: skip
    if waiting is None:
        return
    facts = {"title": waiting.title, "answered": waiting.answered, "began": began(waiting)}
    await outbox.say(
        tx,
        chat_id=draft.chat_id,
        screen="draft_dropped",
        subject=str(draft.id),
        facts=facts,
        at=now,
    )
