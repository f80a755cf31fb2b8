"""Who asks whom for support, what becomes of it, and what is counted."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from operation import support_requests as rules
from operation.errors import Refusal
from operation.people import (
    Actor,
    AwaitingApproval,
    Grant,
    Member,
    MemberState,
    NotAMember,
    Role,
    RoleMissing,
    Suspended,
)
from operation.support_requests import RequestState, SupportRequest, Topic

NOW = datetime(2031, 3, 15, 9, tzinfo=UTC)
HOUR = timedelta(hours=1)


def a_request(topic: Topic = Topic.SETUP, **more: object) -> SupportRequest:
    made = SupportRequest(
        1, "lambeth", 7, topic, RequestState.OPEN, NOW, "PS", "Sample", "southwark"
    )
    return replace(made, **more)  # type: ignore[arg-type]  # fields by name


def somebody(role: Role, area: str = "lambeth", state: MemberState = MemberState.ACTIVE) -> Actor:
    return Actor(1, 7, (Member(20, area, state, "Sample", "PS", grants=(Grant(role),)),))


@pytest.mark.parametrize("role", rules.WORKS_PATROLS)
def test_whoever_works_patrols_asks_their_own_leads(role: Role) -> None:
    rules.require_asker(somebody(role), "lambeth", ())


@pytest.mark.parametrize("role", [Role.WARD_SERGEANT, Role.LEAD])
def test_sergeants_and_leads_ask_other_areas(role: Role) -> None:
    rules.require_asker(somebody(role, "southwark"), "lambeth", ())


@pytest.mark.parametrize("who", [Actor(1, 7), somebody(Role.OFFICER, "southwark")])
def test_whoever_has_visited_asks_where_they_were(who: Actor) -> None:
    rules.require_asker(who, "lambeth", {"lambeth"})


@pytest.mark.parametrize(
    ("who", "told"),
    [
        (somebody(Role.LEAD), rules.LeadsThere),
        (somebody(Role.PARTNER), RoleMissing),
        (somebody(Role.OFFICER, "southwark"), RoleMissing),
        (somebody(Role.OFFICER, state=MemberState.SUSPENDED), Suspended),
        (somebody(Role.LEAD, "southwark", MemberState.SUSPENDED), Suspended),
        (somebody(Role.OFFICER, state=MemberState.PENDING), AwaitingApproval),
        (Actor(1, 7), NotAMember),
    ],
)
def test_nobody_else_asks(who: Actor, told: type[Refusal]) -> None:
    with pytest.raises(told):
        rules.require_asker(who, "lambeth", ())
    assert not rules.may_ask(who, "lambeth", ())


def test_one_topic_is_asked_once_until_it_is_closed() -> None:
    with pytest.raises(rules.RequestOpen):
        rules.require_first([a_request(state=RequestState.ANSWERED)], Topic.SETUP)
    rules.require_first([a_request()], Topic.WARD)
    rules.require_first([a_request(state=RequestState.CLOSED)], Topic.SETUP)


def test_the_first_answer_stands_and_only_what_was_answered_is_closed() -> None:
    with pytest.raises(rules.RequestNotAnswered):
        rules.close(a_request())
    answered = rules.answer(a_request(), by=9, text="  Come  by on Monday ", now=NOW + HOUR)
    assert (answered.answer, answered.answered_by) == ("Come by on Monday", 9)
    with pytest.raises(rules.RequestAnswered):
        rules.answer(answered, by=8, text=None, now=NOW)
    closed = rules.close(answered)
    with pytest.raises(rules.RequestClosed):
        rules.close(closed)
    with pytest.raises(rules.RequestClosed):
        rules.answer(closed, by=9, text="", now=NOW)


@given(st.text(max_size=400))
def test_a_text_is_one_line_of_at_most_two_hundred_characters_or_none(text: str) -> None:
    try:
        said = rules.check_text(text)
    except rules.TextTooLong:
        assert len(" ".join(text.split())) > rules.LONGEST_TEXT
        return
    assert said is None or (0 < len(said) <= rules.LONGEST_TEXT and "\n" not in said)


def test_the_counts_say_how_long_half_of_the_answers_took() -> None:
    after = [2, 30, 4]
    requests = [
        a_request(state=RequestState.ANSWERED, answered_at=NOW + hours * HOUR) for hours in after
    ]
    requests += [a_request(), replace(requests[0], state=RequestState.CLOSED)]

    assert rules.counts(requests) == rules.Counts(5, 4, 1, 3.0)
    assert rules.counts([]) == rules.Counts(0, 0, 0, None)
