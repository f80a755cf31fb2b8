"""What a person tells about themself on joining: what is asked of whom, what is accepted."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, replace
from enum import StrEnum

from operation.area import Area
from operation.errors import Refusal
from operation.people import Member, Role

LONGEST_NAME = 60

_JOINERS = "\u200c\u200d"
"""Invisible, but part of spelling in several scripts."""
_NAME_MARKS = " '’.-" + _JOINERS
_WARRANT_NUMBER = re.compile(r"(?=.*[0-9])[0-9A-Z]{2,12}", re.ASCII)


class Detail(StrEnum):
    """One thing that is asked."""

    RANK = "rank"
    SURNAME = "surname"
    WARRANT_NUMBER = "warrant_number"
    WARD = "ward"
    AGENCY = "agency"


@dataclass(frozen=True, slots=True)
class Details:
    """The answers; `ward` is a code and `agency` a key."""

    surname: str
    rank: str | None = None
    warrant_number: str | None = None
    ward: str | None = None
    agency: str | None = None


@dataclass(eq=False)
class DetailMissing(Refusal):
    """This one is needed for the role."""

    detail: Detail


@dataclass(eq=False)
class RankUnknown(Refusal):
    """The area does not have this rank; `ranks` are the ones to choose from."""

    ranks: tuple[str, ...]


@dataclass(eq=False)
class NameTooLong(Refusal):
    """Longer than `limit` characters."""

    limit: int


@dataclass(eq=False)
class NameUnclear(Refusal):
    """It holds `sign`, which names do not have, or no letter at all (an empty `sign`)."""

    sign: str


@dataclass(eq=False)
class WarrantNumberUnclear(Refusal):
    """A warrant number is 2 to 12 digits and letters, with a digit among them."""


def details_asked(role: Role, area: Area, member: Member | None = None) -> tuple[Detail, ...]:
    """What someone is asked for this role, in the order of asking.

    A member is not asked again what the area knows. Partners have no rank or warrant number.
    """
    asked = [Detail.SURNAME]
    if role.is_police:
        asked = [Detail.RANK, Detail.SURNAME]
        asked += [Detail.WARRANT_NUMBER] if area.asks_warrant_number else []
    known = _known_of(member)
    asked = [detail for detail in asked if detail not in known]
    asked += [Detail.WARD] if role.needs_ward else []
    asked += [Detail.AGENCY] if role.needs_agency else []
    return tuple(asked)


def check_details(role: Role, area: Area, details: Details) -> Details:
    """The details fit for the role, tidied, without what the role is not asked.

    Raises `DetailMissing`, `RankUnknown`, `NameTooLong`, `NameUnclear`, `WarrantNumberUnclear`,
    and `WardUnknown` or `AgencyUnknown` of the area.
    """
    asked = details_asked(role, area)
    kept = Details(surname=tidy_name(details.surname))
    if Detail.RANK in asked:
        kept = replace(kept, rank=check_rank(area, _needed(details.rank, Detail.RANK)))
    if Detail.WARRANT_NUMBER in asked:
        number = _needed(details.warrant_number, Detail.WARRANT_NUMBER)
        kept = replace(kept, warrant_number=tidy_warrant_number(number))
    if Detail.WARD in asked:
        kept = replace(kept, ward=area.ward(_needed(details.ward, Detail.WARD)).code)
    if Detail.AGENCY in asked:
        kept = replace(kept, agency=area.agency(_needed(details.agency, Detail.AGENCY)).key)
    return kept


def check_rank(area: Area, rank: str) -> str:
    """The rank, if the area has it; raises `RankUnknown`."""
    if rank not in area.ranks:
        raise RankUnknown(area.ranks)
    return rank


def tidy_name(text: str) -> str:
    """A surname in any script, with single spaces and without characters that cannot be seen.

    Raises `NameTooLong`, `NameUnclear`.
    """
    if len(text) > 10 * LONGEST_NAME:
        raise NameTooLong(LONGEST_NAME)
    seen = "".join(sign for sign in text if not _is_invisible(sign))
    name = " ".join(unicodedata.normalize("NFC", seen).split())
    if len(name) > LONGEST_NAME:
        raise NameTooLong(LONGEST_NAME)
    for sign in name:
        if not _belongs_in_a_name(sign):
            raise NameUnclear(sign)
    if not any(sign.isalpha() for sign in name):
        raise NameUnclear("")
    return name


def tidy_warrant_number(text: str) -> str:
    """A warrant number in capitals without spaces; raises `WarrantNumberUnclear`."""
    number = "".join(text.split()).upper()
    if not _WARRANT_NUMBER.fullmatch(number):
        raise WarrantNumberUnclear
    return number


def _known_of(member: Member | None) -> set[Detail]:
    if member is None:
        return set()
    given = {
        Detail.RANK: member.rank,
        Detail.SURNAME: member.surname,
        Detail.WARRANT_NUMBER: member.warrant_number,
    }
    return {detail for detail, answer in given.items() if answer}


def _needed(answer: str | None, detail: Detail) -> str:
    if not answer:
        raise DetailMissing(detail)
    return answer


def _is_invisible(sign: str) -> bool:
    """Control and format characters, among them those that turn the direction of a line."""
    is_kept = sign.isspace() or sign in _JOINERS
    return unicodedata.category(sign) in {"Cc", "Cf"} and not is_kept


def _belongs_in_a_name(sign: str) -> bool:
    return sign in _NAME_MARKS or unicodedata.category(sign)[0] in {"L", "M", "N"}
