"""Free text in forms: off unless the area says so, short, and asked about where it may name one."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.actions.drafts import StepPassed
from bot.forms.catalogue import FORMS
from bot.forms.free_text import LIKELY_NAME, FreeText, taking_free_text, without_free_text
from bot.forms.sitting import REVIEW, Sitting
from bot.forms.steps import NotAnAnswer, Setting
from operation.free_text import LONGEST, FreeTextRules
from tests.unit.operation_examples import AREA
from tests.unit.sitting_play import LATE, Sat, form_of

NOTE = FreeText("note", "Note", "Anything else?", form="example", is_optional=True)
ON = replace(AREA, free_text=FreeTextRules(("example",)))


def asked() -> Sat:
    return Sat(Sitting.begin(form_of(NOTE), Setting(ON), LATE))


def test_it_is_not_asked_unless_the_area_turns_it_on_for_this_form() -> None:
    for rules in (FreeTextRules(), FreeTextRules(("another",))):
        area = replace(AREA, free_text=rules)
        assert Sitting.begin(form_of(NOTE), Setting(area), LATE).step == REVIEW

    assert asked().now.step == "note"


def test_what_names_nobody_is_an_answer_at_once_on_one_line() -> None:
    play = asked().types("  lamp out,\n Acre Lane ")

    assert play.is_over
    assert play.answers == {"note": "lamp out, Acre Lane"}
    assert play.now.note == ""


def test_it_may_be_skipped_and_is_short() -> None:
    with pytest.raises(NotAnAnswer, match="281 characters, and 280 is the most"):
        asked().types("x" * (LONGEST + 1))
    with pytest.raises(NotAnAnswer, match="a few words"):
        asked().types("   ")

    assert asked().types("x" * LONGEST).is_over
    assert asked().now.skip("note").filled.answers == {"note": ""}


def test_a_likely_name_is_asked_about_and_not_an_answer_yet() -> None:
    play = asked().types("Spoke with Jane Sample")

    assert not play.is_over
    assert play.answers == {}
    assert play.now.offers().note == LIKELY_NAME
    assert play.labels == ["Reword", "Keep it, there is no name in it"]


def test_rewording_drops_what_was_typed() -> None:
    play = asked().types("Spoke with Jane Sample").taps("Reword")

    assert play.now.partial == ""
    assert play.labels == []
    assert play.types("spoke with her").answers == {"note": "spoke with her"}


def test_typing_again_takes_the_place_of_what_was_asked_about() -> None:
    play = asked().types("Spoke with Jane Sample").types("spoke with her")

    assert play.answers == {"note": "spoke with her"}
    assert play.now.note == ""


def test_keeping_it_is_an_answer_and_leaves_a_note_for_the_audit_without_the_text() -> None:
    play = asked().types("Met at Golden Heights").taps("Keep it")

    assert play.answers == {"note": "Met at Golden Heights"}
    assert play.now.note == "kept as no name"


def test_going_back_to_it_drops_what_waited() -> None:
    play = asked().types("Spoke with Jane Sample").edits("note")

    assert play.now.partial == ""


def test_a_button_of_a_question_that_has_passed_does_nothing() -> None:
    play = asked()

    with pytest.raises(StepPassed):
        play.now.tap("note", 1)
    after = play.types("Met at Golden Heights").taps("Keep it").now
    assert not after.has_taken("note", 0)


def test_an_area_that_names_a_form_without_free_text_is_found_out() -> None:
    known = taking_free_text(FORMS.by_name)
    assert "howitwent" in known

    areas = {"here": ON, "there": replace(AREA, free_text=FreeTextRules(tuple(sorted(known))))}
    assert without_free_text(areas, FORMS.by_name) == {"here": ("example",)}
