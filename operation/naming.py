"""Whether a text may name a person: asked about before it is kept, since nobody can be sure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from operation.area import Area
from operation.common_words import COMMON, STREETS
from operation.screening import normalised

_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_TITLED = re.compile(
    r"\b(?:mr|mrs|ms|miss|mx|dr|doctor|rev|prof)\b\.?[^\S\n]+([^\W\d_][^\W\d_'’-]+)", re.IGNORECASE
)
_RANKED = re.compile(
    r"\b(?:PC|PS|DC|DS|SPC|Sgt|Insp|DI|DCI|PCSO)\s+([A-Z][a-z][^\W\d_'’-]*)(?![\w/])"
)
_CALLED = re.compile(
    r"\b(?:named|name\s+of|name\s+is|known\s+as|aka|a\.k\.a\.?|surname|forename|nickname)"
    r"[\s:]+([^\W\d_][^\W\d_'’-]+)",
    re.IGNORECASE,
)
_LONGEST_STREET = 3
"""How many words before "Road" belong to its name."""


def known_words(area: Area) -> frozenset[str]:
    """The words, in lower case, of an area's wards, agencies and services: nobody's name."""
    names = (
        area.name,
        *(ward.name for ward in area.wards),
        *(agency.name for agency in area.agencies),
        *(line.name for line in area.support),
        *area.labels.values(),
    )
    return frozenset(word for name in names for word in _words_of(name))


def likely_name(text: str, *, known: frozenset[str]) -> bool:
    """Whether a text may hold somebody's name: two capitalised words, or one after a title.

    `known` are words in lower case that are no names. Never raises.
    """
    plain = normalised(text)
    return _has_titled(plain, known) or any(
        _is_name(first, second, known) for first, second in _pairs(plain)
    )


def _has_titled(text: str, known: frozenset[str]) -> bool:
    found = [*_TITLED.finditer(text), *_RANKED.finditer(text), *_CALLED.finditer(text)]
    return any(not _is_known(each[1], known) for each in found)


def _pairs(text: str) -> Iterator[tuple[str, str]]:
    """Neighbouring words that might be a name, without those of streets and places."""
    for run in _runs(text):
        yield from pairwise(run)


def _runs(text: str) -> Iterator[Sequence[str]]:
    run: list[str] = []
    end = 0
    for found in _WORD.finditer(text):
        between = text[end : found.start()]
        if run and between.strip(" ,") != "":
            yield run
            run = []
        end = found.end()
        if found[0].lower() in STREETS and _is_capitalised(found[0]):
            # "Coldharbour Lane" is a street: what stands before belongs to it.
            run = run[: max(len(run) - _LONGEST_STREET, 0)]
            continue
        run.append(found[0])
    yield run


def _is_name(first: str, second: str, known: frozenset[str]) -> bool:
    if not (_is_capitalised(first) and _is_capitalised(second)):
        return False
    if first.isupper() and second.isupper():
        # All in capitals says nothing about a word.
        return False
    return not (_is_known(first, known) or _is_known(second, known))


def _is_capitalised(word: str) -> bool:
    return len(word) > 1 and word[0].isupper()


def _is_known(word: str, known: frozenset[str]) -> bool:
    return any(part in known or part in COMMON for part in (word.lower(), *_words_of(word)))


def _words_of(name: str) -> list[str]:
    """Its words in lower case, with and without what follows an apostrophe."""
    words = [word.lower().replace("’", "'") for word in _WORD.findall(name)]
    return [*words, *(word.partition("'")[0] for word in words if "'" in word[2:])]
