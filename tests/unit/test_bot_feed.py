"""What a subscribing calendar reads: valid, the same until something changes, no more than duty."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar

from bot.views.calendar import Duty, Status, calendar_file, feed_file

NOW = datetime(2031, 3, 14, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
FIRST = datetime(2024, 1, 1, tzinfo=UTC)


def a_duty(n: int = 1, status: Status = Status.CONFIRMED, changed_at: datetime = NOW) -> Duty:
    starts = NOW + n * 24 * HOUR
    return Duty(f"uid-{n}@ephedra", starts, starts + 6 * HOUR, changed_at, status)


def events(content: bytes) -> list[Any]:
    return list(Calendar.from_ical(content).walk("VEVENT"))


DUTIES = st.lists(
    st.builds(
        a_duty,
        st.integers(1, 400),
        st.sampled_from(Status),
        st.timedeltas(timedelta(0), timedelta(days=20000)).map(lambda past: FIRST + past),
    ),
    max_size=12,
    unique_by=lambda duty: duty.uid,
)
ALARMS = st.lists(st.integers(1, 10080), max_size=4, unique=True)


@given(DUTIES, ALARMS)
def test_any_duties_come_back_as_they_were_with_their_alarms(
    duties: list[Duty], alarms: list[int]
) -> None:
    content = feed_file(duties, alarm_minutes=alarms)

    read = events(content)
    found = [(e["UID"], e.start, e.end, e["STATUS"]) for e in read]
    assert found == [(d.uid, d.starts, d.ends, d.status.value) for d in duties]
    for event, duty in zip(read, duties, strict=True):
        rings = [each["TRIGGER"].dt for each in event.walk("VALARM")]
        is_off = duty.status is Status.CANCELLED
        assert rings == ([] if is_off else [-timedelta(minutes=each) for each in alarms])
        assert {str(each["DESCRIPTION"]) for each in event.walk("VALARM")} <= {"Duty"}
    assert all(len(line) <= 75 for line in content.split(b"\r\n"))


def test_a_duty_has_the_uid_that_it_has_in_a_file() -> None:
    filed = Calendar.from_ical(calendar_file([a_duty()], now=NOW).content)

    [in_file] = filed.walk("VEVENT")
    [subscribed] = events(feed_file([a_duty()], alarm_minutes=()))

    assert in_file["UID"] == subscribed["UID"]
    assert in_file["SEQUENCE"] == subscribed["SEQUENCE"]


def test_the_same_duties_are_the_same_bytes_and_a_change_is_others() -> None:
    before = feed_file([a_duty()], alarm_minutes=(60,))

    assert feed_file([a_duty()], alarm_minutes=(60,)) == before
    assert feed_file([a_duty(changed_at=NOW + HOUR)], alarm_minutes=(60,)) != before


def test_a_calendar_is_asked_to_look_every_hour_and_says_no_more_than_duty() -> None:
    calendar: Any = Calendar.from_ical(feed_file([a_duty()], alarm_minutes=(60,)))

    assert calendar["REFRESH-INTERVAL"].params["VALUE"] == "DURATION"
    assert calendar["REFRESH-INTERVAL"].to_ical() in (b"PT1H", "PT1H")
    assert str(calendar["X-PUBLISHED-TTL"]) == "PT1H"
    assert str(calendar["NAME"]) == str(calendar["X-WR-CALNAME"]) == "Duty"
    # RFC 7986 and RFC 5545: what is subscribed to is published to nobody.
    assert "METHOD" not in calendar
    [event] = calendar.walk("VEVENT")
    assert not {"LOCATION", "DESCRIPTION", "ORGANIZER", "ATTENDEE", "GEO"} & set(event.keys())


def test_a_calendar_without_duties_is_still_valid() -> None:
    calendar = Calendar.from_ical(feed_file([], alarm_minutes=(60,)))

    assert not calendar.walk("VEVENT")
    assert calendar.subcomponents, "RFC 5545, 3.6: at least one component"


def test_a_file_of_no_duties_is_still_refused() -> None:
    with pytest.raises(ValueError, match="needs a duty"):
        calendar_file([], now=NOW)
