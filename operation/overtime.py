"""What a piece of overtime is worth: pure arithmetic, exact to the penny.

Money is whole pence, time is elapsed time, everything between is a fraction; only the last step
rounds, half a penny up. `simple` is hours times a rate. `full` is the overtime of constables and
sergeants (Police Regulations 2003, regulations 25 and 26, as the operation works them): completed
quarters of an hour, times a multiplier. An area chooses between them.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from fractions import Fraction
from functools import cache
from math import floor

import holidays

UNIT = timedelta(minutes=15)
"""What full arithmetic counts in; what is not completed does not count."""
LOST_WHEN_CASUAL = 2
"""Units that casual overtime loses on each of the first occasions of a week: 30 minutes."""
LOSING_OCCASIONS = 4
REST_DAY_UNITS = 16
"""A rest day is worth four hours at least."""
CLEAR_DAYS = 15
"""With so many clear days' notice another day off takes the rest day's place."""


class Arithmetic(StrEnum):
    """How an area works out what hours cost."""

    SIMPLE = "simple"
    FULL = "full"


class Kind(StrEnum):
    """What sort of overtime an evening is, as the lead has settled it."""

    PLANNED = "planned"
    """They were told by the start of their shift."""
    CASUAL = "casual"
    """They were told during it."""
    REST_DAY = "rest_day"
    """Their day off, with fewer than 15 clear days' notice."""
    MOVED_DAY = "moved_day"
    """Their day off, with more: they get another day instead, and no pay."""


class Wants(StrEnum):
    """What an officer takes for their overtime."""

    PAY = "pay"
    TIME_OFF = "time_off"


MULTIPLIERS = {
    Kind.PLANNED: Fraction(4, 3),
    Kind.CASUAL: Fraction(4, 3),
    Kind.REST_DAY: Fraction(3, 2),
    Kind.MOVED_DAY: Fraction(0),
}
HOLIDAY = Fraction(2)


@dataclass(frozen=True, slots=True)
class Worth:
    """What a piece of overtime comes to.

    `units` are completed quarters of an hour that count, `multiplier` what each is multiplied
    with. `pence` is what it costs; nothing when time off is taken, which is `time_off` then.
    """

    units: int
    multiplier: Fraction
    pence: int
    time_off: timedelta = timedelta()


def hourly(annual_pence: int) -> Fraction:
    """The hourly rate, in pence, of an annual pay in pence: times 6/313, by 40 hours."""
    return Fraction(annual_pence) * 6 / 313 / 40


def units_of(elapsed: timedelta) -> int:
    """The completed quarters of an hour in a time that really passed."""
    return max(0, elapsed // UNIT)


def rounded(pence: Fraction) -> int:
    """The nearest penny, half a penny up."""
    return floor(pence + Fraction(1, 2))


def simple(elapsed: timedelta, rate: Fraction) -> Worth:
    """Hours times an hourly rate in pence; to the minute, and always paid."""
    minutes = max(0, elapsed // timedelta(minutes=1))
    return Worth(units_of(elapsed), Fraction(1), rounded(rate * minutes / 60))


def full(
    elapsed: timedelta,
    rate: Fraction,
    *,
    kind: Kind = Kind.PLANNED,
    is_holiday: bool = False,
    occasion: int = 1,
    wants: Wants = Wants.PAY,
) -> Worth:
    """Completed quarters times the multiplier of the kind, at an hourly rate in pence.

    `occasion` says the how-manyeth casual overtime of the week it is, from 1. A public holiday
    counts double whatever the kind, and loses nothing.
    """
    units = units_of(elapsed)
    multiplier = HOLIDAY if is_holiday else MULTIPLIERS[kind]
    if not is_holiday and kind is Kind.CASUAL and occasion <= LOSING_OCCASIONS:
        units = max(0, units - LOST_WHEN_CASUAL)
    if not is_holiday and kind is Kind.REST_DAY and units:
        units = max(units, REST_DAY_UNITS)
    if wants is Wants.TIME_OFF:
        minutes = floor(units * 15 * multiplier)
        return Worth(units, multiplier, 0, timedelta(minutes=minutes))
    return Worth(units, multiplier, rounded(rate * units / 4 * multiplier))


def clear_days(told: date, worked: date) -> int:
    """The days between the day of the notice and the day of work, neither of them counted."""
    return max(0, (worked - told).days - 1)


def is_public_holiday(day: date) -> bool:
    """Whether it is a public holiday in England. A night belongs to the day it begins on."""
    return day in _calendar()


@cache
def _calendar() -> holidays.HolidayBase:
    return holidays.country_holidays("GB", subdiv="ENG")
