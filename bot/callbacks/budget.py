"""The buttons of money: pots, rates, costs, and what goes to the finance unit."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from bot.callbacks import Payload, payload


@payload("bmo")
@dataclass(frozen=True)
class MoneyOf(Payload):
    """An area's money."""

    area: str


@payload("bpt")
@dataclass(frozen=True)
class PotCard(Payload):
    """One pot."""

    pot: int


@payload("bnp")
@dataclass(frozen=True)
class NewPot(Payload):
    """Enter a pot."""

    area: str


@payload("bcp")
@dataclass(frozen=True)
class ChangePot(Payload):
    """Change a pot's name, code, amount or dates."""

    pot: int


@payload("bac")
@dataclass(frozen=True)
class AddCost(Payload):
    """Enter what was bought from a pot."""

    pot: int


@payload("bcs")
@dataclass(frozen=True)
class CostsOf(Payload):
    """What was bought from a pot."""

    pot: int
    page: int


@payload("bdc")
@dataclass(frozen=True)
class DropCost(Payload):
    """Take a cost back."""

    cost: int


@payload("brt")
@dataclass(frozen=True)
class RatesOf(Payload):
    """What the ranks cost."""

    area: str
    page: int


@payload("bnr")
@dataclass(frozen=True)
class NewRate(Payload):
    """Enter a rate."""

    area: str


@payload("bdr")
@dataclass(frozen=True)
class DropRate(Payload):
    """Delete a rate? Asked first."""

    rate: int


@payload("bdx")
@dataclass(frozen=True)
class DropRateNow(Payload):
    """Delete a rate."""

    rate: int


@payload("bex")
@dataclass(frozen=True)
class ChooseExport(Payload):
    """For which month the finance unit wants a file."""

    area: str


@payload("bxm")
@dataclass(frozen=True)
class ExportMonth(Payload):
    """A month as a file."""

    area: str
    month: date
    form: str


@payload("bxp")
@dataclass(frozen=True)
class ExportPot(Payload):
    """A pot as a file."""

    pot: int
    form: str


@payload("bch")
@dataclass(frozen=True)
class ChoosePot(Payload):
    """Which pot pays for a night."""

    patrol: int


@payload("bsp")
@dataclass(frozen=True)
class SetPot(Payload):
    """This pot pays for it."""

    patrol: int
    pot: int


@payload("bpo")
@dataclass(frozen=True)
class PublishOverspent(Payload):
    """Publish all the same: so many pence beyond the pot, so many people without a price."""

    patrol: int
    version: int
    under: str
    over: int
    unpriced: int
