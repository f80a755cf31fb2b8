"""What a night is for, invitations to it, and what they add up to."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from operation.agencies import AgencyPaused, PartnerAgency
from operation.partners import (
    LONGEST_MEETING_POINT,
    MOST_INVITED,
    SHORTEST_WINDOW,
    AlreadyInvited,
    Answer,
    Attendance,
    EnforcementOnly,
    Engagement,
    EngagementAhead,
    Invitation,
    InvitationChanged,
    InvitationOver,
    InvitationWithdrawn,
    MeetingPointMissing,
    MeetingPointTooLong,
    PartnersInvited,
    Purpose,
    Span,
    Stand,
    TooManyInvited,
    WindowImpossible,
    WindowNotStated,
    WindowOutside,
    WindowPassed,
    answer,
    asked_anew,
    change_terms,
    fitted,
    invited_again,
    mark,
    morning_after,
    require_invitable,
    require_room,
    require_terms,
    set_purpose,
    set_window,
    tidy_meeting_point,
    withdraw,
)
from operation.partners_afterwards import (
    FEEDBACK_OPEN,
    LONGEST_FEEDBACK,
    DidNotTakePart,
    Feedback,
    FeedbackClosed,
    FeedbackGiven,
    NotASoupKitchen,
    Past,
    ServedImpossible,
    SoupKitchen,
    Went,
    WordsNotAsked,
    WordsTooLong,
    check_words,
    record_served,
    require_feedback,
    stop_quoting,
    supplied_by,
    tally,
)
from operation.selection import NothingChanged

START = datetime(2031, 3, 14, 20, tzinfo=UTC)
HOUR = timedelta(hours=1)
MINUTE = timedelta(minutes=1)
PATROL = Span(START, START + 6 * HOUR)
WINDOW = Span(START + HOUR, START + 3 * HOUR)
OPEN = Engagement(Purpose.BOTH, WINDOW)
NOW = START - 48 * HOUR
AGENCY = PartnerAgency(3, "lambeth", "lantern", "Lantern")
INVITED = Invitation(1, 9, 3, WINDOW, "Example Hall", invited_by=5, invited_at=NOW)
YES = answer(INVITED, Answer(True, by=7, who=7), version=1, now=NOW)


def span(first: int, last: int) -> Span:
    """From one minute after the patrol's start to another."""
    return Span(START + first * MINUTE, START + last * MINUTE)


spans = st.tuples(st.integers(-300, 900), st.integers(15, 600)).map(
    lambda each: span(each[0], each[0] + each[1])
)

# What a night is for


def test_nothing_is_stated_at_first_so_nobody_can_be_invited() -> None:
    with pytest.raises(WindowNotStated):
        require_terms(Engagement(), WINDOW, "Example Hall", now=NOW)


def test_engagement_only_is_open_from_start_to_end_unless_a_window_is_stated() -> None:
    def to(before: Engagement) -> Engagement:
        return set_purpose(before, Purpose.ENGAGEMENT, patrol=PATROL, invited=0, is_sure=False)

    assert to(Engagement()).window == PATROL
    assert to(OPEN).window == WINDOW
    with pytest.raises(NothingChanged):
        to(to(OPEN))


def test_enforcement_only_turns_agencies_away_only_after_that_was_asked() -> None:
    def to(invited: int, *, is_sure: bool) -> Engagement:
        return set_purpose(
            OPEN, Purpose.ENFORCEMENT, patrol=PATROL, invited=invited, is_sure=is_sure
        )

    with pytest.raises(PartnersInvited):
        to(2, is_sure=False)
    assert to(2, is_sure=True) == to(0, is_sure=False) == Engagement(Purpose.ENFORCEMENT, None)


def test_no_partner_and_no_window_on_a_night_for_enforcement() -> None:
    closed = Engagement(Purpose.ENFORCEMENT, None)
    with pytest.raises(EnforcementOnly):
        set_window(closed, WINDOW, patrol=PATROL)
    with pytest.raises(EnforcementOnly):
        require_terms(closed, WINDOW, "Example Hall", now=NOW)


