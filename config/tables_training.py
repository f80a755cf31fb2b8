"""The form of `[training]` in an area file."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from config.fields import Table, unique
from operation.qualification import MOST_MONTHS
from operation.training_rules import TrainingRules

_RULES = TrainingRules()
_Days = Annotated[int, Field(ge=1, le=365)]


class TrainingTable(Table):
    """`[training]`: how long a training counts; what is left out has its default."""

    valid_months: Annotated[int, Field(ge=0, le=MOST_MONTHS)] = _RULES.valid_months
    reminder_days: Annotated[list[_Days], Field(max_length=5), unique()] = Field(
        default=list(_RULES.reminder_days)
    )
    nights_per_officer_month: Annotated[int, Field(ge=1, le=28)] = _RULES.nights_per_officer_month

    def rules(self) -> TrainingRules:
        """The table as a value of the operation."""
        return TrainingRules(
            valid_months=self.valid_months,
            reminder_days=tuple(self.reminder_days),
            nights_per_officer_month=self.nights_per_officer_month,
        )


def training_entry(rules: TrainingRules) -> dict[str, object]:
    """The value as a table of an area file."""
    return {
        "valid_months": rules.valid_months,
        "reminder_days": list(rules.reminder_days),
        "nights_per_officer_month": rules.nights_per_officer_month,
    }
