"""The buttons by which leads keep the list of partner agencies."""

from __future__ import annotations

from dataclasses import dataclass

from bot.callbacks import Payload, payload


@payload("pgl")
@dataclass(frozen=True)
class AgenciesOf(Payload):
    """The partner agencies of an area."""

    area: str
    page: int = 0


@payload("pgc")
@dataclass(frozen=True)
class AgencyCard(Payload):
    """One agency, with what a lead can do."""

    agency: int


@payload("pga")
@dataclass(frozen=True)
class AddAgency(Payload):
    """Put an agency on the list."""

    area: str


@payload("pgr")
@dataclass(frozen=True)
class RenameAgency(Payload):
    """Give an agency another name."""

    agency: int


@payload("pgp")
@dataclass(frozen=True)
class PauseAgency(Payload):
    """The agency is not invited any more, or is again."""

    agency: int
    wanted: bool


@payload("pgw")
@dataclass(frozen=True)
class AddContact(Payload):
    """Write down somebody of the agency who has no Telegram."""

    agency: int


@payload("pgcn")
@dataclass(frozen=True)
class CorrectContact(Payload):
    """Put the name of somebody of the agency right."""

    agency: int
    member: int


@payload("pgm")
@dataclass(frozen=True)
class MainContact(Payload):
    """Turn to this person first."""

    agency: int
    member: int
