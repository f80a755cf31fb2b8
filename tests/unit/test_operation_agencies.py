"""Names, pauses and contacts of partner agencies."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from operation.agencies import (
    LONGEST_AGENCY,
    MOST_AGENCIES,
    AgenciesFull,
    AgencyNameMissing,
    AgencyNameTaken,
    AgencyNameTooLong,
    NotAContact,
    PartnerAgency,
    choose_main_contact,
    free_key,
    pause,
    rename,
    require_new,
    same_name,
    tidy_agency_name,
)
from operation.people import Grant, GrantState, Member, MemberState, Role
from operation.selection import NothingChanged

NOW = datetime(2031, 3, 3, 9, tzinfo=UTC)
LANTERN = PartnerAgency(1, "lambeth", "lantern", "Lantern")
HARBOUR = PartnerAgency(2, "lambeth", "harbour", "Harbour")
PARTNER = Member(
    7, "lambeth", MemberState.ACTIVE, "Sample", grants=(Grant(Role.PARTNER, agency="lantern"),)
)


@pytest.mark.parametrize("text", ["", "  ", "\u202e\u200b", "…!"])
def test_a_name_that_nobody_could_read_is_refused(text: str) -> None:
    with pytest.raises(AgencyNameMissing):
        tidy_agency_name(text)


def test_a_name_has_at_most_sixty_characters() -> None:
    assert tidy_agency_name("a" * LONGEST_AGENCY) == "a" * 60
    with pytest.raises(AgencyNameTooLong):
        tidy_agency_name("a" * 61)


@given(st.text(max_size=70))
def test_a_name_that_is_kept_stays_as_it_is_when_tidied_again(text: str) -> None:
    try:
        name = tidy_agency_name(text)
    except (AgencyNameMissing, AgencyNameTooLong):
        return
    assert tidy_agency_name(name) == name
    assert len(name) <= LONGEST_AGENCY
    assert "\n" not in name


@pytest.mark.parametrize("name", ["Harbour", " harbour ", "HARBOUR", "Ｈarbour"])
def test_two_agencies_of_an_area_never_share_a_name(name: str) -> None:
    with pytest.raises(AgencyNameTaken):
        rename(LANTERN, name, [LANTERN, HARBOUR])


def test_an_agency_may_change_how_its_own_name_is_written() -> None:
    assert rename(LANTERN, "LANTERN", [LANTERN, HARBOUR]).name == "LANTERN"
    with pytest.raises(NothingChanged):
        rename(LANTERN, " Lantern", [LANTERN, HARBOUR])
    assert same_name("Straße") == same_name("STRASSE")


def test_a_list_has_an_end() -> None:
    many = [replace(HARBOUR, id=n, name=f"Harbour {n}") for n in range(MOST_AGENCIES)]
    assert require_new("Lantern", many[1:]) == "Lantern"
    with pytest.raises(AgenciesFull):
        require_new("Lantern", many)


def test_a_key_for_a_new_agency_is_nobodys_yet() -> None:
    assert free_key(["streetlight"]) == "added-1"
    assert free_key(["added-1", "added-3"]) == "added-2"


def test_an_agency_is_paused_once_and_invited_again_once() -> None:
    paused = pause(LANTERN, wanted=True, now=NOW)
    assert paused.is_paused
    assert paused.as_agency().is_paused
    with pytest.raises(NothingChanged):
        pause(paused, wanted=True, now=NOW)
    assert pause(paused, wanted=False, now=NOW) == LANTERN


@pytest.mark.parametrize(
    "member",
    [
        replace(PARTNER, state=MemberState.SUSPENDED),
        replace(PARTNER, area="southwark"),
        replace(PARTNER, grants=(Grant(Role.PARTNER, agency="harbour"),)),
        replace(PARTNER, grants=(Grant(Role.PARTNER, None, "lantern", GrantState.PENDING),)),
        replace(PARTNER, grants=(Grant(Role.OFFICER),)),
    ],
    ids=["suspended", "of another area", "of another agency", "not let in yet", "an officer"],
)
def test_only_who_represents_an_agency_is_its_main_contact(member: Member) -> None:
    with pytest.raises(NotAContact):
        choose_main_contact(LANTERN, member)


def test_there_is_one_main_contact() -> None:
    chosen = choose_main_contact(LANTERN, PARTNER)
    assert chosen.main_contact == 7
    with pytest.raises(NothingChanged):
        choose_main_contact(chosen, PARTNER)
    assert choose_main_contact(chosen, replace(PARTNER, id=8)).main_contact == 8
