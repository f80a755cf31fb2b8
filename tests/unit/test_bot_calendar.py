"""The calendar file, read back as a calendar would."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from icalendar import Calendar

from bot.screens import File
from bot.views.calendar import Duty, Status, calendar_file

Read = dict[str, Any]
"""An event that was read back: its properties by name."""

LONDON = ZoneInfo("Europe/London")
NOW = datetime(2031, 3, 3, 9, tzinfo=UTC)
DUTY = Duty(
    uid="5f0c3f3f9a",
    starts=datetime(2031, 3, 14, 20, tzinfo=UTC),
    ends=datetime(2031, 3, 15, 2, tzinfo=UTC),
    changed_at=datetime(2031, 3, 1, 12, tzinfo=UTC),
    status=Status.CONFIRMED,
)
SAYS = {
    "UID", "SUMMARY", "CLASS", "DTSTART", "DTEND", "DTSTAMP", "LAST-MODIFIED", "SEQUENCE",
    "STATUS", "TRANSP",
}  # fmt: skip


def content(*duties: Duty, now: datetime = NOW) -> bytes:
    return calendar_file(duties or (DUTY,), now=now).content


def events(*duties: Duty, now: datetime = NOW) -> list[Read]:
    """The events of a file, by a parser that finds no fault with it."""
    calendar = Calendar.from_ical(content(*duties, now=now))
    found = calendar.events
    assert not calendar.errors
    assert not any(event.errors or event.subcomponents for event in found)
    return [{name: getattr(what, "dt", what) for name, what in e.items()} for e in found]


def imported(held: dict[str, Read], *duties: Duty) -> dict[str, Read]:
    """What a calendar holds after it took a file: the higher version of each event."""
    for event in events(*duties):
        known = held.get(event["UID"])
        if known is None or known["SEQUENCE"] < event["SEQUENCE"]:
            held = held | {event["UID"]: event}
    return held


def test_it_is_a_calendar_file() -> None:
    file = calendar_file([DUTY], now=NOW)
    calendar = Calendar.from_ical(file.content)

    assert file == File("duty.ics", file.content, "text/calendar")
    assert dict(calendar) == {
        "PRODID": "-//Ephedra//Duties//EN",
        "VERSION": "2.0",
        "CALSCALE": "GREGORIAN",
        "METHOD": "PUBLISH",
    }


def test_a_duty_says_when_and_how_firm() -> None:
    [event] = events()

    assert event["DTSTART"] == DUTY.starts
    assert event["DTEND"] == DUTY.ends
    assert event["DTSTAMP"] == NOW
    assert event["LAST-MODIFIED"] == DUTY.changed_at
    assert (event["STATUS"], event["TRANSP"], event["UID"]) == ("CONFIRMED", "OPAQUE", DUTY.uid)
    assert b"DTSTART:20310314T200000Z\r\n" in content()
    assert b"DTEND:20310315T020000Z\r\n" in content()


def test_a_duty_says_nothing_of_what_or_where() -> None:
    [event] = events()

    assert set(event) == SAYS
    assert (event["SUMMARY"], event["CLASS"]) == ("Duty", "PRIVATE")


def test_all_that_it_says_is_known() -> None:
    allowed = {"BEGIN", "END", "PRODID", "VERSION", "CALSCALE", "METHOD"} | SAYS
    lines = content().decode("ascii").splitlines()

    assert {line.partition(":")[0] for line in lines} == allowed


def test_each_duty_is_an_event() -> None:
    other = replace(DUTY, uid="b3", status=Status.TENTATIVE)

    assert [event["STATUS"] for event in events(DUTY, other)] == ["CONFIRMED", "TENTATIVE"]


def test_a_change_updates_the_event_that_is_there() -> None:
    later = replace(
        DUTY,
        starts=DUTY.starts + timedelta(hours=1),
        changed_at=DUTY.changed_at + timedelta(seconds=1),
    )
    held = imported(imported({}, DUTY), later)

    assert [event["DTSTART"] for event in held.values()] == [later.starts]


def test_an_older_file_undoes_nothing() -> None:
    later = replace(
        DUTY, status=Status.CANCELLED, changed_at=DUTY.changed_at + timedelta(seconds=1)
    )
    held = imported(imported({}, later), DUTY)

    assert [event["STATUS"] for event in held.values()] == ["CANCELLED"]


def test_what_has_not_changed_keeps_its_version() -> None:
    [one], [other] = events(), events(now=NOW + timedelta(days=1))

    assert one["SEQUENCE"] == other["SEQUENCE"]
    assert one["DTSTAMP"] < other["DTSTAMP"]


@pytest.mark.parametrize("year", [1999, 2024, 2090])
def test_a_version_is_a_number_that_calendars_can_hold(year: int) -> None:
    [event] = events(replace(DUTY, changed_at=datetime(year, 1, 1, tzinfo=UTC)))

    assert 0 <= event["SEQUENCE"] < 2**31


def test_a_cancelled_duty_takes_no_time() -> None:
    [event] = events(replace(DUTY, status=Status.CANCELLED))

    assert (event["STATUS"], event["TRANSP"]) == ("CANCELLED", "TRANSPARENT")


@pytest.mark.parametrize(
    ("starts", "hours"),
    [
        (datetime(2031, 3, 29, 22, tzinfo=LONDON), 5),
        (datetime(2031, 10, 25, 22, tzinfo=LONDON), 7),
    ],
    ids=["spring", "autumn"],
)
def test_a_night_of_a_clock_change_lasts_as_long_as_it_does(starts: datetime, hours: int) -> None:
    until_four = starts + timedelta(hours=6)  # by the clock on the wall
    [event] = events(replace(DUTY, starts=starts, ends=until_four))

    assert event["DTSTART"].utcoffset() == event["DTEND"].utcoffset() == timedelta()
    assert event["DTEND"] - event["DTSTART"] == timedelta(hours=hours)


def test_lines_are_folded_and_end_as_they_must() -> None:
    uid = "0123456789" * 10
    written = content(replace(DUTY, uid=uid))
    [event] = events(replace(DUTY, uid=uid))

    assert written.endswith(b"END:VCALENDAR\r\n")
    assert written.count(b"\n") == written.count(b"\r") == written.count(b"\r\n")
    assert max(len(line) for line in written.split(b"\r\n")) <= 75
    assert event["UID"] == uid


def test_no_duties_make_no_file() -> None:
    with pytest.raises(ValueError, match="needs a duty"):
        calendar_file([], now=NOW)


def test_a_time_of_no_zone_is_a_fault() -> None:
    with pytest.raises(ValueError, match="needs a zone"):
        calendar_file([replace(DUTY, starts=DUTY.starts.replace(tzinfo=None))], now=NOW)
