"""Rest: whether somebody may go on a night, by what else they work.

A patrol that follows a duty without a daily rest between them extends it: both are one continuous
shift. A `Finding` says one thing that stands against a night. A warning informs, a stop stops; a
lead may override either with a written reason. Which duties somebody works is in
`operation.duties`, how many nights somebody may take in `operation.caps`. All hours are hours
that really pass, so that nights on which the clocks change count as long as they last.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum

from operation.caps import most_in_four_weeks, weekends_in_a_row
from operation.errors import Refusal
from operation.nights import elapsed_hours
from operation.people import Actor, Member
from operation.rest_rules import RestRules, Severity

__all__ = [
    "CAPS",
    "CannotGo",
    "CrewNotRested",
    "Finding",
    "FindingKind",
    "NameNotRested",
    "NotRested",
    "NothingToOverride",
    "Severity",
    "Unrested",
    "Work",
    "findings",
    "gaps_owed",
    "require_crew_rested",
    "require_rested",
    "uncovered",
    "worst",
]


class FindingKind(StrEnum):
    """What can stand against somebody's going on a night."""

    OVERLAP = "overlap"
    """They are on the crew of another patrol, of any area, at the same time."""
    ON_DUTY = "on_duty"
    """They have said that they are on duty at that time."""
    LONG_SHIFT = "long_shift"
    """The duty that the patrol extends, and the patrol, in all."""
    REST_BEFORE = "rest_before"
    """Between what they worked before and the first duty of this shift."""
    REST_AFTER = "rest_after"
    """Between the patrol's end and what they work next."""
    FOUR_WEEKS = "four_weeks"
    WEEKENDS = "weekends"
    UNTRAINED = "untrained"
    """Their training runs out before the night: they are not trained for it."""
    NOT_STATED = "not_stated"
    """Nobody has said what they work before or after."""


SHORT_REST = frozenset({FindingKind.REST_BEFORE, FindingKind.REST_AFTER})
CAPS = frozenset({FindingKind.FOUR_WEEKS, FindingKind.WEEKENDS})
SETTLED_ELSEWHERE = frozenset({FindingKind.NOT_STATED, FindingKind.UNTRAINED})
"""What no lead overrides: duties are stated, and a training is renewed or given another end."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that stands against somebody's going on a night.

    `amount` is how much there is, and `limit` what is allowed or wanted: hours of overlap, of a
    shift in all or of rest; nights or weekends for the caps, which are `counted` by their dates.
    """

    kind: FindingKind
    severity: Severity
    amount: float = 0.0
    limit: float = 0.0
    counted: tuple[date, ...] = field(default=(), compare=False)

    @property
    def is_stop(self) -> bool:
        return self.severity is Severity.STOP

    @property
    def owed(self) -> float:
        """Hours of rest that are lacking; 0 for what is no short rest."""
        return max(0.0, self.limit - self.amount) if self.kind in SHORT_REST else 0.0

    @property
    def size(self) -> float:
        """How bad it is, against others of its kind."""
        return self.owed if self.kind in SHORT_REST else self.amount

    def is_covered_by(self, other: Finding) -> bool:
        """Whether whoever overrode the other has overridden this too: it is no worse."""
        is_worse = self.is_stop and not other.is_stop
        return self.kind is other.kind and not is_worse and self.size <= other.size


@dataclass(frozen=True, slots=True)
class Work:
    """What somebody works: a duty, or a patrol of any area if `patrol_id` is set."""

    starts: datetime
    ends: datetime
    patrol_id: int | None = None


@dataclass(frozen=True, slots=True)
class Unrested:
    """Somebody on a crew whom their findings stop."""

    member_id: int
    called: str
    findings: tuple[Finding, ...]


@dataclass(eq=False)
class NotRested(Refusal):
    """What else they work stops them from going on this night; read by themself."""

    member_id: int
    findings: tuple[Finding, ...]


@dataclass(eq=False)
class NameNotRested(NotRested):
    """The same, read by a lead, who may know why and can override it."""

    called: str


@dataclass(eq=False)
class CannotGo(NotRested):
    """The same, read by anybody else: why is nothing for them."""


@dataclass(eq=False)
class CrewNotRested(Refusal):
    """Somebody who is to go is stopped: the crew cannot be published with them."""

    people: tuple[Unrested, ...]


@dataclass(eq=False)
class NothingToOverride(Refusal):
    """Nothing stands against their going that is not overridden already."""


def findings(
    patrol: Work,
    night: date,
    works: Collection[Work],
    nights: Collection[date],
    rules: RestRules,
    *,
    is_stated: bool,
    trained_until: date | None = None,
) -> tuple[Finding, ...]:
    """What stands against one person's going on this patrol; stops first.

    `works` is all else that they are known to work, in any order, without the patrol itself;
    `nights` are those of their other patrols, and `night` the one of this. `is_stated` says
    whether they have said what they work before and after; `trained_until` is the day from which
    their training no longer counts, None for never. Source: Working Time Regulations 1998
    reg. 10 (11 hours of daily rest); the limits are the area's.
    """
    found = [
        *_overlaps(patrol, works),
        *_long_shift(patrol, works, rules),
        *_short_rests(patrol, works, rules),
        *_caps(night, nights, rules),
    ]
    if trained_until is not None and trained_until <= night:
        found.append(Finding(FindingKind.UNTRAINED, Severity.STOP))
    if rules.duties and not is_stated:
        found.append(Finding(FindingKind.NOT_STATED, Severity.WARNING))
    return tuple(sorted(found, key=lambda each: not each.is_stop))


