"""What becomes of a member."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from operation.errors import Refusal
from operation.membership import (
    AlreadyDecided,
    AlreadyInState,
    LastLead,
    OnlyRole,
    RoleNotHeld,
    TrainingInFuture,
    TrainingNotForRole,
    approve,
    decline,
    end_role,
    give_role,
    leave_group,
    record_training,
    remove,
    restore,
    suspend,
)
from operation.people import (
    Grant,
    GrantState,
    Member,
    MemberState,
    NotActive,
    Role,
    RoleAlreadyHeld,
)
from tests.unit.operation_examples import TODAY, member

LEAD = 99
OFFICER_ASKED = Grant(Role.OFFICER, state=GrantState.PENDING)
LOCAL_ASKED = Grant(Role.LOCAL_OFFICER, ward="E00000001", state=GrantState.PENDING)


def asking(*grants: Grant, state: MemberState = MemberState.PENDING) -> Member:
    wanted = grants or (OFFICER_ASKED,)
    return replace(member(1, state=state, trained_on=None), grants=wanted)


def test_a_first_yes_makes_the_member_active_and_records_the_training() -> None:
    approved, event = approve(asking(), OFFICER_ASKED, trained_on=TODAY, today=TODAY, by=LEAD)
    assert approved.is_active
    assert approved.roles == {Role.OFFICER}
    assert approved.trained_on == event.trained_on == TODAY


def test_an_officer_may_be_approved_before_the_training() -> None:
    approved, _ = approve(asking(), OFFICER_ASKED, trained_on=None, today=TODAY, by=LEAD)
    assert not approved.is_trained


def test_a_yes_to_another_role_keeps_the_first_and_its_training() -> None:
    officer = member(1)
    both = replace(officer, grants=(*officer.grants, LOCAL_ASKED))
    approved, event = approve(both, LOCAL_ASKED, trained_on=None, today=TODAY, by=LEAD)
    assert approved.roles == {Role.OFFICER, Role.LOCAL_OFFICER}
    assert approved.trained_on == officer.trained_on
    assert event.grant.ward == "E00000001"


def test_a_training_yet_to_come_does_not_count() -> None:
    tomorrow = TODAY + timedelta(days=1)
    with pytest.raises(TrainingInFuture):
        approve(asking(), OFFICER_ASKED, trained_on=tomorrow, today=TODAY, by=LEAD)
    with pytest.raises(TrainingInFuture):
        record_training(member(), tomorrow, today=TODAY, by=LEAD)


def test_a_second_lead_deciding_is_told_how_it_was_decided() -> None:
    approved, _ = approve(asking(), OFFICER_ASKED, trained_on=None, today=TODAY, by=LEAD)
    with pytest.raises(AlreadyDecided) as refused:
        decline(approved, OFFICER_ASKED, by=LEAD)
    assert refused.value.state is GrantState.HELD
    with pytest.raises(AlreadyDecided):
        approve(approved, LOCAL_ASKED, trained_on=None, today=TODAY, by=LEAD)


def test_a_no_leaves_other_roles_and_other_requests_alone() -> None:
    declined, _ = decline(asking(), OFFICER_ASKED, by=LEAD)
    assert declined.state is MemberState.DECLINED
    waiting, _ = decline(asking(OFFICER_ASKED, LOCAL_ASKED), OFFICER_ASKED, by=LEAD)
    assert waiting.state is MemberState.PENDING
    officer = replace(member(1), grants=(Grant(Role.OFFICER), LOCAL_ASKED))
    kept, _ = decline(officer, LOCAL_ASKED, by=LEAD)
    assert kept.is_active
    assert kept.roles == {Role.OFFICER}


def test_nobody_is_approved_around_a_suspension() -> None:
    suspended = asking(state=MemberState.SUSPENDED)
    with pytest.raises(NotActive):
        approve(suspended, OFFICER_ASKED, trained_on=None, today=TODAY, by=LEAD)


def test_a_lead_gives_an_active_member_another_role_once() -> None:
    wanted = Grant(Role.LEAD)
    changed, event = give_role(member(1), wanted, by=LEAD)
    assert changed.roles == {Role.OFFICER, Role.LEAD}
    assert event.grant == wanted
    with pytest.raises(RoleAlreadyHeld):
        give_role(changed, wanted, by=LEAD)


@pytest.mark.parametrize("state", [MemberState.PENDING, MemberState.SUSPENDED, MemberState.REMOVED])
def test_only_an_active_member_is_given_a_role(state: MemberState) -> None:
    with pytest.raises(NotActive) as refused:
        give_role(member(1, state=state), Grant(Role.LEAD), by=LEAD)
    assert refused.value.state is state


def test_a_role_given_back_is_the_same_role_again() -> None:
    both = member(1, Role.OFFICER, Role.VISITOR)
    ended, _ = end_role(both, Grant(Role.VISITOR), leads=1, by=LEAD)
    again, _ = give_role(ended, Grant(Role.VISITOR), by=LEAD)
    assert again == both


def test_the_only_role_is_not_ended_but_the_person_removed() -> None:
    with pytest.raises(OnlyRole):
        end_role(member(1), Grant(Role.OFFICER), leads=1, by=LEAD)
    with pytest.raises(RoleNotHeld):
        end_role(member(1), Grant(Role.VISITOR), leads=1, by=LEAD)


def test_the_last_lead_stays_lead() -> None:
    lead = member(1, Role.LEAD, Role.OFFICER)
    with pytest.raises(LastLead):
        end_role(lead, Grant(Role.LEAD), leads=1, by=1)
    with pytest.raises(LastLead):
        remove(lead, leads=1, by=1)
    with pytest.raises(LastLead):
        suspend(lead, leads=1, by=1)
    assert end_role(lead, Grant(Role.LEAD), leads=2, by=1)[0].roles == {Role.OFFICER}


def test_someone_other_than_a_lead_may_always_go() -> None:
    assert remove(member(1), leads=1, by=LEAD)[0].state is MemberState.REMOVED


def test_a_suspended_lead_does_not_count_and_may_be_removed() -> None:
    suspended = member(1, Role.LEAD, state=MemberState.SUSPENDED)
    assert remove(suspended, leads=1, by=LEAD)[0].state is MemberState.REMOVED


def test_removal_ends_every_role_and_request() -> None:
    removed, event = remove(
        replace(member(1), grants=(Grant(Role.OFFICER), LOCAL_ASKED)), leads=1, by=LEAD
    )
    assert {grant.state for grant in removed.grants} == {GrantState.ENDED}
    assert (event.was, event.state) == (MemberState.ACTIVE, MemberState.REMOVED)
    with pytest.raises(AlreadyInState):
        remove(removed, leads=1, by=LEAD)


def test_suspending_and_restoring_keeps_the_roles() -> None:
    officer = member(1)
    suspended, _ = suspend(officer, leads=1, by=LEAD)
    assert suspended.state is MemberState.SUSPENDED
    assert restore(suspended, by=LEAD)[0] == officer
    with pytest.raises(AlreadyInState):
        suspend(suspended, leads=1, by=LEAD)
    with pytest.raises(AlreadyInState):
        restore(officer, by=LEAD)


def test_leaving_the_group_suspends_at_once_even_the_last_lead() -> None:
    left = leave_group(member(1, Role.LEAD))
    assert left is not None
    suspended, event = left
    assert suspended.state is MemberState.SUSPENDED
    assert event.by is None
    assert leave_group(suspended) is None


def test_training_is_recorded_and_taken_back() -> None:
    novice = member(1, trained_on=None)
    trained, event = record_training(novice, TODAY, today=TODAY, by=LEAD)
    assert (event.was, event.trained_on) == (None, TODAY)
    assert record_training(trained, None, today=TODAY, by=LEAD)[0] == novice
    with pytest.raises(TrainingNotForRole):
        record_training(member(1, Role.PARTNER), date(2026, 1, 1), today=TODAY, by=LEAD)


Deed = Callable[[Member, int], Member]
DEEDS: dict[str, Deed] = {
    "suspend": lambda who, leads: suspend(who, leads=leads, by=LEAD)[0],
    "restore": lambda who, leads: restore(who, by=LEAD)[0],
    "remove": lambda who, leads: remove(who, leads=leads, by=LEAD)[0],
    "make lead": lambda who, leads: give_role(who, Grant(Role.LEAD), by=LEAD)[0],
    "end lead": lambda who, leads: end_role(who, Grant(Role.LEAD), leads=leads, by=LEAD)[0],
    "end officer": lambda who, leads: end_role(who, Grant(Role.OFFICER), leads=leads, by=LEAD)[0],
}


@given(st.lists(st.tuples(st.integers(0, 3), st.sampled_from(sorted(DEEDS))), max_size=60))
def test_whatever_leads_do_to_each_other_one_lead_remains(deeds: list[tuple[int, str]]) -> None:
    team = [member(number, Role.OFFICER, Role.LEAD) for number in range(2)]
    team += [member(number, Role.OFFICER) for number in range(2, 4)]
    for number, deed in deeds:
        leads = sum(each.is_acting_lead for each in team)
        try:
            team[number] = DEEDS[deed](team[number], leads)
        except Refusal:
            continue
        assert sum(each.is_acting_lead for each in team) >= 1
        assert all(each.roles for each in team if each.is_active)