@pytest.mark.parametrize(
    ("window", "refusal"),
    [
        (span(-15, 60), WindowOutside),
        (span(300, 375), WindowOutside),
        (span(120, 60), WindowImpossible),
        (span(60, 60), WindowImpossible),
        (span(60, 74), WindowImpossible),
    ],
)
def test_a_window_lies_within_the_patrol_and_ends_after_it_starts(
    window: Span, refusal: type[Exception]
) -> None:
    with pytest.raises(refusal):
        set_window(Engagement(), window, patrol=PATROL)


def test_an_invitation_lies_within_the_engagement_and_ahead() -> None:
    assert require_terms(OPEN, WINDOW, " Example  Hall ", now=NOW) == "Example Hall"
    with pytest.raises(WindowOutside):
        require_terms(OPEN, PATROL, "Example Hall", now=NOW)
    with pytest.raises(WindowPassed):
        require_terms(OPEN, WINDOW, "Example Hall", now=WINDOW.starts)


@given(spans, spans, st.integers(-300, 300))
def test_a_window_that_is_fitted_lies_within_and_stays_if_it_can(
    window: Span, within: Span, moved: int
) -> None:
    after = fitted(window, within, moved=moved * MINUTE)

    assert within.holds(after)
    assert after.ends - after.starts >= SHORTEST_WINDOW
    if within.holds(window):
        assert after == window
    assert fitted(after, within) == after


def test_a_window_that_the_night_has_left_behind_moves_along() -> None:
    # Half past eight to nine, on a night that is moved from eight to eleven.
    later = Span(START + 3 * HOUR, START + 9 * HOUR)
    assert fitted(span(30, 60), later, moved=3 * HOUR) == span(210, 240)
    assert fitted(span(30, 240), later, moved=3 * HOUR) == span(180, 240)


# Invitations


@pytest.mark.parametrize(
    ("text", "refusal"),
    [("", MeetingPointMissing), ("\u202e …", MeetingPointMissing), ("x" * 81, MeetingPointTooLong)],
)
def test_a_meeting_point_can_be_read_and_is_short(text: str, refusal: type[Exception]) -> None:
    with pytest.raises(refusal):
        tidy_meeting_point(text)
    assert len(tidy_meeting_point("x" * LONGEST_MEETING_POINT)) == 80


def test_an_agency_is_invited_once_and_again_after_a_no() -> None:
    require_invitable(AGENCY, None)
    for standing in (INVITED, YES):
        with pytest.raises(AlreadyInvited):
            require_invitable(AGENCY, standing)
    no = answer(INVITED, Answer(False, by=7), version=1, now=NOW)
    for over in (no, withdraw(INVITED)):
        require_invitable(AGENCY, over)
        again = invited_again(over, replace(INVITED, id=0, meeting="Example Yard"))
        assert (again.id, again.stand, again.version) == (1, Stand.ASKED, over.version + 1)
    with pytest.raises(AgencyPaused):
        require_invitable(replace(AGENCY, paused_at=NOW), None)


def test_a_night_has_an_end_of_agencies() -> None:
    require_room(MOST_INVITED - 2, 2)
    with pytest.raises(TooManyInvited):
        require_room(MOST_INVITED - 1, 2)


def test_the_same_answer_again_changes_nothing_and_another_one_stands() -> None:
    assert answer(YES, Answer(True, by=8, who=7), version=1, now=NOW) is YES
    other = answer(YES, Answer(True, by=8, who=8), version=1, now=NOW)
    assert (other.comes, other.answered_by) == (8, 8)
    no = answer(other, Answer(False, by=7, who=7), version=1, now=NOW)
    assert (no.stand, no.comes, no.unnamed) == (Stand.NO, None, False)


def test_an_answer_is_to_what_was_read() -> None:
    changed = change_terms(YES, window=WINDOW, meeting="Example Yard")
    with pytest.raises(InvitationChanged):
        answer(changed, Answer(True, by=7, who=7), version=1, now=NOW)
    # A lead who records an answer has the newest before them.
    assert answer(changed, Answer(False, by=5), version=None, now=NOW).stand is Stand.NO


def test_no_answer_is_taken_after_the_end_or_once_it_is_withdrawn() -> None:
    last = WINDOW.ends - MINUTE
    assert answer(INVITED, Answer(False, by=7), version=1, now=last).stand is Stand.NO
    with pytest.raises(InvitationOver):
        answer(INVITED, Answer(False, by=7), version=1, now=WINDOW.ends)
    with pytest.raises(InvitationWithdrawn):
        answer(withdraw(INVITED), Answer(True, by=7), version=2, now=NOW)


