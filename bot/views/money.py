"""How money and days are put in words."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

from operation.overtime import rounded


def pounds(pence: int) -> str:
    """£1,200.50, and −£3.00 below zero."""
    sign = "−" if pence < 0 else ""
    return f"{sign}£{abs(pence) // 100:,}.{abs(pence) % 100:02}"


def hourly_pounds(pence: Fraction) -> str:
    """£19.50, an hourly rate to the nearest penny."""
    return pounds(rounded(pence))


def long_day(day: date) -> str:
    """14 Mar 2031."""
    return f"{day.day} {day:%b %Y}"
