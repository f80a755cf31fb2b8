"""Dates of birth: a full date of long ago, or any date beside a word for one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

LONG_AGO_YEARS = 10
"""A full date of earlier than this is taken for one of birth, whatever stands beside it."""
_YEARS_AHEAD = 15
"""Two digits mean a year of up to so far ahead, or else one of the century before."""

_MONTHS = (
    "jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    "|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?"
)
_NUMBERED = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_TH = r"(?:\s?(?:st|nd|rd|th))?"

_NUMERIC = re.compile(
    rf"(?<!\d)(?<!\d[/.-])(\d{{1,2}}){_TH}(\s?[/.-]\s?|\s)(\d{{1,2}})\2(\d{{4}}|\d{{2}})"
    r"(?![\d])(?![/.:-]\d)",
    re.IGNORECASE,
)
_DAY_FIRST = re.compile(
    rf"(?<!\d)(\d{{1,2}}){_TH}[\s./,-]{{0,3}}(?:of\s+)?({_MONTHS})(?![a-z])"
    r"([\s./,'-]{0,3})(\d{4}|\d{2})(?!\w)(?![.:]\d)",
    re.IGNORECASE,
)
_MONTH_FIRST = re.compile(
    rf"(?<![a-z])({_MONTHS})\.?\s{{0,2}}(\d{{1,2}}){_TH}[\s,./-]{{1,3}}(\d{{4}})(?!\d)",
    re.IGNORECASE,
)
_YEAR_FIRST = re.compile(r"(?<!\d)(\d{4})([/.\s-])(\d{1,2})\2(\d{1,2})(?!\d)")
_IN_ONE = re.compile(r"(?<![\d./-])(\d{8})(?![\d])")
_COUNTED = re.compile(
    r"\s*(?:x|to|of|h|hrs?|hours?|mins?|minutes?|officers?|pcs?|people|persons?|men|women|males?"
    r"|females?|cars?|vehicles?|places?|crew|volunteers?|units?|nights?|patrols?|visits?|stops?"
    r"|present|seen|spoken|engaged|booked|signed)\b",
    re.IGNORECASE,
)

_TWO_DIGITS = re.compile(r"\d\d")

_OF_BIRTH = re.compile(
    r"\b(?:d\.?\s?o\.?\s?b|born|birth|birthday|birthdate|b-?day|date\s+of\s+birth)\b", re.IGNORECASE
)
_ANY_DATE = re.compile(
    rf"(?<![\d:])(?:\d{{1,2}}\s?[/.-]\s?(?:0?[1-9]|1[0-2])(?!\d)|\d{{1,2}}\s(?:0?[1-9]|1[0-2])\s\d{{2}}"
    rf"|\d{{6}}(?!\d)|\d{{8}}(?!\d)|(?:19|20)\d{{2}}(?!\d)|\d{{1,2}}{_TH}[\s-]?(?:of\s+)?(?:{_MONTHS})"
    rf")|\b(?:{_MONTHS})\s\d{{1,2}}",
    re.IGNORECASE,
)
_BEFORE, _BESIDE = 16, 24
"""How many signs before and after the word the date may stand."""


def has_birth_date(text: str, *, today: date) -> bool:
    """Whether a date of birth is in a text."""
    for word in _OF_BIRTH.finditer(text):
        if _ANY_DATE.search(text[word.end() : word.end() + _BESIDE]) or _ANY_DATE.search(
            text[max(word.start() - _BEFORE, 0) : word.start()]
        ):
            return True
    return any(_is_long_ago(found, today) for found in _dates(text, today))


def _is_long_ago(found: date, today: date) -> bool:
    years = today.year - found.year - ((today.month, today.day) < (found.month, found.day))
    return years >= LONG_AGO_YEARS and found.year >= 1900


def _dates(text: str, today: date) -> Iterator[date]:
    if _TWO_DIGITS.search(text) is None:
        return
    for found in _DAY_FIRST.finditer(text):
        if not _is_count(found[3], found[4], text[found.end() :]):
            yield from _date(_year(found[4], today), _month(found[2]), int(found[1]))
    for found in _MONTH_FIRST.finditer(text):
        yield from _date(int(found[3]), _month(found[1]), int(found[2]))
    for found in _NUMERIC.finditer(text):
        yield from _numeric(found, today)
    for found in _YEAR_FIRST.finditer(text):
        yield from _date(int(found[1]), int(found[3]), int(found[4]))
    for found in _IN_ONE.finditer(text):
        whole = found[1]
        yield from _date(int(whole[4:]), int(whole[2:4]), int(whole[:2]))
        yield from _date(int(whole[:4]), int(whole[4:6]), int(whole[6:]))


def _numeric(found: re.Match[str], today: date) -> Iterator[date]:
    day, month, year = int(found[1]), int(found[3]), _year(found[4], today)
    if found[2] == " " and len(found[4]) == 2 and year >= 2000:
        # Three small numbers in a row are counts, or times.
        return
    yield from _date(year, month, day)
    if len(found[4]) == 4 and month > 12:
        yield from _date(year, day, month)


def _is_count(between: str, digits: str, after: str) -> bool:
    """31 Mar 14 people: the last number is no year."""
    is_loose = between.isspace() and len(digits) == 2 and digits[0] != "0"
    return is_loose and int(digits) < 60 and _COUNTED.match(after) is not None


def _year(digits: str, today: date) -> int:
    if len(digits) == 4:
        return int(digits)
    this_century = 2000 + int(digits)
    return this_century if this_century <= today.year + _YEARS_AHEAD else this_century - 100


def _month(name: str) -> int:
    return _NUMBERED.index(name[:3].lower()) + 1


def _date(year: int, month: int, day: int) -> Iterator[date]:
    try:
        yield date(year, month, day)
    except ValueError:
        return
