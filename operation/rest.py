"""Rest: whether somebody may go on a night, by what else they work.

A `Finding` says one thing that stands against a night. A warning informs, a stop stops; a lead
may override either with a written reason.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from operation.errors import Refusal


class FindingKind(StrEnum):
    """What can stand against somebody's going on a night."""

    OVERLAP = "overlap"
    """They are on the crew of another patrol, of any area, at the same time."""


class Severity(StrEnum):
    """A warning informs; a stop stops, unless a lead overrides it."""

    WARNING = "warning"
    STOP = "stop"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that stands against somebody's going on a night."""

    kind: FindingKind
    severity: Severity

    @property
    def is_stop(self) -> bool:
        return self.severity is Severity.STOP


@dataclass(eq=False)
class NotRested(Refusal):
    """What else they work stops them from going on this night."""

    member_id: int
    findings: tuple[Finding, ...]


def require_rested(member_id: int, findings: tuple[Finding, ...]) -> tuple[Finding, ...]:
    """The findings, if none of them stops; raises `NotRested`."""
    if any(each.is_stop for each in findings):
        raise NotRested(member_id, findings)
    return findings
