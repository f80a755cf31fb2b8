"""Area files: what they say, and what is said when they are wrong."""

from __future__ import annotations

import re
import string
import tomllib
from collections.abc import Callable
from dataclasses import replace
from datetime import date, time
from pathlib import Path
from typing import Any

import pytest
import tomli_w
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from config.areas import SHIPPED_AREAS, AreasInvalid, read_areas, write_plan
from config.faults import Fault
from operation.area import (
    Agency,
    Area,
    CrewTimes,
    Moment,
    NightPattern,
    Plan,
    SupportLine,
    Ward,
    faults_of,
)
from operation.fairness_rules import Fairness
from operation.free_text import FreeTextRules
from operation.nights import plan_week
from operation.partners_rules import PartnerTimes
from operation.training_rules import TrainingRules
from tests.unit.operation_examples import AREA, RHYTHM

Change = Callable[[dict[str, Any]], None]

SHIPPED = read_areas([SHIPPED_AREAS])
MONDAY = date(2026, 11, 16)


def example() -> dict[str, Any]:
    return tomllib.loads(write_plan(AREA, AREA.plan))


def write_changed(folder: Path, change: Change) -> None:
    content = example()
    change(content)
    (folder / "riverside.toml").write_text(tomli_w.dumps(content), encoding="utf-8")


def area_after(folder: Path, change: Change) -> Area:
    write_changed(folder, change)
    return read_areas([folder])[AREA.key]


def faults_after(folder: Path, change: Change) -> list[Fault]:
    write_changed(folder, change)
    return faults_in(folder)


def faults_in(*folders: Path) -> list[Fault]:
    with pytest.raises(AreasInvalid) as invalid:
        read_areas(folders)
    return invalid.value.faults


def test_the_shipped_areas_are_two_boroughs_with_their_real_wards() -> None:
    assert {key: len(area.wards) for key, area in SHIPPED.items()} == {
        "lambeth": 25,
        "southwark": 23,
    }
    assert SHIPPED["lambeth"].ward("E05014095").name == "Brixton Acre Lane"
    assert SHIPPED["southwark"].ward("E05011114").name == "St George's"


@pytest.mark.parametrize("area", SHIPPED.values(), ids=SHIPPED.keys())
def test_a_shipped_area_patrols_fridays_and_saturdays_from_eight_to_two(area: Area) -> None:
    assert area.plan.nights == (
        NightPattern(4, time(20), time(2), 4, 6),
        NightPattern(5, time(20), time(2), 4, 6),
    )
    assert area.plan.rhythm == RHYTHM
    assert area.plan.rhythm.opens == Moment(3, 0, time(10))


@pytest.mark.parametrize("area", SHIPPED.values(), ids=SHIPPED.keys())
def test_a_shipped_area_says_who_helps_and_what_is_kept(area: Area) -> None:
    card = " ".join(f"{line.name} {line.detail}" for line in area.support)
    assert "0300 131 2789" in card
    assert "116 123" in card
    assert "Oscar Kilo" in card
    for kept in ("rank", "name", "warrant number", "Telegram", "roles", "training", "sign"):
        assert kept in area.privacy


@pytest.mark.parametrize("area", SHIPPED.values(), ids=SHIPPED.keys())
def test_a_shipped_area_says_once_and_shortly_what_becomes_of_what_is_kept(area: Area) -> None:
    sentences = [each.strip() for each in re.split(r"[.:;]\s|\n+", area.privacy) if each.strip()]

    assert len(sentences) == len(set(sentences))
    for head in ("What is kept", "Why:", "Who sees it", "How long:", "To see or correct it"):
        assert area.privacy.count(head) == 1
    assert not any(line[:1].islower() for line in area.privacy.splitlines())
    assert len(area.privacy) < 1500
    for kept in ("confirmed or withdrew", "hours", "time off", "visits", "partners", "support"):
        assert kept in area.privacy


@pytest.mark.parametrize("key", SHIPPED)
def test_a_shipped_area_spells_out_the_usual_crew_times(key: str) -> None:
    written = tomllib.loads((SHIPPED_AREAS / f"{key}.toml").read_text(encoding="utf-8"))
    assert written["crew"] == example()["crew"]
    assert SHIPPED[key].crew == CrewTimes()


@pytest.mark.parametrize("area", SHIPPED.values(), ids=SHIPPED.keys())
def test_an_exported_shipped_area_reads_back_equal(area: Area, tmp_path: Path) -> None:
    (tmp_path / "again.toml").write_text(write_plan(area, area.plan), encoding="utf-8")
    assert read_areas([tmp_path]) == {area.key: area}