def test_a_yes_is_asked_again_when_the_window_moves_and_not_when_the_place_does() -> None:
    elsewhere = change_terms(YES, window=WINDOW, meeting="Example Yard")
    assert (elsewhere.stand, elsewhere.comes) == (Stand.YES, 7)
    later = change_terms(YES, window=span(120, 180), meeting="Example Hall")
    assert (later.stand, later.comes, later.version) == (Stand.ASKED, 7, 2)
    assert change_terms(YES, window=WINDOW, meeting="Example Hall") is YES
    no = answer(INVITED, Answer(False, by=7), version=1, now=NOW)
    assert asked_anew(no) is no
    with pytest.raises(InvitationWithdrawn):
        withdraw(withdraw(YES))


@given(
    st.lists(
        st.one_of(
            st.builds(lambda by: ("yes", by), st.integers(7, 9)),
            st.builds(lambda by: ("no", by), st.integers(7, 9)),
            st.builds(lambda by: ("unnamed", by), st.integers(7, 9)),
            st.just(("move", 0)),
            st.just(("place", 0)),
        ),
        max_size=12,
    )
)
def test_whatever_happens_who_comes_and_where_it_stands_agree(moves: list[tuple[str, int]]) -> None:
    found, windows = INVITED, iter([span(75 + n, 150) for n in range(20)])
    for what, by in moves:
        match what:
            case "move":
                found = change_terms(found, window=next(windows), meeting=found.meeting)
            case "place":
                found = change_terms(found, window=found.window, meeting=f"{found.meeting[:70]}x")
            case _:
                who = by if what == "yes" else None
                said = Answer(what != "no", by, who, unnamed=what == "unnamed")
                found = answer(found, said, version=found.version, now=NOW)
        assert not (found.unnamed and found.comes is not None)
        assert found.stand is not Stand.NO or (found.comes is None and not found.unnamed)
        assert found.stand is not Stand.YES or found.answered_by is not None


# Afterwards


def test_attendance_is_noted_from_the_start_on_and_can_be_put_right() -> None:
    with pytest.raises(EngagementAhead):
        mark(YES, Attendance.CAME, now=WINDOW.starts - MINUTE)
    came = mark(YES, Attendance.CAME, now=WINDOW.starts)
    assert mark(came, Attendance.LATE, now=WINDOW.ends).attendance is Attendance.LATE
    with pytest.raises(InvitationWithdrawn):
        mark(withdraw(YES), Attendance.CAME, now=WINDOW.starts)


@pytest.mark.parametrize(
    ("ends", "expected"),
    [
        (datetime(2031, 3, 15, 2, tzinfo=UTC), datetime(2031, 3, 15, 10, tzinfo=UTC)),
        (datetime(2031, 3, 14, 23, tzinfo=UTC), datetime(2031, 3, 15, 10, tzinfo=UTC)),
        (datetime(2031, 3, 15, 10, tzinfo=UTC), datetime(2031, 3, 16, 10, tzinfo=UTC)),
        # Clocks go forward on the morning of 30 March.
        (datetime(2031, 3, 30, 1, tzinfo=UTC), datetime(2031, 3, 30, 9, tzinfo=UTC)),
    ],
)
def test_the_morning_after_is_the_next_ten_oclock_on_the_wall(
    ends: datetime, expected: datetime
) -> None:
    assert morning_after(ends, time(10), "Europe/London") == expected


def feedback(went: Went = Went.WELL, *, kept: bool = True, quote: bool = False) -> Feedback:
    return Feedback(1, went, kept, quote, None, 7, WINDOW.ends)


def test_feedback_is_given_once_after_the_end_and_for_two_weeks() -> None:
    require_feedback(YES, None, now=WINDOW.ends)
    with pytest.raises(EngagementAhead):
        require_feedback(YES, None, now=WINDOW.ends - MINUTE)
    with pytest.raises(FeedbackGiven):
        require_feedback(YES, feedback(), now=WINDOW.ends)
    with pytest.raises(FeedbackClosed):
        require_feedback(YES, None, now=WINDOW.ends + FEEDBACK_OPEN)
    with pytest.raises(InvitationWithdrawn):
        require_feedback(withdraw(YES), None, now=WINDOW.ends)


