"""A person's duties as a file for their own calendar (RFC 5545)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from icalendar import Calendar, Event

from bot.screens import File

_SUMMARY = "Duty"
_SECOND = timedelta(seconds=1)
_COUNTED_FROM = datetime(2024, 1, 1, tzinfo=UTC)
"""Near enough that SEQUENCE, which is read as 32 bits, lasts until 2092."""


class Status(StrEnum):
    """How firm a duty is, in the words that a calendar file has for it."""

    TENTATIVE = "TENTATIVE"
    CONFIRMED = "CONFIRMED"
    CANCELLED = "CANCELLED"


@dataclass(frozen=True, slots=True)
class Duty:
    """One patrol of one person. Its times are aware, in UTC.

    `uid` never changes for this person and this patrol, and gives away neither; a change to any
    other field comes with a later `changed_at`.
    """

    uid: str
    starts: datetime
    ends: datetime
    changed_at: datetime
    status: Status


def calendar_file(duties: Sequence[Duty], *, now: datetime) -> File:
    """The file that puts these duties into a calendar, or brings those there up to date.

    Raises ValueError for no duties: a calendar without events is not valid.
    """
    if not duties:
        raise ValueError("a calendar file needs a duty")
    calendar = Calendar()
    calendar.add("prodid", "-//Ephedra//Duties//EN")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    for duty in duties:
        calendar.add_component(_event(duty, now))
    return File(name="duty.ics", content=calendar.to_ical(), mime="text/calendar")


def _event(duty: Duty, now: datetime) -> Event:
    """When, and nothing of what or where: other people see calendars too."""
    is_off = duty.status is Status.CANCELLED
    event = Event()
    event.add("uid", duty.uid)
    event.add("summary", _SUMMARY)
    event.add("class", "PRIVATE")
    event.add("dtstart", _utc(duty.starts))
    event.add("dtend", _utc(duty.ends))
    event.add("dtstamp", _utc(now))
    event.add("last-modified", _utc(duty.changed_at))
    event.add("sequence", _sequence(duty.changed_at))
    event.add("status", duty.status.value)
    event.add("transp", "TRANSPARENT" if is_off else "OPAQUE")
    return event


def _sequence(changed_at: datetime) -> int:
    """Which version this is: the time of the last change, in whole seconds.

    A calendar takes a version over the one it has if its number is higher. Time only grows, so
    no counter has to be kept; within one second DTSTAMP decides.
    """
    return max(0, (_utc(changed_at) - _COUNTED_FROM) // _SECOND)


def _utc(at: datetime) -> datetime:
    """The same moment in UTC. Raises ValueError for a time of no zone."""
    if at.tzinfo is None:
        raise ValueError("a time in a calendar file needs a zone")
    return at.astimezone(UTC)
