"""Hours of a night: stated, confirmed, corrected; what cannot be; the nights of a clock change."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.views.hours_words import exact, times_said
from operation import hours
from operation.attendance import (
    MUSTER_CLOSES,
    Attended,
    MusterClosed,
    MusterNotYet,
    require_muster,
)
from operation.book import Book, Window
from operation.errors import Refusal
from operation.hours import Sheet, Span, Why, are_settled
from operation.nights import span_of
from operation.overtime import Kind, Wants

ZONE = "Europe/London"
HOUR = timedelta(hours=1)
STARTS = datetime(2031, 3, 14, 20, tzinfo=UTC)
PLANNED = Span(STARTS, STARTS + 6 * HOUR)
NEXT_DAY = STARTS + 20 * HOUR
BLANK = Sheet(patrol_id=1, member_id=7, planned=PLANNED)
LEAD = 9


def stated(
    sheet: Sheet = BLANK, starts: int = 0, ends: int = 0, why: Why | None = None,
    now: datetime = NEXT_DAY,
) -> Sheet:  # fmt: skip
    span = sheet.planned.moved(starts, ends)
    return hours.propose(sheet, span, why=why, wants=Wants.PAY, now=now)


def confirmed(sheet: Sheet, starts: int = 0, ends: int = 0, why: Why | None = None) -> Sheet:
    return hours.confirm(
        sheet, sheet.planned.moved(starts, ends), why=why, by=LEAD, rank="PC",
        version=sheet.version, now=NEXT_DAY,
    )  # fmt: skip


def corrected(
    sheet: Sheet, times: tuple[int, int] | None, reason: str = "By the custody log"
) -> Sheet:
    span = sheet.planned.moved(*times) if times else None
    return hours.correct(
        sheet, span, why=Why.ARREST, reason=reason, by=LEAD, version=sheet.version, now=NEXT_DAY
    )


@pytest.mark.parametrize(
    ("starts", "ends", "refusal"),
    [
        (0, -6 * 60, hours.EndBeforeStart),
        (0, -7 * 60, hours.EndBeforeStart),
        (-3 * 60, 7 * 60 + 15, hours.HoursTooLong),
        (-4 * 60 - 15, 0, hours.StartTooEarly),
        (6 * 60, 2 * 60, hours.StartTooLate),
    ],
)
def test_times_that_nobody_can_have_worked_are_refused(
    starts: int, ends: int, refusal: type[Refusal]
) -> None:
    with pytest.raises(refusal):
        stated(starts=starts, ends=ends, why=Why.OTHER)


def test_sixteen_hours_and_a_start_four_hours_early_are_the_most() -> None:
    longest = stated(starts=-4 * 60, ends=6 * 60, why=Why.ARREST).proposed

    assert longest is not None
    assert longest.elapsed == 16 * HOUR


def test_nobody_has_worked_until_a_time_that_is_still_ahead() -> None:
    with pytest.raises(hours.EndNotPassed):
        stated(ends=60, why=Why.ARREST, now=PLANNED.ends)


def test_other_times_than_planned_need_a_reason_and_the_planned_ones_keep_none() -> None:
    with pytest.raises(hours.ExplanationMissing):
        stated(ends=45)
    assert stated(ends=45, why=Why.ARREST).why is Why.ARREST
    assert stated(why=Why.ARREST).why is None


def test_one_may_say_otherwise_until_a_lead_has_confirmed() -> None:
    first = stated(ends=45, why=Why.ARREST)
    second = stated(first, ends=30, why=Why.HANDOVER)
    assert second.proposed == PLANNED.moved(0, 30)

    with pytest.raises(hours.HoursConfirmed):
        stated(confirmed(second, ends=30, why=Why.HANDOVER), ends=15, why=Why.TRAVEL)


def test_saying_the_same_twice_changes_nothing() -> None:
    first = stated()

    assert stated(first) is first


def test_a_lead_confirms_what_they_have_seen_and_nothing_else() -> None:
    seen = stated()
    newer = stated(seen, ends=60, why=Why.ARREST)

    with pytest.raises(hours.HoursChanged):
        hours.confirm(
            newer, PLANNED, why=None, by=LEAD, rank="PC", version=seen.version, now=NEXT_DAY
        )


def test_confirming_twice_changes_nothing_and_confirming_other_times_is_refused() -> None:
    done = confirmed(stated())

    assert confirmed(done) is done
    with pytest.raises(hours.HoursConfirmed):
        confirmed(done, ends=15, why=Why.OTHER)


def test_a_lead_can_state_hours_for_somebody_who_has_said_nothing() -> None:
    done = confirmed(BLANK, ends=45, why=Why.INCIDENT)

    assert done.confirmed == PLANNED.moved(0, 45)
    assert (done.rank, done.confirmed_by) == ("PC", LEAD)


def test_only_confirmed_hours_are_corrected_and_with_a_reason_only() -> None:
    with pytest.raises(hours.HoursNotConfirmed):
        corrected(stated(), (0, 15))
    done = confirmed(stated())
    with pytest.raises(hours.HoursReasonMissing):
        corrected(done, (0, 15), reason="  ")
    with pytest.raises(hours.HoursReasonTooLong):
        corrected(done, (0, 15), reason="x" * 201)
    assert corrected(done, (0, 15)).confirmed == PLANNED.moved(0, 15)


def test_whoever_was_not_there_after_all_has_no_hours() -> None:
    gone = corrected(confirmed(stated()), None)

    assert gone.worked is None
    assert gone.attended is Attended.MISSED
    assert gone.is_settled
    with pytest.raises(hours.MarkedAbsent):
        stated(gone)


@pytest.mark.parametrize("attended", [Attended.EXCUSED, Attended.MISSED])
def test_the_absent_state_no_hours_and_are_settled(attended: Attended) -> None:
    absent = hours.mark(BLANK, attended, settled=False)

    assert absent.is_settled
    assert absent.worked is None
    with pytest.raises(hours.MarkedAbsent):
        stated(absent)
    with pytest.raises(hours.MarkedAbsent):
        confirmed(absent)


def test_whoever_states_hours_turned_up_unless_somebody_noted_otherwise() -> None:
    assert BLANK.turned_out is None
    assert stated().turned_out is Attended.TURNED_UP
    late = hours.mark(BLANK, Attended.LATE, settled=False)
    assert stated(late).turned_out is Attended.LATE


def test_an_absence_is_not_noted_over_confirmed_hours_nor_anything_on_a_settled_night() -> None:
    done = confirmed(stated())
    with pytest.raises(hours.HoursConfirmed):
        hours.mark(done, Attended.MISSED, settled=False)
    assert hours.mark(done, Attended.LATE, settled=False).attended is Attended.LATE
    with pytest.raises(hours.NightSettled):
        hours.mark(done, Attended.LATE, settled=True)


def test_an_absence_by_mistake_is_taken_back_even_when_the_night_is_settled() -> None:
    missed = hours.mark(BLANK, Attended.MISSED, settled=False)

    back = hours.mark(missed, Attended.TURNED_UP, settled=True)
    assert (back.is_settled, back.is_unanswered) == (False, True)
    with pytest.raises(hours.NightSettled):
        hours.mark(missed, Attended.EXCUSED, settled=True)


def test_a_lead_confirms_their_own_hours_only_where_the_area_has_it_so_or_nobody_else_can() -> None:
    assert hours.may_settle(1, 2, own_hours=False, others=1)
    assert not hours.may_settle(2, 2, own_hours=False, others=1)
    assert hours.may_settle(2, 2, own_hours=True, others=1)
    assert hours.may_settle(2, 2, own_hours=False, others=0)


def test_a_night_is_settled_when_everyone_is_confirmed_or_absent() -> None:
    absent = hours.mark(BLANK, Attended.EXCUSED, settled=False)

    assert are_settled([confirmed(stated()), absent])
    assert not are_settled([confirmed(stated()), BLANK])


def test_pay_or_time_off_is_chosen_until_hours_are_confirmed() -> None:
    assert hours.wanting(stated(), Wants.TIME_OFF).wants is Wants.TIME_OFF
    with pytest.raises(hours.HoursConfirmed):
        hours.wanting(confirmed(stated()), Wants.TIME_OFF)


def test_muster_opens_an_hour_before_the_start_and_ends_for_the_patrol_lead() -> None:
    window = Window(STARTS, STARTS)
    book = Book(1, "lambeth", date(2031, 3, 14), STARTS, PLANNED.ends, 4, 6, window)

    require_muster(book, now=STARTS - HOUR, is_lead=False)
    with pytest.raises(MusterNotYet):
        require_muster(book, now=STARTS - HOUR - timedelta(seconds=1), is_lead=True)
    closes = PLANNED.ends + MUSTER_CLOSES
    require_muster(book, now=closes - timedelta(seconds=1), is_lead=False)
    require_muster(book, now=closes, is_lead=True)
    with pytest.raises(MusterClosed):
        require_muster(book, now=closes, is_lead=False)


# Clock changes


def night_of(day: date) -> Sheet:
    starts, ends = span_of(day, time(20), time(2), ZONE)
    return replace(BLANK, planned=Span(starts, ends))


@pytest.mark.parametrize(
    ("day", "said"),
    [
        (date(2031, 10, 25), "20:00–02:00 (7 h)"),
        (date(2031, 3, 29), "20:00–02:00 (5 h)"),
        (date(2031, 3, 14), "20:00–02:00 (6 h)"),
    ],
)
def test_the_hours_of_a_night_are_those_that_passed(day: date, said: str) -> None:
    sheet = night_of(day)
    assert times_said(sheet.planned, ZONE) == said


def test_both_half_past_ones_of_the_october_night_can_be_stated_apart() -> None:
    sheet = night_of(date(2031, 10, 25))
    later = sheet.planned.ends + 20 * HOUR
    readings = {}
    for ends in (-90, -30):
        span = sheet.planned.moved(0, ends)
        after = hours.propose(sheet, span, why=Why.EARLY, wants=Wants.PAY, now=later)
        assert after.proposed is not None
        readings[exact(after.proposed.ends, ZONE)] = after.proposed.elapsed

    assert readings == {
        "01:30 BST": 5 * HOUR + timedelta(minutes=30),
        "01:30 GMT": 6 * HOUR + timedelta(minutes=30),
    }


@pytest.mark.parametrize("day", [date(2031, 10, 25), date(2031, 3, 29)])
def test_sixteen_hours_are_sixteen_that_passed_whatever_the_clocks_do(day: date) -> None:
    sheet = night_of(day)
    fits = (16 * HOUR - sheet.planned.elapsed) // timedelta(minutes=1)
    later = sheet.planned.ends + 48 * HOUR

    hours.require_possible(sheet.planned.moved(0, fits), sheet.planned, now=later)
    with pytest.raises(hours.HoursTooLong):
        hours.require_possible(sheet.planned.moved(0, fits + 15), sheet.planned, now=later)


# No sequence loses hours

STEPS = st.lists(
    st.tuples(
        st.sampled_from(["propose", "confirm", "correct", "mark", "kind"]),
        st.integers(-4, 4).map(lambda n: n * 15),
        st.sampled_from(Attended),
        st.booleans(),
    ),
    max_size=12,
)


@given(STEPS)
def test_no_sequence_of_stating_confirming_and_correcting_loses_hours(
    steps: list[tuple[str, int, Attended, bool]],
) -> None:
    """Once confirmed, hours stay until a correction says otherwise, with what they were."""
    sheet, history = BLANK, []
    for verb, ends, attended, seen in steps:
        before = sheet
        version = sheet.version if seen else sheet.version - 1
        span = sheet.planned.moved(0, ends)
        try:
            if verb == "propose":
                sheet = hours.propose(sheet, span, why=Why.OTHER, wants=Wants.PAY, now=NEXT_DAY)
            elif verb == "confirm":
                sheet = hours.confirm(
                    sheet, span, why=Why.OTHER, by=LEAD, rank="PC", version=version, now=NEXT_DAY
                )
            elif verb == "correct":
                sheet = hours.correct(
                    sheet, span, why=Why.OTHER, reason="Why", by=LEAD, version=version,
                    now=NEXT_DAY,
                )  # fmt: skip
                history.append(before.confirmed)
            elif verb == "mark":
                sheet = hours.mark(sheet, attended, settled=are_settled([sheet]))
            else:
                sheet = hours.of_kind(sheet, Kind.CASUAL)
        except Refusal:
            assert sheet is before
        if before.confirmed is not None and verb != "correct":
            assert sheet.confirmed == before.confirmed
        assert sheet.version == before.version + (sheet is not before)
        assert sheet.worked is not None or sheet.is_absent
        assert not (sheet.is_absent and sheet.confirmed)
    assert None not in history
