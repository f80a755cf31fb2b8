"""A form being filled in, without I/O: what each tap and each typed answer makes of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cached_property

from bot.actions.drafts import StepPassed
from bot.forms.steps import (
    TAP_INSTEAD,
    Answers,
    Asking,
    Filled,
    Form,
    NoSuchOption,
    NotAnAnswer,
    Offers,
    Partial,
    Setting,
    Step,
    Taken,
)

REVIEW = "review"


@dataclass(frozen=True)
class Sitting:
    """Who is where in which form. Every move returns the sitting after it.

    `step` is the name of the step asked, or REVIEW; `partial` what was tapped of it so far;
    `note` what the audit says of the move that led here.
    """

    form: Form
    setting: Setting
    now: datetime
    given: Answers = field(default_factory=dict)
    step: str = ""
    partial: str = ""
    note: str = ""

    @classmethod
    def begin(
        cls, form: Form, setting: Setting, now: datetime, given: Answers | None = None
    ) -> Sitting:
        """At the first step that has to be asked."""
        return cls(form, setting, now, dict(given or {}))._onwards()

    @cached_property
    def filled(self) -> Filled:
        """The steps that apply and the answers that count."""
        return self.form.fill(self.setting, self.given)

    @property
    def is_ready(self) -> bool:
        """Whether every step that applies has its answer."""
        return self.filled.open is None

    @property
    def asked(self) -> Step | None:
        """The step asked now; None at the review."""
        return next((step for step in self.filled.path if step.name == self.step), None)

    @property
    def counted(self) -> tuple[int | None, int]:
        """Which of how many questions this is; none for one that is only changed in the review."""
        asked = [step.name for step in self.filled.asked]
        return (asked.index(self.step) + 1 if self.step in asked else None), len(asked)

    def asking(self) -> Asking:
        """What the step asked may look at: the answers before it only."""
        before: dict[str, str] = {}
        for step in self.filled.path:
            if step.name == self.step:
                break
            if step.name in self.filled.answers:
                before[step.name] = self.filled.answers[step.name]
        return Asking(self.setting, before, self.now, self.partial)

    def offers(self) -> Offers:
        """The buttons of the step asked."""
        return self.asked.offers(self.asking()) if self.asked is not None else Offers()

    def require(self, name: str) -> Step:
        """The step asked now, if it is this one; raises StepPassed."""
        step = self.asked
        if step is None or step.name != name:
            raise StepPassed
        return step

    def has_taken(self, name: str, option: int) -> bool:
        """Whether a step that has passed was answered by this very button."""
        if name == self.step or name not in self.filled.answers:
            return False
        passed = replace(self, step=name, partial="")
        step = passed.asked
        if step is None:
            return False
        try:
            taken = step.tapped(passed.asking(), option)
        except (NoSuchOption, ValueError):
            return False
        return not isinstance(taken, Partial) and taken.value == self.filled.answers[name]

    def tap(self, name: str, option: int) -> Sitting:
        """A button of a step. Raises StepPassed, or NotAnAnswer."""
        step = self.require(name)
        try:
            return self._take(step, step.tapped(self.asking(), option))
        except NoSuchOption:
            raise StepPassed from None

    def type(self, text: str) -> Sitting:
        """Something typed for the step asked. Raises NotAnAnswer, at the review too."""
        step = self.asked
        if step is None:
            raise NotAnAnswer(TAP_INSTEAD)
        return self._take(step, step.typed(self.asking(), text))

    def skip(self, name: str) -> Sitting:
        """Leave an optional step without an answer. Raises StepPassed for another."""
        step = self.require(name)
        if not step.is_optional:
            raise StepPassed
        return self._given(step, "")

    def back(self) -> Sitting:
        """To the question before the one asked; its answer is asked again."""
        names = [step.name for step in self.filled.asked]
        if self.step in names:
            return self.ask(names[max(names.index(self.step) - 1, 0)])
        if self.step != REVIEW:
            return self.review()
        return self.ask(names[-1]) if names else self

    def look(self) -> Sitting:
        """At all answers so far, even while some are open."""
        return replace(self, step=REVIEW, partial="")

    def review(self) -> Sitting:
        """To the review, or to the first question that is still open."""
        return self._onwards()

    def ask(self, name: str) -> Sitting:
        """Ask one step again; the other answers stay. Raises StepPassed if it does not apply."""
        step = next((each for each in self.filled.path if each.name == name), None)
        if step is None:
            raise StepPassed
        so_far = step.resumes(self.setting, self.filled.answers)
        return replace(self, step=name, partial=so_far)

    def reviewed(self) -> tuple[tuple[Step, str], ...]:
        """The answers to look through, with their words."""
        return tuple(
            (step, self._words(step))
            for step in self.filled.path
            if step.is_shown and step.name in self.filled.answers
        )

    def _words(self, step: Step) -> str:
        value = self.filled.answers[step.name]
        # An answer that is empty was skipped, unless the step has words for nothing.
        if value == "" and step.is_optional:
            return "–"
        return step.shown(self.setting, self.filled.answers, value)

    def _take(self, step: Step, taken: Taken) -> Sitting:
        if isinstance(taken, Partial):
            return replace(self, partial=taken.so_far)
        return replace(self._given(step, taken.value), note=taken.note)

    def _given(self, step: Step, value: str) -> Sitting:
        given: Mapping[str, str] = {**self.given, step.name: value}
        return replace(self, given=given)._onwards()

    def _onwards(self) -> Sitting:
        following = self.form.fill(self.setting, self.given).open
        return replace(self, step=following.name if following else REVIEW, partial="")
