"""Long numbers that lead to a person: telephones, payment cards, National Insurance."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

import phonenumbers

_RUN = re.compile(r"\+?\(?\d(?:[\s.,()_*~-]{0,4}\d){6,}")
"""Seven digits and more with little between them."""
_AFTER_CODE = re.compile(r"(\+?\(?44\)?[\s.-]*)\(0\)")
_SLASHED = re.compile(r"\b(0\d{4})/(?=\d{3}[\s.-]?\d{3}\b)")
_GROUP = re.compile(r"\d+")

_SPOKEN_OF = re.compile(
    r"""\b(?:tel|tele|telephone|phone|mob|mobile|cell|landline|whatsapp
        |(?:call|ring|text|txt)\s+(?:her|him|them|me|back|on))\b
        (?:[\s:=.#-]|\b(?:no|num|number|is|on|at|was|her|him|them)\b){0,8}
        \d(?:[\s.-]?\d){5,}""",
    re.IGNORECASE | re.VERBOSE,
)
"""A number of six digits and more right after a word for a telephone."""

_PHONE_STARTS, _CARD_STARTS = "047", "23456"
_MOST_ASKED = 24
"""How often the library is asked about one text: nobody types more numbers than that."""


def has_phone(text: str) -> bool:
    """Whether a telephone number is in a text, however it is grouped; British unless it says."""
    if _SPOKEN_OF.search(text):
        return True
    text = _SLASHED.sub(r"\1 ", text)
    asked = 0
    for run in _RUN.finditer(text):
        written = _AFTER_CODE.sub(r"\1", run[0])
        for digits, groups in _windows(written, starts=_PHONE_STARTS, fewest=8, most=15):
            is_abroad = written.startswith(("+", "(+")) and groups[0] == 0
            if not is_abroad and _is_british(digits, groups[1]):
                return True
            doubt = _in_doubt(digits, groups[1], is_abroad=is_abroad)
            if doubt is not None and asked < _MOST_ASKED:
                asked += 1
                if _is_number(doubt, is_sure=is_abroad):
                    return True
    return False


def has_card(text: str) -> bool:
    """Whether a payment card's number is in a text: its length, its first digits, its check."""
    return any(
        _is_card(digits) and not _are_times(groups[1])
        for run in _RUN.finditer(text)
        for digits, groups in _windows(run[0], starts=_CARD_STARTS, fewest=13, most=19)
    )


def has_national_insurance(text: str) -> bool:
    """Whether a National Insurance number is in a text; without its last letter if it is named."""
    return bool(_INSURED.search(text) or _NAMED_INSURED.search(text))


_INSURED = re.compile(
    r"(?<![A-Za-z0-9])[A-Za-z]{2}[\s.-]?\d{2}[\s.-]?\d{2}[\s.-]?\d{2}"
    r"(?:[\s.-]?[A-D]|[a-d])(?![A-Za-z0-9])"
    r"|(?<![A-Za-z0-9])[a-z]{2}(?:[\s.-]\d{2}){3}[\s.-]?[a-d](?![A-Za-z0-9])"
)
_NAMED_INSURED = re.compile(
    r"\b(?:ni|nino|ni\s?no|ni\s?number|nat(?:ional)?\s+ins(?:urance)?)\b[\s:.#=-]*"
    r"(?:(?:no|num|number|is)\b[\s:.#=-]*){0,2}[A-Z]{2}(?:[\s.-]?\d){6}(?!\d)",
    re.IGNORECASE,
)

_Groups = tuple[int, Sequence[str]]


def _windows(run: str, *, starts: str, fewest: int, most: int) -> Iterator[tuple[str, _Groups]]:
    """Neighbouring groups of a run that have so many digits: joined, the first's place, each.

    The first begins with one of `starts`, or with the code of a country.
    """
    groups = _GROUP.findall(run)
    is_abroad = run.startswith(("+", "(+"))
    for first, group in enumerate(groups):
        if group[0] not in starts and not (is_abroad and first == 0):
            continue
        digits = ""
        for last in range(first, len(groups)):
            digits += groups[last]
            if len(digits) > most:
                break
            if len(digits) >= fewest:
                yield digits, (first, groups[first : last + 1])


def _is_british(digits: str, groups: Sequence[str]) -> bool:
    """As long as British numbers are, whether or not its range is in use: people mistype."""
    for code in ("00440", "0044", "440", "44"):
        if digits.startswith(code) and len(digits) == len(code) + 10:
            return digits[len(code)] in "123578"
    if len(digits) == 11 and digits[0] == "0" and digits[1] in "1235789":
        return not _is_date_and_more(groups)
    if digits.startswith("07") and len(digits) in (10, 12):
        # A mobile number with a digit too few or too many.
        return len(groups[0]) >= 5
    is_mobile = len(digits) == 10 and digits[0] == "7" and digits[1] not in "06"
    return is_mobile and len(groups[0]) >= 4


def _in_doubt(digits: str, groups: Sequence[str], *, is_abroad: bool) -> str | None:
    """What the library has to say whether it is a number; None where it cannot be one."""
    if is_abroad:
        return f"+{digits}"
    if digits.startswith("00") and len(digits) >= 10:
        return f"+{digits[2:]}"
    is_short = len(digits) == 10 and digits[:2] in ("01", "05", "08")
    return f"+44{digits[1:]}" if is_short and any(len(each) != 2 for each in groups) else None


def _is_number(written: str, *, is_sure: bool) -> bool:
    try:
        number = phonenumbers.parse(written, None)
    except phonenumbers.NumberParseException:
        return False
    return phonenumbers.is_valid_number(number) or (
        is_sure and phonenumbers.is_possible_number(number)
    )


def _is_date_and_more(groups: Sequence[str]) -> bool:
    """A date and a time of three digits make eleven too: 02.12.2026 830."""
    if [len(group) for group in groups[:3]] != [2, 2, 4]:
        return False
    day, month, year = (int(group) for group in groups[:3])
    return 1 <= day <= 31 and 1 <= month <= 12 and 1900 <= year < 2100


_ISSUERS = re.compile(
    r"4(?:\d{12}|\d{15}|\d{18})|5[1-5]\d{14}|(?:222[1-9]|22[3-9]\d|2[3-6]\d\d|27[01]\d|2720)\d{12}"
    r"|3[47]\d{13}|3(?:0[0-5]|[68]\d)\d{11}|35\d{14}|6\d{15,18}|5[0678]\d{14,17}"
)


def _is_card(digits: str) -> bool:
    return _ISSUERS.fullmatch(digits) is not None and _fits_luhn(digits)


def _fits_luhn(digits: str) -> bool:
    doubled = [int(digit) * (1 + place % 2) for place, digit in enumerate(reversed(digits))]
    return sum(number - 9 if number > 9 else number for number in doubled) % 10 == 0


def _are_times(groups: Sequence[str]) -> bool:
    """Four times in a row have as many digits as a card: 2230 2345 0100 0215."""
    return all(len(each) == 4 and each[:2] < "24" and each[2:] < "60" for each in groups)
