"""Signing up and stepping back."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from operation.people import MemberState, NotAMember, Role, RoleMissing, Suspended
from operation.rota import (
    AlreadyIn,
    Book,
    ChatNotOpen,
    NotEligible,
    NotInvolved,
    NotTrained,
    PatrolStarted,
    SignedUp,
    SignUpClosed,
    SignUpNotOpen,
    Standing,
    SteppedBack,
    SteppingBackClosed,
    add,
    change_numbers,
    sign_up,
    step_back,
    take_off,
)
from tests.unit.operation_examples import CLOSES, ENDS, NOW, OPENS, STARTS, book, member

LEAD = 99
PEOPLE = 12


def filled(count: int, *, places: int = 4) -> Book:
    list_ = book(places=places)
    for number in range(1, count + 1):
        list_, _ = sign_up(list_, member(number), now=NOW)
    return list_


def ids(list_: Book) -> list[int]:
    return [volunteer.member_id for volunteer in list_.volunteers]


def test_the_third_of_four_is_told_so() -> None:
    _, event = sign_up(filled(2), member(3), now=NOW)
    assert isinstance(event, SignedUp)
    assert event.standing == Standing(rank=3, places=4)
    assert event.standing.is_in
    assert event.standing.waiting_position is None


def test_whoever_comes_after_the_last_place_waits_in_order() -> None:
    list_, event = sign_up(filled(5), member(6), now=NOW)
    assert event.standing.waiting_position == 2
    assert [volunteer.member_id for volunteer in list_.waiting] == [5, 6]
    assert len(list_.inside) == 4


def test_a_second_tap_is_harmless_and_says_where_they_stand() -> None:
    before = filled(3)
    after, event = sign_up(before, member(2), now=NOW)
    assert after == before
    assert event == AlreadyIn(2, Standing(2, 4))


def test_whoever_is_in_is_told_so_even_after_closing() -> None:
    _, event = sign_up(filled(3), member(2), now=CLOSES)
    assert isinstance(event, AlreadyIn)


def test_first_on_the_waiting_list_moves_in_when_someone_steps_back() -> None:
    list_, event = step_back(filled(6), member(2), now=NOW)
    assert event == SteppedBack(2, Standing(2, 4), moved_in=5, by=None)
    assert ids(list_) == [1, 3, 4, 5, 6]
    assert list_.standing_of(5) == Standing(4, 4)


def test_nobody_moves_in_when_someone_waiting_steps_back() -> None:
    _, event = step_back(filled(6), member(5), now=NOW)
    assert event.moved_in is None
    assert not event.was.is_in


def test_whoever_steps_back_and_returns_is_last() -> None:
    list_, _ = step_back(filled(3), member(1), now=NOW)
    list_, event = sign_up(list_, member(1), now=NOW)
    assert event.standing.rank == 3


def test_a_patrol_says_how_many_it_lacks() -> None:
    assert filled(0).short == 2
    assert filled(1).short == 1
    assert filled(3).short == 0


def test_sign_up_before_the_opening_is_refused_with_the_moment() -> None:
    with pytest.raises(SignUpNotOpen) as refused:
        sign_up(book(), member(), now=OPENS - timedelta(seconds=1))
    assert refused.value.opens_at == OPENS


def test_sign_up_from_the_deadline_on_is_refused_with_the_moment() -> None:
    sign_up(book(), member(), now=CLOSES - timedelta(seconds=1))
    with pytest.raises(SignUpClosed) as refused:
        sign_up(book(), member(), now=CLOSES)
    assert refused.value.closed_at == CLOSES


def test_a_patrol_that_has_started_is_closed_whatever_its_window_says() -> None:
    list_ = replace(book(), window=replace(book().window, closes_at=ENDS))
    with pytest.raises(SignUpClosed) as refused:
        sign_up(list_, member(), now=STARTS)
    assert refused.value.closed_at == STARTS


def test_after_the_deadline_nobody_steps_back_by_themselves() -> None:
    with pytest.raises(SteppingBackClosed) as refused:
        step_back(filled(2), member(2), now=CLOSES)
    assert refused.value.closed_at == CLOSES


def test_who_may_have_tapped_in_time_is_in_time() -> None:
    in_time, late = CLOSES - timedelta(seconds=1), CLOSES + timedelta(hours=1)
    list_, _ = sign_up(book(), member(1), now=late, tapped=in_time)
    assert ids(list_) == [1]
    list_, _ = step_back(list_, member(1), now=late, tapped=in_time)
    assert ids(list_) == []
    with pytest.raises(SignUpClosed):
        sign_up(book(), member(1), now=late, tapped=CLOSES)


def test_a_tap_in_time_does_nothing_once_the_patrol_has_started() -> None:
    in_time = CLOSES - timedelta(seconds=1)
    with pytest.raises(PatrolStarted):
        sign_up(book(), member(1), now=STARTS, tapped=in_time)
    with pytest.raises(PatrolStarted):
        step_back(filled(1), member(1), now=STARTS, tapped=in_time)


def test_a_tap_before_the_opening_is_judged_by_its_receipt() -> None:
    list_, _ = sign_up(book(), member(1), now=OPENS, tapped=OPENS - timedelta(hours=1))
    assert ids(list_) == [1]


def test_stepping_back_without_being_on_the_list_is_said() -> None:
    with pytest.raises(NotInvolved):
        step_back(filled(2), member(3), now=NOW)
    with pytest.raises(NotInvolved):
        take_off(filled(2), 3, by=LEAD, now=NOW)


def test_an_untrained_officer_cannot_sign_up_nor_be_added() -> None:
    novice = member(1, trained_on=None)
    with pytest.raises(NotTrained):
        sign_up(book(), novice, now=NOW)
    with pytest.raises(NotEligible):
        add(book(), novice, by=LEAD, now=NOW)


def test_a_lead_can_add_nobody_whose_access_is_paused() -> None:
    with pytest.raises(NotEligible):
        add(book(), member(1, state=MemberState.SUSPENDED), by=LEAD, now=NOW)


def test_someone_the_bot_cannot_write_to_must_open_a_chat_first() -> None:
    with pytest.raises(ChatNotOpen):
        sign_up(book(), member(is_reachable=False), now=NOW)


def test_a_lead_adds_someone_without_telegram_after_the_deadline() -> None:
    walker = member(3, has_telegram=False, is_reachable=False)
    list_, event = add(filled(2), walker, by=LEAD, now=CLOSES)
    assert isinstance(event, SignedUp)
    assert event.volunteer.added_by == LEAD
    assert ids(list_) == [1, 2, 3]


def test_adding_someone_twice_is_harmless() -> None:
    before = filled(2)
    after, event = add(before, member(1), by=LEAD, now=CLOSES)
    assert (after, event) == (before, AlreadyIn(1, Standing(1, 4)))


def test_a_lead_takes_someone_off_after_the_deadline_and_the_next_moves_in() -> None:
    _, event = take_off(filled(5), 1, by=LEAD, now=CLOSES)
    assert event == SteppedBack(1, Standing(1, 4), moved_in=5, by=LEAD)


def test_once_the_patrol_has_started_not_even_a_lead_changes_the_list() -> None:
    with pytest.raises(PatrolStarted):
        add(filled(1), member(2), by=LEAD, now=STARTS)
    with pytest.raises(PatrolStarted):
        take_off(filled(1), 1, by=LEAD, now=STARTS)
    with pytest.raises(PatrolStarted):
        step_back(filled(1), member(1), now=STARTS)


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.OFFICER])
def test_only_officers_of_the_operation_go_on_the_list(role: Role) -> None:
    with pytest.raises(RoleMissing):
        sign_up(book(), member(1, role), now=NOW)
    with pytest.raises(NotEligible):
        add(book(), member(1, role), by=LEAD, now=NOW)


def test_an_officer_of_another_area_is_refused() -> None:
    with pytest.raises(NotAMember):
        sign_up(book(), member(area="hillside"), now=NOW)


def test_a_suspended_or_removed_officer_is_refused() -> None:
    with pytest.raises(Suspended):
        sign_up(book(), member(state=MemberState.SUSPENDED), now=NOW)
    with pytest.raises(NotAMember):
        step_back(filled(1), member(1, state=MemberState.REMOVED), now=NOW)


@given(st.integers(1, 12), st.integers(1, 12), st.integers(0, 20))
def test_changed_numbers_name_exactly_those_whose_standing_changed(
    was: int, places: int, volunteers: int
) -> None:
    before = filled(volunteers, places=was)
    after, event = change_numbers(before, minimum=1, places=places, by=LEAD, now=NOW)
    was_in = {volunteer.member_id for volunteer in before.inside}
    is_in = {volunteer.member_id for volunteer in after.inside}
    assert set(event.moved_in) == is_in - was_in
    assert set(event.moved_out) == was_in - is_in
    assert ids(after) == ids(before)


class Rota(RuleBasedStateMachine):
    """Several people and a lead, at random, beside a plain list as the model."""

    def __init__(self) -> None:
        super().__init__()
        self.book = book(places=3)
        self.model: list[int] = []
        self.now = NOW

    def is_open(self) -> bool:
        return self.now < CLOSES

    @rule(number=st.integers(1, PEOPLE))
    def someone_taps_in(self, number: int) -> None:
        was_on = number in self.model
        try:
            self.book, event = sign_up(self.book, member(number), now=self.now)
        except SignUpClosed:
            assert not self.is_open()
            assert not was_on
            return
        assert isinstance(event, AlreadyIn if was_on else SignedUp)
        if not was_on:
            assert self.is_open()
            self.model.append(number)
        assert event.standing.rank == self.model.index(number) + 1

    @rule(number=st.integers(1, PEOPLE), by_lead=st.booleans())
    def someone_goes(self, number: int, by_lead: bool) -> None:
        was_in = ids(self.book)[: self.book.places]
        try:
            if by_lead:
                self.book, event = take_off(self.book, number, by=LEAD, now=self.now)
            else:
                self.book, event = step_back(self.book, member(number), now=self.now)
        except NotInvolved:
            assert number not in self.model
            return
        except SteppingBackClosed:
            assert not by_lead
            assert not self.is_open()
            return
        self.model.remove(number)
        now_in = {volunteer.member_id for volunteer in self.book.inside}
        assert {event.moved_in} - {None} == now_in - set(was_in)

    @rule(number=st.integers(1, PEOPLE))
    def the_lead_adds(self, number: int) -> None:
        self.book, _ = add(self.book, member(number), by=LEAD, now=self.now)
        if number not in self.model:
            self.model.append(number)

    @rule(places=st.integers(1, 6))
    def the_lead_changes_the_places(self, places: int) -> None:
        self.book, _ = change_numbers(self.book, minimum=1, places=places, by=LEAD, now=self.now)

    @precondition(is_open)
    @rule()
    def the_deadline_passes(self) -> None:
        self.now = CLOSES

    @invariant()
    def the_list_is_the_people_in_the_order_they_came(self) -> None:
        assert ids(self.book) == self.model
        assert len(set(self.model)) == len(self.model)

    @invariant()
    def in_and_waiting_are_all_and_nobody_waits_beside_a_free_place(self) -> None:
        assert self.book.inside + self.book.waiting == self.book.volunteers
        assert len(self.book.inside) == min(len(self.model), self.book.places)

    @invariant()
    def everyone_knows_where_they_stand(self) -> None:
        for index, number in enumerate(self.model):
            assert self.book.standing_of(number) == Standing(index + 1, self.book.places)


TestRota = Rota.TestCase
