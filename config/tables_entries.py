"""`[intelligence]`, `[incidents]`, `[safeguarding]` of an area file: lists, words of cards."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated, Any

from pydantic import Field, ValidationInfo, field_validator

from config.fields import Key, ShortText, Table, Text, refused, unique
from operation.area import Area
from operation.entry_rules import (
    IncidentRules,
    IntelligenceRules,
    Listed,
    SafeguardingRules,
)

MOST_LISTED = 16
MOST_LINES = 12

_INTELLIGENCE = IntelligenceRules()
_INCIDENTS = IncidentRules()
_SAFEGUARDING = SafeguardingRules()

Hour = Annotated[int, Field(ge=0, le=23)]
Hours = Annotated[int, Field(ge=1, le=168)]
Line = Annotated[Text, Field(max_length=200)]
Lines = Annotated[list[Line], Field(min_length=1, max_length=MOST_LINES)]


class ListedTable(Table):
    """One thing to choose from."""

    key: Key
    name: ShortText


ListedTables = Annotated[
    list[ListedTable], Field(min_length=1, max_length=MOST_LISTED), unique("key", "name")
]


def _tables(listed: tuple[Listed, ...]) -> list[ListedTable]:
    return [ListedTable(key=each.key, name=each.name) for each in listed]


def _listed(tables: list[ListedTable]) -> tuple[Listed, ...]:
    return tuple(Listed(each.key, each.name) for each in tables)


class IntelligenceTable(Table):
    """`[intelligence]`; what is left out has its default."""

    conditions: ListedTables = Field(default_factory=lambda: _tables(_INTELLIGENCE.conditions))
    source_unit: Line = _INTELLIGENCE.source_unit
    chase_hour: Hour = _INTELLIGENCE.chase_hour

    def rules(self) -> IntelligenceRules:
        """The value that the operation knows."""
        return IntelligenceRules(_listed(self.conditions), self.source_unit, self.chase_hour)


class IncidentsTable(Table):
    """`[incidents]`; what is left out has its default."""

    kinds: ListedTables = Field(default_factory=lambda: _tables(_INCIDENTS.kinds))

    def rules(self) -> IncidentRules:
        """The value that the operation knows."""
        return IncidentRules(_listed(self.kinds))


class SafeguardingTable(Table):
    """`[safeguarding]`; what is left out has its default."""

    child: Lines = Field(default_factory=lambda: list(_SAFEGUARDING.child))
    adult: Lines = Field(default_factory=lambda: list(_SAFEGUARDING.adult))
    first_chase_hours: Hours = _SAFEGUARDING.first_chase_hours
    chase_hours: Hours = _SAFEGUARDING.chase_hours
    day_from: Hour = _SAFEGUARDING.day_from
    day_until: Annotated[int, Field(ge=1, le=24, validate_default=True)] = _SAFEGUARDING.day_until
    daily_after_hours: Hours = _SAFEGUARDING.daily_after_hours
    daily_hour: Hour = _SAFEGUARDING.daily_hour

    @field_validator("day_until")
    @classmethod
    def _after_the_day_began(cls, value: int, info: ValidationInfo) -> int:
        day_from: int | None = info.data.get("day_from")  # none when it is itself wrong
        if day_from is not None and value <= day_from:
            raise refused(
                f"is {value}, not after day_from", f"Write an hour later than {day_from}, up to 24"
            )
        return value

    def rules(self) -> SafeguardingRules:
        """The value that the operation knows."""
        values: dict[str, Any] = self.model_dump()
        return SafeguardingRules(
            **{**values, "child": tuple(self.child), "adult": tuple(self.adult)}
        )


def entries_entry(area: Area) -> dict[str, object]:
    """The three tables as they stand in a file."""
    intelligence, incidents = asdict(area.intelligence), asdict(area.incidents)
    safeguarding = asdict(area.safeguarding)
    return {
        "intelligence": {**intelligence, "conditions": list(intelligence["conditions"])},
        "incidents": {"kinds": list(incidents["kinds"])},
        "safeguarding": {
            **safeguarding,
            "child": list(area.safeguarding.child),
            "adult": list(area.safeguarding.adult),
        },
    }
