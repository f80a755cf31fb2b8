"""From seconds to figures: medians over rounds, and ratios within each round.

A ratio is taken inside a round, where all contenders met the same machine, and only then its
median over the rounds; so a neighbour who keeps the machine busy for a while does little harm.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from statistics import median
from typing import Any

from bench.taps import Full, Idle

OURS, BARE, PLAIN = "ours", "bare", "plain"
TITLES = {
    OURS: "Ephedra, SQLite",
    BARE: "python-telegram-bot, bare",
    PLAIN: "aiogram, SQLAlchemy, SQLite",
}
AT_MOST_BARE = 4.0
"""Our p50 from tap to toast, in those of the bare handler."""
AT_LEAST_PLAIN = 0.4
"""Our taps a second, in those of the aiogram handler."""


@dataclass(frozen=True, slots=True)
class Round:
    """What one contender did in one round."""

    idle: Idle
    load: list[float]
    full: Full


@dataclass(frozen=True, slots=True)
class Spread:
    """A figure over the rounds."""

    median: float
    least: float
    most: float

    def __str__(self) -> str:
        return f"{self.median:.2f} ({self.least:.2f} to {self.most:.2f})"


@dataclass(frozen=True, slots=True)
class Row:
    """A contender's figures: milliseconds, taps a second, milliseconds of processor a tap."""

    toast_p50: float
    toast_p99: float
    edit_p50: float
    edit_p99: float
    load_p50: float
    load_p99: float
    rate: float
    cpu: float | None


@dataclass(frozen=True, slots=True)
class Ratios:
    """Ours to the bare handler's, and for the rate to the aiogram handler's."""

    toast: Spread
    load: Spread
    edit: Spread
    rate: Spread

    @property
    def is_reached(self) -> bool:
        """Whether both targets are."""
        return self.toast.median <= AT_MOST_BARE and self.rate.median >= AT_LEAST_PLAIN


Rounds = dict[str, list[Round]]


def percentile(seconds: Sequence[float], share: float) -> float:
    """The smallest value that this share of all does not exceed."""
    ranked = sorted(seconds)
    return ranked[min(len(ranked) - 1, int(len(ranked) * share))]


def row(rounds: Sequence[Round]) -> Row:
    """The figures of one contender, p50 and p99 over the taps of all rounds."""
    toasts = [one for each in rounds for one in each.idle.toasts]
    edits = [one for each in rounds for one in each.idle.edits]
    load = [one for each in rounds for one in each.load]
    costs = [each.full.cpu_per_tap for each in rounds if each.full.cpu_per_tap is not None]
    return Row(
        toast_p50=1e3 * percentile(toasts, 0.5),
        toast_p99=1e3 * percentile(toasts, 0.99),
        edit_p50=1e3 * percentile(edits, 0.5),
        edit_p99=1e3 * percentile(edits, 0.99),
        load_p50=1e3 * percentile(load, 0.5),
        load_p99=1e3 * percentile(load, 0.99),
        rate=median(each.full.rate for each in rounds),
        cpu=1e3 * median(costs) if costs else None,
    )


def ratios(rounds: Rounds) -> Ratios:
    """How we stand beside the others."""
    ours, bare, plain = rounds[OURS], rounds[BARE], rounds[PLAIN]
    return Ratios(
        toast=_ratio(ours, bare, lambda each: percentile(each.idle.toasts, 0.5)),
        load=_ratio(ours, bare, lambda each: percentile(each.load, 0.5)),
        edit=_ratio(ours, bare, lambda each: percentile(each.idle.edits, 0.5)),
        rate=_ratio(ours, plain, lambda each: each.full.rate),
    )


def generator_load(rounds: Rounds) -> float:
    """The largest part of one processor that the load generator used at full speed."""
    return max(each.full.generator_load for found in rounds.values() for each in found)


def table(rounds: Rounds) -> str:
    """The figures as text."""
    head = f"{'ms':30}{'toast':>15}{'under load':>17}{'edited post':>17}{'taps/s':>9}{'cpu':>7}"
    lines = [head, f"{'':30}{'p50':>8}{'p99':>7}{'p50':>10}{'p99':>7}{'p50':>10}{'p99':>7}"]
    for name, found in rounds.items():
        one = row(found)
        cpu = "" if one.cpu is None else f"{one.cpu:7.1f}"
        lines.append(
            f"{TITLES[name]:30}{one.toast_p50:8.1f}{one.toast_p99:7.1f}"
            f"{one.load_p50:10.1f}{one.load_p99:7.1f}"
            f"{one.edit_p50:10.1f}{one.edit_p99:7.1f}{one.rate:9.0f}{cpu}"
        )
    return "\n".join(lines)


def verdict(found: Ratios) -> str:
    """The ratios as text, with what they are to reach."""
    lines = [
        f"tap to toast       {found.toast} times the bare handler's, at most {AT_MOST_BARE:g}",
        f"  under load       {found.load} times",
        f"tap to edited post {found.edit} times",
        f"taps a second      {found.rate} of the aiogram handler's, at least {AT_LEAST_PLAIN:g}",
        "Both targets are reached." if found.is_reached else "A target is MISSED.",
    ]
    return "\n".join(lines)


def as_json(rounds: Rounds) -> dict[str, Any]:
    """Everything for a machine to read."""
    return {
        "contenders": {name: asdict(row(found)) for name, found in rounds.items()},
        "ratios": asdict(ratios(rounds)),
        "generator_load": generator_load(rounds),
        "rounds": {name: [asdict(each) for each in found] for name, found in rounds.items()},
    }


def _ratio(ours: list[Round], theirs: list[Round], figure: Callable[[Round], float]) -> Spread:
    each = [figure(our) / figure(their) for our, their in zip(ours, theirs, strict=True)]
    return Spread(median(each), min(each), max(each))
