"""What a form is made of: steps as data, checked when the form is declared."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from bot.context import Context
from bot.forms.conditions import ALWAYS, Condition, can_hold
from bot.screens import Button
from operation.area import Area
from operation.people import Actor
from storage.database import Transaction

Answers = Mapping[str, str]
"""Answers by step name, as stored: text, or the value of the option chosen; empty if skipped."""

LONG_LIST = 8
"""A list of more options than this can be searched by typing."""
_EVERYTHING = 1_000_000
"""The button that shows the whole list again; no list is as long."""


class NotAnAnswer(Exception):
    """What was typed or tapped cannot be the answer; `reason` says why and what would do."""

    def __init__(self, reason: str) -> None:
        """Keep the reason to show it."""
        super().__init__(reason)
        self.reason = reason


class NoSuchOption(Exception):
    """A button that the step does not have, or not any more."""


@dataclass(frozen=True)
class Option:
    """One thing to choose: the value kept and the label shown."""

    value: str
    label: str


@dataclass(frozen=True)
class Setting:
    """What a form may look at besides its answers."""

    area: Area
    facts: Mapping[str, str] = field(default_factory=dict)

    @property
    def is_practice(self) -> bool:
        """Whether somebody only tries the form: nothing comes of it."""
        return self.facts.get(PRACTICE) == PRACTICE


PRACTICE = "practice"

Options = Callable[[Setting, Answers], Sequence[Option]]
Words = Callable[[Setting, Answers], str]


@dataclass(frozen=True)
class Asking:
    """A step that is asked: the answers before it, and what was tapped of it so far."""

    setting: Setting
    answers: Answers
    now: datetime
    partial: str = ""


@dataclass(frozen=True)
class Offers:
    """What can be tapped: numbered labels, so many in a row, and a line that goes with them."""

    buttons: tuple[tuple[int, str], ...] = ()
    width: int | None = None
    note: str = ""


@dataclass(frozen=True)
class Value:
    """The answer, as it is stored; `note` is what the audit says of how it was given."""

    value: str
    note: str = ""


@dataclass(frozen=True)
class Partial:
    """Not an answer yet: what was tapped so far, and the step is asked on."""

    so_far: str


Taken = Value | Partial


@dataclass(frozen=True, kw_only=True)
class _Common:
    """What all steps may say of themselves."""

    applies: Condition = ALWAYS
    is_optional: bool = False
    is_shown: bool = True
    """Whether the review lists it: reading a notice is no answer worth listing."""
    default: Callable[[Setting, Answers], str | None] | None = None
    """The answer unless another is given: then it is not asked, and stands in the review."""


@dataclass(frozen=True)
class Step(_Common, ABC):
    """One question. `label` names it in the review."""

    name: str
    label: str
    question: Words | str

    @property
    def takes_typing(self) -> bool:
        """Whether an answer may be typed as well as tapped."""
        return False

    @property
    def hint(self) -> str:
        """What to say under the question to whoever may type."""
        return ""

    def asks(self, setting: Setting, answers: Answers) -> str:
        """The question in words."""
        if isinstance(self.question, str):
            return self.question
        return self.question(setting, answers)

    def offers(self, asking: Asking) -> Offers:
        """The buttons under the question."""
        return Offers()

    def tapped(self, asking: Asking, option: int) -> Taken:
        """A button was tapped. Raises NoSuchOption, or NotAnAnswer with the reason."""
        raise NoSuchOption

    def typed(self, asking: Asking, text: str) -> Taken:
        """Something was typed. Raises NotAnAnswer with the reason."""
        raise NotAnAnswer(TAP_INSTEAD)

    def resumes(self, setting: Setting, answers: Answers) -> str:
        """What was tapped so far when a step that has an answer is asked again."""
        return ""

    @abstractmethod
    def shown(self, setting: Setting, answers: Answers, value: str) -> str:
        """How an answer reads in the review."""

    def holds(self, setting: Setting, answers: Answers, value: str) -> bool:
        """Whether an answer still is one, given those before it."""
        return True


TAP_INSTEAD = "Tap one of the buttons below, please."


@dataclass(frozen=True)
class Choice(Step):
    """One of several buttons. A long list can be searched by typing a part of a label."""

    options: Options | tuple[Option, ...]

    def of(self, setting: Setting, answers: Answers) -> Sequence[Option]:
        """What there is to choose from."""
        return self.options if isinstance(self.options, tuple) else self.options(setting, answers)

    def _is_long(self, asking: Asking) -> bool:
        return len(self.of(asking.setting, asking.answers)) > LONG_LIST

    def offers(self, asking: Asking) -> Offers:
        """All, or those that hold what was searched for."""
        labels = [option.label for option in self.of(asking.setting, asking.answers)]
        if not asking.partial:
            note = "Or type a part of the name." if self._is_long(asking) else ""
            return Offers(tuple(enumerate(labels)), note=note)
        found = [(n, each) for n, each in enumerate(labels) if _has(each, asking.partial)]
        return Offers((*found, (_EVERYTHING, "Show all")))

    def tapped(self, asking: Asking, option: int) -> Taken:
        """The option's value."""
        options = self.of(asking.setting, asking.answers)
        if option == _EVERYTHING:
            return Partial("")
        if not 0 <= option < len(options):
            raise NoSuchOption
        return Value(options[option].value)

    def typed(self, asking: Asking, text: str) -> Taken:
        """A search. Only a long list has one."""
        if not self._is_long(asking):
            raise NotAnAnswer(TAP_INSTEAD)
        sought = " ".join(text.split()).casefold()[:40]
        options = self.of(asking.setting, asking.answers)
        if not sought or not any(_has(option.label, sought) for option in options):
            raise NotAnAnswer("Nothing on the list has that in it. Try fewer letters.")
        return Partial(sought)

    def shown(self, setting: Setting, answers: Answers, value: str) -> str:
        """The option's label."""
        options = self.of(setting, answers)
        return next((option.label for option in options if option.value == value), value)

    def holds(self, setting: Setting, answers: Answers, value: str) -> bool:
        """Whether it is still to be chosen."""
        return any(option.value == value for option in self.of(setting, answers))


