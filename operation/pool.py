"""The pool of officers: whether it can carry the nights that an area wants.

Counted in blocks of four weeks, since that is how an officer's share is capped. The arithmetic
for one block:

    needed   the minimum crews of all its nights, added up
    each     what one officer works: the cap, but no more nights than there are
    covered  officers x each, rounded down
    short    needed - covered, or nothing
    more     short / each, rounded up: officers who would have to join

With Friday and Saturday at four, 32 places are needed; 7 officers at 3 nights cover 21, so 11
are short, and 4 more officers would do.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from math import ceil, floor

from operation.area import NightPattern

BLOCK_WEEKS = 4
BLOCKS = 2
LOOKS_BACK = timedelta(weeks=8)
"""Whoever worked in this time is active."""
LAPSING_DAYS = 60


@dataclass(frozen=True, slots=True)
class Block:
    """Four weeks of the forecast; places and nights are counted, `each` is nights of one officer.

    `full` is what would be needed if every place of every night were filled.
    """

    first: date
    weeks: int
    nights: int
    needed: int
    full: int
    officers: int
    each: Fraction

    @property
    def covered(self) -> int:
        return floor(self.officers * self.each)

    @property
    def short(self) -> int:
        return max(0, self.needed - self.covered)

    @property
    def more(self) -> int | None:
        """How many officers would close the gap; None if no number would, at nothing each."""
        if self.each <= 0:
            return 0 if self.short == 0 else None
        return ceil(Fraction(self.short) / self.each)


@dataclass(frozen=True, slots=True)
class Forecast:
    """The blocks ahead, with the cap as each one's share, and with what was worked lately."""

    at_most: tuple[Block, ...]
    lately: tuple[Block, ...]
    pace: Fraction
    """Nights that one officer of today's pool has worked in four weeks, on average of eight."""


def forecast(
    nights: Sequence[NightPattern],
    expiries: Collection[date | None],
    *,
    worked: int,
    cap: int,
    today: date,
) -> Forecast:
    """What the pool can carry of the usual nights in the eight weeks from today on.

    `expiries` has one entry for each trained active officer: the day the training runs out, None
    for never. An officer counts for a block through which the training lasts to the end. `worked`
    counts the places that today's pool filled in the last eight weeks.
    """
    blocks = LOOKS_BACK // timedelta(weeks=BLOCK_WEEKS)
    pace = Fraction(worked, blocks * len(expiries)) if expiries else Fraction(0)
    return Forecast(
        at_most=_blocks(nights, expiries, Fraction(cap), today),
        lately=_blocks(nights, expiries, min(pace, Fraction(cap)), today),
        pace=pace,
    )


def _blocks(
    nights: Sequence[NightPattern], expiries: Collection[date | None], each: Fraction, today: date
) -> tuple[Block, ...]:
    blocks = []
    count = len(nights) * BLOCK_WEEKS
    for number in range(BLOCKS):
        first = today + timedelta(weeks=BLOCK_WEEKS * number)
        after = first + timedelta(weeks=BLOCK_WEEKS)
        blocks.append(
            Block(
                first=first,
                weeks=BLOCK_WEEKS,
                nights=count,
                needed=sum(night.minimum for night in nights) * BLOCK_WEEKS,
                full=sum(night.places for night in nights) * BLOCK_WEEKS,
                officers=sum(until is None or until >= after for until in expiries),
                each=min(each, Fraction(count)),
            )
        )
    return tuple(blocks)


def is_lapsing(expires_on: date | None, *, today: date) -> bool:
    """Whether a training runs out within `LAPSING_DAYS` days."""
    return expires_on is not None and expires_on <= today + timedelta(days=LAPSING_DAYS)
