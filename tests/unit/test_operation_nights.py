"""Nights and weeks in time, above all across clock changes."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from operation.area import Moment, NightPattern, Plan, Rhythm
from operation.nights import (
    elapsed_hours,
    local_date,
    local_instant,
    moment_of,
    monday_of,
    next_opening,
    night_of,
    night_span,
    plan_week,
    weeks_open_at,
)
from tests.unit.operation_examples import FRIDAY, LONDON, PLAN, RHYTHM, SATURDAY

FIRST_DAY = date(2026, 1, 1)
TEN_YEARS = [FIRST_DAY + timedelta(days=days) for days in range(3653)]
MONDAYS = [day for day in TEN_YEARS if day.weekday() == 0]

dates = st.dates(date(2025, 1, 1), date(2036, 12, 31))
clocks = st.times().map(lambda at: at.replace(second=0, microsecond=0))
instants = st.integers(0, 8 * 365 * 24 * 60).map(
    lambda minutes: datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)
)
rhythms = st.builds(
    lambda opens, closes: Rhythm(
        opens, closes, RHYTHM.ward_agreed, RHYTHM.risk_assessment, RHYTHM.brief
    ),
    st.builds(Moment, st.integers(2, 6), st.integers(0, 6), clocks),
    st.builds(Moment, st.integers(0, 1), st.integers(0, 3), clocks),
)


def last_sunday(year: int, month: int) -> date:
    last = date(year, month + 1, 1) - timedelta(days=1)
    return last - timedelta(days=(last.weekday() + 1) % 7)


@pytest.mark.parametrize(
    ("saturday", "hours"),
    [(date(2026, 10, 24), 7.0), (date(2027, 3, 27), 5.0), (date(2026, 11, 14), 6.0)],
)
def test_a_saturday_night_across_a_clock_change_counts_elapsed_hours(
    saturday: date, hours: float
) -> None:
    starts, ends = night_span(saturday, SATURDAY, LONDON)
    assert elapsed_hours(starts, ends) == hours
    assert starts.astimezone(ZoneInfo(LONDON)).time() == time(20)
    assert ends.astimezone(ZoneInfo(LONDON)).time() == time(2)


def test_in_ten_years_only_the_nights_of_clock_changes_are_longer_or_shorter() -> None:
    for day in TEN_YEARS:
        hours = elapsed_hours(*night_span(day, FRIDAY, LONDON))
        next_day = day + timedelta(days=1)
        if next_day == last_sunday(next_day.year, 3):
            assert hours == 5
        elif next_day == last_sunday(next_day.year, 10):
            assert hours == 7
        else:
            assert hours == 6


@given(dates, clocks, clocks)
def test_elapsed_hours_never_differ_from_the_wall_clock_by_more_than_the_change(
    day: date, starts: time, ends: time
) -> None:
    pattern = NightPattern(day.weekday(), starts, ends, 1, 1)
    begin = datetime.combine(day, starts)
    end = datetime.combine(day, ends)
    wall = end - begin if ends > starts else end + timedelta(days=1) - begin
    starts_at, ends_at = night_span(day, pattern, LONDON)
    assert abs((ends_at - starts_at) - wall) <= timedelta(hours=1)
    assert elapsed_hours(starts_at, ends_at) == (ends_at - starts_at).total_seconds() / 3600


def test_a_time_that_comes_twice_is_the_first() -> None:
    assert local_instant(date(2026, 10, 25), time(1, 30), LONDON) == datetime(
        2026, 10, 25, 0, 30, tzinfo=UTC
    )


def test_a_time_that_never_comes_is_moved_on_by_the_gap() -> None:
    instant = local_instant(date(2027, 3, 28), time(1, 30), LONDON)
    assert instant.astimezone(ZoneInfo(LONDON)).time() == time(2, 30)


@given(dates, clocks)
def test_an_instant_is_utc_and_on_its_local_day(day: date, at: time) -> None:
    instant = local_instant(day, at, LONDON)
    assert instant.tzinfo is UTC
    assert local_date(instant, LONDON) == day


def test_the_small_hours_belong_to_the_night_before() -> None:
    starts, ends = night_span(date(2026, 11, 13), FRIDAY, LONDON)
    assert night_of(starts, LONDON) == date(2026, 11, 13)
    assert night_of(ends, LONDON) == date(2026, 11, 13)
    assert night_of(local_instant(date(2026, 11, 14), time(11, 59), LONDON), LONDON) == date(
        2026, 11, 13
    )
    assert night_of(local_instant(date(2026, 11, 14), time(12), LONDON), LONDON) == date(
        2026, 11, 14
    )


def test_a_week_opens_three_mondays_before_and_closes_on_the_wednesday_before() -> None:
    week = plan_week(date(2026, 11, 16), PLAN, LONDON)
    assert week.opens_at == datetime(2026, 10, 26, 10, tzinfo=UTC)
    assert week.closes_at == datetime(2026, 11, 11, 18, tzinfo=UTC)
    assert [night.night for night in week.nights] == [date(2026, 11, 20), date(2026, 11, 21)]
    assert [(night.minimum, night.places) for night in week.nights] == [(4, 6), (4, 6)]


def test_the_rhythm_keeps_local_times_over_ten_years() -> None:
    zone = ZoneInfo(LONDON)
    for monday in MONDAYS:
        week = plan_week(monday, PLAN, LONDON)
        opens, closes = week.opens_at.astimezone(zone), week.closes_at.astimezone(zone)
        assert (opens.date(), opens.time()) == (monday - timedelta(weeks=3), time(10))
        assert (closes.date(), closes.time()) == (monday - timedelta(days=5), time(18))
        assert week.opens_at < week.closes_at < week.nights[0].starts
        assert [night.starts.astimezone(zone).time() for night in week.nights] == [time(20)] * 2


def test_nights_of_a_week_are_in_the_order_they_start() -> None:
    week = plan_week(date(2026, 11, 16), Plan((SATURDAY, FRIDAY), RHYTHM), LONDON)
    assert [night.night.weekday() for night in week.nights] == [4, 5]


def test_a_new_area_starts_with_the_weeks_whose_deadline_is_ahead() -> None:
    wednesday_noon = datetime(2026, 11, 4, 12, tzinfo=UTC)
    assert weeks_open_at(wednesday_noon, PLAN, LONDON) == (
        date(2026, 11, 9),
        date(2026, 11, 16),
        date(2026, 11, 23),
    )
    assert weeks_open_at(wednesday_noon.replace(hour=18), PLAN, LONDON) == (
        date(2026, 11, 16),
        date(2026, 11, 23),
    )


def test_a_week_is_open_from_its_opening_moment_on() -> None:
    monday, opens_at = next_opening(datetime(2026, 11, 4, tzinfo=UTC), PLAN, LONDON)
    assert (monday, opens_at) == (date(2026, 11, 30), datetime(2026, 11, 9, 10, tzinfo=UTC))
    assert monday in weeks_open_at(opens_at, PLAN, LONDON)
    assert monday not in weeks_open_at(opens_at - timedelta(seconds=1), PLAN, LONDON)
    assert next_opening(opens_at, PLAN, LONDON)[0] == date(2026, 12, 7)


@given(instants, rhythms)
def test_the_open_weeks_are_exactly_those_between_opening_and_deadline(
    now: datetime, rhythm: Rhythm
) -> None:
    around = monday_of(now.date())
    expected = tuple(
        monday
        for monday in (around + timedelta(weeks=weeks) for weeks in range(-20, 20))
        if moment_of(monday, rhythm.opens, LONDON) <= now < moment_of(monday, rhythm.closes, LONDON)
    )
    assert weeks_open_at(now, Plan((FRIDAY,), rhythm), LONDON) == expected


@given(instants, rhythms, st.lists(st.integers(1, 60 * 24 * 20), min_size=1, max_size=40))
def test_openings_are_never_missed_nor_doubled_however_now_moves_forward(
    start: datetime, rhythm: Rhythm, steps: list[int]
) -> None:
    plan = Plan((FRIDAY,), rhythm)
    now, opened = start, list[date]()
    due = next_opening(now, plan, LONDON)
    for minutes in steps:
        now += timedelta(minutes=minutes)
        while due[1] <= now:
            opened.append(due[0])
            due = next_opening(due[1], plan, LONDON)
    first = monday_of(start.date()) - timedelta(weeks=2)
    count = (now - start).days // 7 + 20
    assert opened == [
        monday
        for monday in (first + timedelta(weeks=weeks) for weeks in range(count))
        if start < moment_of(monday, rhythm.opens, LONDON) <= now
    ]
