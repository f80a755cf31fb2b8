"""The form of an area file: one model per TOML table, strict, with the reason for each refusal.

`config.areas` reads files with these and turns them into values of the operation.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from datetime import time
from functools import cache
from operator import attrgetter
from typing import Annotated, Any
from zoneinfo import available_timezones

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ValidationInfo,
    field_validator,
)
from pydantic_core import PydanticCustomError

from config.faults import nearest
from operation.area import MOST_PLACES, MOST_WEEKS_AHEAD, CrewTimes
from operation.fairness_rules import Fairness
from operation.feed_rules import MOST_ALARM_MINUTES, MOST_ALARMS, FeedRules

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
LONGEST_PRIVACY_TEXT = 3000
"""Leaves room for a heading below Telegram's 4096 characters."""
MOST_CREW_HOURS = 14 * 24
MOST_CREW_MOMENTS = 5
MOST_PEOPLE_ASKED = 40

_CREW = CrewTimes()
_FEED = FeedRules()
_FAIRNESS = Fairness()


def _refused(problem: str, remedy: str) -> PydanticCustomError:
    # Braces would be read as places to fill in.
    escaped = problem.replace("{", "{{").replace("}", "}}")
    return PydanticCustomError("refused", escaped, {"remedy": remedy})


def _weekday(value: object) -> int:
    known = {day.lower(): index for index, day in enumerate(WEEKDAYS)}
    if isinstance(value, str) and value.strip().lower() in known:
        return known[value.strip().lower()]
    meant = nearest(value.strip().capitalize(), WEEKDAYS) if isinstance(value, str) else None
    example = meant or "Friday"
    raise _refused("is not a day of the week", f'Write the English name, such as "{example}"')


def _clock(value: object) -> time:
    if isinstance(value, time) and value.tzinfo is None and not (value.second or value.microsecond):
        return value
    if isinstance(value, str) and re.fullmatch(r"([01][0-9]|2[0-3]):[0-5][0-9]", value):
        return time.fromisoformat(value)
    raise _refused("is not a time of day", 'Write hours and minutes, such as "20:00"')


@cache
def _zones() -> set[str]:
    """Reading them takes 10 ms, and they stay the same."""
    return available_timezones()


def _zone(value: str) -> str:
    known = _zones()
    if value in known:
        return value
    meant = nearest(value, known) or "Europe/London"
    raise _refused("is not a known time zone", f'Write one such as "{meant}"')


def _text(value: object) -> object:
    """Line ends as one sign and no space around, so that a file from any editor reads the same."""
    if isinstance(value, str):
        return value.replace("\r\n", "\n").replace("\r", "\n").strip()
    return value


def _matching(pattern: str, remedy: str) -> AfterValidator:
    def check(value: str) -> str:
        if not re.fullmatch(pattern, value):
            raise _refused("is not in the form needed", remedy)
        return value

    return AfterValidator(check)


def _unique(*fields: str) -> AfterValidator:
    """No two rows alike in any of these fields; without fields, no two values alike."""

    def check(rows: list[Any]) -> list[Any]:
        readers: list[Callable[[Any], Any]] = [attrgetter(name) for name in fields] or [str]
        twice = [
            str(value)
            for read in readers
            for value, count in Counter(read(row) for row in rows).items()
            if count > 1
        ]
        if twice:
            raise _refused(f"says the same twice: {', '.join(twice)}", "Keep one of each")
        return rows

    return AfterValidator(check)


Text = Annotated[str, BeforeValidator(_text), Field(min_length=1)]
ShortText = Annotated[Text, Field(max_length=60)]
Weekday = Annotated[int, BeforeValidator(_weekday)]
Clock = Annotated[time, BeforeValidator(_clock)]
Key = Annotated[
    str,
    _matching(
        "[a-z][a-z0-9-]{0,19}", "Use up to 20 small letters, digits and hyphens, a letter first"
    ),
]
WardCode = Annotated[
    str,
    _matching("[A-Z0-9]{2,12}", "Use the official code in capitals and digits, such as E05014095"),
]


CrewHours = Annotated[int, Field(ge=1, le=MOST_CREW_HOURS)]
CrewMoments = Annotated[list[CrewHours], Field(max_length=MOST_CREW_MOMENTS), _unique()]


