"""What a form is made of: steps as data, checked when the form is declared."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field

from bot.context import Context
from operation.area import Area

Answers = Mapping[str, str]
"""Answers by step name, as stored: text, or the value of the option chosen."""


class NotAnAnswer(Exception):
    """What was typed cannot be the answer; `reason` says why and what would do."""

    def __init__(self, reason: str) -> None:
        """Keep the reason to show it."""
        super().__init__(reason)
        self.reason = reason


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


Options = Callable[[Setting, Answers], Sequence[Option]]
Words = Callable[[Setting, Answers], str]
Applies = Callable[[Setting, Answers], bool]


def _always(_setting: Setting, _answers: Answers) -> bool:
    return True


@dataclass(frozen=True)
class Choice:
    """One of several buttons. `label` names the step in the review."""

    name: str
    label: str
    question: Words
    options: Options
    applies: Applies = _always
    is_shown: bool = True
    """Whether the review lists it: reading a notice is no answer worth listing."""


@dataclass(frozen=True)
class Typed:
    """A short typed answer, cleaned and checked by `read`, which raises NotAnAnswer."""

    name: str
    label: str
    question: Words
    read: Callable[[str], str]
    applies: Applies = _always
    is_optional: bool = False
    is_shown: bool = True
    shown_as: Callable[[str], str] = str
    """How the value kept reads in the review."""


Step = Choice | Typed
Submitted = Callable[[Context, Setting, Answers], Awaitable[None]]


@dataclass(frozen=True)
class Form:
    """A guided conversation: ordered steps, and what happens with the answers.

    Raises ValueError when two steps share a name or a name does not fit a button.
    """

    name: str
    version: int
    title: Words
    steps: tuple[Step, ...]
    submit: Submitted
    submit_label: str = "Send"

    def __post_init__(self) -> None:
        """Refuse a declaration that could not be played."""
        names = [step.name for step in self.steps]
        if not names or len(set(names)) != len(names):
            raise ValueError(f"form {self.name}: steps need distinct names")
        if any(not name.isalnum() or len(name) > 12 for name in names):
            raise ValueError(f"form {self.name}: a step's name is at most 12 letters")

    def path(self, setting: Setting, answers: Answers) -> list[Step]:
        """The steps that apply, in order, given the answers so far."""
        return [step for step in self.steps if step.applies(setting, answers)]

    def open_step(self, setting: Setting, answers: Answers) -> Step | None:
        """The first step without an answer; None when the form is ready for review."""
        return next(
            (step for step in self.path(setting, answers) if step.name not in answers), None
        )
