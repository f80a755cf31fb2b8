"""An area as values: its wards, agencies, words and the plan of its weeks.

`Area` is what an area file says and changes only with the file. `Plan` is the part that leads
change week to week: the file only seeds it, afterwards it lives in the database.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields
from datetime import time
from enum import StrEnum

from operation.budget import BudgetRules
from operation.entry_rules import IncidentRules, IntelligenceRules, SafeguardingRules
from operation.errors import Refusal
from operation.fairness_rules import Fairness
from operation.feed_rules import FeedRules
from operation.free_text import FreeTextRules
from operation.leading_rules import LeadingRules
from operation.pairing_rules import PairingTimes
from operation.partners_rules import PartnerTimes
from operation.referral_rules import ReferralRules
from operation.rest_rules import USUAL_REST, RestRules
from operation.returns_rules import ReturnRules
from operation.swap_rules import SwapTimes
from operation.training_rules import TrainingRules
from operation.visit_rules import VisitRules

MOST_PLACES = 40
LONGEST_NIGHT_HOURS = 16
MOST_WEEKS_AHEAD = 12

_MINUTES_A_DAY = 24 * 60
_MINUTES_A_WEEK = 7 * _MINUTES_A_DAY


@dataclass(frozen=True, slots=True)
class Ward:
    """A ward by its official code, which is also how the database and the buttons name it."""

    code: str
    name: str


@dataclass(frozen=True, slots=True)
class Agency:
    """A partner agency; `key` is short and never changes, `name` is what people read.

    One that `is_paused` is not invited any more, and nobody joins for it; its name is still known.
    """

    key: str
    name: str
    is_paused: bool = False


@dataclass(frozen=True, slots=True)
class NightPattern:
    """A night of every week, in local time.

    `weekday` counts from Monday = 0 and names the evening the night begins on. An end that is
    not after the start is on the next morning.
    """

    weekday: int
    starts: time
    ends: time
    minimum: int
    places: int


@dataclass(frozen=True, slots=True)
class Moment:
    """A moment counted from a week's Monday: whole weeks before it, a weekday, a local time."""

    weeks_before: int
    weekday: int
    at: time


@dataclass(frozen=True, slots=True)
class Rhythm:
    """By when each thing of a week is done."""

    opens: Moment
    closes: Moment
    ward_agreed: Moment
    risk_assessment: Moment
    brief: Moment


def moments_of(rhythm: Rhythm) -> tuple[tuple[str, Moment], ...]:
    """The moments of a rhythm with their names, in the order of the week."""
    return tuple((part.name, getattr(rhythm, part.name)) for part in fields(rhythm))


@dataclass(frozen=True, slots=True)
class Plan:
    """What leads change week to week."""

    nights: tuple[NightPattern, ...]
    rhythm: Rhythm


@dataclass(frozen=True, slots=True)
class SupportLine:
    """One line of the support card."""

    name: str
    detail: str


@dataclass(frozen=True, slots=True)
class CrewTimes:
    """When a crew is reminded, chased and replaced, in whole hours.

    `chase_after`: after publication, until those who have not confirmed are asked again.
    `show_lead_after`: after publication, until the lead is shown who has not confirmed; not
        before `chase_after`.
    `offer_for`: for how long an offered place is held at most.
    `cover_call_to`: how many people one cover call asks; the only one that is not hours.
    `reminders`: before the patrol, when the crew is reminded; may be empty.
    `lead_checks`: before the patrol, when the lead is told of a night that is under strength; may
        be empty.
    """

    chase_after: int = 24
    show_lead_after: int = 48
    offer_for: int = 12
    cover_call_to: int = 6
    reminders: tuple[int, ...] = (48, 4)
    lead_checks: tuple[int, ...] = (72, 24)


@dataclass(frozen=True, slots=True)
class Area:
    """Everything an area file says. `zone` is an IANA name; `plan` is only the seed."""

    key: str
    name: str
    zone: str
    wards: tuple[Ward, ...]
    agencies: tuple[Agency, ...]
    ranks: tuple[str, ...]
    asks_warrant_number: bool
    labels: Mapping[str, str] = field(hash=False)
    support: tuple[SupportLine, ...]
    privacy: str
    plan: Plan
    crew: CrewTimes = CrewTimes()
    training: TrainingRules = field(default_factory=TrainingRules)
    feed: FeedRules = field(default_factory=FeedRules)
    fairness: Fairness = field(default_factory=Fairness)
    rest: RestRules = USUAL_REST
    swaps: SwapTimes = field(default_factory=SwapTimes)
    partners: PartnerTimes = field(default_factory=PartnerTimes)
    leading: LeadingRules = field(default_factory=LeadingRules)
    pairing: PairingTimes = field(default_factory=PairingTimes)
    visits: VisitRules = field(default_factory=VisitRules)
    free_text: FreeTextRules = field(default_factory=FreeTextRules)
    budget: BudgetRules = field(default_factory=BudgetRules)
    returns: ReturnRules = field(default_factory=ReturnRules)
    intelligence: IntelligenceRules = field(default_factory=IntelligenceRules)
    incidents: IncidentRules = field(default_factory=IncidentRules)
    safeguarding: SafeguardingRules = field(default_factory=SafeguardingRules)
    referrals: ReferralRules = field(default_factory=ReferralRules)

    def ward(self, code: str) -> Ward:
        """The ward with this code; raises `WardUnknown`."""
        for ward in self.wards:
            if ward.code == code:
                return ward
        raise WardUnknown(self.key, code)

    def ward_name(self, code: str) -> str:
        """What a ward is called; one that has gone from the area's file, by its code."""
        return next((ward.name for ward in self.wards if ward.code == code), code)

    def agency(self, key: str) -> Agency:
        """The agency with this key, for which people join; raises `AgencyUnknown`."""
        for agency in self.agencies:
            if agency.key == key and not agency.is_paused:
                return agency
        raise AgencyUnknown(self.key, key)


