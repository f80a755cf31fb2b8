"""A return in one line: “4 engaged, 2 new, housing 1, soup 14, quieter, 2 arrests”.

What is said is taken as it is said; what is not understood is named by its place in the line,
never repeated, and nothing is guessed.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

LONGEST = 280

_NUMBERS = {
    "seen": ("seen", "women", "women seen"),
    "engaged": ("engaged", "spoken with", "conversations"),
    "new": ("new", "new women", "women new"),
    "buyers": ("buyers", "buyer", "kerb crawlers", "kerb crawler", "suspected buyers"),
    "spoken": ("spoken to", "stopped"),
    "soup": ("soup", "soups", "soup served", "served"),
}
_NEEDS = {
    "housing": ("housing",),
    "drugs": ("drugs",),
    "alcohol": ("alcohol",),
    "mental": ("mental health", "mental"),
    "money": ("money",),
    "coercion": ("coercion",),
    "other": ("other need", "other needs"),
}
_WORDS = {
    "felt": {
        "busier": ("busier",),
        "same": ("same", "the same"),
        "quieter": ("quieter",),
        "first": ("first time",),
    },
    "weather": {
        "dry": ("dry",),
        "rain": ("rain", "some rain"),
        "wet": ("heavy rain",),
        "cold": ("cold", "very cold"),
        "wind": ("wind", "windy", "strong wind"),
    },
    "issues": {
        "none": ("no issues", "no trouble"),
        "kit": ("equipment", "kit"),
        "safety": ("safety",),
    },
}
_ENTRIES = {
    "arrest": ("arrest", "arrests"),
    "referral": ("referral", "referrals"),
    "diversion": ("diversion", "diversions"),
    "intelligence": ("intel", "intelligence"),
    "incident": ("incident", "incidents"),
}
_BEFORE = re.compile(r"(\d{1,3})\s+(.+)", re.ASCII)
_AFTER = re.compile(r"(.+?)\s+(\d{1,3})", re.ASCII)
_MOST = 99


@dataclass
class Quick:
    """What a line says: answers of the return, entries to be added one by one, and the rest."""

    answers: dict[str, str] = field(default_factory=dict)
    needs: dict[str, int] = field(default_factory=dict)
    entries: dict[str, int] = field(default_factory=dict)
    not_understood: list[int] = field(default_factory=list)
    """The places of parts, from 1, that say nothing that is asked, or say it twice."""

    def all_answers(self) -> Mapping[str, str]:
        """By the step of the return that each answers."""
        if not self.needs:
            return self.answers
        return self.answers | {"needs": ",".join(f"{k}={n}" for k, n in self.needs.items())}


def read_line(text: str) -> Quick:
    """Take a line apart at its commas and semicolons."""
    found = Quick()
    for place, part in enumerate(_parts(text), 1):
        if not _take(found, part):
            found.not_understood.append(place)
    return found


def _parts(text: str) -> list[str]:
    """The parts of a line; what stands in brackets belongs to the part before it."""
    parts, depth, current = [], 0, ""
    for sign in text[:LONGEST]:
        depth += (sign == "(") - (sign == ")" and depth > 0)
        if sign in ",;\n" and not depth:
            parts.append(current)
            current = ""
        else:
            current += sign
    parts.append(current)
    return [" ".join(part.split()).casefold() for part in parts if part.strip(" .")]


def _take(found: Quick, part: str) -> bool:
    part = part.strip(" .")
    bare = re.sub(r"\s*\(.*\)\s*", " ", part).strip()
    for step, words in _WORDS.items():
        value = _key(words, bare)
        if value is not None:
            return _once(found.answers, step, value)
    number, word = _number(bare)
    if number is None or number > _MOST:
        return False
    counted = _key(_NUMBERS, word)
    if counted is not None and bare == part:
        return _once(found.answers, counted, str(number))
    need = _key(_NEEDS, word)
    if need is not None and bare == part and number > 0 and need not in found.needs:
        found.needs[need] = number
        return True
    entry = _key(_ENTRIES, word)
    if entry is not None and entry not in found.entries:
        # What stands in brackets, which services or offences, is asked entry by entry.
        found.entries[entry] = number
        return True
    return False


def _number(part: str) -> tuple[int | None, str]:
    if (before := _BEFORE.fullmatch(part)) is not None:
        return int(before[1]), before[2]
    if (after := _AFTER.fullmatch(part)) is not None:
        return int(after[2]), after[1]
    return None, part


def _key(table: Mapping[str, tuple[str, ...]], word: str) -> str | None:
    return next((key for key, words in table.items() if word in words), None)


def _once(answers: dict[str, str], step: str, value: str) -> bool:
    if step in answers:
        return False
    answers[step] = value
    return True
