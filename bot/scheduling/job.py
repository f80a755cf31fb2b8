"""What a kind of notice calls for, and how its subject names a night and a member."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import datetime

from storage.database import Transaction
from storage.notices import Notice

Job = Callable[[Transaction, Notice, datetime], Awaitable[None]]


def night_of(notice: Notice) -> int:
    """The patrol of a notice that a night has several of: one per number of hours, or member."""
    return int(notice.subject.partition(":")[0])


def member_of(notice: Notice) -> int:
    """The member of a notice whose subject is a night and a member."""
    return int(notice.subject.partition(":")[2])
