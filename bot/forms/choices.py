"""A step with several answers at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.forms.steps import (
    Answers,
    Asking,
    NoSuchOption,
    NotAnAnswer,
    Offers,
    Option,
    Options,
    Partial,
    Setting,
    Step,
    Taken,
    Value,
)

_DONE = 1000
_SEVERAL = 1001


@dataclass(frozen=True)
class Choices(Step):
    """Any of several: a tap ticks one or takes its tick away. `least` of them must be ticked."""

    options: Options | tuple[Option, ...]
    least: int = 0
    none: str = "None"

    def of(self, setting: Setting, answers: Answers) -> Sequence[Option]:
        """What there is to tick."""
        return self.options if isinstance(self.options, tuple) else self.options(setting, answers)

    def offers(self, asking: Asking) -> Offers:
        """Each with its tick, and done."""
        ticked = chosen(asking.partial)
        options = self.of(asking.setting, asking.answers)
        buttons = [
            (n, f"{'☑' if each.value in ticked else '☐'} {each.label}")
            for n, each in enumerate(options)
        ]
        if ticked or not self.least:
            buttons.append((_DONE, f"✅ {len(ticked)} ticked" if ticked else self.none))
        return Offers(tuple(buttons), width=2)

    def tapped(self, asking: Asking, option: int) -> Taken:
        """A tick more or less, or done."""
        options = self.of(asking.setting, asking.answers)
        ticked = set(chosen(asking.partial))
        if option == _DONE:
            if len(ticked) < self.least:
                raise NotAnAnswer("Tick at least one.")
            return Value(asking.partial)
        if not 0 <= option < len(options):
            raise NoSuchOption
        ticked ^= {options[option].value}
        return Partial(",".join(each.value for each in options if each.value in ticked))

    def resumes(self, setting: Setting, answers: Answers) -> str:
        """What was ticked before."""
        return answers.get(self.name, "")

    def shown(self, setting: Setting, answers: Answers, value: str) -> str:
        """Their labels."""
        ticked = chosen(value)
        labels = [each.label for each in self.of(setting, answers) if each.value in ticked]
        return ", ".join(labels) or self.none

    def holds(self, setting: Setting, answers: Answers, value: str) -> bool:
        """Whether all that is ticked is still to be ticked, and enough of it."""
        ticked = set(chosen(value))
        known = {each.value for each in self.of(setting, answers)}
        return ticked <= known and len(ticked) >= self.least


@dataclass(frozen=True)
class OneOrMore(Choices):
    """One of several in one tap, as is usual; or several, each with a tick, and done."""

    least: int = 1
    several: str = "More than one…"

    def offers(self, asking: Asking) -> Offers:
        """Each as an answer of its own, until several are wanted."""
        if asking.partial:
            return super().offers(asking)
        options = self.of(asking.setting, asking.answers)
        one = tuple((n, each.label) for n, each in enumerate(options))
        return Offers((*one, (_SEVERAL, self.several)), width=2)

    def tapped(self, asking: Asking, option: int) -> Taken:
        """The answer, or on to ticking."""
        if option == _SEVERAL:
            return Partial(_TICKING)
        taken = super().tapped(asking, option)
        if isinstance(taken, Value):
            return Value(",".join(chosen(taken.value)))
        return Partial(_TICKING + taken.so_far) if asking.partial else Value(taken.so_far)

    def resumes(self, setting: Setting, answers: Answers) -> str:
        """What was ticked before, if that was more than one."""
        before = chosen(answers.get(self.name, ""))
        return _TICKING + ",".join(before) if len(before) > 1 else ""


_TICKING = ","
"""What tells ticks from nothing said so far."""


def chosen(value: str) -> tuple[str, ...]:
    """The values that an answer of several holds."""
    return tuple(each for each in value.split(",") if each)
