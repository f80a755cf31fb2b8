"""Steps that count: one number in one tap, and several counts on one screen."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from bot.forms.steps import (
    Answers,
    Asking,
    NoSuchOption,
    NotAnAnswer,
    Offers,
    Option,
    Partial,
    Setting,
    Step,
    Taken,
    Value,
)

_GRID = 9
"""Numbers up to this are one tap each; five stand in a row."""
_MORE, _TAKE = 100, 101
_STEPS = {110: -5, 111: -1, 112: 1, 113: 5}
_DIGITS = re.compile(r"\d{1,9}", re.ASCII)


@dataclass(frozen=True)
class Number(Step):
    """A whole number from `least` to `most`, which may hang on the answers before it."""

    most: int | Callable[[Setting, Answers], int] = 99
    least: int = 0

    @property
    def takes_typing(self) -> bool:
        """Digits."""
        return True

    def _most(self, setting: Setting, answers: Answers) -> int:
        return self.most if isinstance(self.most, int) else self.most(setting, answers)

    def offers(self, asking: Asking) -> Offers:
        """The small numbers, or a stepper once a larger one is wanted."""
        most = self._most(asking.setting, asking.answers)
        if asking.partial:
            steps = [(n, f"{by:+d}".replace("-", "−")) for n, by in _STEPS.items()]
            return Offers((*steps, (_TAKE, f"✅ {asking.partial}")), width=4)
        grid = [(n, str(n)) for n in range(self.least, min(most, _GRID) + 1)]
        more = ((_MORE, f"{_GRID + 1} or more"),) if most > _GRID else ()
        return Offers((*grid, *more), width=5)

    def tapped(self, asking: Asking, option: int) -> Taken:
        """A number, or a step up or down."""
        most = self._most(asking.setting, asking.answers)
        now = int(asking.partial or _GRID + 1)
        if option in _STEPS:
            return Partial(str(max(self.least, min(now + _STEPS[option], most))))
        if option == _MORE and most > _GRID:
            return Partial(str(now))
        if option == _TAKE and asking.partial:
            return Value(asking.partial)
        if self.least <= option <= min(most, _GRID):
            return Value(str(option))
        raise NoSuchOption

    def typed(self, asking: Asking, text: str) -> Taken:
        """Digits within the bounds."""
        most = self._most(asking.setting, asking.answers)
        found = _DIGITS.fullmatch(text.strip())
        if found is None:
            raise NotAnAnswer(f"That is no whole number. Type one from {self.least} to {most}.")
        if not self.least <= int(found[0]) <= most:
            raise NotAnAnswer(f"It can be from {self.least} to {most}.")
        return Value(str(int(found[0])))

    def shown(self, setting: Setting, answers: Answers, value: str) -> str:
        """As it is."""
        return value

    def holds(self, setting: Setting, answers: Answers, value: str) -> bool:
        """Whether it is within the bounds still."""
        return value.isdecimal() and self.least <= int(value) <= self._most(setting, answers)


_DONE, _UNDO = 200, 201
MOST_OF_ONE = 99


@dataclass(frozen=True)
class Tally(Step):
    """How often each of several things was met: every tap adds one; none is an answer too."""

    options: tuple[Option, ...]
    none: str = "None"

    def offers(self, asking: Asking) -> Offers:
        """Each thing with its count; the last tap can be taken back."""
        counts = counts_of(asking.partial)
        buttons = [
            (n, f"{each.label} {counts[each.value]}" if each.value in counts else each.label)
            for n, each in enumerate(self.options)
        ]
        if counts:
            buttons += [(_UNDO, "↩ One less"), (_DONE, f"✅ {sum(counts.values())} in all")]
        else:
            buttons.append((_DONE, self.none))
        return Offers(tuple(buttons), width=2, note="Each tap adds one.")

    def tapped(self, asking: Asking, option: int) -> Taken:
        """One more, one less, or done."""
        counts = dict(counts_of(asking.partial))
        if option == _DONE:
            return Value(asking.partial)
        if option == _UNDO:
            return Partial(_one_less(counts))
        if not 0 <= option < len(self.options):
            raise NoSuchOption
        value = self.options[option].value
        # The one tapped last stands last, so that it is the one to take back.
        number = counts.pop(value, 0) + 1
        return Partial(_written({**counts, value: min(number, MOST_OF_ONE)}))

    def resumes(self, setting: Setting, answers: Answers) -> str:
        """The counts given before."""
        return answers.get(self.name, "")

    def shown(self, setting: Setting, answers: Answers, value: str) -> str:
        """“housing 2, drugs 1”."""
        labels = {each.value: each.label for each in self.options}
        counts = counts_of(value)
        return ", ".join(f"{labels.get(k, k)} {n}" for k, n in counts.items()) or self.none

    def holds(self, setting: Setting, answers: Answers, value: str) -> bool:
        """Whether all that is counted can still be counted."""
        return set(counts_of(value)) <= {each.value for each in self.options}


def counts_of(value: str) -> Mapping[str, int]:
    """The counts of a tally's answer, by the value of what was counted."""
    pairs = (part.partition("=") for part in value.split(",") if part)
    return {name: int(number) for name, _, number in pairs}


def _one_less(counts: dict[str, int]) -> str:
    if counts:
        last = next(reversed(counts))
        counts[last] -= 1
    return _written(counts)


def _written(counts: Mapping[str, int]) -> str:
    return ",".join(f"{name}={number}" for name, number in counts.items() if number)
