"""The line that fills in a return: what it takes, and that it guesses nothing."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.forms.quick import LONGEST, read_line
from bot.forms.returns import RETURN


def test_the_line_of_the_book_is_understood() -> None:
    found = read_line("2 arrests, 3 referrals (1 drugs, 2 housing), soup 14, 4 engaged, quieter")

    assert found.all_answers() == {"soup": "14", "engaged": "4", "felt": "quieter"}
    assert found.entries == {"arrest": 2, "referral": 3}
    assert found.not_understood == []


def test_needs_weather_and_trouble_are_taken_too() -> None:
    found = read_line("Women seen 5; 2 new; housing 2; 1 mental health; heavy rain; no issues.")

    assert found.all_answers() == {
        "seen": "5", "new": "2", "weather": "wet", "issues": "none", "needs": "housing=2,mental=1",
    }  # fmt: skip


@pytest.mark.parametrize(
    "part",
    [
        "several engaged", "4", "engaged", "100 engaged", "-4 engaged", "4.5 engaged", "٤ engaged",
        "4 engage", "about 4 engaged", "quieterish", "0 housing", "4 engaged (2 new)", "x" * 500,
    ],
)  # fmt: skip
def test_what_is_not_understood_is_named_by_its_place_and_not_guessed(part: str) -> None:
    found = read_line(f"busier, {part}")

    assert found.not_understood == [2]
    assert found.all_answers() == {"felt": "busier"}
    assert found.entries == {}


def test_what_is_said_twice_counts_once_and_is_pointed_out() -> None:
    found = read_line("4 engaged, 5 engaged, quieter, busier, 1 arrest, 2 arrests")

    assert found.all_answers() == {"engaged": "4", "felt": "quieter"}
    assert found.entries == {"arrest": 1}
    assert found.not_understood == [2, 4, 6]


@given(st.text(max_size=LONGEST + 50))
def test_whatever_is_typed_only_answers_of_the_return_come_of_it(text: str) -> None:
    found = read_line(text)
    steps = {step.name for step in RETURN.steps}
    assert set(found.all_answers()) <= steps
    assert all(place > 0 for place in found.not_understood)


def test_every_word_of_the_line_is_an_answer_of_its_step() -> None:
    line = (
        "3 seen, 2 engaged, 1 new, 2 buyers, 1 spoken to, 9 soup, housing 1, drugs 1, alcohol 1, "
        "mental health 1, money 1, coercion 1, other needs 1, first time, cold, kit"
    )
    found = read_line(line)
    assert found.not_understood == []
    by_name = {step.name: step for step in RETURN.steps}
    answers = found.all_answers()
    for name, value in answers.items():
        options = getattr(by_name[name], "options", None)
        if isinstance(options, tuple) and name != "needs":
            assert value in {option.value for option in options}
