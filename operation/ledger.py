"""What each piece of work costs: sheets, rates and pots put together, line by line.

A `Line` is one person's night. What a pot has spent is the sum of its lines and costs, and what
the finance unit is sent are the same lines: one can never say other than the other.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from fractions import Fraction

from operation.area import Plan
from operation.budget import BudgetRules, Pot, Rate, Spent, mean_rate, pot_of, rate_on
from operation.hours import Sheet, Span
from operation.nights import moment_of, monday_of, night_span
from operation.overtime import (
    Kind,
    Wants,
    Worth,
    full,
    is_public_holiday,
    simple,
)


@dataclass(frozen=True, slots=True)
class Night:
    """A night as the ledger needs it; `is_firm` once a crew is published or has gone out."""

    patrol_id: int
    night: date
    planned: Span
    minimum: int
    is_firm: bool
    pot: Pot | None


@dataclass(frozen=True, slots=True)
class Line:
    """One person's night: the times that count, and what they are worth.

    `worth` is None where no rate covers the rank and day. `is_confirmed` says whether a lead has
    confirmed the times; until then it is what the planned ones would cost.
    """

    night: Night
    sheet: Sheet
    rank: str | None
    rate: Fraction | None
    worth: Worth | None

    @property
    def is_confirmed(self) -> bool:
        return self.sheet.confirmed is not None

    @property
    def spent(self) -> Spent:
        """What it costs, and when."""
        return Spent(self.night.night, self.worth.pence if self.worth else None)


def lines(
    nights: Iterable[Night],
    sheets: Mapping[int, Mapping[int, Sheet]],
    *,
    ranks: Mapping[int, str | None],
    rates: Sequence[Rate],
    rules: BudgetRules,
) -> list[Line]:
    """What everyone's nights are worth, in the order of the nights; none for the absent.

    `sheets` are by patrol and member, `ranks` by member. Casual overtime is counted within the
    weeks that are handed in, from Monday on: hand in whole ones.
    """
    found: list[Line] = []
    occasions: dict[tuple[int, date], int] = {}
    for night in sorted(nights, key=lambda each: (each.planned.starts, each.patrol_id)):
        for member_id, sheet in sheets.get(night.patrol_id, {}).items():
            span = sheet.worked
            if span is None:
                continue
            week = (member_id, monday_of(night.night))
            if sheet.kind is Kind.CASUAL:
                occasions[week] = occasions.get(week, 0) + 1
            rank = sheet.rank or ranks.get(member_id)
            rate = rate_on(rates, rank, night.night)
            worth = None
            if rate is not None:
                worth = worth_of(
                    sheet, span, night.night, rate.hourly,
                    rules=rules, occasion=occasions.get(week, 1),
                )  # fmt: skip
            found.append(Line(night, sheet, rank, rate.hourly if rate else None, worth))
    return found


def worth_of(
    sheet: Sheet,
    span: Span,
    night: date,
    rate: Fraction,
    *,
    rules: BudgetRules,
    occasion: int = 1,
) -> Worth:
    """What one night is worth at an hourly rate, by the area's arithmetic."""
    if not rules.is_full:
        return simple(span.elapsed, rate)
    return full(
        span.elapsed,
        rate,
        kind=sheet.kind,
        is_holiday=is_public_holiday(night),
        occasion=occasion,
        wants=sheet.wants,
    )


def nights_to_come(
    plan: Plan, *, first: date, last: date, taken: Iterable[date], zone: str, now: datetime
) -> list[Night]:
    """The nights between two days that the plan wants and that are on no rota yet.

    A week whose sign-up would have closed by now opens no more: nobody will be asked to work it.
    """
    have = set(taken)
    found = []
    for ahead in range((last - first).days + 1):
        day = first + timedelta(days=ahead)
        is_to_open = moment_of(monday_of(day), plan.rhythm.closes, zone) > now
        for pattern in plan.nights:
            if pattern.weekday == day.weekday() and is_to_open and day not in have:
                span = Span(*night_span(day, pattern, zone))
                found.append(Night(0, day, span, pattern.minimum, False, None))
    return found


def expected(
    night: Night, *, rates: Sequence[Rate], ranks: Iterable[str | None], rules: BudgetRules
) -> Spent:
    """What a night without a crew will cost: its minimum, at the mean rate of these people."""
    mean = mean_rate(rates, ranks, night.night)
    if mean is None:
        return Spent(night.night, None)
    blank = Sheet(night.patrol_id, 0, night.planned, kind=Kind.PLANNED, wants=Wants.PAY)
    each = worth_of(blank, night.planned, night.night, mean, rules=rules)
    return Spent(night.night, each.pence * night.minimum)


def pays(pots: Sequence[Pot], nights: Iterable[Night], pot: Pot) -> list[Night]:
    """Those of the nights to come that this pot would pay for."""
    return [each for each in nights if pot_of(pots, each.night) == pot]
