"""A person's duties for their own calendar (RFC 5545): as a file, or at an address."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from icalendar import Alarm, Calendar, Event, Timezone, TimezoneStandard

from bot.actions.crew_boards import DutyTimes
from bot.screens import File
from operation.crew import State

_SUMMARY = "Duty"
_REFRESH = timedelta(hours=1)
"""How often a calendar that subscribes is asked to look again; many look less often."""
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
    calendar = _calendar()
    calendar.add("method", "PUBLISH")
    for duty in duties:
        calendar.add_component(_event(duty, stamp=now))
    return File(name="duty.ics", content=calendar.to_ical(), mime="text/calendar")


def feed_file(duties: Sequence[Duty], *, alarm_minutes: Sequence[int]) -> bytes:
    """What a calendar that subscribes to these duties reads, with the alarms before each.

    The same duties give the same bytes, whenever they are asked for: nothing is published to
    anybody, so DTSTAMP is the time of the last change (RFC 5545, 3.8.7.2).
    """
    calendar = _calendar()
    calendar.add("name", _SUMMARY)
    calendar.add("x-wr-calname", _SUMMARY)
    calendar.add("refresh-interval", _REFRESH, parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", "PT1H")
    for duty in duties:
        event = _event(duty, stamp=duty.changed_at)
        if duty.status is not Status.CANCELLED:
            for minutes in alarm_minutes:
                event.add_component(_alarm(minutes))
        calendar.add_component(event)
    if not duties:
        # A calendar without any component is not valid, and some apps would say so.
        calendar.add_component(_utc_zone())
    content: bytes = calendar.to_ical()
    return content


def duty_of(each: DutyTimes) -> Duty:
    """One night of somebody, as firm as they stand with it."""
    firm = Status.CONFIRMED if each.state is State.CONFIRMED else Status.TENTATIVE
    status = Status.CANCELLED if each.is_cancelled else firm
    return Duty(each.uid, each.starts, each.ends, each.changed_at, status)


def _calendar() -> Calendar:
    calendar = Calendar()
    calendar.add("prodid", "-//Ephedra//Duties//EN")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    return calendar


def _alarm(minutes: int) -> Alarm:
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", _SUMMARY)
    alarm.add("trigger", -timedelta(minutes=minutes))
    return alarm


def _utc_zone() -> Timezone:
    standard = TimezoneStandard()
    standard.add("dtstart", datetime(1970, 1, 1))  # noqa: DTZ001 - local by the standard
    standard.add("tzoffsetfrom", timedelta(0))
    standard.add("tzoffsetto", timedelta(0))
    zone = Timezone()
    zone.add("tzid", "Etc/UTC")
    zone.add_component(standard)
    return zone


def _event(duty: Duty, *, stamp: datetime) -> Event:
    """When, and nothing of what or where: other people see calendars too."""
    is_off = duty.status is Status.CANCELLED
    event = Event()
    event.add("uid", duty.uid)
    event.add("summary", _SUMMARY)
    event.add("class", "PRIVATE")
    event.add("dtstart", _utc(duty.starts))
    event.add("dtend", _utc(duty.ends))
    event.add("dtstamp", _utc(stamp))
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
