"""`[rest]` of an area file: what is wanted between duties and patrols, and the usual duties."""

from __future__ import annotations

from datetime import time
from typing import Annotated, Literal

from pydantic import Field, ValidationInfo, field_validator

from config.fields import Clock, Table, matching, refused, unique
from operation.rest_rules import (
    LONGEST_DUTY_HOURS,
    USUAL_REST,
    RestRules,
    Severity,
    UsualDuty,
)

MOST_DUTIES = 8
LONGEST_SHIFT_HOURS = 24
MOST_NIGHTS = 28
MOST_WEEKENDS = 52
_DAY = 24 * 60

_REST = USUAL_REST

ShiftHours = Annotated[int, Field(ge=1, le=LONGEST_SHIFT_HOURS)]
DutyName = Annotated[
    str,
    matching(
        "[A-Za-z0-9][A-Za-z0-9 ]{0,11}", "Use up to 12 letters, digits and spaces, such as Early"
    ),
]


class DutyTable(Table):
    """One of `[[rest.duties]]`."""

    name: DutyName
    starts: Clock
    ends: Clock

    @field_validator("ends")
    @classmethod
    def _not_too_long(cls, value: time, info: ValidationInfo) -> time:
        starts: time | None = info.data.get("starts")  # none when it is itself wrong
        if starts is not None and _minutes(starts, value) > LONGEST_DUTY_HOURS * 60:
            raise refused(
                f"makes the duty longer than {LONGEST_DUTY_HOURS} hours",
                "Check both times; an end not after the start is on the next morning",
            )
        return value


def _minutes(starts: time, ends: time) -> int:
    length = (ends.hour - starts.hour) * 60 + ends.minute - starts.minute
    return length % _DAY or _DAY


def _duties() -> list[DutyTable]:
    return [DutyTable(name=e.name, starts=e.starts, ends=e.ends) for e in _REST.duties]


class RestTable(Table):
    """`[rest]`: what is left out has its default."""

    long_shift_hours: ShiftHours = _REST.long_shift
    longest_shift_hours: Annotated[ShiftHours, Field(validate_default=True)] = _REST.longest_shift
    rest_hours: Annotated[int, Field(ge=1, le=23)] = _REST.rest
    short_rest: Literal["warning", "stop"] = _REST.short_rest.value
    nights_per_four_weeks: Annotated[int, Field(ge=0, le=MOST_NIGHTS)] = _REST.nights_per_four_weeks
    weekends_running: Annotated[int, Field(ge=0, le=MOST_WEEKENDS)] = _REST.weekends_running
    duties: Annotated[list[DutyTable], Field(max_length=MOST_DUTIES), unique("name")] = Field(
        default_factory=_duties
    )

    @field_validator("longest_shift_hours")
    @classmethod
    def _not_below_the_warning(cls, value: int, info: ValidationInfo) -> int:
        long: int | None = info.data.get("long_shift_hours")  # none when it is itself wrong
        if long is not None and value < long:
            raise refused(
                f"is {value}, below long_shift_hours",
                f"Write {long} or more, or lower long_shift_hours",
            )
        return value

    def rules(self) -> RestRules:
        """The rules that it says."""
        return RestRules(
            long_shift=self.long_shift_hours,
            longest_shift=self.longest_shift_hours,
            rest=self.rest_hours,
            short_rest=Severity(self.short_rest),
            nights_per_four_weeks=self.nights_per_four_weeks,
            weekends_running=self.weekends_running,
            duties=tuple(UsualDuty(each.name, each.starts, each.ends) for each in self.duties),
        )


def rest_entry(rules: RestRules) -> dict[str, object]:
    """The rules as the table of an area file."""
    return {
        "long_shift_hours": rules.long_shift,
        "longest_shift_hours": rules.longest_shift,
        "rest_hours": rules.rest,
        "short_rest": rules.short_rest.value,
        "nights_per_four_weeks": rules.nights_per_four_weeks,
        "weekends_running": rules.weekends_running,
        "duties": [
            {
                "name": each.name,
                "starts": each.starts.isoformat(timespec="minutes"),
                "ends": each.ends.isoformat(timespec="minutes"),
            }
            for each in rules.duties
        ],
    }
