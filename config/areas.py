"""Area files: reading them into values of the operation, and writing a plan back into one.

Every fault of every file is collected before anything is refused.
"""

from __future__ import annotations

import tomllib
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict
from datetime import time
from pathlib import Path
from typing import Any, TypeAlias

import tomli_w
from pydantic import ValidationError
from pydantic_core import ErrorDetails

from config.faults import Fault, nearest
from config.fields import WEEKDAYS
from config.tables import (
    TABLES,
    AreaTable,
    CrewTable,
    FairnessTable,
    FeedTable,
    MomentTable,
    NightTable,
    PlanTables,
    RhythmTable,
)
from config.tables_budget import budget_entry, budget_of
from config.tables_entries import entries_entry
from config.tables_free_text import free_text_entry
from config.tables_pairing import leading_entry, pairing_entry
from config.tables_partners import partners_entry
from config.tables_referrals import referrals_entry, referrals_of
from config.tables_rest import rest_entry
from config.tables_returns import returns_entry, returns_of
from config.tables_swaps import swaps_entry, swaps_of
from config.tables_training import training_entry
from operation.area import (
    LONGEST_NIGHT_HOURS,
    MOST_PLACES,
    MOST_WEEKS_AHEAD,
    Agency,
    Area,
    CrewTimes,
    Moment,
    NightPattern,
    Plan,
    PlanFault,
    PlanProblem,
    Rhythm,
    SupportLine,
    Ward,
    faults_of,
    moments_of,
)
from operation.fairness_rules import Fairness
from operation.feed_rules import FeedRules
from operation.visit_rules import VisitRules

SHIPPED_AREAS = Path(__file__).parent / "areas"

Areas: TypeAlias = Mapping[str, Area]
"""Every area by its key."""

_SEE_GUIDE = "See docs/areas.md"

_REMEDIES = {
    "missing": "Add it; docs/areas.md describes every key",
    "string_type": 'Write it as text in quotes, such as "Lambeth"',
    "int_type": "Write a whole number without quotes",
    "bool_type": "Write true or false without quotes",
    "list_type": "Write it as a list",
    "too_short": "Add at least one",
    "too_long": "Keep fewer",
    "string_too_short": "Write something between the quotes",
    "string_too_long": "Write it shorter",
}

_PLAN_FAULTS: dict[PlanProblem, tuple[str, str, str]] = {
    PlanProblem.NO_NIGHTS: ("", "holds no night", "Add at least one"),
    PlanProblem.NIGHT_TWICE: (
        "weekday",
        "is a day that another night has",
        "Give each night a day of its own",
    ),
    PlanProblem.NIGHT_TOO_LONG: (
        "ends",
        f"makes the night longer than {LONGEST_NIGHT_HOURS} hours",
        "Check both times; an end not after the start is on the next morning",
    ),
    PlanProblem.NUMBERS_IMPOSSIBLE: (
        "minimum",
        "is more than the places",
        f"Lower the minimum or raise places (at most {MOST_PLACES})",
    ),
    PlanProblem.CLOSES_BEFORE_OPENS: (
        "",
        "is not after the opening",
        "Close later, or open earlier",
    ),
    PlanProblem.AFTER_FIRST_NIGHT: (
        "",
        "is not before the first night of the week starts",
        "Choose an earlier day or time, or raise weeks_before",
    ),
    PlanProblem.TOO_FAR_AHEAD: (
        "weeks_before",
        "is out of range",
        f"Choose 0 to {MOST_WEEKS_AHEAD}",
    ),
}