def _has(label: str, sought: str) -> bool:
    return sought in label.casefold()


@dataclass(frozen=True)
class Typed(Step):
    """A short typed answer, cleaned and checked by `read`, which raises NotAnAnswer."""

    read: Callable[[str], str]
    shown_as: Callable[[str], str] = str
    """How the value kept reads in the review."""

    @property
    def takes_typing(self) -> bool:
        """It has no other way."""
        return True

    @property
    def hint(self) -> str:
        """What to do."""
        return "Type your answer below."

    def typed(self, asking: Asking, text: str) -> Taken:
        """What was typed, cleaned."""
        return Value(self.read(text))

    def shown(self, setting: Setting, answers: Answers, value: str) -> str:
        """In the way that people read it."""
        return self.shown_as(value)


Submitted = Callable[[Context, Setting, Answers], Awaitable[None]]
Admits = Callable[[Transaction, Actor, Setting], Awaitable[None]]
"""Raises a Refusal for somebody who may not see the form any more."""


@dataclass(frozen=True)
class Beside:
    """What stands in a review besides the answers: lines, escaped already, and buttons."""

    lines: tuple[str, ...] = ()
    buttons: tuple[Button, ...] = ()


class Shared(Protocol):
    """Answers that several people give together: kept with what they are about, not in drafts."""

    async def beside(self, tx: Transaction, setting: Setting) -> Beside:
        """What belongs to it besides the answers."""
        ...

    async def load(self, tx: Transaction, setting: Setting) -> Answers:
        """The answers so far, whoever gave them."""
        ...

    async def keep(self, context: Context, setting: Setting, step: str, value: str) -> None:
        """Keep one more. Raises a Refusal when no more are taken."""
        ...


@dataclass(frozen=True)
class Ending:
    """Answers of a step that end the form there and then: the draft goes, nothing of it is kept."""

    step: str
    values: tuple[str, ...]
    then: Callable[[Context, Setting], Awaitable[None]]
    """What happens instead of handing in; as practice nothing may come of it."""

    def holds(self, answers: Answers) -> bool:
        """Whether the form is over."""
        return answers.get(self.step) in self.values


@dataclass(frozen=True)
class Filled:
    """The steps that apply, and the answers that count: no others, those given by default too."""

    path: tuple[Step, ...]
    asked: tuple[Step, ...]
    """Those of them that are asked: for the others an answer stands unless it is changed."""
    answers: Answers
    open: Step | None
    """The first step that still has to be asked; None when the form is ready for review."""