class Table(BaseModel):
    """Nothing is guessed: no unknown keys, no text for a number."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class WardTable(Table):
    """One of `[[wards]]`."""

    code: WardCode
    name: ShortText


class AgencyTable(Table):
    """One of `[[agencies]]`."""

    key: Key
    name: ShortText


class NightTable(Table):
    """One of `[[nights]]`."""

    weekday: Weekday
    starts: Clock
    ends: Clock
    minimum: Annotated[int, Field(ge=1, le=MOST_PLACES)]
    places: Annotated[int, Field(ge=1, le=MOST_PLACES)]


class MomentTable(Table):
    """One entry of `[rhythm]`."""

    weeks_before: Annotated[int, Field(ge=0, le=MOST_WEEKS_AHEAD)] = 0
    weekday: Weekday
    at: Clock


class RhythmTable(Table):
    """`[rhythm]`."""

    opens: MomentTable
    closes: MomentTable
    ward_agreed: MomentTable
    risk_assessment: MomentTable
    brief: MomentTable


class SupportTable(Table):
    """One of `[[support]]`."""

    name: ShortText
    detail: Annotated[Text, Field(max_length=200)]


class LabelsTable(Table):
    """`[labels]`: the area's words; whatever is left out keeps its default."""

    person: ShortText = "woman"
    people: ShortText = "women"
    buyer: ShortText = "suspected buyer"
    buyers: ShortText = "suspected buyers"
    exploiter: ShortText = "suspected exploiter"
    exploiters: ShortText = "suspected exploiters"


class CrewTable(Table):
    """`[crew]`: when a crew is reminded, chased and replaced; what is left out has its default."""

    chase_after_hours: CrewHours = _CREW.chase_after
    show_lead_after_hours: Annotated[CrewHours, Field(validate_default=True)] = (
        _CREW.show_lead_after
    )
    offer_hours: CrewHours = _CREW.offer_for
    cover_call_people: Annotated[int, Field(ge=1, le=MOST_PEOPLE_ASKED)] = _CREW.cover_call_to
    reminder_hours: CrewMoments = list(_CREW.reminders)
    lead_check_hours: CrewMoments = list(_CREW.lead_checks)

    @field_validator("show_lead_after_hours")
    @classmethod
    def _not_before_the_chase(cls, value: int, info: ValidationInfo) -> int:
        chase: int | None = info.data.get("chase_after_hours")  # none when it is itself wrong
        if chase is not None and value < chase:
            raise _refused(
                f"is {value}, before chase_after_hours",
                f"Write {chase} or more, or lower chase_after_hours",
            )
        return value


AlarmMinutes = Annotated[int, Field(ge=1, le=MOST_ALARM_MINUTES)]


class FeedTable(Table):
    """`[feed]`: calendars that officers subscribe to; what is left out has its default."""

    enabled: bool = _FEED.enabled
    alarm_minutes: Annotated[list[AlarmMinutes], Field(max_length=MOST_ALARMS), _unique()] = list(
        _FEED.alarm_minutes
    )


class FairnessTable(Table):
    """`[fairness]`: how hours weigh, and whom lists open to first; the rest has its default."""

    period_weeks: Annotated[int, Field(ge=1, le=52)] = _FAIRNESS.period_weeks
    night_weight: Annotated[float, Field(ge=1, le=3)] = _FAIRNESS.night_weight
    weekend_weight: Annotated[float, Field(ge=0, le=1)] = _FAIRNESS.weekend_weight
    release_window_hours: Annotated[int, Field(ge=0, le=14 * 24)] = _FAIRNESS.release_window_hours
    ask_provisional_hours: Annotated[int, Field(ge=1, le=14 * 24)] = _FAIRNESS.ask_provisional_hours


class PlanTables(BaseModel):
    """The two parts that make a plan, read apart so that faults elsewhere do not hide theirs."""

    model_config = ConfigDict(extra="ignore", strict=True)

    nights: list[NightTable]
    rhythm: RhythmTable


class AreaTable(Table):
    """A whole area file."""

    key: Key
    name: ShortText
    zone: Annotated[str, AfterValidator(_zone)]
    asks_warrant_number: bool
    ranks: Annotated[list[ShortText], Field(min_length=1), _unique()]
    privacy: Annotated[Text, Field(max_length=LONGEST_PRIVACY_TEXT)]
    labels: LabelsTable = LabelsTable()
    support: Annotated[list[SupportTable], Field(min_length=1)]
    nights: Annotated[list[NightTable], Field(min_length=1)]
    rhythm: RhythmTable
    crew: CrewTable = CrewTable()
    feed: FeedTable = FeedTable()
    fairness: FairnessTable = FairnessTable()
    agencies: Annotated[list[AgencyTable], _unique("key", "name")] = []
    wards: Annotated[list[WardTable], Field(min_length=1), _unique("code", "name")]


TABLES: dict[str, type[Table]] = {
    "wards": WardTable,
    "agencies": AgencyTable,
    "nights": NightTable,
    "rhythm": RhythmTable,
    "crew": CrewTable,
    "feed": FeedTable,
    "fairness": FairnessTable,
    "labels": LabelsTable,
    "support": SupportTable,
    **dict.fromkeys(RhythmTable.model_fields, MomentTable),
}
"""The model of each table by the key it stands under."""
