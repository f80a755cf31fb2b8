"""Steps of every kind, filled in with nothing behind them; and declarations that are refused."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given as examples
from hypothesis import strategies as st

from bot.actions.drafts import StepPassed
from bot.forms.choices import Choices, chosen
from bot.forms.conditions import given, where
from bot.forms.moments import Moment, moment_of, nearest, read_clock
from bot.forms.numbers import Number, Tally, counts_of
from bot.forms.sitting import REVIEW
from bot.forms.steps import Choice, NotAnAnswer, Option, Typed
from tests.unit.sitting_play import LATE, Sat, form_of

STARTS = datetime(2031, 3, 14, 20, tzinfo=UTC)
LONDON = ZoneInfo("Europe/London")
NEEDS = (Option("housing", "Housing"), Option("drugs", "Drugs"), Option("money", "Money"))
SEEN = Number("seen", "Seen", "How many were seen?")
SPOKEN = Number("spoken", "Spoken to", "How many of them?", most=lambda _s, a: int(a["seen"]))
NEEDED = Tally("needs", "Needs", "What was needed?", NEEDS)
DONE = Choice("done", "Done", "Done?", (Option("yes", "Yes"), Option("no", "No")))
WHEN = Moment("when", "When", "When was it?", lambda _s, _a: STARTS)


# Numbers


def test_a_small_number_is_one_tap() -> None:
    play = Sat.at(SEEN).taps("4")

    assert play.now.step == REVIEW
    assert play.answers == {"seen": "4"}


def test_a_large_number_is_stepped_to_or_typed() -> None:
    assert Sat.at(SEEN).taps("10 or more", "+5", "−1", "✅ 14").answers == {"seen": "14"}
    assert Sat.at(SEEN).types(" 27 ").answers == {"seen": "27"}


@pytest.mark.parametrize("text", ["", "four", "-1", "3.5", "100", "1e2", "٣", "²", "9" * 50])
def test_what_is_no_number_within_the_bounds_is_asked_again(text: str) -> None:
    with pytest.raises(NotAnAnswer, match="from 0 to 99"):
        Sat.at(SEEN).types(text)


def test_a_stepper_stays_within_the_bounds() -> None:
    play = Sat.at(Number("n", "N", "N?", most=12)).taps("10 or more")

    assert play.taps("+5", "+5").labels[-1] == "✅ 12"
    assert play.taps(*["−5"] * 3).labels[-1] == "✅ 0"


def test_a_number_that_hangs_on_another_is_asked_again_when_that_one_shrinks() -> None:
    play = Sat.at(SEEN, SPOKEN).taps("5", "4")
    assert play.answers == {"seen": "5", "spoken": "4"}

    play.edits("seen").taps("3")

    assert play.answers == {"seen": "3"}
    assert play.labels == ["0", "1", "2", "3"]


# Tallies


def test_each_tap_of_a_tally_adds_one_and_the_last_can_be_taken_back() -> None:
    play = Sat.at(NEEDED).taps("Housing", "Drugs", "Housing")
    assert play.labels == ["Housing 2", "Drugs 1", "Money", "↩ One less", "✅ 3 in all"]

    play.taps("↩ One less", "✅ 2 in all")

    assert counts_of(play.answers["needs"]) == {"drugs": 1, "housing": 1}
    assert play.reads() == {"Needs": "Drugs 1, Housing 1"}


def test_nothing_met_is_one_tap_too() -> None:
    play = Sat.at(NEEDED).taps("None")

    assert play.reads() == {"Needs": "None"}
    assert counts_of(play.answers["needs"]) == {}


def test_a_tally_that_is_changed_goes_on_from_its_counts() -> None:
    play = Sat.at(NEEDED).taps("Money", "✅").edits("needs").taps("Money", "✅")

    assert counts_of(play.answers["needs"]) == {"money": 2}


# Several answers at once


def test_ticks_come_and_go_and_are_kept_in_the_order_of_the_list() -> None:
    step = Choices("needs", "Needs", "Which?", NEEDS, least=1)
    play = Sat.at(step).taps("☐ Money", "☐ Housing", "☑ Money", "☐ Money", "✅ 2 ticked")

    assert chosen(play.answers["needs"]) == ("housing", "money")
    assert play.reads() == {"Needs": "Housing, Money"}


def test_what_needs_a_tick_offers_no_way_on_without_one() -> None:
    step = Choices("needs", "Needs", "Which?", NEEDS, least=1)
    play = Sat.at(step)

    assert not any(label.startswith(("✅", "None")) for label in play.labels)
    with pytest.raises(NotAnAnswer, match="at least one"):
        play.now.tap("needs", 1000)


# Times


@pytest.mark.parametrize(
    ("text", "clock"),
    [
        ("2230", time(22, 30)), ("22:30", time(22, 30)), ("22.30", time(22, 30)),
        ("22h30", time(22, 30)), ("10.30pm", time(22, 30)), ("10:30 PM", time(22, 30)),
        ("1030 p.m.", time(22, 30)), ("10pm", time(22)), ("12am", time(0)),
        ("12.15 am", time(0, 15)), ("12pm", time(12)), ("0005", time(0, 5)),
        ("0:05", time(0, 5)), ("24:00", time(0)), ("  9.05 ", time(9, 5)),
    ],
)  # fmt: skip
def test_times_are_read_as_people_type_them(text: str, clock: time) -> None:
    assert read_clock(text) == clock


@pytest.mark.parametrize(
    "text",
    ["10", "2260", "25:00", "13pm", "0am", "half ten", "", "10:3", "22:30:15", "24:15", "²²"],
)
def test_what_is_no_time_or_could_be_two_is_asked_again(text: str) -> None:
    with pytest.raises(NotAnAnswer, match="Type it like 2230"):
        read_clock(text)


def test_a_time_after_midnight_belongs_to_the_same_night() -> None:
    assert moment_of(Sat.at(WHEN).types("0130").answers["when"]) == datetime(
        2031, 3, 15, 1, 30, tzinfo=UTC
    )
    assert moment_of(Sat.at(WHEN).types("19.45").answers["when"]) == STARTS - timedelta(minutes=15)


def test_the_quick_times_are_now_as_planned_and_a_little_off() -> None:
    play = Sat.at(WHEN)
    assert play.labels == [
        "Planned 20:00", "Now", "−30: 19:30", "−15: 19:45", "+15: 20:15", "+30: 20:30",
    ]  # fmt: skip

    assert moment_of(play.taps("−15").answers["when"]) == STARTS - timedelta(minutes=15)
    assert moment_of(Sat.at(WHEN).taps("Now").answers["when"]) == LATE


def test_what_is_still_to_come_has_not_been() -> None:
    with pytest.raises(NotAnAnswer, match="still to come"):
        Sat.at(WHEN, now=STARTS).types("2100")


def test_an_hour_that_clocks_skip_is_refused_and_of_one_that_comes_twice_the_nearer_counts() -> (
    None
):
    spring = datetime(2031, 3, 29, 23, tzinfo=UTC)
    with pytest.raises(NotAnAnswer, match="Clocks skip that hour"):
        nearest(time(1, 30), spring, LONDON)
    assert nearest(time(2, 30), spring, LONDON) == datetime(2031, 3, 30, 1, 30, tzinfo=UTC)
    autumn = datetime(2031, 10, 25, 22, tzinfo=UTC)
    assert nearest(time(1, 30), autumn, LONDON) == datetime(2031, 10, 26, 0, 30, tzinfo=UTC)


@examples(st.integers(0, 365 * 24 * 60), st.integers(0, 24 * 60 - 1))
def test_the_nearest_time_is_at_most_half_a_day_and_a_clock_change_away(
    minutes: int, clock: int
) -> None:
    at = datetime(2031, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)
    wanted = time(clock // 60, clock % 60)
    try:
        found = nearest(wanted, at, LONDON)
    except NotAnAnswer:
        assert wanted.hour == 1, "clocks skip from one to two"
        return
    assert abs(found - at) <= timedelta(hours=13)
    assert found.astimezone(LONDON).time() == wanted


# Long lists


LONG = Choice(
    "ward", "Ward", "Which ward?", tuple(Option(str(n), f"Ward {n:03}") for n in range(40))
)


def test_a_long_list_is_searched_by_typing_a_part_of_a_name() -> None:
    play = Sat.at(LONG).types("d 03")
    assert play.labels == [*(f"Ward 03{n}" for n in range(10)), "Show all"]

    assert play.taps("Ward 031").answers == {"ward": "31"}
    assert len(Sat.at(LONG).types("d 03").taps("Show all").labels) == 40


def test_a_search_that_finds_nothing_keeps_the_list_and_repeats_nothing_of_it() -> None:
    with pytest.raises(NotAnAnswer) as refused:
        Sat.at(LONG).types("Nobody Sample")
    assert "Sample" not in refused.value.reason


def test_a_short_list_is_tapped() -> None:
    with pytest.raises(NotAnAnswer, match="Tap one"):
        Sat.at(DONE).types("yes")


# Answers that stand unless changed


def test_an_answer_by_default_is_not_asked_but_reviewed_and_can_be_changed() -> None:
    stands = Choice(
        "again", "Again", "Again?", (Option("yes", "Yes"), Option("no", "No")),
        default=lambda _s, _a: "yes",
    )  # fmt: skip
    play = Sat.at(DONE, stands)
    assert play.now.counted == (1, 1)
    play.taps("Yes")

    assert play.is_over
    assert play.reads() == {"Done": "Yes", "Again": "Yes"}
    assert play.edits("again").taps("No").answers == {"done": "yes", "again": "no"}


def test_an_answer_that_no_longer_applies_does_not_count() -> None:
    why = Choice("why", "Why", "Why?", (Option("rain", "Rain"),), applies=given("done", "no"))
    play = Sat.at(DONE, why).taps("No", "Rain").edits("done").taps("Yes")

    assert play.answers == {"done": "yes"}


def test_a_change_can_be_left_again_with_the_answer_as_it_was() -> None:
    play = Sat.at(DONE, SEEN).taps("Yes", "4").edits("seen")
    play.now = play.now.review()

    assert play.is_over
    assert play.answers == {"done": "yes", "seen": "4"}


def test_a_button_that_a_step_does_not_have_belongs_to_none() -> None:
    wrong = [(SEEN, -1), (SEEN, 10), (SEEN, 101), (NEEDED, -1), (NEEDED, 3), (WHEN, 9), (DONE, 2)]
    for step, option in wrong:
        with pytest.raises(StepPassed):
            Sat.at(step).now.tap(step.name, option)


# Declarations


def _yes(applies: object) -> Choice:
    return Choice("later", "Later", "Later?", (Option("yes", "Yes"),), applies=applies)  # type: ignore[arg-type] # what is wrong with it is tested


@pytest.mark.parametrize(
    ("steps", "wrong"),
    [
        ((DONE, _yes(given("nowhere", "x"))), "looks at nowhere, which is not before"),
        ((_yes(given("done", "yes")), DONE), "looks at done, which is not before"),
        ((DONE, _yes(given("done", "perhaps"))), "which has no such"),
        ((DONE, _yes(given("done", "yes") & given("done", "no"))), "no answers lead to step later"),
        ((DONE, _yes(~given("done", "yes") & given("done", "yes"))), "no answers lead to"),
        ((Choice("a", " ", "A?", (Option("x", "X"),)),), "no label"),
        ((Choice("a", "A", "", (Option("x", "X"),)),), "no question"),
        ((Choice("a", "A", "A?", (Option("x", ""),)),), "an option of step a has no label"),
        ((DONE, DONE), "distinct names"),
    ],
)  # fmt: skip
def test_a_form_that_cannot_be_played_is_refused_when_it_is_declared(
    steps: tuple[Choice, ...], wrong: str
) -> None:
    with pytest.raises(ValueError, match=wrong):
        form_of(*steps)


def test_conditions_on_the_area_or_on_what_is_typed_may_turn_out_either_way() -> None:
    typed = Typed("word", "Word", "Word?", str.strip)
    either = where(lambda _s: True) & ~given("word", "b")

    assert form_of(typed, _yes(either)).steps[1].name == "later"


@examples(st.lists(st.integers(0, 14), max_size=60))
def test_whatever_is_tapped_a_form_stays_at_a_question_or_ends_with_valid_answers(
    taps: list[int],
) -> None:
    play = Sat.at(DONE, SEEN, SPOKEN, NEEDED, WHEN, LONG)
    for tap in taps:
        if play.is_over:
            break
        buttons = play.now.offers().buttons
        number, _ = buttons[tap % len(buttons)]
        play.now = play.now.tap(play.now.step, number)
        assert (play.now.asked is None) == play.is_over
        for each in play.now.filled.path:
            value = play.answers.get(each.name)
            assert value is None or each.holds(play.now.setting, play.answers, value)
