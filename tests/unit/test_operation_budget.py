"""Rates, pots and what pots are spent on: what is refused, and that the sums add up."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from operation import budget, ledger
from operation.area import NightPattern, Plan
from operation.attendance import Attended
from operation.budget import Basis, BudgetRules, Cost, CostKind, Pot, Rate, Spent
from operation.errors import Refusal
from operation.hours import Sheet, Span
from operation.ledger import Night
from operation.overtime import Arithmetic, Kind, Wants
from tests.unit.operation_examples import RHYTHM

MARCH = Pot("March", "X1", 5_000_00, date(2031, 3, 1), date(2031, 3, 31), id=1)
SPRING = Pot("Spring", "X2", 25_000_00, date(2031, 3, 1), date(2031, 4, 30), id=2)
FRIDAY = date(2031, 3, 14)
FULL = BudgetRules(Arithmetic.FULL)
SIMPLE = BudgetRules()


def rate(starts: date, ends: date | None = None, rank: str = "PC", pence: int = 20_00) -> Rate:
    return Rate(rank, Basis.HOURLY, pence, starts, ends)


# Rates


@pytest.mark.parametrize(
    ("starts", "ends"),
    [
        (date(2031, 3, 10), date(2031, 3, 20)),
        (date(2031, 3, 1), None),
        (date(2031, 2, 1), date(2031, 3, 1)),
        (date(2031, 3, 31), date(2031, 4, 30)),
        (date(2031, 2, 1), None),
    ],
)
def test_rates_of_one_rank_do_not_overlap(starts: date, ends: date | None) -> None:
    there = [rate(date(2031, 3, 1), date(2031, 3, 31))]

    with pytest.raises(budget.RatesOverlap):
        budget.add_rate(there, rate(starts, ends))
    assert budget.add_rate(there, rate(starts, ends, rank="PS")) is None


def test_a_rate_until_further_notice_ends_the_day_before_the_next_one() -> None:
    before = rate(date(2031, 3, 1))

    followed = budget.add_rate([before], rate(date(2031, 9, 1), pence=21_00))

    assert followed is not None
    assert followed.ends == date(2031, 8, 31)


@pytest.mark.parametrize(
    ("starts", "ends"),
    [
        (date(2031, 2, 1), None),
        (date(2031, 3, 1), None),
        (date(2031, 9, 1), date(2031, 9, 30)),
    ],
)
def test_nothing_else_overlaps_with_a_rate_until_further_notice(
    starts: date, ends: date | None
) -> None:
    with pytest.raises(budget.RatesOverlap):
        budget.add_rate([rate(date(2031, 3, 1))], rate(starts, ends))


@pytest.mark.parametrize(
    ("new", "refusal"),
    [
        (rate(FRIDAY, FRIDAY - timedelta(days=1)), budget.DatesReversed),
        (rate(FRIDAY, pence=0), budget.AmountImpossible),
        (rate(FRIDAY, pence=-1), budget.AmountImpossible),
        (rate(FRIDAY, pence=budget.MOST_PENCE + 1), budget.AmountImpossible),
    ],
)
def test_rates_that_cannot_be_are_refused(new: Rate, refusal: type[Refusal]) -> None:
    with pytest.raises(refusal):
        budget.add_rate([], new)


@given(
    st.lists(
        st.tuples(
            st.dates(date(2031, 1, 1), date(2031, 3, 1)),
            st.none() | st.dates(date(2031, 1, 1), date(2031, 3, 1)),
        ),
        max_size=8,
    )
)
def test_whatever_is_entered_no_day_has_two_rates(spans: list[tuple[date, date | None]]) -> None:
    rates: list[Rate] = []
    for number, (starts, ends) in enumerate(spans, 1):
        new = Rate("PC", Basis.HOURLY, 100 * number, starts, ends, id=number)
        try:
            followed = budget.add_rate(rates, new)
        except Refusal:
            continue
        rates = [followed if followed and each.id == followed.id else each for each in rates]
        rates.append(new)

    for ahead in range(80):
        day = date(2031, 1, 1) + timedelta(days=ahead)
        assert sum(each.covers(day) for each in rates) <= 1


def test_the_mean_rate_is_that_of_the_people_and_otherwise_of_all_ranks() -> None:
    rates = [rate(FRIDAY), rate(FRIDAY, rank="PS", pence=26_00)]

    assert budget.mean_rate(rates, ["PC", "PC", "PS", "DC"], FRIDAY) == Fraction(22_00)
    assert budget.mean_rate(rates, ["DC"], FRIDAY) == Fraction(23_00)
    assert budget.mean_rate(rates, ["PC"], FRIDAY - timedelta(days=1)) is None


# Pots


@pytest.mark.parametrize(
    ("name", "code", "pence", "ends", "refusal"),
    [
        ("", "X1", 1, FRIDAY, budget.PotUnnamed),
        ("Pot", "  ", 1, FRIDAY, budget.PotUnnamed),
        ("x" * 41, "X1", 1, FRIDAY, budget.PotUnnamed),
        ("Pot", "x" * 21, 1, FRIDAY, budget.PotUnnamed),
        ("Pot", "X1", 1, None, budget.PotWithoutEnd),
        ("Pot", "X1", 1, FRIDAY - timedelta(days=1), budget.DatesReversed),
        ("Pot", "X1", 0, FRIDAY, budget.AmountImpossible),
        ("Pot", "X1", -5, FRIDAY, budget.AmountImpossible),
    ],
)
def test_pots_that_cannot_be_are_refused(
    name: str, code: str, pence: int, ends: date | None, refusal: type[Refusal]
) -> None:
    with pytest.raises(refusal):
        budget.require_pot(name, code, pence, FRIDAY, ends)


def test_a_cost_falls_on_a_day_of_its_pot() -> None:
    assert budget.require_cost(MARCH, CostKind.FOOD, 100, MARCH.ends).pot_id == MARCH.id
    with pytest.raises(budget.OutsidePot):
        budget.require_cost(MARCH, CostKind.FOOD, 100, MARCH.ends + timedelta(days=1))


def test_a_night_is_paid_by_the_pot_that_ends_first_unless_another_is_chosen() -> None:
    assert budget.pot_of([SPRING, MARCH], FRIDAY) == MARCH
    assert budget.pot_of([SPRING, MARCH], FRIDAY, chosen=2) == SPRING
    assert budget.pot_of([SPRING, MARCH], date(2031, 4, 4)) == SPRING
    # A pot whose dates were moved away pays no more.
    assert budget.pot_of([SPRING, MARCH], date(2031, 4, 4), chosen=1) == SPRING
    assert budget.pot_of([MARCH], date(2031, 4, 4)) is None


SPENT = st.lists(
    st.builds(
        Spent,
        st.dates(MARCH.starts, MARCH.ends),
        st.none() | st.integers(0, 2_000_00),
    ),
    max_size=8,
)


@given(SPENT, SPENT, SPENT, st.lists(st.integers(1, 500_00), max_size=4))
def test_what_is_spent_promised_planned_and_left_adds_up_to_the_pot(
    hours: list[Spent], committed: list[Spent], planned: list[Spent], prices: list[int]
) -> None:
    costs = [Cost(1, CostKind.FOOD, pence, FRIDAY) for pence in prices]

    stand = budget.statement(MARCH, hours=hours, costs=costs, committed=committed, planned=planned)

    assert stand.actual == sum(each.pence or 0 for each in hours) + sum(prices)
    assert stand.actual + stand.committed + stand.remaining == MARCH.pence
    assert stand.forecast == stand.actual + stand.committed + stand.planned
    assert (stand.runs_out is None) == (stand.forecast <= MARCH.pence)
    assert stand.unpriced == sum(each.pence is None for each in (*hours, *committed, *planned))


def test_the_night_on_which_the_money_ends_is_named() -> None:
    weekly = [Spent(date(2031, 3, day), 2_000_00) for day in (7, 14, 21, 28)]

    stand = budget.statement(MARCH, hours=weekly[:1], costs=[], committed=[], planned=weekly[1:])

    assert stand.runs_out == date(2031, 3, 21)


# The ledger


def sheet(member_id: int, night: Night, **facts: object) -> Sheet:
    return Sheet(night.patrol_id, member_id, night.planned, **facts)  # type: ignore[arg-type] # by name


def night(day: int, patrol_id: int | None = None) -> Night:
    starts = datetime(2031, 3, day, 20, tzinfo=UTC)
    span = Span(starts, starts + timedelta(hours=6))
    return Night(patrol_id or day, starts.date(), span, 4, True, MARCH)


def test_the_absent_cost_nothing_and_who_is_not_confirmed_costs_what_is_planned() -> None:
    here = night(14)
    longer = Span(here.planned.starts, here.planned.ends + timedelta(hours=1))
    sheets = {
        14: {
            1: sheet(1, here, confirmed=longer, rank="PC"),
            2: sheet(2, here, proposed=longer),
            3: sheet(3, here, attended=Attended.EXCUSED),
        }
    }

    found = ledger.lines(
        [here], sheets, ranks={1: "PS", 2: "PC", 3: "PC"}, rates=[rate(FRIDAY)], rules=SIMPLE
    )

    # The rank is that of the day on which the hours were confirmed.
    assert [(e.sheet.member_id, e.spent.pence) for e in found] == [(1, 140_00), (2, 120_00)]


def test_the_fifth_casual_overtime_of_a_week_loses_nothing_and_monday_begins_anew() -> None:
    nights = [night(day) for day in (10, 11, 12, 13, 14, 17)]
    sheets = {
        each.patrol_id: {1: sheet(1, each, confirmed=each.planned, kind=Kind.CASUAL)}
        for each in nights
    }

    found = ledger.lines(
        nights, sheets, ranks={1: "PC"}, rates=[rate(date(2031, 3, 1))], rules=FULL
    )

    assert [each.worth.units for each in found if each.worth] == [22, 22, 22, 22, 24, 22]


def test_without_a_rate_there_is_no_price_and_not_a_price_of_nothing() -> None:
    here = night(14)
    [line] = ledger.lines(
        [here], {14: {1: sheet(1, here)}}, ranks={1: "DC"}, rates=[rate(FRIDAY)], rules=SIMPLE
    )

    assert line.worth is None
    assert line.spent.pence is None


def test_time_off_is_not_paid_from_the_pot() -> None:
    here = night(14)
    sheets = {14: {1: sheet(1, here, confirmed=here.planned, wants=Wants.TIME_OFF)}}
    [line] = ledger.lines([here], sheets, ranks={1: "PC"}, rates=[rate(FRIDAY)], rules=FULL)

    assert line.worth is not None
    assert (line.spent.pence, line.worth.time_off) == (0, timedelta(hours=8))


def test_the_plan_says_which_nights_are_to_come_across_a_clock_change() -> None:
    saturdays = Plan((NightPattern(5, time(20), time(2), 4, 6),), RHYTHM)
    found = ledger.nights_to_come(
        saturdays,
        first=date(2031, 3, 1),
        last=date(2031, 4, 5),
        taken=[date(2031, 3, 22)],
        zone="Europe/London",
        # The list of Saturday 15 March would have closed the Wednesday before its week.
        now=datetime(2031, 3, 6, tzinfo=UTC),
    )

    assert [(each.night.day, each.planned.elapsed) for each in found] == [
        (29, timedelta(hours=5)),
        (5, timedelta(hours=6)),
    ]
    rates = [rate(date(2031, 3, 1))]
    priced = [ledger.expected(e, rates=rates, ranks=["PC"], rules=SIMPLE) for e in found]
    assert [each.pence for each in priced] == [4 * 100_00, 4 * 120_00]
