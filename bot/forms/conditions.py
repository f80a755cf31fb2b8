"""When a step is asked: conditions as data, so that a form can be checked before it is played."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import product
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bot.forms.steps import Answers, Setting


class Condition(ABC):
    """Whether something applies, given the setting and the answers before it."""

    @abstractmethod
    def holds(self, setting: Setting, answers: Answers) -> bool:
        """Whether it applies now."""

    @abstractmethod
    def outcomes(self, answers: Answers) -> frozenset[bool]:
        """What could come of these answers, whatever the setting is."""

    @abstractmethod
    def looks_at(self) -> Iterator[tuple[str, str]]:
        """The answers that it names: a step, and a value that it may have."""

    def __and__(self, other: Condition) -> Condition:
        """Both apply."""
        return _Both(self, other)

    def __or__(self, other: Condition) -> Condition:
        """One of them applies, or both."""
        return ~(~self & ~other)

    def __invert__(self) -> Condition:
        """It does not apply."""
        return _Not(self)


@dataclass(frozen=True)
class _Always(Condition):
    def holds(self, setting: Setting, answers: Answers) -> bool:
        return True

    def outcomes(self, answers: Answers) -> frozenset[bool]:
        return frozenset({True})

    def looks_at(self) -> Iterator[tuple[str, str]]:
        return iter(())


@dataclass(frozen=True)
class _Given(Condition):
    step: str
    values: tuple[str, ...]

    def holds(self, setting: Setting, answers: Answers) -> bool:
        return answers.get(self.step) in self.values

    def outcomes(self, answers: Answers) -> frozenset[bool]:
        return frozenset({answers.get(self.step) in self.values})

    def looks_at(self) -> Iterator[tuple[str, str]]:
        return ((self.step, value) for value in self.values)


@dataclass(frozen=True)
class _Where(Condition):
    test: Callable[[Setting], bool]

    def holds(self, setting: Setting, answers: Answers) -> bool:
        return self.test(setting)

    def outcomes(self, answers: Answers) -> frozenset[bool]:
        return frozenset({True, False})

    def looks_at(self) -> Iterator[tuple[str, str]]:
        return iter(())


@dataclass(frozen=True)
class _Both(Condition):
    one: Condition
    other: Condition

    def holds(self, setting: Setting, answers: Answers) -> bool:
        return self.one.holds(setting, answers) and self.other.holds(setting, answers)

    def outcomes(self, answers: Answers) -> frozenset[bool]:
        pairs = product(self.one.outcomes(answers), self.other.outcomes(answers))
        return frozenset(one and other for one, other in pairs)

    def looks_at(self) -> Iterator[tuple[str, str]]:
        yield from self.one.looks_at()
        yield from self.other.looks_at()


@dataclass(frozen=True)
class _Not(Condition):
    condition: Condition

    def holds(self, setting: Setting, answers: Answers) -> bool:
        return not self.condition.holds(setting, answers)

    def outcomes(self, answers: Answers) -> frozenset[bool]:
        return frozenset(not each for each in self.condition.outcomes(answers))

    def looks_at(self) -> Iterator[tuple[str, str]]:
        return self.condition.looks_at()


@dataclass(frozen=True)
class _Some(Condition):
    step: str

    def holds(self, setting: Setting, answers: Answers) -> bool:
        return int(answers.get(self.step) or 0) > 0

    def outcomes(self, answers: Answers) -> frozenset[bool]:
        return frozenset({answers.get(self.step) == "1"})

    def looks_at(self) -> Iterator[tuple[str, str]]:
        return iter(((self.step, "1"),))


ALWAYS: Condition = _Always()
"""Whatever was answered."""


def given(step: str, *values: str) -> Condition:
    """An earlier step was answered with one of these values."""
    return _Given(step, values)


def some(step: str) -> Condition:
    """An earlier step was answered with a number above nothing."""
    return _Some(step)


def where(test: Callable[[Setting], bool]) -> Condition:
    """The area or the facts say so, whatever is answered."""
    return _Where(test)


def can_hold(condition: Condition, values: Mapping[str, tuple[str, ...]]) -> bool:
    """Whether some answers, each step's one of its `values` or none, let it apply."""
    steps = sorted({step for step, _value in condition.looks_at()})
    for combination in product(*((None, *values[step]) for step in steps)):
        answers = {s: v for s, v in zip(steps, combination, strict=True) if v is not None}
        if True in condition.outcomes(answers):
            return True
    return False
