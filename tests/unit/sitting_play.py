"""Somebody who fills in a form with nothing behind it: no Telegram, no database."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime

from bot.context import Context
from bot.forms.sitting import REVIEW, Sitting
from bot.forms.steps import Answers, Form, Setting, Step
from tests.unit.operation_examples import AREA

LATE = datetime(2031, 3, 15, 2, 10, tzinfo=UTC)
"""Ten past two on a Saturday morning, local time too."""


async def nowhere(_context: Context, _setting: Setting, _answers: Answers) -> None:
    """What comes of a form that nobody sends."""


def form_of(*steps: Step) -> Form:
    """A form of these steps."""
    return Form(name="example", version=1, title="Example", steps=steps, submit=nowhere)


@dataclass
class Sat:
    """The form as it is after each tap."""

    now: Sitting

    @classmethod
    def at(cls, *steps: Step, now: datetime = LATE) -> Sat:
        """Before the first question of a form of these steps."""
        return cls(Sitting.begin(form_of(*steps), Setting(AREA), now))

    @property
    def labels(self) -> list[str]:
        """What can be tapped."""
        return [label for _, label in self.now.offers().buttons]

    @property
    def is_over(self) -> bool:
        """Whether the answers are looked through."""
        return self.now.step == REVIEW

    @property
    def answers(self) -> Answers:
        """Those that count."""
        return self.now.filled.answers

    def taps(self, *labels: str) -> Sat:
        """One button after the other, by the beginning of its label."""
        for label in labels:
            found = [n for n, words in self.now.offers().buttons if words.startswith(label)]
            assert found, f"{label!r} is not among {self.labels}"
            self.now = self.now.tap(self.now.step, found[0])
        return self

    def types(self, text: str) -> Sat:
        """An answer by keyboard."""
        self.now = self.now.type(text)
        return self

    def edits(self, step: str) -> Sat:
        """One answer again."""
        self.now = self.now.ask(step)
        return self

    def reads(self) -> dict[str, str]:
        """The review: labels with their words."""
        return {step.label: words for step, words in self.now.reviewed()}

    def facts(self, **facts: str) -> Sat:
        """The same with other facts."""
        self.now = replace(self.now, setting=Setting(AREA, facts))
        return self
