"""Partner agencies as an area's leads keep them: names, pauses, and whom one turns to there.

The area's file only seeds the list; afterwards it lives in the database. Source: domain of the
operation, partner agencies are invited to engagement only.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime

from operation.area import Agency
from operation.details import tidy_name
from operation.errors import Refusal
from operation.people import GrantState, Member, Role
from operation.selection import NothingChanged

LONGEST_AGENCY = 60
"""Characters in an agency's name, as in an area file."""
MOST_AGENCIES = 40
"""On one area's list, paused ones too: as many as can be chosen from on one screen."""


@dataclass(frozen=True, slots=True)
class PartnerAgency:
    """An agency of an area. `paused_at` is since when it is not invited any more."""

    id: int
    area: str
    key: str
    name: str
    paused_at: datetime | None = None
    main_contact: int | None = None

    @property
    def is_paused(self) -> bool:
        return self.paused_at is not None

    def as_agency(self) -> Agency:
        """The agency as the rest of the operation names it."""
        return Agency(self.key, self.name, is_paused=self.is_paused)


@dataclass(eq=False)
class AgencyNameMissing(Refusal):
    """Nothing that can be read was given as a name."""


@dataclass(eq=False)
class AgencyNameTooLong(Refusal):
    """Longer than `limit` characters."""

    limit: int


@dataclass(eq=False)
class AgencyNameTaken(Refusal):
    """Another agency of the area is called so."""


@dataclass(eq=False)
class AgenciesFull(Refusal):
    """The area has as many agencies as there can be."""

    most: int = MOST_AGENCIES


@dataclass(eq=False)
class AgencyPaused(Refusal):
    """The agency is not invited any more."""

    name: str


@dataclass(eq=False)
class NotAContact(Refusal):
    """This member does not represent the agency, or has no access."""


def tidy_agency_name(text: str) -> str:
    """A name on one line, with single spaces and nothing that cannot be seen.

    Raises `AgencyNameMissing`, `AgencyNameTooLong`.
    """
    seen = "".join(sign for sign in text if not _is_invisible(sign))
    name = " ".join(unicodedata.normalize("NFC", seen).split())
    if not any(sign.isalnum() for sign in name):
        raise AgencyNameMissing
    if len(name) > LONGEST_AGENCY:
        raise AgencyNameTooLong(LONGEST_AGENCY)
    return name


def _is_invisible(sign: str) -> bool:
    return unicodedata.category(sign) in {"Cc", "Cf"} and not sign.isspace()


def same_name(name: str) -> str:
    """What two names have in common that people would take for one."""
    return unicodedata.normalize("NFKC", name).casefold()


def free_key(taken: Collection[str]) -> str:
    """A key for an agency that is added in the bot: no file's agency, and none before, has it."""
    numbers = range(1, len(taken) + 2)
    return next(key for n in numbers if (key := f"added-{n}") not in taken)


def rename(agency: PartnerAgency, name: str, others: Collection[PartnerAgency]) -> PartnerAgency:
    """The agency under another name.

    Raises `NothingChanged`, `AgencyNameTaken`, and what `tidy_agency_name` raises.
    """
    tidy = require_free(name, [each for each in others if each.id != agency.id])
    if tidy == agency.name:
        raise NothingChanged
    return replace(agency, name=tidy)


def require_new(name: str, others: Collection[PartnerAgency]) -> str:
    """The name of an agency that is added. Raises `AgenciesFull`, and what `require_free` does."""
    tidy = require_free(name, others)
    if len(others) >= MOST_AGENCIES:
        raise AgenciesFull
    return tidy


def require_free(name: str, others: Collection[PartnerAgency]) -> str:
    """The name, tidied, if no other agency of the area has it; raises `AgencyNameTaken`."""
    tidy = tidy_agency_name(name)
    if same_name(tidy) in {same_name(each.name) for each in others}:
        raise AgencyNameTaken
    return tidy


def pause(agency: PartnerAgency, *, wanted: bool, now: datetime) -> PartnerAgency:
    """The agency is not invited any more, or is again. Raises `NothingChanged`."""
    if agency.is_paused is wanted:
        raise NothingChanged
    return replace(agency, paused_at=now if wanted else None)


def represents(member: Member, agency: PartnerAgency) -> bool:
    """Whether a member may speak for the agency: active, and a partner of it."""
    if member.area != agency.area or not member.may(Role.PARTNER):
        return False
    return any(
        grant.role is Role.PARTNER and grant.agency == agency.key
        for grant in member.grants
        if grant.state is GrantState.HELD
    )


def correct_contact(agency: PartnerAgency, member: Member, surname: str) -> Member:
    """Somebody of the agency under the name that is right.

    Raises `NotAContact`, `NothingChanged`, and what `operation.details.tidy_name` raises.
    """
    if not represents(member, agency):
        raise NotAContact
    tidy = tidy_name(surname)
    if tidy == member.surname:
        raise NothingChanged
    return replace(member, surname=tidy)


def choose_main_contact(agency: PartnerAgency, member: Member) -> PartnerAgency:
    """Whom one turns to first at the agency. Raises `NotAContact`, `NothingChanged`."""
    if not represents(member, agency):
        raise NotAContact
    if agency.main_contact == member.id:
        raise NothingChanged
    return replace(agency, main_contact=member.id)
