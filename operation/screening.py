"""What typed text must not hold: what would tell who somebody is, or where to reach them.

Only kinds come out, never what was seen. The same words give the same answer whichever way
digits and signs are written: full width, with zero-width characters between them, spelled out.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from datetime import date
from enum import StrEnum

from operation.screening_dates import has_birth_date
from operation.screening_numbers import has_card, has_national_insurance, has_phone
from operation.screening_online import has_email, has_handle, has_link, without_emails
from operation.screening_plates import has_postcode, has_registration
from operation.spelling import spelled_in_signs


class Identifier(StrEnum):
    """A kind of what identifies a person beyond doubt."""

    PHONE = "phone"
    EMAIL = "email"
    POSTCODE = "postcode"
    BIRTH_DATE = "birth_date"
    REGISTRATION = "registration"
    NATIONAL_INSURANCE = "national_insurance"
    CARD = "card"
    HANDLE = "handle"
    LINK = "link"


def identifiers_in(text: str, *, today: date) -> tuple[Identifier, ...]:
    """The kinds of identifiers that a text holds, in the order of `Identifier`; never raises.

    `today` decides which dates are long ago, as those of birth are, and what a year of two
    digits means.
    """
    plain = normalised(text)
    found = {kind for kind, sees in _IN_WORDS.items() if sees(plain)}
    if _DIGIT.search(plain):
        found |= {kind for kind, sees in _IN_SIGNS.items() if sees(plain)}
        if has_birth_date(plain, today=today):
            found.add(Identifier.BIRTH_DATE)
    spelled = spelled_in_signs(plain)
    if spelled != plain:
        found |= {kind for kind, sees in _IN_SIGNS.items() if sees(spelled)}
    return tuple(kind for kind in Identifier if kind in found)


def normalised(text: str) -> str:
    """The text in plain signs: no look-alikes of digits, nothing invisible, one kind of dash."""
    if text.isascii() and text.isprintable():
        return text
    return "".join(_plain(sign) for sign in unicodedata.normalize("NFKC", text))


def _plain(sign: str) -> str:
    category = unicodedata.category(sign)
    if category == "Nd":
        return str(unicodedata.decimal(sign))
    if sign.isspace() or category == "Zs":
        return " "
    if category in _UNSEEN:
        return ""
    return "-" if category == "Pd" else _QUOTES.get(sign, sign)


_DIGIT = re.compile(r"\d")
_UNSEEN = frozenset({"Cf", "Cc", "Cs", "Mn", "Me"})
"""Controls, and marks that only decorate the sign before them."""
_QUOTES = {"\u2018": "'", "\u2019": "'", "\u2032": "'", "\u2215": "/", "\u2024": "."}


def _sees_link(text: str) -> bool:
    return has_link(without_emails(text))


def _sees_handle(text: str) -> bool:
    return has_handle(without_emails(text))


Sees = Callable[[str], bool]

_IN_SIGNS: Mapping[Identifier, Sees] = {
    Identifier.PHONE: has_phone,
    Identifier.POSTCODE: has_postcode,
    Identifier.REGISTRATION: has_registration,
    Identifier.NATIONAL_INSURANCE: has_national_insurance,
    Identifier.CARD: has_card,
}
"""What has digits, and what people also spell out, sign by sign."""

_IN_WORDS: Mapping[Identifier, Sees] = {
    Identifier.EMAIL: has_email,
    Identifier.HANDLE: _sees_handle,
    Identifier.LINK: _sees_link,
}
