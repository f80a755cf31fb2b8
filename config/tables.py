"""The form of an area file: one model per TOML table, strict, with the reason for each refusal.

`config.areas` reads files with these and turns them into values of the operation.
"""

from __future__ import annotations

from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationInfo, field_validator

from config.fields import (
    Clock,
    Key,
    ShortText,
    Table,
    Text,
    WardCode,
    Weekday,
    refused,
    unique,
    zone_name,
)
from config.tables_budget import BudgetTable
from config.tables_entries import (
    IncidentsTable,
    IntelligenceTable,
    ListedTable,
    SafeguardingTable,
)
from config.tables_free_text import FreeTextTable
from config.tables_pairing import LeadingTable, PairingTable
from config.tables_partners import PartnersTable
from config.tables_referrals import ReferralsTable, ServiceTable
from config.tables_rest import DutyTable, RestTable
from config.tables_returns import ReturnsTable
from config.tables_swaps import SwapsTable
from config.tables_training import TrainingTable
from operation.area import MOST_PLACES, MOST_WEEKS_AHEAD, CrewTimes
from operation.fairness_rules import Fairness
from operation.feed_rules import MOST_ALARM_MINUTES, MOST_ALARMS, FeedRules
from operation.visit_rules import MOST_CHASE_HOURS, MOST_SUPPORT_DAYS, MOST_VISITORS, VisitRules

LONGEST_PRIVACY_TEXT = 3000
"""Leaves room for a heading below Telegram's 4096 characters."""
MOST_CREW_HOURS = 14 * 24
MOST_CREW_MOMENTS = 5
MOST_PEOPLE_ASKED = 40

_CREW = CrewTimes()
_FEED = FeedRules()
_VISITS = VisitRules()
_FAIRNESS = Fairness()


CrewHours = Annotated[int, Field(ge=1, le=MOST_CREW_HOURS)]
CrewMoments = Annotated[list[CrewHours], Field(max_length=MOST_CREW_MOMENTS), unique()]


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
    reminder_hours: CrewMoments = Field(default=list(_CREW.reminders))
    lead_check_hours: CrewMoments = Field(default=list(_CREW.lead_checks))

    @field_validator("show_lead_after_hours")
    @classmethod
    def _not_before_the_chase(cls, value: int, info: ValidationInfo) -> int:
        chase: int | None = info.data.get("chase_after_hours")  # none when it is itself wrong
        if chase is not None and value < chase:
            raise refused(
                f"is {value}, before chase_after_hours",
                f"Write {chase} or more, or lower chase_after_hours",
            )
        return value


AlarmMinutes = Annotated[int, Field(ge=1, le=MOST_ALARM_MINUTES)]


class FeedTable(Table):
    """`[feed]`: calendars that officers subscribe to; what is left out has its default."""

    enabled: bool = _FEED.enabled
    alarm_minutes: Annotated[list[AlarmMinutes], Field(max_length=MOST_ALARMS), unique()] = Field(
        default=list(_FEED.alarm_minutes)
    )


class FairnessTable(Table):
    """`[fairness]`: how hours weigh, and whom lists open to first; the rest has its default."""

    period_weeks: Annotated[int, Field(ge=1, le=52)] = _FAIRNESS.period_weeks
    night_weight: Annotated[float, Field(ge=1, le=3)] = _FAIRNESS.night_weight
    weekend_weight: Annotated[float, Field(ge=0, le=1)] = _FAIRNESS.weekend_weight
    release_window_hours: Annotated[int, Field(ge=0, le=14 * 24)] = _FAIRNESS.release_window_hours
    ask_provisional_hours: Annotated[int, Field(ge=1, le=14 * 24)] = _FAIRNESS.ask_provisional_hours


class VisitsTable(Table):
    """`[visits]`: visitors from elsewhere; what is left out has its default."""

    most: Annotated[int, Field(ge=0, le=MOST_VISITORS)] = _VISITS.most
    support_days: Annotated[int, Field(ge=1, le=MOST_SUPPORT_DAYS)] = _VISITS.support_days
    chase_hours: Annotated[int, Field(ge=1, le=MOST_CHASE_HOURS)] = _VISITS.chase_hours


class PlanTables(BaseModel):
    """The two parts that make a plan, read apart so that faults elsewhere do not hide theirs."""

    model_config = ConfigDict(extra="ignore", strict=True)

    nights: list[NightTable]
    rhythm: RhythmTable


class AreaTable(Table):
    """A whole area file."""

    key: Key
    name: ShortText
    zone: Annotated[str, AfterValidator(zone_name)]
    asks_warrant_number: bool
    ranks: Annotated[list[ShortText], Field(min_length=1), unique()]
    privacy: Annotated[Text, Field(max_length=LONGEST_PRIVACY_TEXT)]
    labels: LabelsTable = LabelsTable()
    support: Annotated[list[SupportTable], Field(min_length=1)]
    nights: Annotated[list[NightTable], Field(min_length=1)]
    rhythm: RhythmTable
    crew: CrewTable = CrewTable()
    training: TrainingTable = TrainingTable()
    feed: FeedTable = FeedTable()
    visits: VisitsTable = VisitsTable()
    fairness: FairnessTable = FairnessTable()
    rest: RestTable = RestTable()
    swaps: SwapsTable = SwapsTable()
    partners: PartnersTable = PartnersTable()
    free_text: FreeTextTable = FreeTextTable()
    leading: LeadingTable = LeadingTable()
    pairing: PairingTable = PairingTable()
    budget: BudgetTable = BudgetTable()
    returns: ReturnsTable = ReturnsTable()
    intelligence: IntelligenceTable = IntelligenceTable()
    incidents: IncidentsTable = IncidentsTable()
    safeguarding: SafeguardingTable = SafeguardingTable()
    referrals: ReferralsTable = ReferralsTable()
    agencies: Annotated[list[AgencyTable], unique("key", "name")] = Field(default=[])
    wards: Annotated[list[WardTable], Field(min_length=1), unique("code", "name")]


TABLES: dict[str, type[Table]] = {
    "wards": WardTable,
    "agencies": AgencyTable,
    "nights": NightTable,
    "rhythm": RhythmTable,
    "crew": CrewTable,
    "feed": FeedTable,
    "visits": VisitsTable,
    "free_text": FreeTextTable,
    "fairness": FairnessTable,
    "rest": RestTable,
    "partners": PartnersTable,
    "budget": BudgetTable,
    "returns": ReturnsTable,
    "intelligence": IntelligenceTable,
    "incidents": IncidentsTable,
    "safeguarding": SafeguardingTable,
    "conditions": ListedTable,
    "kinds": ListedTable,
    "referrals": ReferralsTable,
    "more_services": ServiceTable,
    "duties": DutyTable,
    "swaps": SwapsTable,
    "leading": LeadingTable,
    "pairing": PairingTable,
    "training": TrainingTable,
    "labels": LabelsTable,
    "support": SupportTable,
    **dict.fromkeys(RhythmTable.model_fields, MomentTable),
}
"""The model of each table by the key it stands under."""
