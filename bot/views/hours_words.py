"""Words that an officer's hours and a lead's share."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from bot.views.plain import clock
from operation.attendance import Attended
from operation.hours import Sheet, Span, Why
from operation.overtime import Kind, Wants

WHYS = {
    Why.ARREST: "arrest",
    Why.HANDOVER: "handover",
    Why.INCIDENT: "incident",
    Why.TRAVEL: "travel",
    Why.EARLY: "finished early",
    Why.OTHER: "other",
}
AS_PLANNED = "planned"
"""In place of a reason, where the times are the planned ones."""
WANTS = {Wants.PAY: "pay", Wants.TIME_OFF: "time off"}
KINDS = {
    Kind.PLANNED: "planned overtime",
    Kind.CASUAL: "casual overtime",
    Kind.REST_DAY: "rest day, under 15 clear days' notice",
    Kind.MOVED_DAY: "rest day moved, with 15 clear days' notice or more",
}
TURNED_OUT = {
    Attended.TURNED_UP: "turned up",
    Attended.LATE: "late",
    Attended.EXCUSED: "excused",
    Attended.MISSED: "missed",
}
FROM_STEPS = ((-60, "−1h"), (-15, "−15"), (15, "+15"), (60, "+1h"))


def times_said(span: Span, zone: str) -> str:
    """20:00–02:45 (6 h 45 min): the time that really passed, whatever the clocks did."""
    return f"{exact(span.starts, zone)}–{exact(span.ends, zone)} ({length(span.elapsed)})"


def short_times(span: Span, zone: str) -> str:
    """20:00–02:45."""
    return f"{exact(span.starts, zone)}–{exact(span.ends, zone)}"


def exact(at: datetime, zone: str) -> str:
    """02:45; a time that comes twice in that night says which: 01:30 BST, 01:30 GMT."""
    local = at.astimezone(ZoneInfo(zone))
    is_twice = local.replace(fold=0).utcoffset() != local.replace(fold=1).utcoffset()
    return f"{clock(at, zone)} {local:%Z}" if is_twice else clock(at, zone)


def length(elapsed: timedelta) -> str:
    """6 h 45 min, 6 h."""
    hours, minutes = divmod(elapsed // timedelta(minutes=1), 60)
    return f"{hours} h" + (f" {minutes} min" if minutes else "")


def reason_of(sheet: Sheet) -> str:
    """: arrest, or nothing."""
    return f": {WHYS[sheet.why]}" if sheet.why else ""