def test_who_was_not_there_is_not_asked_how_it_went() -> None:
    require_feedback(replace(INVITED, attendance=Attendance.LATE), None, now=WINDOW.ends)
    for absent in (
        INVITED,
        replace(YES, attendance=Attendance.MISSED),
        replace(YES, attendance=Attendance.EXCUSED),
    ):
        with pytest.raises(DidNotTakePart):
            require_feedback(absent, None, now=WINDOW.ends)


def test_words_are_kept_only_where_they_are_asked_and_short() -> None:
    assert check_words(None, is_asked=False) is None
    assert check_words("  ", is_asked=False) is None
    with pytest.raises(WordsNotAsked):
        check_words("More light", is_asked=False)
    assert check_words(" More \n light ", is_asked=True) == "More light"
    with pytest.raises(WordsTooLong):
        check_words("x" * (LONGEST_FEEDBACK + 1), is_asked=True)


def test_consent_to_be_quoted_is_taken_back_once() -> None:
    assert not stop_quoting(feedback(quote=True)).may_quote
    for nothing in (None, feedback(quote=False)):
        with pytest.raises(NothingChanged):
            stop_quoting(nothing)


def test_a_soup_kitchen_has_a_supplier_and_counts_from_the_start_of_the_night_on() -> None:
    kitchen = supplied_by(None, AGENCY, patrol_id=9, purpose=Purpose.BOTH)
    with pytest.raises(NothingChanged):
        supplied_by(kitchen, AGENCY, patrol_id=9, purpose=Purpose.BOTH)
    with pytest.raises(AgencyPaused):
        supplied_by(None, replace(AGENCY, paused_at=NOW), patrol_id=9, purpose=Purpose.BOTH)
    with pytest.raises(EnforcementOnly):
        supplied_by(None, AGENCY, patrol_id=9, purpose=Purpose.ENFORCEMENT)
    with pytest.raises(EngagementAhead):
        record_served(kitchen, 35, patrol=PATROL, now=START - MINUTE)
    with pytest.raises(NotASoupKitchen):
        record_served(None, 35, patrol=PATROL, now=START)
    for impossible in (-1, 501):
        with pytest.raises(ServedImpossible):
            record_served(kitchen, impossible, patrol=PATROL, now=START)
    assert record_served(kitchen, 500, patrol=PATROL, now=START).served == 500
    other = replace(AGENCY, id=4)
    assert supplied_by(
        replace(kitchen, served=3), other, patrol_id=9, purpose=Purpose.BOTH
    ) == SoupKitchen(9, 4, 3)


def test_a_history_adds_up_and_guesses_nothing() -> None:
    def past(invitation: Invitation, *, off: bool = False, said: Feedback | None = None) -> Past:
        return Past(invitation, off, said)

    no = replace(INVITED, stand=Stand.NO)
    found = tally(
        [
            past(mark(YES, Attendance.CAME, now=WINDOW.ends), said=feedback(kept=False)),
            past(mark(YES, Attendance.LATE, now=WINDOW.ends), said=feedback(Went.BADLY)),
            past(mark(YES, Attendance.MISSED, now=WINDOW.ends)),
            past(mark(no, Attendance.EXCUSED, now=WINDOW.ends)),
            past(no),
            past(YES),
            past(INVITED),
            past(withdraw(YES)),
            past(YES, off=True),
        ],
        [SoupKitchen(9, 3, 35), SoupKitchen(10, 3, None)],
    )

    assert (found.invited, found.said_no, found.took_part, found.unrecorded) == (7, 1, 2, 2)
    assert found.attendance[Attendance.EXCUSED] == found.attendance[Attendance.MISSED] == 1
    assert (found.feedback, found.not_kept) == (2, 1)
    assert (found.soup_kitchens, found.served) == (2, 35)


@given(
    st.lists(
        st.tuples(
            st.sampled_from(list(Stand)), st.sampled_from([None, *Attendance]), st.booleans()
        ),
        max_size=20,
    )
)
def test_everyone_invited_is_counted_in_exactly_one_column(
    nights: list[tuple[Stand, Attendance | None, bool]],
) -> None:
    assume(nights)
    past = [
        Past(replace(INVITED, stand=stand, attendance=attendance), off, None)
        for stand, attendance, off in nights
    ]
    found = tally(past, [])

    assert found.invited == sum(found.attendance.values()) + found.said_no + found.unrecorded
