"""What happened to a crew, or nearly did: never a person, and what was done about it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from operation.errors import Refusal


class Degree(StrEnum):
    """How bad it was."""

    NONE = "none"
    MINOR = "minor"
    MODERATE = "moderate"
    SERIOUS = "serious"


class Done(StrEnum):
    """What the crew did."""

    WITHDREW = "withdrew"
    BACKUP = "backup"
    FIRST_AID = "firstaid"
    REPORTED = "reported"
    NOTHING = "nothing"
    """Nothing was needed."""


@dataclass(frozen=True, slots=True)
class Happened:
    """What an incident says. `kind` is a key of the area's list."""

    kind: str
    degree: Degree
    done: tuple[Done, ...]
    is_injury: bool
    at: datetime


@dataclass(frozen=True, slots=True)
class Incident:
    """One incident as it stands; people by member id."""

    id: int
    patrol_id: int
    happened: Happened
    needs_lead: bool
    """Somebody was to come or ring at once."""
    by: int
    recorded_at: datetime
    taken_by: int | None = None
    """Who of those alerted has it."""
    taken_at: datetime | None = None

    @property
    def waits(self) -> bool:
        """Whether a lead was asked for and none has said that they have it."""
        return self.needs_lead and self.taken_by is None


@dataclass(eq=False)
class IncidentTaken(Refusal):
    """Somebody else of those alerted has it."""

    name: str


@dataclass(eq=False)
class NotAlerted(Refusal):
    """Nobody was asked to come, or not this person."""


def happened_of(answers: Mapping[str, str]) -> Happened:
    """What the answers of the form come to."""
    return Happened(
        kind=answers["kind"],
        degree=Degree(answers["degree"]),
        done=tuple(Done(each) for each in answers["done"].split(",")),
        is_injury=answers["injury"] == "yes",
        at=datetime.fromisoformat(answers["at"]),
    )


def answers_of(incident: Incident) -> dict[str, str]:
    """The answers of the form that an incident came from."""
    happened = incident.happened
    return {
        "kind": happened.kind,
        "degree": happened.degree.value,
        "done": ",".join(happened.done),
        "injury": "yes" if happened.is_injury else "no",
        "at": happened.at.isoformat(),
    }


def take(incident: Incident, *, by: int, now: datetime) -> Incident:
    """One of those alerted has it. Raises NotAlerted where nobody was asked for."""
    if not incident.needs_lead:
        raise NotAlerted
    return replace(incident, taken_by=by, taken_at=now)
