"""Words that the screens about partner agencies share."""

from __future__ import annotations

from collections.abc import Sequence

from bot.actions.partners_boards import InvitationLine
from bot.views.plain import clock, safe
from operation.partners import Attendance, Purpose, Span, Stand
from operation.partners_afterwards import Went

PURPOSES = {
    Purpose.BOTH: "Engagement and enforcement",
    Purpose.ENGAGEMENT: "Engagement only",
    Purpose.ENFORCEMENT: "Enforcement only",
}
ATTENDANCE = {
    Attendance.CAME: "came",
    Attendance.LATE: "late",
    Attendance.MISSED: "did not come",
    Attendance.EXCUSED: "excused",
}
FACES = {Went.WELL: "🙂", Went.MIXED: "😐", Went.BADLY: "🙁"}
WENT = {Went.WELL: "🙂 Well", Went.MIXED: "😐 Mixed", Went.BADLY: "🙁 Badly"}


def span(window: Span, zone: str) -> str:
    """20:30–22:00."""
    return f"{clock(window.starts, zone)}–{clock(window.ends, zone)}"


def some(lines: Sequence[str], most: int) -> list[str]:
    """The first of these, and how many more there are."""
    more = len(lines) - most
    return [*lines[:most], *([f"and {more} more"] if more > 0 else [])]


def who_comes(line: InvitationLine) -> str:
    """Streetlight: Tester comes."""
    name = safe(line.agency.name)
    if line.invitation.unnamed:
        return f"{name}: a colleague without Telegram"
    return f"{name}: {safe(line.comes)}" if line.comes else name


GROUPS = (
    ("Yes", lambda line: line.invitation.stand is Stand.YES),
    ("Not answered", lambda line: line.invitation.stand is Stand.ASKED and line.is_reached),
    (
        "Cannot be reached: call them",
        lambda line: line.invitation.stand is Stand.ASKED and not line.is_reached,
    ),
    ("No", lambda line: line.invitation.stand is Stand.NO),
)
"""The answers on one screen, each group with its heading."""


def in_minutes(window: Span, patrol: Span) -> tuple[int, int]:
    """A window in minutes that pass from the patrol's start."""
    return (
        round((window.starts - patrol.starts).total_seconds() / 60),
        round((window.ends - patrol.starts).total_seconds() / 60),
    )
