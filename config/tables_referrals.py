"""`[referrals]` of an area file: more services, and when a referral is chased."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated

from pydantic import AfterValidator, Field

from config.fields import Table, Text, matching, refused, unique
from operation.referral_rules import USUAL_SERVICES, ReferralRules, Service

MOST_SERVICES = 12

_USUAL = ReferralRules()
_Days = Annotated[int, Field(ge=1, le=90)]
_Hours = Annotated[int, Field(ge=1, le=336)]
_ServiceKey = Annotated[str, matching("[a-z]{2,12}", "Use 2 to 12 small letters, such as food")]


class ServiceTable(Table):
    """One of `more_services`."""

    key: _ServiceKey
    name: Annotated[Text, Field(max_length=24)]


def _new(services: list[ServiceTable]) -> list[ServiceTable]:
    """None that every area has already."""
    usual = {each.key for each in USUAL_SERVICES} | {each.name for each in USUAL_SERVICES}
    if any({each.key, each.name} & usual for each in services):
        raise refused("names a service that every area has", "Take it out; it is there already")
    return services


class ReferralsTable(Table):
    """`[referrals]`; what is left out has its default."""

    more_services: Annotated[
        list[ServiceTable], Field(max_length=MOST_SERVICES), unique("key", "name"),
        AfterValidator(_new),
    ] = Field(default=[])  # fmt: skip
    follow_up_days: _Days = _USUAL.follow_up_days
    immediate_hours: _Hours = _USUAL.immediate_hours
    day_hours: _Hours = _USUAL.day_hours
    routine_hours: _Hours = _USUAL.routine_hours
    again_hours: _Hours = _USUAL.again_hours
    link_days: _Days = _USUAL.link_days


def referrals_of(table: ReferralsTable) -> ReferralRules:
    """The table as a value of the operation."""
    values = table.model_dump(exclude={"more_services"})
    more = tuple(Service(each.key, each.name) for each in table.more_services)
    return ReferralRules(more_services=more, **values)


def referrals_entry(rules: ReferralRules) -> dict[str, object]:
    """The same as it stands in a file."""
    more = [{"key": each.key, "name": each.name} for each in rules.more_services]
    return {**asdict(rules), "more_services": more}
