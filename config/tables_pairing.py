"""The tables of an area file about who leads a patrol, and about its local officer."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from config.fields import ShortText, Table, unique
from operation.leading_rules import LeadingRules
from operation.pairing_rules import PairingTimes

_LEADING = LeadingRules()
_PAIRING = PairingTimes()
_Hours = Annotated[int, Field(ge=1, le=14 * 24)]


class LeadingTable(Table):
    """`[leading]`: who may supervise a patrol."""

    supervisor_ranks: Annotated[list[ShortText], unique()] = Field(
        default=list(_LEADING.supervisor_ranks)
    )

    def rules(self) -> LeadingRules:
        """The value that the operation knows."""
        return LeadingRules(tuple(self.supervisor_ranks))


class PairingTable(Table):
    """`[pairing]`: when a request for a local officer is asked again, and shown to the lead."""

    chase_hours: _Hours = _PAIRING.chase_after
    lead_check_hours: Annotated[list[_Hours], Field(max_length=5), unique()] = Field(
        default=list(_PAIRING.lead_checks)
    )

    def times(self) -> PairingTimes:
        """The value that the operation knows."""
        return PairingTimes(self.chase_hours, tuple(self.lead_check_hours))


def leading_entry(rules: LeadingRules) -> dict[str, object]:
    """The table as it is written."""
    return {"supervisor_ranks": list(rules.supervisor_ranks)}


def pairing_entry(times: PairingTimes) -> dict[str, object]:
    """The table as it is written."""
    return {"chase_hours": times.chase_after, "lead_check_hours": list(times.lead_checks)}
