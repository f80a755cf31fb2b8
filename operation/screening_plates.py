"""Short codes that lead to a door or a car: postcodes and vehicle registrations."""

from __future__ import annotations

import re

from operation.common_words import COMMON

_POSTCODE = re.compile(
    r"(?<![A-Za-z0-9])([A-Za-z]{1,2})\d[A-Za-z0-9]?[\s.-]{0,2}\d([A-Za-z]{2})(?![A-Za-z0-9])"
)
_NOT_INWARD = frozenset("cikmov")
"""Letters that the second half of no postcode has, though people mistype and make them up."""
_ORDINALS = frozenset({"st", "nd", "rd", "th"})
_SHORT = (
    "am pm hr ft pt ph pp yd lb kg km cm mm mi in of pc ps dc ds ic ac mo ok no do so to me my vs"
)
_UNITS = _ORDINALS | frozenset(_SHORT.split()) | {"oo"}
"""What stands after a single digit in other words than postcodes."""

_PRESENT = re.compile(
    r"(?<![A-Za-z0-9])([A-Za-z]{2})([\s.-]{0,2})(\d{2})([\s.-]{0,2})([A-Za-z]{3})(?![A-Za-z0-9])"
)
_YEAR_FIRST = re.compile(
    r"(?<![A-Za-z0-9])([A-Za-z])(\d{1,3})([\s.-]?)([A-Za-z]{3})(?![A-Za-z0-9])"
    r"|(?<![A-Za-z0-9])([B-HJ-Z])\s(\d{1,3})(\s)([A-Z]{3})(?![A-Za-z0-9])"
)
_YEAR_LAST = re.compile(
    r"(?<![A-Za-z0-9])([A-Za-z]{3})([\s.-]?)(\d{1,3})([A-Za-z])(?![A-Za-z0-9]|-[A-Za-z])"
)
_NORTHERN = re.compile(r"(?<![A-Za-z0-9])([A-Z](?:[IZ][A-Z]|[A-Z][IZ]))\s?\d{4}(?![A-Za-z0-9])")
_NAMED = re.compile(
    r"\b(?:reg|regn|registration|vrm|vrn|index|(?:number\s|no\s)?plates?)\b[\s:.#=-]*"
    r"(?:(?:no|num|number|is|was|mark)\b[\s:.#=-]*){0,2}"
    r"(?:([A-Za-z]{1,3})[\s.-]?\d{1,4}|\d{1,4}[\s.-]?([A-Za-z]{1,3}))(?![A-Za-z0-9:/])",
    re.IGNORECASE,
)
_LONDON_DISTRICTS = "se sw nw ec wc cr br tw kt sm rm ig en ha ub da"
_LONDON = frozenset(_LONDON_DISTRICTS.split())
_VOWELS = frozenset("aeiouy")


def has_postcode(text: str) -> bool:
    """Whether a full British postcode is in a text: SW1A 1AA, with or without its space."""
    return any(_is_postcode(found[1], found[2]) for found in _POSTCODE.finditer(text))


def _is_postcode(area: str, unit: str) -> bool:
    end = unit.lower()
    if end not in _UNITS:
        return True
    # "A23 4th", "M25 9pm" are a road, and when.
    is_written_so = unit.isupper() and not _NOT_INWARD & set(end)
    return is_written_so and not (end in _ORDINALS and area == "A")


def has_registration(text: str) -> bool:
    """Whether a vehicle's registration is in a text, in the formats since 1963.

    Older ones are told from a warrant number by a word such as "reg" before them only.
    """
    return (
        any(_is_present(*found.groups()) for found in _PRESENT.finditer(text))
        or any(
            _is_year_first(*filter(_is_part, found.groups()))
            for found in _YEAR_FIRST.finditer(text)
        )
        or any(_is_year_last(*found.groups()) for found in _YEAR_LAST.finditer(text))
        or any(found[1].lower() not in COMMON for found in _NORTHERN.finditer(text))
        or any(
            (found[1] or found[2] or "").lower() not in COMMON for found in _NAMED.finditer(text)
        )
    )


def _is_part(group: str | None) -> bool:
    return group is not None


def _is_present(area: str, gap: str, _age: str, late_gap: str, last: str) -> bool:
    if not gap and not late_gap:
        return True
    if last.lower() in COMMON or (gap and area.lower() in COMMON):
        return False
    # "SE11 men": a district, and what was there.
    return (area + last).isupper() or (area + last).islower() or area.lower() not in _LONDON


def _is_year_first(year: str, number: str, gap: str, last: str) -> bool:
    if last.lower() in COMMON:
        return False
    if not gap or (last.isupper() and year.isupper()):
        return True
    return last.islower() and (len(number) == 3 or not _VOWELS & set(last))


def _is_year_last(first: str, gap: str, number: str, year: str) -> bool:
    if first.lower() in COMMON:
        return False
    if not gap:
        return len(number) > 1 or first.isupper()
    if first.isupper() and year.isupper():
        return len(number) > 1
    return first.islower() and (len(number) == 3 or (len(number) == 2 and not _VOWELS & set(first)))
