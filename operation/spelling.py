"""Numbers and letters that are spelled out, as over the radio, put back into signs."""

from __future__ import annotations

import re

_DIGITS = {
    "zero": "0", "oh": "0", "nought": "0", "o": "0", "one": "1", "two": "2", "three": "3",
    "four": "4", "five": "5", "six": "6", "seven": "7", "eight": "8", "nine": "9", "niner": "9",
}  # fmt: skip
_ALPHABET = (
    "alpha alfa bravo charlie delta echo foxtrot golf hotel india juliet juliett kilo lima mike"
    " november oscar papa quebec romeo sierra tango uniform victor whiskey whisky xray x-ray"
    " yankee zulu"
)
_LETTERS = {word: word[0] for word in _ALPHABET.split()}
_SIGNS = _DIGITS | _LETTERS
_TIMES = {"double": 2, "triple": 3, "treble": 3}
_WORD = "|".join(sorted((*_SIGNS, *_TIMES), key=len, reverse=True))
_RUN = re.compile(rf"\b(?:{_WORD}|\d+)(?:[\s,.-]{{1,3}}(?:{_WORD}|\d+)){{3,}}\b", re.IGNORECASE)
_PART = re.compile(rf"{_WORD}|\d+", re.IGNORECASE)
_A_WORD = re.compile(rf"\b(?:{_WORD})\b", re.IGNORECASE)
_FEWEST = 2
"""Of spelled words in a row: one alone may be a street's name, or a count."""
_LONG = 10
"""Digits among which one spelled word is enough."""

_WITH_LETTER_O = re.compile(r"(?<![A-Za-z])[0-9oO](?:[\s.-]?[0-9oO]){8,}(?![A-Za-z])")


def spelled_in_signs(text: str) -> str:
    """The text with every run of spelled digits and letters written in signs."""
    text = _RUN.sub(_signs, text)
    return _WITH_LETTER_O.sub(lambda found: found[0].replace("o", "0").replace("O", "0"), text)


def _signs(found: re.Match[str]) -> str:
    signs, times = "", 1
    for part in _PART.findall(found[0].lower()):
        if part in _TIMES:
            times = _TIMES[part]
            continue
        signs += _SIGNS.get(part, part) * times
        times = 1
    words = len(_A_WORD.findall(found[0]))
    is_long = words > 0 and signs.isdigit() and len(signs) >= _LONG
    return signs if is_long or words >= _FEWEST else found[0]
