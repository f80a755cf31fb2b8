"""The forms of a return, walked at random without anything behind them."""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given as examples
from hypothesis import strategies as st

from bot.forms.returns import CORRECTIONS, NIL_RETURN, RETURN, practice_facts, read_reference
from bot.forms.sitting import REVIEW, Sitting
from bot.forms.steps import PRACTICE, Form, NotAnAnswer, Setting
from operation.returns import Kind
from tests.unit.operation_examples import AREA

NOW = datetime(2031, 3, 15, 2, 10, tzinfo=UTC)
FACTS = practice_facts(NOW) | {
    PRACTICE: "", "partners": '[[1, "Example Outreach"], [2, "Sample House"]]', "soup": "yes",
    "ward": AREA.wards[0].code,
}  # fmt: skip
FORMS = {form.name: form for form in (RETURN, NIL_RETURN, *CORRECTIONS.values())}
MOST_TAPS = 400


def begun(form: Form) -> Sitting:
    return Sitting.begin(form, Setting(AREA, FACTS), NOW)


@pytest.mark.parametrize("name", FORMS)
@examples(st.data())
def test_however_it_is_tapped_a_form_ends_in_answers_that_hold(
    name: str, data: st.DataObject
) -> None:
    sitting = begun(FORMS[name])
    for _ in range(MOST_TAPS):
        if sitting.step == REVIEW:
            break
        moves = [*(n for n, _label in sitting.offers().buttons), None]
        move = data.draw(st.sampled_from(moves))
        if move is None:
            sitting = sitting.back()
            continue
        with suppress(NotAnAnswer):
            sitting = sitting.tap(sitting.step, move)
    answers = sitting.filled.answers
    for step in sitting.filled.path:
        assert step.asks(sitting.setting, answers).strip()
        if step.name in answers:
            assert step.holds(sitting.setting, answers, answers[step.name])
            assert step.shown(sitting.setting, answers, answers[step.name])
    if sitting.step == REVIEW:
        assert sitting.is_ready
        assert int(answers.get("engaged", 0)) <= int(answers.get("seen", 0))


def test_what_cannot_be_is_asked_again_with_the_reason() -> None:
    sitting = begun(RETURN)
    assert sitting.step == "ended"
    for text, reason in (
        ("1900", "That is before the patrol began"), ("0215", "still to come"),
        ("0159", None), ("20", "morning or night"), ("half past", "no time of day"),
    ):  # fmt: skip
        if reason is None:
            assert sitting.type(text).step == "weather"
            continue
        with pytest.raises(NotAnAnswer, match=reason):
            sitting.type(text)


def test_a_patrol_of_more_than_sixteen_hours_is_asked_about() -> None:
    facts = FACTS | {"starts": (NOW - timedelta(hours=20)).isoformat()}
    sitting = Sitting.begin(RETURN, Setting(AREA, facts), NOW)

    with pytest.raises(NotAnAnswer, match="more than 16 hours"):
        sitting.tap("ended", 1)


def test_questions_that_make_no_sense_are_not_asked() -> None:
    sitting = begun(RETURN)
    sitting = sitting.tap("ended", 1).tap("weather", 0).tap("seen", 0)
    assert sitting.step == "buyers", "of nobody nobody was spoken with or is new"

    assert sitting.tap("buyers", 0).step == "partners"
    plain = Sitting.begin(RETURN, Setting(AREA, FACTS | {"partners": "[]", "soup": ""}), NOW)
    plain = plain.tap("ended", 1).tap("weather", 0).tap("seen", 0).tap("buyers", 0)
    assert plain.step == "issues"


@pytest.mark.parametrize("text", ["CR 0042/31", "01/12345/26", "a1", " 7 "])
def test_a_reference_of_the_forces_system_is_read(text: str) -> None:
    assert read_reference(text) == " ".join(text.split())


@pytest.mark.parametrize("text", ["", "see above", "<b>1</b>", "1" * 41, "-1", "1; 2"])
def test_what_is_no_reference_is_refused(text: str) -> None:
    with pytest.raises(NotAnAnswer):
        read_reference(text)


def test_every_kind_of_return_can_be_corrected() -> None:
    assert set(CORRECTIONS) == set(Kind)