@dataclass(frozen=True)
class Form:
    """A guided conversation: ordered steps, and what happens with the answers.

    One that `is_kept` can be saved for later; whoever leaves it is reminded before it is
    dropped, and beginning it again goes on with it. One that `is_protected` cannot be forwarded.
    `shared` answers are given by several people together. `ending` says which answers end it. One
    that `stops` is about people: it can be stopped at every question when somebody may be under
    18, or an adult discloses danger; the patrol's id is among its facts. One that
    `sends_at_once` is handed in with the last answer that was open, without a review.

    Raises ValueError for a declaration that could not be played: steps that share a name or
    have none that fits a button, one without words, a condition on a step or an option that is
    not there or comes later, a step that no answers lead to.
    """

    name: str
    version: int
    title: Words | str
    steps: tuple[Step, ...]
    submit: Submitted
    submit_label: str = "Send"
    is_kept: bool = False
    is_protected: bool = False
    shared: Shared | None = None
    admits: Admits | None = None
    """Asked at every tap and each time it is drawn; of what is protected, membership is too."""
    stops: bool = False
    ending: Ending | None = None
    sends_at_once: bool = False

    def __post_init__(self) -> None:
        """Refuse a declaration that could not be played."""
        names = [step.name for step in self.steps]
        if not names or len(set(names)) != len(names):
            raise ValueError(f"form {self.name}: steps need distinct names")
        if any(not name.isalnum() or len(name) > 12 for name in names):
            raise ValueError(f"form {self.name}: a step's name is at most 12 letters")
        if not (self.title and self.submit_label):
            raise ValueError(f"form {self.name}: a title or the words on its button are missing")
        known: dict[str, Step] = {}
        for step in self.steps:
            _require_words(self.name, step)
            _require_reachable(self.name, step, known)
            known[step.name] = step

    def titled(self, setting: Setting, answers: Answers) -> str:
        """What the form is called, as far as it is known."""
        words = self.title if isinstance(self.title, str) else self.title(setting, answers)
        return f"Practice · {words}" if setting.is_practice else words

    def fill(self, setting: Setting, given: Answers) -> Filled:
        """What applies and what counts of the answers given.

        Each step sees the answers before it only. One whose answer no longer holds is open.
        """
        path: list[Step] = []
        asked: list[Step] = []
        answers: dict[str, str] = {}
        first = None
        for step in self.steps:
            if not step.applies.holds(setting, answers):
                continue
            path.append(step)
            stands = step.default(setting, answers) if step.default is not None else None
            if stands is None:
                asked.append(step)
            value = _given(step, setting, answers, given)
            value = stands if value is None else value
            if value is not None:
                answers[step.name] = value
            elif first is None:
                first = step
        return Filled(tuple(path), tuple(asked), answers, first)


def _given(step: Step, setting: Setting, answers: Answers, given: Answers) -> str | None:
    """The answer given, if it holds."""
    value = given.get(step.name)
    is_skipped = value == "" and (step.is_optional or step.default is not None)
    if value is not None and (is_skipped or step.holds(setting, answers, value)):
        return value
    return None


def _require_words(form: str, step: Step) -> None:
    if not step.label.strip() or step.question == "":
        raise ValueError(f"form {form}: step {step.name} has no label or no question")
    options = getattr(step, "options", ())
    if isinstance(options, tuple) and any(not option.label.strip() for option in options):
        raise ValueError(f"form {form}: an option of step {step.name} has no label")


def _require_reachable(form: str, step: Step, known: Mapping[str, Step]) -> None:
    """Conditions look back only, at options that are there, and some answers lead to the step."""
    values: dict[str, tuple[str, ...]] = {}
    for name, value in step.applies.looks_at():
        if name not in known:
            raise ValueError(f"form {form}: step {step.name} looks at {name}, which is not before")
        options = getattr(known[name], "options", None)
        if isinstance(options, tuple):
            values[name] = tuple(option.value for option in options)
            if value not in values[name]:
                raise ValueError(
                    f"form {form}: step {step.name} looks for {value} in {name}, which has no such"
                )
        else:
            values[name] = (*values.get(name, ()), value)
    if not can_hold(step.applies, values):
        raise ValueError(f"form {form}: no answers lead to step {step.name}")
