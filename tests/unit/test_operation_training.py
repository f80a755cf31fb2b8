"""Training sessions: what may be set, who may apply, whom a lead selects, who is signed off."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from operation import training
from operation.errors import Refusal
from operation.people import Grant, GrantState, MemberState, NotActive, Role
from operation.training import Application, ApplicationState, Attendance, Mindset, Session
from tests.unit.operation_examples import member

NOW = datetime(2026, 11, 2, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
STARTS = datetime(2026, 11, 12, 10, tzinfo=UTC)
SESSION = Session(1, "riverside", STARTS, STARTS + 3 * HOUR, seats=2, place="Room 1")
DURING = STARTS + HOUR
ASKED = Grant(Role.OFFICER, state=GrantState.PENDING)


def applied(number: int = 1, **changed: Any) -> Application:
    return replace(
        Application(number, 1, number, ApplicationState.APPLIED, NOW, mindset=Mindset.SEEN),
        **changed,
    )


def selected(number: int, seat: int, **changed: Any) -> Application:
    return applied(number, state=ApplicationState.SELECTED, seat=seat, **changed)


# Setting a session


def test_a_place_is_kept_on_one_line() -> None:
    said = "  Room 1,\n second floor "
    place = training.require_session(STARTS, STARTS + HOUR, 8, said, now=NOW)
    assert place == "Room 1, second floor"


@pytest.mark.parametrize(
    ("starts", "ends", "seats", "place", "refused"),
    [
        (NOW - HOUR, NOW + HOUR, 8, "Room", training.SessionPast),
        (NOW, NOW + HOUR, 8, "Room", training.SessionPast),
        (STARTS, STARTS - HOUR, 8, "Room", training.SessionEndsFirst),
        (STARTS, STARTS, 8, "Room", training.SessionEndsFirst),
        (STARTS, STARTS + 13 * HOUR, 8, "Room", training.SessionTooLong),
        (STARTS, STARTS + HOUR, 0, "Room", training.SeatsImpossible),
        (STARTS, STARTS + HOUR, 61, "Room", training.SeatsImpossible),
        (STARTS, STARTS + HOUR, 8, "  ", training.PlaceUnclear),
        (STARTS, STARTS + HOUR, 8, "x" * 81, training.PlaceUnclear),
    ],
)
def test_a_session_that_cannot_be_is_refused(
    starts: datetime, ends: datetime, seats: int, place: str, refused: type[Refusal]
) -> None:
    with pytest.raises(refused):
        training.require_session(starts, ends, seats, place, now=NOW)


def test_places_never_go_below_those_who_have_one() -> None:
    assert training.require_seats(3, 3) == 3
    with pytest.raises(training.SeatsTaken):
        training.require_seats(2, 3)


# Applying


@pytest.mark.parametrize("role", training.POLICE_WHO_APPLY)
def test_police_of_the_area_who_are_not_trained_may_apply(role: Role) -> None:
    training.require_may_train(member(1, role, trained_on=None), is_for_renewal=False)


@pytest.mark.parametrize("role", [Role.PARTNER, Role.VISITOR])
def test_partners_and_visitors_may_not(role: Role) -> None:
    with pytest.raises(training.TrainingForPolice):
        training.require_may_train(member(1, role, trained_on=None), is_for_renewal=False)


def test_who_is_trained_applies_only_when_it_runs_out() -> None:
    trained = member(1, trained_on=date(2026, 9, 1))
    with pytest.raises(training.TrainedAlready):
        training.require_may_train(trained, is_for_renewal=False)
    assert training.require_may_train(trained, is_for_renewal=True) is trained


def test_somebody_still_to_be_let_in_as_an_officer_may_apply() -> None:
    asking = replace(member(1, state=MemberState.PENDING, trained_on=None), grants=(ASKED,))
    assert training.asks_for_role(asking)
    training.require_may_train(asking, is_for_renewal=False, is_asking=True)
    assert not training.asks_for_role(member(2, Role.PARTNER, state=MemberState.PENDING))


def test_nobody_applies_twice() -> None:
    training.require_new(SESSION, None, now=NOW)
    for state in set(ApplicationState) - {ApplicationState.WITHDRAWN}:
        with pytest.raises(training.AppliedAlready):
            training.require_new(SESSION, applied(state=state), now=NOW)


def test_whoever_has_withdrawn_may_apply_again_and_their_place_was_free() -> None:
    gone = training.withdraw(SESSION, selected(1, 2), now=NOW)
    assert (gone.state, gone.seat) == (ApplicationState.WITHDRAWN, None)
    training.require_new(SESSION, gone, now=NOW)
    with pytest.raises(training.NoApplication):
        training.withdraw(SESSION, gone, now=NOW)
    with pytest.raises(training.NoApplication):
        training.withdraw(SESSION, None, now=NOW)


# Selecting


def test_the_mindset_is_answered_before_anybody_is_selected() -> None:
    with pytest.raises(training.MindsetUnanswered):
        training.select(SESSION, applied(mindset=None), [], now=NOW)
    chosen = training.select(SESSION, applied(), [], now=NOW)
    assert (chosen.state, chosen.seat) == (ApplicationState.SELECTED, 1)


@pytest.mark.parametrize("mindset", [Mindset.UNSURE, Mindset.NO])
def test_where_the_mindset_was_not_seen_selecting_takes_a_reason(mindset: Mindset) -> None:
    doubted = applied(mindset=mindset)
    with pytest.raises(training.MindsetNotSeen):
        training.select(SESSION, doubted, [], now=NOW)
    chosen = training.select(SESSION, doubted, [], now=NOW, reason="Seen on visits since")
    assert chosen.mindset_reason == "Seen on visits since"


def test_another_answer_takes_the_reason_with_it() -> None:
    before = applied(mindset=Mindset.NO, mindset_reason="Something")
    after = training.assess(SESSION, before, Mindset.SEEN, now=NOW)
    assert (after.mindset, after.mindset_reason) == (Mindset.SEEN, None)


def test_more_are_never_selected_than_there_are_places() -> None:
    with pytest.raises(training.SessionFull):
        training.select(SESSION, applied(3), [selected(1, 1), selected(2, 2)], now=NOW)
    chosen = training.select(SESSION, applied(3), [selected(2, 2)], now=NOW)
    assert chosen.seat == 1


@pytest.mark.parametrize(
    "state", [ApplicationState.SELECTED, ApplicationState.DECLINED, ApplicationState.WITHDRAWN]
)
def test_nobody_is_decided_about_twice(state: ApplicationState) -> None:
    decided = applied(state=state)
    acts: list[Callable[[], object]] = [
        lambda: training.select(SESSION, decided, [], now=NOW),
        lambda: training.keep_waiting(SESSION, decided, now=NOW),
        lambda: training.assess(SESSION, decided, Mindset.SEEN, now=NOW),
    ]
    for act in acts:
        with pytest.raises(training.ApplicationDecided):
            act()


def test_the_reserve_can_be_selected_or_declined_and_the_selected_declined() -> None:
    waits = training.keep_waiting(SESSION, applied(), now=NOW)
    assert waits.state is ApplicationState.RESERVE
    with pytest.raises(training.ApplicationDecided):
        training.keep_waiting(SESSION, waits, now=NOW)
    assert training.select(SESSION, waits, [], now=NOW).is_selected
    gone = training.decline(SESSION, selected(1, 1), now=NOW)
    assert (gone.state, gone.seat) == (ApplicationState.DECLINED, None)
    with pytest.raises(training.ApplicationDecided):
        training.decline(SESSION, gone, now=NOW)


@pytest.mark.parametrize(
    ("session", "now", "refused"),
    [
        (SESSION, STARTS, training.SessionBegun),
        (replace(SESSION, called_off_at=NOW), NOW, training.SessionCalledOff),
    ],
)
def test_a_session_that_has_begun_or_is_called_off_takes_no_more_changes(
    session: Session, now: datetime, refused: type[Refusal]
) -> None:
    acts: list[Callable[[], object]] = [
        lambda: training.require_new(session, None, now=now),
        lambda: training.withdraw(session, applied(), now=now),
        lambda: training.assess(session, applied(), Mindset.NO, now=now),
        lambda: training.select(session, applied(), [], now=now),
        lambda: training.keep_waiting(session, applied(), now=now),
        lambda: training.decline(session, applied(), now=now),
    ]
    for act in acts:
        with pytest.raises(refused):
            act()


@given(st.lists(st.tuples(st.sampled_from("sdw"), st.integers(1, 8)), max_size=40))
def test_whatever_leads_decide_each_place_is_one_persons(choices: list[tuple[str, int]]) -> None:
    session = replace(SESSION, seats=3)
    book = {number: applied(number) for number in range(1, 9)}
    for choice, number in choices:
        mine = book[number]
        try:
            if choice == "s":
                others = [each for each in book.values() if each.is_selected]
                book[number] = training.select(session, mine, others, now=NOW)
            elif choice == "d":
                book[number] = training.decline(session, mine, now=NOW)
            else:
                book[number] = training.withdraw(session, mine, now=NOW)
        except Refusal:
            assert book[number] is mine
        seats = [each.seat for each in book.values() if each.seat is not None]
        assert len(seats) == len(set(seats)) <= session.seats
        assert all(each.is_selected == (each.seat is not None) for each in book.values())


# Afterwards


def test_nobody_has_attended_before_it_took_place() -> None:
    with pytest.raises(training.SessionAhead):
        training.mark(SESSION, selected(1, 1), Attendance.ATTENDED, now=STARTS - HOUR)
    there = training.mark(SESSION, selected(1, 1), Attendance.ATTENDED, now=DURING)
    assert there.is_to_sign_off


def test_only_the_selected_are_marked_and_a_mark_can_be_corrected_until_sign_off() -> None:
    with pytest.raises(training.NoApplication):
        training.mark(SESSION, applied(), Attendance.ATTENDED, now=DURING)
    off = replace(SESSION, called_off_at=NOW)
    with pytest.raises(training.SessionCalledOff):
        training.mark(off, selected(1, 1), Attendance.ATTENDED, now=DURING)
    there = selected(1, 1, attendance=Attendance.ATTENDED)
    assert not training.mark(SESSION, there, Attendance.ABSENT, now=DURING).is_to_sign_off
    signed = training.sign_off(SESSION, there, member(1, trained_on=None), now=DURING)
    with pytest.raises(training.SignedOffAlready):
        training.mark(SESSION, signed, Attendance.ABSENT, now=DURING)


@pytest.mark.parametrize("attendance", [None, Attendance.ABSENT])
def test_nobody_is_signed_off_who_was_not_there(attendance: Attendance | None) -> None:
    with pytest.raises(training.NotAttended):
        training.sign_off(SESSION, selected(1, 1, attendance=attendance), member(1), now=DURING)
    with pytest.raises(training.NobodyToSignOff):
        training.to_sign_off([selected(1, 1, attendance=attendance)])


def test_signing_off_happens_once_and_for_somebody_with_access() -> None:
    there = selected(1, 1, attendance=Attendance.ATTENDED)
    signed = training.sign_off(SESSION, there, member(1), now=DURING)
    assert signed.signed_off_at == DURING
    with pytest.raises(training.SignedOffAlready):
        training.sign_off(SESSION, signed, member(1), now=DURING)
    with pytest.raises(NotActive):
        training.sign_off(SESSION, there, member(1, state=MemberState.SUSPENDED), now=DURING)
    with pytest.raises(training.SessionAhead):
        training.sign_off(SESSION, there, member(1), now=NOW)
