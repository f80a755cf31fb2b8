"""`[rest]` of an area file: what it says, and what is said when it is wrong."""

from __future__ import annotations

import tomllib
from dataclasses import replace
from datetime import time
from pathlib import Path
from typing import Any

import pytest

from config.areas import SHIPPED_AREAS, write_plan
from operation.rest_rules import USUAL_REST, RestRules, Severity, UsualDuty
from tests.unit.operation_examples import AREA
from tests.unit.test_config_areas import (
    SHIPPED,
    Change,
    area_after,
    drop,
    example,
    faults_after,
    put,
)


@pytest.mark.parametrize("key", SHIPPED)
def test_a_shipped_area_spells_out_the_usual_rest_and_says_that_duties_are_kept(key: str) -> None:
    written = tomllib.loads((SHIPPED_AREAS / f"{key}.toml").read_text(encoding="utf-8"))

    assert written["rest"] == example()["rest"]
    assert SHIPPED[key].rest == USUAL_REST
    assert "duties you state around patrols" in SHIPPED[key].privacy
    assert "rest owed" in SHIPPED[key].privacy


@pytest.mark.parametrize("written", [None, {}], ids=["no table", "an empty table"])
def test_rest_that_is_left_out_is_the_usual(tmp_path: Path, written: dict[str, Any] | None) -> None:
    change = drop("rest") if written is None else put("rest", written)

    assert area_after(tmp_path, change).rest == RestRules()


@pytest.mark.parametrize(
    ("written", "rest"),
    [
        ({"long_shift_hours": 10}, RestRules(long_shift=10)),
        ({"longest_shift_hours": 12}, RestRules(longest_shift=12)),
        ({"rest_hours": 9}, RestRules(rest=9)),
        ({"short_rest": "stop"}, RestRules(short_rest=Severity.STOP)),
        ({"nights_per_four_weeks": 0}, RestRules(nights_per_four_weeks=0)),
        ({"weekends_running": 0}, RestRules(weekends_running=0)),
        ({"duties": []}, RestRules(duties=())),
        (
            {"duties": [{"name": "Twilight 2", "starts": "18:00", "ends": "10:00"}]},
            RestRules(duties=(UsualDuty("Twilight 2", time(18), time(10)),)),
        ),
    ],
)
def test_each_part_of_rest_is_read_and_the_others_stay(
    tmp_path: Path, written: dict[str, Any], rest: RestRules
) -> None:
    assert area_after(tmp_path, put("rest", written)).rest == rest


def test_rest_is_written_back() -> None:
    duty = UsualDuty("Early", time(6, 30), time(14, 30))
    area = replace(AREA, rest=RestRules(10, 14, 9, Severity.STOP, 5, 2, (duty,)))

    assert tomllib.loads(write_plan(area, area.plan))["rest"] == {
        "long_shift_hours": 10,
        "longest_shift_hours": 14,
        "rest_hours": 9,
        "short_rest": "stop",
        "nights_per_four_weeks": 5,
        "weekends_running": 2,
        "duties": [{"name": "Early", "starts": "06:30", "ends": "14:30"}],
    }


DUTY = {"name": "Early", "starts": "07:00", "ends": "15:00"}


@pytest.mark.parametrize(
    ("change", "key", "problem"),
    [
        (put("rest", 3), "rest", "is wrong"),
        (put("rest.long_shift_hours", 0), "rest.long_shift_hours", "is wrong"),
        (
            put("rest", {"longest_shift_hours": 11}),
            "rest.longest_shift_hours",
            "is 11, below long_shift_hours",
        ),
        (
            put("rest", {"long_shift_hours": 17}),
            "rest.longest_shift_hours",
            "is 16, below long_shift_hours",
        ),
        (put("rest.rest_hours", 24), "rest.rest_hours", "is wrong"),
        (put("rest.short_rest", "no"), "rest.short_rest", "is wrong"),
        (put("rest.nights_per_four_weeks", 29), "rest.nights_per_four_weeks", "is wrong"),
        (put("rest.weekends_running", -1), "rest.weekends_running", "is wrong"),
        (put("rest.resthours", 11), "rest.resthours", "is not a key that is known here"),
        (put("rest.duties", [DUTY] * 2), "rest.duties", "says the same twice: Early"),
        (put("rest.duties", [DUTY] * 9), "rest.duties", "is wrong"),
        (
            put("rest.duties.0.name", "a:b"),
            "rest.duties[1].name",
            "is not in the form needed",
        ),
        (put("rest.duties.0.ends", "7pm"), "rest.duties[1].ends", "is not a time of day"),
        (
            put("rest.duties.0.ends", "23:15"),
            "rest.duties[1].ends",
            "makes the duty longer than 16 hours",
        ),
        (
            put("rest.duties.0.ends", "07:00"),
            "rest.duties[1].ends",
            "makes the duty longer than 16 hours",
        ),
        (put("rest.duties.0.ward", "x"), "rest.duties[1].ward", "is not a key that is known here"),
    ],
)
def test_each_fault_names_its_key(tmp_path: Path, change: Change, key: str, problem: str) -> None:
    (fault,) = faults_after(tmp_path, change)

    assert fault.key == key
    assert problem in fault.problem
    assert fault.remedy