def gaps_owed(
    patrol: Work, works: Collection[Work], rules: RestRules
) -> tuple[tuple[datetime, datetime, float], ...]:
    """The rests around a patrol that were too short: from when, until when, and hours lacking."""
    return tuple(
        (since, until, rules.rest - hours)
        for since, until in (_gap_before(patrol, works, rules), _gap_after(patrol, works))
        if since is not None and until is not None
        for hours in [elapsed_hours(since, until)]
        if hours < rules.rest
    )


def uncovered(found: Iterable[Finding], overridden: Collection[Finding]) -> tuple[Finding, ...]:
    """The findings that no lead has overridden; `SETTLED_ELSEWHERE` is none to override."""
    return tuple(
        each
        for each in found
        if each.kind in SETTLED_ELSEWHERE
        or not any(each.is_covered_by(other) for other in overridden)
    )


def worst(found: Collection[Finding]) -> Finding | None:
    """The one to name first: a stop before a warning."""
    return next((each for each in found if each.is_stop), next(iter(found), None))


def require_rested(
    about: Member, findings: tuple[Finding, ...], reader: Actor
) -> tuple[Finding, ...]:
    """The findings, if none of them stops.

    Raises `NotRested` as the reader may have it: themself, or a lead of the area as
    `NameNotRested`; for anybody else it is `CannotGo`, which says nothing of why.
    """
    if not any(each.is_stop for each in findings):
        return findings
    if about.person_id is not None and about.person_id == reader.person_id:
        raise NotRested(about.id, findings)
    if any(each.area == about.area and each.is_acting_lead for each in reader.members):
        raise NameNotRested(about.id, findings, about.called)
    raise CannotGo(about.id, findings)


def require_crew_rested(people: Iterable[Unrested]) -> None:
    """Raises `CrewNotRested` with everyone whom a finding stops."""
    stopped = tuple(each for each in people if any(found.is_stop for found in each.findings))
    if stopped:
        raise CrewNotRested(stopped)


# The parts


def _overlaps(patrol: Work, works: Collection[Work]) -> Iterator[Finding]:
    for kind, is_patrol in ((FindingKind.OVERLAP, True), (FindingKind.ON_DUTY, False)):
        hours = [
            elapsed_hours(max(each.starts, patrol.starts), min(each.ends, patrol.ends))
            for each in works
            if (each.patrol_id is not None) is is_patrol
        ]
        most = max(hours, default=0.0)
        if most > 0:
            yield Finding(kind, Severity.STOP, most)


def _long_shift(patrol: Work, works: Collection[Work], rules: RestRules) -> Iterator[Finding]:
    hours = elapsed_hours(_shift_starts(patrol, works, rules), _shift_ends(patrol, works, rules))
    if hours > rules.longest_shift:
        yield Finding(FindingKind.LONG_SHIFT, Severity.STOP, hours, rules.longest_shift)
    elif hours > rules.long_shift:
        yield Finding(FindingKind.LONG_SHIFT, Severity.WARNING, hours, rules.longest_shift)


def _shift_starts(patrol: Work, works: Collection[Work], rules: RestRules) -> datetime:
    """When the shift begins: with the first duty since which there was no daily rest."""
    since = patrol.starts - timedelta(hours=rules.rest)
    extended = [each.starts for each in works if since < each.ends <= patrol.starts]
    return min([patrol.starts, *extended])


def _shift_ends(patrol: Work, works: Collection[Work], rules: RestRules) -> datetime:
    """When it ends: another patrol that follows without a daily rest extends this one."""
    until = patrol.ends + timedelta(hours=rules.rest)
    following = [
        each.ends
        for each in works
        if each.patrol_id is not None and patrol.ends <= each.starts < until
    ]
    return max([patrol.ends, *following])


def _gap_before(
    patrol: Work, works: Collection[Work], rules: RestRules
) -> tuple[datetime | None, datetime]:
    first = _shift_starts(patrol, works, rules)
    return max((each.ends for each in works if each.ends <= first), default=None), first


def _gap_after(patrol: Work, works: Collection[Work]) -> tuple[datetime, datetime | None]:
    following = (each.starts for each in works if each.starts >= patrol.ends)
    return patrol.ends, min(following, default=None)


def _short_rests(patrol: Work, works: Collection[Work], rules: RestRules) -> Iterator[Finding]:
    gaps = (
        (FindingKind.REST_BEFORE, *_gap_before(patrol, works, rules)),
        (FindingKind.REST_AFTER, *_gap_after(patrol, works)),
    )
    for kind, since, until in gaps:
        if since is not None and until is not None:
            hours = elapsed_hours(since, until)
            if hours < rules.rest:
                yield Finding(kind, rules.short_rest, hours, rules.rest)


def _caps(night: date, nights: Collection[date], rules: RestRules) -> Iterator[Finding]:
    caps = (
        (FindingKind.FOUR_WEEKS, rules.nights_per_four_weeks, most_in_four_weeks(night, nights)),
        (FindingKind.WEEKENDS, rules.weekends_running, weekends_in_a_row(night, nights)),
    )
    for kind, most, counted in caps:
        if most and len(counted) > most:
            yield Finding(kind, Severity.STOP, len(counted), most, counted)
