"""The rules of entries: grades of intelligence, what is corrected, when a reference is chased."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import product
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from operation import incidents, intelligence, stops
from operation.entry_rules import SafeguardingRules
from operation.intelligence import Handling, Information, Item, Source, Told, Topic
from operation.stops import Stop, StopKind

NOW = datetime(2031, 3, 15, 2, 10, tzinfo=UTC)
LONDON = "Europe/London"
RULES = SafeguardingRules()
TOLD = Told(Topic.KERB, "E1", "2BP")


@pytest.mark.parametrize(
    ("source", "info", "handling"), list(product(Source, Information, Handling))
)
def test_every_grade_that_can_be_chosen_is_one_and_comes_back_as_its_answers(
    source: str, info: str, handling: str
) -> None:
    answers = {
        "topic": "venue", "ward": "E1", "source": source, "info": info, "handling": handling,
        "conditions": "police", "condtext": "", "line": "", "ref": "",
    }  # fmt: skip
    told = intelligence.told_of(answers)

    assert intelligence.GRADE.fullmatch(told.grade)
    is_conditional = handling == Handling.CONDITIONS
    assert told.conditions == (("police",) if is_conditional else ())
    item = Item(1, 1, told, 1, NOW)
    kept = answers if is_conditional else {**answers, "conditions": ""}
    assert intelligence.answers_of(item) == kept


@given(st.text(max_size=5))
def test_nothing_else_is_a_grade(text: str) -> None:
    is_one = len(text) == 3 and text[0] in "123" and text[1] in "ABCDE" and text[2] in "PC"
    told = replace(TOLD, grade=text, conditions=("police",))
    if is_one:
        intelligence.require_graded(told)
    else:
        with pytest.raises(intelligence.GradeUnknown):
            intelligence.require_graded(told)


def test_sharing_with_conditions_needs_one_of_the_list_or_in_words() -> None:
    with pytest.raises(intelligence.ConditionsMissing):
        intelligence.require_graded(replace(TOLD, grade="2BC"))
    intelligence.require_graded(replace(TOLD, grade="2BC", condition_text="Ask first"))


def test_a_reference_is_given_once_and_only_replaced_by_a_correction() -> None:
    item = intelligence.refer(Item(1, 1, TOLD, 1, NOW), "R 1", by=2, now=NOW)

    assert item.is_complete
    with pytest.raises(intelligence.ReferenceThere):
        intelligence.refer(item, "R 2", by=2, now=NOW)
    assert intelligence.corrected(item, TOLD, None, by=3, now=NOW).reference == "R 1"
    assert intelligence.corrected(item, TOLD, "R 2", by=3, now=NOW).reference_by == 3


def a_stop(kind: StopKind) -> Stop:
    return Stop(1, 1, kind, 1, NOW)


def test_an_under_18_stop_is_chased_after_an_hour_then_every_four_by_day_then_daily() -> None:
    stop, now = a_stop(StopKind.CHILD), NOW
    asked: list[str] = []
    while len(asked) < 8:
        now = stops.next_chase(stop, RULES, LONDON, now=now)
        asked.append(f"{now.astimezone(ZoneInfo(LONDON)):%d %H:%M}")

    assert asked == [
        "15 03:10", "15 08:00", "15 12:00", "15 16:00", "15 20:00", "16 08:00", "17 10:00",
        "18 10:00",
    ]  # fmt: skip


def test_an_adult_in_danger_is_chased_daily_and_a_source_never() -> None:
    at = stops.next_chase(a_stop(StopKind.DANGER), RULES, LONDON, now=NOW)
    assert f"{at.astimezone(ZoneInfo(LONDON)):%d %H:%M}" == "16 10:00"
    assert not a_stop(StopKind.SOURCE).waits
    with pytest.raises(stops.StopReferenced):
        stops.refer(a_stop(StopKind.SOURCE), "R 1", by=1, now=NOW)


@given(
    st.sampled_from([StopKind.CHILD, StopKind.DANGER]),
    st.timedeltas(min_value=timedelta(0), max_value=timedelta(days=300)),
)
def test_the_next_chase_is_always_to_come_and_never_further_than_two_days(
    kind: StopKind, since: timedelta
) -> None:
    now = NOW + since
    at = stops.next_chase(a_stop(kind), RULES, LONDON, now=now)

    assert now < at <= now + timedelta(hours=49)


def test_an_incident_is_taken_only_where_a_lead_was_asked_for() -> None:
    answers = {
        "kind": "threat", "degree": "minor", "done": "backup,reported", "injury": "no",
        "at": NOW.isoformat(),
    }  # fmt: skip
    happened = incidents.happened_of(answers)
    calm = incidents.Incident(1, 1, happened, needs_lead=False, by=1, recorded_at=NOW)

    assert incidents.answers_of(calm) == answers
    with pytest.raises(incidents.NotAlerted):
        incidents.take(calm, by=2, now=NOW)
    assert replace(calm, needs_lead=True).waits
    assert not incidents.take(replace(calm, needs_lead=True), by=2, now=NOW).waits
