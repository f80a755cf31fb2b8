"""Who may act in an area."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from operation.errors import Refusal
from operation.people import (
    Actor,
    AwaitingApproval,
    Grant,
    GrantState,
    Member,
    MemberState,
    NotAMember,
    Role,
    RoleMissing,
    Suspended,
)
from tests.unit.operation_examples import AREA, member

grants = st.builds(
    Grant,
    st.sampled_from(Role),
    ward=st.none(),
    agency=st.none(),
    state=st.sampled_from(GrantState),
)
members = st.builds(
    Member,
    id=st.integers(1, 9),
    area=st.sampled_from(["riverside", "hillside"]),
    state=st.sampled_from(MemberState),
    surname=st.just("Fable"),
    grants=st.lists(grants, max_size=4).map(tuple),
)
actors = st.builds(
    Actor,
    chat_id=st.integers(1, 9),
    person_id=st.integers(1, 9),
    members=st.lists(members, max_size=2, unique_by=lambda each: each.area).map(tuple),
)
role_lists = st.lists(st.sampled_from(Role), max_size=3)


@given(actors, role_lists)
def test_whoever_acts_is_an_active_member_of_that_area_with_one_of_the_roles(
    actor: Actor, roles: list[Role]
) -> None:
    try:
        acting = actor.acting(AREA.key, *roles)
    except Refusal:
        return
    assert acting in actor.members
    assert acting.area == AREA.key
    assert acting.state is MemberState.ACTIVE
    held = {grant.role for grant in acting.grants if grant.state is GrantState.HELD}
    assert held & set(roles) if roles else held


@given(role_lists)
def test_a_stranger_is_never_allowed_anything(roles: list[Role]) -> None:
    with pytest.raises(NotAMember):
        Actor(chat_id=1).acting(AREA.key, *roles)


@given(st.sets(st.sampled_from(Role), min_size=1), role_lists)
def test_a_member_of_another_area_is_a_stranger_here(held: set[Role], roles: list[Role]) -> None:
    elsewhere = member(1, *held, area="hillside")
    with pytest.raises(NotAMember):
        Actor(1, 1, (elsewhere,)).acting(AREA.key, *roles)


@given(st.sets(st.sampled_from(Role), min_size=1), role_lists)
def test_a_suspended_member_is_never_allowed_anything(held: set[Role], roles: list[Role]) -> None:
    suspended = member(1, *held, state=MemberState.SUSPENDED)
    with pytest.raises(Suspended):
        Actor(1, 1, (suspended,)).acting(AREA.key, *roles)


@pytest.mark.parametrize("state", [MemberState.REMOVED, MemberState.DECLINED])
def test_whoever_was_removed_or_declined_is_a_stranger(state: MemberState) -> None:
    with pytest.raises(NotAMember):
        Actor(1, 1, (member(state=state),)).member(AREA.key)


def test_whoever_waits_for_approval_is_told_so() -> None:
    with pytest.raises(AwaitingApproval):
        Actor(1, 1, (member(state=MemberState.PENDING),)).member(AREA.key)


def test_a_lead_does_not_stand_in_for_an_officer() -> None:
    lead = Actor(1, 1, (member(1, Role.LEAD),))
    assert lead.acting(AREA.key, Role.OFFICER, Role.LEAD).id == 1
    with pytest.raises(RoleMissing) as refused:
        lead.acting(AREA.key, Role.OFFICER)
    assert refused.value.needed == (Role.OFFICER,)


def test_a_role_asked_for_is_not_yet_held() -> None:
    asking = replace(member(), grants=(Grant(Role.LEAD, state=GrantState.PENDING),))
    assert asking.roles == frozenset()
    with pytest.raises(RoleMissing):
        Actor(1, 1, (asking,)).acting(AREA.key)


def test_someone_is_called_by_rank_and_surname() -> None:
    assert member(4).called == "PC Fable4"
    assert replace(member(4), rank=None).called == "Fable4"


def test_only_ward_roles_need_a_ward_and_only_partners_an_agency() -> None:
    assert {role for role in Role if role.needs_ward} == {Role.LOCAL_OFFICER, Role.WARD_SERGEANT}
    assert {role for role in Role if role.needs_agency} == {Role.PARTNER}
    assert {role for role in Role if not role.is_police} == {Role.PARTNER}


def test_only_active_memberships_count_for_a_person_of_two_areas() -> None:
    here, there = member(1), member(2, area="hillside", state=MemberState.SUSPENDED)
    assert Actor(1, 1, (here, there)).active_members == (here,)
