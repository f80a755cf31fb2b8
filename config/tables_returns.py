"""`[returns]` of an area file: when a missing return is asked for."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated

from pydantic import Field

from config.fields import Table
from operation.returns_rules import ReturnRules

MOST_CHASE_DAYS = 28

_USUAL = ReturnRules()


class ReturnsTable(Table):
    """`[returns]`; what is left out has its default."""

    due_hour: Annotated[int, Field(ge=0, le=23)] = _USUAL.due_hour
    lead_after_days: Annotated[int, Field(ge=0, le=MOST_CHASE_DAYS)] = _USUAL.lead_after_days
    chase_days: Annotated[int, Field(ge=1, le=MOST_CHASE_DAYS)] = _USUAL.chase_days


def returns_of(table: ReturnsTable) -> ReturnRules:
    """The table as a value of the operation."""
    return ReturnRules(**table.model_dump())


def returns_entry(returns: ReturnRules) -> dict[str, object]:
    """The same as it stands in a file."""
    return asdict(returns)
