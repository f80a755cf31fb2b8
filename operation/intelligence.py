"""One item of intelligence: what it is about, how it is graded (3x5x2), where the report is.

The grade is of the College of Policing's 3x5x2: source 1 to 3, information A to E, handling P or
C. The full report belongs in the force's own system; this holds no more than its reference, a
grade, a topic and a ward, and nothing that identifies a source or anybody else.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from operation.errors import Refusal

GRADE = re.compile(r"[1-3][A-E][PC]", re.ASCII)


class Topic(StrEnum):
    """What it is about."""

    EXPLOITER = "exploiter"
    BODYGUARD = "bodyguard"
    KERB = "kerb"
    EXPLOITATION = "exploitation"
    VENUE = "venue"
    OTHER = "other"


class Source(StrEnum):
    """How the source is evaluated."""

    RELIABLE = "1"
    UNTESTED = "2"
    NOT_RELIABLE = "3"


class Information(StrEnum):
    """How the information is assessed."""

    DIRECT = "A"
    CORROBORATED = "B"
    INDIRECT = "C"
    NOT_KNOWN = "D"
    SUSPECTED_FALSE = "E"


class Handling(StrEnum):
    """How it may be shared."""

    PERMITTED = "P"
    CONDITIONS = "C"


@dataclass(frozen=True, slots=True)
class Told:
    """What an item says. `conditions` by key; empty texts were not given."""

    topic: Topic
    ward: str
    grade: str
    conditions: tuple[str, ...] = ()
    condition_text: str = ""
    line: str = ""
    """Sanitised: nothing that identifies anybody."""


@dataclass(frozen=True, slots=True)
class Item:
    """One item as it stands; people by member id."""

    id: int
    patrol_id: int
    told: Told
    by: int
    at: datetime
    reference: str | None = None
    """Of the full report in the force's own system."""
    reference_by: int | None = None
    reference_at: datetime | None = None

    @property
    def is_complete(self) -> bool:
        """Whether it is known where the full report is."""
        return self.reference is not None


# Refusals


@dataclass(eq=False)
class GradeUnknown(Refusal):
    """No 3x5x2 grade is like that."""


@dataclass(eq=False)
class ConditionsMissing(Refusal):
    """Sharing with conditions needs the conditions."""


@dataclass(eq=False)
class ReferenceThere(Refusal):
    """It has its reference already; another takes its place by a correction."""


# Rules


def told_of(answers: Mapping[str, str]) -> Told:
    """What the answers of the form come to. Raises GradeUnknown, ConditionsMissing."""
    grade = answers["source"] + answers["info"] + answers["handling"]
    has_conditions = grade.endswith(Handling.CONDITIONS)
    told = Told(
        topic=Topic(answers["topic"]),
        ward=answers["ward"],
        grade=grade,
        conditions=_listed(answers.get("conditions", "")) if has_conditions else (),
        condition_text=answers.get("condtext", "") if has_conditions else "",
        line=answers.get("line", ""),
    )
    require_graded(told)
    return told


def require_graded(told: Told) -> None:
    """One grade, whole; with conditions just where it says so."""
    if not GRADE.fullmatch(told.grade):
        raise GradeUnknown
    is_conditional = told.grade.endswith(Handling.CONDITIONS)
    if is_conditional and not (told.conditions or told.condition_text):
        raise ConditionsMissing


def answers_of(item: Item) -> dict[str, str]:
    """The answers of the form that an item came from; empty where nothing was given."""
    source, info, handling = tuple(item.told.grade)
    return {
        "topic": item.told.topic.value,
        "source": source,
        "info": info,
        "handling": handling,
        "conditions": ",".join(item.told.conditions),
        "condtext": item.told.condition_text,
        "line": item.told.line,
        "ward": item.told.ward,
        "ref": item.reference or "",
    }


def refer(item: Item, reference: str, *, by: int, now: datetime) -> Item:
    """The full report is in the force's system now. Raises ReferenceThere the second time."""
    if item.reference is not None:
        raise ReferenceThere
    return replace(item, reference=reference, reference_by=by, reference_at=now)


def _listed(value: str) -> tuple[str, ...]:
    return tuple(each for each in value.split(",") if each)


def corrected(item: Item, told: Told, reference: str | None, *, by: int, now: datetime) -> Item:
    """The same item saying this. A reference that is there is not taken away, only replaced."""
    if not reference or reference == item.reference:
        return replace(item, told=told)
    return replace(item, told=told, reference=reference, reference_by=by, reference_at=now)