words = st.text(
    string.ascii_letters + string.digits + " '\"\\#<>&éßغ🚓=[]", min_size=1, max_size=30
)
texts = words.map(str.strip).filter(bool)
paragraphs = st.lists(texts, min_size=1, max_size=4).map("\n\n".join)
keys = st.from_regex(r"[a-z][a-z0-9-]{0,19}", fullmatch=True)
codes = st.from_regex(r"[A-Z0-9]{2,12}", fullmatch=True)
clocks = st.builds(time, st.integers(0, 23), st.integers(0, 59))
nights = st.builds(
    lambda weekday, starts, ends, minimum, more: NightPattern(
        weekday, starts, ends, minimum, minimum + more
    ),
    st.integers(3, 6),
    clocks,
    clocks,
    st.integers(1, 9),
    st.integers(0, 9),
)
plans = st.builds(
    lambda nights, at, weeks: Plan(
        tuple(nights),
        replace(RHYTHM, opens=Moment(weeks, 0, at), brief=Moment(0, 2, at)),
    ),
    st.lists(nights, min_size=1, max_size=4, unique_by=lambda night: night.weekday),
    clocks,
    st.integers(2, 12),
).filter(lambda plan: not faults_of(plan))
trainings = st.builds(
    TrainingRules,
    st.integers(0, 120),
    st.lists(st.integers(1, 365), max_size=5, unique=True).map(tuple),
    st.integers(1, 28),
)
hours = st.integers(1, 336)
moments = st.lists(hours, max_size=5, unique=True).map(tuple)
crews = st.builds(
    lambda asked, offer_for, cover_call_to, reminders, lead_checks: CrewTimes(
        min(asked), max(asked), offer_for, cover_call_to, reminders, lead_checks
    ),
    st.tuples(hours, hours),
    hours,
    st.integers(1, 40),
    moments,
    moments,
)
fairnesses = st.builds(
    Fairness,
    st.integers(1, 52),
    st.floats(1, 3),
    st.floats(0, 1),
    st.integers(0, 336),
    st.integers(1, 336),
)
partners = st.builds(
    lambda asked, reminders, feedback_at, first: PartnerTimes(
        reminders, min(asked), max(asked), feedback_at, first
    ),
    st.tuples(hours, hours),
    moments,
    clocks,
    st.integers(1, 12),
)
areas = st.builds(
    Area,
    key=keys,
    name=texts,
    zone=st.sampled_from(["Europe/London", "Asia/Kathmandu", "UTC"]),
    wards=st.lists(
        st.builds(Ward, codes, texts), min_size=1, max_size=4, unique_by=lambda ward: ward.code
    )
    .filter(lambda wards: len({ward.name for ward in wards}) == len(wards))
    .map(tuple),
    agencies=st.lists(st.builds(Agency, keys, texts), max_size=1).map(tuple),
    ranks=st.lists(texts, min_size=1, max_size=3, unique=True).map(tuple),
    asks_warrant_number=st.booleans(),
    labels=st.just(dict(SHIPPED["lambeth"].labels)),
    support=st.lists(st.builds(SupportLine, texts, texts), min_size=1, max_size=3).map(tuple),
    privacy=paragraphs,
    plan=plans,
    crew=crews,
    training=trainings,
    fairness=fairnesses,
    partners=partners,
    free_text=st.builds(FreeTextRules, st.lists(keys, max_size=3, unique=True).map(tuple)),
)


def test_how_hours_weigh_is_read_and_written_back(tmp_path: Path) -> None:
    written = {
        "period_weeks": 12, "night_weight": 1.5, "weekend_weight": 0, "release_window_hours": 48,
        "ask_provisional_hours": 12,
    }  # fmt: skip
    area = area_after(tmp_path, put("fairness", written))
    assert area.fairness == Fairness(12, 1.5, 0, 48, 12)
    assert tomllib.loads(write_plan(area, area.plan))["fairness"] == written
    some = area_after(tmp_path, put("fairness", {"period_weeks": 4}))
    assert some.fairness == Fairness(period_weeks=4)
    assert area_after(tmp_path, drop("fairness")).fairness == Fairness()


