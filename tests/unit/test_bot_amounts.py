"""Amounts and last days as people type them, and what they are told about the others."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.forms.amounts import read_pounds, shown_as_pounds
from bot.forms.budget import read_last_day
from bot.forms.steps import NotAnAnswer


@pytest.mark.parametrize(
    ("typed", "pence"),
    [
        ("£1,200.50", 120_050),
        ("1200.5", 120_050),
        ("1200", 120_000),
        ("£ 1 200", 120_000),
        ("34.50", 3_450),
        ("0.01", 1),
        ("25,000", 2_500_000),
        ("5000£", 500_000),
        ("£100,000,000", 10_000_000_000),
    ],
)
def test_amounts_are_read_as_people_type_them(typed: str, pence: int) -> None:
    assert read_pounds(typed) == str(pence)


@pytest.mark.parametrize(
    ("typed", "reason"),
    [
        ("-5", "below zero"),
        ("(5)", "below zero"),
        ("0", "Nothing is no amount"),
        ("£0.00", "Nothing is no amount"),
        ("1,20", "no amount of money"),
        ("1.200,50", "no amount of money"),
        ("12.345", "finer than a penny"),
        ("lots", "no amount of money"),
        ("£", "no amount of money"),
        ("", "no amount of money"),
        ("1e3", "no amount of money"),
        ("١٢", "no amount of money"),
        ("100,000,000.01", "is the most"),
        ("9" * 30, "is the most"),
        ("=1+1", "no amount of money"),
        ("$5", "no amount of money"),
    ],
)
def test_what_is_no_amount_is_refused_with_the_reason(typed: str, reason: str) -> None:
    with pytest.raises(NotAnAnswer) as refused:
        read_pounds(typed)

    assert reason in refused.value.reason
    assert "£1,200.50" in refused.value.reason


@given(st.integers(1, 10**10))
def test_what_is_shown_is_read_as_the_same(pence: int) -> None:
    assert read_pounds(shown_as_pounds(str(pence))) == str(pence)


@pytest.mark.parametrize("typed", ["none", "-", "no end", "Open", " never "])
def test_a_pot_without_an_end_is_refused_with_the_reason(typed: str) -> None:
    with pytest.raises(NotAnAnswer) as refused:
        read_last_day(typed)

    assert "A pot needs a last day" in refused.value.reason


def test_a_last_day_is_read_like_any_day() -> None:
    assert read_last_day("31 Mar 2031") == "2031-03-31"
    with pytest.raises(NotAnAnswer):
        read_last_day("31 Feb 2031")
