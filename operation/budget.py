"""Money: dated rates, pots and what they are spent on, all in whole pence.

A pot's money is `actual` (hours confirmed, and other costs), `committed` (crews that are
published), and `planned` (nights that are wanted until it ends); no night is in two of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from fractions import Fraction

from operation.errors import Refusal
from operation.overtime import Arithmetic, hourly

MOST_PENCE = 100_000_000_00
"""A hundred million pounds: more is a slip of the thumb."""
LONGEST_NAME = 40
LONGEST_CODE = 20
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class BudgetRules:
    """What an area says about money.

    `reminder_hour` is the local hour of the day after a night at which whoever has not stated
    their hours is asked again. `own_hours`: whether a lead may confirm their own hours; otherwise
    another lead of the area does, as long as there is one.
    """

    arithmetic: Arithmetic = Arithmetic.SIMPLE
    reminder_hour: int = 14
    own_hours: bool = False

    @property
    def is_full(self) -> bool:
        return self.arithmetic is Arithmetic.FULL


class Basis(StrEnum):
    """What a rate says."""

    HOURLY = "hourly"
    ANNUAL = "annual"


class CostKind(StrEnum):
    """What a pot is spent on besides hours."""

    FOOD = "food"
    TRAINING = "training"
    EQUIPMENT = "equipment"
    TRAVEL = "travel"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Rate:
    """What a rank costs, from a day until a day, both included; until further notice without."""

    rank: str
    basis: Basis
    pence: int
    starts: date
    ends: date | None = None
    id: int = 0
    follows: int | None = None
    """The rate until further notice that this one has ended by taking over from it."""

    @property
    def hourly(self) -> Fraction:
        """Pence an hour."""
        return hourly(self.pence) if self.basis is Basis.ANNUAL else Fraction(self.pence)

    def covers(self, day: date) -> bool:
        return self.starts <= day and (self.ends is None or day <= self.ends)


@dataclass(frozen=True, slots=True)
class Pot:
    """Money for a time, from a day until a day, both included."""

    name: str
    code: str
    pence: int
    starts: date
    ends: date
    id: int = 0

    def covers(self, day: date) -> bool:
        return self.starts <= day <= self.ends


@dataclass(frozen=True, slots=True)
class Cost:
    """Something bought from a pot."""

    pot_id: int
    kind: CostKind
    pence: int
    day: date
    id: int = 0


@dataclass(frozen=True, slots=True)
class Spent:
    """What something costs and when; `pence` is None where no rate says."""

    day: date
    pence: int | None


@dataclass(frozen=True, slots=True)
class Accepted:
    """What a lead was shown of a crew and accepts: pence beyond the pot, people without a price."""

    over: int = 0
    unpriced: int = 0


@dataclass(frozen=True, slots=True)
class Statement:
    """How a pot stands.

    `unpriced` counts what no rate covers: it is in no sum. `runs_out` is the night on which the
    money would end, by what is spent, committed and planned; None if it lasts.
    """

    pot: Pot
    hours: int
    costs: int
    committed: int
    planned: int
    unpriced: int
    runs_out: date | None

    @property
    def actual(self) -> int:
        """What is spent."""
        return self.hours + self.costs

    @property
    def remaining(self) -> int:
        """What is neither spent nor promised; below zero, the pot is overspent."""
        return self.pot.pence - self.actual - self.committed

    @property
    def forecast(self) -> int:
        """What the pot will have cost on its last day."""
        return self.actual + self.committed + self.planned


@dataclass(eq=False)
class RatesOverlap(Refusal):
    """The rank has a rate for some of these days already."""

    rank: str
    starts: date
    ends: date | None


@dataclass(eq=False)
class DatesReversed(Refusal):
    """The last day is before the first."""

    starts: date
    ends: date


@dataclass(eq=False)
class AmountImpossible(Refusal):
    """No amount of money that anybody pays."""


@dataclass(eq=False)
class PotUnnamed(Refusal):
    """A pot needs a name and a cost code, each short."""

    limit: int


@dataclass(eq=False)
class PotNameTaken(Refusal):
    """Another pot of the area is called so."""

    name: str


@dataclass(eq=False)
class PotWithoutEnd(Refusal):
    """Money without a last day is nobody's plan."""


@dataclass(eq=False)
class OutsidePot(Refusal):
    """The pot does not cover that day."""

    starts: date
    ends: date


@dataclass(eq=False)
class PotHoldsCosts(Refusal):
    """The new dates would leave out what was bought from the pot."""

    day: date


@dataclass(eq=False)
class PotPaysNight(Refusal):
    """The new dates would leave out a night with confirmed hours, or one that it was chosen for."""

    day: date


@dataclass(eq=False)
class RatePaysNights(Refusal):
    """Confirmed hours are paid by this rate, and no other would take its place."""

    rank: str
    day: date


@dataclass(eq=False)
class WouldOverspend(Refusal):
    """The crew costs more than its pot has left."""

    pot: str
    over: int


@dataclass(eq=False)
class PricesMissing(Refusal):
    """No rate says what these of the crew cost; None for who has no rank."""

    ranks: tuple[str | None, ...]


