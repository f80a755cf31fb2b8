"""What people tell about themselves when they join."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from operation.area import AgencyUnknown, WardUnknown
from operation.details import (
    LONGEST_NAME,
    Detail,
    DetailMissing,
    Details,
    NameTooLong,
    NameUnclear,
    RankUnknown,
    WarrantNumberUnclear,
    check_details,
    details_asked,
    tidy_name,
    tidy_warrant_number,
)
from operation.errors import Refusal
from operation.people import Role
from tests.unit.operation_examples import AREA, member

OFFICER = Details("Fable", rank="PC", warrant_number="12345")


def test_each_role_is_asked_what_it_needs() -> None:
    police = (Detail.RANK, Detail.SURNAME, Detail.WARRANT_NUMBER)
    assert details_asked(Role.OFFICER, AREA) == police
    assert details_asked(Role.WARD_SERGEANT, AREA) == (*police, Detail.WARD)
    assert details_asked(Role.PARTNER, AREA) == (Detail.SURNAME, Detail.AGENCY)


def test_an_area_may_do_without_warrant_numbers() -> None:
    area = replace(AREA, asks_warrant_number=False)
    assert details_asked(Role.LEAD, area) == (Detail.RANK, Detail.SURNAME)
    assert check_details(Role.LEAD, area, OFFICER).warrant_number is None


def test_a_member_is_not_asked_again() -> None:
    known = replace(member(), warrant_number="12345")
    assert details_asked(Role.LOCAL_OFFICER, AREA, known) == (Detail.WARD,)
    assert details_asked(Role.LEAD, AREA, member()) == (Detail.WARRANT_NUMBER,)


def test_what_a_role_is_not_asked_is_not_kept() -> None:
    given_too_much = Details("Fable", "PC", "12345", ward="E00000001", agency="lantern")
    assert check_details(Role.PARTNER, AREA, given_too_much) == Details("Fable", agency="lantern")


@pytest.mark.parametrize(
    ("role", "details", "refusal"),
    [
        (Role.OFFICER, Details("Fable", warrant_number="12345"), DetailMissing),
        (Role.OFFICER, Details("Fable", rank="PC"), DetailMissing),
        (Role.OFFICER, replace(OFFICER, rank="Admiral"), RankUnknown),
        (Role.OFFICER, replace(OFFICER, warrant_number="none"), WarrantNumberUnclear),
        (Role.LOCAL_OFFICER, OFFICER, DetailMissing),
        (Role.LOCAL_OFFICER, replace(OFFICER, ward="E99999999"), WardUnknown),
        (Role.PARTNER, Details("Fable", agency="nobody"), AgencyUnknown),
    ],
)
def test_details_that_do_not_fit_are_refused(
    role: Role, details: Details, refusal: type[Refusal]
) -> None:
    with pytest.raises(refusal):
        check_details(role, AREA, details)


@pytest.mark.parametrize(
    "name", ["O'Fable", "Fable-Story", "Ní Fábula", "حكاية", "სიტყვა", "Fable Jr.", "Desk 2"]
)
def test_names_of_any_script_are_kept_as_they_are(name: str) -> None:
    assert tidy_name(name) == name


def test_spaces_and_unseen_signs_are_tidied_away() -> None:
    assert tidy_name("  Fable \u200b\n Story\u202e ") == "Fable Story"


@pytest.mark.parametrize("name", ["<b>Fable</b>", "Fable 🚓", "", "  ", "---", "12345", "\u202e"])
def test_what_is_no_name_is_refused(name: str) -> None:
    with pytest.raises(NameUnclear):
        tidy_name(name)


@pytest.mark.parametrize("length", [LONGEST_NAME + 1, 4000, 100_000])
def test_names_have_an_end(length: int) -> None:
    with pytest.raises(NameTooLong):
        tidy_name("F" * length)


@given(st.text(max_size=80))
def test_a_tidied_name_is_short_printable_and_tidy_already(text: str) -> None:
    try:
        name = tidy_name(text)
    except Refusal:
        return
    assert 1 <= len(name) <= LONGEST_NAME
    assert not set(name) & set("<>&\n\t\u202e")
    assert tidy_name(name) == name


def test_a_warrant_number_is_written_one_way() -> None:
    assert tidy_warrant_number(" p 123 45 ") == "P12345"


@pytest.mark.parametrize("text", ["", "1", "ABC", "1234567890123", "12-34", "١٢٣٤"])
def test_what_is_no_warrant_number_is_refused(text: str) -> None:
    with pytest.raises(WarrantNumberUnclear):
        tidy_warrant_number(text)