@settings(
    deadline=None,  # it writes and reads a file
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(areas, plans)
def test_an_area_written_with_its_present_plan_reads_back_as_that_area(
    tmp_path: Path, area: Area, plan: Plan
) -> None:
    (tmp_path / "area.toml").write_bytes(write_plan(area, plan).encode())
    assert read_areas([tmp_path]) == {area.key: replace(area, plan=plan)}


@pytest.mark.parametrize("crew", [None, {}], ids=["no table", "an empty table"])
def test_crew_times_that_are_left_out_are_the_usual_ones(
    tmp_path: Path, crew: dict[str, Any] | None
) -> None:
    change = drop("crew") if crew is None else put("crew", crew)
    assert area_after(tmp_path, change).crew == CrewTimes()


@pytest.mark.parametrize(
    ("written", "crew"),
    [
        ({"chase_after_hours": 6}, CrewTimes(chase_after=6)),
        ({"chase_after_hours": 48}, CrewTimes(chase_after=48)),
        ({"show_lead_after_hours": 336}, CrewTimes(show_lead_after=336)),
        ({"offer_hours": 1}, CrewTimes(offer_for=1)),
        ({"cover_call_people": 40}, CrewTimes(cover_call_to=40)),
        ({"reminder_hours": []}, CrewTimes(reminders=())),
        ({"lead_check_hours": [5, 4, 3, 2, 336]}, CrewTimes(lead_checks=(5, 4, 3, 2, 336))),
    ],
)
def test_each_crew_time_is_read_and_the_others_stay(
    tmp_path: Path, written: dict[str, Any], crew: CrewTimes
) -> None:
    assert area_after(tmp_path, put("crew", written)).crew == crew


def test_crew_times_are_written_back() -> None:
    area = replace(AREA, crew=CrewTimes(6, 7, 8, 9, (10,), ()))
    assert tomllib.loads(write_plan(area, area.plan))["crew"] == {
        "chase_after_hours": 6,
        "show_lead_after_hours": 7,
        "offer_hours": 8,
        "cover_call_people": 9,
        "reminder_hours": [10],
        "lead_check_hours": [],
    }


@pytest.mark.parametrize(
    ("written", "rules"),
    [
        ({}, TrainingRules()),
        ({"valid_months": 24}, TrainingRules(valid_months=24)),
        ({"reminder_days": []}, TrainingRules(reminder_days=())),
        ({"nights_per_officer_month": 4}, TrainingRules(nights_per_officer_month=4)),
    ],
)
def test_each_setting_of_training_is_read_and_the_others_stay(
    tmp_path: Path, written: dict[str, Any], rules: TrainingRules
) -> None:
    assert area_after(tmp_path, put("training", written)).training == rules


def test_a_drop_in_replaces_the_shipped_area_with_the_same_key(tmp_path: Path) -> None:
    mine = replace(SHIPPED["lambeth"], name="Our Lambeth")
    (tmp_path / "mine.toml").write_text(write_plan(mine, mine.plan), encoding="utf-8")
    areas = read_areas([SHIPPED_AREAS, tmp_path])
    assert areas["lambeth"].name == "Our Lambeth"
    assert areas["southwark"] == SHIPPED["southwark"]


def test_a_drop_in_folder_that_does_not_exist_is_empty(tmp_path: Path) -> None:
    assert read_areas([SHIPPED_AREAS, tmp_path / "none"]) == SHIPPED


def test_hidden_and_other_files_are_left_alone(tmp_path: Path) -> None:
    for name in ("._riverside.toml", "notes.txt"):
        (tmp_path / name).write_bytes(b"\xff")
    assert read_areas([SHIPPED_AREAS, tmp_path]) == SHIPPED


def test_no_area_at_all_is_a_fault(tmp_path: Path) -> None:
    assert [fault.problem for fault in faults_in(tmp_path)] == ["holds no area file"]


def test_two_files_of_a_folder_with_one_key_are_a_fault(tmp_path: Path) -> None:
    for name in ("a.toml", "b.toml"):
        (tmp_path / name).write_text(write_plan(AREA, AREA.plan), encoding="utf-8")
    (fault,) = faults_in(tmp_path)
    assert (fault.where, fault.key) == (str(tmp_path / "b.toml"), "key")


def at(content: dict[str, Any], path: str) -> tuple[Any, Any]:
    """The table or list that `nights.0.minimum` is in, and its last part."""
    *parents, last = [int(part) if part.isdigit() else part for part in path.split(".")]
    place: Any = content
    for part in parents:
        place = place[part]
    return place, last


def put(path: str, value: object) -> Change:
    def change(content: dict[str, Any]) -> None:
        place, last = at(content, path)
        place[last] = value

    return change


def drop(path: str) -> Change:
    def change(content: dict[str, Any]) -> None:
        place, last = at(content, path)
        del place[last]

    return change


@pytest.mark.parametrize(
    ("change", "key", "problem"),
    [
        (drop("name"), "name", "is missing"),
        (drop("wards.0.code"), "wards[1].code", "is missing"),
        (drop("rhythm.brief"), "rhythm.brief", "is missing"),
        (put("wards.1.code", "E00000001"), "wards", "says the same twice: E00000001"),
        (put("wards.1.name", "Mill Lane"), "wards", "says the same twice: Mill Lane"),
        (put("wards", []), "wards", "is wrong"),
        (put("ranks", ["PC", "PC"]), "ranks", "says the same twice: PC"),
        (put("support", []), "support", "is wrong"),
        (put("privacy", "  "), "privacy", "is wrong"),
        (put("key", "River Side"), "key", "is not in the form needed"),
        (put("zone", "Europe/Londn"), "zone", "is not a known time zone"),
        (put("asks_warrant_number", "yes"), "asks_warrant_number", "is wrong"),
        (put("nights", []), "nights", "is wrong"),
        (put("nights.0.places", "6"), "nights[1].places", "is wrong"),
        (put("nights.0.minimum", 7), "nights[1].minimum", "is more than the places"),
        (put("nights.0.weekday", "Freitag"), "nights[1].weekday", "is not a day of the week"),
        (put("nights.1.weekday", "Friday"), "nights[2].weekday", "is a day that another night has"),
        (put("nights.1.starts", "8pm"), "nights[2].starts", "is not a time of day"),
        (put("nights.1.ends", "20:00"), "nights[2].ends", "makes the night longer than 16 hours"),
        (put("rhythm.closes.weeks_before", 4), "rhythm.closes", "is not after the opening"),
        (
            put("rhythm.closes", {"weekday": "Friday", "at": "20:00"}),
            "rhythm.closes",
            "is not before the first night of the week starts",
        ),
        (put("rhythm.opens.weeks_before", 13), "rhythm.opens.weeks_before", "is wrong"),
        (put("fairness.period_weeks", 0), "fairness.period_weeks", "is wrong"),
        (put("fairness.night_weight", 0.9), "fairness.night_weight", "is wrong"),
        (put("fairness.weekend_weight", float("nan")), "fairness.weekend_weight", "is wrong"),
        (put("fairness.release_window_hours", -1), "fairness.release_window_hours", "is wrong"),
        (put("crew", 3), "crew", "is wrong"),
        (put("crew.chase_after_hours", 0), "crew.chase_after_hours", "is wrong"),
        (put("crew.show_lead_after_hours", 337), "crew.show_lead_after_hours", "is wrong"),
        (
            put("crew", {"show_lead_after_hours": 23}),
            "crew.show_lead_after_hours",
            "is 23, before chase_after_hours",
        ),
        (
            put("crew", {"chase_after_hours": 49}),
            "crew.show_lead_after_hours",
            "is 48, before chase_after_hours",
        ),
        (put("crew.offer_hours", 337), "crew.offer_hours", "is wrong"),
        (put("crew.offer_hours", "12"), "crew.offer_hours", "is wrong"),
        (put("crew.offer_hours", True), "crew.offer_hours", "is wrong"),
        (put("crew.cover_call_people", 0), "crew.cover_call_people", "is wrong"),
        (put("crew.cover_call_people", 41), "crew.cover_call_people", "is wrong"),
        (put("crew.reminder_hours", 4), "crew.reminder_hours", "is wrong"),
        (put("crew.reminder_hours", [48, 0]), "crew.reminder_hours[2]", "is wrong"),
        (put("crew.reminder_hours", [4, 4]), "crew.reminder_hours", "says the same twice: 4"),
        (put("crew.reminder_hours", [6, 5, 4, 3, 2, 1]), "crew.reminder_hours", "is wrong"),
        (put("crew.lead_check_hours", [337]), "crew.lead_check_hours[1]", "is wrong"),
        (put("crew.lead_check_hours", [72, 72]), "crew.lead_check_hours", "says the same twice"),
        (put("crew.lead_check_hours", [6, 5, 4, 3, 2, 1]), "crew.lead_check_hours", "is wrong"),
        (put("training.valid_months", -1), "training.valid_months", "is wrong"),
        (put("training.reminder_days", [0]), "training.reminder_days[1]", "is wrong"),
        (put("training.reminder_days", [7, 7]), "training.reminder_days", "says the same twice: 7"),
        (put("training.nights_per_officer_month", 29), "training.nights_per_officer_month", "is"),
    ],
)
def test_each_fault_names_its_file_key_and_remedy(
    tmp_path: Path, change: Change, key: str, problem: str
) -> None:
    (fault,) = faults_after(tmp_path, change)
    assert fault.where == str(tmp_path / "riverside.toml")
    assert fault.key == key
    assert fault.problem.startswith(problem)
    assert fault.remedy
    assert str(fault).startswith(f"{fault.where}: {key} {problem}")


@pytest.mark.parametrize(
    ("change", "key", "meant"),
    [
        (put("suport", []), "suport", "support"),
        (put("nights.0.minimun", 4), "nights[1].minimun", "minimum"),
        (put("rhythm.closed", {}), "rhythm.closed", "closes"),
        (put("rhythm.opens.week_before", 3), "rhythm.opens.week_before", "weeks_before"),
        (put("labels.byer", "x"), "labels.byer", "buyer"),
        (put("crw", {}), "crw", "crew"),
        (put("crew.reminders_hours", []), "crew.reminders_hours", "reminder_hours"),
    ],
)
def test_a_misspelt_key_is_met_with_the_nearest_known_one(
    tmp_path: Path, change: Change, key: str, meant: str
) -> None:
    (fault,) = faults_after(tmp_path, change)
    assert fault.key == key
    assert fault.remedy == f"Probably {meant} was meant"


def test_a_wrong_zone_or_weekday_is_met_with_the_nearest(tmp_path: Path) -> None:
    (zone,) = faults_after(tmp_path, put("zone", "Europe/Londn"))
    assert "Europe/London" in zone.remedy
    (day,) = faults_after(tmp_path, put("nights.0.weekday", "Firday"))
    assert "Friday" in day.remedy


def test_a_lead_who_would_be_shown_too_early_is_told_both_ways_out(tmp_path: Path) -> None:
    (fault,) = faults_after(tmp_path, put("crew.show_lead_after_hours", 23))
    assert fault.remedy == "Write 24 or more, or lower chase_after_hours"


def test_all_faults_of_all_files_are_told_at_once(tmp_path: Path) -> None:
    content = example()
    for change in (
        drop("name"),
        put("zone", "Mars"),
        put("nights.0.minimum", 9),
        put("support", []),
    ):
        change(content)
    (tmp_path / "a.toml").write_text(tomli_w.dumps(content), encoding="utf-8")
    (tmp_path / "b.toml").write_text("key = \nname = 1", encoding="utf-8")
    (tmp_path / "c.toml").write_bytes(b'key = "\xff"')
    (tmp_path / "d.toml").mkdir()
    found = [(Path(fault.where).name, fault.key) for fault in faults_in(tmp_path)]
    assert sorted(found) == [
        ("a.toml", "name"),
        ("a.toml", "nights[1].minimum"),
        ("a.toml", "support"),
        ("a.toml", "zone"),
        ("b.toml", ""),
        ("c.toml", ""),
        ("d.toml", ""),
    ]


def test_bad_toml_names_the_line(tmp_path: Path) -> None:
    (tmp_path / "a.toml").write_text('key = "x"\nname = \n', encoding="utf-8")
    (fault,) = faults_in(tmp_path)
    assert "line 2" in fault.problem


def test_a_file_from_a_windows_editor_reads_the_same(tmp_path: Path) -> None:
    text = write_plan(AREA, AREA.plan).replace("\n", "\r\n")
    (tmp_path / "a.toml").write_bytes(b"\xef\xbb\xbf" + text.encode())
    assert read_areas([tmp_path])[AREA.key].privacy == AREA.privacy


def test_times_may_be_written_as_toml_times(tmp_path: Path) -> None:
    text = write_plan(AREA, AREA.plan).replace('"20:00"', "20:00:00")
    (tmp_path / "a.toml").write_text(text, encoding="utf-8")
    assert read_areas([tmp_path])[AREA.key].plan == AREA.plan


@settings(
    deadline=None,  # it writes and reads a file
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | texts | st.floats(allow_nan=False),
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3),
        max_leaves=5,
    ),
    st.sampled_from(sorted(example())),
)
def test_whatever_stands_under_a_key_there_is_an_area_or_faults(
    tmp_path: Path, value: object, key: str
) -> None:
    content = example() | {key: value}
    try:
        text = tomli_w.dumps(content)
    except TypeError:  # TOML has no nothing
        return
    (tmp_path / "a.toml").write_bytes(text.encode())
    try:
        areas = read_areas([tmp_path])
    except AreasInvalid:
        return
    (area,) = areas.values()
    assert plan_week(MONDAY, area.plan, area.zone).nights
