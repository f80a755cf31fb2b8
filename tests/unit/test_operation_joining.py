"""Links and what becomes of whoever opens one."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from operation.details import Details, NameUnclear
from operation.joining import (
    Invite,
    LinkExpired,
    LinkForAnotherArea,
    LinkUnknown,
    LinkUsedUp,
    RoleAlreadyAsked,
    SingleUseOnly,
    TooManyPeople,
    enrol,
    make_invite,
    open_invite,
    withdraw_invite,
    write_down,
)
from operation.people import (
    Grant,
    GrantState,
    Member,
    MemberState,
    Role,
    RoleAlreadyHeld,
    Suspended,
)
from tests.unit.operation_examples import AREA, NOW, member

LEAD = 99
LINK = Invite(5, AREA.key, Role.OFFICER, NOW + timedelta(hours=1), made_by=LEAD)
FIRST_LINK = replace(LINK, role=Role.LEAD, made_by=None)
DETAILS = Details("Fable", rank="PC", warrant_number="12345")


def opened(link: Invite | None, who: Member | None = None) -> Invite:
    return open_invite(link, who, areas=[AREA.key], now=NOW)


def asking(state: MemberState) -> Member:
    grants = (Grant(Role.OFFICER, state=GrantState.PENDING),)
    return replace(member(1, state=state), grants=grants)


def test_a_single_link_lasts_three_days_and_a_parade_room_link_one() -> None:
    single = make_invite(AREA.key, Role.OFFICER, by=LEAD, now=NOW)
    room = make_invite(AREA.key, Role.OFFICER, by=LEAD, now=NOW, people=20)
    assert (single.people, single.expires_at) == (1, NOW + timedelta(hours=72))
    assert (room.people, room.expires_at) == (20, NOW + timedelta(hours=24))


@pytest.mark.parametrize("people", [0, -1, 51])
def test_a_link_is_for_a_sensible_number_of_people(people: int) -> None:
    with pytest.raises(TooManyPeople):
        make_invite(AREA.key, Role.OFFICER, by=LEAD, now=NOW, people=people)


@pytest.mark.parametrize("role", [Role.LEAD, Role.VISITOR])
def test_leads_and_visitors_come_one_by_one(role: Role) -> None:
    with pytest.raises(SingleUseOnly):
        make_invite(AREA.key, role, by=LEAD, now=NOW, people=2)


def test_a_good_link_is_opened() -> None:
    assert opened(LINK) is LINK


def test_an_unknown_link_is_refused() -> None:
    with pytest.raises(LinkUnknown):
        opened(None)


def test_an_expired_link_is_refused_with_the_moment() -> None:
    late = replace(LINK, expires_at=NOW)
    with pytest.raises(LinkExpired) as refused:
        opened(late)
    assert refused.value.expired_at == NOW


def test_a_used_link_is_refused_and_a_room_link_only_when_full() -> None:
    with pytest.raises(LinkUsedUp):
        opened(replace(LINK, used=1))
    opened(replace(LINK, people=3, used=2))
    with pytest.raises(LinkUsedUp):
        opened(replace(LINK, people=3, used=3))


def test_a_link_for_another_area_is_refused() -> None:
    with pytest.raises(LinkForAnotherArea):
        opened(replace(LINK, area="hillside"))
    with pytest.raises(LinkForAnotherArea):
        opened(LINK, member(area="hillside"))
    with pytest.raises(LinkForAnotherArea):
        enrol(replace(LINK, area="hillside"), None, AREA, DETAILS, now=NOW)


def test_a_withdrawn_link_opens_no_more() -> None:
    withdrawn, event = withdraw_invite(LINK, by=LEAD, now=NOW)
    assert event.invite_id == LINK.id
    with pytest.raises(LinkExpired):
        opened(withdrawn)
    with pytest.raises(LinkExpired):
        withdraw_invite(withdrawn, by=LEAD, now=NOW)


def test_whoever_asked_before_is_told_so_rather_than_that_the_link_is_used() -> None:
    with pytest.raises(RoleAlreadyAsked):
        opened(replace(LINK, used=1), asking(MemberState.PENDING))


def test_nobody_asks_for_what_they_hold() -> None:
    with pytest.raises(RoleAlreadyHeld):
        opened(LINK, member(1))


def test_a_link_leads_around_no_suspension() -> None:
    with pytest.raises(Suspended):
        opened(LINK, member(1, state=MemberState.SUSPENDED))


def test_a_newcomer_waits_for_a_lead() -> None:
    event = enrol(LINK, None, AREA, replace(DETAILS, surname="  Fable "), now=NOW)
    assert event.awaits_approval
    assert event.state is MemberState.PENDING
    assert event.grant == Grant(Role.OFFICER, state=GrantState.PENDING)
    assert event.details == DETAILS
    assert (event.member_id, event.invite_id) == (None, LINK.id)


def test_details_that_do_not_fit_enrol_nobody() -> None:
    with pytest.raises(NameUnclear):
        enrol(LINK, None, AREA, replace(DETAILS, surname="7"), now=NOW)


def test_an_active_member_stays_active_while_asking_for_another_role() -> None:
    link = replace(LINK, role=Role.LOCAL_OFFICER)
    known = replace(member(3), warrant_number="12345")
    event = enrol(link, known, AREA, Details("", ward="E00000002"), now=NOW)
    assert event.state is MemberState.ACTIVE
    assert event.awaits_approval
    assert event.details == Details("Fable3", "PC", "12345", ward="E00000002")


def test_a_local_officer_may_ask_for_a_second_ward_but_not_for_the_same() -> None:
    link = replace(LINK, role=Role.LOCAL_OFFICER)
    held = Grant(Role.LOCAL_OFFICER, ward="E00000001")
    local = replace(member(3), grants=(held,), warrant_number="12345")
    assert enrol(link, local, AREA, Details("", ward="E00000002"), now=NOW).awaits_approval
    with pytest.raises(RoleAlreadyHeld):
        enrol(link, local, AREA, Details("", ward="E00000001"), now=NOW)


@pytest.mark.parametrize("state", [MemberState.REMOVED, MemberState.DECLINED])
def test_someone_removed_or_declined_may_ask_again(state: MemberState) -> None:
    before = replace(member(1, state=state), grants=(Grant(Role.OFFICER, state=GrantState.ENDED),))
    event = enrol(LINK, before, AREA, DETAILS, now=NOW)
    assert (event.member_id, event.state) == (1, MemberState.PENDING)


def test_the_first_link_makes_a_lead_at_once() -> None:
    event = enrol(FIRST_LINK, None, AREA, DETAILS, now=NOW)
    assert event.state is MemberState.ACTIVE
    assert event.grant == Grant(Role.LEAD)


def test_a_link_of_the_command_line_brings_a_suspended_lead_back() -> None:
    suspended = member(1, Role.LEAD, state=MemberState.SUSPENDED)
    event = enrol(FIRST_LINK, suspended, AREA, DETAILS, now=NOW)
    assert (event.member_id, event.state) == (1, MemberState.ACTIVE)


def test_a_lead_writes_down_someone_without_telegram() -> None:
    event = write_down(AREA, Role.OFFICER, DETAILS)
    assert event.state is MemberState.ACTIVE
    assert not event.awaits_approval
    assert event.invite_id is None
