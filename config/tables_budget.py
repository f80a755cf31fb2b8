"""The form of an area file's table of money."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BeforeValidator, Field

from config.fields import Table, refused
from operation.budget import BudgetRules
from operation.overtime import Arithmetic

_USUAL = BudgetRules()


def _arithmetic(value: object) -> object:
    if value not in list(Arithmetic):
        raise refused("is no arithmetic of this bot", 'Write "simple" or "full"')
    return value


class BudgetTable(Table):
    """`[budget]`: how hours become money, and when whoever has not stated theirs is asked again."""

    arithmetic: Annotated[Literal["simple", "full"], BeforeValidator(_arithmetic)] = "simple"
    reminder_hour: Annotated[int, Field(ge=0, le=23)] = _USUAL.reminder_hour
    own_hours: bool = _USUAL.own_hours


def budget_of(table: BudgetTable) -> BudgetRules:
    """The table as the rules that it states."""
    return BudgetRules(Arithmetic(table.arithmetic), table.reminder_hour, table.own_hours)


def budget_entry(budget: BudgetRules) -> dict[str, object]:
    """The rules as the table that states them."""
    return {
        "arithmetic": budget.arithmetic.value,
        "reminder_hour": budget.reminder_hour,
        "own_hours": budget.own_hours,
    }
