"""The duties stated around a night: which one is meant, what is remembered, what cannot be."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest

from operation.book import Book, Window
from operation.crew import Assignment, Cancelled, Crew, NightCancelled, NotOnTheNight, State
from operation.duties import (
    REMEMBERED,
    Around,
    DutiesOverlap,
    Duty,
    DutyTooLong,
    DutyUnknown,
    NightOver,
    Side,
    Stated,
    around,
    duty_beside,
    require_fits,
    require_statable,
    usual,
    works_around,
)
from operation.nights import span_of
from operation.rest import Work
from operation.rest_rules import RestRules

LONDON = "Europe/London"
FRIDAY = date(2031, 3, 14)
WEEK = timedelta(weeks=1)
FORWARD, BACK = date(2031, 3, 29), date(2031, 10, 25)
BEFORE, AFTER = Side.BEFORE, Side.AFTER


def book(night: date = FRIDAY, number: int = 1) -> Book:
    """A patrol from eight to two."""
    starts, ends = span_of(night, time(20), time(2), LONDON)
    window = Window(starts - 3 * WEEK, starts - WEEK)
    return Book(number, "lambeth", night, starts, ends, 2, 4, window)


def beside(side: Side, starts: time, ends: time, night: date = FRIDAY) -> Duty:
    return duty_beside(book(night), side, starts, ends, name="Named", zone=LONDON)


def utc(day: int, hour: int) -> datetime:
    return datetime(2031, 3, day, hour, tzinfo=UTC)


@pytest.mark.parametrize(
    ("side", "starts", "ends", "span"),
    [
        (BEFORE, 7, 15, (utc(14, 7), utc(14, 15))),
        (BEFORE, 14, 22, (utc(14, 14), utc(14, 22))),
        (BEFORE, 22, 7, (utc(13, 22), utc(14, 7))),
        (BEFORE, 20, 4, (utc(13, 20), utc(14, 4))),
        (AFTER, 7, 15, (utc(15, 7), utc(15, 15))),
        (AFTER, 2, 10, (utc(15, 2), utc(15, 10))),
        (AFTER, 22, 7, (utc(15, 22), utc(16, 7))),
        (AFTER, 1, 9, (utc(16, 1), utc(16, 9))),
    ],
)
def test_a_duty_is_the_one_next_to_the_patrol(
    side: Side, starts: int, ends: int, span: tuple[datetime, datetime]
) -> None:
    duty = beside(side, time(starts), time(ends))

    assert (duty.starts, duty.ends) == span


@pytest.mark.parametrize(
    ("starts", "ends"),
    [(time(9), time(9)), (time(9), time(8)), (time(7), time(23, 15)), (time(22), time(20))],
)
def test_a_duty_that_ends_before_it_starts_or_exceeds_sixteen_hours_is_none(
    starts: time, ends: time
) -> None:
    for side in Side:
        with pytest.raises(DutyTooLong):
            beside(side, starts, ends)
    assert beside(BEFORE, time(7), time(23)).work == Work(utc(14, 7), utc(14, 23))


def test_a_duty_across_a_clock_change_is_as_long_as_it_lasts() -> None:
    # The night from Saturday to Sunday, on the wall from ten to two in the afternoon.
    assert beside(BEFORE, time(15), time(7), FORWARD).work is not None
    with pytest.raises(DutyTooLong):
        beside(BEFORE, time(15), time(7), BACK)
    long = beside(BEFORE, time(15), time(7), FORWARD)
    assert long.starts is not None
    assert long.ends is not None
    assert long.ends - long.starts == timedelta(hours=15)
    # Times that the change skips: the end would be before the start.
    with pytest.raises(DutyTooLong):
        beside(AFTER, time(1, 30), time(2), FORWARD)


def test_the_areas_duty_of_a_name() -> None:
    assert usual(RestRules(), "Early").starts == time(7)
    with pytest.raises(DutyUnknown):
        usual(RestRules(), "Twilight")


# What is known


def said(night: date, side: Side, duty: Duty, number: int = 2) -> Stated:
    return Stated(number, night, side, duty)


def day(night: date, starts: int, ends: int) -> Duty:
    return Duty("Day", *span_of(night, time(starts), time(ends), LONDON))


def test_what_was_said_for_the_night_counts_and_else_what_was_said_last_for_its_weekday() -> None:
    older = said(FRIDAY - 2 * WEEK, BEFORE, day(FRIDAY - 2 * WEEK, 7, 15))
    newer = said(FRIDAY - WEEK, BEFORE, day(FRIDAY - WEEK, 9, 17), 3)
    later = said(FRIDAY + WEEK, BEFORE, day(FRIDAY + WEEK, 12, 20), 4)
    saturday = said(FRIDAY - timedelta(days=6), BEFORE, day(FRIDAY - timedelta(days=6), 6, 14), 5)
    mine = said(FRIDAY, BEFORE, day(FRIDAY, 10, 18), 1)

    remembered = around(book(), [newer, older, later, saturday], LONDON)
    assert remembered.before == replace(day(FRIDAY, 9, 17), is_remembered=True)
    assert remembered.after is None
    assert remembered.first_unknown is AFTER
    assert around(book(), [newer, older, mine], LONDON).before == mine.duty
    assert around(book(), [later], LONDON) == Around()
    assert Around().first_unknown is BEFORE


def test_a_rest_day_is_remembered_too_and_both_sides_known_is_all_there_is_to_ask() -> None:
    rest = Duty("")
    known = around(
        book(),
        [said(FRIDAY - WEEK, BEFORE, rest), said(FRIDAY - WEEK, AFTER, rest)],
        LONDON,
    )

    assert known.is_known
    assert known.first_unknown is None
    assert known.before == Duty("", is_remembered=True)
    assert known.before.is_rest_day


def test_what_was_said_too_long_ago_is_asked_anew() -> None:
    night = FRIDAY - REMEMBERED

    assert around(book(), [said(night, BEFORE, Duty(""))], LONDON).before is not None
    assert around(book(), [said(night - WEEK, BEFORE, Duty(""))], LONDON).before is None


@pytest.mark.parametrize("night", [FORWARD, BACK])
def test_what_is_remembered_keeps_its_time_on_the_wall_when_the_clocks_change(night: date) -> None:
    sunday = night + timedelta(days=1)
    early = said(night - WEEK, AFTER, day(sunday - WEEK, 7, 15))

    found = around(book(night), [early], LONDON).after
    assert found == replace(day(sunday, 7, 15), is_remembered=True)


def test_all_duties_said_about_a_night_count_and_what_is_remembered_gives_way_to_them() -> None:
    saturday = FRIDAY + timedelta(days=1)
    after_friday = said(FRIDAY, AFTER, day(saturday, 9, 17), 1)
    remembered = said(saturday - WEEK, BEFORE, day(saturday - WEEK, 7, 15), 3)
    same = said(saturday - WEEK, BEFORE, day(saturday - WEEK, 9, 17), 3)
    apart = said(saturday - WEEK, BEFORE, day(saturday - WEEK, 17, 19), 3)
    on_saturday = book(saturday, 2)
    nine_to_five = day(saturday, 9, 17).work

    for known in ([after_friday, remembered], [after_friday, same]):
        works = works_around(on_saturday, known, LONDON)
        assert [each for each in works if each.starts.day == saturday.day] == [nine_to_five]
    assert day(saturday, 17, 19).work in works_around(on_saturday, [after_friday, apart], LONDON)
    assert works_around(on_saturday, [said(FRIDAY, AFTER, Duty(""), 1)], LONDON) == ()


# What cannot be said


def test_duties_that_overlap_cannot_both_be_worked_but_one_may_be_said_twice() -> None:
    mine = day(FRIDAY, 9, 17)
    same, early, evening = (day(FRIDAY, *each).work for each in ((9, 17), (7, 15), (17, 19)))
    assert same is not None
    assert early is not None
    assert evening is not None

    require_fits(mine, [same, evening])
    require_fits(Duty(""), [early])
    with pytest.raises(DutiesOverlap) as refused:
        require_fits(mine, [evening, early])
    assert (refused.value.starts, refused.value.ends) == (early.starts, early.ends)


def test_duties_are_stated_for_a_night_that_one_is_on_until_it_ends() -> None:
    this = book()
    crew = Crew(this, (Assignment(7, State.CONFIRMED, this.starts - WEEK),))
    under_way = this.ends - timedelta(minutes=1)

    require_statable(crew, 7, now=under_way)
    with pytest.raises(NotOnTheNight):
        require_statable(crew, 8, now=under_way)
    with pytest.raises(NightOver):
        require_statable(crew, 7, now=this.ends)
    with pytest.raises(NightCancelled):
        require_statable(replace(crew, cancelled=Cancelled.WEATHER), 7, now=under_way)