def require_amount(pence: int) -> int:
    """The amount itself; raises `AmountImpossible` below a penny and beyond all reason."""
    if not 0 < pence <= MOST_PENCE:
        raise AmountImpossible
    return pence


def add_rate(rates: Iterable[Rate], new: Rate) -> Rate | None:
    """Take a new rate up: the one until further notice that it follows, ended the day before.

    Raises `DatesReversed`, `AmountImpossible`, and `RatesOverlap` for days that another rate of
    the rank covers, except where the new one simply takes over from one without an end.
    """
    require_amount(new.pence)
    if new.ends is not None and new.ends < new.starts:
        raise DatesReversed(new.starts, new.ends)
    followed = None
    for each in rates:
        if each.rank != new.rank or not _overlap(each, new):
            continue
        takes_over = each.ends is None and new.ends is None and each.starts < new.starts
        if not takes_over:
            raise RatesOverlap(each.rank, each.starts, each.ends)
        followed = replace(each, ends=new.starts - _DAY)
    return followed


def with_days_of(rates: Iterable[Rate], new: Rate) -> Rate | None:
    """The rate of the same rank and the very same days, whose amount a new one puts right."""
    days = (new.rank, new.starts, new.ends)
    return next((each for each in rates if (each.rank, each.starts, each.ends) == days), None)


def drop_rate(rates: Sequence[Rate], gone: Rate) -> list[Rate]:
    """What changes when a rate is taken back.

    The one that it had ended covers its days again, and whoever followed it follows that one.
    """
    reopened = [replace(each, ends=gone.ends) for each in rates if each.id == gone.follows]
    after = [replace(each, follows=gone.follows) for each in rates if each.follows == gone.id]
    return [*reopened, *after]


def _overlap(one: Rate, other: Rate) -> bool:
    begins_in_time = other.ends is None or one.starts <= other.ends
    return begins_in_time and (one.ends is None or other.starts <= one.ends)


def rate_on(rates: Iterable[Rate], rank: str | None, day: date) -> Rate | None:
    """What a rank costs on a day, None where nothing is set."""
    return next((each for each in rates if each.rank == rank and each.covers(day)), None)


def mean_rate(rates: Sequence[Rate], ranks: Iterable[str | None], day: date) -> Fraction | None:
    """The mean of what people of these ranks cost on a day; those without a rate left out.

    Where none of them has one, the mean of all rates of the day; None without any.
    """
    theirs = [rate_on(rates, rank, day) for rank in ranks]
    found = [each.hourly for each in theirs if each is not None]
    found = found or [each.hourly for each in rates if each.covers(day)]
    return sum(found, Fraction(0)) / len(found) if found else None


def require_pot(
    name: str, code: str, pence: int, starts: date, ends: date | None, *, id: int = 0
) -> Pot:
    """A pot that can be. Raises `PotUnnamed`, `PotWithoutEnd`, `DatesReversed`,
    `AmountImpossible`."""
    for text, limit in ((name, LONGEST_NAME), (code, LONGEST_CODE)):
        if not text.strip() or len(text) > limit:
            raise PotUnnamed(limit)
    if ends is None:
        raise PotWithoutEnd
    if ends < starts:
        raise DatesReversed(starts, ends)
    return Pot(name.strip(), code.strip(), require_amount(pence), starts, ends, id)


def require_cost(pot: Pot, kind: CostKind, pence: int, day: date) -> Cost:
    """A cost that the pot can bear. Raises `OutsidePot`, `AmountImpossible`."""
    if not pot.covers(day):
        raise OutsidePot(pot.starts, pot.ends)
    return Cost(pot.id, kind, require_amount(pence), day)


def pot_of(pots: Iterable[Pot], night: date, chosen: int | None = None) -> Pot | None:
    """The pot that a night is paid from: the one chosen, or else the one that ends first.

    Only a pot that covers the night's date can pay for it; None where none does. Once hours of a
    night are confirmed its pot is as good as chosen: no other takes them.
    """
    able = [each for each in pots if each.covers(night)]
    by_hand = next((each for each in able if each.id == chosen), None)
    return by_hand or min(able, key=lambda each: (each.ends, each.starts, each.id), default=None)


def statement(
    pot: Pot,
    *,
    hours: Sequence[Spent],
    costs: Sequence[Cost],
    committed: Sequence[Spent],
    planned: Sequence[Spent],
) -> Statement:
    """How a pot stands, from all that it pays, bought and is to pay."""
    bought = [Spent(each.day, each.pence) for each in costs]
    everything = [*hours, *bought, *committed, *planned]
    return Statement(
        pot=pot,
        hours=total(hours),
        costs=total(bought),
        committed=total(committed),
        planned=total(planned),
        unpriced=sum(each.pence is None for each in everything),
        runs_out=_runs_out(pot, everything),
    )


def total(spent: Iterable[Spent]) -> int:
    """The sum of what has a price."""
    return sum(each.pence or 0 for each in spent)


def _runs_out(pot: Pot, everything: Sequence[Spent]) -> date | None:
    left = pot.pence
    for each in sorted(everything, key=lambda spent: spent.day):
        left -= each.pence or 0
        if left < 0:
            return each.day
    return None