class AreasInvalid(Exception):
    """The area files cannot be used; `faults` is never empty."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        super().__init__("; ".join(map(str, faults)))
        self.faults = list(faults)


def read_areas(folders: Iterable[Path]) -> Areas:
    """All areas of all folders; an area of a later folder replaces one with the same key.

    A folder that does not exist counts as empty. Raises `AreasInvalid` with every fault of every
    file, and when there is no area at all.
    """
    areas: dict[str, Area] = {}
    faults: list[Fault] = []
    looked_in = list(folders)
    for folder in looked_in:
        found, wrong = _read_folder(folder)
        areas |= found
        faults += wrong
    if not areas and not faults:
        places = ", ".join(map(str, looked_in))
        faults.append(Fault(places, "", "holds no area file", "Put a .toml file there"))
    if faults:
        raise AreasInvalid(faults)
    return areas


def write_plan(area: Area, plan: Plan) -> str:
    """The area as the text of an area file, with this plan in place of its seed.

    Reading it again gives the equal area.
    """
    content: dict[str, Any] = {
        "key": area.key,
        "name": area.name,
        "zone": area.zone,
        "asks_warrant_number": area.asks_warrant_number,
        "ranks": list(area.ranks),
        "privacy": area.privacy,
        "labels": dict(area.labels),
        "support": [{"name": line.name, "detail": line.detail} for line in area.support],
        "nights": [_night_entry(night) for night in plan.nights],
        "rhythm": {name: _moment_entry(moment) for name, moment in moments_of(plan.rhythm)},
        "budget": budget_entry(area.budget),
        "returns": returns_entry(area.returns),
        **entries_entry(area),
        "referrals": referrals_entry(area.referrals),
        "crew": _crew_entry(area.crew),
        "training": training_entry(area.training),
        "feed": _feed_entry(area.feed),
        "visits": asdict(area.visits),
        "fairness": asdict(area.fairness),
        "rest": rest_entry(area.rest),
        "swaps": swaps_entry(area.swaps),
        "partners": partners_entry(area.partners),
        "free_text": free_text_entry(area.free_text),
        "leading": leading_entry(area.leading),
        "pairing": pairing_entry(area.pairing),
        "agencies": [{"key": agency.key, "name": agency.name} for agency in area.agencies],
        "wards": [{"code": ward.code, "name": ward.name} for ward in area.wards],
    }
    return tomli_w.dumps(content, multiline_strings=True)


def _read_folder(folder: Path) -> tuple[dict[str, Area], list[Fault]]:
    areas: dict[str, Area] = {}
    faults: list[Fault] = []
    try:
        paths = sorted(filter(_is_area_file, folder.iterdir())) if folder.is_dir() else []
    except OSError as error:
        return {}, [_unreadable(folder, error)]
    for path in paths:
        area, wrong = _read_file(path)
        faults += wrong
        if area is not None and area.key in areas:
            remedy = "Give one of them another key, or remove it"
            faults.append(Fault(str(path), "key", "is the key of another file here too", remedy))
        elif area is not None:
            areas[area.key] = area
    return areas, faults


def _is_area_file(path: Path) -> bool:
    """Not the hidden companions that some systems and editors leave beside a file."""
    return path.suffix == ".toml" and not path.name.startswith(".")


def _read_file(path: Path) -> tuple[Area | None, list[Fault]]:
    """The area, or why not."""
    where = str(path)
    try:
        raw = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        return None, [_unreadable(path, error)]
    except UnicodeDecodeError:
        return None, [Fault(where, "", "is not UTF-8 text", "Save it again as UTF-8")]
    except tomllib.TOMLDecodeError as error:
        return None, [Fault(where, "", f"is not valid TOML: {error}", "Mend that line")]
    faults = [Fault(where, *wrong) for wrong in _faults_in_plan(raw)]
    try:
        table = AreaTable.model_validate(raw)
    except ValidationError as error:
        return None, [_fault(where, detail) for detail in error.errors()] + faults
    return (None, faults) if faults else (_area(table), [])


def _unreadable(path: Path, error: OSError) -> Fault:
    reason = (error.strerror or "unknown reason").lower()
    return Fault(str(path), "", f"cannot be read: {reason}", "Check that it may be read")


def _faults_in_plan(raw: Mapping[str, object]) -> Iterator[tuple[str, str, str]]:
    try:
        tables = PlanTables.model_validate(raw)
    except ValidationError:
        return  # the whole file's check names the reasons
    if not tables.nights:
        return
    for fault in faults_of(_plan(tables.nights, tables.rhythm)):
        yield _worded(fault)


def _worded(fault: PlanFault) -> tuple[str, str, str]:
    part, problem, remedy = _PLAN_FAULTS[fault.problem]
    path: list[str | int] = ["nights"] if fault.moment is None else ["rhythm", fault.moment]
    path += [] if fault.night is None else [fault.night]
    path += [part] if part else []
    return _key_path(path), problem, remedy


def _fault(where: str, detail: ErrorDetails) -> Fault:
    location = detail["loc"]
    key = _key_path(location)
    if detail["type"] == "extra_forbidden":
        meant = nearest(str(location[-1]), _keys_beside(location))
        remedy = f"Probably {meant} was meant" if meant else "Remove it"
        return Fault(where, key, "is not a key that is known here", remedy)
    problem = detail["msg"]
    if detail["type"] == "missing":
        problem = "is missing"
    elif detail["type"] != "refused":
        problem = f"is wrong: {problem[0].lower()}{problem[1:]}"
    remedy = detail.get("ctx", {}).get("remedy") or _REMEDIES.get(detail["type"], _SEE_GUIDE)
    return Fault(where, key, problem, remedy)


def _keys_beside(location: Sequence[str | int]) -> Collection[str]:
    parents = [part for part in location[:-1] if isinstance(part, str)]
    table = TABLES.get(parents[-1], AreaTable) if parents else AreaTable
    return table.model_fields.keys()


def _key_path(location: Sequence[str | int]) -> str:
    """`nights[2].places`: entries are counted from 1, as people count them."""
    path = ""
    for part in location:
        path += f"[{part + 1}]" if isinstance(part, int) else f".{part}"
    return path.lstrip(".")


def _area(table: AreaTable) -> Area:
    return Area(
        key=table.key,
        name=table.name,
        zone=table.zone,
        wards=tuple(Ward(ward.code, ward.name) for ward in table.wards),
        agencies=tuple(Agency(agency.key, agency.name) for agency in table.agencies),
        ranks=tuple(table.ranks),
        asks_warrant_number=table.asks_warrant_number,
        labels=table.labels.model_dump(),
        support=tuple(SupportLine(line.name, line.detail) for line in table.support),
        privacy=table.privacy,
        plan=_plan(table.nights, table.rhythm),
        budget=budget_of(table.budget),
        returns=returns_of(table.returns),
        intelligence=table.intelligence.rules(),
        incidents=table.incidents.rules(),
        safeguarding=table.safeguarding.rules(),
        referrals=referrals_of(table.referrals),
        crew=_crew(table.crew),
        training=table.training.rules(),
        feed=_feed(table.feed),
        visits=VisitRules(**table.visits.model_dump()),
        fairness=_fairness(table.fairness),
        rest=table.rest.rules(),
        swaps=swaps_of(table.swaps),
        partners=table.partners.rules(),
        free_text=table.free_text.rules(),
        leading=table.leading.rules(),
        pairing=table.pairing.times(),
    )


def _plan(nights: Iterable[NightTable], rhythm: RhythmTable) -> Plan:
    patterns = (
        NightPattern(night.weekday, night.starts, night.ends, night.minimum, night.places)
        for night in nights
    )
    return Plan(
        nights=tuple(patterns),
        rhythm=Rhythm(**{name: _moment(moment) for name, moment in rhythm}),
    )


def _moment(table: MomentTable) -> Moment:
    return Moment(table.weeks_before, table.weekday, table.at)


def _crew(table: CrewTable) -> CrewTimes:
    return CrewTimes(
        chase_after=table.chase_after_hours,
        show_lead_after=table.show_lead_after_hours,
        offer_for=table.offer_hours,
        cover_call_to=table.cover_call_people,
        reminders=tuple(table.reminder_hours),
        lead_checks=tuple(table.lead_check_hours),
    )


def _fairness(table: FairnessTable) -> Fairness:
    return Fairness(**table.model_dump())


def _crew_entry(crew: CrewTimes) -> dict[str, object]:
    return {
        "chase_after_hours": crew.chase_after,
        "show_lead_after_hours": crew.show_lead_after,
        "offer_hours": crew.offer_for,
        "cover_call_people": crew.cover_call_to,
        "reminder_hours": list(crew.reminders),
        "lead_check_hours": list(crew.lead_checks),
    }


def _feed(table: FeedTable) -> FeedRules:
    return FeedRules(enabled=table.enabled, alarm_minutes=tuple(table.alarm_minutes))


def _feed_entry(feed: FeedRules) -> dict[str, object]:
    return {"enabled": feed.enabled, "alarm_minutes": list(feed.alarm_minutes)}


def _moment_entry(moment: Moment) -> dict[str, object]:
    return {
        "weeks_before": moment.weeks_before,
        "weekday": WEEKDAYS[moment.weekday],
        "at": _hours_and_minutes(moment.at),
    }


def _night_entry(night: NightPattern) -> dict[str, object]:
    return {
        "weekday": WEEKDAYS[night.weekday],
        "starts": _hours_and_minutes(night.starts),
        "ends": _hours_and_minutes(night.ends),
        "minimum": night.minimum,
        "places": night.places,
    }


def _hours_and_minutes(at: time) -> str:
    return at.isoformat(timespec="minutes")