@dataclass(eq=False)
class WardUnknown(Refusal):
    """The area has no ward with this code."""

    area: str
    code: str


@dataclass(eq=False)
class AgencyUnknown(Refusal):
    """The area has no agency with this key."""

    area: str
    key: str


class PlanProblem(StrEnum):
    """What can be wrong with a plan whose parts are each well formed."""

    NO_NIGHTS = "no_nights"
    NIGHT_TWICE = "night_twice"
    NIGHT_TOO_LONG = "night_too_long"
    NUMBERS_IMPOSSIBLE = "numbers_impossible"
    CLOSES_BEFORE_OPENS = "closes_before_opens"
    AFTER_FIRST_NIGHT = "after_first_night"
    TOO_FAR_AHEAD = "too_far_ahead"


@dataclass(frozen=True, slots=True)
class PlanFault:
    """One problem: with the night at this index, or with this moment of the rhythm, or overall."""

    problem: PlanProblem
    night: int | None = None
    moment: str | None = None


@dataclass(eq=False)
class PlanUnworkable(Refusal):
    """The plan cannot be worked; every reason at once."""

    faults: tuple[PlanFault, ...]


def numbers_are_possible(minimum: int, places: int) -> bool:
    """At least one officer is needed, no more than there are places, and a crew has an end."""
    return 1 <= minimum <= places <= MOST_PLACES


def faults_of(plan: Plan) -> tuple[PlanFault, ...]:
    """Everything that keeps the plan from being worked, in wall-clock terms.

    Sign-up closes after it opens, and everything due before a patrol is due before the week's
    first night starts.
    """
    if not plan.nights:
        return (PlanFault(PlanProblem.NO_NIGHTS),)
    return (*_night_faults(plan.nights), *_rhythm_faults(plan))


def require_workable(plan: Plan) -> Plan:
    """The plan itself; raises `PlanUnworkable` with every fault."""
    faults = faults_of(plan)
    if faults:
        raise PlanUnworkable(faults)
    return plan


def _night_faults(nights: tuple[NightPattern, ...]) -> Iterator[PlanFault]:
    seen: set[int] = set()
    for index, night in enumerate(nights):
        if night.weekday in seen:
            yield PlanFault(PlanProblem.NIGHT_TWICE, night=index)
        seen.add(night.weekday)
        if _length_in_minutes(night) > LONGEST_NIGHT_HOURS * 60:
            yield PlanFault(PlanProblem.NIGHT_TOO_LONG, night=index)
        if not numbers_are_possible(night.minimum, night.places):
            yield PlanFault(PlanProblem.NUMBERS_IMPOSSIBLE, night=index)


def _rhythm_faults(plan: Plan) -> Iterator[PlanFault]:
    rhythm = plan.rhythm
    first = min(_start_in_minutes(night) for night in plan.nights)
    if _minutes_from_monday(rhythm.closes) <= _minutes_from_monday(rhythm.opens):
        yield PlanFault(PlanProblem.CLOSES_BEFORE_OPENS, moment="closes")
    for name, moment in moments_of(rhythm):
        if not 0 <= moment.weeks_before <= MOST_WEEKS_AHEAD:
            yield PlanFault(PlanProblem.TOO_FAR_AHEAD, moment=name)
        if name != "opens" and _minutes_from_monday(moment) >= first:
            yield PlanFault(PlanProblem.AFTER_FIRST_NIGHT, moment=name)


def _minutes(at: time) -> int:
    return at.hour * 60 + at.minute


def _minutes_from_monday(moment: Moment) -> int:
    days = moment.weekday * _MINUTES_A_DAY
    return days + _minutes(moment.at) - moment.weeks_before * _MINUTES_A_WEEK


def _start_in_minutes(night: NightPattern) -> int:
    return night.weekday * _MINUTES_A_DAY + _minutes(night.starts)


def _length_in_minutes(night: NightPattern) -> int:
    """From start to end on the wall clock; the same time twice is a whole day."""
    return (_minutes(night.ends) - _minutes(night.starts)) % _MINUTES_A_DAY or _MINUTES_A_DAY
